/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * How long somebody waits: quantiles of what may come, from the windows that really serve, the service times observed
 * and the very rule by which windows call. Pure: draws come from a fixed sequence, so the same hall gives the same
 * estimate.
 */
#ifndef OKNO_QUEUE_ESTIMATE_H
#define OKNO_QUEUE_ESTIMATE_H

#include "hall.h"

/** By formula, without playing the line through: for the reply to a new ticket, within the lock. */
void estimate_quickly(const struct hall *hall, const struct hall_ticket *ticket, Queue__Estimate *ret_estimate);

/** Plays the line through many times until this ticket is called. */
void estimate_ticket(const struct hall *hall, const struct hall_ticket *ticket, struct arena *arena,
                     Queue__Estimate *ret_estimate);
/** The same for every ticket that waits: estimates[i] is of hall->tickets[i]. */
void estimate_all(const struct hall *hall, struct arena *arena, Queue__Estimate *ret_estimates);
/** For somebody who came now, in each group: estimates[i] is of hall->groups[i]. */
void estimate_newcomers(const struct hall *hall, struct arena *arena, Queue__Estimate *ret_estimates);

#endif
