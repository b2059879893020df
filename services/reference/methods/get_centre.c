/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/catalogue.h>
#include <okno/reference.methods.h>

enum rpc_code
reference_get_centre(struct rpc_call *call, const Reference__GetCentreRequest *req, Reference__Centre *rep)
{
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    const Reference__Centre *centre = catalogue_centre(cat, req->centre_code);
    if (!centre)
        return rpc_fail(call, RPC_NOT_FOUND, "Центра «%s» нет", "There is no centre \"%s\"", req->centre_code);
    *rep = *centre;
    return RPC_OK;
}
