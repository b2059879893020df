/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/db.h>
#include <okno/page.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#define PAGE 50

enum rpc_code
tracking_list_substitutions(struct rpc_call *call, const Tracking__ListSubstitutionsRequest *req,
                            Tracking__ListSubstitutionsResponse *rep)
{
    struct view view;
    const char *const *after;
    enum rpc_code code = view_of(call, &view);
    if (code != RPC_OK)
        return code;
    bool own = view.centre || view.agency; /* the caller's own place, whatever they ask for */
    const char *centre = own ? text_or_empty(view.centre) : req->centre_code,
               *agency = own ? text_or_empty(view.agency) : req->agency_code;
    const char *query =
        arena_printf(call->arena, "substitutions|%s|%s|%s|%d", centre, agency, req->person, req->running);
    code = page_open(call, req->page_token, query, "u", &after);
    if (code != RPC_OK)
        return code;
    int size = page_size(req->page_size, PAGE);
    code = DB_LIST(call, &tracking_sql_list_substitutions,
                   DB_ARGS(db_nonempty(centre), db_nonempty(agency), db_nonempty(req->person), view_today(call),
                           (bool)req->running, page_key(after, 0), db_null(), size + 1),
                   rep, substitutions, tracking__substitution__descriptor);
    if (code == RPC_OK && page_more(size, &rep->n_substitutions))
        rep->next_page_token = page_token(
            call, query, "u", (const char *const[]){ rep->substitutions[rep->n_substitutions - 1]->substitution_id });
    return code;
}
