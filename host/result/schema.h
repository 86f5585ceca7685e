/* results/schema/proofmark-1.schema.json, embedded by the build (cmake/schema.c.in). */
#ifndef PROOFMARK_HOST_RESULT_SCHEMA_H
#define PROOFMARK_HOST_RESULT_SCHEMA_H

extern const char pm_schema_text[], pm_schema_text_end[];

#endif
