/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../complaints/complaints.h"

#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

enum rpc_code
tracking_get_complaint(struct rpc_call *call, const Tracking__GetComplaintRequest *req, Tracking__Complaint *rep)
{
    enum rpc_code code = complaints_load(call, req->complaint_id, rep);
    if (code != RPC_OK || call->caller.role == RPC_ROLE_APPLICANT)
        return code;
    code = DB_LIST(call, &tracking_sql_list_tasks_of_process, DB_ARGS(req->complaint_id, view_today(call)), rep, tasks,
                   tracking__task__descriptor);
    for (size_t i = 0; code == RPC_OK && i < rep->n_tasks; i++)
        view_finish_task(rep->tasks[i]);
    return code;
}
