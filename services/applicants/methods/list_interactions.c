/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../record.h"

#include <okno/applicants.methods.h>
#include <okno/applicants.sql.h>
#include <okno/page.h>
#include <okno/proto.h>

#define PAGE_USUAL 50
#define KEYS "mu" /* when, which */

static char *
query_of(struct rpc_call *call, const Applicants__ListInteractionsRequest *req)
{
    return arena_printf(call->arena, "interactions|%s|%s|%s|%s|%s|%s", req->applicant_id, req->channel, req->kind,
                        req->application_id, req->from_date, req->to_date);
}

/* Beginning of a local day, `later` days on; NULL for no day. */
static struct db_value
day_begins(const char *day, int later)
{
    struct date date;
    if (text_empty(day) || !date_parse(day, &date))
        return db_null();
    return db_time(time_of_date(date_from_days(date_to_days(date) + later), 0));
}

static enum rpc_code
load_page(struct rpc_call *call, const Applicants__ListInteractionsRequest *req, const char *const *after, int size,
          Applicants__ListInteractionsResponse *rep)
{
    return DB_LIST(call, &applicants_sql_list_interactions,
                   DB_ARGS(req->applicant_id, db_nonempty(req->channel), db_nonempty(req->kind),
                           db_nonempty(req->application_id), day_begins(req->from_date, 0), day_begins(req->to_date, 1),
                           page_key(after, 0), page_key(after, 1), size + 1),
                   rep, interactions, applicants__interaction__descriptor);
}

static char *
token_after(struct rpc_call *call, const char *query, const Applicants__Interaction *last)
{
    char at[32];
    time_format(proto_time_us(last->at), at);
    return page_token(call, query, KEYS, (const char *const[]){ at, last->interaction_id });
}

enum rpc_code
applicants_list_interactions(struct rpc_call *call, const Applicants__ListInteractionsRequest *req,
                             Applicants__ListInteractionsResponse *rep)
{
    const char *query = query_of(call, req), *const * after;
    int size = page_size(req->page_size, PAGE_USUAL);
    enum rpc_code code = record_visible(call, req->applicant_id);
    if (code == RPC_OK)
        code = page_open(call, req->page_token, query, KEYS, &after);
    if (code == RPC_OK)
        code = load_page(call, req, after, size, rep);
    if (code != RPC_OK)
        return code;
    if (!rep->n_interactions)
        return record_exists(call, req->applicant_id);
    if (page_more(size, &rep->n_interactions))
        rep->next_page_token = token_after(call, query, rep->interactions[size - 1]);
    return RPC_OK;
}
