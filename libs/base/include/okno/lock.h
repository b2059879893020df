/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_LOCK_H
#define OKNO_LOCK_H

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/**
 * A mutex that many threads hold for a moment each: who finds it taken looks a few times again before sleeping.
 * Sleeping and being woken costs a hundred times what is done under such a lock.
 */
#define BRIEF_MUTEX_INITIALIZER PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP

static inline void
brief_mutex_init(pthread_mutex_t *mutex)
{
    *mutex = (pthread_mutex_t)PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
}

/** Waits on a condition, its mutex held, until a time of time_mono_us at most; false when the time is up. The clock of
 *  the wall may jump: nobody waits by it. */
static inline bool
condition_wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t until_us)
{
    struct timespec until = { until_us / 1000000, until_us % 1000000 * 1000 };
    return pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, &until) != ETIMEDOUT;
}

#endif
