/* What `report` and `scorecard` have in common: files, a price list and a mix. */
#ifndef PROOFMARK_HOST_CLI_SCORECARD_OPTIONS_H
#define PROOFMARK_HOST_CLI_SCORECARD_OPTIONS_H

#include "host/report/scorecard.h"

struct pm_card_options {
  const char **files; /* of argv */
  size_t file_count;
  const char *prices, *mix, *base; /* NULL: none */
};

/* All that a scorecard stands on. */
struct pm_card {
  struct pm_observation **observations;
  size_t count;
  struct pm_price_list *prices;
  struct pm_mix *mix;
  struct pm_scorecard scorecard;
};

/* Keys of the options that both commands take, for argp. */
enum { PM_KEY_PRICES = 0x200, PM_KEY_MIX, PM_KEY_BASE };
#define PM_CARD_OPTIONS                                                                            \
  {"prices", PM_KEY_PRICES, "FILE", 0, "A price list, for the cost of 10^9 items", 1},             \
      {"mix", PM_KEY_MIX, "FILE", 0, "Weights of works, for a mean over them", 1}, {               \
    "base", PM_KEY_BASE, "NAME", 0, "The host or file to compare with (the first file)", 1         \
  }

/* Takes such an option, or a file; false for another key. */
bool pm_card_option(struct pm_card_options *options, int key, char *text);

/* Reads all and makes the scorecard; `command` stands in the message where no file was named. To be
 * freed with pm_card_free, also after a failure. */
enum pm_status pm_card_read(const struct pm_card_options *options, const char *command,
                            struct pm_card *card, struct pm_error *error);
void pm_card_free(struct pm_card *card);

#endif
