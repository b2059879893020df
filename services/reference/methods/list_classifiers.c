/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/catalogue.h>
#include <okno/reference.methods.h>

enum rpc_code
reference_list_classifiers(struct rpc_call *call, const Reference__ListClassifiersRequest *req,
                           Reference__ListClassifiersResponse *rep)
{
    (void)req;
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    rep->n_classifiers = catalogue_all(cat)->n_classifiers;
    rep->classifiers = catalogue_all(cat)->classifiers;
    return RPC_OK;
}
