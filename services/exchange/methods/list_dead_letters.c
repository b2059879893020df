/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/db.h>
#include <okno/exchange.methods.h>
#include <okno/exchange.sql.h>
#include <okno/page.h>
#include <okno/proto.h>

#include "../view.h"

#define PAGE 50

enum rpc_code
exchange_list_dead_letters(struct rpc_call *call, const Exchange__ListDeadLettersRequest *req,
                           Exchange__ListDeadLettersResponse *rep)
{
    const char *const *after;
    const char *query = arena_printf(call->arena, "dead-letters|%s", req->agency_code);
    int size = page_size(req->page_size, PAGE);
    enum rpc_code code = page_open(call, req->page_token, query, "mu", &after);
    if (code != RPC_OK)
        return code;
    code = DB_LIST(call, &exchange_sql_list_dead_letters,
                   DB_ARGS(db_nonempty(req->agency_code), after ? page_key(after, 0) : "-infinity",
                           after ? page_key(after, 1) : "00000000-0000-0000-0000-000000000000", size + 1),
                   rep, dead_letters, exchange__dead_letter__descriptor);
    if (code != RPC_OK || !page_more(size, &rep->n_dead_letters))
        return code;
    const Exchange__DeadLetter *last = rep->dead_letters[rep->n_dead_letters - 1];
    char at[32];
    time_format(proto_time_us(last->created), at);
    rep->next_page_token = page_token(call, query, "mu", (const char *const[]){ at, last->message_id });
    return RPC_OK;
}
