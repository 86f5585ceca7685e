/* Foreign text, as a results file may hold it, within documents of other languages. */
#ifndef PROOFMARK_HOST_RESULT_MARKUP_H
#define PROOFMARK_HOST_RESULT_MARKUP_H

#include <stdio.h>

/* As text or as the value of an attribute, in XML 1.0. What XML cannot hold, however written (control
 * characters, bytes that are not UTF-8, U+FFFE and U+FFFF: section 2.2), becomes U+FFFD. */
void pm_xml_print(const char *text, FILE *stream);

/* As a cell of a table in GitHub Flavored Markdown (0.29, sections 4.10 and 6.1): no Markdown, no HTML and no
 * further cell comes of it; line ends become blanks. */
void pm_markdown_print(const char *text, FILE *stream);

#endif
