/* The GPU program of a multi-scalar multiplication (msm_gpu.h) over one of kernels/curve's
 * coordinates.
 *
 * Counts and places are numbers of entries: an entry is a point, or its negative, that belongs to a
 * bucket. All memory is aligned to 16 bytes.
 *
 * The including file may define MSM_GROUPS_HELD, how many groups that add points to buckets a
 * processor is to hold at once: where coordinates are long, some words that are not needed for a
 * while go to memory for that, which costs less than multipliers that wait. */
#include "kernels/curve/xyzz.h"
#include "kernels/lane/gpu.h"
#include "kernels/msm/gpu_sizes.h"

#if defined(MSM_GROUPS_HELD)
#define MSM_ACCUMULATING GPU_KERNEL_HELD(MSM_GPU_GROUP, MSM_GROUPS_HELD)
#else
#define MSM_ACCUMULATING GPU_KERNEL(MSM_GPU_GROUP)
#endif

/* Additions of a caller that has several of them, or is short of registers. */
GPU_CALLED void msm_add(struct xyzz *sum, const struct xyzz *addend) {
  *sum = xyzz_add(sum, addend);
}
GPU_CALLED void msm_double(struct xyzz *a) { *a = xyzz_double(a); }

LANE_FN struct xyzz msm_load(const GPU_GLOBAL uint32_t *sums, uint64_t i) {
  return xyzz_load(sums + i * XYZZ_WORDS);
}
LANE_FN void msm_store(GPU_GLOBAL uint32_t *sums, uint64_t i, const struct xyzz *a) {
  xyzz_store(sums + i * XYZZ_WORDS, a);
}

LANE_FN uint64_t msm_smaller(uint64_t a, uint64_t b) { return a < b ? a : b; }

/* Points */

/* Into the field's form; `in` may be `out`. */
GPU_KERNEL(MSM_GPU_GROUP)
msm_enter(const GPU_GLOBAL uint32_t *in, uint64_t first, uint64_t count, GPU_GLOBAL uint32_t *out) {
  const uint64_t i = gpu_global_id();
  if (i >= count)
    return;
  const struct affine point = affine_load(in + (first + i) * AFFINE_WORDS);
  affine_store_form(out + i * AFFINE_WORDS, &point);
}

/* Point j · count + i becomes 2^(j · digit_bits) times point i. */
GPU_KERNEL(MSM_GPU_GROUP)
msm_multiples(GPU_GLOBAL uint32_t *points, uint64_t count, uint32_t digit_bits, uint32_t digits) {
  const uint64_t i = gpu_global_id();
  if (i >= count)
    return;
  struct affine point = affine_load_form(points + i * AFFINE_WORDS);
  WIDE_ROLLED
  for (uint32_t j = 1; j < digits; j++) {
    struct xyzz multiple = xyzz_from_affine(&point);
    WIDE_ROLLED
    for (uint32_t bit = 0; bit < digit_bits; bit++)
      msm_double(&multiple);
    point = xyzz_to_affine(&multiple);
    affine_store_form(points + (j * count + i) * AFFINE_WORDS, &point);
  }
}

/* Sorting entries by bucket: counts, the places that follow from them, and the entries to their
 * place. */

GPU_KERNEL(MSM_GPU_GROUP)
msm_clear(GPU_GLOBAL uint32_t *words, uint64_t quarter) {
  const uint64_t i = gpu_global_id();
  if (i >= quarter)
    return;
  uint4 zero;
  zero.x = zero.y = zero.z = zero.w = 0;
  ((GPU_GLOBAL uint4 *)words)[i] = zero;
}

/* What is left of a scalar above the digits that were taken. */
struct msm_rest {
  w32 word[8];
  uint32_t carry;
};

struct msm_digit {
  uint32_t size;
  bool negative;
};

LANE_FN struct msm_rest msm_rest_of(const GPU_GLOBAL uint32_t *scalars, uint64_t i) {
  struct msm_rest rest;
  gpu_load_words8(scalars + 8 * i, rest.word);
  rest.carry = 0;
  return rest;
}

