/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../complaints/complaint_rules.h"
#include "../process/beginnings.h"
#include "../process/showing.h"

#include <okno/audit.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

/* Who waits for it, the oldest first. */
static enum rpc_code
deliver(struct rpc_call *call, const Tracking__DeliverMessageRequest *req, const struct bpmn_value *variables,
        Tracking__Process *rep)
{
    struct db_rows rows;
    int64_t token;
    enum rpc_code code = db_rows(call, &tracking_sql_find_general_subscription,
                                 DB_ARGS(req->name, db_nonempty(req->correlation), COMPLAINT_REGULATION), &rows);
    if (code != RPC_OK)
        return code;
    if (rows.n == 0 || !parse_int64(db_cell(&rows, 0, "token"), &token))
        return RPC_NOT_FOUND;
    struct bpmn_event event = { .kind = BPMN_MESSAGE_DELIVERED,
                                .token = (uint32_t)token,
                                .name = req->name,
                                .correlation = text_empty(req->correlation) ? NULL : req->correlation,
                                .variables = variables };
    return showing_move(call, db_cell(&rows, 0, "process_id"), event, rep);
}

/* What it has begun already, as that is now. */
static enum rpc_code
show_begun(struct rpc_call *call, const Tracking__DeliverMessageRequest *req, Tracking__Process *rep)
{
    struct db_rows rows;
    struct process process;
    if (text_empty(req->correlation))
        return RPC_NOT_FOUND;
    enum rpc_code code = db_rows(call, &tracking_sql_find_begun, DB_ARGS(req->name, req->correlation), &rows);
    if (code != RPC_OK || rows.n == 0)
        return code == RPC_OK ? RPC_NOT_FOUND : code;
    code = process_load(call, showing_calendar(call), db_cell(&rows, 0, "process_id"), &process);
    if (code == RPC_OK)
        showing_process(&process, rep);
    return code;
}

static enum rpc_code
begin(struct rpc_call *call, const Tracking__DeliverMessageRequest *req, const struct bpmn_value *variables,
      Tracking__Process *rep)
{
    struct process process;
    struct beginning *found;
    size_t n;
    enum rpc_code code =
        beginnings_find(call, &(struct beginning){ .kind = BEGINNING_MESSAGE, .name = req->name }, &found, &n);
    if (code != RPC_OK)
        return code;
    if (n == 0)
        return rpc_fail(call, RPC_NOT_FOUND, "Сообщения «%s» никто не ждёт, и ничто с него не начинается",
                        "Nobody waits for a message \"%s\", and nothing begins with it", req->name);
    code = beginnings_begin(call, &found[0], variables, &process);
    if (code != RPC_OK)
        return code;
    audit_object(call, "process", process.row.process_id, NULL);
    struct db_work *work = db_begin(call);
    beginnings_put(work, &process, &found[0], req->correlation, "");
    showing_process(&process, rep);
    return db_commit(work);
}

enum rpc_code
tracking_deliver_message(struct rpc_call *call, const Tracking__DeliverMessageRequest *req, Tracking__Process *rep)
{
    const struct bpmn_value *variables = req->variables ? bpmn_from_struct(call->arena, req->variables) : NULL;
    enum rpc_code code = deliver(call, req, variables, rep);
    if (code == RPC_NOT_FOUND)
        code = show_begun(call, req, rep);
    if (code == RPC_NOT_FOUND)
        code = begin(call, req, variables, rep);
    return code == RPC_ALREADY_EXISTS ? show_begun(call, req, rep) : code; /* another was faster */
}
