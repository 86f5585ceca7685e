/* sig/<scheme>: verdicts on a batch of signatures, or the addresses of those who signed. */
#ifndef PROOFMARK_BENCH_SIG_SIG_WORK_H
#define PROOFMARK_BENCH_SIG_SIG_WORK_H

#include "bench/sig/sig_maker.h"
#include "bench/sig/sig_op.h"
#include "host/work/work.h"

#define SIG(name) extern const struct pm_work sig_work_##name;
#include "kernels/sig/schemes.def"
#undef SIG

/* A scheme's work: a file of its own beside this one, which defines sig_work_<scheme> by the parts
 * below. A work has those parameters that its scheme leaves open; batch, invalid and keys it must
 * have. */
#define SIG_PARAMETER_BATCH                                                                        \
  {                                                                                                \
    .name = "batch", .unit = "signatures", .help = "signatures in one iteration", .minimum = 1,    \
    .maximum = UINT64_C(1) << 20                                                                   \
  }
#define SIG_PARAMETER_MESSAGE                                                                      \
  { .name = "message", .unit = "bytes", .help = "bytes in each message", .maximum = 1 << 20 }
/* The kinds of defect are the work's own words for those of its maker. */
#define SIG_PARAMETER_INVALID(kinds)                                                               \
  {                                                                                                \
    .name = "invalid", .unit = "percent", .help = "percent that are damaged, in turn by: " kinds,  \
    .maximum = 100                                                                                 \
  }
#define SIG_PARAMETER_KEYS                                                                         \
  {                                                                                                \
    .name = "keys", .unit = "keys", .help = "distinct keys, in turn; 0: one for each signature",   \
    .maximum = UINT64_C(1) << 20                                                                   \
  }
#define SIG_PARAMETER_KEY_CACHE                                                                    \
  {                                                                                                \
    .name = "key_cache", .unit = "", .choices = sig_key_cache_choices,                             \
    .help = "on: each key was seen before and is kept in the form that verification works with"    \
  }
#define SIG_PARAMETER_POLICY(choices_, help_)                                                      \
  { .name = "policy", .unit = "", .help = (help_), .choices = (choices_) }
#define SIG_PARAMETER_KEY_FORMAT                                                                   \
  {                                                                                                \
    .name = "key_format", .unit = "", .help = "33 or 65 bytes (SEC 1 v2.0, section 2.3.3)",        \
    .choices = sig_key_format_choices                                                              \
  }
#define SIG_PARAMETER_CONTEXT                                                                      \
  { .name = "context", .unit = "bytes", .help = "bytes in the context string", .maximum = 255 }

enum { SIG_KEY_COMPRESSED, SIG_KEY_UNCOMPRESSED };
enum { SIG_KEY_CACHE_OFF, SIG_KEY_CACHE_ON };
extern const char *const sig_key_format_choices[], *const sig_key_cache_choices[];

enum { SIG_IMPLEMENTATION_COUNT = 12 };
extern const struct pm_implementation sig_implementations[SIG_IMPLEMENTATION_COUNT];

enum pm_status sig_work_make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                             const char *input_path, struct pm_pool *pool,
                             struct pm_problem *problem, struct pm_error *error);

/* As pm_work.check_vectors (sig_vectors.c). */
enum pm_status sig_work_check_vectors(const struct pm_work *work, const uint64_t *values,
                                      const struct pm_implementation *implementation,
                                      const char *path, struct pm_pool *pool,
                                      struct pm_device *device, struct pm_vector_counts *counts,
                                      struct pm_error *error);

/* The policy that a parameter set means. */
unsigned sig_work_policy(const struct pm_work *work, const uint64_t *values);

/* `parameters_` and `points_` are arrays, `maker_` a struct sig_maker; titles and standards are
 * those of the scheme. */
#define SIG_WORK(scheme_, title_, standard_, parameters_, points_, maker_)                         \
  const struct pm_work sig_work_##scheme_ = {.name = "sig/" #scheme_,                              \
                                             .title = (title_),                                    \
                                             .standard = (standard_),                              \
                                             .parameters = (parameters_),                          \
                                             .parameter_count =                                    \
                                                 sizeof(parameters_) / sizeof *(parameters_),      \
                                             .points = (points_),                                  \
                                             .point_count = sizeof(points_) / sizeof *(points_),   \
                                             .implementations = sig_implementations,               \
                                             .implementation_count = SIG_IMPLEMENTATION_COUNT,     \
                                             .make = sig_work_make,                                \
                                             .check_vectors = sig_work_check_vectors,              \
                                             .family = &(maker_),                                  \
                                             .operation = &sig_op}

#endif