/* A digit from 2^(digit_bits - 1) on becomes negative, and the next one larger by 1; the last digit
 * is all that is left. */
LANE_FN struct msm_digit msm_next_digit(struct msm_rest *rest, uint32_t digit_bits, bool last) {
  const uint32_t mask = last ? ~0u : (1u << digit_bits) - 1;
  const uint32_t digit = (rest->word[0] & mask) + rest->carry;
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    rest->word[i] = gpu_funnel(rest->word[i], i < 7 ? rest->word[i + 1] : 0, digit_bits);
  struct msm_digit r;
  r.negative = !last && digit >> (digit_bits - 1) != 0;
  r.size = r.negative ? (1u << digit_bits) - digit : digit;
  rest->carry = r.negative ? 1 : 0;
  return r;
}

/* Of a witness many scalars are 1: their entries take the places of the first bucket a group at a
 * time, and do not all wait for that one word. All work-items of the group call it, and get a place
 * each where `one`. */
LANE_FN uint32_t msm_place_ones(bool one, GPU_GLOBAL uint32_t *places, GPU_LOCAL uint32_t *space) {
  const uint32_t id = gpu_local_id();
  if (id == 0)
    space[0] = 0;
  gpu_barrier();
  const uint32_t rank = one ? gpu_local_atomic_add(&space[0], 1) : 0;
  gpu_barrier();
  if (id == 0)
    space[1] = space[0] != 0 ? gpu_atomic_add(places, space[0]) : 0;
  gpu_barrier();
  return space[1] + rank;
}

/* Counts the entries of each bucket, for `count` scalars from `first` on. Digit j's buckets begin
 * at j · set_apart. */
GPU_KERNEL(MSM_GPU_GROUP)
msm_count(const GPU_GLOBAL uint32_t *GPU_RESTRICT scalars, uint64_t first, uint64_t count,
          uint32_t digit_bits, uint32_t digits, uint32_t set_apart, GPU_GLOBAL uint32_t *counts) {
  GPU_LOCAL_ARRAY uint32_t space[2];
  const uint64_t i = gpu_global_id();
  struct msm_rest rest = msm_rest_of(scalars, first + msm_smaller(i, count - 1));
  struct msm_digit digit = msm_next_digit(&rest, digit_bits, digits == 1);
  const bool one = i < count && digit.size == 1;
  msm_place_ones(one, counts, space);
  if (i >= count)
    return;
  if (!one && digit.size != 0)
    gpu_atomic_add(&counts[digit.size - 1], 1);
  for (uint32_t j = 1; j < digits; j++) {
    digit = msm_next_digit(&rest, digit_bits, j + 1 == digits);
    if (digit.size != 0)
      gpu_atomic_add(&counts[(uint64_t)j * set_apart + digit.size - 1], 1);
  }
}

/* The sum of the numbers of the work-items before this one in the group; *total: of all. `space`
 * has room for one of each. */
LANE_FN uint32_t msm_sum_before(uint32_t mine, GPU_LOCAL uint32_t *space, uint32_t *total) {
  const uint32_t id = gpu_local_id();
  uint32_t sum = mine;
  space[id] = sum;
  gpu_barrier();
  for (uint32_t apart = 1; apart < MSM_GPU_GROUP; apart *= 2) {
    const uint32_t before = id >= apart ? space[id - apart] : 0;
    gpu_barrier();
    sum += before;
    space[id] = sum;
    gpu_barrier();
  }
  *total = space[MSM_GPU_GROUP - 1];
  gpu_barrier();
  return sum - mine;
}

/* The sum of the counts from first up to last. */
LANE_FN uint32_t msm_sum_counts(const GPU_GLOBAL uint32_t *counts, uint64_t first, uint64_t last) {
  uint32_t sum = 0;
  for (; first < last; first++)
    sum += counts[first];
  return sum;
}

/* Each count becomes the sum of those before it, and of `sum`. */
LANE_FN void msm_place_counts(GPU_GLOBAL uint32_t *counts, uint64_t first, uint64_t last,
                              uint32_t sum) {
  for (; first < last; first++) {
    const uint32_t count = counts[first];
    counts[first] = sum;
    sum += count;
  }
}

