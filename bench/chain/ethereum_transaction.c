#include "bench/chain/ethereum_transaction.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The first byte of a legacy transaction, which is a list, is at least this (EIP-2718). */
enum { LEGACY_MIN = 0xc0, TYPE_MAX = 4 };

enum {
  ADDRESS_BYTES = 20,
  HASH_BYTES = 32,
  WORD_BYTES = 32, /* a number below 2^256 */
  SMALL_BYTES = 8, /* a nonce: EIP-2681; v: EIP-2294 bounds the chain id so that it fits */
  PARITY_BYTES_MAX = 1
};

/* v of a legacy transaction: Yellow Paper, appendix F, and EIP-155. */
enum { V_UNPROTECTED = 27, V_PROTECTED = 35 };

enum form {
  END,
  NUMBER,        /* below 2^256 */
  NONCE,         /* below 2^64 */
  PARITY,        /* of an authorization, below 2^8 */
  ADDRESS,       /* 20 bytes */
  RECIPIENT,     /* 20 bytes, or none: a contract is made */
  DATA,          /* any bytes */
  ACCESS_LIST,   /* EIP-2930 */
  HASHES,        /* EIP-4844 */
  AUTHORIZATIONS /* EIP-7702 */
};

struct field {
  const char *name;
  enum form form;
};

/* What is signed of each type, in its order. */
static const struct field bodies[TYPE_MAX + 1][13] = {{{"nonce", NONCE},
                                                       {"gas price", NUMBER},
                                                       {"gas limit", NUMBER},
                                                       {"to", RECIPIENT},
                                                       {"value", NUMBER},
                                                       {"data", DATA}},
                                                      {{"chain id", NUMBER},
                                                       {"nonce", NONCE},
                                                       {"gas price", NUMBER},
                                                       {"gas limit", NUMBER},
                                                       {"to", RECIPIENT},
                                                       {"value", NUMBER},
                                                       {"data", DATA},
                                                       {"access list", ACCESS_LIST}},
                                                      {{"chain id", NUMBER},
                                                       {"nonce", NONCE},
                                                       {"max priority fee per gas", NUMBER},
                                                       {"max fee per gas", NUMBER},
                                                       {"gas limit", NUMBER},
                                                       {"to", RECIPIENT},
                                                       {"value", NUMBER},
                                                       {"data", DATA},
                                                       {"access list", ACCESS_LIST}},
                                                      {{"chain id", NUMBER},
                                                       {"nonce", NONCE},
                                                       {"max priority fee per gas", NUMBER},
                                                       {"max fee per gas", NUMBER},
                                                       {"gas limit", NUMBER},
                                                       {"to", ADDRESS},
                                                       {"value", NUMBER},
                                                       {"data", DATA},
                                                       {"access list", ACCESS_LIST},
                                                       {"max fee per blob gas", NUMBER},
                                                       {"blob versioned hashes", HASHES}},
                                                      {{"chain id", NUMBER},
                                                       {"nonce", NONCE},
                                                       {"max priority fee per gas", NUMBER},
                                                       {"max fee per gas", NUMBER},
                                                       {"gas limit", NUMBER},
                                                       {"to", ADDRESS},
                                                       {"value", NUMBER},
                                                       {"data", DATA},
                                                       {"access list", ACCESS_LIST},
                                                       {"authorization list", AUTHORIZATIONS}}};

static const struct field access_fields[] = {
    {"address of the access list", ADDRESS}, {"storage keys of the access list", HASHES}, {0}};

static const struct field authorization_fields[] = {{"chain id of an authorization", NUMBER},
                                                    {"address of an authorization", ADDRESS},
                                                    {"nonce of an authorization", NONCE},
                                                    {"parity of an authorization", PARITY},
                                                    {"r of an authorization", NUMBER},
                                                    {"s of an authorization", NUMBER},
                                                    {0}};

