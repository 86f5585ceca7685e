/* A comparison for programs: one JSON object. */
#include "host/compare/amdahl.h"
#include "host/compare/compare.h"
#include "host/result/json.h"

static void write_side(struct pm_json *json, const char *key,
                       const struct pm_observation *observation, const char *implementation) {
  pm_json_object(json, key);
  pm_json_string(json, "file", observation->file);
  pm_json_known(json, "run_id", observation->run_id);
  pm_json_known(json, "host_name", observation->host_name);
  pm_json_known(json, "date", observation->date);
  pm_json_string(json, "implementation", implementation);
  pm_json_end_object(json);
}

static void write_case(struct pm_json *json, const char *key,
                       const struct pm_observed_case *observed) {
  pm_json_object(json, key);
  pm_json_string(json, "id", observed->id);
  pm_json_string(json, "implementation", observed->implementation);
  pm_json_string(json, "device", observed->device);
  pm_json_u64(json, "threads", observed->threads);
  pm_json_string(json, "boundary", observed->boundary);
  pm_json_u64(json, "n", observed->sample_count);
  pm_json_number(json, "median_ns", pm_median(observed->samples_ns, observed->sample_count));
  pm_json_end_object(json);
}

static void write_interval(struct pm_json *json, const char *key,
                           const struct pm_interval *interval) {
  pm_json_object(json, key);
  pm_json_number(json, "estimate", interval->estimate);
  pm_json_number(json, "low", interval->low);
  pm_json_number(json, "high", interval->high);
  pm_json_end_object(json);
}

/* How the two were set against each other, in a word and in a sentence. */
static void write_method(struct pm_json *json, const struct pm_pair *pair) {
  char text[80];
  snprintf(text, sizeof text, "by %zu interleaved blocks", pair->blocks);
  pm_json_string(json, "method", pair->blocks ? "blocks" : "runs");
  pm_json_string(json, "method_text", pair->blocks ? text : "by runs: contains drift");
  pm_json_bool(json, "contains_drift", !pair->blocks);
  if (!pair->blocks) {
    pm_json_null(json, "blocks");
    pm_json_null(json, "permutation");
    return;
  }
  pm_json_u64(json, "blocks", pair->blocks);
  pm_json_object(json, "permutation");
  pm_json_number(json, "p", pair->p);
  pm_json_bool(json, "exact", pair->p_exact);
  pm_json_end_object(json);
}

static void write_whole(struct pm_json *json, double share, const struct pm_pair *pair) {
  struct pm_interval whole = pm_amdahl(share, pair->ratio);
  if (share > 0)
    write_interval(json, "whole", &whole);
}

static void write_pair(struct pm_json *json, const struct pm_comparison *comparison,
                       const struct pm_pair *pair) {
  pm_json_object(json, NULL);
  pm_json_string(json, "work", pair->base->work->id);
  write_case(json, "base", pair->base);
  write_case(json, "contender", pair->contender);
  write_interval(json, "ratio", &pair->ratio);
  write_interval(json, "difference_ns", &pair->difference_ns);
  write_whole(json, comparison->executor_share, pair);
  write_method(json, pair);
  pm_json_string(json, "verdict", pm_pair_verdict_name(pair->verdict));
  pm_json_known(json, "reason", pair->reason);
  pm_json_end_object(json);
}

static void write_unpaired(struct pm_json *json, const struct pm_unpaired *unpaired) {
  pm_json_object(json, NULL);
  pm_json_string(json, "side", unpaired->side == PM_SIDE_BASE ? "base" : "contender");
  pm_json_string(json, "case", unpaired->observed->id);
  pm_json_string(json, "reason", unpaired->reason);
  pm_json_end_object(json);
}

static void write_differing(struct pm_json *json, const struct pm_differing_work *work) {
  pm_json_object(json, NULL);
  pm_json_string(json, "work", work->base->id);
  pm_json_string(json, "base_input_digest", work->base->input_digest);
  pm_json_string(json, "contender_input_digest", work->contender->input_digest);
  pm_json_end_object(json);
}

static void write_summary(struct pm_json *json, const struct pm_comparison *comparison) {
  pm_json_object(json, "summary");
  for (int i = 0; i < PM_PAIR_VERDICT_COUNT; i++)
    pm_json_u64(json, pm_pair_verdict_name((enum pm_pair_verdict)i), comparison->verdicts[i]);
  pm_json_u64(json, "unpaired", comparison->unpaired_count);
  pm_json_u64(json, "not_comparable", comparison->differing_count);
  pm_json_end_object(json);
}

void pm_comparison_print_json(const struct pm_comparison *comparison, FILE *stream) {
  struct pm_json json = pm_json_start(stream);
  pm_json_object(&json, NULL);
  write_side(&json, "base", comparison->base, comparison->base_implementation);
  write_side(&json, "contender", comparison->contender, comparison->contender_implementation);
  pm_json_number(&json, "same_within", comparison->same_within);
  pm_json_bool(&json, "across_machines", comparison->across_machines);
  pm_json_known(&json, "machine_difference", comparison->machine_difference);
  if (comparison->base_implementation)
    pm_json_null(&json, "environment");
  else
    pm_environment_print_json(&comparison->environment, &json, "environment");
  if (comparison->executor_share > 0) {
    pm_json_number(&json, "executor_share", comparison->executor_share);
    pm_json_number(&json, "whole_at_most", pm_amdahl_ceiling(comparison->executor_share));
  }
  write_summary(&json, comparison);
  pm_json_array(&json, "pairs");
  for (size_t i = 0; i < comparison->pair_count; i++)
    write_pair(&json, comparison, &comparison->pairs[i]);
  pm_json_end_array(&json);
  pm_json_array(&json, "unpaired");
  for (size_t i = 0; i < comparison->unpaired_count; i++)
    write_unpaired(&json, &comparison->unpaired[i]);
  pm_json_end_array(&json);
  pm_json_array(&json, "not_comparable");
  for (size_t i = 0; i < comparison->differing_count; i++)
    write_differing(&json, &comparison->differing[i]);
  pm_json_end_array(&json);
  pm_json_end_object(&json);
  putc('\n', stream);
}
