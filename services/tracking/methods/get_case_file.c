/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/db.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

enum rpc_code
tracking_get_case_file(struct rpc_call *call, const Tracking__GetCaseFileRequest *req, Tracking__CaseFile *rep)
{
    struct view view;
    enum rpc_code code = view_of(call, &view);
    if (code == RPC_OK)
        code = db_one(call, &tracking_sql_get_case_file,
                      DB_ARGS(req->case_file_id, view.centre, date_of_time(time_now_us()).year), &rep->base);
    if (code == RPC_NOT_FOUND)
        return rpc_fail(call, code, "Дела %s нет", "There is no case file %s", req->case_file_id);
    if (code != RPC_OK)
        return code;
    return DB_LIST(call, &tracking_sql_list_case_items, DB_ARGS(req->case_file_id), rep, entries,
                   tracking__case_item__descriptor);
}
