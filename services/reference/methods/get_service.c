/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/catalogue.h>
#include <okno/reference.methods.h>

enum rpc_code
reference_get_service(struct rpc_call *call, const Reference__GetServiceRequest *req, Reference__ServiceCard *rep)
{
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    const Reference__ServiceCard *card = catalogue_service(cat, req->service_code);
    if (!card)
        return rpc_fail(call, RPC_NOT_FOUND, "Услуги «%s» нет в каталоге", "The catalogue has no service \"%s\"",
                        req->service_code);
    *rep = *card;
    return RPC_OK;
}
