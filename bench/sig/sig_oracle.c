#include "bench/sig/sig_oracle.h"

#include <string.h>

#define SIG(name) extern const struct ref_sig ref_##name;
#include "kernels/sig/schemes.def"
#undef SIG

static const struct {
  const struct sig_scheme *scheme;
  const struct ref_sig *oracle;
} pairs[] = {
#define SIG(name) {&sig_##name, &ref_##name},
#include "kernels/sig/schemes.def"
#undef SIG
};

const struct ref_sig *sig_oracle(const struct sig_scheme *scheme) {
  size_t i = 0;
  while (pairs[i].scheme != scheme)
    i++;
  return pairs[i].oracle;
}

static struct ref_signature record(const struct sig_scheme *scheme, const struct sig_batch *batch,
                                   uint64_t i) {
  return (struct ref_signature){
      .key = batch->keys ? batch->keys + i * batch->key_bytes : NULL,
      .key_bytes = batch->key_bytes,
      .message = batch->messages + i * batch->message_bytes,
      .message_bytes = batch->message_bytes,
      .signature = batch->signatures + i * scheme->signature_bytes,
      .policy = batch->policy,
      .context = batch->context,
      .context_bytes = batch->context_bytes,
  };
}

bool sig_judge_by(sig_verdict_fn *verdict, const struct sig_scheme *scheme,
                  const struct sig_batch *batch, uint64_t first, uint64_t last, uint8_t *output) {
  bool decided = true;
  memset(output + first / 8, 0, (last - first + 7) / 8);
  for (uint64_t i = first; decided && i < last; i++) {
    const struct ref_signature signature = record(scheme, batch, i);
    const enum ref_verdict one = verdict(scheme, &signature);
    decided = one != REF_FAILED;
    output[i / 8] |= (uint8_t)((one == REF_VALID) << i % 8);
  }
  return decided;
}

static enum ref_verdict oracles_verdict(const struct sig_scheme *scheme,
                                        const struct ref_signature *signature) {
  return sig_oracle(scheme)->verify(signature);
}

bool sig_judge(const struct sig_scheme *scheme, const struct sig_batch *batch, uint64_t first,
               uint64_t last, uint8_t *output) {
  if (!scheme->recovers)
    return sig_judge_by(oracles_verdict, scheme, batch, first, last, output);
  for (uint64_t i = first; i < last; i++) {
    const struct ref_signature signature = record(scheme, batch, i);
    sig_oracle(scheme)->recover(&signature, output + i * SIG_ADDRESS_BYTES);
  }
  return true;
}
