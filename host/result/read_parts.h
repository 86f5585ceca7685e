/* Shared by read.c and read_*.c, by nobody else. */
#ifndef PROOFMARK_HOST_RESULT_READ_PARTS_H
#define PROOFMARK_HOST_RESULT_READ_PARTS_H

#include "host/result/read.h"
#include "host/result/json_members.h"

/* Of a case whose work is known. */
void pm_read_conditions(struct pm_observed_case *to, const cJSON *from);

#endif
