/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../complaints/filing.h"
#include "../process/showing.h"

#include <okno/audit.h>
#include <okno/tracking.methods.h>

static enum rpc_code
write(struct filing *filing, struct process *process, Tracking__Complaint *rep)
{
    struct rpc_call *call = filing->call;
    bool registered = rep->status == TRACKING__COMPLAINT__STATUS__REGISTERED;
    struct db_work *work = db_begin(call);
    filing_put(work, filing);
    process_put(process, work, &(struct process_subject){ 0 });
    complaints_note(call, work, rep, "FILED", "", filing->now_us);
    if (registered)
        complaints_note(call, work, rep, "REGISTERED", "", filing->now_us);
    return db_finish(work);
}

enum rpc_code
tracking_file_complaint(struct rpc_call *call, const Tracking__FileComplaintRequest *req, Tracking__Complaint *rep)
{
    struct process process;
    struct complaint_view view;
    struct filing filing = { .call = call, .req = req, .complaint = rep };
    enum rpc_code code = complaints_view(call, &view);
    if (code == RPC_OK)
        code = filing_make(&filing);
    if (code != RPC_OK)
        return code;
    audit_object(call, "complaint", rep->complaint_id, NULL);
    const struct bpmn_value *variables =
        bpmn_with(call->arena, NULL, "complaint", complaints_variable(call->arena, rep));
    const struct process_origin origin = {
        .code = COMPLAINT_REGULATION, .id = rep->complaint_id, .application_id = "", .parent_id = ""
    };
    code = process_begin(call, showing_calendar(call), &origin, variables, &process);
    if (code != RPC_OK)
        return code;
    complaints_finish(call, &view, rep);
    return write(&filing, &process, rep);
}
