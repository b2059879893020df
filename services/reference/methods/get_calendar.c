/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/catalogue.h>
#include <okno/reference.methods.h>

enum rpc_code
reference_get_calendar(struct rpc_call *call, const Reference__GetCalendarRequest *req, Reference__Calendar *rep)
{
    (void)req;
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    const Reference__Calendar *calendar = catalogue_all(cat)->calendar;
    if (!calendar)
        return rpc_fail(call, RPC_NOT_FOUND, "Производственный календарь не загружен",
                        "No production calendar was loaded");
    *rep = *calendar;
    return RPC_OK;
}
