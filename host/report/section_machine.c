#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "host/report/sections.h"
#include "host/result/units.h"
#include "host/result/json_members.h"

const cJSON *pm_proofmark_of(const struct pm_observation *observation) {
  return cJSON_GetObjectItemCaseSensitive(observation->root, "proofmark");
}

/* --- sentences --------------------------------------------------------------------------- */

struct words {
  char text[1024];
};

/* Adds to a list of words, with a comma before all but the first. */
__attribute__((format(printf, 2, 3))) static void add(struct words *words, const char *format,
                                                      ...) {
  const size_t length = strlen(words->text), room = sizeof words->text - length;
  va_list arguments;
  if (room < 4)
    return;
  snprintf(words->text + length, room, "%s", length ? ", " : "");
  va_start(arguments, format);
  vsnprintf(words->text + strlen(words->text), sizeof words->text - strlen(words->text), format,
            arguments);
  va_end(arguments);
}

static void add_text(struct words *words, const char *format, const cJSON *object,
                     const char *key) {
  const char *text = cJSON_GetStringValue(member(object, key));
  char line[512];
  if (!text)
    return;
  text += strspn(text, " ");
  if (!*text)
    return;
  size_t before = strcspn(format, "%");
  snprintf(line, sizeof line, "%.*s%.400s", (int)before, format, text);
  add(words, "%s%s", line, format[before] ? format + before + 1 : "");
}

static void add_count(struct words *words, const cJSON *object, const char *key, const char *item,
                      const char *several) {
  const cJSON *count = member(object, key);
  if (cJSON_IsNumber(count))
    add(words, "%.0f %s", count->valuedouble, count->valuedouble == 1 ? item : several);
}

static void add_bytes(struct words *words, const char *before, const cJSON *object, const char *key,
                      const char *after) {
  const cJSON *bytes = member(object, key);
  if (cJSON_IsNumber(bytes))
    add(words, "%s%.4g GiB%s", before, bytes->valuedouble / (1 << 30), after);
}

/* A row of two cells; none where there is nothing to say. */
static void row(struct pm_document *d, const char *what, const struct words *words) {
  if (!*words->text)
    return;
  pm_document_row(d, PM_STYLE_PLAIN, NULL);
  pm_document_cell(d, what);
  pm_document_cell(d, words->text);
}

/* --- the machine ------------------------------------------------------------------------- */

static void write_processor(const cJSON *host, struct pm_document *d) {
  const cJSON *topology = member(host, "topology");
  struct words words = {""};
  add_text(&words, "%", host, "cpu");
  add_count(&words, topology, "packages", "package", "packages");
  add_count(&words, topology, "cores", "core", "cores");
  add_count(&words, topology, "pus", "hardware thread", "hardware threads");
  add_count(&words, topology, "numa_nodes", "NUMA node", "NUMA nodes");
  add_text(&words, "%", host, "architecture");
  add_text(&words, "microcode %", host, "microcode");
  if (cJSON_IsTrue(member(host, "virtualised")))
    add(&words, "virtualised");
  row(d, "processor", &words);
}

static void write_settings(const cJSON *host, struct pm_document *d) {
  struct words words = {""};
  const cJSON *turbo = member(host, "turbo");
  add_text(&words, "governor %", host, "governor");
  if (cJSON_IsBool(turbo))
    add(&words, "turbo %s", cJSON_IsTrue(turbo) ? "on" : "off");
  add_text(&words, "SMT %", host, "smt");
  add_text(&words, "clock source %", host, "clocksource");
  row(d, "settings", &words);
}

static void write_memory(const cJSON *host, struct pm_document *d) {
  const cJSON *memory = member(host, "memory"), *cgroup = member(host, "cgroup");
  struct words words = {""};
  add_bytes(&words, "", memory, "total_bytes", "");
  add_text(&words, "transparent huge pages %", memory, "transparent_huge_pages");
  add_bytes(&words, "limited to ", cgroup, "memory_limit_bytes", " by its cgroup");
  row(d, "memory", &words);
}

static void write_system(const cJSON *host, struct pm_document *d) {
  const cJSON *limit = member(member(host, "cgroup"), "cpu_limit_cpus"), *load;
  struct words words = {""};
  add_text(&words, "%", host, "os");
  add_text(&words, "%", host, "kernel");
  if (cJSON_IsNumber(limit))
    add(&words, "limited to %.4g processors by its cgroup", limit->valuedouble);
  load = cJSON_GetArrayItem(member(host, "load_average"), 0);
  if (cJSON_IsNumber(load))
    add(&words, "load %.2f when the run began", load->valuedouble);
  row(d, "system", &words);
}

static void write_build(const cJSON *build, struct pm_document *d) {
  struct words words = {""};
  const char *commit = cJSON_GetStringValue(member(build, "commit"));
  if (commit)
    add(&words, "commit %.12s%s", commit,
        cJSON_IsTrue(member(build, "dirty")) ? " with changes" : "");
  add_text(&words, "%", build, "type");
  add_text(&words, "%", build, "compiler");
  add_text(&words, "flags %", build, "flags");
  row(d, "build", &words);
}

