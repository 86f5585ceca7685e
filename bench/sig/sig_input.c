#include "bench/sig/sig_input.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/problem_input.h"
#include "bench/sig/sig_oracle.h"
#include "host/base/random.h"

/* Streams of the seed. */
enum {
  STREAM_KEY_SEEDS,
  STREAM_MESSAGES,
  STREAM_SIGNING,
  STREAM_DAMAGE,
  STREAM_PLACES,
  STREAM_CONTEXT
};

/* Signatures in a share of the pool's. */
enum { SHARE = 64 };

void sig_input_free(struct sig_input *input) {
  if (!input)
    return;
  free(input->keys);
  free(input->prepared_keys);
  free(input->messages);
  free(input->signatures);
  free(input->signers);
  free(input->defects);
  free(input->expected);
  free(input);
}

struct sig_batch sig_input_asked(const struct sig_input *input) {
  struct sig_batch asked = input->batch;
  if (input->prepared_keys) {
    asked.keys = input->prepared_keys;
    asked.key_bytes = input->maker->scheme->prepared_key_bytes;
  }
  return asked;
}

static enum pm_status allocate(struct sig_input *input, const struct sig_request *request,
                               struct pm_error *error) {
  const struct sig_batch *b = &input->batch;
  const struct sig_scheme *scheme = input->maker->scheme;
  uint64_t prepared_bytes = request->prepare_keys ? scheme->prepared_key_bytes : 0;
  enum pm_status status = problem_fits(
      b->count * (b->key_bytes + prepared_bytes + b->message_bytes + scheme->signature_bytes),
      input->expected_bytes, error);
  if (status != PM_OK)
    return status;
  input->keys = malloc(b->count * b->key_bytes + 1);
  input->prepared_keys = prepared_bytes ? malloc(b->count * prepared_bytes) : NULL;
  input->messages = malloc(b->count * b->message_bytes + 1);
  input->signatures = malloc(b->count * scheme->signature_bytes);
  input->signers = scheme->recovers ? malloc(b->count * SIG_ADDRESS_BYTES) : NULL;
  input->defects = calloc(b->count, 1);
  input->expected = malloc(input->expected_bytes);
  if (!input->keys || !input->messages || !input->signatures || !input->defects ||
      !input->expected || (scheme->recovers && !input->signers) ||
      (prepared_bytes && !input->prepared_keys))
    return pm_fail(error, PM_FAILED, "no memory for %" PRIu64 " signatures", b->count);
  return PM_OK;
}

/* The maker's defects that this batch can have, as indices from 1 on. */
static unsigned possible_defects(const struct sig_input *input, uint8_t kinds[UINT8_MAX]) {
  const struct sig_defect *defects = input->maker->defects;
  unsigned count = 0;
  for (unsigned i = 0; defects[i].name; i++)
    if (!defects[i].possible || defects[i].possible(&input->batch))
      kinds[count++] = (uint8_t)(i + 1);
  return count;
}

/* Draws which signatures are damaged: selection sampling, so that their number is exact (Knuth, The
 * Art of Computer Programming 3.4.2, algorithm S). */
static void place_defects(struct sig_input *input, const struct sig_request *request) {
  uint8_t kinds[UINT8_MAX];
  unsigned kind_count = possible_defects(input, kinds);
  uint64_t wanted = (request->count * request->invalid_percent + 50) / 100, placed = 0;
  for (uint64_t i = 0; i < request->count && placed < wanted; i++) {
    uint64_t left = request->count - i;
    if (pm_random_word(request->seed, STREAM_PLACES, i) % left < wanted - placed)
      input->defects[i] = kinds[placed++ % kind_count];
  }
}

/* One who signs. */
struct signer {
  uint8_t secret[SIG_SECRET_MAX], identity[SIG_IDENTITY_MAX];
};

struct making {
  struct sig_input *input;
  const struct sig_request *request;
  struct signer *signers; /* request->keys of them; NULL where every signature has its own */
};

static bool make_key_of(const struct sig_making *making, uint64_t seed, uint64_t index,
                        uint8_t *secret, uint8_t *key) {
  uint8_t random[SIG_SEED_BYTES];
  pm_random_bytes(seed, STREAM_KEY_SEEDS, index * SIG_SEED_BYTES, random, sizeof random);
  return making->maker->make_key(making, random, secret, key);
}

