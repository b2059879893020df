/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/rpc.h>

#include <string.h>

#define OWN_CALL_MEMORY ((size_t)64 * 1024 * 1024)
#define MAX_VIOLATIONS 100

static const char *const role_names[RPC_ROLE_COUNT] = {
    "NOBODY",     "APPLICANT",   "OPERATOR", "CONSULTANT", "SUPERVISOR", "AGENCY",
    "CONTROLLER", "CALL_CENTRE", "KIOSK",    "ADMIN",      "SERVICE",    "ANYONE",
};

const char *
rpc_role_name(enum rpc_role role)
{
    return (unsigned)role < RPC_ROLE_COUNT ? role_names[role] : "NOBODY";
}

enum rpc_role
rpc_role_by_name(const char *name)
{
    for (int role = 1; role < RPC_ROLE_COUNT; role++)
        if (text_equal(role_names[role], name))
            return (enum rpc_role)role;
    return RPC_ROLE_NOBODY;
}

bool
rpc_english(const struct rpc_call *call)
{
    return text_equal(call->language, "en");
}

enum rpc_code
rpc_fail(struct rpc_call *call, enum rpc_code code, const char *ru, const char *en, ...)
{
    va_list args;
    va_start(args, en);
    call->code = code;
    call->message = arena_vprintf(call->arena, rpc_english(call) ? en : ru, args);
    va_end(args);
    return code;
}

void
rpc_violate(struct rpc_call *call, const char *field, const char *ru, const char *en, ...)
{
    if (call->n_violations == MAX_VIOLATIONS)
        return;
    if (!call->violations)
        call->violations = ARENA_ARRAY(call->arena, struct rpc_violation, MAX_VIOLATIONS);
    va_list args;
    va_start(args, en);
    call->violations[call->n_violations++] = (struct rpc_violation){
        arena_strdup(call->arena, field),
        arena_vprintf(call->arena, rpc_english(call) ? en : ru, args),
    };
    va_end(args);
}

enum rpc_code
rpc_check(struct rpc_call *call)
{
    if (!call->n_violations)
        return RPC_OK;
    return rpc_fail(call, RPC_INVALID_ARGUMENT, "Проверьте поля: ошибок %zu", "Check the fields: %zu at fault",
                    call->n_violations);
}

void
rpc_explain(struct rpc_call *call, const char *reason, const char *subject_id)
{
    call->reason = reason ? arena_strdup(call->arena, reason) : NULL;
    call->subject_id = subject_id ? arena_strdup(call->arena, subject_id) : NULL;
}

int64_t
rpc_time_left_ms(const struct rpc_call *call)
{
    int64_t left = (call->deadline_us - time_mono_us()) / 1000;
    return left > 0 ? left : 0;
}

void
rpc_call_init(struct rpc_call *call, const char *subject, int64_t timeout_ms, void *context)
{
    *call = (struct rpc_call){
        .arena = arena_new(OWN_CALL_MEMORY),
        .caller = { RPC_ROLE_SERVICE, subject, "", "", "", subject },
        .request_id = "",
        .trace = "",
        .language = "ru",
        .deadline_us = time_mono_us() + timeout_ms * 1000,
        .context = context,
    };
}

void
rpc_call_release(struct rpc_call *call)
{
    arena_free(call->arena);
    call->arena = NULL;
}

static rpc_peer_lookup *peer_lookup;

void
rpc_set_peer_lookup(rpc_peer_lookup *lookup)
{
    peer_lookup = lookup;
}

struct rpc_client *
rpc_peer(struct rpc_call *call, const char *service)
{
    return peer_lookup ? peer_lookup(call->context, service) : NULL;
}
