/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record.h"

#include <okno/audit.h>
#include <okno/events.h>
#include <okno/exchange.sql.h>
#include <okno/proto.h>

#include <inttypes.h>

/* ------------------------------------------------------------------ loading */

void
record_begin(struct rpc_call *call, Exchange__Request *request, struct record *ret_record)
{
    *ret_record = (struct record){ .call = call, .request = request, .now_us = time_now_us() };
    audit_object(call, "exchange-request", request->request_id, NULL);
}

static enum rpc_code
take(struct record *record)
{
    audit_object(record->call, "exchange-request", record->request->request_id, NULL);
    record->correlation = record->request->correlation;
    return parse_int64(record->request->etag, &record->version) ? RPC_OK : RPC_INTERNAL;
}

enum rpc_code
record_load(struct rpc_call *call, const char *request_id, Exchange__Request *request, struct record *ret_record)
{
    *ret_record = (struct record){ .call = call, .request = request, .now_us = time_now_us() };
    enum rpc_code code = view_of(call, &ret_record->view);
    if (code == RPC_OK)
        code = view_request(call, &ret_record->view, request_id, request);
    return code == RPC_OK ? take(ret_record) : code;
}

enum rpc_code
record_find(struct rpc_call *call, const char *requester, const char *correlation, Exchange__Request *request,
            struct record *ret_record)
{
    *ret_record = (struct record){ .call = call, .request = request, .now_us = time_now_us() };
    enum rpc_code code = view_of(call, &ret_record->view);
    if (code == RPC_OK)
        code = db_one(call, &exchange_sql_get_request_by_correlation, DB_ARGS(requester, correlation, view_today(call)),
                      &request->base);
    return code == RPC_OK ? take(ret_record) : code;
}

enum rpc_code
record_allows(const struct record *record, enum rules_action action)
{
    const struct rules_move *move = rules_move(action);
    if (rules_may(action, record->request->state))
        return RPC_OK;
    rpc_explain(record->call, rules_is_closed(record->request->state) ? "REQUEST_CLOSED" : "REQUEST_STATE",
                rules_state_name(record->request->state));
    return rpc_fail(record->call, RPC_FAILED_PRECONDITION, "%s (состояние %s)", "%s (state %s)",
                    rpc_english(record->call) ? move->en : move->ru, rules_state_name(record->request->state));
}

enum rpc_code
record_may(const struct record *record, enum rules_action action)
{
    if (text_empty(record->request->task_id))
        return record_allows(record, action);
    rpc_explain(record->call, "REQUEST_IS_TASK", record->request->task_id);
    return rpc_fail(
        record->call, RPC_FAILED_PRECONDITION,
        "Это задача по заявлению: она выполняется в списке задач или событием системы органа",
        "This is a task of an application: it is done in the list of tasks, or by an event of the agency's system");
}

/* ------------------------------------------------------------------ events */

static void
put_sent(struct db_work *work, const struct record *record)
{
    Exchange__RequestSent event = EXCHANGE__REQUEST_SENT__INIT;
    event.request_id = record->request->request_id;
    event.correlation = record->correlation;
    event.application_id = record->request->application_id;
    event.agency_code = record->request->agency_code;
    event.due_on = record->request->due_on;
    events_put(work, event.request_id, &event.base);
}

static void
put_answered(struct db_work *work, const struct record *record)
{
    const Exchange__Request *request = record->request;
    Exchange__RequestAnswered event = EXCHANGE__REQUEST_ANSWERED__INIT;
    event.request_id = request->request_id;
    event.correlation = record->correlation;
    event.application_id = request->application_id;
    event.application_number = request->application_number;
    event.agency_code = request->agency_code;
    event.kind = request->kind;
    event.outcome = request->state;
    event.fields = request->fields;
    event.refusal = request->refusal;
    event.comment = request->comment;
    event.overdue = request->overdue;
    event.files = ARENA_ARRAY(record->call->arena, Exchange__File *, request->n_files + 1);
    for (size_t i = 0; i < request->n_files; i++)
        if (request->files[i]->attached)
            event.files[event.n_files++] = request->files[i];
    events_put(work, event.request_id, &event.base);
}

static void
put_reminded(struct db_work *work, const struct record *record)
{
    Exchange__RequestReminded event = EXCHANGE__REQUEST_REMINDED__INIT;
    event.request_id = record->request->request_id;
    event.correlation = record->correlation;
    event.application_id = record->request->application_id;
    event.agency_code = record->request->agency_code;
    event.due_on = record->request->due_on;
    events_put(work, event.request_id, &event.base);
}

static void
put_overdue(struct db_work *work, const struct record *record)
{
    Exchange__RequestOverdue event = EXCHANGE__REQUEST_OVERDUE__INIT;
    event.request_id = record->request->request_id;
    event.correlation = record->correlation;
    event.application_id = record->request->application_id;
    event.agency_code = record->request->agency_code;
    event.due_on = record->request->due_on;
    event.assignee = record->request->assignee;
    events_put(work, event.request_id, &event.base);
}

