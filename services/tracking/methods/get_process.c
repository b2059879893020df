/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../process/showing.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

/* The process of an application is seen by whoever sees the application. */
static enum rpc_code
check_view(struct rpc_call *call, const struct process *process)
{
    struct view view;
    Tracking__Application app = TRACKING__APPLICATION__INIT;
    if (text_empty(process->row.application_id))
        return RPC_OK;
    enum rpc_code code = view_of(call, &view);
    return code == RPC_OK ? view_application(call, &view, process->row.application_id, &app) : code;
}

enum rpc_code
tracking_get_process(struct rpc_call *call, const Tracking__GetProcessRequest *req, Tracking__Process *rep)
{
    struct process process;
    enum rpc_code code = process_load(call, showing_calendar(call), req->process_id, &process);
    if (code == RPC_OK)
        code = check_view(call, &process);
    if (code != RPC_OK)
        return code;
    audit_object(call, "process", req->process_id, NULL);
    showing_process(&process, rep);
    return DB_LIST(call, &tracking_sql_list_process_steps, DB_ARGS(req->process_id), rep, steps,
                   tracking__process_step__descriptor);
}
