/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/audit.h>
#include <okno/db.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

static enum rpc_code
applicant_of(struct rpc_call *call, const char *application_id, const char **ret_applicant)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &tracking_sql_get_applicant_of, DB_ARGS(application_id), &rows);
    if (code == RPC_OK)
        *ret_applicant = db_cell(&rows, 0, "applicant_id");
    return code;
}

enum rpc_code
tracking_list_refusals(struct rpc_call *call, const Tracking__ListRefusalsRequest *req,
                       Tracking__ListRefusalsResponse *rep)
{
    struct view view;
    const char *applicant;
    Tracking__Application app = TRACKING__APPLICATION__INIT;
    enum rpc_code code = view_of(call, &view);
    if (code == RPC_OK)
        code = view_application(call, &view, req->application_id, &app);
    if (code == RPC_OK)
        code = applicant_of(call, req->application_id, &applicant);
    if (code != RPC_OK)
        return code;
    audit_object(call, "application", req->application_id, NULL);
    code = DB_LIST(call, &tracking_sql_list_refusals, DB_ARGS(applicant, app.service_code), rep, refusals,
                   tracking__refusal__descriptor);
    return code == RPC_OK ? DB_LIST(call, &tracking_sql_list_repeat_demands, DB_ARGS(applicant, app.service_code), rep,
                                    demands, tracking__repeat_demand__descriptor)
                          : code;
}
