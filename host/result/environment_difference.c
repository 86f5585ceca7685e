#define _GNU_SOURCE 1 /* vasprintf */

#include "host/result/environment_difference.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "host/result/grid.h"
#include "host/result/json_members.h"

/* --- facts ------------------------------------------------------------------------------- */

/* One thing that an observation records. `table` is what has it among others, and stands recorded or not as a
 * whole: a variable that one side lacks was not set there, a library was not loaded. */
struct fact {
  char *what, *value;
  const char *table; /* NULL: it stands for itself */
  unsigned place;    /* of what is asked for, known or not: what stands where when it is told */
  bool matched;
};

struct facts {
  struct fact *items;
  size_t count;
  unsigned place;
  bool complete;
};

__attribute__((format(printf, 1, 2))) static char *text_by(const char *format, ...) {
  va_list arguments;
  char *text = NULL;
  va_start(arguments, format);
  int length = vasprintf(&text, format, arguments);
  va_end(arguments);
  return length < 0 ? NULL : text;
}

/* Takes over both texts. */
static void add(struct facts *facts, const char *table, char *what, char *value) {
  struct fact *items =
      what && value ? realloc(facts->items, (facts->count + 1) * sizeof *items) : NULL;
  if (!items) {
    facts->complete = false;
    free(what);
    free(value);
    return;
  }
  facts->items = items;
  items[facts->count++] =
      (struct fact){.what = what, .value = value, .table = table, .place = facts->place};
}

static void facts_free(struct facts *facts) {
  for (size_t i = 0; i < facts->count; i++) {
    free(facts->items[i].what);
    free(facts->items[i].value);
  }
  free(facts->items);
}

/* NULL for null, for what is not there and for arrays and objects. */
static char *scalar(const cJSON *value) {
  if (cJSON_IsString(value))
    return text_by("%s", value->valuestring);
  if (cJSON_IsBool(value))
    return text_by("%s", cJSON_IsTrue(value) ? "on" : "off");
  return cJSON_IsNumber(value) ? text_by("%.15g", value->valuedouble) : NULL;
}

static void add_known(struct facts *facts, const char *what, char *value) {
  facts->place++;
  if (value)
    add(facts, NULL, text_by("%s", what), value);
}

static void add_member(struct facts *facts, const char *what, const cJSON *object,
                       const char *key) {
  add_known(facts, what, scalar(member(object, key)));
}

/* A row per member: "library libm.so.6". */
static void add_table(struct facts *facts, const char *table, const char *before,
                      const cJSON *object) {
  const cJSON *row;
  facts->place++;
  if (cJSON_IsObject(object)) /* so that the table itself is known to be recorded */
    add(facts, table, text_by("%s", table), text_by("recorded"));
  cJSON_ArrayForEach(row, object) {
    char *value = cJSON_IsObject(object) ? scalar(row) : NULL;
    if (value)
      add(facts, table, text_by("%s%s", before, row->string), value);
  }
}

/* --- of the machine and the system ------------------------------------------------------- */

/* "performance", or "performance (60), powersave (4)" in the order in which they come. */
static char *governors(const cJSON *policies) {
  char text[256] = "";
  const cJSON *item, *other;
  size_t total = (size_t)cJSON_GetArraySize(policies);
  cJSON_ArrayForEach(item, policies) {
    size_t same = 0;
    bool seen = false, before = true;
    cJSON_ArrayForEach(other, policies) {
      before = before && other != item;
      bool equal = cJSON_IsString(item) && cJSON_IsString(other) &&
                   strcmp(item->valuestring, other->valuestring) == 0;
      seen = seen || (before && equal);
      same += equal;
    }
    size_t used = strlen(text);
    if (same == total && !seen)
      return text_by("%s", item->valuestring);
    if (same && !seen)
      snprintf(text + used, sizeof text - used, "%s%.40s (%zu)", used ? ", " : "",
               item->valuestring, same);
  }
  return *text ? text_by("%s", text) : NULL;
}

static char *size_of(const cJSON *bytes) {
  if (!cJSON_IsNumber(bytes))
    return NULL;
  double mib = bytes->valuedouble / (1 << 20);
  return mib < 1024 ? text_by("%.15g bytes", bytes->valuedouble) : text_by("%.2f GiB", mib / 1024);
}

static char *limit_of(const cJSON *cgroup, const char *limited, const char *value, bool in_bytes) {
  if (!cJSON_IsBool(member(cgroup, limited)))
    return NULL;
  if (cJSON_IsFalse(member(cgroup, limited)))
    return text_by("none");
  return in_bytes ? size_of(member(cgroup, value)) : scalar(member(cgroup, value));
}

