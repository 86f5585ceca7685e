/* The GPU program of the schemes over secp256k1: one signature per work-item, raw bytes in, a
 * bitmap or addresses out. The verify kernels' arguments are described in kernels/sig/sig.h.
 */
#ifndef PROOFMARK_KERNELS_SIG_SECP256K1_GPU_H
#define PROOFMARK_KERNELS_SIG_SECP256K1_GPU_H

#include "kernels/sig/secp256k1/core.h"
#include "kernels/sig/secp256k1/group_invert.h"
#include "kernels/sig/secp256k1/windows.h"

#define MESSAGE_BLOCK_BYTES 64
#include "kernels/hash/messages_gpu.h"

/* The number in the 32 big-endian bytes at bytes[at]. Reads the aligned words that hold them and
 * one more. */
LANE_FN struct wide number_load(const GPU_GLOBAL uint8_t *bytes, uint64_t at) {
  const uint32_t skew = (uint32_t)at & 3;
  const GPU_GLOBAL uint32_t *from = (const GPU_GLOBAL uint32_t *)(bytes + (at - skew));
  w32 words[8];
  w32 low = from[0];
  LANE_UNROLL
  for (int i = 0; i < 8; i++) {
    const w32 high = from[i + 1];
    words[7 - i] = gpu_byte_swap(gpu_funnel(low, high, 8 * skew));
    low = high;
  }
  return wide_from_words(words);
}

/* 1 / a of the group's work-items, where `exists`. */
LANE_FN struct wide inverse_where(bool exists, const struct wide *a, bool modulo_n,
                                  GPU_LOCAL uint32_t *tree) {
  const struct wide one = wide_small(1);
  struct wide number;
  wide_choose(&number, exists, &one, a);
  return group_invert(&number, modulo_n, tree);
}

LANE_FN bool key_load(struct affine *key, const GPU_GLOBAL uint8_t *keys, uint32_t key_bytes,
                      uint64_t i) {
  const uint64_t at = i * key_bytes;
  const struct wide x = number_load(keys, at + 1);
  struct wide y = wide_small(0);
  if (key_bytes == 65)
    y = number_load(keys, at + 33);
  return key_decode(key, key_bytes, keys[at], &x, &y);
}

GPU_KERNEL(SIG_GPU_GROUP)
ecdsa_secp256k1_verify(const GPU_GLOBAL uint8_t *GPU_RESTRICT keys, uint32_t key_bytes,
                       const GPU_GLOBAL uint8_t *GPU_RESTRICT messages, uint64_t message_bytes,
                       const GPU_GLOBAL uint8_t *GPU_RESTRICT signatures, uint32_t policy,
                       const GPU_GLOBAL uint8_t *context, uint32_t context_bytes, uint64_t count,
                       const GPU_GLOBAL uint32_t *GPU_RESTRICT table, GPU_GLOBAL uint32_t *scratch,
                       GPU_GLOBAL uint32_t *GPU_RESTRICT output) {
  GPU_LOCAL_ARRAY uint32_t tree[TREE_WORDS];
  const uint64_t i = signature_index(count);
  const struct wide r = number_load(signatures, 64 * i);
  const struct wide s = number_load(signatures, 64 * i + 32);
  bool valid = ecdsa_is_in_range(&r, &s, policy);
  const struct wide s_inverse = inverse_where(valid, &s, MODULO_N, tree);
  const struct wide digest = number_load(messages, 32 * i);
  struct affine key;
  if (valid && key_load(&key, keys, key_bytes, i)) {
    struct wide u1, u2;
    struct point sum;
    ecdsa_scalars(&u1, &u2, &digest, &r, &s_inverse);
    windows_multiply_add(&sum, &u1, &key, &u2, table);
    valid = !sum.infinity && point_has_x(&sum, &r);
  } else {
    valid = false;
  }
  verdicts_store(tree, valid, count, output);
}

GPU_KERNEL(SIG_GPU_GROUP)
ecrecover_recover(const GPU_GLOBAL uint8_t *keys, uint32_t key_bytes,
                  const GPU_GLOBAL uint8_t *GPU_RESTRICT messages, uint64_t message_bytes,
                  const GPU_GLOBAL uint8_t *GPU_RESTRICT signatures, uint32_t policy,
                  const GPU_GLOBAL uint8_t *context, uint32_t context_bytes, uint64_t count,
                  const GPU_GLOBAL uint32_t *GPU_RESTRICT table, GPU_GLOBAL uint32_t *scratch,
                  GPU_GLOBAL uint32_t *GPU_RESTRICT output) {
  GPU_LOCAL_ARRAY uint32_t tree[TREE_WORDS];
  const uint64_t i = signature_index(count);
  const struct wide r = number_load(signatures, 65 * i);
  const struct wide s = number_load(signatures, 65 * i + 32);
  struct affine key;
  bool exists = recover_point(&key, &r, &s, signatures[65 * i + 64], policy);
  const struct wide r_inverse = inverse_where(exists, &r, MODULO_N, tree);
  const struct wide digest = number_load(messages, 32 * i);
  struct point sum;
  point_set_infinity(&sum);
  if (exists) {
    struct wide u1, u2;
    recover_scalars(&u1, &u2, &digest, &s, &r_inverse);
    windows_multiply_add(&sum, &u1, &key, &u2, table);
  }
  exists = !sum.infinity;
  const struct wide z_inverse = inverse_where(exists, &sum.z, MODULO_P, tree);
  w32 address[ADDRESS_WORDS] = {0, 0, 0, 0, 0};
  if (exists) {
    point_to_affine(&key, &sum, &z_inverse);
    ethereum_address(&key, address);
  }
  if (gpu_global_id() >= count)
    return;
  LANE_UNROLL
  for (int j = 0; j < ADDRESS_WORDS; j++)
    output[ADDRESS_WORDS * i + j] = address[j];
}

