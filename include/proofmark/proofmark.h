/* libproofmark: batches of hashes, Merkle roots and signature checks, on the best implementation
 * that this machine's CPU has, or on a GPU.
 *
 * A context is a place where batches are computed: a pool of CPU threads, or one device. In it an
 * operation is opened by the name of its work ("hash/sha256", "merkle/sha256d", "sig/ed25519";
 * proofmark_work_name names them all) for batches up to a capacity. Then any number of batches of
 * any size up to that are run. What is named by the caller is what computes: nothing falls back to
 * another device or implementation.
 *
 *   struct proofmark_error error;
 *   struct proofmark_context *context;
 *   struct proofmark_operation *sha256;
 *   struct proofmark_capacity capacity = {.size = sizeof capacity, .count = 1000, .bytes = 64000};
 *   struct proofmark_hash_batch batch = {
 *       .size = sizeof batch, .messages = bytes, .length = 64, .count = 1000, .digests = digests};
 *   if (proofmark_context_open(NULL, &context, &error) ||
 *       proofmark_operation_open(context, "hash/sha256", &capacity, &sha256, &error) ||
 *       proofmark_hash_run(sha256, &batch, &error))
 *     fprintf(stderr, "%s\n", error.message);
 *
 * Units. Sizes and lengths are in bytes. Records (digests, leaves, keys, signatures) lie one after
 * another without gaps, at any alignment, with their bytes in the order in which the standards
 * write them.
 *
 * Ownership. What a function opens the caller closes: operations before their context, tickets by
 * proofmark_wait. Batches' memory is the caller's; it stays where it is, and is neither written nor
 * read by others, until the batch has been waited for. Structs that describe a batch or a capacity
 * are read by the call alone. Strings that functions return live as long as what they were asked
 * of; those of works as long as the program.
 *
 * Errors. A function that can fail returns an enum proofmark_status and fills the caller's struct
 * proofmark_error, which may be NULL; success leaves it untouched. Handles that could not be opened
 * are set to NULL. A batch that is refused (PROOFMARK_INVALID_ARGUMENT) has changed nothing, and
 * the operation takes the next one. After PROOFMARK_FAILED outputs are undefined; whether the
 * operation still works depends on what failed, and it can always be closed.
 *
 * Threads. Any thread may use any handle, several at a time; a handle is closed, and a ticket
 * waited for, by one thread while no other uses it. On the CPU a batch is computed by the thread
 * that submits it together with the context's own threads, and batches take turns. On a device up
 * to capacity.in_flight batches of an operation are computed at a time.
 *
 * The library starts no threads but a CPU context's (the drivers of devices may start theirs),
 * moves no thread of the caller's to other CPUs, installs no signal handlers, prints nothing and
 * never ends the process.
 *
 * The interface grows by new functions and by new members at the end of the structs that begin with
 * `size`: set it to sizeof the struct, and all members that you do not use to 0. A program that was
 * built with an older header works with a newer library of the same PROOFMARK_VERSION_MAJOR; a
 * newer struct is taken by an older library if it does not use what that library does not know.
 */
#ifndef PROOFMARK_PROOFMARK_H
#define PROOFMARK_PROOFMARK_H

#include <stddef.h>
#include <stdint.h>

#define PROOFMARK_VERSION_MAJOR 0
#define PROOFMARK_VERSION_MINOR 1
#define PROOFMARK_VERSION_PATCH 0
#define PROOFMARK_VERSION                                                                          \
  (PROOFMARK_VERSION_MAJOR * 10000 + PROOFMARK_VERSION_MINOR * 100 + PROOFMARK_VERSION_PATCH)

#if defined(__GNUC__)
#define PROOFMARK_API __attribute__((visibility("default")))
#else
#define PROOFMARK_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Version and errors --------------------------------------------------------------------------- */

/* PROOFMARK_VERSION of the library that runs. */
PROOFMARK_API uint32_t proofmark_version(void);

enum proofmark_status {
  PROOFMARK_OK = 0,
  PROOFMARK_INVALID_ARGUMENT = 1, /* the caller's mistake; the message names what is wrong */
  PROOFMARK_UNAVAILABLE = 2, /* the device or implementation is not there; the message says why */
  PROOFMARK_NO_MEMORY = 3,   /* a device cannot hold the capacity or the batch */
  PROOFMARK_FAILED = 4       /* the machine failed: host memory, a driver, a thread */
};

/* The caller's; one for each thread. */
struct proofmark_error {
  enum proofmark_status status;
  char message[1020]; /* one line of English, without a newline */
};

/* Devices -------------------------------------------------------------------------------------- */

struct proofmark_devices; /* the devices that there were when they were listed */

/* No devices is no error: the list is empty then. */
PROOFMARK_API enum proofmark_status proofmark_devices_list(struct proofmark_devices **devices,
                                                           struct proofmark_error *error);