static char *shape_of(const cJSON *topology) {
  double counts[4];
  const char *const keys[] = {"packages", "cores", "pus", "numa_nodes"};
  for (int i = 0; i < 4; i++) {
    counts[i] = cJSON_GetNumberValue(member(topology, keys[i]));
    if (isnan(counts[i]))
      return NULL;
  }
  return text_by("%g packages, %g cores, %g threads, %g NUMA nodes", counts[0], counts[1],
                 counts[2], counts[3]);
}

/* As much of a digest as tells it from others. */
static char *short_digest(const cJSON *object, const char *key) {
  const char *digest = cJSON_GetStringValue(member(object, key));
  return digest ? text_by("%.12s", digest) : NULL;
}

static void add_machine(struct facts *facts, const cJSON *context, const cJSON *host) {
  const cJSON *cgroup = member(host, "cgroup"), *memory = member(host, "memory");
  add_member(facts, "host name", context, "host_name");
  add_member(facts, "CPU", host, "cpu");
  add_member(facts, "architecture", host, "architecture");
  add_member(facts, "microcode", host, "microcode");
  add_known(facts, "machine shape", shape_of(member(host, "topology")));
  /* Shapes that count the same may differ all the same, by caches or by what belongs to what. */
  add_known(facts, "topology digest", short_digest(member(host, "topology"), "digest"));
  add_member(facts, "hypervisor", host, "virtualised");
  add_known(facts, "memory", size_of(member(memory, "total_bytes")));
  add_known(facts, "page size", size_of(member(memory, "page_bytes")));
  add_member(facts, "huge pages", memory, "transparent_huge_pages");
  add_member(facts, "kernel", host, "kernel");
  add_member(facts, "system", host, "os");
  add_known(facts, "governor", governors(member(host, "governor")));
  add_member(facts, "clock driver", host, "clock_driver");
  add_member(facts, "lowest clock in MHz", member(host, "clock_limits_mhz"), "low");
  add_member(facts, "highest clock in MHz", member(host, "clock_limits_mhz"), "high");
  add_member(facts, "turbo", host, "turbo");
  add_member(facts, "SMT", host, "smt");
  add_member(facts, "clock source", host, "clocksource");
  add_member(facts, "isolated processors", host, "isolated_cpus");
  add_member(facts, "allowed processors", host, "cpus_allowed");
  add_member(facts, "allowed memory nodes", host, "memory_nodes_allowed");
  add_known(facts, "limit on processors", limit_of(cgroup, "cpu_limited", "cpu_limit_cpus", false));
  add_known(facts, "limit on memory",
            limit_of(cgroup, "memory_limited", "memory_limit_bytes", true));
  add_table(facts, "instruction sets", "instruction set ", member(host, "isa"));
  add_table(facts, "mitigations", "mitigation of ", member(host, "mitigations"));
}

/* A load below half a processor counts as none: what is left of starting the program. */
static void add_load(struct facts *facts, const cJSON *host) {
  const cJSON *minute = cJSON_GetArrayItem(member(host, "load_average"), 0);
  add_known(facts, "load before",
            cJSON_IsNumber(minute) ? text_by("%.0f", minute->valuedouble) : NULL);
}

static void add_device(struct facts *facts, const cJSON *device) {
  static const char *const keys[][2] = {{"name", "name"}, {"driver", "driver"},
                                        {"uuid", "UUID"}, {"power_limit_w", "power limit in W"},
                                        {"ecc", "ECC"},   {"compute_units", "compute units"}};
  const char *id = cJSON_GetStringValue(member(device, "id"));
  if (!id || strcmp(id, "cpu") == 0)
    return;
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    char *value = scalar(member(device, keys[i][0]));
    if (value)
      add(facts, "devices", text_by("%s %s", id, keys[i][1]), value);
  }
  char *clock = scalar(member(member(device, "clocks"), "stated_mhz"));
  if (clock)
    add(facts, "devices", text_by("%s clock in MHz", id), clock);
  char *memory = size_of(member(device, "memory_bytes"));
  if (memory)
    add(facts, "devices", text_by("%s memory", id), memory);
}

/* --- of the program ---------------------------------------------------------------------- */

static char *commit_of(const cJSON *build) {
  const char *commit = cJSON_GetStringValue(member(build, "commit"));
  const char *dirty = cJSON_IsTrue(member(build, "dirty")) ? " with changes" : "";
  return commit ? text_by("%.12s%s", commit, dirty) : NULL;
}

