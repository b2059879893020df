/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tasks.h"

#include "letter.h"

#include <okno/json.h>
#include <okno/proto.h>
#include <okno/tracking.rpc.h>

#include <inttypes.h>

#define REQUESTER "tracking"

/* ------------------------------------------------------------------ a task for an agency's system */

struct handing {
    struct rpc_call *call;
    const Tracking__TaskOpened *opened;
    Tracking__Task *task;
    Tracking__Application *application;
    Google__Protobuf__Struct *content;
    const char *due_on;
    struct date half;
};

/* Where its process waits: the same for as long as it does, and never again for anything else. */
static const char *
correlation(struct arena *arena, const char *process_id, uint32_t token)
{
    return arena_printf(arena, "task/%s/%" PRIu32, process_id, token);
}

/* In the agency's name: it is sent nothing that it could not read itself, a pseudonym where it sees no more (R46). */
static enum rpc_code
look(struct handing *h)
{
    const struct rpc_caller self = h->call->caller;
    Tracking__GetTaskRequest task = TRACKING__GET_TASK_REQUEST__INIT;
    Tracking__GetApplicationRequest application = TRACKING__GET_APPLICATION_REQUEST__INIT;
    task.task_id = h->opened->task_id;
    application.application_id = h->opened->application_id;
    h->call->caller.role = RPC_ROLE_AGENCY;
    h->call->caller.agency = h->opened->agency_code;
    enum rpc_code code = tracking_call_get_task(h->call, &task, &h->task);
    if (code == RPC_OK)
        code = tracking_call_get_application(h->call, &application, &h->application);
    h->call->caller = self;
    return code;
}

static enum rpc_code
write_content(struct handing *h)
{
    TEXT_SCOPED json = { 0 };
    struct json_error error;
    ProtobufCMessage *content;
    text_adds(&json, "{\"task\":");
    json_from_message(&h->task->base, &json);
    text_adds(&json, ",\"application\":");
    json_from_message(&h->application->base, &json);
    text_adds(&json, "}");
    enum rpc_code code = json_to_message(h->call->arena, &google__protobuf__struct__descriptor, json.data, json.length,
                                         &content, &error);
    if (code == RPC_OK)
        h->content = (Google__Protobuf__Struct *)content;
    return code;
}

/* Its term is tracking's, of a task without one that of the application; half of it by the days that are left. */
static bool
find_term(struct handing *h)
{
    struct date due;
    int32_t today = date_to_days(date_of_time(time_now_us()));
    h->due_on = text_empty(h->task->due_on) ? h->application->planned_on : h->task->due_on;
    if (!date_parse(h->due_on, &due))
        return false;
    int32_t left = date_to_days(due) - today;
    h->half = date_from_days(today + (left > 0 ? (left + 1) / 2 : 0));
    return true;
}

static void
put(struct db_work *work, const struct handing *h)
{
    char id[37];
    struct record record;
    Exchange__Request *request = ARENA_NEW(h->call->arena, Exchange__Request);
    exchange__request__init(request);
    uuid7(id);
    request->request_id = arena_strdup(h->call->arena, id);
    record_begin(h->call, request, &record);
    record.correlation = correlation(h->call->arena, h->opened->process_id, h->opened->token);
    request->state = EXCHANGE__REQUEST__STATE__NEW;
    request->way = EXCHANGE__WAY__SYSTEM;
    request->requester = REQUESTER;
    request->task_id = h->task->task_id;
    request->application_id = h->application->application_id;
    request->application_number = h->application->number;
    request->centre_code = h->application->centre_code;
    request->agency_code = h->opened->agency_code;
    request->service_code = h->application->service_code;
    request->content = h->content;
    request->due_on = h->due_on;
    request->created = proto_time(h->call->arena, record.now_us);
    record_put(work, &record, view_day(h->call, h->half));
    record_put_move(work, &record, RULES_CREATE, NULL);
    record_put_message(work, &record, EXCHANGE__DISPATCH__KIND__TASK);
}

static bool
is_open(const Tracking__Task *task)
{
    return task->state == TRACKING__TASK__STATE__OPEN || task->state == TRACKING__TASK__STATE__CLAIMED;
}

