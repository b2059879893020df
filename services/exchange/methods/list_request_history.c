/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/db.h>
#include <okno/exchange.methods.h>
#include <okno/exchange.sql.h>

/* Who works in the centre is not the agency's business, as in the request itself. */
static void
hide_askers(Exchange__ListRequestHistoryResponse *rep)
{
    for (size_t i = 0; i < rep->n_moves; i++)
        if (!text_equal(rep->moves[i]->actor_role, rpc_role_name(RPC_ROLE_AGENCY)))
            rep->moves[i]->actor = "";
}

enum rpc_code
exchange_list_request_history(struct rpc_call *call, const Exchange__ListRequestHistoryRequest *req,
                              Exchange__ListRequestHistoryResponse *rep)
{
    struct view view;
    Exchange__Request request = EXCHANGE__REQUEST__INIT;
    enum rpc_code code = view_of(call, &view);
    if (code == RPC_OK)
        code = view_request(call, &view, req->request_id, &request);
    if (code != RPC_OK)
        return code;
    code = DB_LIST(call, &exchange_sql_list_moves, DB_ARGS(req->request_id), rep, moves,
                   exchange__request_move__descriptor);
    if (code == RPC_OK && view.agency)
        hide_askers(rep);
    return code;
}
