/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "letter.h"

#include "settings.h"

#include <okno/exchange.sql.h>
#include <okno/json.h>
#include <okno/proto.h>
#include <okno/veil.h>

/* ------------------------------------------------------------------ writing */

static void
write_dispatch(struct rpc_call *call, const struct catalogue *cat, const Exchange__Request *request,
               Exchange__Dispatch *dispatch)
{
    dispatch->request_id = request->request_id;
    dispatch->task_id = request->task_id;
    dispatch->document_kind = request->kind;
    dispatch->document_name = catalogue_item_name(cat, "document-kinds", request->kind);
    dispatch->service_code = request->service_code;
    dispatch->centre_code = request->centre_code;
    dispatch->application_number = request->application_number;
    dispatch->due_on = request->due_on;
    dispatch->created = request->created;
    if (dispatch->kind == EXCHANGE__DISPATCH__KIND__CANCELLATION)
        dispatch->comment = request->comment;
    if (!rules_brings(dispatch->kind) || !request->content)
        return;
    dispatch->content = proto_copy(call->arena, &request->content->base);
    if (dispatch->content && text_empty(request->task_id) && view_is_pseudonymous(cat, request->agency_code))
        veil_hide(dispatch->content);
}

/* The time of the event is that of the request, so that every attempt has the same bytes. */
static void
write_event(struct rpc_call *call, struct letter *letter)
{
    Exchange__CloudEvent event = EXCHANGE__CLOUD_EVENT__INIT;
    TEXT_SCOPED json = { 0 };
    event.specversion = "1.0";
    event.id = letter->message_id;
    event.source = exchange_settings.source;
    event.type = exchange__dispatch__descriptor.name;
    event.subject = letter->dispatch->request_id;
    event.time = letter->dispatch->created;
    event.datacontenttype = "application/json";
    event.data = letter->dispatch;
    json_from_message(&event.base, &json);
    letter->event = (struct text){ arena_strndup(call->arena, json.data, json.length), json.length, json.length };
}

enum rpc_code
letter_write(struct rpc_call *call, const Exchange__Request *request, const char *message_id,
             Exchange__Dispatch__Kind kind, struct letter *ret_letter)
{
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    *ret_letter = (struct letter){ .message_id = message_id,
                                   .dispatch = ARENA_NEW(call->arena, Exchange__Dispatch),
                                   .signature.webhook = "" };
    exchange__dispatch__init(ret_letter->dispatch);
    ret_letter->dispatch->kind = kind;
    write_dispatch(call, cat, request, ret_letter->dispatch);
    write_event(call, ret_letter);
    return RPC_OK;
}

enum rpc_code
letter_sign(struct rpc_call *call, const Exchange__AgencyRoute *route, struct letter *letter)
{
    return keys_sign(call, route, letter->message_id, &letter->event, &letter->signature);
}

enum rpc_code
letter_route(struct rpc_call *call, const char *agency_code, Exchange__AgencyRoute *ret_route)
{
    enum rpc_code code = db_one(call, &exchange_sql_get_route, DB_ARGS(agency_code), &ret_route->base);
    if (code != RPC_NOT_FOUND)
        return code;
    ret_route->agency_code = agency_code;
    ret_route->way = EXCHANGE__WAY__OFFICIALS;
    return RPC_OK;
}

/* ------------------------------------------------------------------ what becomes of it */

enum rpc_code
letter_handed_out(struct record *record, const char *message_id)
{
    if (!rules_may(RULES_SEND, record->request->state))
        return RPC_OK;
    struct db_work *work = db_begin(record->call);
    record_move(work, record, RULES_SEND, &(struct record_note){ .message_id = message_id });
    enum rpc_code code = db_commit(work);
    record->version++;
    return code == RPC_ABORTED ? RPC_OK : code;
}

static void
put_accepted(struct db_work *work, struct record *record, const struct record_note *note, Exchange__Dispatch__Kind kind)
{
    if (!rules_brings(kind) || !rules_may(RULES_DELIVER, record->request->state))
        return;
    record->request->undelivered = false;
    record_move(work, record, RULES_DELIVER, note);
}

static void
put_dead(struct db_work *work, struct record *record, const struct record_note *note)
{
    if (!rules_may(RULES_UNDELIVERED, record->request->state))
        return;
    record->request->undelivered = true;
    record_move(work, record, RULES_UNDELIVERED, note);
}

enum rpc_code
letter_end(struct record *record, const char *message_id, Exchange__Dispatch__Kind kind, const char *error)
{
    struct record_note note = { .comment = error, .message_id = message_id };
    struct db_work *work = db_begin(record->call);
    db_put(work, &exchange_sql_end_message,
           DB_ARGS(message_id, *error ? "DEAD" : "DONE", error, db_time(record->now_us)));
    if (*error)
        put_dead(work, record, &note);
    else
        put_accepted(work, record, &note, kind);
    return db_commit(work);
}
