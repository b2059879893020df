/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/audit.h>
#include <okno/tracking.methods.h>

enum rpc_code
tracking_get_application(struct rpc_call *call, const Tracking__GetApplicationRequest *req, Tracking__Application *rep)
{
    struct view view;
    enum rpc_code code = view_of(call, &view);
    if (code != RPC_OK)
        return code;
    audit_object(call, "application", req->application_id, NULL);
    return view_application_last(call, &view, req->application_id, rep);
}
