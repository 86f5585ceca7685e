#include "cpu_ref/block/synthetic.h"

#include <string.h>

void ref_synthetic_block(const uint8_t *ids, uint64_t count,
                         const uint8_t fields[REF_SYNTHETIC_FIELDS_BYTES],
                         uint8_t body[REF_DIGEST_BYTES], uint8_t block[REF_DIGEST_BYTES]) {
  uint8_t header[REF_DIGEST_BYTES + REF_SYNTHETIC_FIELDS_BYTES];
  ref_blake3(ids, count * REF_DIGEST_BYTES, body);
  memcpy(header, body, REF_DIGEST_BYTES);
  memcpy(header + REF_DIGEST_BYTES, fields, REF_SYNTHETIC_FIELDS_BYTES);
  ref_sha3_256(header, sizeof header, block);
}
