/* Text from a results file, made safe for where it goes. A results file may come from anywhere: its
 * names can hold markup, control characters and bytes that are no UTF-8. Errors of the stream are
 * the stream's. */
#ifndef PROOFMARK_HOST_BASE_ESCAPE_H
#define PROOFMARK_HOST_BASE_ESCAPE_H

#include <stddef.h>
#include <stdio.h>

/* For HTML and XML text and for attribute values in double quotes. What is no character of theirs
 * becomes U+FFFD, and what would turn the direction of the words around it. */
void pm_put_html(const char *text, FILE *stream);

/* For a cell or a line of GitHub Flavored Markdown: no markup and no HTML of its own, on one
 * line. */
void pm_put_markdown(const char *text, FILE *stream);

/* Valid JSON for a script element. In JSON `<`, `>`, `&`, U+2028 and U+2029 stand in strings alone,
 * so each can be written as an escape; then neither `</script` nor `<!--` can occur (HTML Living
 * Standard, 4.12.1.3 Restrictions for contents of script elements). */
void pm_put_script_json(const char *json, size_t count, FILE *stream);

#endif
