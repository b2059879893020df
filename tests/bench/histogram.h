/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Durations in whole microseconds, counted by any thread. */
#ifndef OKNO_BENCH_HISTOGRAM_H
#define OKNO_BENCH_HISTOGRAM_H

#include <stdatomic.h>
#include <stdint.h>

#define HISTOGRAM_BUCKETS 1000000 /* what takes longer counts as this many microseconds */

struct histogram {
    atomic_long calls;
    _Atomic(unsigned) buckets[HISTOGRAM_BUCKETS];
};

static inline void
histogram_add(struct histogram *h, int64_t us)
{
    int64_t bucket = us < HISTOGRAM_BUCKETS ? us : HISTOGRAM_BUCKETS - 1;
    atomic_fetch_add_explicit(&h->buckets[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&h->calls, 1, memory_order_relaxed);
}

static inline long
histogram_percentile_us(struct histogram *h, double share)
{
    long wanted = (long)((double)atomic_load(&h->calls) * share), seen = 0;
    for (long us = 0; us < HISTOGRAM_BUCKETS; us++)
        if ((seen += h->buckets[us]) > wanted)
            return us;
    return HISTOGRAM_BUCKETS;
}

#endif
