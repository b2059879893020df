/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/catalogue.h>
#include <okno/reference.methods.h>

enum rpc_code
reference_get_classifier(struct rpc_call *call, const Reference__GetClassifierRequest *req, Reference__Classifier *rep)
{
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    const Reference__Classifier *classifier = catalogue_classifier(cat, req->classifier_code);
    if (!classifier)
        return rpc_fail(call, RPC_NOT_FOUND, "Классификатора «%s» нет", "There is no classifier \"%s\"",
                        req->classifier_code);
    *rep = *classifier;
    return RPC_OK;
}
