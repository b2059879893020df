/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The library's response objects, with the header fields that all our answers have. */
#include "request.h"

#include <sys/socket.h>

#define LINGER_MS 2000 /* for a client to stop sending after it was refused */

void
response_header(struct request *request, const char *name, const char *value)
{
    MHD_add_response_header(request->response, name, value);
}

static void
add_limits(struct request *request)
{
    char text[100];
    const struct limit_state *state = &request->limit_state;
    if (request->limit) {
        snprintf(text, sizeof text, "\"default\";q=%lld;w=%lld", (long long)request->limit->quota,
                 (long long)request->limit->window_s);
        response_header(request, "RateLimit-Policy", text);
        snprintf(text, sizeof text, "\"default\";r=%lld;t=%lld", (long long)state->remaining,
                 (long long)state->reset_s);
        response_header(request, "RateLimit", text);
    }
    if (request->status == 429 || request->status == 503) {
        int64_t retry_s = request->limit && state->retry_s > 0 ? state->retry_s : 1;
        snprintf(text, sizeof text, "%lld", (long long)(request->retry_s > 0 ? request->retry_s : retry_s));
        response_header(request, "Retry-After", text);
    }
}

/* What anybody may see may be kept, if it is asked about before it is used again; nothing else is kept
 * anywhere. */
static const char *
caching(const struct request *request)
{
    const struct rpc_method *method = request->endpoint ? request->endpoint->route->method : NULL;
    bool public = request->status < 300 && !request->signed_in && !request->auth && !request->session_over
                  && (!method || !method->personal);
    return public ? "no-cache" : "no-store";
}

static void
add_common(struct request *request, const char *content_type)
{
    if (content_type)
        response_header(request, "Content-Type", content_type);
    response_header(request, "Cache-Control", caching(request));
    if (request->endpoint)
        response_header(request, "Vary", "Accept-Language, Authorization, Cookie");
    response_header(request, "X-Content-Type-Options", "nosniff");
    response_header(request, "Content-Security-Policy",
                    request->policy ? request->policy : "default-src 'none'; frame-ancestors 'none'");
    if (request->challenge)
        response_header(request, "WWW-Authenticate", request->challenge);
    if (request->allow)
        response_header(request, "Allow", request->allow);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(request->cookie) && request->cookie[i]; i++)
        response_header(request, "Set-Cookie", request->cookie[i]);
    add_limits(request);
    if (request->edge->draining || request->broken)
        response_header(request, "Connection", "close");
}

static void
begin(struct request *request, unsigned status, struct MHD_Response *response)
{
    if (!response)
        abort();
    if (request->response)
        MHD_destroy_response(request->response);
    request->response = response;
    request->status = status;
    request->phase = REQUEST_ANSWERED;
}

void
response_set(struct request *request, unsigned status, const char *content_type, struct text *text)
{
    begin(request, status, MHD_create_response_from_buffer(text->length, text->data, MHD_RESPMEM_MUST_FREE));
    request->answer = text->data;
    request->answer_size = text->length;
    *text = (struct text){ 0 };
    add_common(request, content_type);
}

void
response_set_static(struct request *request, unsigned status, const char *content_type, const char *bytes, size_t size)
{
    begin(request, status, MHD_create_response_from_buffer(size, (void *)(uintptr_t)bytes, MHD_RESPMEM_PERSISTENT));
    request->answer = bytes;
    request->answer_size = size;
    add_common(request, content_type);
}

void
response_set_stream(struct request *request, unsigned status, const char *content_type, size_t size, size_t block,
                    MHD_ContentReaderCallback read, void *arg)
{
    begin(request, status, MHD_create_response_from_callback(size, block, read, arg, NULL));
    request->answer = NULL;
    request->answer_size = size;
    add_common(request, content_type);
}

/* ------------------------------------------------------------------ before the body was read */

static enum MHD_Result
write_header(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    if (strcmp(name, "Connection") != 0)
        text_addf(arg, "%s: %s\r\n", name, value);
    return MHD_YES;
}

/*
 * The library gives a response only after the body. So this one goes straight to the socket, where nothing
 * else waits; our side of the stream is closed, and what the client still sends is read to nothing for a
 * moment, since closing at once would make its side throw the answer away.
 */
void
response_send_early(struct request *request)
{
    struct edge *edge = request->edge;
    TEXT_SCOPED text = { 0 };
    text_addf(&text, "HTTP/1.1 %u %s\r\nConnection: close\r\nContent-Length: %zu\r\n", request->status,
              MHD_get_reason_phrase_for(request->status), request->answer_size);
    MHD_get_response_headers(request->response, write_header, &text);
    text_adds(&text, "\r\n");
    if (strcmp(request->http_method, "HEAD") != 0)
        text_add(&text, request->answer, request->answer_size);
    ssize_t sent = send(request->connection->fd, text.data, text.length, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)sent; /* who does not take it has gone */
    shutdown(request->connection->fd, SHUT_WR);
    request->phase = REQUEST_LINGERING;
    http_connection_enter(&edge->connections, request->connection, CONNECTION_READING,
                          time_mono_us() + LINGER_MS * INT64_C(1000));
}
