/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/catalogue.h>
#include <okno/reference.methods.h>

enum rpc_code
reference_list_territories(struct rpc_call *call, const Reference__ListTerritoriesRequest *req,
                           Reference__ListTerritoriesResponse *rep)
{
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    const Reference__Catalogue *all = catalogue_all(cat);
    rep->territories = ARENA_ARRAY(call->arena, Reference__Territory *, all->n_territories);
    for (size_t i = 0; i < all->n_territories; i++)
        if (!*req->okrug || text_equal(req->okrug, all->territories[i]->okrug))
            rep->territories[rep->n_territories++] = all->territories[i];
    return RPC_OK;
}
