/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Numbers that a daemon tells about itself, in the OpenMetrics text format 1.0 that Prometheus scrapes.
 *
 *     struct metrics_family *calls = metrics_counter("okno_rpc_calls", "Calls answered.", METRICS_LIST("method"));
 *     struct metrics_series *answered = metrics_series(calls, METRICS_LIST("tracking_get_application"));
 *     metrics_count(answered, 1); (on every call: one atomic addition)
 *
 * A family is a name; a series is the family under one set of label values. Families and series are found or
 * made under a lock, so that happens once, when something opens; what is kept and used in the hot path are
 * series. Counting, setting and observing take no lock and may happen in any thread.
 *
 * Names are snake_case with the unit last (`_seconds`, `_bytes`), counters without `_total`, which the output
 * adds. Values of labels come from small fixed sets (methods, codes, peers), never from people or data: no
 * personal data, no ids. A family stops growing at METRICS_SERIES_MAX: what comes later is counted together in
 * one series whose labels all say "other".
 */
#ifndef OKNO_METRICS_H
#define OKNO_METRICS_H

#include <okno/base.h>

#define METRICS_SERIES_MAX 1000
#define METRICS_LABELS_MAX 8
#define METRICS_CONTENT_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"

/** Names or values of labels; NULL stands for none. */
#define METRICS_LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

struct metrics_family;
struct metrics_series;

/**
 * The family of the name, made on first use. Asking again with another kind or other labels is a bug.
 *
 * @name, help, labels  copied
 */
struct metrics_family *metrics_counter(const char *name, const char *help, const char *const *labels);
struct metrics_family *metrics_gauge(const char *name, const char *help, const char *const *labels);
/** @bounds  upper bounds of the buckets, rising and above 0, ended by 0, copied; NULL: metrics_latency */
struct metrics_family *metrics_histogram(const char *name, const char *help, const char *const *labels,
                                         const double *bounds);

/** Seconds from 0.5 ms to 10 s. */
extern const double metrics_latency[];
/** Bytes from 256 B to 16 MiB, each four times the one before. */
extern const double metrics_sizes[];

/**
 * The series of these label values, made with value 0 on first use. Never NULL; lives until metrics_close.
 *
 * @values  in the order of the family's labels, copied, cut after 128 bytes; broken UTF-8 becomes "?"
 */
struct metrics_series *metrics_series(struct metrics_family *family, const char *const *values);

/** Counters. */
void metrics_count(struct metrics_series *series, uint64_t more);
/** Gauges. `metrics_move` adds, also a negative number. */
void metrics_set(struct metrics_series *series, double value);
void metrics_move(struct metrics_series *series, double by);
/** Histograms. NaN is ignored. */
void metrics_observe(struct metrics_series *series, double value);
/** Observes, in seconds, the time since a reading of time_mono_us. */
void metrics_observe_since(struct metrics_series *series, int64_t start_us);

/**
 * A gauge or counter whose value is asked for at each rendering, instead of being kept.
 *
 * `read` runs in the rendering thread while the registry is locked: it must be quick and must not call back
 * into this library, other than to count, set and observe. Whoever owns `data` calls `metrics_callback_end`
 * before it goes: when that returns, `read` is not running and never will again, and the series is gone.
 */
typedef double metrics_read(void *data);
struct metrics_series *metrics_callback(struct metrics_family *family, const char *const *values, metrics_read *read,
                                        void *data);
void metrics_callback_end(struct metrics_series *series); /* NULL is fine */

/**
 * Adds everything, and the process's own numbers (process_cpu_seconds, process_resident_memory_bytes,
 * process_virtual_memory_bytes, process_open_fds, process_max_fds, process_threads,
 * process_start_time_seconds), ended by "# EOF".
 */
void metrics_render(struct text *out);

/** Frees all families; every handle is dead afterwards. For the end of a process and for tests. */
void metrics_close(void);

#endif
