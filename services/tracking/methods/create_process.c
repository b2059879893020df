/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../complaints/complaint_rules.h"
#include "../process/showing.h"

#include <okno/audit.h>
#include <okno/tracking.methods.h>

enum rpc_code
tracking_create_process(struct rpc_call *call, const Tracking__CreateProcessRequest *req, Tracking__Process *rep)
{
    char id[37];
    struct process process;
    const struct bpmn_value *variables = req->variables ? bpmn_from_struct(call->arena, req->variables) : NULL;
    uuid7(id);
    if (text_equal(req->regulation, COMPLAINT_REGULATION))
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Этот процесс начинается жалобой",
                        "This process begins with a complaint");
    const struct process_origin origin = { req->regulation, req->version, NULL, id, "", "", 0, NULL };
    enum rpc_code code = process_begin(call, showing_calendar(call), &origin, variables, &process);
    if (code != RPC_OK)
        return code;
    audit_object(call, "process", id, NULL);
    struct db_work *work = db_begin(call);
    process_put(&process, work, &(struct process_subject){ 0 });
    showing_process(&process, rep);
    return db_finish(work);
}
