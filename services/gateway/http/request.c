/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth.h"
#include "live.h"

#include <okno/log.h>

#define SPARE_MAX 256
#define SMALL_BODY                                                                                                     \
    65536 /* is read to its end even when the answer is known, so that the connection stays                            \
           */
#define ARENA_LIMIT ((size_t)16 * 1024 * 1024)

/* ------------------------------------------------------------------ beginning and end */

struct request *
http_request_new(struct edge *edge, const char *target)
{
    struct request *request = edge->spare;
    struct arena *arena;
    if (request) {
        edge->spare = request->next;
        edge->n_spare--;
        arena = request->arena;
    } else {
        request = malloc(sizeof *request);
        if (!request)
            abort();
        arena = arena_new(ARENA_LIMIT);
    }
    *request = (struct request){
        .edge = edge,
        .arena = arena,
        .reply_arena = arena,
        .begun_us = time_mono_us(),
        .target = arena_strdup(arena, target),
        .http_method = "",
        .uri = { .path = "", .verb = "" },
        .caller = { RPC_ROLE_NOBODY, "", "", "", "", "" },
        .code = RPC_CANCELLED, /* until there is an answer */
    };
    edge->n_requests++;
    return request;
}

static void
release_body(struct request *request)
{
    if (request->auth && request->body.data)
        explicit_bzero(request->body.data, request->body.length); /* a password */
    text_release(&request->body);
    request->edge->body_memory -= request->body_memory;
    request->body_memory = 0;
}

static void
record(const struct request *request)
{
    const struct edge_options *options = &request->edge->options;
    if (!options->record)
        return;
    const struct edge_record record = {
        .http_method = request->http_method,
        .route = request->endpoint ? (size_t)(request->endpoint - request->edge->endpoint) : SIZE_MAX,
        .path = request->uri.path,
        .role = request->signed_in ? rpc_role_name(request->caller.role) : "",
        .trace_id = request->trace_id,
        .code = request->code,
        .status = request->status,
        .elapsed_us = time_mono_us() - request->begun_us,
    };
    options->record(options->arg, &record);
}

void
http_request_end(struct request *request)
{
    struct edge *edge = request->edge;
    record(request);
    if (request->response)
        MHD_destroy_response(request->response);
    release_body(request);
    upload_release(request->upload);
    download_release(request->download);
    edge->n_requests--;
    if (edge->n_spare == SPARE_MAX) {
        arena_free(request->arena);
        free(request);
        return;
    }
    arena_reset(request->arena);
    request->next = edge->spare;
    edge->spare = request;
    edge->n_spare++;
}

/* ------------------------------------------------------------------ steps */

static bool
has_body(const struct request *request)
{
    return request->headers.body_size != 0;
}

/* Refused before the body was read. A small one is waited for, unless the client waits for us to want it. */
static void
settle_refusal(struct request *request)
{
    bool small = request->headers.body_size >= 0 && request->headers.body_size <= SMALL_BODY;
    if (!small || request->headers.expect || request->broken)
        response_send_early(request);
}

/* What is announced costs nothing yet: room is made as bytes come, and for all bodies together there is so much. */
static bool
take_memory(struct request *request, size_t size)
{
    struct edge *edge = request->edge;
    if (size > edge->options.limits.body_memory - edge->body_memory) {
        http_problem(request, 0, RPC_UNAVAILABLE, "Слишком много данных принимается сразу, повторите позже",
                     "Too much data is being received at once, try again later");
        response_send_early(request);
        return false;
    }
    edge->body_memory += size;
    request->body_memory += size;
    return true;
}

static void
begin_body(struct request *request)
{
    struct edge *edge = request->edge;
    request->phase = REQUEST_BODY;
    if (has_body(request))
        http_connection_enter(&edge->connections, request->connection, CONNECTION_READING,
                              edge_deadline(edge, edge->options.limits.body_ms, request->headers.body_size));
    if (request->endpoint && request->endpoint->upload && take_memory(request, UPLOAD_CHUNK))
        upload_begin(request);
}

/* Even without a body the call waits for the next step: whoever suspends a connection in the first one, or
 * answers there, has the library close it afterwards. */
static void
begin(struct request *request, const char *http_method, const char *version)
{
    request->http_method = arena_strdup(request->arena, http_method);
    if (!admit_request(request, version)) {
        settle_refusal(request);
        return;
    }
    if (request->phase == REQUEST_HEAD) /* else no service was needed */
        begin_body(request);
}

static void
take_json(struct request *request, const char *bytes, size_t size)
{
    size_t limit = request->auth ? auth_body_limit() : request->edge->options.limits.body;
    if (size > limit - request->body.length) {
        http_problem_too_large(request, limit);
        response_send_early(request);
    } else if (take_memory(request, size)) {
        text_add(&request->body, bytes, size);
    }
}

static void
take_body(struct request *request, const char *bytes, size_t *bytes_left)
{
    if (!request->auth && request->endpoint->upload) {
        upload_take(request, bytes, bytes_left);
    } else {
        take_json(request, bytes, *bytes_left);
        *bytes_left = 0;
    }
}

static void
end_body(struct request *request)
{
    if (request->auth) {
        auth_end(request);
        release_body(request);
        return;
    }
    if (request->asked) {
        live_begin(request);
        return;
    }
    if (request->endpoint->upload) {
        upload_end(request);
        return;
    }
    if (http_message_make(request)) {
        if (request->endpoint->route->download)
            download_prepare(request);
        http_call_start(request);
    }
    arena_reset(request->edge->reading);
    release_body(request);
}

/* The library takes a response only when nothing of the body is left to come. */
static enum MHD_Result
give(struct request *request)
{
    struct edge *edge = request->edge;
    http_connection_enter(&edge->connections, request->connection, CONNECTION_WRITING,
                          edge_deadline(edge, edge->options.limits.body_ms, (int64_t)request->answer_size));
    request->phase = REQUEST_GIVEN;
    return MHD_queue_response(request->mhd, request->status, request->response);
}

enum MHD_Result
http_request_step(struct request *request, const char *http_method, const char *version, const char *bytes,
                  size_t *bytes_left)
{
    if (request->phase == REQUEST_HEAD) {
        begin(request, http_method, version);
        return MHD_YES;
    }
    if (request->phase == REQUEST_BODY) {
        if (*bytes_left) {
            take_body(request, bytes, bytes_left);
            return MHD_YES;
        }
        end_body(request);
        return request->phase == REQUEST_ANSWERED ? give(request) : MHD_YES;
    }
    if (request->phase == REQUEST_CALLING || request->phase == REQUEST_GIVEN)
        return MHD_YES;
    if (*bytes_left) {
        *bytes_left = 0;
        return MHD_YES;
    }
    return request->phase == REQUEST_LINGERING || request->phase == REQUEST_TAKEN ? MHD_NO : give(request);
}
