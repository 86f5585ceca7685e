#include "bench/ntt/ntt_device.h"

static unsigned ceiling_log2(uint64_t x) {
  return x < 2 ? 0 : 64 - (unsigned)__builtin_clzll(x - 1);
}

static unsigned smaller(unsigned a, unsigned b) { return a < b ? a : b; }

/* A transform of `log_size` levels by passes. */
struct transform {
  const struct ntt_gpu *gpu;
  unsigned log_size;
  bool inverse;
  uint64_t transforms, columns; /* that lie apart, and beside each other */
  unsigned roots;
  bool nodes;
  unsigned in, out;
  uint64_t in_size, out_size;
};

/* Of the tile's elements those that are neighbours leave the others to be levels. The last pass, whose
 * neighbours are the columns alone, can have the most levels; those before share the rest evenly. */
enum { PASSES_MAX = 16 };
static unsigned divide_levels(const struct transform *t, unsigned levels[PASSES_MAX]) {
  const unsigned tile = t->gpu->log_tile, before_max = tile - t->gpu->log_columns;
  const unsigned last_max = tile - smaller(t->gpu->log_columns, ceiling_log2(t->columns));
  const unsigned last = smaller(t->log_size, last_max), rest = t->log_size - last;
  const unsigned before = (rest + before_max - 1) / before_max;
  for (unsigned i = 0, done = 0; i < before; i++) {
    levels[i] = (rest - done) / (before - i);
    done += levels[i];
  }
  levels[before] = last;
  return before + 1;
}

static void add_pass(const struct transform *t, struct device_plan *plan, unsigned level,
                     unsigned levels, bool first, bool last) {
  const struct ntt_gpu *gpu = t->gpu;
  const uint64_t span = t->columns << (t->log_size - level - levels);
  const unsigned log_columns = smaller(gpu->log_columns, ceiling_log2(span));
  const uint64_t blocks = t->transforms << level;
  const unsigned log_tile_blocks = gpu->log_tile - levels - log_columns;
  const uint64_t strips = (span + (UINT64_C(1) << log_columns) - 1) >> log_columns;
  const uint64_t tiles = (blocks + (UINT64_C(1) << log_tile_blocks) - 1) >> log_tile_blocks;
  struct plan_launch *launch =
      plan_add_launch(plan, gpu->program, t->inverse ? "ntt_inverse_pass" : "ntt_forward_pass",
                      tiles * strips * gpu->group, gpu->group);
  plan_take_buffer(launch, first ? t->in : t->out);
  plan_take_buffer(launch, t->out);
  plan_take_buffer(launch, t->roots);
  plan_take_u32(launch, level);
  plan_take_u32(launch, levels);
  plan_take_u32(launch, log_columns);
  plan_take_u64(launch, span);
  plan_take_u64(launch, blocks);
  plan_take_u64(launch, first ? t->in_size : t->out_size);
  plan_take_u64(launch, t->out_size);
  plan_take_u32(launch, t->nodes);
  plan_take_u64(launch,
                last && t->inverse ? ntt_gpu_roots_count(NTT_GPU_INVERSE, t->log_size) - 1 : 0);
}

static void add_transform(const struct transform *t, struct device_plan *plan) {
  unsigned levels[PASSES_MAX];
  const unsigned passes = divide_levels(t, levels);
  for (unsigned i = 0; i < passes; i++) {
    const unsigned pass = t->inverse ? passes - 1 - i : i;
    unsigned level = 0;
    for (unsigned before = 0; before < pass; before++)
      level += levels[before];
    add_pass(t, plan, level, levels[pass], i == 0, i == passes - 1);
  }
}

static void make_roots(const void *context, const uint64_t key[2], void *bytes) {
  const struct ntt *ntt = context;
  ntt->gpu.roots(ntt->field, (enum ntt_gpu_roots)key[0], (unsigned)key[1], bytes);
}

static void add_roots(const struct ntt *ntt, enum ntt_gpu_roots kind, struct transform *t,
                      struct device_plan *plan) {
  const uint64_t bytes = ntt_gpu_roots_count(kind, t->log_size) * ntt->field->bytes;
  const struct plan_constant roots = {make_roots, ntt, {kind, t->log_size}, .made_bytes = bytes};
  t->roots = plan_add_constant(plan, bytes, &roots);
}

void ntt_device_plan(const struct pm_work *work, const void *problem,
                     const struct pm_device_info *device, struct device_plan *plan) {
  (void)device;
  const struct ntt *ntt = work->family;
  const struct ntt_problem *p = problem;
  const unsigned bytes = ntt->field->bytes;
  const bool by_rows = p->layout == NTT_BY_ROWS, extends = p->kind == NTT_LDE;
  const unsigned log_out = p->log_size + p->log_blowup;
  const uint64_t columns = by_rows ? p->columns : 1;
  struct transform t = {.gpu = &ntt->gpu,
                        .transforms = by_rows ? 1 : p->columns,
                        .columns = columns,
                        .in_size = columns << p->log_size,
                        .out_size = columns << p->log_size,
                        .log_size = p->log_size};
  const uint64_t out_bytes = ntt_output_elements(p) * bytes;
  t.in = plan_add_input(plan, ntt_input_elements(p) * bytes);
  const unsigned out = plan_add_output(plan, out_bytes, out_bytes);
  if (p->kind != NTT_FORWARD) {
    t.inverse = true;
    t.out = extends ? plan_add_scratch(plan, ntt_input_elements(p) * bytes) : out;
    add_roots(ntt, NTT_GPU_INVERSE, &t, plan);
    add_transform(&t, plan);
    t.in = t.out;
  }
  if (p->kind == NTT_INVERSE)
    return;
  t.inverse = false;
  t.nodes = extends;
  t.out = out;
  t.log_size = log_out;
  t.out_size = columns << log_out;
  add_roots(ntt, extends ? NTT_GPU_COSET : NTT_GPU_FORWARD, &t, plan);
  add_transform(&t, plan);
}