static void
put_event(struct db_work *work, const struct record *record, enum rules_action action)
{
    if (action == RULES_SEND)
        put_sent(work, record);
    else if (action == RULES_REMIND_HALF)
        put_reminded(work, record);
    else if (action == RULES_REMIND_LATE)
        put_overdue(work, record);
    else if (rules_is_closed(record->request->state))
        put_answered(work, record);
}

/* ------------------------------------------------------------------ moving */

void
record_put_move(struct db_work *work, const struct record *record, enum rules_action action,
                const struct record_note *note)
{
    char id[37];
    const struct rpc_caller *caller = &record->call->caller;
    uuid7(id);
    db_put(work, &exchange_sql_put_move,
           DB_ARGS(record->request->request_id, (const char *)id, db_time(record->now_us), caller->subject,
                   rpc_role_name(caller->role), rules_move(action)->name, rules_state_name(record->request->state),
                   note && note->comment ? note->comment : "", note ? note->message_id : NULL));
    put_event(work, record, action);
}

static const char *
refusal_name(Exchange__Refusal refusal)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(&exchange__refusal__descriptor, (int)refusal);
    return refusal && value ? value->name : NULL;
}

void
record_put(struct db_work *work, const struct record *record, const char *half_on)
{
    const Exchange__Request *r = record->request;
    struct rpc_call *call = record->call;
    db_put(work, &exchange_sql_put_request,
           DB_ARGS(r->request_id, rules_state_name(r->state), db_nonempty(record->correlation), r->requester,
                   rpc_role_name(call->caller.role), db_nonempty(r->application_id), r->application_number,
                   r->centre_code, r->agency_code, r->kind, r->service_code,
                   r->content ? db_json_field(call->arena, &r->base, "content") : NULL,
                   r->way == EXCHANGE__WAY__SYSTEM ? "SYSTEM" : "OFFICIALS", (int)r->days, half_on, r->due_on,
                   db_time(record->now_us), db_time(proto_time_us(r->sent)), db_nonempty(r->task_id)));
}

static void
put_row(struct db_work *work, const struct record *record)
{
    const Exchange__Request *r = record->request;
    db_expect(work, &exchange_sql_update_request,
              DB_ARGS(r->request_id, (long)record->version, rules_state_name(r->state), db_nonempty(r->assignee),
                      db_time(proto_time_us(r->sent)), db_time(proto_time_us(r->delivered)),
                      db_time(proto_time_us(r->closed)),
                      r->fields ? db_json_field(record->call->arena, &r->base, "fields") : NULL, r->comment,
                      refusal_name(r->refusal), r->status_code, (bool)r->undelivered, (bool)r->overdue),
              RPC_ABORTED, "Запрос изменён одновременно с вами, посмотрите снова",
              "The request was changed at the same moment, look again");
}

static void
advance(struct record *record, enum rules_action action)
{
    Exchange__Request *r = record->request;
    Google__Protobuf__Timestamp *now = proto_time(record->call->arena, record->now_us);
    r->state = rules_after(action, r->state);
    if (!r->sent && r->state != EXCHANGE__REQUEST__STATE__NEW && !rules_is_closed(r->state))
        r->sent = now;
    if (!r->delivered && r->state == EXCHANGE__REQUEST__STATE__DELIVERED)
        r->delivered = now;
    if (rules_is_closed(r->state)) {
        r->closed = now;
        r->undelivered = false;
    }
    r->etag = arena_printf(record->call->arena, "%" PRId64, record->version + 1);
}

void
record_move(struct db_work *work, struct record *record, enum rules_action action, const struct record_note *note)
{
    bool told = record->request->sent != NULL;
    advance(record, action);
    put_row(work, record);
    record_put_move(work, record, action, note);
    if (!rules_is_closed(record->request->state))
        return;
    db_put(work, &exchange_sql_end_messages_of_request, DB_ARGS(record->request->request_id, db_time(record->now_us)));
    if (action == RULES_CANCEL && told)
        record_put_message(work, record, EXCHANGE__DISPATCH__KIND__CANCELLATION);
}

/* ------------------------------------------------------------------ messages */

const char *
record_kind_name(Exchange__Dispatch__Kind kind)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(&exchange__dispatch__kind__descriptor, (int)kind);
    return value ? value->name : "";
}

Exchange__Dispatch__Kind
record_kind(const char *name)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value_by_name(&exchange__dispatch__kind__descriptor, name);
    return value ? (Exchange__Dispatch__Kind)value->value : EXCHANGE__DISPATCH__KIND__KIND_UNSPECIFIED;
}

void
record_put_message(struct db_work *work, const struct record *record, Exchange__Dispatch__Kind kind)
{
    char id[37];
    uint8_t random[16];
    random_bytes(random, sizeof random);
    rules_message_id(record->now_us, random, id);
    db_put(work, &exchange_sql_put_message,
           DB_ARGS((const char *)id, record->request->agency_code, record->request->request_id, record_kind_name(kind),
                   db_time(record->now_us)));
}
