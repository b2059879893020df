/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../rules.h"
#include "../view.h"

#include <okno/db.h>
#include <okno/exchange.methods.h>
#include <okno/exchange.sql.h>
#include <okno/page.h>

#define PAGE 50
#define FIRST_ID "00000000-0000-0000-0000-000000000000"

struct listing {
    struct rpc_call *call;
    const Exchange__ListRequestsRequest *req;
    Exchange__ListRequestsResponse *rep;
    const struct catalogue *cat;
    struct view view;
    const char *query, *states, *centre, *agency;
    const char *const *after;
    int size;
};

static void
set_bounds(struct listing *l)
{
    l->centre = l->view.centre ? l->view.centre : *l->req->centre_code ? l->req->centre_code : NULL;
    l->agency = l->view.agency ? l->view.agency : *l->req->agency_code ? l->req->agency_code : NULL;
    l->states =
        l->req->state ? arena_printf(l->call->arena, "{%s}", rules_state_name(l->req->state)) : "{NEW,SENT,DELIVERED}";
}

static bool
contradicts(const struct listing *l)
{
    const Exchange__ListRequestsRequest *req = l->req;
    return (l->view.centre && *req->centre_code && !text_equal(l->view.centre, req->centre_code))
           || (l->view.agency && *req->agency_code && !text_equal(l->view.agency, req->agency_code))
           || (l->view.pseudonymous && *req->application_id);
}

static enum rpc_code
open_page(struct listing *l)
{
    const Exchange__ListRequestsRequest *req = l->req;
    l->query = arena_printf(l->call->arena, "requests|%d|%s|%s|%s|%s|%d|%s|%s|%s", (int)req->state, req->agency_code,
                            req->centre_code, req->application_id, req->assignee, req->overdue,
                            l->view.centre ? l->view.centre : "", l->view.agency ? l->view.agency : "",
                            l->call->caller.subject);
    l->size = page_size(req->page_size, PAGE);
    return page_open(l->call, req->page_token, l->query, "du", &l->after);
}

static enum rpc_code
find(struct listing *l)
{
    const Exchange__ListRequestsRequest *req = l->req;
    const char *today = view_today(l->call), *before = req->overdue ? today : NULL;
    const char *day = l->after ? page_key(l->after, 0) : "-infinity", *id = l->after ? page_key(l->after, 1) : FIRST_ID;
    const char *assignee = text_equal(req->assignee, "me") ? l->call->caller.subject : req->assignee;
    struct db_value by = db_nonempty(assignee);
#define RUN(statement, ...)                                                                                            \
    DB_LIST(l->call, &(statement), DB_ARGS(__VA_ARGS__), l->rep, requests, exchange__request__descriptor)
    if (*req->application_id)
        return RUN(exchange_sql_list_requests_of_application, req->application_id, l->states, day, id, before,
                   l->centre, l->agency, by, today, l->size + 1);
    if (l->agency)
        return RUN(exchange_sql_list_requests_of_agencies, catalogue_agency_codes(l->cat, l->call->arena, l->agency),
                   l->states, day, id, before, l->centre, by, today, l->size + 1);
    return RUN(exchange_sql_list_requests_of_centres, catalogue_centre_codes(l->cat, l->call->arena, l->centre),
               l->states, day, id, before, l->agency, by, today, l->size + 1);
}

enum rpc_code
exchange_list_requests(struct rpc_call *call, const Exchange__ListRequestsRequest *req,
                       Exchange__ListRequestsResponse *rep)
{
    struct listing l = { .call = call, .req = req, .rep = rep };
    enum rpc_code code = view_of(call, &l.view);
    if (code == RPC_OK)
        code = catalogue_of(call, &l.cat);
    if (code == RPC_OK)
        code = open_page(&l);
    if (code != RPC_OK || contradicts(&l))
        return code;
    set_bounds(&l);
    code = find(&l);
    if (code != RPC_OK)
        return code;
    if (page_more(l.size, &rep->n_requests)) {
        const Exchange__Request *last = rep->requests[rep->n_requests - 1];
        rep->next_page_token = page_token(call, l.query, "du", (const char *const[]){ last->due_on, last->request_id });
    }
    for (size_t i = 0; i < rep->n_requests; i++)
        view_finish(call, &l.view, rep->requests[i]);
    return RPC_OK;
}
