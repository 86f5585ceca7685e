#include "bench/msm/msm_op.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kernels/msm/msm_gpu.h"

/* Fewer points than this are no chunk of their own. */
enum { CHUNK_MIN = 1 << 12 };

/* A plan that is being made. */
struct making {
  const struct msm_curve *curve;
  struct device_plan *plan;
  struct msm_shape shape;
  enum msm_points points;
  const uint8_t *known;
  uint64_t chunk; /* points that are computed with at a time */
  bool streamed;  /* and that come from the host for that */
  uint32_t runs;  /* of a chunk's entries */
  uint32_t slots; /* that they leave */
  unsigned given; /* buffers: points and scalars as they come, */
  unsigned scalars;
  unsigned entered; /* points in the field's form */
  unsigned places, tops, entries;
  unsigned parts[2], part_buckets[2];
  unsigned sums[2]; /* of buckets, and where they are halved to */
  unsigned result;
};

static uint64_t smaller(uint64_t a, uint64_t b) { return a < b ? a : b; }
static uint64_t larger(uint64_t a, uint64_t b) { return a > b ? a : b; }

/* Memory */

static unsigned scratch(const struct making *m, uint64_t bytes) {
  return plan_add_scratch(m->plan, bytes);
}

static unsigned pieces(const struct making *m, uint64_t item_bytes) {
  return plan_add_pieces(m->plan, m->shape.count * item_bytes, m->chunk * item_bytes);
}

static void copy_points(const void *context, const uint64_t key[2], void *bytes) {
  memcpy(bytes, context, key[0]);
}

/* The points, which preparations bring into the field's form and, for a table, multiply. */
static void add_known(struct making *m, uint64_t bytes) {
  const uint64_t held = msm_points_held(&m->shape) * msm_gpu_point_bytes(m->curve);
  const uint64_t form = (uint64_t)m->points << 32 | m->shape.digit_bits;
  const struct plan_constant points = {copy_points, m->known, {bytes, form}, .made_bytes = bytes};
  m->given = m->entered = plan_add_constant(m->plan, held, &points);
}

static void add_points(struct making *m) {
  const uint64_t point = msm_gpu_point_bytes(m->curve), bytes = m->shape.count * point;
  if (m->streamed) {
    m->given = m->entered = pieces(m, point);
  } else if (m->points == MSM_POINTS_FRESH) {
    m->given = plan_add_input(m->plan, bytes);
    m->entered = scratch(m, m->chunk * point);
  } else {
    add_known(m, bytes);
  }
}

static void add_buffers(struct making *m) {
  const uint64_t sum = msm_gpu_sum_bytes(m->curve), buckets = msm_buckets(&m->shape);
  const uint64_t items = (m->slots + MSM_GPU_FAN - 1) / MSM_GPU_FAN;
  const uint64_t sums = larger(buckets, MSM_GPU_TERMS_MAX) * sum;
  m->scalars = m->streamed ? pieces(m, MSM_SCALAR_BYTES)
                           : plan_add_input(m->plan, m->shape.count * MSM_SCALAR_BYTES);
  add_points(m);
  m->places = scratch(m, buckets * sizeof(uint32_t));
  m->tops = scratch(m, (buckets / MSM_GPU_SCAN + 1) * sizeof(uint32_t));
  m->entries = scratch(m, m->chunk * m->shape.digits * sizeof(uint32_t));
  m->parts[0] = scratch(m, m->slots * sum);
  m->parts[1] = scratch(m, 2 * items * sum);
  m->part_buckets[0] = scratch(m, m->slots * sizeof(uint32_t));
  m->part_buckets[1] = scratch(m, 2 * items * sizeof(uint32_t));
  m->sums[0] = scratch(m, sums);
  m->sums[1] = scratch(m, sums);
  m->result =
      plan_add_output(m->plan, msm_gpu_point_bytes(m->curve), msm_gpu_point_bytes(m->curve));
}

/* Launches */

static struct plan_launch *launch(const struct making *m, const char *kernel, uint64_t items) {
  return plan_add_launch(m->plan, m->curve->program, kernel, items, MSM_GPU_GROUP);
}

static void take_enter(const struct making *m, struct plan_launch *l, uint64_t first,
                       uint64_t count) {
  plan_take_buffer(l, m->given);
  plan_take_u64(l, first);
  plan_take_u64(l, count);
  plan_take_buffer(l, m->entered);
}

static void add_preparations(const struct making *m) {
  const uint64_t count = m->shape.count;
  if (m->streamed || m->points == MSM_POINTS_FRESH)
    return;
  take_enter(m, plan_add_preparation(m->plan, m->curve->program, "msm_enter", count, MSM_GPU_GROUP),
             0, count);
  if (m->points != MSM_POINTS_TABLE)
    return;
  struct plan_launch *l =
      plan_add_preparation(m->plan, m->curve->program, "msm_multiples", count, MSM_GPU_GROUP);
  plan_take_buffer(l, m->entered);
  plan_take_u64(l, count);
  plan_take_u32(l, m->shape.digit_bits);
  plan_take_u32(l, m->shape.digits);
}

