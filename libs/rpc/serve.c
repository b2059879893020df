/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Running a call: envelope, access, request, method, reply. */
#include "server.h"

#include <okno/log.h>
#include <okno/proto.h>

#include "wire.pb-c.h"

#include <stdlib.h>
#include <string.h>

static int
compare_path(const char *service, const char *name, const struct rpc_method *method)
{
    int order = strcmp(service, method->service);
    return order ? order : strcmp(name, method->name);
}

int
compare_bindings(const void *a, const void *b)
{
    const struct rpc_method *left = (*(const struct rpc_binding *const *)a)->method;
    return compare_path(left->service, left->name, (*(const struct rpc_binding *const *)b)->method);
}

/* `path` is "service/name" and is cut in place. */
static const struct rpc_binding *
find_binding(const struct rpc_server *server, char *path)
{
    char *slash = strchr(path, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    size_t low = 0, high = server->n_bindings;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare_path(path, slash + 1, server->bindings[middle]->method);
        if (order == 0)
            return server->bindings[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    *slash = '/';
    return NULL;
}

/* The caller's own role, SERVICE for calls passed on by a daemon, or ANYONE. */
static bool
allowed(const struct rpc_method *method, const struct rpc_caller *caller)
{
    uint32_t may = RPC_ROLE_BIT(caller->role);
    if (*caller->service)
        may |= RPC_ROLE_BIT(RPC_ROLE_SERVICE);
    return method->allow & (may | RPC_ROLE_BIT(RPC_ROLE_ANYONE));
}

static void
fill_call(struct server_call *sc, const Okno__Wire__Call *wire)
{
    struct rpc_call *call = &sc->call;
    call->language = text_equal(wire->language, "en") ? "en" : "ru";
    call->request_id = wire->request_id;
    call->trace = wire->trace;
    call->deadline_us = sc->received_us + (int64_t)wire->timeout_ms * 1000;
    call->context = sc->server->options.context;
    call->server_call = sc;
    call->caller = (struct rpc_caller){ RPC_ROLE_NOBODY, "", "", "", "", "" };
    if (wire->caller)
        call->caller = (struct rpc_caller){
            wire->caller->role < RPC_ROLE_COUNT ? (enum rpc_role)wire->caller->role : RPC_ROLE_NOBODY,
            wire->caller->subject,
            wire->caller->centre,
            wire->caller->agency,
            wire->caller->applicant,
            wire->caller->service,
        };
}

static enum rpc_code
run_method(struct server_call *sc, const struct rpc_binding *binding, const Okno__Wire__Call *wire)
{
    struct rpc_call *call = &sc->call;
    const struct rpc_method *method = call->method = binding->method;
    if (!allowed(method, &call->caller))
        return rpc_fail(call, RPC_PERMISSION_DENIED, "Роль %s не может вызывать %s", "Role %s may not call %s",
                        rpc_role_name(call->caller.role), method->name);
    call->packed_request = wire->payload;
    call->request = proto_unpack(call->arena, method->request, wire->payload.data, wire->payload.len);
    if (!call->request)
        return rpc_fail(call, RPC_INVALID_ARGUMENT, "Сообщение %s не читается или слишком велико",
                        "Message %s is malformed or too large", method->request->name);
    call->reply = proto_new(call->arena, method->reply);
    if (sc->server->options.dispatch)
        return sc->server->options.dispatch(call, binding);
    return binding->handler(call, call->request, call->reply);
}

static enum rpc_code
run_call(struct server_call *sc)
{
    struct rpc_call *call = &sc->call;
    Okno__Wire__Call *wire = proto_unpack(call->arena, &okno__wire__call__descriptor, sc->body, sc->body_size);
    if (!wire) {
        call->language = "ru";
        return rpc_fail(call, RPC_INVALID_ARGUMENT, "Вызов не читается", "The call is malformed");
    }
    fill_call(sc, wire);
    if (call->cancelled)
        return rpc_fail(call, RPC_CANCELLED, "Вызов отменён", "The call was cancelled");
    if (time_mono_us() >= call->deadline_us)
        return rpc_fail(call, RPC_DEADLINE_EXCEEDED, "Время вызова истекло в очереди",
                        "The call waited in the queue until its deadline");
    const struct rpc_binding *binding = find_binding(sc->server, wire->method);
    if (!binding)
        return rpc_fail(call, RPC_UNIMPLEMENTED, "Метод %s не обслуживается", "Method %s is not served here",
                        wire->method);
    return run_method(sc, binding, wire);
}

static void
send_reply(struct server_call *sc, enum rpc_code code)
{
    struct rpc_call *call = &sc->call;
    Okno__Wire__Reply reply = OKNO__WIRE__REPLY__INIT;
    reply.code = code;
    if (code == RPC_OK) {
        reply.payload = call->packed_reply.data ? call->packed_reply : proto_packed(call->arena, call->reply);
    } else {
        if (call->message)
            reply.message = (char *)(uintptr_t)call->message;
        if (call->reason)
            reply.reason = (char *)(uintptr_t)call->reason;
        if (call->subject_id)
            reply.subject_id = (char *)(uintptr_t)call->subject_id;
        reply.n_violations = call->n_violations;
        reply.violations = ARENA_ARRAY(call->arena, Okno__Wire__Violation *, call->n_violations);
        for (size_t i = 0; i < call->n_violations; i++) {
            reply.violations[i] = ARENA_NEW(call->arena, Okno__Wire__Violation);
            okno__wire__violation__init(reply.violations[i]);
            reply.violations[i]->field = (char *)(uintptr_t)call->violations[i].field;
            reply.violations[i]->message = (char *)(uintptr_t)call->violations[i].message;
        }
    }
    connection_send_message(sc->connection, RPC_FRAME_REPLY, sc->id, &reply.base);
}

/* The code of a call that ended elsewhere, after what is left to do for it here. */
static enum rpc_code
end_call(struct server_call *sc)
{
    const struct rpc_server_options *options = &sc->server->options;
    return options->resumed ? options->resumed(&sc->call, sc->call.code) : sc->call.code;
}

bool
serve(struct server_call *sc)
{
    enum rpc_code code = sc->resumed ? end_call(sc) : run_call(sc);
    if (code == RPC_DETACHED)
        return false;
    sc->call.code = code;
    send_reply(sc, code);
    const struct rpc_server_options *options = &sc->server->options;
    if (options->finished)
        options->finished(&sc->call, sc->call.method, time_mono_us() - sc->received_us, options->context);
    connection_unref(sc->connection);
    return true;
}
