/* Figures as people read them: four digits and a unit. What is not known (NAN) is a dash. */
#ifndef PROOFMARK_HOST_RESULT_UNITS_H
#define PROOFMARK_HOST_RESULT_UNITS_H

enum { PM_FIGURE_MAX = 32 };

/* "123.4 ns", "12.34 µs", "1.234 ms", "12.34 s". */
void pm_format_time(double time_ns, char text[PM_FIGURE_MAX]);

/* "36.20 M": a rate or a count, with an SI prefix. The caller adds what is counted. */
void pm_format_si(double value, char text[PM_FIGURE_MAX]);

/* "3.050": bytes per second in GB/s (10^9), the same unit everywhere so that columns compare. */
void pm_format_gigabytes(double bytes_per_second, char text[PM_FIGURE_MAX]);

/* "±0.8%": half the width of [low, high] relative to `middle`. */
void pm_format_spread(double low, double high, double middle, char text[PM_FIGURE_MAX]);

/* "12.3x". */
void pm_format_ratio(double ratio, char text[PM_FIGURE_MAX]);

#endif
