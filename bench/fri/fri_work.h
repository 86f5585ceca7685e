/* The works fri/fold_<field>. */
#ifndef PROOFMARK_BENCH_FRI_FRI_WORK_H
#define PROOFMARK_BENCH_FRI_FRI_WORK_H

#include "host/work/work.h"

#define FRI(name) extern const struct pm_work fri_work_##name;
#include "kernels/fri/fields.def"
#undef FRI

#endif
