/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "facts.h"

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

enum rpc_code
facts_hours(struct rpc_call *call, const char *centre_code, struct date day, int ends_before, struct hours *ret_hours)
{
    const struct catalogue *cat;
    const Reference__Centre *centre;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code == RPC_OK)
        code = find_centre(call, cat, centre_code, &centre);
    if (code != RPC_OK)
        return code;
    code = hours_of(centre, catalogue_calendar(cat), day, ends_before, ret_hours);
    if (code == RPC_OK)
        return code;
    return rpc_fail(call, code, "День выходит за пределы производственного календаря (по %d год)",
                    "The day leaves the production calendar (up to %d)", calendar_last_year(catalogue_calendar(cat)));
}
