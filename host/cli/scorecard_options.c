#include "host/cli/scorecard_options.h"

#include <argp.h>
#include <stdlib.h>

bool pm_card_option(struct pm_card_options *o, int key, char *text) {
  switch (key) {
  case PM_KEY_PRICES:
    o->prices = text;
    return true;
  case PM_KEY_MIX:
    o->mix = text;
    return true;
  case PM_KEY_BASE:
    o->base = text;
    return true;
  case ARGP_KEY_ARG:
    o->files[o->file_count++] = text;
    return true;
  default:
    return false;
  }
}

static enum pm_status read_files(const struct pm_card_options *o, struct pm_card *card,
                                 struct pm_error *error) {
  enum pm_status status = PM_OK;
  card->observations = calloc(o->file_count, sizeof *card->observations);
  if (!card->observations)
    return pm_fail(error, PM_FAILED, "no memory");
  for (size_t i = 0; status == PM_OK && i < o->file_count; i++) {
    status = pm_observation_read(o->files[i], &card->observations[i], error);
    card->count += status == PM_OK;
  }
  return status;
}

enum pm_status pm_card_read(const struct pm_card_options *o, const char *command,
                            struct pm_card *card, struct pm_error *error) {
  *card = (struct pm_card){0};
  if (!o->file_count)
    return pm_fail(error, PM_USAGE, "%s takes one results file or more", command);
  enum pm_status status = PM_OK;
  if (o->prices)
    status = pm_price_list_read(o->prices, &card->prices, error);
  if (status == PM_OK && o->mix)
    status = pm_mix_read(o->mix, &card->mix, error);
  if (status == PM_OK)
    status = read_files(o, card, error);
  if (status != PM_OK)
    return status;
  const struct pm_scorecard_options options = {card->prices, card->mix, o->base};
  return pm_scorecard_make((const struct pm_observation *const *)card->observations, card->count,
                           &options, &card->scorecard, error);
}

void pm_card_free(struct pm_card *card) {
  pm_scorecard_free(&card->scorecard);
  for (size_t i = 0; i < card->count; i++)
    pm_observation_free(card->observations[i]);
  free(card->observations);
  pm_price_list_free(card->prices);
  pm_mix_free(card->mix);
}
