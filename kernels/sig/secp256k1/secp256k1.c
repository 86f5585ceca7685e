/* The schemes over secp256k1 as the works know them. Their oracle is libsecp256k1. */
#include "kernels/sig/gpu_sizes.h"
#include "kernels/sig/sig.h"

extern sig_batch_fn secp256k1_ecdsa_portable, secp256k1_recover_portable,
    secp256k1_schnorr_portable;
extern const struct gpu_program gpu_program_sig_secp256k1;

/* A product of 256 bits is 64 of words, a square one of each pair, and both fold what is above 2^256 by
 * 2^32 + 977: 8 more and one for what is left. */
#define PRODUCTS(m, s)                                                                             \
  { .multiply_wide = (m) * (64 + 9) + (s) * (36 + 9) }

/* Of y from x: 253 squares and 13 products (field.h). Of u1 G + u2 Q: a doubling for each bit of half a
 * scalar, of 3 products and 4 squares (group.h); additions, of 8 products and 3 squares, for 7 multiples
 * of Q and for digits: those of Q's halves in the form with the fewest (wnaf.h), a sixth of the bits, and
 * those of G in the widest windows (windows.h), 16 bits. A few are 0, hence 60 in all. */
enum { DOUBLINGS = 124, ADDITIONS = 7 + 2 * 21 + 16 - 5 };
#define ROOT_COST PRODUCTS(13, 253)
#define VERIFY_COST                                                                                \
  PRODUCTS(13 + 3 * DOUBLINGS + 8 * ADDITIONS, 253 + 4 * DOUBLINGS + 3 * ADDITIONS)

/* GENERATOR_BITS of windows.h is 16 there: 2^15 multiples of two points. */
#define GPU(kernel)                                                                                \
  {                                                                                                \
    .program = &gpu_program_sig_secp256k1, .kernels = {{kernel, SIG_GPU_GROUP, SIG_GPU_GROUP}},    \
    .table_kernel = {"secp256k1_table", SIG_GPU_GROUP, SIG_GPU_GROUP}, .table_entries = 65536,     \
    .table_bytes = 64 * 65536                                                                      \
  }

/* The order is core.h's ECDSA_ and RECOVER_ constants. */
static const char *const ecdsa_policies[] = {"any_s", "low_s", NULL};
static const char *const recover_policies[] = {"transaction", "precompile", NULL};
static const char *const schnorr_policies[] = {"bip340", NULL};

const struct sig_scheme sig_ecdsa_secp256k1 = {
    .name = "ecdsa_secp256k1",
    .title = "ECDSA over secp256k1",
    .standard = "SEC 1 v2.0, section 4.1.4",
    .policies = ecdsa_policies,
    .key_bytes = 33,
    .signature_bytes = 64,
    .message_bytes = 32,
    .cost = VERIFY_COST,
    .key_cost = ROOT_COST,
    .portable = secp256k1_ecdsa_portable,
    .gpu = GPU("ecdsa_secp256k1_verify"),
};

const struct sig_scheme sig_ecrecover = {
    .name = "ecrecover",
    .title = "Ethereum's sender by ECDSA public key recovery",
    .standard = "SEC 1 v2.0, section 4.1.6; Ethereum Yellow Paper, appendix F",
    .policies = recover_policies,
    .signature_bytes = 65,
    .message_bytes = 32,
    .recovers = true,
    .cost = VERIFY_COST,
    .portable = secp256k1_recover_portable,
    .gpu = GPU("ecrecover_recover"),
};

const struct sig_scheme sig_schnorr_bip340 = {
    .name = "schnorr_bip340",
    .title = "Schnorr signatures over secp256k1",
    .standard = "BIP 340",
    .policies = schnorr_policies,
    .key_bytes = 32,
    .signature_bytes = 64,
    .cost = VERIFY_COST,
    .portable = secp256k1_schnorr_portable,
    .gpu = GPU("schnorr_bip340_verify"),
};
