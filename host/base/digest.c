#include "host/base/digest.h"

#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>

void pm_digest(const struct pm_span *spans, size_t span_count, char hex[65]) {
  unsigned char digest[EVP_MAX_MD_SIZE] = {0};
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  EVP_DigestInit_ex(context, EVP_sha256(), NULL);
  for (size_t i = 0; i < span_count; i++) {
    uint8_t length[8];
    for (int b = 0; b < 8; b++)
      length[b] = (uint8_t)((uint64_t)spans[i].count >> (8 * b));
    EVP_DigestUpdate(context, length, sizeof length);
    EVP_DigestUpdate(context, spans[i].bytes, spans[i].count);
  }
  EVP_DigestFinal_ex(context, digest, NULL);
  EVP_MD_CTX_free(context);
  for (int i = 0; i < 32; i++)
    snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}
