/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "consideration.h"

#include "../fields.h"

#include <okno/audit.h>
#include <okno/proto.h>
#include <okno/tracking.sql.h>

#include <string.h>

#define ANSWER_MAX 10000

/* ------------------------------------------------------------------ who may */

bool
consideration_is(const Tracking__Task *task)
{
    return text_starts(task->operation, COMPLAINT_OPERATIONS);
}

static enum rpc_code
load(struct rpc_call *call, const Tracking__Task *task, Tracking__Complaint *complaint)
{
    enum rpc_code code =
        db_one(call, &tracking_sql_get_complaint,
               DB_ARGS(task->process_id, db_null(), db_null(), db_null(), db_null(), false, view_today(call)),
               &complaint->base);
    return code == RPC_NOT_FOUND ? rpc_fail(call, code, "Жалобы %s нет", "There is no complaint %s", task->process_id)
                                 : code;
}

static enum rpc_code
is_concerned(struct rpc_call *call, const Tracking__Complaint *complaint, bool *ret_concerned)
{
    struct db_rows rows = { 0 };
    if (!text_empty(complaint->official) || text_empty(complaint->application_id)) {
        *ret_concerned = text_equal(complaint->official, call->caller.subject);
        return RPC_OK;
    }
    enum rpc_code code =
        db_rows(call, &tracking_sql_took_part, DB_ARGS(complaint->application_id, call->caller.subject), &rows);
    *ret_concerned = rows.n > 0;
    return code;
}

enum rpc_code
consideration_may(struct rpc_call *call, const Tracking__Task *task)
{
    bool concerned;
    Tracking__Complaint complaint = TRACKING__COMPLAINT__INIT;
    if (!text_equal(task->role, rpc_role_name(call->caller.role)))
        return rpc_fail(call, RPC_PERMISSION_DENIED, "Жалобу рассматривает роль %s",
                        "The complaint is considered by the role %s", task->role);
    enum rpc_code code = load(call, task, &complaint);
    if (code == RPC_OK)
        code = is_concerned(call, &complaint, &concerned);
    if (code != RPC_OK || !concerned)
        return code;
    rpc_explain(call, "COMPLAINT_AGAINST_CALLER", NULL);
    return rpc_fail(call, RPC_PERMISSION_DENIED, "Жалобу не рассматривает тот, кого она касается",
                    "Whom a complaint concerns does not consider it");
}

/* ------------------------------------------------------------------ what an end does */

static enum rpc_code
enter(struct rpc_call *call, struct consideration *c)
{
    Tracking__Complaint *complaint = c->complaint;
    complaint->status = TRACKING__COMPLAINT__STATUS__REGISTERED;
    complaint->registered_on = view_today(call);
    c->variable = complaints_variable(call->arena, complaint);
    return complaints_term(call, complaint->term_days, CALENDAR_WORKING, &complaint->planned_on);
}

static void
forward(struct rpc_call *call, struct consideration *c)
{
    c->complaint->decider_role = rpc_role_name(RPC_ROLE_CONTROLLER);
    c->complaint->decider_centre = c->complaint->decider_agency = "";
    c->forwarded = true;
    c->variable = complaints_variable(call->arena, c->complaint);
}

static void
check_words(struct rpc_call *call, const char *field, const char *value, bool required)
{
    if (required && text_empty(value))
        rpc_violate(call, field, "Обязательное поле", "The field is required");
    else if (strlen(value) > ANSWER_MAX)
        rpc_violate(call, field, "Не длиннее %d байт", "At most %d bytes", ANSWER_MAX);
}

static bool
is_true(const Google__Protobuf__Struct *fields, const char *key)
{
    for (size_t i = 0; fields && i < fields->n_fields; i++)
        if (text_equal(fields->fields[i]->key, key))
            return fields->fields[i]->value
                   && fields->fields[i]->value->kind_case == GOOGLE__PROTOBUF__VALUE__KIND_BOOL_VALUE
                   && fields->fields[i]->value->bool_value;
    return false;
}

/* A satisfied complaint says what is done about it, a refused one why (art. 11.2, parts 8.1 and 8.2). */
static enum rpc_code
decide(struct rpc_call *call, const Tracking__CompleteTaskRequest *req, Tracking__Complaint *complaint)
{
    bool satisfied = text_equal(req->outcome, "SATISFIED");
    complaint->answer = fields_text(req->fields, "answer");
    complaint->measures = fields_text(req->fields, "measures");
    check_words(call, "fields.answer", complaint->answer, true);
    check_words(call, "fields.measures", complaint->measures, satisfied);
    enum rpc_code code = rpc_check(call);
    if (code != RPC_OK)
        return code;
    complaint->status = satisfied ? TRACKING__COMPLAINT__STATUS__SATISFIED : TRACKING__COMPLAINT__STATUS__REFUSED;
    complaint->decided = proto_time(call->arena, time_now_us());
    complaint->decided_by = call->caller.subject;
    complaint->offence = is_true(req->fields, "offence");
    return complaints_term(call, 1, CALENDAR_CALENDAR, &complaint->answer_by);
}

enum rpc_code
consideration_decide(struct rpc_call *call, const Tracking__Task *task, const Tracking__CompleteTaskRequest *req,
                     const char *action, struct consideration *ret_consideration)
{
    struct consideration *c = ret_consideration;
    Tracking__Complaint *complaint = ARENA_NEW(call->arena, Tracking__Complaint);
    tracking__complaint__init(complaint);
    *c = (struct consideration){ .complaint = complaint, .action = action };
    enum rpc_code code = load(call, task, complaint);
    if (code != RPC_OK)
        return code;
    audit_object(call, "complaint", complaint->complaint_id, NULL);
    if (text_equal(action, "REGISTERED"))
        return enter(call, c);
    if (text_equal(action, "SATISFIED") || text_equal(action, "REFUSED"))
        return decide(call, req, complaint);
    if (text_equal(action, "FORWARDED"))
        forward(call, c);
    else if (text_equal(action, "ANSWERED"))
        complaint->answered = proto_time(call->arena, time_now_us());
    else if (text_equal(action, "PROSECUTOR_INFORMED"))
        complaint->prosecutor_informed = proto_time(call->arena, time_now_us());
    return RPC_OK;
}

void
consideration_put(struct rpc_call *call, struct db_work *work, struct consideration *consideration, const char *comment)
{
    Tracking__Complaint *complaint = consideration->complaint;
    complaints_save(call, work, complaint);
    if (consideration->forwarded)
        db_put(work, &tracking_sql_set_complaint_decider,
               DB_ARGS(complaint->complaint_id, complaint->decider_role, db_null(), db_null()));
    complaints_note(call, work, complaint, consideration->action, comment, time_now_us());
}
