/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Posting messages to the agencies' systems, from threads of its own. */
#ifndef OKNO_EXCHANGE_PUSH_H
#define OKNO_EXCHANGE_PUSH_H

#include <okno/rpc.h>

/** @context  of the calls made: the struct service */
void push_open(void *context);
/** Returns when what is being posted has ended; bounded by the routes' times. */
void push_close(void);

/**
 * Posts one message that is due, of any agency.
 *
 * @ret_found  false when none is due
 */
enum rpc_code push_one(struct rpc_call *call, bool *ret_found) OKNO_MUST_CHECK;

#endif
