/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../process/reading.h"
#include "../process/regulations.h"

#include <okno/db.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

enum rpc_code
tracking_get_regulation(struct rpc_call *call, const Tracking__GetRegulationRequest *req, Tracking__Regulation *rep)
{
    const struct regulation *regulation;
    enum rpc_code code = regulations_get(call, req->code, req->version, &regulation);
    if (code == RPC_OK)
        code = db_one(call, &tracking_sql_get_regulation_file, DB_ARGS(req->code, regulation->version), &rep->base);
    if (code == RPC_OK)
        reading_elements(call->arena, regulation->model, rep);
    return code;
}
