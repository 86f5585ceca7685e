/* What an iteration of a work takes of a machine at the least, and which of a machine's limits a
 * work is there to measure: what "near the limit" and "faster than possible" are judged by.
 *
 * A model counts what no implementation of the algorithm can do without, in the units in which the
 * works `system/...` measure how much of it the machine does per second. So the model of a hash
 * counts the operations of its rounds, not those by which words come into lanes.
 */
#ifndef PROOFMARK_HOST_WORK_MODEL_H
#define PROOFMARK_HOST_WORK_MODEL_H

/* Operations are on words of 32 bits; one on 64 bits counts as two, a product of 64 bits as
 * four. */
enum pm_resource {
  PM_RESOURCE_NONE,
  PM_RESOURCE_ADD,           /* additions, subtractions, logic of two inputs */
  PM_RESOURCE_LOGIC3,        /* logic of three inputs */
  PM_RESOURCE_SHIFT,         /* shifts and rotations */
  PM_RESOURCE_MULTIPLY,      /* products, the low 32 bits of them */
  PM_RESOURCE_MULTIPLY_WIDE, /* products, all 64 bits of them */
  PM_RESOURCE_OPERATIONS,    /* all of the above together */
  PM_RESOURCE_MEMORY,        /* bytes read and bytes written, each once, by the computation */
  PM_RESOURCE_UPLOAD,        /* bytes, host to device */
  PM_RESOURCE_DOWNLOAD,      /* bytes, device to host */
  PM_RESOURCE_LAUNCH,        /* kernels started one after another */
  PM_RESOURCE_COUNT
};

/* "add", "logic3", "shift", "multiply", "multiply_wide", "operations", "memory", "upload",
 * "download", "launch"; "none". The names in results files. */
const char *pm_resource_name(enum pm_resource resource);

/* PM_RESOURCE_NONE for a name that is none. */
enum pm_resource pm_resource_by_name(const char *name);

/* Of one iteration; 0 where it takes none, or where that is not known. */
struct pm_model {
  double amounts[PM_RESOURCE_COUNT];
};

#endif
