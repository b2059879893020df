/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What a caller may see of applications, and how they are shown to them. */
#ifndef OKNO_TRACKING_VIEW_H
#define OKNO_TRACKING_VIEW_H

#include <okno/catalogue.h>
#include <okno/rpc.h>
#include <okno/tracking.pb-c.h>

/** Bounds of what the caller may see, as arguments of statements: NULL does not bound. */
struct view {
    const char *applicant, *centre, *agency;
    const struct catalogue *cat; /* of an AGENCY */
    bool pseudonymous;           /* a pseudonym instead of the person (R46) */
    bool shows_code;             /* the tracking code is for the applicant and the centre */
    bool english;
};

/** @return RPC_OK; RPC_UNAVAILABLE without a catalogue, for an AGENCY */
enum rpc_code view_of(struct rpc_call *call, struct view *ret_view) OKNO_MUST_CHECK;

/** Today in the time zone of the centres, in the arena. */
const char *view_today(struct rpc_call *call);

/**
 * The application as the caller may see it.
 *
 * @return RPC_NOT_FOUND, worded, also for one that exists but is not theirs, so that ids cannot be probed
 */
enum rpc_code view_application(struct rpc_call *call, const struct view *view, const char *application_id,
                               Tracking__Application *ret_application) OKNO_MUST_CHECK;
/** The same as the last act of a method, which returns what this returns. */
enum rpc_code view_application_last(struct rpc_call *call, const struct view *view, const char *application_id,
                                    Tracking__Application *ret_application) OKNO_MUST_CHECK;

/** Adds what follows from the row (codes of other systems) and takes away what the caller must not see. */
void view_finish(const struct view *view, Tracking__Application *application);

/** Who did something, as the caller may see it: an APPLICANT's subject is hidden behind their pseudonym (R46). */
const char *view_actor(const struct view *view, const char *pseudonym, const char *actor, const char *actor_role);

/** The task as the caller may see it; RPC_NOT_FOUND, worded, otherwise. Outcomes and words are filled in. */
enum rpc_code view_task(struct rpc_call *call, const struct view *view, const char *task_id,
                        Tracking__Task *ret_task) OKNO_MUST_CHECK;
/** Takes away what a task from the database does not show: outcomes of one that is over, a day that never comes. */
void view_finish_task(Tracking__Task *task);

#endif
