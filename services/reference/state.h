/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What the daemon serves from: the catalogue in memory, and what it makes of each state of it. */
#ifndef OKNO_REFERENCE_STATE_H
#define OKNO_REFERENCE_STATE_H

#include <okno/catalogue.h>
#include <okno/search.h>

/** A record in the order of names. */
struct named {
    const char *name; /* folded: lower case, ё as е */
    const void *record;
};

/** Made once for every state. */
struct derived {
    struct arena *arena;
    struct search_index *index;       /* a document is an index into services */
    struct named *services, *centres; /* as a reader would order them, withdrawn ones included */
    size_t n_services, n_centres;
};

/** Starts and ends following the database: a load by any replica is seen within a second or two. */
void state_open(void *context);
void state_close(void);

const struct derived *state_derived(const struct catalogue *cat);

#endif