/* A task that is over by now, or that the agency cannot see, is none of its business. */
static enum rpc_code
hand_over(struct rpc_call *call, const Tracking__TaskOpened *opened, struct db_work *work)
{
    struct handing h = { .call = call, .opened = opened };
    Exchange__AgencyRoute route = EXCHANGE__AGENCY_ROUTE__INIT;
    enum rpc_code code = letter_route(call, opened->agency_code, &route);
    if (code != RPC_OK || route.way != EXCHANGE__WAY__SYSTEM)
        return code;
    code = look(&h);
    if (code == RPC_NOT_FOUND)
        return RPC_OK;
    if (code == RPC_OK)
        code = write_content(&h);
    if (code == RPC_OK && is_open(h.task) && find_term(&h))
        put(work, &h);
    return code;
}

/* ------------------------------------------------------------------ a task that is over */

/* Whoever ended it: when it was its agency's system, the request is closed by its event, here or there. */
static enum rpc_code
close_handed(struct rpc_call *call, const Tracking__TaskClosed *closed, struct db_work *work)
{
    struct record record;
    Exchange__Request *request = ARENA_NEW(call->arena, Exchange__Request);
    exchange__request__init(request);
    const char *wait = correlation(call->arena, closed->process_id, closed->token);
    enum rpc_code code = record_find(call, REQUESTER, wait, request, &record);
    if (code != RPC_OK)
        return code == RPC_NOT_FOUND ? RPC_OK : code;
    enum rules_action action =
        rules_may(RULES_ANSWER, request->state) && !closed->cancelled ? RULES_ANSWER : RULES_CANCEL;
    if (rules_may(action, request->state))
        record_move(work, &record, action, NULL);
    return RPC_OK;
}

enum rpc_code
tasks_effect(struct rpc_call *call, const struct event *event, struct db_work *work)
{
    const void *told;
    if (text_equal(event->type, tracking__task_opened__descriptor.name)) {
        told = proto_unpack(call->arena, &tracking__task_opened__descriptor, event->payload.data, event->payload.len);
        return told ? hand_over(call, told, work) : RPC_OK;
    }
    if (text_equal(event->type, tracking__task_closed__descriptor.name)) {
        told = proto_unpack(call->arena, &tracking__task_closed__descriptor, event->payload.data, event->payload.len);
        return told ? close_handed(call, told, work) : RPC_OK;
    }
    return RPC_OK;
}

/* ------------------------------------------------------------------ what the agency's system says */

static enum rpc_code
claim(const struct record *record, const char *message_id)
{
    Tracking__ClaimTaskRequest ask = TRACKING__CLAIM_TASK_REQUEST__INIT;
    Tracking__Task *claimed;
    ask.task_id = record->request->task_id;
    return tracking_call_claim_task(record->call, &ask, message_id, &claimed);
}

static enum rpc_code
complete(const struct record *record, const Exchange__Processing *processing, const char *message_id)
{
    Tracking__CompleteTaskRequest ask = TRACKING__COMPLETE_TASK_REQUEST__INIT;
    Tracking__CompleteTaskResponse *completed;
    ask.task_id = record->request->task_id;
    ask.outcome = processing->outcome;
    ask.fields = processing->fields;
    ask.comment = processing->comment;
    return tracking_call_complete_task(record->call, &ask, message_id, &completed);
}

enum rpc_code
tasks_tell(const struct record *record, const Exchange__Processing *processing, enum rules_action action,
           const char *message_id)
{
    if (action == RULES_REFUSE)
        rpc_violate(record->call, "data.kind", "Задача завершается видом ANSWERED с одним из её исходов",
                    "A task is ended by kind ANSWERED with one of its outcomes");
    if (processing->n_file_ids)
        rpc_violate(record->call, "data.fileIds", "Результат загружают в заявление (:uploadResult)",
                    "A result is uploaded to the application (:uploadResult)");
    if (action == RULES_ANSWER && text_empty(processing->outcome))
        rpc_violate(record->call, "data.outcome", "Укажите исход задачи", "Say the outcome of the task");
    enum rpc_code code = rpc_check(record->call);
    if (code == RPC_OK && action == RULES_ANSWER)
        return complete(record, processing, message_id);
    if (code == RPC_OK)
        code = record_allows(record, action);
    if (code == RPC_OK && processing->kind == EXCHANGE__PROCESSING__KIND__RECEIVED)
        code = claim(record, message_id);
    return code;
}
