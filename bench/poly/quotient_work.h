/* The works poly/quotient_<field>. */
#ifndef PROOFMARK_BENCH_POLY_QUOTIENT_WORK_H
#define PROOFMARK_BENCH_POLY_QUOTIENT_WORK_H

#include "host/work/work.h"

#define QUOTIENT(name) extern const struct pm_work quotient_work_##name;
#include "kernels/poly/fields.def"
#undef QUOTIENT

#endif