/* What identifies who signed: the key or, where batches have none, the address. */
static uint8_t *identity_of(const struct sig_input *input, uint64_t i, size_t *bytes) {
  *bytes = input->signers ? SIG_ADDRESS_BYTES : input->batch.key_bytes;
  return (input->signers ? input->signers : input->keys) + i * *bytes;
}

static bool make_record(const struct making *m, const struct sig_making *making, uint64_t i) {
  const struct sig_input *input = m->input;
  const struct sig_batch *batch = &input->batch;
  uint8_t sign_random[SIG_SEED_BYTES], damage_random[SIG_SEED_BYTES];
  size_t identity_bytes;
  uint8_t *identity = identity_of(input, i, &identity_bytes);
  uint64_t seed = m->request->seed;
  const struct signer *shared = m->signers ? &m->signers[i % m->request->keys] : NULL;
  uint8_t own_secret[SIG_SECRET_MAX];
  pm_random_bytes(seed, STREAM_SIGNING, i * SIG_SEED_BYTES, sign_random, SIG_SEED_BYTES);
  pm_random_bytes(seed, STREAM_DAMAGE, i * SIG_SEED_BYTES, damage_random, SIG_SEED_BYTES);
  struct sig_record record = {.secret = shared ? shared->secret : own_secret,
                              .sign_random = sign_random,
                              .damage_random = damage_random,
                              .key = input->signers ? NULL : identity,
                              .message = input->messages + i * batch->message_bytes,
                              .signature =
                                  input->signatures + i * making->maker->scheme->signature_bytes};
  pm_random_bytes(seed, STREAM_MESSAGES, i * batch->message_bytes, record.message,
                  batch->message_bytes);
  if (shared)
    memcpy(identity, shared->identity, identity_bytes);
  else if (!make_key_of(making, seed, i, own_secret, identity))
    return false;
  if (!making->maker->sign(making, &record))
    return false;
  uint8_t defect = input->defects[i];
  return !defect || making->maker->defects[defect - 1].damage(making, &record);
}

static bool begin(struct sig_making *making, const struct sig_input *input) {
  *making = (struct sig_making){.maker = input->maker, .batch = &input->batch};
  return !input->maker->begin || input->maker->begin(&making->tool);
}

static void end(const struct sig_making *making) {
  if (making->maker->end)
    making->maker->end(making->tool);
}

static bool make_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct making *m = context;
  struct sig_making making;
  if (!begin(&making, m->input))
    return false;
  bool ok = true;
  for (uint64_t i = first; ok && i < last; i++)
    ok = make_record(m, &making, i);
  end(&making);
  return ok;
}

static bool make_signers(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct making *m = context;
  struct sig_making making;
  if (!begin(&making, m->input))
    return false;
  bool ok = true;
  for (uint64_t i = first; ok && i < last; i++)
    ok = make_key_of(&making, m->request->seed, i, m->signers[i].secret, m->signers[i].identity);
  end(&making);
  return ok;
}

static enum pm_status make_records(struct sig_input *input, const struct sig_request *request,
                                   struct pm_pool *pool, struct pm_error *error) {
  struct making m = {.input = input, .request = request};
  if (request->keys) {
    m.signers = malloc(request->keys * sizeof *m.signers);
    if (!m.signers)
      return pm_fail(error, PM_FAILED, "no memory for %" PRIu64 " keys", request->keys);
  }
  bool ok = (!request->keys || pm_pool_run(pool, request->keys, SHARE, make_signers, &m)) &&
            pm_pool_run(pool, request->count, SHARE, make_share, &m);
  free(m.signers);
  return ok ? PM_OK
            : pm_fail(error, PM_FAILED, "%s: signing failed; another --seed may help",
                      input->maker->scheme->name);
}

static bool prepare_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct sig_input *input = context;
  const struct sig_scheme *scheme = input->maker->scheme;
  for (uint64_t i = first; i < last; i++)
    scheme->prepare(input->keys + i * input->batch.key_bytes,
                    input->prepared_keys + i * scheme->prepared_key_bytes);
  return true;
}

/* The oracle judges groups of 8 signatures, a byte of the bitmap: all, or every `stride`th. */
struct judging {
  struct sig_input *input;
  uint64_t stride;
};

enum { GROUP = 8 };

