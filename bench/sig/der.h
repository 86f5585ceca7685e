/* ECDSA signatures as DER, the form that X.509, Bitcoin and Wycheproof's files have them in, to the
 * fixed form r ‖ s of IEEE P1363 that is verified.
 *
 * The type: RFC 3279, section 2.2.3: SEQUENCE { r INTEGER, s INTEGER }. The encoding: X.690,
 * sections 8.3 (integers) and 10.1 (lengths); BIP 66 has the same rules for these two integers.
 */
#ifndef PROOFMARK_BENCH_SIG_DER_H
#define PROOFMARK_BENCH_SIG_DER_H

#include <stddef.h>
#include <stdint.h>

#include "host/base/status.h"

enum { DER_INTEGER_BYTES = 32, DER_SIGNATURE_BYTES = 2 * DER_INTEGER_BYTES };

/* Decodes the `size` bytes at `der`, of which there may be none, into r ‖ s, each 32 bytes,
 * big-endian. PM_USAGE, with the offset and the field, for every encoding but the one that DER has
 * for two integers from 0 to 2^256 − 1: BER's other forms (a length in the long form or indefinite,
 * zeros before an integer), negative or longer integers, bytes that follow:
 *   offset 37: s is negative
 * Zero and numbers beyond the group's order do decode: refusing them is the verifier's part. */
enum pm_status der_decode_signature(const uint8_t *der, size_t size,
                                    uint8_t signature[DER_SIGNATURE_BYTES], struct pm_error *error);

#endif
