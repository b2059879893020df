/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What a caller may see of requests, and how they are shown to them. */
#ifndef OKNO_EXCHANGE_VIEW_H
#define OKNO_EXCHANGE_VIEW_H

#include <okno/catalogue.h>
#include <okno/exchange.pb-c.h>
#include <okno/rpc.h>

/** Bounds of what the caller may see, as arguments of statements: NULL does not bound. */
struct view {
    const char *centre, *agency;
    bool pseudonymous; /* nothing that names a person (R46) */
};

/** @return RPC_OK; RPC_UNAVAILABLE without a catalogue, for an AGENCY */
enum rpc_code view_of(struct rpc_call *call, struct view *ret_view) OKNO_MUST_CHECK;

/** Whether the agency's register says that it is shown no person; so too for one that is not in the register. */
bool view_is_pseudonymous(const struct catalogue *cat, const char *agency_code);

/** "2026-11-21", in the arena. */
const char *view_day(struct rpc_call *call, struct date date);
/** Today in the time zone of the centres, in the arena. */
const char *view_today(struct rpc_call *call);

/**
 * The request as it stands; what its caller must not see is still in it: view_finish.
 *
 * @return RPC_NOT_FOUND, worded, also for one that exists but is not theirs, so that ids cannot be probed
 */
enum rpc_code view_request(struct rpc_call *call, const struct view *view, const char *request_id,
                           Exchange__Request *ret_request) OKNO_MUST_CHECK;

/** Adds words, and takes away what the caller must not see. */
void view_finish(struct rpc_call *call, const struct view *view, Exchange__Request *request);

#endif