static void add_clear(const struct making *m, unsigned buffer, uint64_t bytes) {
  struct plan_launch *l = launch(m, "msm_clear", bytes / 16);
  plan_take_buffer(l, buffer);
  plan_take_u64(l, bytes / 16);
}

static void take_scalars(const struct making *m, struct plan_launch *l, uint64_t first,
                         uint64_t count) {
  plan_take_buffer(l, m->scalars);
  plan_take_u64(l, m->streamed ? 0 : first);
  plan_take_u64(l, count);
  plan_take_u32(l, m->shape.digit_bits);
  plan_take_u32(l, m->shape.digits);
  plan_take_u32(l, msm_gpu_set_apart(&m->shape));
}

static void add_scan(const struct making *m) {
  const uint64_t buckets = msm_buckets(&m->shape);
  const uint64_t groups = (buckets + MSM_GPU_SCAN - 1) / MSM_GPU_SCAN;
  struct plan_launch *l = launch(m, "msm_scan_sums", groups * MSM_GPU_GROUP);
  plan_take_buffer(l, m->places);
  plan_take_u64(l, buckets);
  plan_take_buffer(l, m->tops);
  l = launch(m, "msm_scan_tops", MSM_GPU_GROUP);
  plan_take_buffer(l, m->tops);
  plan_take_u64(l, groups);
  l = launch(m, "msm_scan_places", groups * MSM_GPU_GROUP);
  plan_take_buffer(l, m->places);
  plan_take_u64(l, buckets);
  plan_take_buffer(l, m->tops);
}

static void add_sort(const struct making *m, uint64_t first, uint64_t count) {
  const bool table = m->points == MSM_POINTS_TABLE;
  const bool whole = table || (m->points == MSM_POINTS_FIXED && !m->streamed);
  add_clear(m, m->places, msm_buckets(&m->shape) * sizeof(uint32_t));
  struct plan_launch *l = launch(m, "msm_count", count);
  take_scalars(m, l, first, count);
  plan_take_buffer(l, m->places);
  add_scan(m);
  l = launch(m, "msm_scatter", count);
  take_scalars(m, l, first, count);
  plan_take_u64(l, whole ? first : 0);
  plan_take_u64(l, table ? m->shape.count : 0);
  plan_take_buffer(l, m->places);
  plan_take_buffer(l, m->entries);
}

static void add_sums(const struct making *m) {
  const uint32_t buckets = (uint32_t)msm_buckets(&m->shape);
  struct plan_launch *l = launch(m, "msm_accumulate", m->runs);
  plan_take_buffer(l, m->entered);
  plan_take_buffer(l, m->entries);
  plan_take_buffer(l, m->places);
  plan_take_u32(l, buckets);
  plan_take_u32(l, m->runs);
  plan_take_buffer(l, m->sums[0]);
  plan_take_buffer(l, m->parts[0]);
  plan_take_buffer(l, m->part_buckets[0]);
  uint32_t slots = m->slots, level = 1;
  for (uint32_t runs = m->runs; runs > 1; level++) {
    const unsigned from = (level - 1) % 2, to = level % 2;
    runs = (slots + MSM_GPU_FAN - 1) / MSM_GPU_FAN;
    l = launch(m, "msm_combine", runs);
    plan_take_buffer(l, m->parts[from]);
    plan_take_buffer(l, m->part_buckets[from]);
    plan_take_u32(l, slots);
    plan_take_u32(l, level);
    plan_take_buffer(l, m->places);
    plan_take_u32(l, buckets);
    plan_take_u32(l, m->runs);
    plan_take_buffer(l, m->sums[0]);
    plan_take_buffer(l, m->parts[to]);
    plan_take_buffer(l, m->part_buckets[to]);
    slots = 2 * runs;
  }
}

static void add_chunk(const struct making *m, uint64_t first) {
  const uint64_t count = smaller(m->chunk, m->shape.count - first);
  const uint64_t point = msm_gpu_point_bytes(m->curve);
  if (m->streamed) {
    plan_add_upload(m->plan, m->given, first * point, count * point);
    plan_add_upload(m->plan, m->scalars, first * MSM_SCALAR_BYTES, count * MSM_SCALAR_BYTES);
  }
  if (m->streamed || m->points == MSM_POINTS_FRESH)
    take_enter(m, launch(m, "msm_enter", count), m->streamed ? 0 : first, count);
  add_sort(m, first, count);
  add_sums(m);
}

