/* Wycheproof's JSON: groups of tests that share a key. The members are described in its schemas/
 * (ecdsa_verify_schema_v1.json, ecdsa_bitcoin_verify_schema.json,
 * ecdsa_p1363_verify_schema_v1.json, eddsa_verify_schema_v1.json, mldsa_verify_schema.json). */
#include <ctype.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "bench/sig/der.h"
#include "bench/sig/vectors_internal.h"

enum {
  ECDSA_DIGEST_BYTES = 32,
  ECDSA_KEY_COMPRESSED_BYTES = 33, /* SEC 1 v2.0, section 2.3.3 */
  ECDSA_KEY_BYTES = 65,
  ML_DSA_CONTEXT_BYTES_MAX = 255 /* FIPS 204, section 5.3 */
};

enum signature_form { DER, FIXED };

struct group_type {
  const char *name;
  const char *algorithm; /* "ecdsa"; with the curve or the parameter set it makes the scheme */
  enum signature_form form;
  bool low_s;
};

static const struct group_type group_types[] = {
    {"EcdsaVerify", "ecdsa", DER, false},        {"EcdsaBitcoinVerify", "ecdsa", DER, true},
    {"EcdsaP1363Verify", "ecdsa", FIXED, false}, {"EddsaVerify", "eddsa", FIXED, false},
    {"EDDSAVer", "eddsa", FIXED, false}, /* until Wycheproof 0.6 */
    {"MlDsaVerify", "ml_dsa", FIXED, false}};

/* Wycheproof's names of hashes are OpenSSL's too. The extendable ones give 256 and 512 bits (RFC
 * 8692, section 3.2). */
struct hash_name {
  const char *name;
  size_t extendable_bytes; /* 0: it has a length of its own */
};

static const struct hash_name hash_names[] = {
    {"SHA-224", 0},  {"SHA-256", 0},  {"SHA-384", 0},  {"SHA-512", 0},   {"SHA3-224", 0},
    {"SHA3-256", 0}, {"SHA3-384", 0}, {"SHA3-512", 0}, {"SHAKE128", 32}, {"SHAKE256", 64}};

struct group {
  const struct group_type *type;
  const struct hash_name *hash; /* of ECDSA; else NULL */
  struct vector_span key;
};

