/* What a faster part makes of the whole. With the part taking the share f of the whole's time and
 * now going r times as fast, the whole goes
 *
 *     1 / ((1 - f) + f / r)
 *
 * times as fast, and however fast the part, never more than 1 / (1 - f) times (Amdahl, Validity of
 * the single processor approach to achieving large scale computing capabilities, AFIPS 1967; in
 * this form Hill and Marty, Amdahl's law in the multicore era, IEEE Computer 41, 2008). */
#ifndef PROOFMARK_HOST_COMPARE_AMDAHL_H
#define PROOFMARK_HOST_COMPARE_AMDAHL_H

#include "host/base/status.h"
#include "host/measure/statistics.h"

/* "3us/840us", the part's time and the whole's, in ns, us (or µs), ms or s, or "0.36%". `*share` is
 * above 0 and at most 1; PM_USAGE says what is wrong with others. */
enum pm_status pm_share_parse(const char *text, double *share, struct pm_error *error);

/* Of a part `ratio` times as fast; its ends too, the law being monotone. NAN stays NAN. */
struct pm_interval pm_amdahl(double share, struct pm_interval ratio);

/* INFINITY where the part is all. */
double pm_amdahl_ceiling(double share);

#endif
