/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../lookup.h"
#include "../view.h"

#include <okno/queue.methods.h>

enum rpc_code
queue_get_ticket(struct rpc_call *call, const Queue__GetTicketRequest *req, Queue__Ticket *rep)
{
    struct lookup found;
    enum rpc_code code = lookup_ticket(call, req->ticket_id, &found);
    if (code != RPC_OK)
        return code;
    view_ticket(call->arena, found.hall, found.ticket, rep);
    rep->estimate = lookup_estimate(call, &found);
    if (call->caller.role == RPC_ROLE_APPLICANT)
        rep->code = found.ticket->code;
    return RPC_OK;
}
