/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "statuses.h"

/* Codes of the federal portal's public enumeration and of АС ГУФ v6.1; 1030 and 1190 are as generally known. */
static const struct {
    const char *ru, *en;
    int epgu, moscow;
} table[] = {
    [TRACKING__APPLICATION__STATUS__REGISTERED] = { "Заявление зарегистрировано", "Registered", 1, 1050 },
    [TRACKING__APPLICATION__STATUS__CHECKED] = { "Документы проверены", "Documents checked", 34, 1050 },
    [TRACKING__APPLICATION__STATUS__SENT] = { "Документы переданы в орган", "With the agency", 21, 1040 },
    [TRACKING__APPLICATION__STATUS__SUSPENDED] = { "Предоставление услуги приостановлено", "Suspended", 14, 1060 },
    [TRACKING__APPLICATION__STATUS__DECIDED] = { "Решение принято, результат готовится",
                                                 "Decided, the result is on its way", 7, 1052 },
    [TRACKING__APPLICATION__STATUS__READY] = { "Результат готов, его можно получить в центре",
                                               "The result is ready at the centre", 35, 1075 },
    [TRACKING__APPLICATION__STATUS__ISSUED] = { "Результат выдан", "The result was issued", 3, 1075 },
    [TRACKING__APPLICATION__STATUS__REFUSED] = { "В предоставлении услуги отказано", "The service was refused", 4,
                                                 1080 },
    [TRACKING__APPLICATION__STATUS__ACCEPTANCE_REFUSED] = { "В приёме документов отказано", "Acceptance was refused", 4,
                                                            1030 },
    [TRACKING__APPLICATION__STATUS__WITHDRAWN] = { "Заявление отозвано", "Withdrawn", 10, 1190 },
};

static bool
known(Tracking__Application__Status status)
{
    return (size_t)status < OKNO_ARRAY_SIZE(table) && table[status].ru;
}

const char *
statuses_words(Tracking__Application__Status status, bool english)
{
    return !known(status) ? "" : english ? table[status].en : table[status].ru;
}

int
statuses_epgu(Tracking__Application__Status status)
{
    return known(status) ? table[status].epgu : 0;
}

int
statuses_moscow(Tracking__Application__Status status)
{
    return known(status) ? table[status].moscow : 0;
}

const char *
statuses_name(Tracking__Application__Status status)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(&tracking__application__status__descriptor, (int)status);
    return value ? value->name : "STATUS_UNSPECIFIED";
}

const char *
statuses_channel(Tracking__Channel channel)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(&tracking__channel__descriptor, (int)channel);
    return value ? value->name : "CHANNEL_UNSPECIFIED";
}

int
statuses_code(const char *text)
{
    int64_t code;
    return !text_empty(text) && parse_int64(text, &code) && code >= INT32_MIN && code <= INT32_MAX ? (int)code : 0;
}

/* The words of regulations are Russian. */
void
statuses_fill(Tracking__Application *app, bool english)
{
    bool suspended = app->status == TRACKING__APPLICATION__STATUS__SUSPENDED;
    if (suspended || !app->epgu_status)
        app->epgu_status = statuses_epgu(app->status);
    if (suspended || !app->moscow_status)
        app->moscow_status = statuses_moscow(app->status);
    if (suspended || english || text_empty(app->status_text))
        app->status_text = statuses_words(app->status, english);
}
