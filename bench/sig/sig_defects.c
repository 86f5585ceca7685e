#include "bench/sig/sig_defects.h"

#include <string.h>

void sig_flip_bit(const struct sig_record *record, uint8_t *bytes, uint64_t count) {
  uint64_t drawn;
  memcpy(&drawn, record->damage_random, sizeof drawn);
  uint64_t bit = drawn % (8 * count);
  bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
}

bool sig_flip_signature_bit(const struct sig_making *making, const struct sig_record *record) {
  sig_flip_bit(record, record->signature, making->maker->scheme->signature_bytes);
  return true;
}

bool sig_flip_message_bit(const struct sig_making *making, const struct sig_record *record) {
  sig_flip_bit(record, record->message, making->batch->message_bytes);
  return true;
}

bool sig_flip_key_bit(const struct sig_making *making, const struct sig_record *record) {
  sig_flip_bit(record, record->key, making->batch->key_bytes);
  return true;
}

bool sig_has_message(const struct sig_batch *batch) { return batch->message_bytes > 0; }
