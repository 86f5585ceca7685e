/* The schemes over secp256k1 as the works know them. Their oracle is libsecp256k1. */
#include "kernels/sig/sig.h"

extern sig_batch_fn secp256k1_ecdsa_portable, secp256k1_recover_portable,
    secp256k1_schnorr_portable;
extern const struct gpu_program gpu_program_sig_secp256k1;

/* GENERATOR_BITS of windows.h is 16 there: 2^15 multiples of two points. */
#define GPU(kernel)                                                                                \
  {                                                                                                \
    .program = &gpu_program_sig_secp256k1, .kernels = {{kernel, 128, 128}},                        \
    .table_kernel = {"secp256k1_table", 128, 128}, .table_entries = 65536,                         \
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
    .portable = secp256k1_schnorr_portable,
    .gpu = GPU("schnorr_bip340_verify"),
};
