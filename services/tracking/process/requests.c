/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "requests.h"

#include "errands.h"

#include "../fields.h"

#include <okno/bpmn.h>
#include <okno/exchange.rpc.h>
#include <okno/proto.h>
#include <okno/tracking.sql.h>

#include <string.h>

/* The step's variables say what is asked: `request` = {agency, kind, description, ...}; its target names the agency. */
static const Google__Protobuf__Struct *
request_of(const Tracking__Errand *errand)
{
    for (size_t i = 0; errand->payload && i < errand->payload->n_fields; i++)
        if (text_equal(errand->payload->fields[i]->key, "request")
            && errand->payload->fields[i]->value->kind_case == GOOGLE__PROTOBUF__VALUE__KIND_STRUCT_VALUE)
            return errand->payload->fields[i]->value->struct_value;
    return errand->payload;
}

/* What a request is called between tracking and exchange: the wait of one process. */
static const char *
correlation(struct arena *arena, const Tracking__Errand *errand)
{
    return arena_printf(arena, "%s/%u", errand->process_id, errand->token);
}

enum rpc_code
requests_ask(struct rpc_call *call, const Tracking__Errand *errand)
{
    Exchange__CreateRequestRequest ask = EXCHANGE__CREATE_REQUEST_REQUEST__INIT;
    Exchange__Request *made;
    const Google__Protobuf__Struct *request = request_of(errand);
    ask.correlation = correlation(call->arena, errand);
    ask.application_id = errand->application_id;
    ask.application_number = errand->application_number;
    ask.centre_code = errand->centre_code;
    ask.service_code = errand->service_code;
    ask.agency_code = text_empty(errand->detail) ? fields_text(request, "agency") : errand->detail;
    ask.kind = fields_text(request, "kind");
    ask.content = (Google__Protobuf__Struct *)(uintptr_t)request;
    return exchange_call_create_request(call, &ask, ask.correlation, &made);
}

enum rpc_code
requests_cancel(struct rpc_call *call, const Tracking__Errand *errand)
{
    Exchange__CancelRequestRequest cancel = EXCHANGE__CANCEL_REQUEST_REQUEST__INIT;
    Exchange__Request *cancelled;
    cancel.correlation = correlation(call->arena, errand);
    enum rpc_code code = exchange_call_cancel_request(
        call, &cancel, arena_printf(call->arena, "cancel/%s", cancel.correlation), &cancelled);
    bool over = code == RPC_FAILED_PRECONDITION || code == RPC_NOT_FOUND; /* answered meanwhile, or never asked */
    return over ? RPC_OK : code;
}

static bool
split_correlation(struct arena *arena, const char *correlation, const char **ret_process, uint32_t *ret_token)
{
    int64_t token;
    const char *slash = strchr(correlation, '/');
    if (!slash || !parse_int64(slash + 1, &token))
        return false;
    *ret_process = arena_strndup(arena, correlation, (size_t)(slash - correlation));
    *ret_token = (uint32_t)token;
    return uuid_valid(*ret_process);
}

static Google__Protobuf__Struct *
answer_of(struct arena *arena, const Exchange__RequestAnswered *answered)
{
    const ProtobufCEnumValue *outcome =
        protobuf_c_enum_descriptor_get_value(&exchange__request__state__descriptor, (int)answered->outcome);
    const struct bpmn_value *answer = bpmn_with(arena, NULL, "outcome", bpmn_text(arena, outcome ? outcome->name : ""));
    answer = bpmn_with(arena, answer, "requestId", bpmn_text(arena, answered->request_id));
    if (answered->fields)
        answer = bpmn_with(arena, answer, "fields", bpmn_from_struct(arena, answered->fields));
    return bpmn_to_struct(arena, bpmn_with(arena, NULL, "answer", answer));
}

enum rpc_code
requests_answered(struct rpc_call *call, const struct event *event, struct db_work *work)
{
    const char *process_id;
    uint32_t token;
    if (!text_equal(event->type, exchange__request_answered__descriptor.name))
        return RPC_OK;
    const Exchange__RequestAnswered *answered =
        proto_unpack(call->arena, &exchange__request_answered__descriptor, event->payload.data, event->payload.len);
    if (!answered || !split_correlation(call->arena, answered->correlation, &process_id, &token))
        return RPC_OK; /* asked by a person, not by a process */
    bool good = answered->outcome == EXCHANGE__REQUEST__STATE__ANSWERED;
    db_put(work, &tracking_sql_put_errand,
           DB_ARGS(good ? ERRAND_ANSWERED : ERRAND_NOT_ANSWERED, process_id, token, REQUESTS_OPERATION,
                   good ? "" : "not-answered", db_json(call->arena, &answer_of(call->arena, answered)->base),
                   db_time(time_now_us())));
    return RPC_OK;
}
