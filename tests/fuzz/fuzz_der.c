/* libFuzzer target (https://llvm.org/docs/LibFuzzer.html): any bytes as an ECDSA signature in DER.
 * OpenSSL, which takes BER too, is the judge: what it reads is DER where its own encoding of that
 * gives the same bytes. */
#include <openssl/ecdsa.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/sig/der.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(int holds) {
  if (!holds)
    abort();
}

/* An integer from 0 to 2^256 − 1. */
static int fits(const BIGNUM *number) {
  return !BN_is_negative(number) && BN_num_bytes(number) <= DER_INTEGER_BYTES;
}

static int judge(const uint8_t *bytes, size_t size, uint8_t signature[DER_SIGNATURE_BYTES]) {
  const uint8_t *end = bytes;
  uint8_t *encoded = NULL;
  ECDSA_SIG *read = d2i_ECDSA_SIG(NULL, &end, (long)size);
  int valid = 0;
  if (read && end == bytes + size) {
    const BIGNUM *r = ECDSA_SIG_get0_r(read), *s = ECDSA_SIG_get0_s(read);
    int count = i2d_ECDSA_SIG(read, &encoded);
    valid = count >= 0 && (size_t)count == size && memcmp(encoded, bytes, size) == 0 && fits(r) &&
            fits(s);
    if (valid) {
      BN_bn2binpad(r, signature, DER_INTEGER_BYTES);
      BN_bn2binpad(s, signature + DER_INTEGER_BYTES, DER_INTEGER_BYTES);
    }
  }
  OPENSSL_free(encoded);
  ECDSA_SIG_free(read);
  return valid;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  uint8_t signature[DER_SIGNATURE_BYTES], expected[DER_SIGNATURE_BYTES];
  struct pm_error error = {0};
  enum pm_status status = der_decode_signature(bytes, size, signature, &error);
  check((status == PM_OK) == judge(bytes, size, expected));
  if (status == PM_OK)
    check(memcmp(signature, expected, sizeof expected) == 0);
  else
    check(status == PM_USAGE && *error.text);
  return 0;
}
