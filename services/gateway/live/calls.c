/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls that no request makes: their outcomes wait in a list for the loop. */
#include "live.h"

struct live_call {
    struct live_call *next;
    struct live *live;
    struct arena *arena;
    live_done *done;
    void *arg;
    struct outcome outcome;
};

/* On the RPC library's thread. */
static void
keep(void *arg, const struct rpc_outcome *outcome)
{
    struct live_call *call = arg;
    struct live *live = call->live;
    http_call_keep(call->arena, outcome, &call->outcome);
    struct live_call *newest = atomic_load_explicit(&live->done, memory_order_relaxed);
    do {
        call->next = newest;
    } while (!atomic_compare_exchange_weak(&live->done, &newest, call));
}

void
live_call(struct live *live, struct rpc_client *client, const struct rpc_request *request, live_done *done, void *arg)
{
    struct live_call *call = calloc(1, sizeof *call);
    if (!call)
        abort();
    *call = (struct live_call){ .live = live, .arena = arena_new(SIZE_MAX), .done = done, .arg = arg };
    live->edge->n_calls++;
    if (client)
        rpc_client_start(client, request, keep, call);
    else
        keep(call, &(struct rpc_outcome){ .code = RPC_UNAVAILABLE, .message = "the service is not connected" });
}

bool
live_has_outcome(const struct live *live)
{
    return atomic_load(&live->done) != NULL;
}

void
live_calls_answer(struct live *live)
{
    struct live_call *newest = atomic_exchange(&live->done, NULL), *oldest = NULL, *next;
    for (; newest; newest = next) {
        next = newest->next;
        newest->next = oldest;
        oldest = newest;
    }
    for (struct live_call *call = oldest; call; call = next) {
        next = call->next;
        live->edge->n_calls--;
        call->done(live, call->arg, call->arena, &call->outcome);
        arena_free(call->arena);
        free(call);
    }
}
