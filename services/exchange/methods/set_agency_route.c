/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../post.h"

#include <okno/audit.h>
#include <okno/exchange.methods.h>
#include <okno/exchange.sql.h>
#include <okno/proto.h>

static enum rpc_code
check(struct rpc_call *call, const Exchange__AgencyRoute *route)
{
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    if (!catalogue_agency(cat, route->agency_code))
        rpc_violate(call, "route.agencyCode", "Такого органа нет", "There is no such agency");
    if (route->way == EXCHANGE__WAY__SYSTEM && !route->signature)
        rpc_violate(call, "route.signature", "Обмен с системой органа подписывается",
                    "The exchange with an agency's system is signed");
    if (route->signature && text_empty(route->key_id))
        rpc_violate(call, "route.keyId", "Обязательное поле", "The field is required");
    else
        keys_check(call, route);
    if (*route->endpoint && !post_endpoint_fits(route->endpoint))
        rpc_violate(call, "route.endpoint", "Нужен адрес https://… без имени пользователя",
                    "An address https://… without a user name is needed");
    return rpc_check(call);
}

static const char *
signature_name(Exchange__AgencyRoute__Signature signature)
{
    return protobuf_c_enum_descriptor_get_value(&exchange__agency_route__signature__descriptor, (int)signature)->name;
}

enum rpc_code
exchange_set_agency_route(struct rpc_call *call, const Exchange__SetAgencyRouteRequest *req, Exchange__AgencyRoute *rep)
{
    *rep = *req->route;
    audit_object(call, "agency-route", rep->agency_code, NULL);
    enum rpc_code code = check(call, rep);
    if (code != RPC_OK)
        return code;
    rules_complete_route(rep);
    struct db_work *work = db_begin(call);
    db_put(work, &exchange_sql_put_route,
           DB_ARGS(rep->agency_code, rep->way == EXCHANGE__WAY__SYSTEM ? "SYSTEM" : "OFFICIALS", rep->endpoint,
                   signature_name(rep->signature), rep->key_id, (int)rep->attempts, (int)rep->first_delay_seconds,
                   (int)rep->longest_delay_seconds, (int)rep->timeout_seconds, db_time(time_now_us()),
                   call->caller.subject));
    return db_finish(work);
}
