/* The data of the page's pictures, one JSON object. Figures are the results files'; series of
 * samples are thinned so that the page stays small.
 *
 *   machines    names, in the order of the files
 *   sweeps      speed-up of a device over the CPU against a size, and the crossovers
 *   places, throughput    items per second of each work at each place (scorecard.h)
 *   rooflines   of a device, or of the CPU with a number of threads: the measured limits, and the
 *               cases
 *   cases       samples and their statistics
 */
#ifndef PROOFMARK_HOST_REPORT_PAGE_DATA_H
#define PROOFMARK_HOST_REPORT_PAGE_DATA_H

#include "host/report/report.h"
#include "host/result/json.h"

/* PM_FAILED without memory. */
enum pm_status pm_page_data_print(const struct pm_report_input *input, FILE *stream,
                                  struct pm_error *error);

/* Its members, each written where an object is open. */
enum pm_status pm_page_write_sweeps(const struct pm_report_input *input, struct pm_json *json,
                                    struct pm_error *error);
void pm_page_write_rooflines(const struct pm_report_input *input, struct pm_json *json);
enum pm_status pm_page_write_cases(const struct pm_report_input *input, struct pm_json *json,
                                   struct pm_error *error);

#endif
