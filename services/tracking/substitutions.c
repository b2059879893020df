/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "substitutions.h"

#include "view.h"

#include <okno/db.h>
#include <okno/tracking.sql.h>

const char *
substitutions_place(const struct rpc_caller *caller)
{
    const char *place;
    switch (caller->role) {
    case RPC_ROLE_OPERATOR:
    case RPC_ROLE_SUPERVISOR:
        place = caller->centre;
        break;
    case RPC_ROLE_AGENCY:
        place = caller->agency;
        break;
    default:
        return caller->role == RPC_ROLE_CONTROLLER ? "" : NULL;
    }
    return text_empty(place) ? NULL : place;
}

enum rpc_code
substitutions_stands_in(struct rpc_call *call, const char *absent, bool *ret_stands)
{
    struct db_rows rows;
    const char *place = substitutions_place(&call->caller);
    *ret_stands = false;
    if (!place)
        return RPC_OK;
    enum rpc_code code =
        db_rows(call, &tracking_sql_stands_in, DB_ARGS(call->caller.subject, absent, place, view_today(call)), &rows);
    *ret_stands = code == RPC_OK && rows.n > 0;
    return code;
}

enum rpc_code
substitutions_get(struct rpc_call *call, const char *id, Tracking__Substitution *ret_substitution)
{
    struct view view;
    enum rpc_code code = view_of(call, &view);
    if (code != RPC_OK)
        return code;
    code = db_one(call, &tracking_sql_list_substitutions,
                  DB_ARGS(view.centre, view.agency, db_null(), view_today(call), false, db_null(), id, 1),
                  &ret_substitution->base);
    return code == RPC_NOT_FOUND ? rpc_fail(call, code, "Замещения %s нет", "There is no substitution %s", id) : code;
}
