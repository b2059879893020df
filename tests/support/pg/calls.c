/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calling methods as libs/rpc and libs/service do, without a wire between. */
#include "internal.h"

#include <okno/proto.h>

#include <libs/service/internal.h>

#include <stdlib.h>
#include <string.h>

#define TIMEOUT_MS 30000
#define CALL_MEMORY ((size_t)64 << 20)

const char *pg_request_id = "", *pg_language = "ru";
const struct rpc_call *pg_last;
static struct rpc_caller caller;

/* Replies live until the test ends, so every call has an arena of its own. */
struct made {
    struct rpc_call call;
    struct made *next;
};
static struct made *calls;

static const char *
or_empty(const char *text)
{
    return text ? text : "";
}

void
pg_as(struct rpc_caller wanted)
{
    caller = (struct rpc_caller){
        wanted.role,
        wanted.subject ? wanted.subject : "tester",
        or_empty(wanted.centre),
        or_empty(wanted.agency),
        or_empty(wanted.applicant),
        or_empty(wanted.service),
    };
}

void
pg_calls_begin(void)
{
    pg_as((struct rpc_caller){ .role = RPC_ROLE_SERVICE, .service = "tester" });
    pg_request_id = "";
    pg_language = "ru";
    pg_last = NULL;
}

void
pg_calls_end(void)
{
    while (calls) {
        struct made *made = calls;
        calls = made->next;
        rpc_call_release(&made->call);
        free(made);
    }
    pg_last = NULL;
}

/* ------------------------------------------------------------------ requests out of compound literals */

/* A field declared `optional` is a oneof of its own. */
static bool
is_optional(const ProtobufCMessageDescriptor *type, const ProtobufCFieldDescriptor *field)
{
    int members = 0;
    for (unsigned i = 0; i < type->n_fields; i++)
        members +=
            proto_field_in_oneof(&type->fields[i]) && type->fields[i].quantifier_offset == field->quantifier_offset;
    return members == 1;
}

/* Whether a oneof's member is chosen; an optional field is when it was given a value that is no zero. */
static bool
is_chosen(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    static const char zero[16];
    if (*proto_oneof_case(message, field) == 0 && is_optional(message->descriptor, field)
        && memcmp(proto_member(message, field), zero, proto_value_size(field->type)) != 0)
        *proto_oneof_case(message, field) = field->id;
    return *proto_oneof_case(message, field) == field->id;
}

static void
complete_field(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    void *member = proto_member(message, field);
    bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
    size_t n = repeated ? *proto_count(message, field) : 1;
    if (proto_field_in_oneof(field) && !is_chosen(message, field))
        return;
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        ProtobufCMessage **items = repeated ? *(ProtobufCMessage ***)member : member;
        for (size_t i = 0; i < n; i++)
            if (items[i])
                pg_complete(items[i], field->descriptor);
    } else if (field->type == PROTOBUF_C_TYPE_STRING && !repeated && !*(char **)member) {
        *(const char **)member = protobuf_c_empty_string;
    }
}

void
pg_complete(ProtobufCMessage *message, const ProtobufCMessageDescriptor *type)
{
    message->descriptor = type;
    for (unsigned i = 0; i < type->n_fields; i++)
        complete_field(message, &type->fields[i]);
}

/* ------------------------------------------------------------------ calls */

static const struct rpc_binding *
find_binding(const char *method)
{
    const char *bare = strstr(method, "__");
    bare = bare ? bare + 2 : method;
    for (size_t i = 0; i < pg_fixture.n_bindings; i++)
        if (text_equal(pg_fixture.bindings[i].method->name, bare))
            return &pg_fixture.bindings[i];
    ck_abort_msg("%s serves no method %s", pg_fixture.service, bare);
    return NULL;
}

static struct rpc_call *
new_call(const struct rpc_method *method)
{
    struct made *made = calloc(1, sizeof *made);
    ck_assert_ptr_nonnull(made);
    made->next = calls;
    calls = made;
    made->call = (struct rpc_call){
        .method = method,
        .arena = arena_new(CALL_MEMORY),
        .caller = caller,
        .request_id = pg_request_id,
        .trace = "",
        .language = pg_language,
        .deadline_us = time_mono_us() + TIMEOUT_MS * 1000,
    };
    made->call.reply = proto_new(made->call.arena, method->reply);
    return &made->call;
}

static bool
may_call(const struct rpc_method *method)
{
    return method->allow & (RPC_ROLE_BIT(caller.role) | RPC_ROLE_BIT(RPC_ROLE_ANYONE));
}

enum rpc_code
pg_try(const char *name, ProtobufCMessage *request)
{
    const struct rpc_binding *binding = find_binding(name);
    struct rpc_call *call = new_call(binding->method);
    pg_complete(request, binding->method->request);
    call->request = proto_copy(call->arena, request);
    pg_last = call;
    if (!may_call(binding->method))
        return rpc_fail(call, RPC_PERMISSION_DENIED, "Роль %s не вызывает %s", "Role %s may not call %s",
                        rpc_role_name(caller.role), name);
    call->code = dispatch_call(call, binding);
    return call->code;
}

void *
pg_call(const char *name, ProtobufCMessage *request)
{
    enum rpc_code code = pg_try(name, request);
    const struct rpc_violation *first = pg_last->violations;
    ck_assert_msg(code == RPC_OK, "%s: %s: %s (%s: %s)", name, rpc_code_name(code), or_empty(pg_last->message),
                  first ? first->field : "", first ? first->message : "");
    return pg_last->reply;
}

const char *
pg_violation(const char *field)
{
    for (size_t i = 0; i < pg_last->n_violations; i++)
        if (text_equal(pg_last->violations[i].field, field))
            return pg_last->violations[i].message;
    return NULL;
}
