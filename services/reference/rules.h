/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Decisions of the service: what a load changes, what may be loaded, which card a list shows, how far a centre is.
 * Pure: no I/O, no clock, no shared state.
 */
#ifndef OKNO_REFERENCE_RULES_H
#define OKNO_REFERENCE_RULES_H

#include "records.h"

#include <okno/catalogue.h>
#include <okno/rpc.h>

/* ------------------------------------------------------------------ loading */

/** What a load comes to. */
struct rules_plan {
    struct record *puts; /* new versions to write */
    size_t n_puts;
    int added, changed, unchanged, withdrawn;
};

/**
 * Compares what is given with what is stored. Equal records are left alone, the others get the next version; one that
 * was withdrawn comes back.
 *
 * @given     ordered
 * @complete  kinds of which all records are given: a stored one that is not is withdrawn
 */
struct rules_plan rules_plan(struct arena *arena, const struct records *stored, const struct records *given,
                             const bool complete[RECORD_KINDS]);

/** What there is after the load: stored records with those of the plan in their place. Ordered. */
struct records rules_merge(struct arena *arena, const struct records *stored, const struct records *given,
                           const bool complete[RECORD_KINDS]);

/**
 * Adds a violation for everything that would leave the catalogue wrong: numbers that make no application number,
 * codes that name nothing or what is withdrawn, a calendar that is none.
 *
 * What only narrows - excludedServices, districtCodes - may name what is not there yet, so that files can be loaded
 * one by one in the order of their names.
 *
 * @merged  what there is after the load. Given records are checked; of the others only that what they need was not
 *          withdrawn
 */
void rules_check(struct rpc_call *call, const struct records *merged);

/* ------------------------------------------------------------------ lists */

/** Whether the card is for the lists at all, and passes every filter that is set. Codes have been checked. */
bool rules_shows(const struct catalogue *cat, const Reference__ServiceCard *card,
                 const Reference__ListServicesRequest *filter);

/** Whether the centre is open to the public and, with a card, provides the service. */
bool rules_centre_shows(const Reference__Centre *centre, const Reference__ServiceCard *card);

/** Metres over the great circle of a sphere of 6371008.8 m, the Earth's mean radius (IUGG). Degrees. */
double rules_distance_metres(double latitude_a, double longitude_a, double latitude_b, double longitude_b);

#endif
