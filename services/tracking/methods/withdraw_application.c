/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../withdrawal.h"

#include <okno/tracking.methods.h>

enum rpc_code
tracking_withdraw_application(struct rpc_call *call, const Tracking__WithdrawApplicationRequest *req,
                              Tracking__Application *rep)
{
    struct record record;
    enum rpc_code code = record_load(call, req->application_id, req->etag, rep, &record);
    if (code == RPC_OK)
        code = withdrawal_may(&record);
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(call);
    code = withdrawal_put(work, &record, req->reason);
    return code == RPC_OK ? db_finish(work) : code;
}
