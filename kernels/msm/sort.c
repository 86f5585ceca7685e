#include "kernels/msm/sort.h"

#include <stdlib.h>
#include <string.h>

#include "kernels/msm/memory.h"

enum {
  LIMBS = MSM_SCALAR_BITS / 64 + 1,
  BLOCK = 512 /* scalars that are taken at a time: they stay in the first cache for all digits */
};

uint64_t msm_sort_spills_max(const struct msm_shape *shape) {
  return msm_entries_max(shape) / MSM_PART_SPLIT;
}

/* Sizes of the arrays in elements. */
static uint64_t places_count(const struct msm_shape *shape) {
  return msm_chunks(shape) * msm_bins(shape);
}
static uint64_t split_max(const struct msm_shape *shape) { return msm_sort_spills_max(shape) + 1; }

uint64_t msm_sort_bytes(const struct msm_shape *shape) {
  const struct msm_sort *sort = NULL;
  return msm_entries_max(shape) * sizeof *sort->entries +
         places_count(shape) * sizeof *sort->places +
         (3 * msm_bins(shape) + 1 + split_max(shape)) * sizeof(uint64_t);
}

/* 2^(digit_bits - 1) in place of every digit but the last: with it added, a signed digit is its
 * unsigned one less that. */
static void set_bias(struct msm_sort *sort) {
  for (unsigned j = 0; j + 1 < sort->shape.digits; j++) {
    const unsigned bit = (j + 1) * sort->shape.digit_bits - 1;
    sort->bias[bit / 64] |= UINT64_C(1) << bit % 64;
  }
}

bool msm_sort_init(struct msm_sort *sort, const struct msm_shape *shape) {
  *sort = (struct msm_sort){.shape = *shape};
  set_bias(sort);
  const uint64_t bins = msm_bins(shape), entries = msm_entries_max(shape);
  sort->entries = msm_allocate(entries, sizeof *sort->entries);
  sort->places = malloc(places_count(shape) * sizeof *sort->places);
  sort->bin_first = malloc(bins * sizeof *sort->bin_first);
  sort->bin_last = malloc(bins * sizeof *sort->bin_last);
  sort->extra_parts = malloc((bins + 1) * sizeof *sort->extra_parts);
  sort->split_bins = malloc(split_max(shape) * sizeof *sort->split_bins);
  return sort->entries && sort->places && sort->bin_first && sort->bin_last && sort->extra_parts &&
         sort->split_bins;
}

void msm_sort_free(struct msm_sort *sort) {
  free(sort->entries);
  free(sort->places), free(sort->bin_first), free(sort->bin_last);
  free(sort->extra_parts), free(sort->split_bins);
}

/* Digits */

struct biased {
  uint64_t limb[LIMBS + 1]; /* the uppermost is 0 */
};

static struct biased biased_scalar(const struct msm_sort *sort, uint64_t i) {
  struct biased r;
  unsigned char carry = 0;
  memcpy(r.limb, sort->scalars + i * MSM_SCALAR_BYTES, MSM_SCALAR_BYTES);
  r.limb[LIMBS - 1] = r.limb[LIMBS] = 0;
  for (int k = 0; k < LIMBS; k++) {
    const unsigned __int128 sum = (unsigned __int128)r.limb[k] + sort->bias[k] + carry;
    r.limb[k] = (uint64_t)sum;
    carry = (unsigned char)(sum >> 64);
  }
  return r;
}

/* A digit's place in the biased scalars. */
struct window {
  unsigned limb, shift;
  uint64_t mask;
  int64_t bias;          /* of the digit */
  uint64_t first_bucket; /* of its set */
  uint64_t first_point;  /* of the points, or their multiples, that belong to it */
};

static struct window window_of(const struct msm_shape *shape, unsigned digit) {
  const unsigned bit = digit * shape->digit_bits;
  const bool last = digit + 1 == shape->digits, table = shape->sets == 1;
  return (struct window){
      .limb = bit / 64,
      .shift = bit % 64,
      .mask = last ? UINT64_MAX : (UINT64_C(1) << shape->digit_bits) - 1,
      .bias = last ? 0 : INT64_C(1) << (shape->digit_bits - 1),
      .first_bucket = table ? 0 : (uint64_t)digit << shape->log_set,
      .first_point = table ? digit * shape->count : 0,
  };
}

static int64_t digit_of(const struct biased *scalar, const struct window *window) {
  const uint64_t low = scalar->limb[window->limb] >> window->shift;
  const uint64_t high = scalar->limb[window->limb + 1] << 1 << (63 - window->shift);
  return (int64_t)((low | high) & window->mask) - window->bias;
}

/* Of a digit that is not zero. */
static uint64_t bucket_of(int64_t digit, const struct window *window) {
  return window->first_bucket + (uint64_t)(digit < 0 ? -digit : digit) - 1;
}

/* Stages */

/* What is done with a block of biased scalars, of which the first is that of point `first`. */
typedef void block_fn(struct msm_sort *sort, const struct biased *scalars, uint64_t first,
                      uint64_t count, const struct window *window, uint32_t *places);

