/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/audit.h>
#include <okno/exchange.methods.h>

enum rpc_code
exchange_get_request(struct rpc_call *call, const Exchange__GetRequestRequest *req, Exchange__Request *rep)
{
    struct view view;
    enum rpc_code code = view_of(call, &view);
    if (code != RPC_OK)
        return code;
    audit_object(call, "exchange-request", req->request_id, NULL);
    code = view_request(call, &view, req->request_id, rep);
    if (code == RPC_OK)
        view_finish(call, &view, rep);
    return code;
}
