/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** A ticket and its hall for those who only look. */
#ifndef OKNO_QUEUE_LOOKUP_H
#define OKNO_QUEUE_LOOKUP_H

#include "hall.h"

struct lookup {
    struct hall *hall;
    struct hall_ticket *ticket;
};

/** RPC_NOT_FOUND, worded, also for one that is not the caller's to see. */
enum rpc_code lookup_ticket(struct rpc_call *call, const char *ticket_id, struct lookup *ret_found) OKNO_MUST_CHECK;
/** By the code that opens it, in its normal form. */
enum rpc_code lookup_code(struct rpc_call *call, const char *code, struct lookup *ret_found) OKNO_MUST_CHECK;
/** Place and waiting time; NULL when it does not wait. */
Queue__Estimate *lookup_estimate(struct rpc_call *call, const struct lookup *found);

#endif
