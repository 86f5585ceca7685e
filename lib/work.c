#include <string.h>

#include "bench/hash/hash_op.h"
#include "bench/hash/hash_work.h"
#include "bench/hash/merkle_op.h"
#include "bench/sig/sig_work.h"
#include "lib/library.h"

static const struct pm_work *const works[] = {
#define HASH(name) &hash_work_##name,
#include "kernels/hash/algorithms.def"
#undef HASH
#define HASH(name) &merkle_work_##name,
#include "kernels/hash/algorithms.def"
#undef HASH
#define SIG(name) &sig_work_##name,
#include "kernels/sig/schemes.def"
#undef SIG
};

enum { WORK_COUNT = sizeof works / sizeof *works };

const char *proofmark_work_name(size_t number) {
  return number < WORK_COUNT ? works[number]->name : NULL;
}

enum pm_status lib_find_work(const char *name, const struct pm_work **work,
                             struct pm_error *error) {
  *work = NULL;
  for (size_t i = 0; name && i < WORK_COUNT; i++)
    if (strcmp(works[i]->name, name) == 0) {
      *work = works[i];
      return PM_OK;
    }
  return pm_fail(error, PM_USAGE,
                 "there is no work %s; proofmark_work_name gives the names of those that there are",
                 name ? name : "NULL");
}

/* The largest value of a parameter, up to which the work is tested; 0 where the work does not have
 * it. */
static uint64_t most(const struct pm_work *work, const char *parameter) {
  for (size_t i = 0; i < work->parameter_count; i++)
    if (strcmp(work->parameters[i].name, parameter) == 0)
      return work->parameters[i].maximum;
  return 0;
}

static bool has_parameter(const struct pm_work *work, const char *parameter) {
  for (size_t i = 0; i < work->parameter_count; i++)
    if (strcmp(work->parameters[i].name, parameter) == 0)
      return true;
  return false;
}

static void describe_signatures(const struct pm_work *work, struct proofmark_work_info *info) {
  enum { UNCOMPRESSED_BYTES = 65 }; /* SEC 1 v2.0, section 2.3.3 */
  const struct sig_scheme *scheme = ((const struct sig_maker *)work->family)->scheme;
  info->kind = scheme->recovers ? PROOFMARK_WORK_RECOVER : PROOFMARK_WORK_VERIFY;
  info->count_max = most(work, "batch");
  info->message_bytes_min = scheme->message_bytes;
  info->message_bytes_max = scheme->message_bytes ? scheme->message_bytes : most(work, "message");
  info->key_bytes = scheme->key_bytes;
  info->other_key_bytes = has_parameter(work, "key_format") ? UNCOMPRESSED_BYTES : 0;
  info->signature_bytes = scheme->signature_bytes;
  info->context_bytes_max = most(work, "context");
  info->output_bytes = scheme->recovers ? SIG_ADDRESS_BYTES : 0;
  info->policies = scheme->policies;
}

void lib_describe_work(const struct pm_work *work, struct proofmark_work_info *info) {
  static const char *const none[] = {NULL};
  *info = (struct proofmark_work_info){.size = info->size, .policies = none};
  if (work->operation == &hash_op) {
    info->kind = PROOFMARK_WORK_HASH;
    info->count_max = most(work, "batch");
    info->message_bytes_max = most(work, "length");
    info->output_bytes = HASH_DIGEST_BYTES;
  } else if (work->operation == &merkle_op) {
    info->kind = PROOFMARK_WORK_MERKLE;
    info->count_max = most(work, "leaves");
    info->output_bytes = HASH_DIGEST_BYTES;
  } else {
    describe_signatures(work, info);
  }
}

static enum pm_status query(const char *name, struct proofmark_work_info *info,
                            struct pm_error *error) {
  struct proofmark_work_info known;
  const struct pm_work *work;
  enum pm_status status = lib_find_work(name, &work, error);
  if (status == PM_OK)
    status = lib_take_struct("work's info", info, &known, sizeof known, error);
  if (status != PM_OK)
    return status;
  const size_t given = known.size;
  lib_describe_work(work, &known);
  memcpy(info, &known, given < sizeof known ? given : sizeof known);
  return PM_OK;
}

enum proofmark_status proofmark_work_query(const char *work, struct proofmark_work_info *info,
                                           struct proofmark_error *error) {
  struct pm_error inside = {0};
  return lib_end(query(work, info, &inside), &inside, error);
}
