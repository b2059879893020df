/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Many live streams of halls in one thread: opened, read, and every change checked for its place in the order. Times
 * run from the moment the queue decided (as the event says) to the moment its bytes are read here.
 */
#ifndef OKNO_BENCH_STREAM_READER_H
#define OKNO_BENCH_STREAM_READER_H

#include "histogram.h"

#include <stdbool.h>
#include <stddef.h>

struct reader_options {
    const char *host;
    int port;
    const char *token;
    const char *const *centres;
    int n_centres;
    int n_streams; /* shared out among the centres */
};

/** What was seen so far. */
struct reader_counts {
    atomic_long open, changes, snapshots, gaps, doubles, ended, refused;
    _Atomic int64_t last_us;
};

extern struct histogram reader_delays;
extern struct reader_counts reader_counts;
/** Delays count from then on. */
extern _Atomic bool reader_measures;

/** Opens all streams and starts reading. False: they could not all be opened. */
bool reader_start(const struct reader_options *options);
/** Streams that have not seen every revision of their hall up to this one; after reader_stop. */
long reader_behind(int centre, int64_t revision);
void reader_stop(void);

#endif
