/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../letter.h"

#include <okno/audit.h>
#include <okno/exchange.methods.h>
#include <okno/exchange.sql.h>
#include <okno/proto.h>

#define VISIBILITY_S 60

static Google__Protobuf__Timestamp *
after(struct rpc_call *call, int seconds)
{
    return proto_time(call->arena, time_now_us() + (int64_t)seconds * 1000000);
}

static enum rpc_code
fill(struct rpc_call *call, const struct db_rows *rows, Exchange__AgencyMessage *message)
{
    Exchange__Request *request = ARENA_NEW(call->arena, Exchange__Request);
    Exchange__AgencyRoute route = EXCHANGE__AGENCY_ROUTE__INIT;
    struct record record;
    struct letter letter;
    struct rpc_caller caller = call->caller;
    exchange__request__init(request);
    message->message_id = db_cell(rows, 0, "message_id");
    /* What is not yet sent is hidden from the agency until this very moment. */
    call->caller.role = RPC_ROLE_SERVICE;
    enum rpc_code code = record_load(call, db_cell(rows, 0, "request_id"), request, &record);
    call->caller = caller;
    if (code == RPC_OK)
        code = letter_handed_out(&record, message->message_id);
    if (code == RPC_OK)
        code = letter_route(call, request->agency_code, &route);
    if (code == RPC_OK)
        code = letter_write(call, request, message->message_id, record_kind(db_cell(rows, 0, "kind")), &letter);
    if (code == RPC_OK)
        code = letter_sign(call, &route, &letter);
    if (code != RPC_OK)
        return code;
    message->dispatch = letter.dispatch;
    message->event = (ProtobufCBinaryData){ letter.event.length, (uint8_t *)letter.event.data };
    message->webhooktimestamp = letter.signature.timestamp_s;
    message->webhooksignature = letter.signature.webhook;
    message->cms = letter.signature.cms;
    return RPC_OK;
}

enum rpc_code
exchange_next_message(struct rpc_call *call, const Exchange__NextMessageRequest *req,
                      Exchange__NextMessageResponse *rep)
{
    struct db_rows rows;
    int64_t attempts = 0;
    int seconds = req->visibility_seconds ? req->visibility_seconds : VISIBILITY_S;
    enum rpc_code code = db_rows(call, &exchange_sql_take_message, DB_ARGS(call->caller.agency, seconds), &rows);
    if (code != RPC_OK || rows.n == 0)
        return code;
    Exchange__AgencyMessage *message = ARENA_NEW(call->arena, Exchange__AgencyMessage);
    exchange__agency_message__init(message);
    message->visible_until = after(call, seconds);
    if (parse_int64(db_cell(&rows, 0, "attempts"), &attempts))
        message->attempt = (int32_t)attempts;
    rep->message = message;
    return fill(call, &rows, message);
}
