/* UTF-8 (RFC 3629): for writers that must not pass on what is none. */
#ifndef PROOFMARK_HOST_BASE_UTF8_H
#define PROOFMARK_HOST_BASE_UTF8_H

#include <stddef.h>

/* Length of the character at `text`, which a NUL ends; 0 where the bytes are none. */
size_t pm_utf8_length(const char *text);

#endif
