/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../process/showing.h"

#include <okno/tracking.methods.h>

enum rpc_code
tracking_cancel_process(struct rpc_call *call, const Tracking__CancelProcessRequest *req, Tracking__Process *rep)
{
    return showing_move(call, req->process_id, (struct bpmn_event){ .kind = BPMN_CANCEL_INSTANCE, .code = req->reason },
                        rep);
}
