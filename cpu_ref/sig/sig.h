/* Who judges a signature: plain code from the standard or, over secp256k1, libsecp256k1.
 *
 * A scheme is one file beside this one (one in cpu_ref/library/ where a library judges), which
 * shares nothing with its core in kernels/sig/, and which defines `const struct ref_sig
 * ref_<name>`. Who knits the two together declares it from the list of the names.
 */
#ifndef PROOFMARK_CPU_REF_SIG_SIG_H
#define PROOFMARK_CPU_REF_SIG_SIG_H

#include <stdbool.h>
#include <stdint.h>

enum { REF_ADDRESS_BYTES = 20 };

/* What the standards leave open, by scheme. Those of Ed25519: RFC 8032, sections 5.1.7 and 8.4;
 * ZIP 215; Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", 2020; what ref10 does;
 * SIMD-0376. */
enum { REF_ECDSA_ANY_S, REF_ECDSA_LOW_S };
enum { REF_ECRECOVER_TRANSACTION, REF_ECRECOVER_PRECOMPILE };
enum {
  REF_ED25519_STRICT,
  REF_ED25519_RFC8032,
  REF_ED25519_ZIP215,
  REF_ED25519_REF10,
  REF_ED25519_SIMD0376A
};

/* One signature as it is on the wire, at any alignment. */
struct ref_signature {
  const uint8_t *key; /* NULL for ecrecover */
  uint64_t key_bytes; /* 33 (compressed) or 65 for ECDSA */
  const uint8_t *message;
  uint64_t message_bytes; /* 32, a digest, for ECDSA and ecrecover */
  const uint8_t *signature;
  unsigned policy;        /* one of the scheme's above; 0 where it has none */
  const uint8_t *context; /* ML-DSA's context string */
  uint64_t context_bytes; /* at most 255 */
};

enum ref_verdict { REF_INVALID, REF_VALID, REF_FAILED /* the library could not decide */ };

typedef enum ref_verdict ref_verify_fn(const struct ref_signature *signature);

/* The Ethereum address of who signed, all zero where there is none. */
typedef void ref_recover_fn(const struct ref_signature *signature,
                            uint8_t address[REF_ADDRESS_BYTES]);

struct ref_sig {
  ref_verify_fn *verify;   /* NULL for ecrecover */
  ref_recover_fn *recover; /* of ecrecover alone */
  const char *library;     /* who judges; NULL: plain code from the standard */
};

/* The one that another oracle builds on. */
extern const struct ref_sig ref_ecrecover;

#endif