__attribute__((format(printf, 4, 5), cold)) static enum pm_status
fail(struct pm_error *error, size_t offset, const char *field, const char *format, ...) {
  char what[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  return pm_fail(error, PM_USAGE, "offset %zu: %s: %s", offset, field, what);
}

/* The next item, which is a list or is none as `list` says. */
static enum pm_status next(struct rlp_cursor *c, const char *field, bool list,
                           struct rlp_item *item, struct pm_error *error) {
  size_t start = c->at;
  if (!rlp_next(c, item))
    return fail(error, c->at, field, "%s", c->damage);
  if (item->list != list)
    return fail(error, start, field,
                list ? "a string, where a list is expected" : "a list, where a string is expected");
  return PM_OK;
}

static enum pm_status at_end(const struct rlp_cursor *c, const char *field,
                             struct pm_error *error) {
  if (c->at == c->end)
    return PM_OK;
  return fail(error, c->at, field, "%zu bytes too many", c->end - c->at);
}

/* A number, big-endian without zeros in front, of at most `limit` bytes. */
static enum pm_status read_number(struct rlp_cursor *c, const char *field, size_t limit,
                                  struct rlp_item *item, struct pm_error *error) {
  enum pm_status status = next(c, field, false, item, error);
  if (status != PM_OK)
    return status;
  if (item->count > limit)
    return fail(error, item->offset, field, "%zu bytes, where the number has at most %zu",
                item->count, limit);
  if (item->count && !c->bytes[item->offset])
    return fail(error, item->offset, field, "the number begins with a zero");
  return PM_OK;
}

static uint64_t number_value(const struct rlp_cursor *c, const struct rlp_item *item) {
  uint64_t value = 0;
  for (size_t i = 0; i < item->count; i++)
    value = value << 8 | c->bytes[item->offset + i];
  return value;
}

static enum pm_status skip_number(struct rlp_cursor *c, const char *field, size_t limit,
                                  struct pm_error *error) {
  struct rlp_item item;
  return read_number(c, field, limit, &item, error);
}

static enum pm_status skip_address(struct rlp_cursor *c, const struct field *field,
                                   struct pm_error *error) {
  struct rlp_item item;
  enum pm_status status = next(c, field->name, false, &item, error);
  if (status != PM_OK || item.count == ADDRESS_BYTES || (!item.count && field->form == RECIPIENT))
    return status;
  return fail(error, item.offset, field->name, "%zu bytes, where an address has %d", item.count,
              ADDRESS_BYTES);
}

static enum pm_status skip_hashes(struct rlp_cursor *c, const char *field, struct pm_error *error) {
  struct rlp_item list, item;
  enum pm_status status = next(c, field, true, &list, error);
  if (status != PM_OK)
    return status;
  struct rlp_cursor inner = rlp_enter(c, &list);
  while (status == PM_OK && inner.at < inner.end) {
    status = next(&inner, field, false, &item, error);
    if (status == PM_OK && item.count != HASH_BYTES)
      status =
          fail(error, item.offset, field, "%zu bytes, where each has %d", item.count, HASH_BYTES);
  }
  return status;
}

static enum pm_status skip_fields(struct rlp_cursor *c, const struct field *fields,
                                  struct pm_error *error);

/* A list of lists that have `fields` each. */
static enum pm_status skip_tuples(struct rlp_cursor *c, const char *name,
                                  const struct field *fields, struct pm_error *error) {
  struct rlp_item list, tuple;
  enum pm_status status = next(c, name, true, &list, error);
  if (status != PM_OK)
    return status;
  struct rlp_cursor tuples = rlp_enter(c, &list);
  while (status == PM_OK && tuples.at < tuples.end) {
    status = next(&tuples, name, true, &tuple, error);
    if (status != PM_OK)
      return status;
    struct rlp_cursor inner = rlp_enter(&tuples, &tuple);
    status = skip_fields(&inner, fields, error);
    if (status == PM_OK)
      status = at_end(&inner, name, error);
  }
  return status;
}

static enum pm_status skip_field(struct rlp_cursor *c, const struct field *field,
                                 struct pm_error *error) {
  struct rlp_item item;
  switch (field->form) {
  case NUMBER:
    return skip_number(c, field->name, WORD_BYTES, error);
  case NONCE:
    return skip_number(c, field->name, SMALL_BYTES, error);
  case PARITY:
    return skip_number(c, field->name, PARITY_BYTES_MAX, error);
  case ADDRESS:
  case RECIPIENT:
    return skip_address(c, field, error);
  case ACCESS_LIST:
    return skip_tuples(c, field->name, access_fields, error);
  case HASHES:
    return skip_hashes(c, field->name, error);
  case AUTHORIZATIONS:
    return skip_tuples(c, field->name, authorization_fields, error);
  default:
    return next(c, field->name, false, &item, error);
  }
}

static enum pm_status skip_fields(struct rlp_cursor *c, const struct field *fields,
                                  struct pm_error *error) {
  enum pm_status status = PM_OK;
  for (; status == PM_OK && fields->form != END; fields++)
    status = skip_field(c, fields, error);
  return status;
}

/* v of a legacy transaction: what ecrecover takes for it, and for EIP-155 the tail. */
static enum pm_status read_v(struct rlp_cursor *c, struct ethereum_transaction *transaction,
                             struct pm_error *error) {
  struct rlp_item item;
  enum pm_status status = read_number(c, "v", SMALL_BYTES, &item, error);
  if (status != PM_OK)
    return status;
  uint64_t v = number_value(c, &item);
  uint64_t parity = v < V_PROTECTED ? v - V_UNPROTECTED : (v - V_PROTECTED) % 2;
  if (parity > 1)
    return fail(error, item.offset, "v", "%" PRIu64 ", where it is %d, %d, or at least %d", v,
                V_UNPROTECTED, V_UNPROTECTED + 1, V_PROTECTED);
  transaction->signature[ETHEREUM_SIGNATURE_BYTES - 1] = (uint8_t)(V_UNPROTECTED + parity);
  transaction->replay_protected = v >= V_PROTECTED;
  if (transaction->replay_protected) {
    size_t count = rlp_encode_number((v - V_PROTECTED) / 2, transaction->tail);
    count += rlp_encode_number(0, transaction->tail + count);
    transaction->tail_bytes = count + rlp_encode_number(0, transaction->tail + count);
  }
  return PM_OK;
}

static enum pm_status read_parity(struct rlp_cursor *c, struct ethereum_transaction *transaction,
                                  struct pm_error *error) {
  struct rlp_item item;
  enum pm_status status = read_number(c, "y parity", WORD_BYTES, &item, error);
  if (status != PM_OK)
    return status;
  if (item.count > 1 || number_value(c, &item) > 1)
    return fail(error, item.offset, "y parity", "it is neither 0 nor 1");
  transaction->signature[ETHEREUM_SIGNATURE_BYTES - 1] = (uint8_t)(V_UNPROTECTED + item.count);
  return PM_OK;
}

static enum pm_status read_word(struct rlp_cursor *c, const char *field, uint8_t word[WORD_BYTES],
                                struct pm_error *error) {
  struct rlp_item item;
  enum pm_status status = read_number(c, field, WORD_BYTES, &item, error);
  if (status == PM_OK)
    memcpy(word + WORD_BYTES - item.count, c->bytes + item.offset, item.count);
  return status;
}

static enum pm_status read_signature(struct rlp_cursor *c, struct ethereum_transaction *transaction,
                                     struct pm_error *error) {
  enum pm_status status =
      transaction->type ? read_parity(c, transaction, error) : read_v(c, transaction, error);
  if (status == PM_OK)
    status = read_word(c, "r", transaction->signature, error);
  if (status == PM_OK)
    status = read_word(c, "s", transaction->signature + WORD_BYTES, error);
  return status == PM_OK ? at_end(c, "the fields", error) : status;
}

/* The type, and the head of a list with the body and the tail. */
static void write_head(struct ethereum_transaction *transaction) {
  uint8_t *head = transaction->head;
  if (transaction->type)
    *head++ = (uint8_t)transaction->type;
  head += rlp_encode_list_head(transaction->body_bytes + transaction->tail_bytes, head);
  transaction->head_bytes = (size_t)(head - transaction->head);
}

static enum pm_status read_type(const uint8_t *bytes, size_t size, unsigned *type,
                                struct pm_error *error) {
  if (!size)
    return pm_fail(error, PM_USAGE, "offset 0: a transaction without bytes");
  *type = *bytes < LEGACY_MIN ? *bytes : 0;
  if (*bytes >= LEGACY_MIN || (*bytes && *bytes <= TYPE_MAX))
    return PM_OK;
  return pm_fail(error, PM_USAGE,
                 "offset 0: 0x%02x begins neither a legacy transaction (from 0x%02x on) nor one of "
                 "type 1 to %d",
                 *bytes, LEGACY_MIN, TYPE_MAX);
}

enum pm_status ethereum_transaction_decode(const uint8_t *bytes, size_t size,
                                           struct ethereum_transaction *transaction,
                                           struct pm_error *error) {
  *transaction = (struct ethereum_transaction){0};
  enum pm_status status = read_type(bytes, size, &transaction->type, error);
  if (status != PM_OK)
    return status;
  struct rlp_cursor all = {.bytes = bytes, .at = transaction->type ? 1 : 0, .end = size};
  struct rlp_item list;
  status = next(&all, "the transaction", true, &list, error);
  if (status == PM_OK)
    status = at_end(&all, "the transaction", error);
  if (status != PM_OK)
    return status;
  struct rlp_cursor fields = rlp_enter(&all, &list);
  status = skip_fields(&fields, bodies[transaction->type], error);
  if (status != PM_OK)
    return status;
  transaction->body_offset = list.offset;
  transaction->body_bytes = fields.at - list.offset;
  status = read_signature(&fields, transaction, error);
  if (status == PM_OK)
    write_head(transaction);
  return status;
}

/* The tail of EIP-155 stands where the transaction has v, r and s: the chain id is no longer than
 * v, which is more than twice it, and each of the two empty strings no longer than r and s. */
size_t ethereum_preimage_bytes(const struct ethereum_transaction *transaction) {
  return transaction->head_bytes + transaction->body_bytes + transaction->tail_bytes;
}

void ethereum_preimage_gather(const uint8_t *bytes, const struct ethereum_transaction *transaction,
                              uint8_t *preimage) {
  memcpy(preimage, transaction->head, transaction->head_bytes);
  preimage += transaction->head_bytes;
  memcpy(preimage, bytes + transaction->body_offset, transaction->body_bytes);
  preimage += transaction->body_bytes;
  memcpy(preimage, transaction->tail, transaction->tail_bytes);
}
