/* Identity digests of inputs and outputs: SHA-256 by OpenSSL, in hex. */
#ifndef PROOFMARK_HOST_BASE_DIGEST_H
#define PROOFMARK_HOST_BASE_DIGEST_H

#include <stddef.h>

struct pm_span {
  const void *bytes;
  size_t count;
};

/* Digest of the spans one after another; each span's length is digested too, so that moving a byte
 * from one span to the next changes it. */
void pm_digest(const struct pm_span *spans, size_t span_count, char hex[65]);

#endif
