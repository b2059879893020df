/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_LOCK_H
#define OKNO_LOCK_H

#include <pthread.h>

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

#endif