static void add_result(const struct making *m) {
  const struct msm_shape *shape = &m->shape;
  unsigned from = 0;
  uint64_t count = msm_buckets(shape);
  struct plan_launch *l;
  for (unsigned step = 0; step < shape->log_set; step++, count /= 2, from = 1 - from) {
    l = launch(m, "msm_halve", (step + 1) * count / 2);
    plan_take_buffer(l, m->sums[from]);
    plan_take_u64(l, count);
    plan_take_u32(l, step + 1);
    plan_take_buffer(l, m->sums[1 - from]);
  }
  l = plan_add_launch(m->plan, m->curve->program, "msm_terms",
                      (uint64_t)msm_gpu_terms(shape) * MSM_GPU_TEAM, MSM_GPU_TERMS_GROUP);
  plan_take_buffer(l, m->sums[from]);
  plan_take_u32(l, msm_gpu_halved_sets(shape));
  plan_take_u32(l, shape->log_set);
  plan_take_u32(l, shape->sets);
  plan_take_u32(l, shape->digit_bits);
  plan_take_u32(l, msm_gpu_terms(shape));
  plan_take_buffer(l, m->sums[1 - from]);
  l = launch(m, "msm_finish", MSM_GPU_GROUP);
  plan_take_buffer(l, m->sums[1 - from]);
  plan_take_u32(l, msm_gpu_terms(shape));
  plan_take_buffer(l, m->result);
}

static void add_launches(const struct making *m) {
  add_preparations(m);
  add_clear(m, m->sums[0], msm_buckets(&m->shape) * msm_gpu_sum_bytes(m->curve));
  for (uint64_t first = 0; first < m->shape.count; first += m->chunk)
    add_chunk(m, first);
  add_result(m);
}

/* Divisions that get by with less memory */

/* Small digits have few buckets, but many of them have to be added. */
struct division {
  unsigned digit_bits_max;
  bool streamed;
  uint64_t chunks;
};

static bool fits(const struct device_plan *plan, const struct pm_device_info *device) {
  enum { KEPT_FREE = 16 }; /* a part of the memory, which is the driver's */
  return plan_bytes(plan) <= device->memory_bytes - device->memory_bytes / KEPT_FREE &&
         plan_largest_buffer(plan) <= device->largest_buffer_bytes;
}

static void plan_buffers(struct making *m, uint64_t count, const struct division *division) {
  const struct msm_problem problem = {.count = count, .points = m->points};
  m->shape = msm_gpu_shape(&problem, m->curve->order, division->digit_bits_max);
  plan_reset(m->plan);
  m->chunk = (count + division->chunks - 1) / division->chunks;
  m->streamed = division->streamed;
  m->runs = msm_gpu_runs(m->chunk * m->shape.digits);
  m->slots = 2 * m->runs;
  add_buffers(m);
}

/* The next thing to try: smaller chunks, then chunks from the host, then smaller digits. False: none. */
static bool next_division(const struct making *m, uint64_t count, struct division *division) {
  division->chunks *= 2;
  if (count / division->chunks >= CHUNK_MIN)
    return true;
  division->chunks = 1;
  if (!division->streamed && m->points != MSM_POINTS_TABLE) {
    division->streamed = true;
    return true;
  }
  division->streamed = false;
  division->digit_bits_max = m->shape.digit_bits - 1;
  return division->digit_bits_max >= MSM_DIGIT_BITS_MIN;
}

/* If nothing fits, that is planned which takes the least. */
static void plan_memory(struct making *m, uint64_t count, const struct pm_device_info *device) {
  struct division division = {.digit_bits_max = MSM_DIGIT_BITS_MAX, .chunks = 1}, least = division;
  uint64_t least_bytes = UINT64_MAX;
  do {
    plan_buffers(m, count, &division);
    if (fits(m->plan, device))
      return;
    const uint64_t bytes = plan_bytes(m->plan);
    if (bytes < least_bytes)
      least_bytes = bytes, least = division;
  } while (next_division(m, count, &division));
  plan_buffers(m, count, &least);
}

static void describe(const struct making *m) {
  const uint64_t chunks = (m->shape.count + m->chunk - 1) / m->chunk;
  char *const note = m->plan->note;
  if (m->streamed)
    snprintf(note, PM_NOTE_MAX,
             "points and scalars come from the host in %" PRIu64 " chunks while the clock runs%s",
             chunks, m->points == MSM_POINTS_FIXED ? ", the points as they were given" : "");
  else if (chunks > 1)
    snprintf(note, PM_NOTE_MAX, "the points are summed in %" PRIu64 " chunks", chunks);
}

void msm_device_plan(const struct pm_work *work, const void *shape,
                     const struct pm_device_info *device, struct device_plan *plan) {
  const struct msm_batch_shape *s = shape;
  struct making making = {
      .curve = work->family, .plan = plan, .points = (enum msm_points)s->points, .known = s->known};
  plan_memory(&making, s->count, device);
  add_launches(&making);
  describe(&making);
}