/* A group sums its MSM_GPU_SCAN counts. */
GPU_KERNEL(MSM_GPU_GROUP)
msm_scan_sums(const GPU_GLOBAL uint32_t *GPU_RESTRICT counts, uint64_t count,
              GPU_GLOBAL uint32_t *GPU_RESTRICT sums) {
  GPU_LOCAL_ARRAY uint32_t space[MSM_GPU_GROUP];
  const uint64_t first = msm_smaller(gpu_global_id() * MSM_GPU_SCAN_ITEM, count);
  uint32_t total;
  msm_sum_before(msm_sum_counts(counts, first, msm_smaller(first + MSM_GPU_SCAN_ITEM, count)),
                 space, &total);
  if (gpu_local_id() == 0)
    sums[gpu_group_id()] = total;
}

/* One group: the sums become those of the counts before their groups. */
GPU_KERNEL(MSM_GPU_GROUP)
msm_scan_tops(GPU_GLOBAL uint32_t *sums, uint64_t count) {
  GPU_LOCAL_ARRAY uint32_t space[MSM_GPU_GROUP];
  const uint64_t share = (count + MSM_GPU_GROUP - 1) / MSM_GPU_GROUP;
  const uint64_t first = msm_smaller(gpu_local_id() * share, count);
  const uint64_t last = msm_smaller(first + share, count);
  uint32_t total;
  const uint32_t before = msm_sum_before(msm_sum_counts(sums, first, last), space, &total);
  msm_place_counts(sums, first, last, before);
}

/* The counts become places. */
GPU_KERNEL(MSM_GPU_GROUP)
msm_scan_places(GPU_GLOBAL uint32_t *counts, uint64_t count,
                const GPU_GLOBAL uint32_t *GPU_RESTRICT sums) {
  GPU_LOCAL_ARRAY uint32_t space[MSM_GPU_GROUP];
  const uint64_t first = msm_smaller(gpu_global_id() * MSM_GPU_SCAN_ITEM, count);
  const uint64_t last = msm_smaller(first + MSM_GPU_SCAN_ITEM, count);
  uint32_t total;
  const uint32_t before = msm_sum_before(msm_sum_counts(counts, first, last), space, &total);
  msm_place_counts(counts, first, last, sums[gpu_group_id()] + before);
}

LANE_FN uint32_t msm_entry(uint64_t point, bool negative) {
  return (uint32_t)point << 1 | (negative ? 1u : 0u);
}

/* Puts entries, twice the number of the point and 1 for its negative, to their places; a bucket's
 * place is the end of its entries then. Digit j of scalar `first` belongs to point point_first + j
 * · digit_apart. */
GPU_KERNEL(MSM_GPU_GROUP)
msm_scatter(const GPU_GLOBAL uint32_t *GPU_RESTRICT scalars, uint64_t first, uint64_t count,
            uint32_t digit_bits, uint32_t digits, uint32_t set_apart, uint64_t point_first,
            uint64_t digit_apart, GPU_GLOBAL uint32_t *places,
            GPU_GLOBAL uint32_t *GPU_RESTRICT entries) {
  GPU_LOCAL_ARRAY uint32_t space[2];
  const uint64_t i = gpu_global_id();
  struct msm_rest rest = msm_rest_of(scalars, first + msm_smaller(i, count - 1));
  struct msm_digit digit = msm_next_digit(&rest, digit_bits, digits == 1);
  const bool one = i < count && digit.size == 1;
  uint32_t place = msm_place_ones(one, places, space);
  if (i >= count)
    return;
  if (!one && digit.size != 0)
    place = gpu_atomic_add(&places[digit.size - 1], 1);
  if (digit.size != 0)
    entries[place] = msm_entry(point_first + i, digit.negative);
  for (uint32_t j = 1; j < digits; j++) {
    digit = msm_next_digit(&rest, digit_bits, j + 1 == digits);
    if (digit.size == 0)
      continue;
    place = gpu_atomic_add(&places[(uint64_t)j * set_apart + digit.size - 1], 1);
    entries[place] = msm_entry(point_first + i + j * digit_apart, digit.negative);
  }
}

