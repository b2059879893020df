/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../complaints/complaints.h"
#include "../period.h"

#include <okno/page.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#define PAGE 50

struct listing {
    struct rpc_call *call;
    const Tracking__ListComplaintsRequest *req;
    struct complaint_view view;
    const char *query, *before;
    int size;
};

static const char *
or_empty(const char *text)
{
    return text ? text : "";
}

static enum rpc_code
open_page(struct listing *l)
{
    const char *const *after;
    const Tracking__ListComplaintsRequest *req = l->req;
    const struct view *view = &l->view.view;
    l->query = arena_printf(l->call->arena, "complaints|%d|%s|%s|%s|%s|%s|%s|%s|%s|%d|%d|%s|%s|%s", (int)req->status,
                            req->number, req->applicant_id, req->application_id, req->centre_code, req->agency_code,
                            req->topic, req->from_date, req->to_date, req->overdue, req->offence,
                            or_empty(view->applicant), or_empty(view->centre), or_empty(view->agency));
    l->size = page_size(req->page_size, PAGE);
    enum rpc_code code = page_open(l->call, req->page_token, l->query, "u", &after);
    if (code == RPC_OK)
        l->before = after ? page_key(after, 0) : PERIOD_LAST_ID;
    return code;
}

static enum rpc_code
find(const struct listing *l, Tracking__ListComplaintsResponse *rep)
{
    const Tracking__ListComplaintsRequest *req = l->req;
    const struct view *view = &l->view.view;
    struct db_value applicant = view->applicant ? db_text(view->applicant) : db_nonempty(req->applicant_id);
    return DB_LIST(l->call, &tracking_sql_list_complaints,
                   DB_ARGS(applicant, view->centre, view->agency, l->view.not_against, view->pseudonymous,
                           view_today(l->call), l->before, complaint_status_name(req->status), db_nonempty(req->number),
                           db_nonempty(req->application_id), db_nonempty(req->topic), db_nonempty(req->centre_code),
                           db_nonempty(req->agency_code), db_nonempty(req->from_date), db_nonempty(req->to_date),
                           (bool)req->overdue, (bool)req->offence, l->size + 1),
                   rep, complaints, tracking__complaint__descriptor);
}

/* A filter that contradicts what the caller may see finds nothing. */
static bool
contradicts(const struct listing *l)
{
    const struct view *view = &l->view.view;
    return *l->req->applicant_id
           && (view->pseudonymous || (view->applicant && !text_equal(view->applicant, l->req->applicant_id)));
}

enum rpc_code
tracking_list_complaints(struct rpc_call *call, const Tracking__ListComplaintsRequest *req,
                         Tracking__ListComplaintsResponse *rep)
{
    struct listing listing = { .call = call, .req = req };
    enum rpc_code code = complaints_view(call, &listing.view);
    if (code == RPC_OK)
        code = open_page(&listing);
    if (code != RPC_OK || contradicts(&listing))
        return code;
    code = find(&listing, rep);
    if (code != RPC_OK)
        return code;
    if (page_more(listing.size, &rep->n_complaints))
        rep->next_page_token = page_token(
            call, listing.query, "u", (const char *const[]){ rep->complaints[rep->n_complaints - 1]->complaint_id });
    for (size_t i = 0; i < rep->n_complaints; i++)
        complaints_finish(call, &listing.view, rep->complaints[i]);
    return RPC_OK;
}
