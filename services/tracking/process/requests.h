/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Interagency requests as steps of a process: asked by an errand, answered by an event of `exchange`. */
#ifndef OKNO_TRACKING_REQUESTS_H
#define OKNO_TRACKING_REQUESTS_H

#include <okno/events.h>
#include <okno/tracking.pb-c.h>

#define REQUESTS_OPERATION "exchange.request"

/** Asks `exchange` for what the step needs. Asking again for the same process and token is harmless. */
enum rpc_code requests_ask(struct rpc_call *call, const Tracking__Errand *errand) OKNO_MUST_CHECK;

/** Tells `exchange` that nobody waits for the answer any more; the agency hears of it when it knew of the request. */
enum rpc_code requests_cancel(struct rpc_call *call, const Tracking__Errand *errand) OKNO_MUST_CHECK;

/**
 * Follows the log of `exchange`: each answer becomes an errand for its step. Several answers may come for one process
 * at once, which can be moved by one event at a time only.
 */
enum rpc_code requests_answered(struct rpc_call *call, const struct event *event, struct db_work *work) OKNO_MUST_CHECK;

#endif