/* Sums of buckets.
 *
 * Work-items take runs of the sorted entries that are all of the same length, whatever the buckets
 * are. A bucket that is whole in a run is done with it. Otherwise each run has a part of its sum: a
 * part of the bucket that began before the run, or with it, goes into slot 2 · run of a list, one
 * of a bucket that begins later, and therefore ends later, too, into slot 2 · run + 1. That list is
 * sorted by bucket again, and is summed in runs again, until there is a single run.
 *
 * Where in the list a bucket's parts are follows from where its entries are: no work-item has to
 * look at what its neighbours do. */

/* The entries of a bucket, or the slots that have its parts and maybe unused ones between. */
struct msm_extent {
  uint32_t first, last;
};

LANE_FN struct msm_extent msm_entries_of(const GPU_GLOBAL uint32_t *ends, uint32_t bucket) {
  struct msm_extent r;
  r.first = bucket == 0 ? 0 : ends[bucket - 1];
  r.last = ends[bucket] - 1;
  return r;
}

LANE_FN bool msm_is_whole(struct msm_extent extent, uint32_t run) {
  return extent.first / run == extent.last / run;
}
LANE_FN uint32_t msm_slot(struct msm_extent extent, uint32_t run, uint32_t item) {
  return 2 * item + (extent.first > item * run ? 1u : 0u);
}

/* Of a bucket that is not whole. */
LANE_FN struct msm_extent msm_slots_of(struct msm_extent extent, uint32_t run) {
  struct msm_extent r;
  r.first = msm_slot(extent, run, extent.first / run);
  r.last = msm_slot(extent, run, extent.last / run);
  return r;
}

LANE_FN uint32_t msm_run_length(uint32_t entries, uint32_t runs) {
  const uint32_t length = entries / runs + (entries % runs != 0 ? 1u : 0u);
  return length < MSM_GPU_RUN_MIN ? MSM_GPU_RUN_MIN : length;
}

/* A bucket that is being summed. */
struct msm_summing {
  struct xyzz sum;
  struct msm_extent extent;
  uint32_t bucket;
  bool whole;
};

#define MSM_NO_BUCKET (~0u)

/* A bucket that will be whole goes on from what earlier points left. */
LANE_FN void msm_begin(struct msm_summing *s, uint32_t bucket, struct msm_extent extent,
                       uint32_t run, const GPU_GLOBAL uint32_t *sums) {
  s->bucket = bucket;
  s->extent = extent;
  s->whole = msm_is_whole(extent, run);
  if (s->whole)
    s->sum = msm_load(sums, bucket);
  else
    s->sum = xyzz_infinity();
}
LANE_FN void msm_end(const struct msm_summing *s, uint32_t run, uint32_t item,
                     GPU_GLOBAL uint32_t *sums, GPU_GLOBAL uint32_t *parts,
                     GPU_GLOBAL uint32_t *part_buckets) {
  if (s->whole) {
    msm_store(sums, s->bucket, &s->sum);
  } else {
    const uint32_t slot = msm_slot(s->extent, run, item);
    msm_store(parts, slot, &s->sum);
    part_buckets[slot] = s->bucket;
  }
}

