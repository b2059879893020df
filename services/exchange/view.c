/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view.h"

#include <okno/db.h>
#include <okno/exchange.sql.h>
#include <okno/veil.h>

bool
view_is_pseudonymous(const struct catalogue *cat, const char *agency_code)
{
    const Reference__Agency *agency = catalogue_agency(cat, agency_code);
    return !agency || agency->pseudonymous;
}

enum rpc_code
view_of(struct rpc_call *call, struct view *ret_view)
{
    const struct catalogue *cat;
    enum rpc_code code;
    *ret_view = (struct view){ 0 };
    switch (call->caller.role) {
    case RPC_ROLE_OPERATOR:
    case RPC_ROLE_SUPERVISOR:
        ret_view->centre = call->caller.centre;
        return RPC_OK;
    case RPC_ROLE_AGENCY:
        code = catalogue_of(call, &cat);
        if (code != RPC_OK)
            return code;
        ret_view->agency = call->caller.agency;
        ret_view->pseudonymous = view_is_pseudonymous(cat, call->caller.agency);
        return RPC_OK;
    default:
        return RPC_OK;
    }
}

const char *
view_day(struct rpc_call *call, struct date date)
{
    char *day = arena_alloc(call->arena, 11);
    date_format(date, day);
    return day;
}

const char *
view_today(struct rpc_call *call)
{
    return view_day(call, date_of_time(time_now_us()));
}

enum rpc_code
view_request(struct rpc_call *call, const struct view *view, const char *request_id, Exchange__Request *ret_request)
{
    enum rpc_code code = db_one(call, &exchange_sql_get_request,
                                DB_ARGS(request_id, view->centre, view->agency, view_today(call)), &ret_request->base);
    if (code == RPC_NOT_FOUND)
        return rpc_fail(call, code, "Межведомственного запроса %s нет", "There is no request %s", request_id);
    return code;
}

static void
keep_attached(Exchange__Request *request)
{
    size_t kept = 0;
    for (size_t i = 0; i < request->n_files; i++)
        if (request->files[i]->attached)
            request->files[kept++] = request->files[i];
    request->n_files = kept;
}

void
view_finish(struct rpc_call *call, const struct view *view, Exchange__Request *request)
{
    const struct catalogue *cat;
    if (catalogue_of(call, &cat) == RPC_OK)
        request->kind_name = catalogue_item_name(cat, "document-kinds", request->kind);
    if (call->caller.role != RPC_ROLE_SERVICE)
        request->correlation = "";
    if (!view->agency)
        keep_attached(request);
    else
        request->requester = "";
    /* What is in a task's content tracking has shown to this agency itself. */
    if (view->pseudonymous && text_empty(request->task_id)) {
        request->application_id = "";
        if (request->content)
            veil_hide(request->content);
    }
}
