/* The scorecard for programs. */
#include <math.h>

#include "host/report/scorecard.h"
#include "host/result/json.h"

static void write_machines(const struct pm_scorecard *s, struct pm_json *json) {
  pm_json_array(json, "machines");
  for (size_t m = 0; m < s->machine_count; m++) {
    const struct pm_observation *o = s->machines[m].observation;
    pm_json_object(json, NULL);
    pm_json_string(json, "name", s->machines[m].label);
    pm_json_string(json, "host_name", o->host_name);
    pm_json_string(json, "file", o->file);
    pm_json_string(json, "run_id", o->run_id);
    pm_json_string(json, "date", o->date);
    pm_json_bool(json, "base", m == s->base);
    pm_json_end_object(json);
  }
  pm_json_end_array(json);
}

static void write_place(const struct pm_scorecard *s, const struct pm_score_place *place,
                        struct pm_json *json) {
  pm_json_string(json, "machine", s->machines[place->machine].label);
  pm_json_string(json, "place", place->label);
  pm_json_string(json, "device", place->device ? place->device->id : "cpu");
}

static void write_price(const struct pm_price *price, struct pm_json *json) {
  if (!price) {
    pm_json_null(json, "price");
    return;
  }
  pm_json_object(json, "price");
  pm_json_string(json, "match", price->match);
  pm_json_number(json, "per_hour", price->per_hour);
  pm_json_known(json, "what", price->what);
  pm_json_end_object(json);
}

static void write_ceiling(const struct pm_bound *bound, struct pm_json *json) {
  if (!isfinite(bound->share)) {
    pm_json_null(json, "ceiling");
    return;
  }
  pm_json_object(json, "ceiling");
  pm_json_number(json, "share", bound->share);
  pm_json_string(json, "resource", pm_resource_name(bound->resource));
  pm_json_number(json, "rate_per_second", bound->rate);
  pm_json_string(json, "measured_by", bound->source->id);
  pm_json_end_object(json);
}

static void write_score(const struct pm_scorecard *s, size_t w, size_t p, struct pm_json *json) {
  const struct pm_score *score = pm_scorecard_score(s, w, p);
  pm_json_object(json, NULL);
  write_place(s, &s->places[p], json);
  pm_json_string(json, "case", score->best ? score->best->id : NULL);
  pm_json_number(json, "items_per_second", score->items_per_second);
  pm_json_number(json, "kernel_items_per_second", score->kernel_items_per_second);
  pm_json_number(json, "joules_per_item", score->joules_per_item);
  pm_json_number(json, "host_joules_per_item", score->host_joules_per_item);
  pm_json_string(json, "energy_source", score->energy_source);
  if (score->energy_source)
    pm_json_bool(json, "idle_subtracted", score->idle_subtracted);
  else
    pm_json_null(json, "idle_subtracted");
  pm_json_number(json, "cost_per_billion_items", score->cost_per_billion);
  write_price(s->places[p].price, json);
  write_ceiling(&score->bound, json);
  pm_json_known(json, "not_compared", score->reason);
  pm_json_end_object(json);
}

static void write_works(const struct pm_scorecard *s, struct pm_json *json) {
  pm_json_array(json, "works");
  for (size_t w = 0; w < s->work_count; w++) {
    pm_json_object(json, NULL);
    pm_json_string(json, "work", s->works[w].work->id);
    pm_json_known(json, "item", s->works[w].work->item);
    pm_json_string(json, "input_digest", s->works[w].work->input_digest);
    pm_json_string(json, "only_on", s->works[w].only_on);
    pm_json_number(json, "weight", s->mix ? s->works[w].weight : NAN);
    pm_json_array(json, "scores");
    for (size_t p = 0; p < s->place_count; p++)
      write_score(s, w, p, json);
    pm_json_end_array(json);
    pm_json_end_object(json);
  }
  pm_json_end_array(json);
}

static void write_mix(const struct pm_scorecard *s, struct pm_json *json) {
  if (!s->mix) {
    pm_json_null(json, "mix");
    return;
  }
  pm_json_object(json, "mix");
  pm_json_string(json, "name", s->mix->name);
  pm_json_object(json, "weights");
  for (size_t e = 0; e < s->mix->weight_count; e++)
    pm_json_number(json, s->mix->weights[e].works, s->mix->weights[e].weight);
  pm_json_end_object(json);
  pm_json_array(json, "means");
  for (size_t i = 0; i < s->mean_count; i++) {
    const struct pm_score_mean *mean = &s->means[i];
    pm_json_object(json, NULL);
    pm_json_string(json, "machine", s->machines[mean->machine].label);
    pm_json_string(json, "place", mean->place ? mean->place->label : NULL);
    pm_json_number(json, "weighted_geometric_mean", mean->mean);
    pm_json_known(json, "lacks", mean->lacks);
    pm_json_end_object(json);
  }
  pm_json_end_array(json);
  pm_json_end_object(json);
}

void pm_scorecard_print_json(const struct pm_scorecard *s, FILE *stream) {
  struct pm_json json = pm_json_start(stream);
  pm_json_object(&json, NULL);
  write_machines(s, &json);
  if (s->prices) {
    pm_json_object(&json, "prices");
    pm_json_string(&json, "file", s->prices->file);
    pm_json_string(&json, "currency", s->prices->currency);
    pm_json_string(&json, "date", s->prices->date);
    pm_json_end_object(&json);
  } else {
    pm_json_null(&json, "prices");
  }
  write_mix(s, &json);
  write_works(s, &json);
  pm_json_end_object(&json);
  putc('\n', stream);
}
