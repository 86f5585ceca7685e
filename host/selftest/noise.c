#include "host/selftest/noise.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "host/base/random.h"

const struct pm_noise pm_noise_quiet = {
    .drift = 0.01, .apart = 0.003, .spread = 0.01, .tail_share = 0.02, .tail = 0.1};

/* Of the shared part, from one repetition to the next. */
static const double carry_over = 0.8;

/* --- drawing ----------------------------------------------------------------------------- */

struct stream {
  uint64_t seed, stream, index;
};

static double uniform(struct stream *s) {
  return ((double)(pm_random_word(s->seed, s->stream, s->index++) >> 11) + 0.5) * 0x1p-53;
}

/* Box and Muller, A note on the generation of random normal deviates, 1958; one of the two. */
static double normal(struct stream *s) {
  double radius = sqrt(-2 * log(uniform(s)));
  return radius * cos(6.283185307179586 * uniform(s));
}

static double tail_of(const struct pm_noise *noise, struct stream *s) {
  bool has_tail = uniform(s) < noise->tail_share;
  double length = -log(uniform(s)) * noise->tail;
  return has_tail ? length : 0;
}

void pm_noise_draw(const struct pm_noise *noise, uint64_t seed, uint64_t stream, size_t repetitions,
                   size_t each, double centre_ns, const double *slowdowns, size_t arm_count,
                   double *const *arms) {
  struct stream s = {.seed = seed, .stream = stream};
  double shared = noise->drift * normal(&s);
  for (size_t r = 0; r < repetitions; r++) {
    for (size_t k = 0; k < arm_count; k++) {
      double level = shared + noise->apart * normal(&s) + log1p(slowdowns[k]);
      for (size_t i = 0; i < each; i++)
        arms[k][r * each + i] =
            centre_ns * exp(level + noise->spread * normal(&s) + tail_of(noise, &s));
    }
    shared = carry_over * shared + sqrt(1 - carry_over * carry_over) * noise->drift * normal(&s);
  }
}

/* --- fitting ----------------------------------------------------------------------------- */

static double deviation(const double *values, size_t n) {
  double mean = 0, squares = 0;
  for (size_t i = 0; i < n; i++)
    mean += values[i] / (double)n;
  for (size_t i = 0; i < n; i++)
    squares += (values[i] - mean) * (values[i] - mean);
  return sqrt(squares / (double)(n - 1));
}

/* Logarithms of a sample over the median of its repetition, one repetition after another; the logarithms of
 * those medians. */
static void take_levels_off(struct pm_sample sample, double *rest, double *levels) {
  for (size_t r = 0; r < sample.repetitions; r++) {
    size_t first = sample.count * r / sample.repetitions;
    size_t end = sample.count * (r + 1) / sample.repetitions;
    levels[r] = log(pm_median(sample.ns + first, end - first));
    for (size_t i = first; i < end; i++)
      rest[i] = log(sample.ns[i]) - levels[r];
  }
}

/* 1.4826 times the median absolute deviation is the standard deviation of a normal law (Rousseeuw and Croux,
 * Alternatives to the median absolute deviation, JASA 88, 1993). A tail is what lies five of them above. */
static void fit_within(const double *rest, size_t n, double *work, struct pm_noise *noise) {
  size_t beyond = 0;
  double excess = 0;
  for (size_t i = 0; i < n; i++)
    work[i] = fabs(rest[i]);
  noise->spread = 1.4826 * pm_median(work, n);
  for (size_t i = 0; i < n; i++)
    if (rest[i] > 5 * noise->spread && rest[i] > 0) {
      beyond++;
      excess += rest[i];
    }
  noise->tail_share = (double)beyond / (double)n;
  noise->tail = beyond ? excess / (double)beyond : 0;
}

static void fit_between(const double *a, const double *b, size_t n, double *work,
                        struct pm_noise *noise) {
  for (size_t r = 0; r < n; r++)
    work[r] = (a[r] - b[r]) / sqrt(2);
  noise->apart = deviation(work, n);
  for (size_t r = 0; r < n; r++)
    work[r] = 0.5 * (a[r] + b[r]);
  noise->drift = deviation(work, n);
}

struct pm_noise pm_noise_fit(struct pm_sample a, struct pm_sample b) {
  struct pm_noise noise = {NAN, NAN, NAN, NAN, NAN};
  size_t n = a.repetitions;
  if (n < 2 || n != b.repetitions || a.count < n || b.count < n)
    return noise;
  double *rest = malloc((2 * (a.count + b.count) + 4 * n) * sizeof *rest);
  if (!rest)
    return noise;
  double *work = rest + a.count + b.count, *levels = work + a.count + b.count;
  take_levels_off(a, rest, levels);
  take_levels_off(b, rest + a.count, levels + n);
  fit_within(rest, a.count + b.count, work, &noise);
  fit_between(levels, levels + n, n, levels + 2 * n, &noise);
  free(rest);
  return noise;
}

/* The median of one figure, which lies `offset` bytes into the fit. */
static double typical(const struct pm_noise *fits, size_t count, size_t offset, double otherwise) {
  double *values = malloc((count + 1) * sizeof *values);
  size_t known = 0;
  for (size_t i = 0; values && i < count; i++) {
    double value = *(const double *)((const char *)&fits[i] + offset);
    if (!isnan(value))
      values[known++] = value;
  }
  double median = known ? pm_median(values, known) : otherwise;
  free(values);
  return median;
}

struct pm_noise pm_noise_typical(const struct pm_noise *fits, size_t count) {
  const struct pm_noise *quiet = &pm_noise_quiet;
  return (struct pm_noise){
      .drift = typical(fits, count, offsetof(struct pm_noise, drift), quiet->drift),
      .apart = typical(fits, count, offsetof(struct pm_noise, apart), quiet->apart),
      .spread = typical(fits, count, offsetof(struct pm_noise, spread), quiet->spread),
      .tail_share = typical(fits, count, offsetof(struct pm_noise, tail_share), quiet->tail_share),
      .tail = typical(fits, count, offsetof(struct pm_noise, tail), quiet->tail)};
}
