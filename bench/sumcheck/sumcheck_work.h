/* The works sumcheck/<field>. */
#ifndef PROOFMARK_BENCH_SUMCHECK_SUMCHECK_WORK_H
#define PROOFMARK_BENCH_SUMCHECK_SUMCHECK_WORK_H

#include "host/work/work.h"

#define SUMCHECK(name) extern const struct pm_work sumcheck_work_##name;
#include "kernels/sumcheck/fields.def"
#undef SUMCHECK

#endif
