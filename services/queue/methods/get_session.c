/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/queue.methods.h>
#include <okno/queue.sql.h>

enum rpc_code
queue_get_session(struct rpc_call *call, const Queue__GetSessionRequest *req, Queue__Session *rep)
{
    struct hall *hall;
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &queue_sql_get_session_centre, DB_ARGS(req->session_id), &rows);
    if (code != RPC_OK)
        return code;
    const char *centre = rows.n ? db_cell(&rows, 0, "centre_code") : "", *bound = view_bound_centre(&call->caller);
    struct hall_window *window = NULL;
    if (*centre && (!bound || text_equal(bound, centre))) {
        code = hall_look(call, centre, &hall);
        if (code != RPC_OK)
            return code;
        window = hall_session_window(hall, req->session_id);
    }
    if (!window)
        return rpc_fail(call, RPC_NOT_FOUND, "Такого рабочего сеанса нет: он закрыт или не вашего центра",
                        "There is no such session: it is closed, or of another centre");
    view_session(call->arena, hall, window->session, rep);
    return RPC_OK;
}
