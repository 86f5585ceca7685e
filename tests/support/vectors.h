/* Where the published vectors are: $PROOFMARK_VECTORS, else ../shared/vectors beside the
 * checkout. */
#ifndef PROOFMARK_TESTS_SUPPORT_VECTORS_H
#define PROOFMARK_TESTS_SUPPORT_VECTORS_H

#include <stddef.h>
#include <stdint.h>

/* Skips the running cmocka test, with the reason printed, where the vectors are not there. */
void vectors_or_skip(void);

/* The path of a vector file; valid until the next call. */
const char *vector_path(const char *name);

/* Bytes of a hex text; freed with free(). The text must be hex. */
uint8_t *vector_hex(const char *hex, size_t *count);

#endif
