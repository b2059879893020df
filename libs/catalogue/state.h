/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What the files of libs/catalogue share. */
#ifndef OKNO_CATALOGUE_STATE_H
#define OKNO_CATALOGUE_STATE_H

#include <okno/catalogue.h>

#include <stdatomic.h>

struct catalogue {
    atomic_int references;              /* of follow.c: the holder and the calls that see it */
    struct arena *arena;                /* holds this struct too */
    Reference__Catalogue *content;      /* lists ordered by code */
    Reference__ClassifierItem ***items; /* of each classifier, ordered by code; in the content they keep their order */
    struct calendar *calendar;
    void *derived;
    void (*derived_free)(void *derived);
};

#endif
