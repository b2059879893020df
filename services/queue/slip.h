/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What stands on the paper of a ticket, however it is printed. */
#ifndef OKNO_QUEUE_SLIP_H
#define OKNO_QUEUE_SLIP_H

#include "lookup.h"

#include <okno/paper.h>

/** In the caller's language; texts live in the call's arena. RPC_UNAVAILABLE while there are no reference data. */
enum rpc_code slip_of(struct rpc_call *call, const struct lookup *found, struct paper_ticket *ret_slip) OKNO_MUST_CHECK;

#endif
