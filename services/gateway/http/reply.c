/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The outcome of a call as an answer. */
#include "etag.h"
#include "request.h"

#include <okno/json.h>
#include <okno/proto.h>

/* JSON of a message is about so many times its packed size. */
#define JSON_FACTOR 2

void
reply_unreadable(struct request *request)
{
    http_problem(request, 0, RPC_INTERNAL, "Ответ сервиса не читается", "The service's reply is malformed");
}

/* Whether the client already has what would be sent. */
bool
reply_not_modified(struct request *request, const char *tag)
{
    const char *header = request->headers.if_none_match;
    if (!tag || !header || request->endpoint->http_method != HTTP_GET || !etag_hits(header, tag))
        return false;
    reply_nothing(request, 304);
    reply_etag(request, tag);
    request->code = RPC_OK;
    return true;
}

void
reply_etag(struct request *request, const char *tag)
{
    if (tag)
        response_header(request, "ETag", arena_printf(request->arena, "\"%s\"", tag));
}

void
reply_nothing(struct request *request, unsigned status)
{
    request->code = RPC_OK;
    response_set_static(request, status, NULL, "", 0);
}

static const char *
tag_of(const struct request *request, const ProtobufCMessage *reply, const struct text *json)
{
    const ProtobufCFieldDescriptor *field = request->endpoint->reply_etag;
    const char *version = field ? *(const char **)proto_member(reply, field) : NULL;
    return version && etag_valid(version) ? etag_of_body(request->arena, version, json->data, json->length) : NULL;
}

/* A POST to a collection makes something new (RFC 9110, 9.3.3); one with a verb does something. */
static unsigned
good_status(const struct request *request)
{
    const struct route *route = request->endpoint->route;
    bool created = text_equal(route->http_method, "POST") && !*route->verb && !request->validates;
    return created ? 201 : 200;
}

static void
reply_message(struct request *request)
{
    const struct outcome *outcome = &request->outcome;
    ProtobufCMessage *reply;
    if (proto_read(request->arena, request->endpoint->route->method->reply, outcome->reply, outcome->reply_size, &reply)
        != RPC_OK) {
        reply_unreadable(request);
        return;
    }
    TEXT_SCOPED json = { 0 };
    text_reserve(&json, JSON_FACTOR * outcome->reply_size + 64);
    json_from_message(reply, &json);
    const char *tag = tag_of(request, reply, &json);
    if (reply_not_modified(request, tag))
        return;
    request->code = RPC_OK;
    response_set(request, good_status(request), "application/json", &json);
    reply_etag(request, tag);
}

void
reply_outcome(struct request *request)
{
    bool download = request->endpoint->route->download;
    if (request->outcome.code != RPC_OK && download)
        download_refused(request);
    else if (request->outcome.code != RPC_OK)
        http_problem_of_outcome(request);
    else if (download)
        download_begin(request);
    else
        reply_message(request);
}

void
reply_allow(struct request *request, unsigned methods)
{
    struct text allow = { 0 };
    for (int method = 0; method < HTTP_METHODS; method++)
        if (methods & 1u << method)
            text_addf(&allow, "%s%s, ", http_method_name((enum http_method)method), method == HTTP_GET ? ", HEAD" : "");
    text_adds(&allow, "OPTIONS");
    request->allow = arena_strdup(request->arena, allow.data);
    text_release(&allow);
}