/* FIPS 180-4, section 5.1.1, of the `length` bytes at bytes[at] that CHALLENGE_PREFIX_BYTES
 * precede: a one bit, zeros, and the length in bits as the last eight bytes. */
LANE_FN void challenge_message(w32 state[8], const GPU_GLOBAL uint8_t *bytes, uint64_t at,
                               uint64_t length) {
  const uint64_t padded = length + 9, bits = (CHALLENGE_PREFIX_BYTES + length) * 8;
  uint64_t done = 0;
  for (uint64_t start = 0; start < padded; start += MESSAGE_BLOCK_BYTES) {
    w32 block[16];
    const uint32_t block_length = message_block_length(length, done);
    message_block(bytes, at + done, block_length, start <= length ? 0x80u : 0, block);
    done += block_length;
    LANE_UNROLL
    for (int i = 0; i < 16; i++)
      block[i] = gpu_byte_swap(block[i]);
    if (padded - start <= MESSAGE_BLOCK_BYTES)
      block[14] = (w32)(bits >> 32), block[15] = (w32)bits;
    sha256_compress(state, block);
  }
}

GPU_KERNEL(SIG_GPU_GROUP)
schnorr_bip340_verify(const GPU_GLOBAL uint8_t *GPU_RESTRICT keys, uint32_t key_bytes,
                      const GPU_GLOBAL uint8_t *GPU_RESTRICT messages, uint64_t message_bytes,
                      const GPU_GLOBAL uint8_t *GPU_RESTRICT signatures, uint32_t policy,
                      const GPU_GLOBAL uint8_t *context, uint32_t context_bytes, uint64_t count,
                      const GPU_GLOBAL uint32_t *GPU_RESTRICT table, GPU_GLOBAL uint32_t *scratch,
                      GPU_GLOBAL uint32_t *GPU_RESTRICT output) {
  GPU_LOCAL_ARRAY uint32_t tree[TREE_WORDS];
  const uint64_t i = signature_index(count);
  const struct wide key_x = number_load(keys, 32 * i);
  const struct wide r = number_load(signatures, 64 * i);
  const struct wide s = number_load(signatures, 64 * i + 32);
  struct affine key;
  struct point sum;
  point_set_infinity(&sum);
  if (schnorr_key(&key, &key_x, &r, &s)) {
    w32 state[8];
    schnorr_challenge_begin(state, &r, &key_x);
    challenge_message(state, messages, i * message_bytes, message_bytes);
    const struct wide minus_e = schnorr_minus_challenge(state);
    windows_multiply_add(&sum, &s, &key, &minus_e, table);
  }
  const struct wide z_inverse = inverse_where(!sum.infinity, &sum.z, MODULO_P, tree);
  point_to_affine(&key, &sum, &z_inverse);
  verdicts_store(tree, !sum.infinity && schnorr_accepts(&key, &r), count, output);
}

/* `multiple` times the base, by doubling and adding: what the base is added to is an even multiple
 * below the order's half, hence never the base or its opposite. */
LANE_FN void generator_compute(struct affine *r, const struct affine *base, uint32_t multiple) {
  struct point sum;
  struct wide ratio, z_inverse;
  point_set_infinity(&sum);
  WIDE_ROLLED
  for (int bit = GENERATOR_BITS - 1; bit >= 0; bit--) {
    point_double(&sum);
    if ((multiple >> bit & 1) != 0)
      point_add(&sum, base, &sum.z, &ratio);
  }
  field_inverse(&z_inverse, &sum.z);
  point_to_affine(r, &sum, &z_inverse);
}

/* Fills the table: a work-item for every entry. */
GPU_KERNEL(SIG_GPU_GROUP) secp256k1_table(GPU_GLOBAL uint32_t *table) {
  const uint64_t entry = gpu_global_id();
  if (entry >= 2 * GENERATOR_MULTIPLES)
    return;
  const struct affine g = {wide_of(0x79be667e, 0xf9dcbbac, 0x55a06295, 0xce870b07, 0x029bfcdb,
                                   0x2dce28d9, 0x59f2815b, 0x16f81798),
                           wide_of(0x483ada77, 0x26a3c465, 0x5da4fbfc, 0x0e1108a8, 0xfd17b448,
                                   0xa6855419, 0x9c47d08f, 0xfb10d4b8)};
  const struct affine high = {/* 2^128 G */
                              wide_of(0x8f68b9d2, 0xf63b5f33, 0x9239c1ad, 0x981f162e, 0xe88c5678,
                                      0x723ea335, 0x1b7b444c, 0x9ec4c0da),
                              wide_of(0x662a9f2d, 0xba063986, 0xde1d90c2, 0xb6be215d, 0xbbea2cfe,
                                      0x95510bfd, 0xf23cbf79, 0x501fff82)};
  const bool second = entry >= GENERATOR_MULTIPLES;
  struct affine base, r;
  wide_choose(&base.x, second, &g.x, &high.x);
  wide_choose(&base.y, second, &g.y, &high.y);
  generator_compute(&r, &base, (uint32_t)(entry % GENERATOR_MULTIPLES) + 1);
  w32 words[8];
  wide_to_words(&r.x, words);
  gpu_store_words8(table + AFFINE_WORDS * entry, words);
  wide_to_words(&r.y, words);
  gpu_store_words8(table + AFFINE_WORDS * entry + 8, words);
}

#endif