static void write_run(const struct pm_observation *o, struct pm_document *d) {
  struct words words = {""};
  const cJSON *argument;
  size_t length = 0;
  cJSON_ArrayForEach(argument, member(pm_proofmark_of(o), "argv")) {
    if (cJSON_IsString(argument) && length < sizeof words.text - 1)
      length += (size_t)snprintf(words.text + length, sizeof words.text - length, "%s%s",
                                 length ? " " : "", argument->valuestring);
  }
  row(d, "command", &words);
  words = (struct words){""};
  if (o->date)
    add(&words, "%.100s", o->date);
  if (isfinite(o->seed))
    add(&words, "seed %.0f", o->seed);
  add(&words, "run %.100s", o->run_id);
  row(d, "run", &words);
}

/* --- devices ----------------------------------------------------------------------------- */

static void write_device(const cJSON *device, struct pm_document *d) {
  const char *id = cJSON_GetStringValue(member(device, "id"));
  const cJSON *number;
  struct words words = {""};
  add_text(&words, "%", device, "name");
  add_text(&words, "%", device, "vendor");
  if ((number = member(device, "compute_units")) && cJSON_IsNumber(number))
    add(&words, "%.0f compute units", number->valuedouble);
  add_bytes(&words, "", device, "memory_bytes", "");
  if ((number = member(member(device, "clocks"), "stated_mhz")) && cJSON_IsNumber(number))
    add(&words, "%.0f MHz stated", number->valuedouble);
  if ((number = member(device, "power_limit_w")) && cJSON_IsNumber(number))
    add(&words, "%.4g W", number->valuedouble);
  if (cJSON_IsBool(member(device, "ecc")))
    add(&words, "ECC %s", cJSON_IsTrue(member(device, "ecc")) ? "on" : "off");
  add_text(&words, "driver %", device, "driver");
  add_text(&words, "PCI %", device, "pci");
  if (id && strcmp(id, "cpu") != 0) /* the processor has its row */
    row(d, id, &words);
}

/* --- the whole record -------------------------------------------------------------------- */

/* What has a section or a table of its own. */
static bool is_elsewhere(const char *key) {
  static const char *const keys[] = {"cases", "works", "skipped", "failures",
                                     "laws",  "argv",  "verdict", "merged"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    if (key && strcmp(key, keys[i]) == 0)
      return true;
  return false;
}

static void write_leaf(struct pm_document *d, const char *path, const cJSON *value) {
  char text[64];
  const char *shown = text;
  if (cJSON_IsString(value))
    shown = value->valuestring;
  else if (cJSON_IsNumber(value))
    snprintf(text, sizeof text, "%.17g", value->valuedouble);
  else
    shown = cJSON_IsTrue(value) ? "true" : cJSON_IsFalse(value) ? "false" : "not known";
  pm_document_row(d, PM_STYLE_PLAIN, NULL);
  pm_document_cell(d, path);
  pm_document_cell(d, shown);
}

/* One row per value, under its path. cJSON bounds how deep a document can be. */
static void write_record(struct pm_document *d, const char *path, const cJSON *tree) {
  const cJSON *element;
  size_t index = 0;
  if (!cJSON_IsObject(tree) && !cJSON_IsArray(tree)) {
    write_leaf(d, path, tree);
    return;
  }
  cJSON_ArrayForEach(element, tree) {
    char below[512];
    if (element->string)
      snprintf(below, sizeof below, "%.300s%s%.200s", path, *path ? "." : "", element->string);
    else
      snprintf(below, sizeof below, "%.400s[%zu]", path, index);
    index++;
    if (*path || !is_elsewhere(element->string))
      write_record(d, below, element);
  }
}

void pm_section_machine(const struct pm_observation *o, int level, struct pm_document *d) {
  static const struct pm_column facts[] = {{"part", NULL}, {"what it is", NULL}};
  static const struct pm_column record[] = {{"member", NULL}, {"value", NULL}};
  const cJSON *proofmark = pm_proofmark_of(o), *host = member(proofmark, "host"), *device;
  pm_document_heading(d, level, NULL, "Machine and run");
  pm_document_table(d, "The machine and the run", facts, 2);
  write_processor(host, d);
  write_settings(host, d);
  write_memory(host, d);
  write_system(host, d);
  cJSON_ArrayForEach(device, member(proofmark, "devices")) { write_device(device, d); }
  write_run(o, d);
  write_build(member(proofmark, "build"), d);
  pm_document_end_table(d);
  pm_document_fold(d, "The whole record of the environment");
  pm_document_table(d, "The record", record, 2);
  write_record(d, "", proofmark);
  pm_document_end_table(d);
  pm_document_end_fold(d);
}
