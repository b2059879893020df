/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The call itself: out with the message, back with the outcome. */
#include "auth.h"
#include "request.h"

#include <okno/proto.h>

#define SCRATCH_KEEP ((size_t)1024 * 1024)

/* ------------------------------------------------------------------ starting */

/* A client may have less patience than we, not more. Seconds, perhaps with a fraction. */
static int64_t
patience_ms(const struct request *request)
{
    int64_t most_ms = request->edge->options.limits.call_ms;
    double wish_s;
    if (!request->headers.request_timeout || !parse_double(request->headers.request_timeout, &wish_s) || !(wish_s > 0))
        return most_ms;
    return wish_s * 1000 < (double)most_ms ? (int64_t)(wish_s * 1000) + 1 : most_ms;
}

static bool
is_in_path(const struct route *route, const char *field)
{
    for (size_t i = 0; i < route->n_segments; i++)
        if (route->segments[i].kind != ROUTE_LITERAL && text_equal(route->segments[i].text, field))
            return true;
    return false;
}

/* By header, or by the field that methods may have for it (AIP-155). In a path it names a thing, not the call. */
static const char *
request_id_of(const struct request *request)
{
    const char *id = request->headers.idempotency_key;
    if (!request->endpoint->route->method->write)
        return "";
    if (request->upload)
        return upload_piece_id(request);
    if (!id && !is_in_path(request->endpoint->route, "request_id"))
        id = proto_get_text(request->message, "request_id");
    return id ? id : "";
}

static void done(void *arg, const struct rpc_outcome *outcome);

void
http_call_start(struct request *request)
{
    struct edge *edge = request->edge;
    if (edge->closing) {
        http_problem(request, 0, RPC_UNAVAILABLE, "Шлюз завершает работу", "The gateway is shutting down");
        return;
    }
    if (edge->scratch.capacity > SCRATCH_KEEP)
        text_release(&edge->scratch);
    text_clear(&edge->scratch);
    proto_pack(request->message, &edge->scratch);
    const struct rpc_request call = {
        .method = request->endpoint->route->method,
        .payload = (const uint8_t *)edge->scratch.data,
        .payload_size = edge->scratch.length,
        .caller = request->caller,
        .request_id = request_id_of(request),
        .trace = request->trace,
        .language = request->english ? "en" : "ru",
        .timeout_ms = patience_ms(request),
    };
    http_connection_enter(&edge->connections, request->connection, CONNECTION_WORKING, INT64_MAX);
    if (request->phase != REQUEST_CALLING)
        MHD_suspend_connection(request->mhd);
    request->phase = REQUEST_CALLING;
    edge->n_calls++;
    rpc_client_start(request->endpoint->client, &call, done, request);
}

/* ------------------------------------------------------------------ the outcome, on the RPC library's thread */

static const char *
keep(struct arena *arena, const char *text)
{
    return text_empty(text) ? "" : arena_strdup(arena, text);
}

static void
keep_violations(struct arena *arena, const struct rpc_outcome *from, struct outcome *to)
{
    to->n_violations = from->n_violations;
    to->violations = ARENA_ARRAY(arena, struct rpc_violation, from->n_violations);
    for (size_t i = 0; i < from->n_violations; i++)
        to->violations[i] =
            (struct rpc_violation){ keep(arena, from->violations[i].field), keep(arena, from->violations[i].message) };
}

void
http_call_keep(struct arena *arena, const struct rpc_outcome *from, struct outcome *to)
{
    *to = (struct outcome){ .code = from->code };
    if (from->code == RPC_OK) {
        to->reply = arena_memdup(arena, from->reply, from->reply_size);
        to->reply_size = from->reply_size;
    } else {
        to->message = keep(arena, from->message);
        to->reason = keep(arena, from->reason);
        to->subject_id = keep(arena, from->subject_id);
        keep_violations(arena, from, to);
    }
}

static void
done(void *arg, const struct rpc_outcome *outcome)
{
    struct request *request = arg;
    http_call_keep(request->reply_arena, outcome, &request->outcome);
    loop_call_done(request);
}

/* ------------------------------------------------------------------ going on */

void
http_call_answer(struct request *request)
{
    if (request->auth)
        auth_answer(request);
    else if (request->upload)
        upload_answer(request);
    else if (request->download)
        download_answer(request);
    else
        reply_outcome(request);
}
