/* The works ntt/<field> and lde/<field>. */
#ifndef PROOFMARK_BENCH_NTT_NTT_WORK_H
#define PROOFMARK_BENCH_NTT_NTT_WORK_H

#include "host/work/work.h"

#define NTT(name) extern const struct pm_work ntt_work_##name, lde_work_##name;
#include "kernels/ntt/fields.def"
#undef NTT

#endif