static void add_build(struct facts *facts, const cJSON *build) {
  add_known(facts, "commit", commit_of(build));
  add_known(facts, "kernels", short_digest(build, "kernels_digest"));
  add_member(facts, "build type", build, "type");
  add_member(facts, "compiler", build, "compiler");
  add_member(facts, "compiler flags", build, "flags");
}

/* Options that say where the results go, not what they are. How many arguments to leave out. */
static int says_where(const char *argument) {
  if (strcmp(argument, "--resume") == 0 || strncmp(argument, "--json=", 7) == 0 ||
      strncmp(argument, "--csv=", 6) == 0)
    return 1;
  return strcmp(argument, "--json") == 0 || strcmp(argument, "--csv") == 0 ||
                 strcmp(argument, "-j") == 0 || strcmp(argument, "-c") == 0
             ? 2
             : 0;
}

static char *arguments_of(const cJSON *argv) {
  char *text = NULL;
  size_t bytes;
  FILE *stream = cJSON_IsArray(argv) ? open_memstream(&text, &bytes) : NULL;
  if (!stream)
    return NULL;
  int total = cJSON_GetArraySize(argv);
  bool more = false;
  for (int i = 1; i < total; i++) {
    const char *argument = cJSON_GetStringValue(cJSON_GetArrayItem(argv, i));
    int left_out = argument ? says_where(argument) : 1;
    if (left_out) {
      i += left_out - 1;
      continue;
    }
    fprintf(stream, "%s%s", more ? " " : "", argument);
    more = true;
  }
  return fclose(stream) == 0 ? text : NULL;
}

static struct facts gather(const cJSON *root) {
  struct facts facts = {.complete = true};
  const cJSON *proofmark = member(root, "proofmark"), *host = member(proofmark, "host");
  const cJSON *devices = member(proofmark, "devices"), *device;
  add_machine(&facts, member(root, "context"), host);
  facts.place++;
  if (cJSON_IsArray(devices))
    add(&facts, "devices", text_by("devices"), text_by("recorded"));
  cJSON_ArrayForEach(device, devices) add_device(&facts, device);
  add_table(&facts, "variables", "variable ", member(host, "variables"));
  add_build(&facts, member(proofmark, "build"));
  add_member(&facts, "seed", proofmark, "seed");
  add_known(&facts, "arguments", arguments_of(member(proofmark, "argv")));
  add_load(&facts, host);
  /* Last, since there are many that hardly matter: a run that opened no OpenCL has a compiler less. */
  add_table(&facts, "libraries", "library ", member(host, "libraries"));
  return facts;
}

/* --- what differs ------------------------------------------------------------------------ */

static struct fact *find(struct facts *facts, const char *what) {
  for (size_t i = 0; i < facts->count; i++)
    if (strcmp(facts->items[i].what, what) == 0)
      return &facts->items[i];
  return NULL;
}

/* What a side says of a thing that it has no fact of: NULL, or "none" where it records such things. */
static const char *absent(struct facts *facts, const struct fact *fact) {
  return fact->table && find(facts, fact->table) ? "none" : NULL;
}

/* Goes in behind what has its place or one before it. */
static void insert(struct pm_environment_differences *d,
                   struct pm_environment_difference difference) {
  size_t at = d->count++;
  for (; at > 0 && d->items[at - 1].place > difference.place; at--)
    d->items[at] = d->items[at - 1];
  d->items[at] = difference;
}

static void differ(struct pm_environment_differences *d, const struct fact *fact, const char *base,
                   const char *contender) {
  struct pm_environment_difference *items = realloc(d->items, (d->count + 1) * sizeof *items);
  if (items)
    d->items = items;
  struct pm_environment_difference difference = {.what = strdup(fact->what),
                                                 .base = base ? strdup(base) : NULL,
                                                 .contender = contender ? strdup(contender) : NULL,
                                                 .place = fact->place};
  if (items && difference.what && (difference.base || !base) &&
      (difference.contender || !contender)) {
    insert(d, difference);
    return;
  }
  free(difference.what);
  free(difference.base);
  free(difference.contender);
  d->complete = false;
}

/* Rows of a table that a side does not record at all: the table is named, and once. */
static bool names_itself(struct facts *other, const struct fact *fact) {
  return !fact->table || strcmp(fact->table, fact->what) == 0 || find(other, fact->table);
}

