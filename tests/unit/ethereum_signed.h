/* Transactions of every kind and who signed them, and who signed those of the real block. */
#ifndef PROOFMARK_TESTS_UNIT_ETHEREUM_SIGNED_H
#define PROOFMARK_TESTS_UNIT_ETHEREUM_SIGNED_H

#include <stdbool.h>

#define BYTES_4(byte) byte byte byte byte
#define BYTES_20(byte) BYTES_4(byte) BYTES_4(byte) BYTES_4(byte) BYTES_4(byte) BYTES_4(byte)
#define BYTES_32(byte) BYTES_20(byte) BYTES_4(byte) BYTES_4(byte) BYTES_4(byte)
#define ZEROS_31 BYTES_20("00") BYTES_4("00") BYTES_4("00") "000000"

#define TO "94" BYTES_20("35")
#define CODE "b846" BYTES_32("60") BYTES_32("60") BYTES_4("60") "6060"
#define ACCESS_LIST                                                                                \
  "f872f85994" BYTES_20("de") "f842a0" BYTES_32("00") "a0" ZEROS_31 "07d694" BYTES_20("bb") "c0"
#define BLOB_HASHES "e1a001" BYTES_20("ab") BYTES_4("ab") BYTES_4("ab") "ababab"
#define DELEGATED_TO "94" BYTES_20("5c")
#define DELEGATED_TO_NONE "94" BYTES_20("00")

/* Signed by eth-account 0.14.0 with the key of EIP-155's example, 0x4646…46; the first is that
 * example itself. */
static const struct {
  const char *hex;
  unsigned type;
  bool replay_protected;
} signed_transactions[] = {{"f86c098504a817c800825208" TO "880de0b6b3a76400008025"
                            "a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
                            "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83",
                            0, true},
                           {"f892800182520880"
                            "80" CODE "1c"
                            "a06520e66921aaa325bf31f1ac75320381cd9882ec2c95ddb907fecd4fe7e4c228"
                            "a01d770ff4f10cd9da8cefbc4a61d18b0947a776c8a5befc86da15e1bcdb3b0893",
                            0, false},
                           {"f86c0901825208" TO "880de0b6b3a764000080850200000021"
                            "a03744876976f4fd6b978d9f7cf05ef6276d48b8591d31db71909d3a88d226a563"
                            "a0730795dab06a344da4396557c974ad06212f8b3642d71c583b695380ce66fa83",
                            0, true},
                           {"01f8dc010901825208" TO "880de0b6b3a764000080" ACCESS_LIST "01"
                            "a094b52e9b69653aad303b27e0d29987eaccdc85c2c1cc3b64f4b399326ad97553"
                            "a010145af47e59691e7802450ce4523f59cebe149cc5b8b2426bbdfa39ee5ade92",
                            1, false},
                           {"02f8dd01090102825208" TO "880de0b6b3a764000000" ACCESS_LIST "01"
                            "a04c1b6c3f6dbd905d02eec2376928efa378e0c9c80f9ff2f626bc95a352a405a4"
                            "a072e82a7a70998e413f3b465fe366af138ced0f7f339f0c8802d4c44cf3a41cd2",
                            2, false},
                           {"03f88d01090102825208" TO "880de0b6b3a764000080c007" BLOB_HASHES "80"
                            "a0dd97b789a80f0c210a914a3e53845d2ba904e91dae198b297dfd2d56029ba329"
                            "a07a0c0d5b5a9b176dc637737c1ac76fd428dbb6e18b8c912487fe95aee649c08c",
                            3, false},
                           {"04f9019701090102825208" TO "880de0b6b3a764000080" ACCESS_LIST "f8b8"
                            "f85a01" DELEGATED_TO "0a80"
                            "a0c9f71c21bfe6bc4456a82fe0b80341ad5da69ea1746cdd0cc1d45f10a335d397"
                            "a0418674bc247ab727fa43e9a06af3723159048a04dc15b03e4faa4366af445094"
                            "f85a80" DELEGATED_TO_NONE "8080"
                            "a08e704fa3e0bfc681c4db9a5e574329975cf70dbd247993cae3507a65f197e100"
                            "a019b73d1615ca4423ff2074d75c411de6002d5aee73bfbed7dceac02f1122491b"
                            "01"
                            "a044af6d3f4862fa5c448aeddd87948fd1968aaeedb76a92579752102fdf1c148d"
                            "a074892df0dfc4a980cb9ea56aaebb6e0a53967810efb4dc61c0ab667a2057f0d2",
                            4, false}};
enum { SIGNED_COUNT = sizeof signed_transactions / sizeof *signed_transactions };
#define SIGNER "9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f"

/* The SHA-256 of the block's 322 senders, 20 bytes each, in its order. Computed twice with Python
 * and equal: by eth-account 0.14.0 (Account.recover_transaction, over coincurve 21.0.0), and from
 * rlp 5.0.0, the Keccak of PyCryptodome 3.24.1 and the recovery of SEC 1 v2.0, section 4.1.6, over
 * the points of ecdsa 0.19.2. */
#define SENDERS_DIGEST "c4f6a777def63aa9c199036ee60324315a83cc64a2dd4d07a864278b88719d3a"

#endif
