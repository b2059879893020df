/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Who stands in for whom (R207). */
#ifndef OKNO_TRACKING_SUBSTITUTIONS_H
#define OKNO_TRACKING_SUBSTITUTIONS_H

#include <okno/rpc.h>
#include <okno/tracking.pb-c.h>

/**
 * The place whose people stand in for one another: the caller's centre or agency, "" for the controlling organisation.
 * NULL for a caller of no place.
 */
const char *substitutions_place(const struct rpc_caller *caller);

/** Whether the caller stands in today, in their place, for somebody. */
enum rpc_code substitutions_stands_in(struct rpc_call *call, const char *absent, bool *ret_stands) OKNO_MUST_CHECK;

/** One of the caller's place, of a CONTROLLER any; RPC_NOT_FOUND, worded. */
enum rpc_code substitutions_get(struct rpc_call *call, const char *id,
                                Tracking__Substitution *ret_substitution) OKNO_MUST_CHECK;

#endif
