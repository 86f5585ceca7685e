/* The samples of a results file, taken out of its text before a JSON parser sees it.
 *
 * Nearly all of a large file is samples, and a tree of JSON takes 64 bytes and an allocation for
 * each. So each array at proofmark.cases[i].samples_ns that is plain, nothing but finite numbers
 * from 0 on, is read straight into doubles and its text replaced by `null` and blanks. A value
 * takes a value's place and no byte moves: a document is valid JSON afterwards where it was before,
 * and its parser's complaints name the same line and column. Whatever is unusual is left as it is,
 * for the tree.
 */
#ifndef PROOFMARK_HOST_RESULT_SAMPLES_H
#define PROOFMARK_HOST_RESULT_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>

struct pm_lifted_case {
  double *samples_ns; /* NULL: left in the text */
  size_t count;
};

struct pm_lifted {
  struct pm_lifted_case *cases; /* by their place in proofmark.cases */
  size_t count;
};

/* `text` has a NUL at text[count]; it need not be JSON. Numbers are read as strtod does. False
 * without memory. *lifted is freed by pm_lifted_free in any case; a case's samples may be taken
 * over by setting them to NULL. */
bool pm_samples_lift(char *text, size_t count, struct pm_lifted *lifted);
void pm_lifted_free(struct pm_lifted *lifted);

#endif
