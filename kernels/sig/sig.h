/* What every signature scheme of the suite provides, and all that the works know of one.
 *
 * A scheme is one folder beside this file and a line per parameter set in schemes.def. The folder
 * defines `const struct sig_scheme sig_<name>`; its oracle is `ref_<name>` in cpu_ref/. All sizes
 * are in bytes.
 */
#ifndef PROOFMARK_KERNELS_SIG_SIG_H
#define PROOFMARK_KERNELS_SIG_SIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/lane/cost.h"
#include "kernels/lane/isa.h"
#include "kernels/lane/program.h"

enum { SIG_ADDRESS_BYTES = 20 };

/* A batch of signatures as its user holds them: records one after another, raw bytes of the wire,
 * at any alignment. Record i of an array with records of n bytes is bytes i × n up to (i + 1) ×
 * n. */
struct sig_batch {
  const uint8_t *keys;       /* key_bytes each; NULL for ecrecover */
  const uint8_t *messages;   /* message_bytes each; a 32-byte digest for the ECDSA schemes */
  const uint8_t *signatures; /* signature_bytes each; ecrecover: r ‖ s ‖ v */
  uint64_t key_bytes; /* one of the scheme's: 33 (compressed) or 65 for ECDSA keys; the scheme's
                                prepared_key_bytes says that the keys are prepared */
  uint64_t message_bytes;
  uint64_t count;
  unsigned policy;        /* index into the scheme's policies */
  const uint8_t *context; /* ML-DSA's context string, one for the batch; NULL where it is empty */
  uint64_t context_bytes; /* at most 255 */
};

/* Verifies signatures first up to (not including) last. `first` is a multiple of 8, and `last` is
 * one or the batch's count, so that several threads may fill one output. Output: a bitmap,
 * signature i in bit i % 8 of byte i / 8, 1 where it is valid, unused bits 0; for a scheme with
 * `recovers` instead the SIG_ADDRESS_BYTES bytes of the address at output + 20 × i, all zero where
 * there is none. A function that could not get scratch memory returns false and the output is
 * undefined. */
typedef bool sig_batch_fn(const struct sig_batch *batch, uint64_t first, uint64_t last,
                          uint8_t *output);

/* A kernel and how it is launched: enough groups of `group` work-items for all items, of which each
 * group takes items_per_group. */
struct sig_gpu_kernel {
  const char *name; /* NULL: there is none */
  unsigned group, items_per_group;
};

/* How a GPU program verifies a batch: the kernels in turn, an item of which is a signature, each
 * with
 *   (keys, uint32_t key_bytes, messages, uint64_t message_bytes, signatures, uint32_t policy,
 *    context, uint32_t context_bytes, uint64_t count, table, scratch, output)
 * All pointers are `const uint8_t *` in global memory but for table, scratch (uint32_t *) and
 * output (uint32_t *: the bitmap's words little-endian, or five words per address). Each input
 * buffer has 64 readable bytes after its last record. The last kernel writes the output: whole
 * words of the bitmap, so that its items_per_group is a multiple of 32. Scratch is there for whole
 * groups of each kernel. */
enum { SIG_GPU_KERNELS_MAX = 3 };
struct sig_gpu {
  const struct gpu_program *program;
  struct sig_gpu_kernel kernels[SIG_GPU_KERNELS_MAX]; /* up to the first without a name */
  struct sig_gpu_kernel
      table_kernel; /* (table) fills `table`, once per device; an item is an entry */
  uint64_t table_entries, table_bytes;
  uint64_t scratch_bytes; /* per signature */
};

/* Brings one key into the form in which an implementation keeps the keys that it has seen, where
 * that saves work: `prepared` takes prepared_key_bytes bytes, any alignment. */
typedef void sig_prepare_fn(const uint8_t *key, uint8_t *prepared);

struct sig_scheme {
  const char *name;            /* "ecdsa_secp256k1": the work is sig/ecdsa_secp256k1 */
  const char *title;           /* "ECDSA over secp256k1" */
  const char *standard;        /* "SEC 1 v2.0, section 4.1.4" */
  const char *const *policies; /* ends with NULL; the first is the default */
  unsigned key_bytes, signature_bytes;
  unsigned message_bytes;      /* fixed length, 0: any */
  bool recovers;               /* the output is addresses */
  struct lane_cost cost;       /* of a good signature, at the least */
  struct lane_cost key_cost;   /* what of that a key spares which is not in its shortest form */
  uint64_t prepared_key_bytes; /* 0: nothing is gained by preparing keys */
  sig_prepare_fn *prepare;     /* for the portable core, the lanes and the GPU alike */
  sig_batch_fn *portable;      /* the core on the CPU, a lane at a time; NULL: none */
  sig_batch_fn *batch[LANE_ISA_COUNT]; /* lanes; NULL where there is no code for an ISA */
  struct sig_gpu gpu;
};

static inline bool sig_keys_are_prepared(const struct sig_scheme *scheme,
                                         const struct sig_batch *batch) {
  return scheme->prepared_key_bytes && batch->key_bytes == scheme->prepared_key_bytes;
}

#define SIG(name) extern const struct sig_scheme sig_##name;
#include "kernels/sig/schemes.def"
#undef SIG

#endif
