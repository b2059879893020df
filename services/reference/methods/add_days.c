/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/catalogue.h>
#include <okno/reference.methods.h>

enum rpc_code
reference_add_days(struct rpc_call *call, const Reference__AddDaysRequest *req, Reference__AddDaysResponse *rep)
{
    const struct catalogue *cat;
    struct date start, end;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    const struct calendar *calendar = catalogue_calendar(cat);
    if (!catalogue_all(cat)->calendar)
        return rpc_fail(call, RPC_OUT_OF_RANGE, "Производственный календарь не загружен",
                        "No production calendar was loaded");
    if (!date_parse(req->start, &start)
        || (code = calendar_add_days(calendar, start, req->days, (enum calendar_kind)req->kind, &end))
               == RPC_INVALID_ARGUMENT)
        return rpc_fail(call, RPC_INVALID_ARGUMENT, "Нужны существующий день, число дней не меньше нуля и вид срока",
                        "An existing day, a number of days from zero and a kind of term are needed");
    if (code == RPC_OUT_OF_RANGE)
        return rpc_fail(call, code, "Производственный календарь есть за %d–%d годы, срок выходит за них",
                        "The production calendar covers the years %d to %d, and the term does not stay within",
                        calendar_first_year(calendar), calendar_last_year(calendar));
    char *text = arena_alloc(call->arena, 11);
    date_format(end, text);
    rep->end = text;
    return code;
}
