/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/db.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

enum rpc_code
tracking_list_case_files(struct rpc_call *call, const Tracking__ListCaseFilesRequest *req,
                         Tracking__ListCaseFilesResponse *rep)
{
    struct view view;
    enum rpc_code code = view_of(call, &view);
    if (code != RPC_OK)
        return code;
    if (view.centre && *req->centre_code && !text_equal(view.centre, req->centre_code))
        return RPC_OK; /* another centre's cases: none for this caller */
    return DB_LIST(call, &tracking_sql_list_case_files,
                   DB_ARGS(view.centre ? db_text(view.centre) : db_nonempty(req->centre_code), db_nonzero(req->year),
                           date_of_time(time_now_us()).year),
                   rep, case_files, tracking__case_file__descriptor);
}