struct pm_environment_differences pm_environment_compare(const cJSON *base,
                                                         const cJSON *contender) {
  struct facts b = gather(base), c = gather(contender);
  struct pm_environment_differences d = {.complete = b.complete && c.complete};
  for (size_t i = 0; i < b.count; i++) {
    const struct fact *fact = &b.items[i];
    struct fact *other = find(&c, fact->what);
    if (other)
      other->matched = true;
    if (other && strcmp(other->value, fact->value) != 0)
      differ(&d, fact, fact->value, other->value);
    else if (!other && names_itself(&c, fact))
      differ(&d, fact, fact->value, absent(&c, fact));
  }
  for (size_t i = 0; i < c.count; i++)
    if (!c.items[i].matched && names_itself(&b, &c.items[i]))
      differ(&d, &c.items[i], absent(&b, &c.items[i]), c.items[i].value);
  facts_free(&b);
  facts_free(&c);
  return d;
}

void pm_environment_differences_free(struct pm_environment_differences *differences) {
  for (size_t i = 0; i < differences->count; i++) {
    free(differences->items[i].what);
    free(differences->items[i].base);
    free(differences->items[i].contender);
  }
  free(differences->items);
  *differences = (struct pm_environment_differences){0};
}

/* --- in words ---------------------------------------------------------------------------- */

enum { VALUE_MAX = 100, NAMED_MAX = 16 };

static bool continues_character(char byte) { return ((unsigned char)byte & 0xc0) == 0x80; }

/* Where to begin so that the difference of two long texts shows: at the word before it. */
static size_t first_shown(const char *a, const char *b) {
  size_t at = 0, word = 0;
  if (strlen(a) <= VALUE_MAX && strlen(b) <= VALUE_MAX)
    return 0;
  for (; a[at] && a[at] == b[at]; at++)
    if (a[at] == ' ')
      word = at + 1;
  if (at - word > VALUE_MAX / 2)
    word = at - VALUE_MAX / 2;
  while (word && continues_character(a[word]))
    word--;
  return word;
}

/* At most VALUE_MAX bytes from `first` on, never a part of a UTF-8 character. */
static void print_value(const char *text, size_t first, FILE *stream) {
  char cut[VALUE_MAX + 1];
  if (first)
    fputs("…", stream);
  text += first;
  size_t length = strlen(text);
  if (length > VALUE_MAX) {
    length = VALUE_MAX;
    while (length && continues_character(text[length]))
      length--;
  }
  memcpy(cut, text, length);
  cut[length] = '\0';
  if (*cut)
    pm_print_clean(cut, stream);
  else
    fputs("none", stream);
  if (text[length])
    fputs("…", stream);
}

static void print_difference(const struct pm_environment_difference *difference, FILE *stream) {
  pm_print_clean(difference->what, stream);
  putc(' ', stream);
  size_t first = first_shown(difference->base, difference->contender);
  print_value(difference->base, first, stream);
  fputs(" and ", stream);
  print_value(difference->contender, first, stream);
}

static bool recorded(const struct pm_environment_difference *difference) {
  return difference->base && difference->contender;
}

/* "not recorded in base: libraries, variables". */
static void print_unrecorded(const struct pm_environment_differences *d, bool of_base,
                             const char *lead, FILE *stream) {
  bool more = false;
  for (size_t i = 0; i < d->count; i++) {
    if (of_base ? d->items[i].base != NULL : d->items[i].contender != NULL)
      continue;
    fputs(more ? ", " : lead, stream);
    pm_print_clean(d->items[i].what, stream);
    more = true;
  }
}

void pm_environment_print(const struct pm_environment_differences *d, FILE *stream) {
  size_t named = 0, total = 0;
  fputs("the same", stream);
  for (size_t i = 0; i < d->count; i++) {
    if (!recorded(&d->items[i]) || total++ >= NAMED_MAX)
      continue;
    fputs(named++ ? "; " : " but for: ", stream);
    print_difference(&d->items[i], stream);
  }
  if (total > named)
    fprintf(stream, "; and %zu more (--json has them all)", total - named);
  print_unrecorded(d, true, "; not recorded in base: ", stream);
  print_unrecorded(d, false, "; not recorded in contender: ", stream);
  if (!d->complete)
    fputs("; memory ran out before all was compared", stream);
  putc('\n', stream);
}

void pm_environment_print_json(const struct pm_environment_differences *d, struct pm_json *json,
                               const char *key) {
  pm_json_array(json, key);
  for (size_t i = 0; i < d->count; i++) {
    pm_json_object(json, NULL);
    pm_json_string(json, "what", d->items[i].what);
    pm_json_string(json, "base", d->items[i].base);
    pm_json_string(json, "contender", d->items[i].contender);
    pm_json_end_object(json);
  }
  pm_json_end_array(json);
}
