#include "bench/hash/device_hash.h"

#include <stdbool.h>
#include <string.h>

#include "bench/gpu_program.h"

enum pm_status device_hash_open(struct device_hash *hash, struct pm_device *device,
                                const struct hash_algorithm *algorithm, struct pm_error *error) {
  *hash = (struct device_hash){.algorithm = algorithm};
  struct pm_program *loaded;
  enum pm_status status = gpu_program_load(device, algorithm->program, &loaded, error);
  if (status == PM_OK)
    status = pm_kernel_get(loaded, algorithm->messages_kernel, &hash->messages, error);
  if (status == PM_OK)
    status = pm_kernel_get(loaded, algorithm->merkle_kernel, &hash->merkle, error);
  if (status == PM_OK && algorithm->tree.chunk_bytes)
    status = pm_kernel_get(loaded, algorithm->tree.chunks_kernel, &hash->chunks, error);
  if (status == PM_OK && algorithm->tree.chunk_bytes)
    status = pm_kernel_get(loaded, algorithm->tree.parents_kernel, &hash->parents, error);
  return status;
}

enum pm_status device_scratch_create(struct device_scratch *scratch, struct pm_device *device,
                                     const size_t bytes[2], struct pm_error *error) {
  *scratch = (struct device_scratch){0};
  for (int i = 0; i < 2; i++) {
    if (!bytes[i])
      continue;
    enum pm_status status = pm_buffer_create(device, bytes[i], &scratch->buffers[i], error);
    if (status != PM_OK)
      return status;
  }
  return PM_OK;
}

void device_scratch_free(struct device_scratch *scratch) {
  for (int i = 0; i < 2; i++)
    pm_buffer_free(scratch->buffers[i]);
  *scratch = (struct device_scratch){0};
}

enum pm_status device_scratch_fill(struct device_scratch *scratch, uint8_t byte,
                                   struct pm_error *error) {
  for (int i = 0; i < 2; i++) {
    if (!scratch->buffers[i])
      continue;
    enum pm_status status = pm_buffer_fill(scratch->buffers[i], byte, error);
    if (status != PM_OK)
      return status;
  }
  return PM_OK;
}

static uint64_t groups_of(uint64_t items, unsigned group) { return (items + group - 1) / group; }

/* Long uniform messages go chunk by chunk; ragged ones are hashed by one work-item each. */
static bool uses_tree(const struct hash_algorithm *algorithm, bool ragged, uint64_t length) {
  return algorithm->tree.chunk_bytes && !ragged && length > algorithm->tree.chunk_bytes;
}

static uint64_t chunks_per_message(const struct hash_algorithm *algorithm, uint64_t length) {
  return (length + algorithm->tree.chunk_bytes - 1) / algorithm->tree.chunk_bytes;
}

void device_hash_scratch_bytes(const struct hash_algorithm *algorithm,
                               const struct hash_messages *messages, size_t bytes[2]) {
  bytes[0] = bytes[1] = 0;
  if (!uses_tree(algorithm, messages->offsets != NULL, messages->length))
    return;
  uint64_t chunks = chunks_per_message(algorithm, messages->length);
  bytes[0] = messages->count * chunks * HASH_DIGEST_BYTES;
  bytes[1] = messages->count * ((chunks + 1) / 2) * HASH_DIGEST_BYTES;
}