static const char *string_member(const cJSON *object, const char *name) {
  return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

/* Decodes the hex of a member, which must be there unless it is `optional`. */
static enum pm_status hex_member(struct vector_rows *rows, const cJSON *object, const char *name,
                                 bool optional, struct vector_span *span, struct pm_error *error) {
  if (optional && !cJSON_GetObjectItemCaseSensitive(object, name))
    return PM_OK;
  const char *text = string_member(object, name);
  if (!text)
    return pm_fail(error, PM_USAGE, "there is no string `%s`", name);
  return vector_rows_hex(rows, name, text, strlen(text), span, error);
}

/* Adds a flag to the last text in rows->bytes, over its NUL; the first one begins it. */
static enum pm_status add_flag(struct vector_rows *rows, const char *flag,
                               struct vector_span *flags, struct pm_error *error) {
  static const char separator[] = {',', ' '};
  size_t between = flags->count ? sizeof separator : 0;
  struct vector_span part;
  if (flags->count)
    rows->used--;
  enum pm_status status = vector_rows_room(rows, between + strlen(flag) + 1, &part, error);
  if (status != PM_OK)
    return status;
  if (!flags->count)
    flags->offset = part.offset;
  memcpy(rows->bytes + part.offset, separator, between);
  memcpy(rows->bytes + part.offset + between, flag, part.count - between);
  flags->count = rows->used - flags->offset;
  return PM_OK;
}

static enum pm_status read_flags(struct vector_rows *rows, const cJSON *test,
                                 struct vector_span *flags, struct pm_error *error) {
  const cJSON *list = cJSON_GetObjectItemCaseSensitive(test, "flags"), *flag;
  enum pm_status status = PM_OK;
  cJSON_ArrayForEach(flag, list) {
    if (status == PM_OK && !cJSON_IsString(flag))
      status = pm_fail(error, PM_USAGE, "`flags` has something that is no string");
    if (status == PM_OK)
      status = add_flag(rows, flag->valuestring, flags, error);
  }
  return status;
}

static enum pm_status read_result(const cJSON *test, enum vector_verdict *verdict,
                                  struct pm_error *error) {
  static const char *const names[] = {
      [VECTOR_INVALID] = "invalid", [VECTOR_VALID] = "valid", [VECTOR_ACCEPTABLE] = "acceptable"};
  const char *result = string_member(test, "result");
  for (size_t i = 0; result && i < sizeof names / sizeof *names; i++)
    if (strcmp(result, names[i]) == 0) {
      *verdict = (enum vector_verdict)i;
      return PM_OK;
    }
  return pm_fail(error, PM_USAGE, "`result` is none of valid, invalid and acceptable");
}

/* Hashes `message` into `digest`, which has room for EVP_MAX_MD_SIZE bytes; its length, or 0. */
static size_t hash_message(const struct hash_name *hash, const uint8_t *message, size_t count,
                           uint8_t digest[EVP_MAX_MD_SIZE]) {
  unsigned bytes = (unsigned)hash->extendable_bytes;
  EVP_MD *md = EVP_MD_fetch(NULL, hash->name, NULL);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool done = md && context && EVP_DigestInit_ex2(context, md, NULL) &&
              EVP_DigestUpdate(context, message, count) &&
              (bytes ? EVP_DigestFinalXOF(context, digest, bytes)
                     : EVP_DigestFinal_ex(context, digest, &bytes));
  EVP_MD_CTX_free(context);
  EVP_MD_free(md);
  return done ? bytes : 0;
}

/* Puts the message's digest in its place, cut or filled up to the length of the curve's order (SEC
 * 1 v2.0, section 4.1.4, step 3: the leftmost bits of it, as a number). */
static enum pm_status digest_message(struct vector_rows *rows, const struct hash_name *hash,
                                     struct vector_span *message, struct pm_error *error) {
  uint8_t digest[EVP_MAX_MD_SIZE];
  size_t count = hash_message(hash, rows->bytes + message->offset, message->count, digest);
  if (!count)
    return pm_fail(error, PM_FAILED, "OpenSSL failed to compute %s", hash->name);
  enum pm_status status = vector_rows_room(rows, ECDSA_DIGEST_BYTES, message, error);
  if (status != PM_OK)
    return status;
  size_t kept = count < ECDSA_DIGEST_BYTES ? count : ECDSA_DIGEST_BYTES;
  uint8_t *to = rows->bytes + message->offset;
  memset(to, 0, ECDSA_DIGEST_BYTES - kept);
  memcpy(to + ECDSA_DIGEST_BYTES - kept, digest, kept);
  return PM_OK;
}

/* Puts r ‖ s in the place of DER, or refuses the row. */
static enum pm_status decode_der(struct vector_rows *rows, struct vector_row *row,
                                 struct pm_error *error) {
  uint8_t signature[DER_SIGNATURE_BYTES];
  struct pm_error damage;
  if (der_decode_signature(rows->bytes + row->signature.offset, row->signature.count, signature,
                           &damage) != PM_OK)
    return vector_row_refuse(rows, row, error, "signature, %s", damage.text);
  enum pm_status status = vector_rows_room(rows, sizeof signature, &row->signature, error);
  if (status == PM_OK)
    memcpy(rows->bytes + row->signature.offset, signature, sizeof signature);
  return status;
}

/* Refuses a row that has not the scheme's lengths. */
static enum pm_status check_lengths(struct vector_rows *rows, struct vector_row *row,
                                    const struct group *group, struct pm_error *error) {
  size_t key_bytes = rows->scheme->key_bytes;
  if (group->hash)
    key_bytes =
        row->key.count == ECDSA_KEY_COMPRESSED_BYTES ? ECDSA_KEY_COMPRESSED_BYTES : ECDSA_KEY_BYTES;
  enum pm_status status = vector_row_expect(rows, row, "a key", row->key, key_bytes, error);
  if (status == PM_OK && row->context.count > ML_DSA_CONTEXT_BYTES_MAX)
    status = vector_row_refuse(rows, row, error, "a context of %zu bytes, where it has at most %d",
                               row->context.count, ML_DSA_CONTEXT_BYTES_MAX);
  if (status == PM_OK && group->type->form == FIXED)
    status = vector_row_expect(rows, row, "a signature", row->signature,
                               rows->scheme->signature_bytes, error);
  return status;
}

/* The bytes of a test as the scheme takes them. */
static enum pm_status read_record(struct vector_rows *rows, const struct group *group,
                                  const cJSON *test, struct vector_row *row,
                                  struct pm_error *error) {
  enum pm_status status = hex_member(rows, test, "msg", false, &row->message, error);
  if (status == PM_OK)
    status = hex_member(rows, test, "sig", false, &row->signature, error);
  if (status == PM_OK && strcmp(group->type->algorithm, "ml_dsa") == 0)
    status = hex_member(rows, test, "ctx", true, &row->context, error);
  if (status == PM_OK)
    status = check_lengths(rows, row, group, error);
  if (status == PM_OK && group->hash)
    status = digest_message(rows, group->hash, &row->message, error);
  if (status == PM_OK && group->type->form == DER)
    status = decode_der(rows, row, error);
  return status;
}

static uint64_t test_id(const cJSON *test, uint64_t otherwise) {
  const cJSON *id = cJSON_GetObjectItemCaseSensitive(test, "tcId");
  bool number = cJSON_IsNumber(id) && id->valuedouble >= 0 && id->valuedouble < 0x1p53;
  return number ? (uint64_t)id->valuedouble : otherwise;
}

static enum pm_status read_test(struct vector_rows *rows, const struct group *group,
                                const cJSON *test, struct pm_error *error) {
  struct vector_row row = {
      .id = test_id(test, rows->order), .low_s = group->type->low_s, .key = group->key};
  const char *comment = string_member(test, "comment");
  comment = comment ? comment : "";
  enum pm_status status = vector_rows_text(rows, comment, strlen(comment), &row.comment, error);
  if (status == PM_OK)
    status = read_flags(rows, test, &row.flags, error);
  if (status == PM_OK)
    status = read_result(test, &row.expected, error);
  if (status == PM_OK)
    status = read_record(rows, group, test, &row, error);
  return status == PM_OK ? vector_rows_add(rows, &row, error) : status;
}

static enum pm_status read_tests(struct vector_rows *rows, const struct group *group,
                                 const cJSON *tests, struct pm_error *error) {
  size_t index = 0;
  const cJSON *test;
  cJSON_ArrayForEach(test, tests) {
    struct pm_error inner;
    enum pm_status status = read_test(rows, group, test, &inner);
    if (status != PM_OK)
      return pm_fail(error, status, "test %zu (tcId %" PRIu64 "): %s", index,
                     test_id(test, rows->order), inner.text);
    index++;
  }
  return PM_OK;
}

/* The key of a group: an object, or for ML-DSA its hex. The first version has the name `key`. */
static const cJSON *key_member(const cJSON *group) {
  const cJSON *key = cJSON_GetObjectItemCaseSensitive(group, "publicKey");
  return key ? key : cJSON_GetObjectItemCaseSensitive(group, "key");
}

static enum pm_status read_key(struct vector_rows *rows, const cJSON *object,
                               const struct group_type *type, struct vector_span *span,
                               struct pm_error *error) {
  const cJSON *key = key_member(object);
  if (cJSON_IsString(key))
    return vector_rows_hex(rows, "publicKey", key->valuestring, strlen(key->valuestring), span,
                           error);
  if (strcmp(type->algorithm, "ecdsa") != 0)
    return hex_member(rows, key, "pk", false, span, error);
  bool compressed = !cJSON_GetObjectItemCaseSensitive(key, "uncompressed") &&
                    cJSON_GetObjectItemCaseSensitive(key, "compressed");
  return hex_member(rows, key, compressed ? "compressed" : "uncompressed", false, span, error);
}

/* The name that the group's scheme has here: "ecdsa_secp256k1", "ed25519", "ml_dsa_44". */
static void name_scheme(const cJSON *root, const cJSON *object, const struct group_type *type,
                        char name[64]) {
  const char *curve = string_member(key_member(object), "curve");
  const char *algorithm = string_member(root, "algorithm");
  if (strcmp(type->algorithm, "ecdsa") == 0) {
    snprintf(name, 64, "ecdsa_%s", curve ? curve : "");
  } else if (strcmp(type->algorithm, "eddsa") == 0) {
    bool known = curve && strcmp(curve, "edwards25519") == 0;
    snprintf(name, 64, "%s", known ? "ed25519" : curve ? curve : "eddsa");
  } else {
    snprintf(name, 64, "%s", algorithm ? algorithm : "");
    for (char *c = name; *c; c++)
      *c = *c == '-' ? '_' : (char)tolower((unsigned char)*c);
  }
}

static const struct group_type *find_type(const char *name) {
  for (size_t i = 0; name && i < sizeof group_types / sizeof *group_types; i++)
    if (strcmp(name, group_types[i].name) == 0)
      return &group_types[i];
  return NULL;
}

static const struct hash_name *find_hash(const char *name) {
  for (size_t i = 0; name && i < sizeof hash_names / sizeof *hash_names; i++)
    if (strcmp(name, hash_names[i].name) == 0)
      return &hash_names[i];
  return NULL;
}

static enum pm_status read_group(struct vector_rows *rows, const cJSON *root, const cJSON *object,
                                 struct pm_error *error) {
  const cJSON *tests = cJSON_GetObjectItemCaseSensitive(object, "tests");
  const char *type = string_member(object, "type"), *sha = string_member(object, "sha");
  if (!type || !cJSON_IsArray(tests))
    return pm_fail(error, PM_USAGE, "there is no string `type` or no array `tests`");
  size_t count = (size_t)cJSON_GetArraySize(tests);
  struct group group = {.type = find_type(type)};
  if (!group.type) {
    vector_rows_skip(rows, count, "the type %s is none that sig/%s verifies", type,
                     rows->scheme->name);
    return PM_OK;
  }
  char scheme[64];
  name_scheme(root, object, group.type, scheme);
  if (strcmp(scheme, rows->scheme->name) != 0) {
    vector_rows_skip(rows, count, "%s is not sig/%s", scheme, rows->scheme->name);
    return PM_OK;
  }
  if (strcmp(group.type->algorithm, "ecdsa") == 0 && !(group.hash = find_hash(sha))) {
    vector_rows_skip(rows, count, "the hash %s is not known", sha ? sha : "without a name");
    return PM_OK;
  }
  enum pm_status status = read_key(rows, object, group.type, &group.key, error);
  return status == PM_OK ? read_tests(rows, &group, tests, error) : status;
}

enum pm_status vectors_wycheproof(const cJSON *root, struct vector_rows *rows,
                                  struct pm_error *error) {
  const cJSON *groups = cJSON_GetObjectItemCaseSensitive(root, "testGroups"), *group;
  if (!cJSON_IsArray(groups))
    return pm_fail(error, PM_USAGE, "no test vectors: there is no array `testGroups`");
  size_t index = 0;
  cJSON_ArrayForEach(group, groups) {
    struct pm_error inner;
    enum pm_status status = read_group(rows, root, group, &inner);
    if (status != PM_OK)
      return pm_fail(error, status, "group %zu, %s", index, inner.text);
    index++;
  }
  return PM_OK;
}
