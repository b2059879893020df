/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../process/reading.h"

#include <okno/tracking.methods.h>

enum rpc_code
tracking_check_regulation(struct rpc_call *call, const Tracking__CheckRegulationRequest *req,
                          Tracking__CheckRegulationResponse *rep)
{
    READING_SCOPED reading = { 0 };
    enum rpc_code code = reading_take(call, req->chunk, &reading);
    if (code != RPC_OK || !reading.complete)
        return code;
    rep->publishable = reading.publishable;
    rep->code = reading.code;
    rep->faults = reading.faults;
    rep->n_faults = reading.n_faults;
    return RPC_OK;
}
