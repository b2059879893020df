/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls from inside a method: started together, waited for one after another. */
#include <okno/lock.h>
#include <okno/proto.h>
#include <okno/rpc.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct rpc_wait {
    pthread_mutex_t lock;
    pthread_cond_t answered;
    bool done;
    int holders; /* the waiter and the callback */
    struct rpc_outcome outcome;
    struct arena *arena; /* of what outcome points to */
};

static struct rpc_wait *
wait_new(void)
{
    struct rpc_wait *wait = calloc(1, sizeof *wait);
    if (!wait)
        abort();
    brief_mutex_init(&wait->lock);
    pthread_cond_init(&wait->answered, NULL);
    wait->holders = 2;
    wait->arena = arena_new(SIZE_MAX);
    return wait;
}

static void
wait_drop(struct rpc_wait *wait)
{
    pthread_mutex_lock(&wait->lock);
    bool last = --wait->holders == 0;
    pthread_mutex_unlock(&wait->lock);
    if (!last)
        return;
    pthread_mutex_destroy(&wait->lock);
    pthread_cond_destroy(&wait->answered);
    arena_free(wait->arena);
    free(wait);
}

static const char *
keep(struct arena *arena, const char *text)
{
    return text && *text ? arena_strdup(arena, text) : NULL;
}

static void
on_done(void *arg, const struct rpc_outcome *outcome)
{
    struct rpc_wait *wait = arg;
    struct arena *arena = wait->arena;
    pthread_mutex_lock(&wait->lock);
    wait->outcome = *outcome;
    wait->outcome.message = keep(arena, outcome->message);
    wait->outcome.reason = keep(arena, outcome->reason);
    wait->outcome.subject_id = keep(arena, outcome->subject_id);
    struct rpc_violation *violations = ARENA_ARRAY(arena, struct rpc_violation, outcome->n_violations);
    for (size_t i = 0; i < outcome->n_violations; i++)
        violations[i] = (struct rpc_violation){ arena_strdup(arena, outcome->violations[i].field),
                                                arena_strdup(arena, outcome->violations[i].message) };
    wait->outcome.violations = violations;
    wait->outcome.reply = arena_memdup(arena, outcome->reply, outcome->reply_size);
    wait->done = true;
    pthread_cond_signal(&wait->answered);
    pthread_mutex_unlock(&wait->lock);
    wait_drop(wait);
}

void
rpc_start(struct rpc_call *call, struct rpc_future *future, struct rpc_client *client, const struct rpc_method *method,
          const ProtobufCMessage *request, const char *request_id)
{
    struct rpc_wait *wait = wait_new();
    *future = (struct rpc_future){ .call = call, .method = method, .client = client, .wait = wait };
    if (!client) {
        on_done(wait, &(struct rpc_outcome){ .code = RPC_UNAVAILABLE,
                                             .message = "no address is configured for the service" });
        return;
    }
    if (call->cancelled) {
        on_done(wait,
                &(struct rpc_outcome){ .code = RPC_CANCELLED,
                                       .message = rpc_english(call) ? "The call was cancelled" : "Вызов отменён" });
        return;
    }
    size_t size = protobuf_c_message_get_packed_size(request);
    uint8_t *payload = arena_alloc(call->arena, size);
    protobuf_c_message_pack(request, payload);
    /* The callee learns who passed the call on: what only daemons may ask, a method asks for its caller. */
    struct rpc_caller caller = call->caller;
    if (call->method)
        caller.service = call->method->service;
    struct rpc_request start = {
        .method = method,
        .payload = payload,
        .payload_size = size,
        .caller = caller,
        .request_id = request_id,
        .trace = call->trace,
        .language = call->language,
        .timeout_ms = rpc_time_left_ms(call),
    };
    future->number = rpc_client_start(client, &start, on_done, wait);
}

/* The callee's failure becomes the call's own. */
static enum rpc_code
pass_on(struct rpc_call *call, const struct rpc_outcome *outcome)
{
    const char *message = outcome->message ? outcome->message : rpc_code_name(outcome->code);
    rpc_fail(call, outcome->code, "%s", "%s", message);
    rpc_explain(call, outcome->reason, outcome->subject_id);
    for (size_t i = 0; i < outcome->n_violations; i++)
        rpc_violate(call, outcome->violations[i].field, "%s", "%s", outcome->violations[i].message);
    return outcome->code;
}

/* A call that is just going to another replica cannot be cancelled: it is tried again. */
static void
await_answer(const struct rpc_future *future)
{
    struct rpc_wait *wait = future->wait;
    pthread_mutex_lock(&wait->lock);
    while (!wait->done) {
        condition_wait_until(&wait->answered, &wait->lock, time_mono_us() + RPC_LOOK_MS * 1000);
        if (wait->done || !future->call->cancelled)
            continue;
        pthread_mutex_unlock(&wait->lock);
        rpc_client_cancel(future->client, future->number);
        pthread_mutex_lock(&wait->lock);
    }
    pthread_mutex_unlock(&wait->lock);
}

enum rpc_code
rpc_wait(struct rpc_future *future, ProtobufCMessage **ret_reply)
{
    struct rpc_wait *wait = future->wait;
    struct rpc_call *call = future->call;
    await_answer(future);
    enum rpc_code code = wait->outcome.code;
    if (code == RPC_OK) {
        *ret_reply = proto_unpack(call->arena, future->method->reply, wait->outcome.reply, wait->outcome.reply_size);
        if (!*ret_reply)
            code = rpc_fail(call, RPC_INTERNAL, "Ответ %s не читается", "The reply of %s is malformed",
                            future->method->name);
    } else {
        code = pass_on(call, &wait->outcome);
    }
    wait_drop(wait);
    return code;
}

enum rpc_code
rpc_invoke(struct rpc_call *call, struct rpc_client *client, const struct rpc_method *method,
           const ProtobufCMessage *request, const char *request_id, ProtobufCMessage **ret_reply)
{
    struct rpc_future future;
    rpc_start(call, &future, client, method, request, request_id);
    return rpc_wait(&future, ret_reply);
}
