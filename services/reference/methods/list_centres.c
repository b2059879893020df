/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../rules.h"
#include "../state.h"

#include <okno/reference.methods.h>

enum rpc_code
reference_list_centres(struct rpc_call *call, const Reference__ListCentresRequest *req,
                       Reference__ListCentresResponse *rep)
{
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    const Reference__ServiceCard *card = catalogue_service(cat, req->service_code);
    if (*req->service_code && !card)
        return rpc_fail(call, RPC_NOT_FOUND, "Услуги «%s» нет в каталоге", "The catalogue has no service \"%s\"",
                        req->service_code);
    const struct derived *derived = state_derived(cat);
    rep->centres = ARENA_ARRAY(call->arena, Reference__Centre *, derived->n_centres);
    for (size_t i = 0; i < derived->n_centres; i++) {
        const Reference__Centre *centre = derived->centres[i].record;
        if (rules_centre_shows(centre, card) && (!*req->okrug || text_equal(req->okrug, centre->okrug)))
            rep->centres[rep->n_centres++] = (Reference__Centre *)(uintptr_t)centre;
    }
    return RPC_OK;
}
