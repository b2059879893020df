/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "complaint_rules.h"

#define STATUS(name) TRACKING__COMPLAINT__STATUS__##name

int
complaint_days(const char *topic)
{
    bool short_term = text_equal(topic, "complaint-acceptance") || text_equal(topic, "complaint-correction");
    return short_term ? 5 : 15;
}

struct complaint_decider
complaint_decider(Tracking__Complaint__Against against, bool head, const char *centre, const char *agency)
{
    static const struct complaint_decider above = { "CONTROLLER", "", "" };
    if (against != TRACKING__COMPLAINT__AGAINST__OFFICIAL || head)
        return above;
    if (!text_empty(centre))
        return (struct complaint_decider){ "SUPERVISOR", centre, "" };
    return (struct complaint_decider){ "AGENCY", "", agency };
}

bool
complaint_may_withdraw(Tracking__Complaint__Status status)
{
    return status == STATUS(FILED) || status == STATUS(REGISTERED);
}

const char *
complaint_words(const Tracking__Complaint *complaint, bool english)
{
    bool sent = complaint->answered != NULL;
    switch (complaint->status) {
    case STATUS(FILED):
        return english ? "The complaint was received" : "Жалоба получена";
    case STATUS(REGISTERED):
        return english ? "The complaint is registered and being considered"
                       : "Жалоба зарегистрирована и рассматривается";
    case STATUS(SATISFIED):
        if (sent)
            return english ? "The complaint is satisfied, the answer was sent"
                           : "Жалоба удовлетворена, ответ направлен";
        return english ? "The complaint is satisfied, the answer is being sent"
                       : "Жалоба удовлетворена, ответ направляется";
    case STATUS(REFUSED):
        if (sent)
            return english ? "The complaint is refused, the answer was sent"
                           : "В удовлетворении жалобы отказано, ответ направлен";
        return english ? "The complaint is refused, the answer is being sent"
                       : "В удовлетворении жалобы отказано, ответ направляется";
    case STATUS(WITHDRAWN):
        return english ? "The complaint was taken back" : "Жалоба отозвана";
    default:
        return "";
    }
}

int
complaint_epgu(Tracking__Complaint__Status status)
{
    switch (status) {
    case STATUS(FILED):
        return 44;
    case STATUS(REGISTERED):
        return 45;
    case STATUS(SATISFIED):
        return 46;
    case STATUS(REFUSED):
        return 47;
    default:
        return 10;
    }
}

const char *
complaint_status_name(Tracking__Complaint__Status status)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(&tracking__complaint__status__descriptor, (int)status);
    return value && status ? value->name : NULL;
}