static struct judging judging_of(struct sig_input *input) {
  const struct sig_maker *maker = input->maker;
  uint64_t stride = maker->judged_max && !maker->scheme->recovers
                        ? (input->batch.count + maker->judged_max - 1) / maker->judged_max
                        : 1;
  return (struct judging){input, stride};
}

static bool judge_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct judging *j = context;
  const struct sig_batch *batch = &j->input->batch;
  for (uint64_t group = first; group < last; group++) {
    uint64_t start = group * j->stride * GROUP, end = start + GROUP;
    if (!sig_judge(j->input->maker->scheme, batch, start, end < batch->count ? end : batch->count,
                   j->input->expected))
      return false;
  }
  return true;
}

/* The bitmap as the signatures were made. */
static void expect_as_made(struct sig_input *input) {
  memset(input->expected, 0, input->expected_bytes);
  for (uint64_t i = 0; i < input->batch.count; i++)
    input->expected[i / 8] |= (uint8_t)(!input->defects[i] << i % 8);
}

/* Whether signature i is expected to be taken for what it was before it was damaged. */
static bool is_accepted(const struct sig_input *input, uint64_t i) {
  if (!input->signers)
    return input->expected[i / 8] >> i % 8 & 1;
  return memcmp(input->expected + i * SIG_ADDRESS_BYTES, input->signers + i * SIG_ADDRESS_BYTES,
                SIG_ADDRESS_BYTES) == 0;
}

static enum pm_status judge(struct sig_input *input, struct pm_pool *pool, struct pm_error *error) {
  const struct sig_maker *maker = input->maker;
  struct judging judging = judging_of(input);
  uint64_t groups = (input->batch.count + GROUP - 1) / GROUP;
  if (!input->signers)
    expect_as_made(input);
  if (!pm_pool_run(pool, (groups + judging.stride - 1) / judging.stride, SHARE / GROUP, judge_share,
                   &judging))
    return pm_fail(error, PM_FAILED, "%s: no memory for the oracle", maker->scheme->name);
  for (uint64_t i = 0; i < input->batch.count; i++) {
    uint8_t defect = input->defects[i];
    if (is_accepted(input, i) == !defect)
      continue;
    return pm_fail(error, PM_FAILED, "%s: the oracle %s signature %" PRIu64 ", which has %s",
                   maker->scheme->name, defect ? "accepts" : "refuses", i,
                   defect ? maker->defects[defect - 1].name : "no defect");
  }
  return PM_OK;
}

static void set_problem(struct sig_input *input) {
  const struct sig_batch asked = sig_input_asked(input);
  input->shape = sig_shape_of(&asked);
  input->op =
      (struct op_problem){.shape = &input->shape,
                          .inputs = {asked.keys, asked.messages, asked.signatures, asked.context}};
}

static void set_batch(struct sig_input *input, const struct sig_request *request) {
  pm_random_bytes(request->seed, STREAM_CONTEXT, 0, input->context, request->context_bytes);
  input->batch.context = request->context_bytes ? input->context : NULL;
  input->batch.keys = input->signers ? NULL : input->keys;
  input->batch.messages = input->messages;
  input->batch.signatures = input->signatures;
}

enum pm_status sig_input_make(const struct sig_maker *maker, const struct sig_request *request,
                              struct pm_pool *pool, struct sig_input **input,
                              struct pm_error *error) {
  struct sig_input *made = calloc(1, sizeof *made);
  *input = NULL;
  if (!made)
    return pm_fail(error, PM_FAILED, "no memory");
  made->maker = maker;
  made->expected_bytes = sig_output_bytes(maker->scheme, request->count);
  made->batch = (struct sig_batch){.key_bytes = request->key_bytes,
                                   .message_bytes = request->message_bytes,
                                   .count = request->count,
                                   .policy = request->policy,
                                   .context_bytes = request->context_bytes};
  enum pm_status status = allocate(made, request, error);
  if (status == PM_OK) {
    set_batch(made, request);
    place_defects(made, request);
    status = make_records(made, request, pool, error);
  }
  if (status == PM_OK)
    status = judge(made, pool, error);
  if (status == PM_OK && made->prepared_keys)
    pm_pool_run(pool, request->count, SHARE, prepare_share, made);
  set_problem(made);
  if (status == PM_OK)
    *input = made;
  else
    sig_input_free(made);
  return status;
}