PROOFMARK_API void proofmark_devices_free(struct proofmark_devices *devices); /* NULL is fine */
PROOFMARK_API size_t proofmark_devices_count(const struct proofmark_devices *devices);

/* Of device `number` (0 up to count - 1; NULL or 0 for any other): "cuda:0", "opencl:1"; its name;
 * 1 for a GPU, 0 for an OpenCL device that is a CPU; bytes of its memory. */
PROOFMARK_API const char *proofmark_device_id(const struct proofmark_devices *devices,
                                              size_t number);
PROOFMARK_API const char *proofmark_device_name(const struct proofmark_devices *devices,
                                                size_t number);
PROOFMARK_API int proofmark_device_is_gpu(const struct proofmark_devices *devices, size_t number);
PROOFMARK_API uint64_t proofmark_device_memory_bytes(const struct proofmark_devices *devices,
                                                     size_t number);

/* Why "opencl" or "cuda" cannot be used here, in words; NULL: it can. */
PROOFMARK_API const char *proofmark_backend_unavailable(const char *backend);

/* Contexts ------------------------------------------------------------------------------------- */

struct proofmark_context;

struct proofmark_context_options {
  size_t size;
  const char *device; /* "cuda:0"; NULL: the CPU */
  /* On the CPU, with the calling one: 1 up to the CPUs (PUs) that the process may use; 0: one for
   * each of their cores. On a device 0. */
  uint64_t threads;
};

/* `options` may be NULL: the CPU, all cores. PROOFMARK_UNAVAILABLE, naming the devices that there
 * are, for a device that is not there. Each device context opens the device anew. */
PROOFMARK_API enum proofmark_status
proofmark_context_open(const struct proofmark_context_options *options,
                       struct proofmark_context **context, struct proofmark_error *error);
/* After its operations. NULL is fine. */
PROOFMARK_API void proofmark_context_close(struct proofmark_context *context);

/* Works ---------------------------------------------------------------------------------------- */

/* "hash/sha256", ... for number 0, 1, ...; NULL after the last. */
PROOFMARK_API const char *proofmark_work_name(size_t number);

enum proofmark_work_kind {
  PROOFMARK_WORK_HASH = 1,   /* proofmark_hash_run: hash/... */
  PROOFMARK_WORK_MERKLE = 2, /* proofmark_merkle_run: merkle/... */
  PROOFMARK_WORK_VERIFY = 3, /* proofmark_signature_run, output a bitmap: sig/... */
  PROOFMARK_WORK_RECOVER = 4 /* proofmark_signature_run, output addresses: sig/ecrecover */
};

/* What a work takes. Members that do not concern its kind are 0. */
struct proofmark_work_info {
  size_t size; /* set by the caller; the rest by proofmark_work_query */
  enum proofmark_work_kind kind;
  uint64_t count_max;                            /* messages, leaves, signatures of a batch */
  uint64_t message_bytes_min, message_bytes_max; /* of each; equal: it has to have that length */
  uint64_t key_bytes;                            /* of each key */
  uint64_t other_key_bytes; /* the other length that keys may have; 0: there is none */
  uint64_t signature_bytes; /* of each signature */
  uint64_t context_bytes_max;
  uint64_t output_bytes; /* of each digest, root or address; 0: the output is a bitmap */
  /* Which signatures are good, where standards differ: names for capacity.policy, the first of
   * which is the default; NULL ends them. */
  const char *const *policies;
};

/* PROOFMARK_INVALID_ARGUMENT for a name that is no work's. */
PROOFMARK_API enum proofmark_status proofmark_work_query(const char *work,
                                                         struct proofmark_work_info *info,
                                                         struct proofmark_error *error);

/* Operations ----------------------------------------------------------------------------------- */

struct proofmark_operation;

/* The most that a batch may have. Members that do not concern the work are 0. */
struct proofmark_capacity {
  size_t size;
  uint64_t count;         /* messages, leaves or signatures, at least 1 */
  uint64_t bytes;         /* hash/: of all messages of a batch together */
  uint64_t levels;        /* merkle/: bit k: batches may ask for the nodes of level k (see below) */
  uint64_t key_bytes;     /* sig/: of the keys of all batches; 0: proofmark_work_info.key_bytes */
  uint64_t message_bytes; /* sig/: of each message; 0 where the scheme fixes it */
  uint64_t context_bytes; /* sig/ml_dsa_*: of the context string */
  const char *policy;     /* sig/: of all batches; NULL: the scheme's first */
  const char *implementation; /* "cpu/simd-avx2", "cpu/openssl"; NULL: the fastest, the device's */
  uint64_t in_flight; /* on a device, batches computed at a time: 1 up to 8; 0 is taken as 1 */
};

PROOFMARK_API enum proofmark_status
proofmark_operation_open(struct proofmark_context *context, const char *work,
                         const struct proofmark_capacity *capacity,
                         struct proofmark_operation **operation, struct proofmark_error *error);
/* Waits for what is in flight. Its tickets were waited for before. NULL is fine. */
PROOFMARK_API void proofmark_operation_close(struct proofmark_operation *operation);

