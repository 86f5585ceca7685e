/* Poseidon2 over Goldilocks, width 12: its size and its constants.
 *
 * Source: Plonky3 at commit 5dc50e5, goldilocks/src/poseidon2.rs.
 *
 * Numbers are canonical; C(x) is the number x. The internal matrix's diagonal is a list of
 * WHOLE(n), the number n, and INVERSE(sign, k), which is sign / 2^k. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_12_CONSTANTS_H
#define PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_12_CONSTANTS_H

#define POSEIDON2_WIDTH 12
#define POSEIDON2_ALPHA 7
#define POSEIDON2_FULL_ROUNDS 8
#define POSEIDON2_PARTIAL_ROUNDS 22

/* clang-format off */
/* A row after the other. */
#define POSEIDON2_EXTERNAL(C) \
  C(0x13dcf33aba214f46ul), C(0x30b3b654a1da6d83ul), C(0x1fc634ada6159b56ul), \
  C(0x937459964dc03466ul), C(0xedd2ef2ca7949924ul), C(0xede9affde0e22f68ul), \
  C(0x8515b9d6bac9282dul), C(0x6b5c07b4e9e900d8ul), C(0x1ec66368838c8a08ul), \
  C(0x9042367d80d1fbabul), C(0x400283564a3c3799ul), C(0x4a00be0466bca75eul), \
  C(0x7913beee58e3817ful), C(0xf545e88532237d90ul), C(0x22f8cb8736042005ul), \
  C(0x6f04990e247a2623ul), C(0xfe22e87ba37c38cdul), C(0xd20e32c85ffe2815ul), \
  C(0x117227674048fe73ul), C(0x4e9fb7ea98a6b145ul), C(0xe0866c232b8af08bul), \
  C(0x00bbc77916884964ul), C(0x7031c0fb990d7116ul), C(0x240a9e87cf35108ful), \
  C(0x2e6363a5a12244b3ul), C(0x5e1c3787d1b5011cul), C(0x4132660e2a196e8bul), \
  C(0x3a013b648d3d4327ul), C(0xf79839f49888ea43ul), C(0xfe85658ebafe1439ul), \
  C(0xb6889825a14240bdul), C(0x578453605541382bul), C(0x4508cda8f6b63ce9ul), \
  C(0x9c3ef35848684c91ul), C(0x0812bde23c87178cul), C(0xfe49638f7f722c14ul), \
  C(0x8e3f688ce885cbf5ul), C(0xb8e110acf746a87dul), C(0xb4b2e8973a6dabeful), \
  C(0x9e714c5da3d462ecul), C(0x6438f9033d3d0c15ul), C(0x24312f7cf1a27199ul), \
  C(0x23f843bb47acbf71ul), C(0x9183f11a34be9f01ul), C(0x839062fbb9d45dbful), \
  C(0x24b56e7e6c2e43faul), C(0xe1683da61c962a72ul), C(0xa95c63971a19bfa7ul), \
  C(0xc68be7c94882a24dul), C(0xaf996d5d5cdaedd9ul), C(0x9717f025e7daf6a5ul), \
  C(0x6436679e6e7216f4ul), C(0x8a223d99047af267ul), C(0xbb512e35a133ba9aul), \
  C(0xfbbf44097671aa03ul), C(0xf04058ebf6811e61ul), C(0x5cca84703fac7ffbul), \
  C(0x9b55c7945de6469ful), C(0x8e05bf09808e934ful), C(0x2ea900de876307d7ul), \
  C(0x7748fff2b38dfb89ul), C(0x6b99a676dd3b5d81ul), C(0xac4bb7c627cf7c13ul), \
  C(0xadb6ebe5e9e2f5baul), C(0x2d33378cafa24ae3ul), C(0x1e5b73807543f8c2ul), \
  C(0x09208814bfebb10ful), C(0x782e64b6bb5b93ddul), C(0xadd5a48eac90b50ful), \
  C(0xadd4c54c736ea4b1ul), C(0xd58dbb86ed817fd8ul), C(0x6d5ed1a533f34dddul), \
  C(0x28686aa3e36b7cb9ul), C(0x591abd3476689f36ul), C(0x047d766678f13875ul), \
  C(0xa2a11112625f5b49ul), C(0x21fd10a3f8304958ul), C(0xf9b40711443b0280ul), \
  C(0xd2697eb8b2bde88eul), C(0x3493790b51731b3ful), C(0x11caf9dd73764023ul), \
  C(0x7acfb8f72878164eul), C(0x744ec4db23cefc26ul), C(0x1e00e58f422c6340ul), \
  C(0x21dd28d906a62ddaul), C(0xf32a46ab5f465b5ful), C(0xbfce13201f3f7e6bul), \
  C(0xf30d2e7adb5304e2ul), C(0xecdf4ee4abad48e9ul), C(0xf94e82182d395019ul), \
  C(0x4ee52e3744d887c5ul), C(0xa1341c7cac0083b2ul), C(0x2302fb26c30c834aul), \
  C(0xaea3c587273bf7d3ul), C(0xf798e24961823ec7ul), C(0x962deba3e9a2cd94ul)

#define POSEIDON2_INTERNAL(C) \
  C(0x4adf842aa75d4316ul), C(0xf8fbb871aa4ab4ebul), C(0x68e85b6eb2dd6aebul), \
  C(0x07a0b06b2d270380ul), C(0xd94e0228bd282de4ul), C(0x8bdd91d3250c5278ul), \
  C(0x209c68b88bba778ful), C(0xb5e18cdab77f3877ul), C(0xb296a3e808da93faul), \
  C(0x8370ecbda11a327eul), C(0x3f9075283775dad8ul), C(0xb78095bb23c6aa84ul), \
  C(0x3f36b9fe72ad4e5ful), C(0x69bc96780b10b553ul), C(0x3f1d341f2eb7b881ul), \
  C(0x4e939e9815838818ul), C(0xda366b3ae2a31604ul), C(0xbc89db1e7287d509ul), \
  C(0x6102f411f9ef5659ul), C(0x58725c5e7ac1f0abul), C(0x0df5856c798883e7ul), \
  C(0xf7bb62a8da4c961bul)

#define POSEIDON2_DIAGONAL(WHOLE, INVERSE) \
  WHOLE(-2) WHOLE(1) WHOLE(2) INVERSE(1, 1) WHOLE(3) WHOLE(4) \
  INVERSE(-1, 1) WHOLE(-3) WHOLE(-4) INVERSE(1, 2) INVERSE(-1, 2) INVERSE(1, 3)

/* clang-format on */

#endif
