/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the allocator holds for a daemon of many threads. */
#include "internal.h"

#include <malloc.h>
#include <stdatomic.h>
#include <unistd.h>

#define IDLE_CALLS 100 /* or fewer from one look to the next */

/*
 * Many threads that each run a moment share a few arenas: with the allocator's eight for each processor, most of them
 * hold a little that is in use among much that is not.
 */
void
memory_share_arenas(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    mallopt(M_ARENA_MAX, processors > 2 ? (int)processors : 2);
}

void
memory_give_back(const struct service *service, struct idleness *seen)
{
    long calls = atomic_load_explicit(&service->calls, memory_order_relaxed);
    bool idle = calls - seen->calls <= IDLE_CALLS;
    if (idle && calls != seen->calls_at_trim) {
        malloc_trim(0);
        seen->calls_at_trim = calls;
    }
    seen->calls = calls;
}
