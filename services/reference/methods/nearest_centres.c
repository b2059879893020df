/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../rules.h"

#include <okno/proto.h>
#include <okno/reference.methods.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define USUAL 5

static int
compare(const void *a, const void *b)
{
    const Reference__NearCentre *left = *(Reference__NearCentre *const *)a, *right = *(Reference__NearCentre *const *)b;
    if (left->distance_metres != right->distance_metres)
        return left->distance_metres < right->distance_metres ? -1 : 1;
    return strcmp(left->centre->centre_code, right->centre->centre_code);
}

enum rpc_code
reference_nearest_centres(struct rpc_call *call, const Reference__NearestCentresRequest *req,
                          Reference__NearestCentresResponse *rep)
{
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    const Reference__ServiceCard *card = catalogue_service(cat, req->service_code);
    if (*req->service_code && !card)
        return rpc_fail(call, RPC_NOT_FOUND, "Услуги «%s» нет в каталоге", "The catalogue has no service \"%s\"",
                        req->service_code);
    const Reference__Catalogue *all = catalogue_all(cat);
    size_t limit = req->limit ? (size_t)req->limit : USUAL;
    rep->centres = ARENA_ARRAY(call->arena, Reference__NearCentre *, all->n_centres);
    for (size_t i = 0; i < all->n_centres; i++) {
        Reference__Centre *centre = all->centres[i];
        if (!rules_centre_shows(centre, card))
            continue;
        Reference__NearCentre *near = proto_new(call->arena, &reference__near_centre__descriptor);
        near->centre = centre;
        near->distance_metres =
            (int32_t)lround(rules_distance_metres(req->latitude, req->longitude, centre->latitude, centre->longitude));
        rep->centres[rep->n_centres++] = near;
    }
    if (rep->n_centres)
        qsort(rep->centres, rep->n_centres, sizeof *rep->centres, compare);
    if (rep->n_centres > limit)
        rep->n_centres = limit;
    return RPC_OK;
}
