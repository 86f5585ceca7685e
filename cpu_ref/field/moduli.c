/* The fields that provers compute in. */
#include "cpu_ref/field/field.h"

/* Plonky3 at commit 5dc50e5: koala-bear/src/koala_bear.rs, baby-bear/src/baby_bear.rs (primes, generators), and
 * goldilocks/src/; the binomials X^4 - 3, X^4 - 11 and X^2 - 7 are those of its BinomiallyExtendable. */
const struct ref_field ref_field_koalabear = {.bytes = 4,
                                              .modulus = {(1u << 31) - (1u << 24) + 1},
                                              .generator = 3,
                                              .extension = 4,
                                              .non_residue = 3};
const struct ref_field ref_field_babybear = {.bytes = 4,
                                             .modulus = {(1u << 31) - (1u << 27) + 1},
                                             .generator = 31,
                                             .extension = 4,
                                             .non_residue = 11};
/* 2^64 - 2^32 + 1 */
const struct ref_field ref_field_goldilocks = {.bytes = 8,
                                               .modulus = {UINT64_MAX - UINT32_MAX + 1},
                                               .generator = 7,
                                               .extension = 2,
                                               .non_residue = 7};

/* EIP-196, "Definition of the curve": p; EIP-197, "Definition of the groups": q; generators as in arkworks' ark-bn254. */
const struct ref_field ref_field_bn254_fq = {
    .bytes = 32,
    .modulus = {0x3c208c16d87cfd47, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029},
    .generator = 3,
    .extension = 1};
const struct ref_field ref_field_bn254_fr = {
    .bytes = 32,
    .modulus = {0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029},
    .generator = 5,
    .extension = 1};

/* IETF draft-irtf-cfrg-pairing-friendly-curves-11, section 4.2.1: p and r; generators as in arkworks'
 * ark-bls12-381. */
const struct ref_field ref_field_bls12_381_fq = {
    .bytes = 48,
    .modulus = {0xb9feffffffffaaab, 0x1eabfffeb153ffff, 0x6730d2a0f6b0f624, 0x64774b84f38512bf,
                0x4b1ba7b6434bacd7, 0x1a0111ea397fe69a},
    .generator = 2,
    .extension = 1};
const struct ref_field ref_field_bls12_381_fr = {
    .bytes = 32,
    .modulus = {0xffffffff00000001, 0x53bda402fffe5bfe, 0x3339d80809a1d805, 0x73eda753299d7d48},
    .generator = 7,
    .extension = 1};
