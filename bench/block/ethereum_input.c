#include "bench/block/ethereum_input.h"

#include <stdlib.h>

#include "host/base/digest.h"
#include "host/base/file.h"

/* A payload is below 10 MiB on the wire (the networking specification's MAX_PAYLOAD_SIZE), so below
 * 21 in hex; the rest is for other chains. */
enum { PAYLOAD_JSON_BYTES_MAX = 256 << 20 };

static enum pm_status read_payload(const char *path, struct ethereum_payload *payload,
                                   struct pm_error *error) {
  char *json;
  size_t size;
  enum pm_status status = pm_file_read(path, PAYLOAD_JSON_BYTES_MAX, &json, &size, error);
  if (status != PM_OK)
    return status;
  struct pm_error damage;
  status = ethereum_payload_parse(json, size, payload, &damage);
  free(json);
  return status == PM_OK ? PM_OK : pm_fail(error, status, "%s: %s", path, damage.text);
}

enum pm_status ethereum_input_read(const char *input_path, struct ethereum_input **input,
                                   struct pm_error *error) {
  struct ethereum_input *in = calloc(1, sizeof *in);
  if (!in)
    return pm_fail(error, PM_FAILED, "no memory");
  enum pm_status status =
      block_file_find(input_path, "ethereum-mainnet-19431837.json", in->path, error);
  if (status == PM_OK)
    status = read_payload(in->path, &in->payload, error);
  if (status != PM_OK) {
    ethereum_input_free(in);
    return status;
  }
  in->transactions = (struct hash_messages){
      .bytes = in->payload.bytes, .offsets = in->payload.offsets, .count = in->payload.count};
  in->shape = hash_shape_of(&in->transactions);
  in->op =
      (struct op_problem){.shape = &in->shape, .inputs = {in->payload.bytes, in->payload.offsets}};
  *input = in;
  return PM_OK;
}

void ethereum_input_free(struct ethereum_input *input) {
  ethereum_payload_free(&input->payload);
  free(input->expected);
  free(input->packed);
  free(input);
}

static void problem_close(struct pm_problem *problem) { ethereum_input_free(problem->data); }

void ethereum_input_describe(struct ethereum_input *input, size_t output_item_bytes,
                             struct pm_problem *problem) {
  const struct ethereum_payload *payload = &input->payload;
  problem->seed = 0;
  problem->item = "transactions";
  problem->items = payload->count;
  problem->bytes = payload->offsets[payload->count];
  problem->expected = input->expected;
  problem->output_bytes = payload->count * output_item_bytes;
  problem->output_item_bytes = output_item_bytes;
  problem->data = input;
  problem->close = problem_close;
  struct pm_span spans[] = {{payload->bytes, problem->bytes},
                            {payload->offsets, (payload->count + 1) * sizeof *payload->offsets}};
  pm_digest(spans, 2, problem->input_digest);
}
