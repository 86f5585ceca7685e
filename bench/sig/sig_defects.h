/* The defects that signatures of every scheme can have: one bit that is not as it was signed. */
#ifndef PROOFMARK_BENCH_SIG_SIG_DEFECTS_H
#define PROOFMARK_BENCH_SIG_SIG_DEFECTS_H

#include "bench/sig/sig_maker.h"

/* Elements of a maker's list of defects. */
#define SIG_DEFECT_SIGNATURE_BIT                                                                   \
  { .name = "a flipped bit of the signature", .damage = sig_flip_signature_bit }
#define SIG_DEFECT_MESSAGE_BIT                                                                     \
  {                                                                                                \
    .name = "a flipped bit of the message", .possible = sig_has_message,                           \
    .damage = sig_flip_message_bit                                                                 \
  }
#define SIG_DEFECT_KEY_BIT                                                                         \
  { .name = "a flipped bit of the key", .damage = sig_flip_key_bit }

bool sig_flip_signature_bit(const struct sig_making *making, const struct sig_record *record);
bool sig_flip_message_bit(const struct sig_making *making, const struct sig_record *record);
bool sig_flip_key_bit(const struct sig_making *making, const struct sig_record *record);
bool sig_has_message(const struct sig_batch *batch);

/* Flips the bit of the `count` bytes that the record's damage_random draws. */
void sig_flip_bit(const struct sig_record *record, uint8_t *bytes, uint64_t count);

#endif
