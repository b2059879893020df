/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/db.h>
#include <okno/page.h>
#include <okno/proto.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

#define PAGE 50
#define KEY "tmu"

static const char *
token_after(struct rpc_call *call, const char *query, const Tracking__QueueEntry *last)
{
    char since[32];
    time_format(proto_time_us(last->since), since);
    return page_token(call, query, KEY, (const char *const[]){ last->agency_code, since, last->application_id });
}

enum rpc_code
tracking_list_queue(struct rpc_call *call, const Tracking__ListQueueRequest *req, Tracking__ListQueueResponse *rep)
{
    struct view view;
    const char *const *after;
    enum rpc_code code = view_of(call, &view);
    if (code != RPC_OK)
        return code;
    const char *agency = view.agency ? view.agency : req->agency_code;
    const char *query = arena_printf(call->arena, "queue|%s|%s", req->service_code, agency);
    code = page_open(call, req->page_token, query, KEY, &after);
    if (code != RPC_OK)
        return code;
    int size = page_size(req->page_size, PAGE);
    code = DB_LIST(call, &tracking_sql_list_queue,
                   DB_ARGS(req->service_code, db_nonempty(agency), page_key(after, 0), page_key(after, 1),
                           page_key(after, 2), size + 1),
                   rep, entries, tracking__queue_entry__descriptor);
    if (code == RPC_OK && page_more(size, &rep->n_entries))
        rep->next_page_token = token_after(call, query, rep->entries[rep->n_entries - 1]);
    return code;
}
