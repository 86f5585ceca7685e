/* ML-DSA keys and signatures, for inputs, on the widest vectors that the processor has; the same on
 * all of them. Not for secrets: it takes no care of timing and leaves keys in memory. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_SIGN_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include "kernels/sig/ml_dsa/sets.h"

/* A key pair in the form that signing uses; about 100 KiB with the matrix A. */
struct ml_dsa_signer;

/* The key pair of a seed (algorithm 6). NULL: no memory. Freed with ml_dsa_signer_free. */
struct ml_dsa_signer *ml_dsa_signer_new(const struct ml_dsa_params *p,
                                        const uint8_t seed[ML_DSA_SEED_BYTES]);
/* The same with a new key in memory that is already there. */
void ml_dsa_signer_rekey(struct ml_dsa_signer *signer, const struct ml_dsa_params *p,
                         const uint8_t seed[ML_DSA_SEED_BYTES]);
void ml_dsa_signer_free(struct ml_dsa_signer *signer);

/* The public key, ml_dsa_key_bytes(p) bytes; valid as long as the signer and its key. */
const uint8_t *ml_dsa_signer_public_key(const struct ml_dsa_signer *signer);

/* Signs (algorithms 2 and 7, the deterministic variant) into ml_dsa_signature_bytes(p) bytes.
 * context_bytes is at most 255. */
void ml_dsa_sign(const struct ml_dsa_signer *signer, const uint8_t *message, size_t message_bytes,
                 const uint8_t *context, size_t context_bytes, uint8_t *signature);

#endif