/* The bucket, not before `low`, that has the entry `place`. */
LANE_FN uint32_t msm_bucket_at(const GPU_GLOBAL uint32_t *ends, uint32_t low, uint32_t buckets,
                               uint32_t place) {
  if (ends[low] > place)
    return low;
  uint32_t high = buckets - 1;
  for (low++; low < high;) {
    const uint32_t middle = low + (high - low) / 2;
    if (ends[middle] > place)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

LANE_FN struct affine msm_entry_point(const GPU_GLOBAL uint32_t *points, uint32_t entry) {
  const struct affine point = affine_load_form(points + (uint64_t)(entry >> 1) * AFFINE_WORDS);
  return affine_signed(&point, (entry & 1) != 0);
}

MSM_ACCUMULATING
msm_accumulate(const GPU_GLOBAL uint32_t *GPU_RESTRICT points,
               const GPU_GLOBAL uint32_t *GPU_RESTRICT entries,
               const GPU_GLOBAL uint32_t *GPU_RESTRICT ends, uint32_t buckets, uint32_t runs,
               GPU_GLOBAL uint32_t *sums, GPU_GLOBAL uint32_t *parts,
               GPU_GLOBAL uint32_t *part_buckets) {
  if (gpu_global_id() >= runs)
    return;
  const uint32_t item = (uint32_t)gpu_global_id();
  part_buckets[2 * item] = part_buckets[2 * item + 1] = MSM_NO_BUCKET;
  const uint32_t count = ends[buckets - 1], run = msm_run_length(count, runs);
  const uint32_t first = (uint32_t)msm_smaller((uint64_t)item * run, count);
  const uint32_t last = (uint32_t)msm_smaller((uint64_t)first + run, count);
  if (first == last)
    return;
  struct msm_summing s;
  const uint32_t bucket = msm_bucket_at(ends, 0, buckets, first);
  msm_begin(&s, bucket, msm_entries_of(ends, bucket), run, sums);
  WIDE_ROLLED
  for (uint32_t place = first; place < last; place++) {
    if (place > s.extent.last) {
      msm_end(&s, run, item, sums, parts, part_buckets);
      const uint32_t next = msm_bucket_at(ends, s.bucket + 1, buckets, place);
      msm_begin(&s, next, msm_entries_of(ends, next), run, sums);
    }
    const struct affine point = msm_entry_point(points, entries[place]);
    s.sum = xyzz_add_affine(&s.sum, &point);
  }
  msm_end(&s, run, item, sums, parts, part_buckets);
}

/* Slots of `bucket` in the list that msm_combine finds at `level`, from 1 on. */
LANE_FN struct msm_extent msm_extent_at(const GPU_GLOBAL uint32_t *ends, uint32_t bucket,
                                        uint32_t run, uint32_t level) {
  struct msm_extent extent = msm_slots_of(msm_entries_of(ends, bucket), run);
  for (; level > 1; level--)
    extent = msm_slots_of(extent, MSM_GPU_FAN);
  return extent;
}

GPU_KERNEL(MSM_GPU_GROUP)
msm_combine(const GPU_GLOBAL uint32_t *GPU_RESTRICT parts,
            const GPU_GLOBAL uint32_t *GPU_RESTRICT part_buckets, uint32_t slots, uint32_t level,
            const GPU_GLOBAL uint32_t *GPU_RESTRICT ends, uint32_t buckets, uint32_t runs,
            GPU_GLOBAL uint32_t *sums, GPU_GLOBAL uint32_t *parts_out,
            GPU_GLOBAL uint32_t *part_buckets_out) {
  if (gpu_global_id() * MSM_GPU_FAN >= slots)
    return;
  const uint32_t item = (uint32_t)gpu_global_id();
  part_buckets_out[2 * item] = part_buckets_out[2 * item + 1] = MSM_NO_BUCKET;
  const uint32_t run = msm_run_length(ends[buckets - 1], runs);
  const uint32_t last = (uint32_t)msm_smaller(((uint64_t)item + 1) * MSM_GPU_FAN, slots);
  struct msm_summing s;
  s.bucket = MSM_NO_BUCKET;
  WIDE_ROLLED
  for (uint32_t slot = item * MSM_GPU_FAN; slot < last; slot++) {
    const uint32_t bucket = part_buckets[slot];
    if (bucket == MSM_NO_BUCKET)
      continue;
    if (bucket != s.bucket) {
      if (s.bucket != MSM_NO_BUCKET)
        msm_end(&s, MSM_GPU_FAN, item, sums, parts_out, part_buckets_out);
      msm_begin(&s, bucket, msm_extent_at(ends, bucket, run, level), MSM_GPU_FAN, sums);
    }
    const struct xyzz part = msm_load(parts, slot);
    msm_add(&s.sum, &part);
  }
  if (s.bucket != MSM_NO_BUCKET)
    msm_end(&s, MSM_GPU_FAN, item, sums, parts_out, part_buckets_out);
}

/* From the sums of buckets to the result.
 *
 * A set's share of the result is the sum of (n + 1) B_n over its buckets n, that is of all B_n, and
 * for every bit k of the numbers of 2^k times those B_n whose n has that bit. Those with bit 0 are
 * the odd ones; when the set is halved, by adding neighbours, bit 1 is that of the odd ones, and so
 * on. The odd ones are kept as a further array, which is halved together with the set from then
 * on. */

/* Halves `arrays` arrays of `count` sums each, and adds one of the odd sums of the first of them.
 * Sets lie one after another: their sizes are even. */
GPU_KERNEL(MSM_GPU_GROUP)
msm_halve(const GPU_GLOBAL uint32_t *GPU_RESTRICT in, uint64_t count, uint32_t arrays,
          GPU_GLOBAL uint32_t *GPU_RESTRICT out) {
  const uint64_t i = gpu_global_id(), halved = count / 2;
  if (i >= arrays * halved)
    return;
  const struct xyzz even = msm_load(in, 2 * i);
  const struct xyzz odd = msm_load(in, 2 * i + 1);
  if (i < halved)
    msm_store(out, arrays * halved + i, &odd);
  const struct xyzz sum = xyzz_add(&even, &odd);
  msm_store(out, i, &sum);
}

/* A bit of the numbers of a set's buckets. */
struct msm_bit {
  uint32_t set, bit;
};

/* The last set has more bits than the others, and has been halved as so many sets of their size. */
LANE_FN struct msm_bit msm_bit_of(uint32_t term, uint32_t log_set, uint32_t sets) {
  struct msm_bit r;
  r.set = (uint32_t)msm_smaller(term / log_set, sets - 1);
  r.bit = term - r.set * log_set;
  return r;
}

/* What the halved set `halved`, the nth part of its set, gives to the set's bit. The arrays are of
 * `count` sums: those of all buckets, of those with bit 0, with bit 1, ... */
LANE_FN void msm_add_term(struct xyzz *sum, const GPU_GLOBAL uint32_t *arrays, uint32_t count,
                          uint32_t log_set, uint32_t bit, uint32_t halved, uint32_t nth) {
  if (bit == 0 || (bit >= log_set && (nth >> (bit - log_set) & 1) != 0)) {
    const struct xyzz all = msm_load(arrays, halved);
    msm_add(sum, &all);
  }
  if (bit < log_set) {
    const struct xyzz odd = msm_load(arrays, (uint64_t)(bit + 1) * count + halved);
    msm_add(sum, &odd);
  }
}

/* Doubling is the longest chain of products there is here, and has hardly any work for a GPU
 * beside. So four work-items have each term, and double it together: all have the point, each makes
 * one product of those that do not depend on each other, and local memory takes it to the
 * others. */

/* Products of the team members, one of each. */
struct msm_shared {
  coord product[MSM_GPU_TERMS_GROUP];
};

/* The products of all members. `space` is not used again before the team has passed another
 * barrier. */
LANE_FN void msm_share(coord mine, GPU_LOCAL struct msm_shared *space,
                       coord products[MSM_GPU_TEAM]) {
  const uint32_t id = gpu_local_id(), first = id - id % MSM_GPU_TEAM;
  space->product[id] = mine;
  gpu_barrier();
  LANE_UNROLL
  for (int i = 0; i < MSM_GPU_TEAM; i++)
    products[i] = space->product[first + i];
}

LANE_FN coord msm_pick(uint32_t member, coord a, coord b, coord c, coord d) {
  return coord_choose((member & 2) != 0, coord_choose((member & 1) != 0, a, b),
                      coord_choose((member & 1) != 0, c, d));
}

/* xyzz_double in three steps. All work-items of the group call it; `space` has room for each
 * step. */
LANE_FN struct xyzz msm_double_together(const struct xyzz *a, GPU_LOCAL struct msm_shared *space) {
  const uint32_t member = gpu_local_id() % MSM_GPU_TEAM;
  coord p[MSM_GPU_TEAM];
  const coord u = coord_double(a->y);
  msm_share(coord_square(coord_choose(member != 0, u, a->x)), &space[0], p);
  const coord v = p[0], m = coord_add(coord_double(p[1]), p[1]);
  msm_share(coord_mul(msm_pick(member, u, a->x, m, a->zz), msm_pick(member, v, v, m, v)), &space[1],
            p);
  const coord w = p[0], s = p[1];
  struct xyzz r;
  r.x = coord_sub(p[2], coord_double(s));
  r.zz = p[3];
  msm_share(coord_mul(msm_pick(member, w, m, w, w),
                      msm_pick(member, a->y, coord_sub(s, r.x), a->zzz, a->zzz)),
            &space[2], p);
  r.y = coord_sub(p[1], p[0]);
  r.zzz = p[2];
  return r;
}

/* What the bit of a set adds to the result, but for the power of 2. */
LANE_FN struct xyzz msm_term(struct msm_bit at, const GPU_GLOBAL uint32_t *arrays, uint32_t count,
                             uint32_t log_set, uint32_t sets) {
  const uint32_t parts = at.set == sets - 1 ? count - at.set : 1;
  struct xyzz sum = xyzz_infinity();
  WIDE_ROLLED
  for (uint32_t nth = 0; nth < parts; nth++)
    msm_add_term(&sum, arrays, count, log_set, at.bit, at.set + nth, nth);
  return sum;
}

/* A team for each bit of each set, of `count` that were halved: what it adds to the result. */
GPU_KERNEL(MSM_GPU_TERMS_GROUP)
msm_terms(const GPU_GLOBAL uint32_t *GPU_RESTRICT arrays, uint32_t count, uint32_t log_set,
          uint32_t sets, uint32_t digit_bits, uint32_t terms,
          GPU_GLOBAL uint32_t *GPU_RESTRICT out) {
  GPU_LOCAL_ARRAY struct msm_shared space[3];
  const uint32_t teams = MSM_GPU_TERMS_GROUP / MSM_GPU_TEAM, last = terms - 1;
  const uint32_t team = (uint32_t)gpu_global_id() / MSM_GPU_TEAM, term = w32_min(team, last);
  const struct msm_bit at = msm_bit_of(term, log_set, sets);
  struct xyzz sum = msm_term(at, arrays, count, log_set, sets);
  /* All of the group double as often as its last team, whose power is the largest. */
  const uint32_t group_last = w32_min((uint32_t)gpu_group_id() * teams + teams - 1, last);
  const struct msm_bit highest = msm_bit_of(group_last, log_set, sets);
  const uint32_t power = at.set * digit_bits + at.bit;
  const uint32_t rounds = highest.set * digit_bits + highest.bit;
  WIDE_ROLLED
  for (uint32_t n = 0; n < rounds; n++) {
    const struct xyzz twice = msm_double_together(&sum, space);
    if (n < power)
      sum = twice;
  }
  if (gpu_global_id() == (uint64_t)term * MSM_GPU_TEAM)
    msm_store(out, term, &sum);
}

/* One group: the sum of at most MSM_GPU_TERMS_MAX terms, as it leaves. */
GPU_KERNEL(MSM_GPU_GROUP)
msm_finish(const GPU_GLOBAL uint32_t *GPU_RESTRICT terms, uint32_t count,
           GPU_GLOBAL uint32_t *GPU_RESTRICT out) {
  GPU_LOCAL_ARRAY struct xyzz space[MSM_GPU_GROUP];
  const uint32_t id = gpu_local_id();
  struct xyzz sum = xyzz_infinity();
  WIDE_ROLLED
  for (uint32_t term = id; term < count; term += MSM_GPU_GROUP) {
    const struct xyzz addend = msm_load(terms, term);
    msm_add(&sum, &addend);
  }
  space[id] = sum;
  gpu_barrier();
  WIDE_ROLLED
  for (uint32_t apart = MSM_GPU_GROUP / 2; apart > 0; apart /= 2) {
    if (id < apart) {
      const struct xyzz addend = space[id + apart];
      msm_add(&sum, &addend);
      space[id] = sum;
    }
    gpu_barrier();
  }
  if (id == 0) {
    const struct affine result = xyzz_to_affine(&sum);
    affine_store(out, &result);
  }
}
