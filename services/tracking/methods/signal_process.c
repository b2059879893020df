/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../process/showing.h"

#include <okno/tracking.methods.h>

enum rpc_code
tracking_signal_process(struct rpc_call *call, const Tracking__SignalProcessRequest *req, Tracking__Process *rep)
{
    struct bpmn_event event = { .kind = BPMN_SIGNAL_DELIVERED, .name = req->name };
    event.variables = req->variables ? bpmn_from_struct(call->arena, req->variables) : NULL;
    return showing_move(call, req->process_id, event, rep);
}
