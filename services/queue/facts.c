/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "facts.h"

#include <okno/log.h>

#include <stdatomic.h>

static enum rpc_code
find_centre(struct rpc_call *call, const struct catalogue *cat, const char *centre_code,
            const Reference__Centre **ret_centre)
{
    *ret_centre = catalogue_centre(cat, centre_code);
    if (*ret_centre && !(*ret_centre)->withdrawn)
        return RPC_OK;
    return rpc_fail(call, RPC_NOT_FOUND, "Центра %s нет", "There is no centre %s", centre_code);
}

static enum rpc_code
find_service(struct rpc_call *call, const struct catalogue *cat, const char *centre_code, struct facts_item *item)
{
    const Reference__Centre *centre;
    const Reference__ServiceCard *card = catalogue_service(cat, item->service_code);
    if (!card || card->withdrawn)
        return rpc_fail(call, RPC_NOT_FOUND, "Услуги %s нет в каталоге", "There is no service %s in the catalogue",
                        item->service_code);
    enum rpc_code code = find_centre(call, cat, centre_code, &centre);
    if (code != RPC_OK)
        return code;
    if (item->purpose == QUEUE__PURPOSE__APPLY && !catalogue_provides(centre, card)) {
        rpc_explain(call, "NOT_PROVIDED", NULL);
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Центр %s не оказывает услугу %s",
                        "The centre %s does not provide %s", centre_code, item->service_code);
    }
    item->themes = (const char *const *)card->themes;
    item->n_themes = card->n_themes;
    item->by_appointment = card->appointment_only;
    return RPC_OK;
}

enum rpc_code
facts_item(struct rpc_call *call, const char *centre_code, const char *service_code, const char *group_code,
           Queue__Purpose purpose, int scenario, struct facts_item *ret_item)
{
    const struct catalogue *cat;
    *ret_item = (struct facts_item){ .service_code = service_code,
                                     .group_code = group_code,
                                     .purpose = purpose ? purpose : QUEUE__PURPOSE__APPLY,
                                     .express = scenario == 3 };
    if (text_empty(service_code))
        return RPC_OK;
    enum rpc_code code = catalogue_of(call, &cat);
    return code == RPC_OK ? find_service(call, cat, centre_code, ret_item) : code;
}

static enum rpc_code
load_centre(struct rpc_call *call, const char *centre_code, const struct catalogue **ret_cat,
            const Reference__Centre **ret_centre)
{
    enum rpc_code code = catalogue_of(call, ret_cat);
    return code == RPC_OK ? find_centre(call, *ret_cat, centre_code, ret_centre) : code;
}

enum rpc_code
facts_hours(struct rpc_call *call, const char *centre_code, struct date day, int ends_before, struct hours *ret_hours)
{
    const struct catalogue *cat;
    const Reference__Centre *centre;
    enum rpc_code code = load_centre(call, centre_code, &cat, &centre);
    if (code != RPC_OK)
        return code;
    code = hours_of(centre, catalogue_calendar(cat), day, ends_before, ret_hours);
    if (code == RPC_OK)
        return code;
    return rpc_fail(call, code, "На этот день записаться ещё нельзя: производственный календарь известен по %d год",
                    "That day cannot be booked yet: the production calendar is known up to %d",
                    calendar_last_year(catalogue_calendar(cat)));
}

/* Once a day: whoever keeps the reference data is to load the year. */
static void
warn(const struct calendar *cal, struct date today)
{
    static _Atomic int32_t warned;
    int32_t day = date_to_days(today);
    if (atomic_exchange(&warned, day) != day)
        log_warn("the production calendar does not know today: halls go by their timetables",
                 LOG_INT("last_year", calendar_last_year(cal)));
}

enum rpc_code
facts_hours_today(struct rpc_call *call, const char *centre_code, int64_t now_us, struct hours *ret_hours)
{
    const struct catalogue *cat;
    const Reference__Centre *centre;
    struct date today = date_of_time(now_us);
    enum rpc_code code = load_centre(call, centre_code, &cat, &centre);
    if (code != RPC_OK || hours_of(centre, catalogue_calendar(cat), today, 0, ret_hours) == RPC_OK)
        return code;
    warn(catalogue_calendar(cat), today);
    hours_by_timetable(centre, today, 0, ret_hours);
    return RPC_OK;
}
