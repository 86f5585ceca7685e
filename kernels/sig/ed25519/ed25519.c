/* Ed25519 as the works know it. */
#include "kernels/sig/gpu_sizes.h"
#include "kernels/sig/sig.h"

extern sig_batch_fn ed25519_portable;
extern const struct gpu_program gpu_program_sig_ed25519;

#if defined(__x86_64__)
extern sig_batch_fn ed25519_batch_avx2, ed25519_batch_avx512, ed25519_batch_avx512_ifma;
#endif

/* The order is that of policy_flags in core.h, which says what each means. */
static const char *const ed25519_policies[] = {"strict", "rfc8032",   "zip215",
                                               "ref10",  "simd0376a", NULL};

/* Decoding A takes a root, 252 squares and 11 products (field.h). S B - k A: a doubling for each bit of k, 3
 * products and 4 squares; additions, 7 products, for 7 multiples of A and for digits: of k 4 or 5 bits
 * wide, of S 16 bits at most (gpu.h, multiply_lanes.h). A few are 0, or double what is nothing yet. Products of
 * 256 bits are 64 of words, squares one of each pair; what is above 2^255 folds by 19, for which a
 * number of 52-bit limbs needs no more. SHA-512 and the scalars are left out. */
enum {
  DOUBLINGS = 244,
  ADDITIONS = 7 + 42 + 16 - 5,
  PRODUCTS = 11 + 3 * DOUBLINGS + 7 * ADDITIONS,
  SQUARES = 252 + 4 * DOUBLINGS
};

const struct sig_scheme sig_ed25519 = {
    .name = "ed25519",
    .title = "Ed25519",
    .standard = "RFC 8032, section 5.1.7",
    .policies = ed25519_policies,
    .key_bytes = 32,
    .signature_bytes = 64,
    .cost = {.multiply_wide = 64 * PRODUCTS + 36 * SQUARES},
    .portable = ed25519_portable,
#if defined(__x86_64__) /* SSE2 and NEON have two lanes, which the portable core outruns */
    .batch = {[LANE_ISA_AVX2] = ed25519_batch_avx2,
              [LANE_ISA_AVX512] = ed25519_batch_avx512,
              [LANE_ISA_AVX512_IFMA] = ed25519_batch_avx512_ifma},
#endif
    .gpu = {.program = &gpu_program_sig_ed25519,
            .kernels = {{"ed25519_verify", SIG_GPU_GROUP, SIG_GPU_GROUP}},
            .table_kernel = {"ed25519_table", SIG_GPU_GROUP, SIG_GPU_GROUP},
            .table_entries = 32768,
            .table_bytes = 96 * 32768,   /* BASE_ENTRY_WORDS, BASE_MULTIPLES of gpu.h */
            .scratch_bytes = 8 * 4 * 32} /* KEY_MULTIPLES addends of four elements */
};
