/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../complaints/complaints.h"

#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

enum rpc_code
tracking_list_complaint_history(struct rpc_call *call, const Tracking__ListComplaintHistoryRequest *req,
                                Tracking__ListComplaintHistoryResponse *rep)
{
    struct complaint_view view;
    Tracking__Complaint complaint = TRACKING__COMPLAINT__INIT;
    enum rpc_code code = complaints_view(call, &view);
    if (code == RPC_OK)
        code = complaints_load(call, req->complaint_id, &complaint);
    if (code == RPC_OK)
        code = DB_LIST(call, &tracking_sql_list_complaint_movements, DB_ARGS(req->complaint_id), rep, movements,
                       tracking__complaint_movement__descriptor);
    for (size_t i = 0; code == RPC_OK && i < rep->n_movements; i++) {
        Tracking__ComplaintMovement *movement = rep->movements[i];
        movement->actor = view_actor(&view.view, complaint.applicant_name, movement->actor, movement->actor_role);
    }
    return code;
}
