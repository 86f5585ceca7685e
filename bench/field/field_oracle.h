/* The oracle's description of each field: ref_field_<name> of cpu_ref/field/ for field_<name>. */
#ifndef PROOFMARK_BENCH_FIELD_FIELD_ORACLE_H
#define PROOFMARK_BENCH_FIELD_FIELD_ORACLE_H

#include "cpu_ref/field/field.h"
#include "kernels/field/field.h"

const struct ref_field *field_oracle(const struct prime_field *field);

#endif
