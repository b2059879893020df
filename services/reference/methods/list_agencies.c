/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/catalogue.h>
#include <okno/reference.methods.h>

enum rpc_code
reference_list_agencies(struct rpc_call *call, const Reference__ListAgenciesRequest *req,
                        Reference__ListAgenciesResponse *rep)
{
    (void)req;
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    const Reference__Catalogue *all = catalogue_all(cat);
    rep->agencies = ARENA_ARRAY(call->arena, Reference__Agency *, all->n_agencies);
    for (size_t i = 0; i < all->n_agencies; i++)
        if (!all->agencies[i]->withdrawn)
            rep->agencies[rep->n_agencies++] = all->agencies[i];
    return RPC_OK;
}
