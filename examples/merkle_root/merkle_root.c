/* Prints the root of the Merkle tree over the 32-byte leaves of a file, on the CPU.
 * Usage: merkle_root FILE [WORK], WORK as in "merkle/blake3", else merkle/sha256.
 * Without CMake: cc merkle_root.c -o merkle_root $(pkg-config --cflags --libs proofmark) */
#include <proofmark/proofmark.h>
#include <stdio.h>
#include <stdlib.h>

enum { LEAF_BYTES = 32 };

static void *read_leaves(const char *path, uint64_t *count) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END) != 0)
    return NULL;
  const long bytes = ftell(file);
  rewind(file);
  void *leaves = malloc(bytes > 0 ? bytes : 1);
  if (!leaves || bytes % LEAF_BYTES || fread(leaves, 1, bytes, file) != (size_t)bytes)
    return NULL;
  fclose(file);
  *count = bytes / LEAF_BYTES;
  return leaves;
}

int main(int argc, char **argv) {
  unsigned char root[LEAF_BYTES];
  struct proofmark_merkle_batch batch = {.size = sizeof batch, .root = root};
  void *leaves = argc > 1 ? read_leaves(argv[1], &batch.count) : NULL;
  if (!leaves) {
    fprintf(stderr, "usage: merkle_root FILE [WORK], a file of leaves of 32 bytes\n");
    return 2;
  }
  batch.leaves = leaves;
  struct proofmark_capacity capacity = {.size = sizeof capacity, .count = batch.count};
  struct proofmark_context *context = NULL;
  struct proofmark_operation *tree = NULL;
  struct proofmark_error error;
  const char *work = argc > 2 ? argv[2] : "merkle/sha256";
  if (proofmark_context_open(NULL, &context, &error) ||
      proofmark_operation_open(context, work, &capacity, &tree, &error) ||
      proofmark_merkle_run(tree, &batch, &error)) {
    fprintf(stderr, "merkle_root: %s\n", error.message);
    return 1;
  }
  for (int i = 0; i < LEAF_BYTES; i++)
    printf("%02x", root[i]);
  printf("\n");
  proofmark_operation_close(tree);
  proofmark_context_close(context);
  free(leaves);
}
