/* Text that may come from anywhere: where one character ends. */
#ifndef PROOFMARK_HOST_BASE_UTF8_H
#define PROOFMARK_HOST_BASE_UTF8_H

#include <stddef.h>

/* Length of the UTF-8 sequence that `text` begins with (RFC 3629, section 4), 0 where it is none. 1
 * for NUL. */
size_t pm_utf8_length(const char *text);

#endif
