/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/audit.h>
#include <okno/db.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

enum rpc_code
tracking_list_history(struct rpc_call *call, const Tracking__ListHistoryRequest *req,
                      Tracking__ListHistoryResponse *rep)
{
    struct view view;
    Tracking__Application app = TRACKING__APPLICATION__INIT;
    enum rpc_code code = view_of(call, &view);
    if (code == RPC_OK)
        code = view_application(call, &view, req->application_id, &app);
    if (code != RPC_OK)
        return code;
    audit_object(call, "application", req->application_id, NULL);
    code = DB_LIST(call, &tracking_sql_list_history, DB_ARGS(req->application_id), rep, movements,
                   tracking__movement__descriptor);
    for (size_t i = 0; code == RPC_OK && i < rep->n_movements; i++) {
        Tracking__Movement *movement = rep->movements[i];
        movement->actor = view_actor(&view, app.applicant_name, movement->actor, movement->actor_role);
    }
    return code;
}
