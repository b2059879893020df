/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/tracking.methods.h>

enum rpc_code
tracking_get_task(struct rpc_call *call, const Tracking__GetTaskRequest *req, Tracking__Task *rep)
{
    struct view view;
    enum rpc_code code = view_of(call, &view);
    return code == RPC_OK ? view_task(call, &view, req->task_id, rep) : code;
}