static enum pm_status hash_tree(const struct device_hash *hash,
                                const struct device_messages *messages,
                                struct device_scratch *scratch, struct pm_buffer *digests,
                                struct pm_error *error) {
  uint64_t width = chunks_per_message(hash->algorithm, messages->length);
  struct pm_buffer *in = scratch->buffers[0], *out = scratch->buffers[1];
  struct pm_argument chunk_arguments[] = {PM_BUFFER(messages->bytes), PM_U64(messages->length),
                                          PM_U64(messages->count), PM_U64(width), PM_BUFFER(in)};
  enum pm_status status =
      pm_launch(hash->chunks, groups_of(messages->count * width, HASH_GPU_GROUP_MESSAGES),
                HASH_GPU_GROUP_MESSAGES, chunk_arguments, 5, error);
  while (status == PM_OK && width > 1) {
    uint64_t parents = (width + 1) / 2;
    struct pm_buffer *target = parents == 1 ? digests : out;
    struct pm_argument parent_arguments[] = {PM_BUFFER(in), PM_U64(width), PM_U64(messages->count),
                                             PM_BUFFER(target)};
    status = pm_launch(hash->parents, groups_of(messages->count * parents, HASH_GPU_GROUP_MESSAGES),
                       HASH_GPU_GROUP_MESSAGES, parent_arguments, 4, error);
    width = parents;
    out = in;
    in = target;
  }
  return status;
}

enum pm_status device_hash_messages(const struct device_hash *hash,
                                    const struct device_messages *messages,
                                    struct device_scratch *scratch, struct pm_buffer *digests,
                                    struct pm_error *error) {
  bool ragged = messages->offsets != NULL;
  if (uses_tree(hash->algorithm, ragged, messages->length))
    return hash_tree(hash, messages, scratch, digests, error);
  /* A kernel that is told `ragged == 0` does not look at offsets; OpenCL wants some buffer. */
  struct pm_argument arguments[] = {PM_BUFFER(messages->bytes),
                                    PM_BUFFER(ragged ? messages->offsets : messages->bytes),
                                    PM_U32(ragged),
                                    PM_U64(messages->length),
                                    PM_U64(messages->count),
                                    PM_BUFFER(digests)};
  return pm_launch(hash->messages, groups_of(messages->count, HASH_GPU_GROUP_MESSAGES),
                   HASH_GPU_GROUP_MESSAGES, arguments, 6, error);
}

/* A group of 256 work-items takes 512 nodes. Four levels leave 32 of them, so that every warp that
 * works is full; a tree that fits one group is finished in one launch. */
enum { NODES_PER_GROUP = 2 * HASH_GPU_GROUP_MERKLE, LEVELS_PER_LAUNCH = 4 };

static unsigned levels_to_root(uint64_t nodes) {
  unsigned levels = 0;
  while (nodes > 1) {
    nodes = (nodes + 1) / 2;
    levels++;
  }
  return levels;
}

static unsigned levels_of_launch(uint64_t nodes) {
  return nodes <= NODES_PER_GROUP ? levels_to_root(nodes) : LEVELS_PER_LAUNCH;
}

static uint64_t nodes_after(uint64_t nodes, unsigned levels) {
  return (nodes + (UINT64_C(1) << levels) - 1) >> levels;
}

void device_merkle_scratch_bytes(uint64_t leaves, size_t bytes[2]) {
  bytes[0] = bytes[1] = 0;
  uint64_t nodes = leaves;
  for (int i = 0; i < 2 && nodes > 1; i++) {
    nodes = nodes_after(nodes, levels_of_launch(nodes));
    bytes[i] = nodes * HASH_DIGEST_BYTES;
  }
}

enum pm_status device_hash_merkle(const struct device_hash *hash, struct pm_buffer *nodes,
                                  uint64_t leaves, struct device_scratch *scratch,
                                  struct pm_buffer **root, struct pm_error *error) {
  struct pm_buffer *in = nodes;
  for (int turn = 0; leaves > 1; turn = !turn) {
    unsigned levels = levels_of_launch(leaves);
    struct pm_buffer *out = scratch->buffers[turn];
    struct pm_argument arguments[] = {PM_BUFFER(in), PM_U64(leaves), PM_U32(levels),
                                      PM_U32(hash->algorithm->odd_node_doubles), PM_BUFFER(out)};
    enum pm_status status = pm_launch(hash->merkle, groups_of(leaves, NODES_PER_GROUP),
                                      HASH_GPU_GROUP_MERKLE, arguments, 5, error);
    if (status != PM_OK)
      return status;
    leaves = nodes_after(leaves, levels);
    in = out;
  }
  *root = in;
  return PM_OK;
}
