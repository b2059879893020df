/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/db.h>
#include <okno/page.h>
#include <okno/proto.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#define PAGE 50

/* The caller's own place, whatever they ask for. */
static const char *
place_of(const struct view *view, const char *asked)
{
    return view->centre ? view->centre : view->agency ? view->agency : asked;
}

static const char *
moment(struct arena *arena, const Google__Protobuf__Timestamp *time)
{
    char text[32];
    time_format(proto_time_us(time), text);
    return arena_strdup(arena, text);
}

enum rpc_code
tracking_list_missed_terms(struct rpc_call *call, const Tracking__ListMissedTermsRequest *req,
                           Tracking__ListMissedTermsResponse *rep)
{
    struct view view;
    const char *const *after;
    enum rpc_code code = view_of(call, &view);
    if (code != RPC_OK)
        return code;
    const char *place = place_of(&view, req->place);
    const char *query =
        arena_printf(call->arena, "missed|%s|%s|%s|%d", place, req->responsible, req->application_id, req->unanswered);
    code = page_open(call, req->page_token, query, "mu", &after);
    if (code != RPC_OK)
        return code;
    int size = page_size(req->page_size, PAGE);
    code =
        DB_LIST(call, &tracking_sql_list_missed_terms,
                DB_ARGS(db_nonempty(place), db_nonempty(req->responsible), db_nonempty(req->application_id),
                        (bool)req->unanswered, page_key(after, 0), page_key(after, 1), size + 1, db_null(), db_null()),
                rep, terms, tracking__missed_term__descriptor);
    if (code != RPC_OK || !page_more(size, &rep->n_terms))
        return code;
    const Tracking__MissedTerm *last = rep->terms[rep->n_terms - 1];
    rep->next_page_token =
        page_token(call, query, "mu", (const char *const[]){ moment(call->arena, last->recorded), last->task_id });
    return RPC_OK;
}
