/* Sorts the digits of scalars by their buckets' bins, in stages of pieces. */
#ifndef PROOFMARK_KERNELS_MSM_SORT_H
#define PROOFMARK_KERNELS_MSM_SORT_H

#include "kernels/msm/shape.h"

/* An entry is a digit that is not zero, in 32 bits, the highest first: the number of the point it
 * belongs to, whether the digit is negative, and its bucket's number in its bin, of log_bin
 * bits. */
static inline uint32_t msm_entry_bucket(uint32_t entry, unsigned log_bin) {
  return entry & ((1u << log_bin) - 1);
}
static inline bool msm_entry_negative(uint32_t entry, unsigned log_bin) {
  return entry >> log_bin & 1;
}
static inline uint32_t msm_entry_point(uint32_t entry, unsigned log_bin) {
  return entry >> log_bin >> 1;
}

/* A share of a bin's entries, and where their sums belong: to the buckets themselves, or, of a bin
 * with too many entries for one part, to place `spill` of those that are added to the buckets
 * later. */
struct msm_part {
  uint64_t bin, first, last; /* entries */
  bool spills;
  uint64_t spill;
};

struct msm_sort {
  struct msm_shape shape;
  uint64_t bias[MSM_SCALAR_BITS / 64 + 1]; /* what makes all digits but the last positive */
  const uint8_t *scalars;
  uint32_t *entries; /* those of a set from set · msm_set_entries_max on */
  uint32_t *places;  /* of a chunk, for each bin, its entries' count and then their place */
  uint64_t *bin_first, *bin_last; /* entries */
  uint64_t *extra_parts;          /* of the bins before, so that there is one more than bins */
  uint64_t *split_bins;           /* their numbers */
  uint64_t split_count;
};

/* false: no memory. free releases what init did, or did in part. bytes: how much that is. */
bool msm_sort_init(struct msm_sort *sort, const struct msm_shape *shape);
void msm_sort_free(struct msm_sort *sort);
uint64_t msm_sort_bytes(const struct msm_shape *shape);

/* The stages, one after the other: pieces are chunks, sets, one, chunks. */
void msm_sort_count(struct msm_sort *sort, uint64_t chunk);
void msm_sort_place(struct msm_sort *sort, uint64_t set);
void msm_sort_number(struct msm_sort *sort);
void msm_sort_scatter(struct msm_sort *sort, uint64_t chunk);

/* After msm_sort_number: parts are numbered, the first of each bin by its bin. */
uint64_t msm_sort_parts(const struct msm_sort *sort);
struct msm_part msm_sort_part(const struct msm_sort *sort, uint64_t number);
/* How many parts can spill at most. */
uint64_t msm_sort_spills_max(const struct msm_shape *shape);

#endif
