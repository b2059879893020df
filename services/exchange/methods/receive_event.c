/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../answering.h"
#include "../reception.h"
#include "../tasks.h"

#include <okno/exchange.methods.h>
#include <okno/exchange.sql.h>
#include <okno/proto.h>

#define TRIES 5

static enum rpc_code
check(const struct reception *r, const struct record *record, const struct answer *answer)
{
    if (text_empty(record->request->task_id))
        return answering_check(record, r->action, answer, "data.");
    return tasks_tell(record, r->processing, r->action, r->req->id);
}

static void
move(struct db_work *work, const struct reception *r, struct record *record, const struct answer *answer)
{
    const Exchange__Processing *p = r->processing;
    if (*p->status_code || *p->outcome)
        record->request->status_code = *p->outcome ? p->outcome : p->status_code;
    if (r->action != RULES_STATUS)
        answering_apply(work, record, answer);
    record_move(work, record, r->action, &(struct record_note){ p->comment, r->req->id });
}

static enum rpc_code
apply(struct reception *r)
{
    struct record record;
    const Exchange__Processing *p = r->processing;
    const struct answer answer = { p->fields, (const char *const *)p->file_ids, p->n_file_ids, p->comment, p->refusal };
    Exchange__Request *request = ARENA_NEW(r->call->arena, Exchange__Request);
    exchange__request__init(request);
    enum rpc_code code = record_load(r->call, p->request_id, request, &record);
    if (code == RPC_OK)
        code = check(r, &record, &answer);
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(r->call);
    /* That its task is over may have come from tracking first. */
    if (rules_may(r->action, request->state))
        move(work, r, &record, &answer);
    r->rep->message_id = r->req->id;
    r->rep->request_id = p->request_id;
    r->rep->state = request->state;
    r->rep->received = proto_time(r->call->arena, record.now_us);
    db_put(work, &exchange_sql_put_event,
           DB_ARGS(r->call->caller.agency, r->req->id, r->sha256, p->request_id, rules_state_name(request->state),
                   db_time(record.now_us)));
    return db_commit(work);
}

/* Two of the same at one moment: the slower one is answered as the faster. Anything else that moved the request just
 * then: look again. */
static enum rpc_code
take_effect(struct reception *r)
{
    enum rpc_code code = RPC_ABORTED;
    for (int i = 0; i < TRIES && (code == RPC_ABORTED || code == RPC_ALREADY_EXISTS); i++) {
        code = apply(r);
        if (code == RPC_OK)
            return code;
        enum rpc_code earlier = reception_find_earlier(r);
        if (earlier != RPC_NOT_FOUND)
            return earlier;
    }
    return code;
}

enum rpc_code
exchange_receive_event(struct rpc_call *call, const Exchange__ReceiveEventRequest *req, Exchange__EventReceipt *rep)
{
    struct reception r = { .call = call, .req = req, .rep = rep };
    enum rpc_code code = reception_check_signature(&r);
    if (code == RPC_OK)
        code = reception_find_earlier(&r);
    if (code != RPC_NOT_FOUND)
        return code;
    code = reception_check_envelope(&r);
    if (code == RPC_OK)
        code = reception_parse(&r);
    return code == RPC_OK ? take_effect(&r) : code;
}
