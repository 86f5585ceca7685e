/* A gate for people, below the comparison. */
#include <math.h>

#include "host/compare/gate.h"
#include "host/result/grid.h"

static void print_limits(const char *of, const struct pm_limits *limits, FILE *stream) {
  fputs("  ", stream);
  pm_print_clean(of, stream);
  putc(':', stream);
  for (int m = 0; m < PM_METRIC_COUNT; m++) {
    if (isnan(limits->of[m]))
      continue;
    fprintf(stream, " %s ", pm_metric_name((enum pm_metric)m));
    if (isinf(limits->of[m]))
      fputs("without limit", stream);
    else
      fprintf(stream, "%+.4g%%", 100 * limits->of[m]);
  }
  putc('\n', stream);
}

/* One line per check that is not passed. */
static void print_row(const struct pm_gate_row *row, bool colour, FILE *stream) {
  for (int m = 0; m < PM_METRIC_COUNT; m++) {
    const struct pm_gate_check *check = &row->checks[m];
    char text[PM_CHECK_TEXT_MAX];
    if (check->outcome < PM_GATE_UNDECIDED)
      continue;
    bool broken = check->outcome == PM_GATE_BROKEN;
    pm_print_styled(broken ? PM_STYLE_BAD : PM_STYLE_DIM, colour,
                    pm_gate_outcome_name(check->outcome), stream);
    fputs(": ", stream);
    pm_print_clean(row->pair->contender->id, stream);
    pm_gate_check_text((enum pm_metric)m, check, text);
    fprintf(stream, ": %s", text);
    if (!row->pair->decidable && !broken) {
      fputs("; ", stream);
      pm_print_clean(row->pair->reason, stream);
      putc('\n', stream);
      return; /* the same holds for the others */
    }
    putc('\n', stream);
  }
}

static size_t count_unknown(const struct pm_gate *gate) {
  size_t unknown = 0;
  for (size_t i = 0; i < gate->row_count; i++)
    unknown += gate->rows[i].checks[PM_MEMORY].outcome == PM_GATE_UNKNOWN;
  return unknown;
}

void pm_gate_print(const struct pm_gate *gate, bool colour, FILE *stream) {
  fputs("\nlimits\n", stream);
  print_limits("default", &gate->limits->defaults, stream);
  for (size_t i = 0; i < gate->limits->rule_count; i++)
    print_limits(gate->limits->rules[i].pattern, &gate->limits->rules[i].limits, stream);
  for (size_t i = 0; i < gate->row_count; i++)
    print_row(&gate->rows[i], colour, stream);
  bool closed = pm_gate_closed(gate);
  pm_print_styled(closed ? PM_STYLE_BAD : PM_STYLE_GOOD, colour,
                  closed ? "gate failed" : "gate passed", stream);
  fprintf(stream, ": %zu of %zu pairs beyond a limit, %zu undecided, %zu cases lost%s\n",
          gate->broken, gate->row_count, gate->undecided, gate->lost,
          gate->lost && gate->allow_missing ? ", which is allowed" : "");
  size_t unknown = count_unknown(gate);
  if (unknown)
    fprintf(stream, "Memory was not gated for %zu pairs: the files do not record it.\n", unknown);
}