/* What computes: "cpu/simd-avx512", "cuda"; and why it was chosen, "" where the caller named it. */
PROOFMARK_API const char *
proofmark_operation_implementation(const struct proofmark_operation *operation);
PROOFMARK_API const char *proofmark_operation_reason(const struct proofmark_operation *operation);

/* Batches --------------------------------------------------------------------------------------
 * ..._run computes a batch and returns when it is done. ..._submit only begins it, where the
 * context is a device's, and gives a ticket, which proofmark_wait takes once. A submission that
 * finds as many batches in flight as the operation was opened for waits for the oldest first. On
 * the CPU a batch is done when ..._submit returns; proofmark_wait then says how it ended. */

struct proofmark_ticket;

/* Waits until the batch is done, returns how it ended, frees the ticket and sets it to NULL.
 * PROOFMARK_INVALID_ARGUMENT for a ticket that is NULL already. */
PROOFMARK_API enum proofmark_status proofmark_wait(struct proofmark_ticket **ticket,
                                                   struct proofmark_error *error);

/* Digest i of 32 bytes is that of message i. Where offsets is NULL all messages have `length` bytes
 * and message i begins at i * length; else it is the bytes from offsets[i] up to offsets[i + 1],
 * which may not descend. */
struct proofmark_hash_batch {
  size_t size;
  const void *messages;
  const uint64_t *offsets; /* count + 1 of them, or NULL */
  uint64_t length;         /* not looked at where there are offsets */
  uint64_t count;
  void *digests; /* out: 32 bytes each */
};

PROOFMARK_API enum proofmark_status proofmark_hash_run(struct proofmark_operation *operation,
                                                       const struct proofmark_hash_batch *batch,
                                                       struct proofmark_error *error);
PROOFMARK_API enum proofmark_status proofmark_hash_submit(struct proofmark_operation *operation,
                                                          const struct proofmark_hash_batch *batch,
                                                          struct proofmark_ticket **ticket,
                                                          struct proofmark_error *error);

/* The root of the tree over leaves of 32 bytes: parent = H(left followed by right). A lone last
 * node of a level is paired with itself in merkle/sha256d, as Bitcoin does, and rises to the next
 * level unchanged in the others. Of one leaf the root is that leaf. Level 0 are the leaves, and
 * level k has half the nodes of level k - 1, rounded up: proofmark_merkle_nodes. `levels` has bit k
 * set where the nodes of level k are wanted too, for at most 15 levels from 1 up to that of the
 * root. */
struct proofmark_merkle_batch {
  size_t size;
  const void *leaves; /* 32 bytes each */
  uint64_t count;
  void *root;         /* out: 32 bytes */
  uint64_t levels;    /* 0: none */
  void *const *nodes; /* out: for each bit of levels from the lowest on, where its nodes go */
};

PROOFMARK_API uint64_t proofmark_merkle_nodes(uint64_t leaves, uint32_t level);

PROOFMARK_API enum proofmark_status proofmark_merkle_run(struct proofmark_operation *operation,
                                                         const struct proofmark_merkle_batch *batch,
                                                         struct proofmark_error *error);
PROOFMARK_API enum proofmark_status
proofmark_merkle_submit(struct proofmark_operation *operation,
                        const struct proofmark_merkle_batch *batch,
                        struct proofmark_ticket **ticket, struct proofmark_error *error);

/* Signature i is checked against key i and message i. A bad signature or key is no error but a
 * verdict.
 *   keys        of the operation's length. ECDSA: SEC 1's 33 or 65 bytes; Schnorr: x, 32 bytes;
 *               sig/ecrecover: none
 *   messages    of one length. ECDSA, ecrecover: the 32-byte digest of what was signed
 *   signatures  ECDSA: r, s, big-endian (not DER); ecrecover: r, s, v with v = 27 or 28
 *   output      verdicts: signature i in bit i % 8 of byte i / 8, 1 where it is good; in all
 *               (count + 7) / 8 bytes, the bits after the last 0. sig/ecrecover: addresses of 20
 *               bytes, all zero where there is none */
struct proofmark_signature_batch {
  size_t size;
  const void *keys;
  const void *messages;
  uint64_t message_bytes; /* of each; 0 where the scheme fixes it */
  const void *signatures;
  uint64_t count;
  const void *context; /* ML-DSA's context string, one for the batch; NULL where it is empty */
  uint64_t context_bytes;
  void *output;
};

PROOFMARK_API enum proofmark_status
proofmark_signature_run(struct proofmark_operation *operation,
                        const struct proofmark_signature_batch *batch,
                        struct proofmark_error *error);
PROOFMARK_API enum proofmark_status
proofmark_signature_submit(struct proofmark_operation *operation,
                           const struct proofmark_signature_batch *batch,
                           struct proofmark_ticket **ticket, struct proofmark_error *error);

#ifdef __cplusplus
}
#endif

#endif
