/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/catalogue.h>
#include <okno/reference.methods.h>

enum rpc_code
reference_get_catalogue(struct rpc_call *call, const Reference__GetCatalogueRequest *req, Reference__Catalogue *rep)
{
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    if (req->known_version && req->known_version == catalogue_version(cat))
        rep->version = req->known_version;
    else
        *rep = *catalogue_all(cat);
    return RPC_OK;
}
