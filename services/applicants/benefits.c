/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record.h"

#include <okno/reference.rpc.h>

#define CLASSIFIER "benefit-categories"

static bool
has_item(const Reference__Classifier *classifier, const char *code)
{
    for (size_t i = 0; i < classifier->n_items; i++)
        if (text_equal(classifier->items[i]->code, code))
            return true;
    return false;
}

enum rpc_code
benefits_check(struct rpc_call *call, const Applicants__Applicant *applicant, const char *prefix)
{
    if (!applicant->n_benefits)
        return RPC_OK;
    Reference__GetClassifierRequest request = REFERENCE__GET_CLASSIFIER_REQUEST__INIT;
    Reference__Classifier *classifier;
    request.classifier_code = CLASSIFIER;
    enum rpc_code code = reference_call_get_classifier(call, &request, &classifier);
    if (code != RPC_OK)
        return code;
    for (size_t i = 0; i < applicant->n_benefits; i++)
        if (!has_item(classifier, applicant->benefits[i]->category))
            rpc_violate(call, arena_printf(call->arena, "%sbenefits[%zu].category", prefix, i),
                        "Нет такого кода в справочнике " CLASSIFIER, "The classifier " CLASSIFIER " has no such code");
    return rpc_check(call);
}
