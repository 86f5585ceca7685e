/* The works field/<name>_mul. */
#ifndef PROOFMARK_BENCH_FIELD_FIELD_WORK_H
#define PROOFMARK_BENCH_FIELD_FIELD_WORK_H

#include "host/work/work.h"

#define FIELD(name) extern const struct pm_work field_work_##name;
#include "kernels/field/fields.def"
#undef FIELD

#endif
