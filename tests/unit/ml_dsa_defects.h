/* Signatures of ML-DSA for tests, and every way to spoil what was signed. Hints out of order, one
 * that is there three times and a byte after the last leave the set of hints as it is, so that only
 * a rule of FIPS 204's algorithm 21 refuses the signature; likewise only the bound on z refuses one
 * that is too large. */
#ifndef PROOFMARK_TESTS_UNIT_ML_DSA_DEFECTS_H
#define PROOFMARK_TESTS_UNIT_ML_DSA_DEFECTS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "kernels/sig/ml_dsa/sign.h"
#include "tests/unit/ml_dsa_plain.h"

enum defect {
  NO_DEFECT,
  CHALLENGE_BIT,
  Z_BIT,
  Z_TOO_LARGE,
  HINT_ORDER,
  HINT_REPEATED,
  HINT_PADDING,
  HINT_COUNT,
  HINT_COUNT_FALLS,
  HINT_MOVED,
  T1_BIT,
  RHO_BIT,
  MESSAGE_BIT,
  OTHER_CONTEXT,
  DEFECT_COUNT
};

static const char *const defect_names[DEFECT_COUNT] = {"no defect",
                                                       "a bit of c~",
                                                       "a bit of z",
                                                       "z too large",
                                                       "hints out of order",
                                                       "a hint three times",
                                                       "hint padding",
                                                       "too many hints",
                                                       "hint counts fall",
                                                       "a hint moved",
                                                       "a bit of t1",
                                                       "a bit of rho",
                                                       "a bit of the message",
                                                       "another context"};

/* One signature, in buffers that fit the largest set. */
struct signed_message {
  uint8_t key[ML_DSA_KEY_BYTES(ML_DSA_MAX_K)];
  uint8_t signature[ML_DSA_SIGNATURE_BYTES(ML_DSA_MAX_K, ML_DSA_MAX_L, 19, ML_DSA_MAX_OMEGA, 64)];
};

static inline uint8_t *hints_in(const struct ml_dsa_params *p, uint8_t *signature) {
  return signature + ml_dsa_signature_bytes(p) - p->omega - p->k;
}

/* The first hint of a polynomial that has two; the signature is signed, and almost each has one. */
static inline unsigned hint_pair(const struct ml_dsa_params *p, const uint8_t *hints) {
  unsigned first = 0;
  for (unsigned row = 0; row < p->k; first = hints[p->omega + row++])
    if (hints[p->omega + row] >= first + 2)
      return first;
  return p->omega;
}

/* Puts the first hint in twice more, where there is room. Twice, because who does not look applies
 * it to what he has already mended, and two such mistakes undo each other. */
static inline bool repeat_hint(const struct ml_dsa_params *p, uint8_t *hints) {
  uint8_t *ends = hints + p->omega;
  const unsigned count = ends[p->k - 1];
  unsigned row = 0;
  while (row < p->k && ends[row] == 0)
    row++;
  if (row == p->k || count + 2 > p->omega)
    return false;
  memmove(hints + 2, hints, count);
  hints[1] = hints[0];
  for (; row < p->k; row++)
    ends[row] += 2;
  return true;
}

/* Spoils the signature's hints; false where it has too few or too many for this defect. */
static inline bool spoil_hints(const struct ml_dsa_params *p, uint8_t *hints, enum defect defect) {
  uint8_t *ends = hints + p->omega, *count = &ends[p->k - 1];
  const unsigned pair = hint_pair(p, hints);
  switch (defect) {
  case HINT_ORDER: {
    if (pair == p->omega)
      return false;
    const uint8_t first = hints[pair];
    hints[pair] = hints[pair + 1], hints[pair + 1] = first;
    return true;
  }
  case HINT_REPEATED:
    return repeat_hint(p, hints);
  case HINT_PADDING:
    if (*count == p->omega)
      return false;
    hints[p->omega - 1] = 255;
    return true;
  case HINT_COUNT:
    *count = (uint8_t)(p->omega + 1);
    return true;
  case HINT_COUNT_FALLS:
    if (*count == 0)
      return false;
    ends[p->k - 2] = (*count)--;
    return true;
  case HINT_MOVED:
    if (pair == p->omega || hints[pair] + 1 >= hints[pair + 1])
      return false;
    hints[pair]++;
    return true;
  default:
    return false;
  }
}

static inline void flip(uint8_t *bytes, unsigned bit) { bytes[bit / 8] ^= (uint8_t)(1 << bit % 8); }

/* Spoils what was signed for `message` (not empty); `random` says where. False: this one cannot
 * have that defect. OTHER_CONTEXT and Z_TOO_LARGE are for those who sign. */
static inline bool spoil(const struct ml_dsa_params *p, struct signed_message *s, uint8_t *message,
                         size_t message_bytes, enum defect defect, unsigned random) {
  const unsigned z_bits = p->l * ML_DSA_Z_BYTES(p->gamma1_bits) * 8;
  switch (defect) {
  case CHALLENGE_BIT:
    flip(s->signature, random % (8 * p->challenge_bytes));
    return true;
  case Z_BIT:
    flip(s->signature + p->challenge_bytes, random % z_bits);
    return true;
  case T1_BIT:
    flip(s->key + ML_DSA_SEED_BYTES, random % (8 * ML_DSA_T1_BYTES * p->k));
    return true;
  case RHO_BIT:
    flip(s->key, random % (8 * ML_DSA_SEED_BYTES));
    return true;
  case MESSAGE_BIT:
    flip(message, random % (8 * message_bytes));
    return true;
  default:
    return spoil_hints(p, hints_in(p, s->signature), defect);
  }
}

#endif
