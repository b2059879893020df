/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../process/showing.h"

#include <okno/tracking.methods.h>

enum rpc_code
tracking_send_process_message(struct rpc_call *call, const Tracking__SendProcessMessageRequest *req,
                              Tracking__Process *rep)
{
    struct bpmn_event event = { .kind = BPMN_MESSAGE_DELIVERED, .name = req->name };
    event.correlation = text_empty(req->correlation) ? NULL : req->correlation;
    event.variables = req->variables ? bpmn_from_struct(call->arena, req->variables) : NULL;
    return showing_move(call, req->process_id, event, rep);
}
