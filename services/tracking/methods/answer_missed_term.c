/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/audit.h>
#include <okno/db.h>
#include <okno/proto.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

static const char *
kind_name(Tracking__MissedTerm__Kind kind)
{
    return kind == TRACKING__MISSED_TERM__KIND__SERVICE ? "SERVICE" : "STEP";
}

static enum rpc_code
load(struct rpc_call *call, const Tracking__AnswerMissedTermRequest *req, Tracking__MissedTerm *rep)
{
    struct view view;
    enum rpc_code code = view_of(call, &view);
    if (code != RPC_OK)
        return code;
    const char *place = view.centre ? view.centre : view.agency;
    code =
        db_one(call, &tracking_sql_list_missed_terms,
               DB_ARGS(place, db_null(), db_null(), false, db_null(), db_null(), 1, req->task_id, kind_name(req->kind)),
               &rep->base);
    return code == RPC_NOT_FOUND
               ? rpc_fail(call, code, "Просрочки по задаче %s нет", "The task %s has missed no term", req->task_id)
               : code;
}

enum rpc_code
tracking_answer_missed_term(struct rpc_call *call, const Tracking__AnswerMissedTermRequest *req,
                            Tracking__MissedTerm *rep)
{
    enum rpc_code code = load(call, req, rep);
    if (code != RPC_OK)
        return code;
    audit_object(call, "task", req->task_id, NULL);
    if (!text_empty(rep->answered_by))
        return rpc_fail(call, RPC_ALREADY_EXISTS, "Ответ уже дан: %s", "Answered already by %s", rep->answered_by);
    int64_t now_us = time_now_us();
    rep->answer = req->text;
    rep->answered_by = call->caller.subject;
    rep->answered = proto_time(call->arena, now_us);
    struct db_work *work = db_begin(call);
    db_expect(work, &tracking_sql_put_missed_term_answer,
              DB_ARGS(req->task_id, kind_name(req->kind), req->text, rep->answered_by, db_time(now_us)),
              RPC_ALREADY_EXISTS, "Ответ только что дал другой", "Somebody else has just answered");
    return db_finish(work);
}
