/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../complaints/complaints.h"
#include "../process/showing.h"

#include <okno/proto.h>
#include <okno/tracking.methods.h>

static enum rpc_code
may_withdraw(struct rpc_call *call, const Tracking__WithdrawComplaintRequest *req, const Tracking__Complaint *complaint)
{
    bool in_centre = call->caller.role == RPC_ROLE_OPERATOR || call->caller.role == RPC_ROLE_SUPERVISOR;
    if (in_centre && !text_equal(call->caller.centre, complaint->centre_code))
        return rpc_fail(call, RPC_PERMISSION_DENIED, "Отзыв принимает центр, который принял жалобу: %s",
                        "It is taken back where it was taken in: %s", complaint->centre_code);
    if (!text_empty(req->etag) && !text_equal(req->etag, complaint->etag)) {
        rpc_explain(call, "STALE_ETAG", NULL);
        return rpc_fail(call, RPC_ABORTED, "Жалоба изменена после того, как вы её видели: посмотрите снова",
                        "The complaint was changed after you saw it: look again");
    }
    if (complaint_may_withdraw(complaint->status))
        return RPC_OK;
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Жалоба уже рассмотрена или отозвана",
                    "The complaint is decided or taken back already");
}

enum rpc_code
tracking_withdraw_complaint(struct rpc_call *call, const Tracking__WithdrawComplaintRequest *req,
                            Tracking__Complaint *rep)
{
    struct process process;
    enum rpc_code code = complaints_load(call, req->complaint_id, rep);
    if (code == RPC_OK)
        code = may_withdraw(call, req, rep);
    if (code == RPC_OK)
        code = process_load(call, showing_calendar(call), req->complaint_id, &process);
    if (code == RPC_OK)
        code = process_move(&process, (struct bpmn_event){ .kind = BPMN_CANCEL_INSTANCE, .code = "withdrawn" });
    if (code != RPC_OK)
        return code;
    rep->status = TRACKING__COMPLAINT__STATUS__WITHDRAWN;
    rep->withdrawn = proto_time(call->arena, time_now_us());
    rep->status_text = complaint_words(rep, rpc_english(call));
    rep->epgu_status = complaint_epgu(rep->status);
    rep->overdue = false;
    struct db_work *work = db_begin(call);
    complaints_save(call, work, rep);
    process_put(&process, work, &(struct process_subject){ 0 });
    complaints_note(call, work, rep, "WITHDRAWN", req->reason, time_now_us());
    return db_finish(work);
}
