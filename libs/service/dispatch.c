/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What every call goes through around its method, so that no method can forget it. */
#include "internal.h"

#include <okno/audit.h>
#include <okno/log.h>
#include <okno/metrics.h>

#include <stdatomic.h>
#include <string.h>

#define SLOW_US 2000000 /* readers of event logs wait up to a second */

static struct metrics_family *answered, *latency;

void
dispatch_open(struct service *service)
{
    (void)service;
    answered =
        metrics_counter("okno_rpc_calls", "Calls answered, by method and outcome.", METRICS_LIST("method", "code"));
    latency = metrics_histogram("okno_rpc_seconds", "Time from arrival to answer, queue included.",
                                METRICS_LIST("method"), NULL);
}

/*
 * Of a write that failed: the outcome of an earlier call with the same request id, when there is one. Whatever the
 * failure: what was done may be the very reason why it cannot be done again.
 */
static enum rpc_code
repeat_or(struct rpc_call *call, enum rpc_code code, bool *ret_repeated)
{
    *ret_repeated = false;
    if (code == RPC_OK || call->recording || !call->method->write || text_empty(call->request_id))
        return code;
    struct rpc_call failed = *call;
    enum rpc_code replayed = db_replay(call);
    *ret_repeated = replayed == RPC_OK;
    if (replayed == RPC_OK || text_equal(call->reason, "IDEMPOTENCY_KEY_REUSED"))
        return replayed;
    call->message = failed.message;
    call->reason = failed.reason;
    call->subject_id = failed.subject_id;
    call->violations = failed.violations;
    call->n_violations = failed.n_violations;
    return code;
}

/* A write that changed nothing and says nothing shows nothing: an agency asked for its next message, and none waits. */
static bool
shows_personal(const struct rpc_call *call)
{
    return call->method->personal && (!call->method->write || protobuf_c_message_get_packed_size(call->reply) > 0);
}

/* What follows a method; a call that left its worker is somebody else's already. */
static enum rpc_code
after_method(struct rpc_call *call, enum rpc_code code)
{
    bool repeated = false;
    if (code != RPC_DETACHED)
        code = repeat_or(call, code, &repeated);
    if (code == RPC_OK && (repeated || !call->committed) && shows_personal(call))
        code = repeated ? audit_repeat(call) : audit_reading(call);
    if (code == RPC_DETACHED)
        log_set_trace(NULL);
    return code;
}

enum rpc_code
dispatch_call(struct rpc_call *call, const struct rpc_binding *binding)
{
    log_set_trace(call->trace);
    enum rpc_code code = service_check_request(call);
    if (code != RPC_OK)
        return code;
    return after_method(call, binding->handler(call, call->request, call->reply));
}

enum rpc_code
dispatch_resumed(struct rpc_call *call, enum rpc_code code)
{
    log_set_trace(call->trace);
    if (!call->then)
        return after_method(call, code);
    enum rpc_code (*then)(struct rpc_call *, void *) = call->then;
    call->then = NULL;
    return after_method(call, then(call, call->then_arg));
}

/* Series by thread and method: finding one in the family takes a lock. */
static struct metrics_series *
series_of(const char *label, enum rpc_code code, bool time)
{
    enum { SLOTS = 64 };
    static _Thread_local struct {
        const char *label;
        int kind;
        struct metrics_series *series;
    } cache[SLOTS];
    int kind = time ? -1 : (int)code;
    size_t slot = ((uintptr_t)label / 16 * 31 + (size_t)(kind + 1)) % SLOTS;
    if (cache[slot].label == label && cache[slot].kind == kind)
        return cache[slot].series;
    cache[slot].label = label;
    cache[slot].kind = kind;
    cache[slot].series = time ? metrics_series(latency, METRICS_LIST(label))
                              : metrics_series(answered, METRICS_LIST(label, rpc_code_name(code)));
    return cache[slot].series;
}

void
dispatch_finished(const struct rpc_call *call, const struct rpc_method *method, int64_t elapsed_us, void *context)
{
    struct service *service = context;
    const char *label = method ? method->label : "unknown";
    atomic_fetch_add_explicit(&service->calls, 1, memory_order_relaxed);
    metrics_count(series_of(label, call->code, false), 1);
    metrics_observe(series_of(label, call->code, true), (double)elapsed_us / 1e6);
    if (service->conf.log_calls == LOG_CALLS_ALL || elapsed_us > SLOW_US || call->code == RPC_INTERNAL
        || call->code == RPC_UNKNOWN || call->code == RPC_DATA_LOSS || call->code == RPC_UNAVAILABLE)
        log_each(LOG_LEVEL_INFO, "call", LOG_STR("method", label), LOG_CODE(call->code), LOG_INT("us", elapsed_us),
                 LOG_STR("role", rpc_role_name(call->caller.role)), LOG_STR("subject", call->caller.subject));
    log_set_trace(NULL);
}
