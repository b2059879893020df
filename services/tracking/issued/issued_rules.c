/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "issued_rules.h"

#include <okno/base.h>

unsigned
issued_acts(const char *operation, const struct operation_outcome *outcome, unsigned effects)
{
    unsigned acts = 0;
    if (outcome && (outcome->effects & OPERATION_NEEDS_ACCEPTANCE_GROUND))
        return ISSUED_ACCEPTANCE_REFUSAL;
    if (outcome && (outcome->effects & OPERATION_NEEDS_REFUSAL_GROUND))
        acts |= ISSUED_REFUSAL;
    if (outcome && outcome->status == TRACKING__APPLICATION__STATUS__DECIDED)
        acts |= ISSUED_RESULT;
    if (effects & OPERATION_TO_APPLICANT)
        acts |= ISSUED_HANDED;
    if (outcome && (outcome->effects & OPERATION_BACK_TO_AGENCY))
        acts |= ISSUED_BACK;
    if (outcome && text_equal(operation, "annul"))
        acts |= ISSUED_ANNULLED;
    return acts;
}

Tracking__IssuedDocumentVerdict__Verdict
issued_verdict(Tracking__IssuedDocument__State state)
{
    if (state == TRACKING__ISSUED_DOCUMENT__STATE__ANNULLED)
        return TRACKING__ISSUED_DOCUMENT_VERDICT__VERDICT__ANNULLED;
    return state == TRACKING__ISSUED_DOCUMENT__STATE__ISSUED ? TRACKING__ISSUED_DOCUMENT_VERDICT__VERDICT__VALID
                                                             : TRACKING__ISSUED_DOCUMENT_VERDICT__VERDICT__NOT_ISSUED;
}

const char *
issued_kind_words(Tracking__IssuedDocument__Kind kind)
{
    switch (kind) {
    case TRACKING__ISSUED_DOCUMENT__KIND__REFUSAL:
        return "Решение об отказе в предоставлении услуги";
    case TRACKING__ISSUED_DOCUMENT__KIND__ACCEPTANCE_REFUSAL:
        return "Решение об отказе в приёме документов";
    default:
        return "Результат предоставления услуги";
    }
}

const char *
issued_kind_name(Tracking__IssuedDocument__Kind kind)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(&tracking__issued_document__kind__descriptor, (int)kind);
    return value && kind ? value->name : NULL;
}

const char *
issued_state_name(Tracking__IssuedDocument__State state)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(&tracking__issued_document__state__descriptor, (int)state);
    return value && state ? value->name : NULL;
}
