/* The sections of a report on one results file. Each starts with its own heading, of `level`, and
 * writes nothing where the file holds nothing of the kind. */
#ifndef PROOFMARK_HOST_REPORT_SECTIONS_H
#define PROOFMARK_HOST_REPORT_SECTIONS_H

#include "host/report/document.h"
#include "host/result/read.h"

/* The machine, the run and the build in words, the devices, and the whole record to unfold. */
void pm_section_machine(const struct pm_observation *observation, int level, struct pm_document *d);
/* `proofmark.laws`, and what broke them. */
void pm_section_laws(const struct pm_observation *observation, int level, struct pm_document *d);
/* A line for each broken law, as `run` ends with (pm_laws_print_broken), of what the file itself
 * says. */
void pm_print_broken_laws(const struct pm_observation *observation, bool colour, FILE *stream);
/* A table per work with a row per case. */
void pm_section_cases(const struct pm_observation *observation, int level, struct pm_document *d);
/* Wrong outputs and errors, and what was skipped. */
void pm_section_failures(const struct pm_observation *observation, int level,
                         struct pm_document *d);
void pm_section_skips(const struct pm_observation *observation, int level, struct pm_document *d);

/* The member `proofmark` of the file. */
const cJSON *pm_proofmark_of(const struct pm_observation *observation);

#endif
