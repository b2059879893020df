/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../rules.h"
#include "../statuses.h"
#include "../view.h"

#include <okno/db.h>
#include <okno/ids.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

/* One answer for an unknown number and a wrong code: a stranger learns nothing by trying. */
static enum rpc_code
not_found(struct rpc_call *call)
{
    return rpc_fail(call, RPC_NOT_FOUND, "Заявления с таким номером и кодом нет",
                    "There is no application with this number and code");
}

static enum rpc_code
load(struct rpc_call *call, const char *typed, Tracking__TrackApplicationResponse *rep, const char **ret_code)
{
    char number[IDS_ENO_SIZE];
    *ret_code = "????????";
    if (ids_eno_check(typed, number) != IDS_OK)
        return RPC_NOT_FOUND;
    struct db_rows rows;
    enum rpc_code code = db_one(call, &tracking_sql_track_application, DB_ARGS((const char *)number), &rep->base);
    if (code == RPC_OK)
        code = db_rows(call, &tracking_sql_get_tracking_code, DB_ARGS((const char *)number), &rows);
    if (code == RPC_OK && rows.n)
        *ret_code = db_cell(&rows, 0, "tracking_code");
    return code;
}

enum rpc_code
tracking_track_application(struct rpc_call *call, const Tracking__TrackApplicationRequest *req,
                           Tracking__TrackApplicationResponse *rep)
{
    char typed[2 * IDS_CODE_LENGTH];
    const char *stored;
    Tracking__TrackApplicationResponse found = TRACKING__TRACK_APPLICATION_RESPONSE__INIT;
    enum rpc_code code = load(call, req->number, &found, &stored);
    if (code != RPC_OK && code != RPC_NOT_FOUND)
        return code;
    ids_code_normal(req->code, typed, sizeof typed);
    bool opens = ids_code_equal(stored, typed);
    if (code == RPC_NOT_FOUND || !opens)
        return not_found(call);
    *rep = found;
    if (rpc_english(call) || rep->suspended || text_empty(rep->status_text))
        rep->status_text = statuses_words(rep->status, rpc_english(call));
    return RPC_OK;
}