static inline __attribute__((always_inline)) void for_blocks(struct msm_sort *sort, uint64_t chunk,
                                                             block_fn *block) {
  const struct msm_shape *const shape = &sort->shape;
  uint32_t *const places = sort->places + chunk * msm_bins(shape);
  uint64_t first = chunk * shape->chunk, last = first + shape->chunk;
  last = last < shape->count ? last : shape->count;
  struct biased scalars[BLOCK];
  for (; first < last; first += BLOCK) {
    const uint64_t count = last - first < BLOCK ? last - first : BLOCK;
    for (uint64_t i = 0; i < count; i++)
      scalars[i] = biased_scalar(sort, first + i);
    for (unsigned digit = 0; digit < shape->digits; digit++) {
      const struct window window = window_of(shape, digit);
      block(sort, scalars, first, count, &window, places);
    }
  }
}

static void count_block(struct msm_sort *sort, const struct biased *scalars, uint64_t first,
                        uint64_t count, const struct window *window, uint32_t *places) {
  (void)first;
  const unsigned log_bin = sort->shape.log_bin;
  for (uint64_t i = 0; i < count; i++) {
    const int64_t digit = digit_of(&scalars[i], window);
    if (digit != 0)
      places[bucket_of(digit, window) >> log_bin]++;
  }
}

void msm_sort_count(struct msm_sort *sort, uint64_t chunk) {
  const uint64_t bins = msm_bins(&sort->shape);
  memset(sort->places + chunk * bins, 0, bins * sizeof *sort->places);
  for_blocks(sort, chunk, count_block);
}

void msm_sort_place(struct msm_sort *sort, uint64_t set) {
  const struct msm_shape *const shape = &sort->shape;
  const uint64_t bins = msm_bins(shape), chunks = msm_chunks(shape);
  const uint64_t set_bins = (UINT64_C(1) << shape->log_set) >> shape->log_bin;
  const uint64_t last = set + 1 == shape->sets ? bins : (set + 1) * set_bins;
  uint64_t place = set * msm_set_entries_max(shape);
  for (uint64_t bin = set * set_bins; bin < last; bin++) {
    sort->bin_first[bin] = place;
    for (uint64_t chunk = 0; chunk < chunks; chunk++) {
      uint32_t *const entry = &sort->places[chunk * bins + bin];
      const uint32_t count = *entry;
      *entry = (uint32_t)place;
      place += count;
    }
    sort->bin_last[bin] = place;
  }
}

static uint64_t parts_of(uint64_t entries) {
  return entries <= MSM_PART_MAX ? 1 : (entries + MSM_PART_SPLIT - 1) / MSM_PART_SPLIT;
}

void msm_sort_number(struct msm_sort *sort) {
  const uint64_t bins = msm_bins(&sort->shape);
  uint64_t extra = 0;
  sort->split_count = 0;
  for (uint64_t bin = 0; bin < bins; bin++) {
    const uint64_t parts = parts_of(sort->bin_last[bin] - sort->bin_first[bin]);
    sort->extra_parts[bin] = extra;
    extra += parts - 1;
    if (parts > 1)
      sort->split_bins[sort->split_count++] = bin;
  }
  sort->extra_parts[bins] = extra;
}

static void scatter_block(struct msm_sort *sort, const struct biased *scalars, uint64_t first,
                          uint64_t count, const struct window *window, uint32_t *places) {
  const unsigned log_bin = sort->shape.log_bin;
  const uint64_t bucket_mask = (UINT64_C(1) << log_bin) - 1;
  uint32_t *const entries = sort->entries;
  for (uint64_t i = 0; i < count; i++) {
    const int64_t digit = digit_of(&scalars[i], window);
    if (digit == 0)
      continue;
    const uint64_t bucket = bucket_of(digit, window), point = window->first_point + first + i;
    entries[places[bucket >> log_bin]++] =
        (uint32_t)((2 * point + (digit < 0)) << log_bin | (bucket & bucket_mask));
  }
}

void msm_sort_scatter(struct msm_sort *sort, uint64_t chunk) {
  for_blocks(sort, chunk, scatter_block);
}

/* Parts */

uint64_t msm_sort_parts(const struct msm_sort *sort) {
  const uint64_t bins = msm_bins(&sort->shape);
  return bins + sort->extra_parts[bins];
}

/* The bin that extra part number `extra` is of: the last that has no more before it. */
static uint64_t bin_of_extra(const struct msm_sort *sort, uint64_t extra) {
  uint64_t low = 0, high = msm_bins(&sort->shape);
  while (high - low > 1) {
    const uint64_t middle = (low + high) / 2;
    if (sort->extra_parts[middle] <= extra)
      low = middle;
    else
      high = middle;
  }
  return low;
}

struct msm_part msm_sort_part(const struct msm_sort *sort, uint64_t number) {
  const uint64_t bins = msm_bins(&sort->shape);
  const bool spills = number >= bins;
  const uint64_t spill = spills ? number - bins : 0;
  const uint64_t bin = spills ? bin_of_extra(sort, spill) : number;
  const uint64_t nth = spills ? 1 + spill - sort->extra_parts[bin] : 0;
  const uint64_t first = sort->bin_first[bin], entries = sort->bin_last[bin] - first;
  const uint64_t parts = parts_of(entries);
  return (struct msm_part){.bin = bin,
                           .first = first + entries * nth / parts,
                           .last = first + entries * (nth + 1) / parts,
                           .spills = spills,
                           .spill = spill};
}
