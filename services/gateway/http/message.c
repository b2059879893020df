/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The request message, out of the JSON body, the path, the query and If-Match. */
#include "etag.h"
#include "request.h"

#include <okno/json.h>
#include <okno/proto.h>

static bool
refuse_json(struct request *request, enum rpc_code code, const struct json_error *error)
{
    if (code == RPC_RESOURCE_EXHAUSTED)
        http_problem(request, 413, RPC_INVALID_ARGUMENT, "Запрос слишком велик", "The request is too large");
    else
        http_problem_at(request, error->path, error->message_ru, error->message_en);
    return false;
}

/* Parsed JSON is many times its text, and is not needed once the message is packed: it has an arena of its own, used
 * by one request after the other. What has no body is small, and kept for the further pieces of a file. */
static struct arena *
arena_of(const struct request *request)
{
    return request->body.length ? request->edge->reading : request->arena;
}

/* ------------------------------------------------------------------ the body */

static bool
read_body(struct request *request)
{
    const struct endpoint *endpoint = request->endpoint;
    const ProtobufCMessageDescriptor *type = endpoint->route->method->request;
    struct json_error error;
    struct arena *arena = arena_of(request);
    request->message = proto_new(arena, type);
    if (request->body.length == 0)
        return true;
    ProtobufCMessage *body;
    enum rpc_code code = json_to_message(arena, endpoint->body ? endpoint->body->descriptor : type, request->body.data,
                                         request->body.length, &body, &error);
    if (code != RPC_OK)
        return refuse_json(request, code, &error);
    if (endpoint->body)
        *(ProtobufCMessage **)proto_member(request->message, endpoint->body) = body;
    else
        request->message = body;
    return true;
}

/* ------------------------------------------------------------------ the path */

/* Who sends a thing as a whole names it in the body too; that must be the same name. */
static bool
set_variable(struct request *request, const char *name, const char *value)
{
    const char *present = proto_get_text(request->message, name);
    struct json_error error;
    if (present && *present) {
        if (strcmp(present, value) == 0)
            return true;
        http_problem_at(request, name, "в теле запроса указано не то же, что в адресе",
                        "the body says something else than the address");
        return false;
    }
    enum rpc_code code = json_set_text(arena_of(request), request->message, name, value, &error);
    return code == RPC_OK || refuse_json(request, code, &error);
}

static bool
read_path(struct request *request)
{
    const struct route *route = request->endpoint->route;
    const char *const *value = request->values;
    for (size_t i = 0; i < route->n_segments; i++)
        if (route->segments[i].kind != ROUTE_LITERAL && !set_variable(request, route->segments[i].text, *value++))
            return false;
    return true;
}

/* ------------------------------------------------------------------ the query */

/* What the body brings is not for the query. */
static bool
belongs_to_body(const struct endpoint *endpoint, const char *name)
{
    const ProtobufCFieldDescriptor *field = endpoint->upload ? endpoint->upload : endpoint->body;
    return strcmp(endpoint->route->body, "*") == 0 || (field && proto_same_name(field->name, name, strcspn(name, ".")));
}

static bool
read_query(struct request *request)
{
    for (size_t i = 0; i < request->uri.n_parameters; i++) {
        const struct uri_parameter *parameter = &request->uri.parameter[i];
        struct json_error error;
        if (belongs_to_body(request->endpoint, parameter->name)) {
            http_problem_at(request, parameter->name, "этот параметр передаётся в теле запроса, а не в адресе",
                            "this goes into the body, not into the address");
            return false;
        }
        enum rpc_code code =
            json_set_text(arena_of(request), request->message, parameter->name, parameter->value, &error);
        if (code != RPC_OK)
            return refuse_json(request, code, &error);
    }
    return true;
}

/* ------------------------------------------------------------------ If-Match */

static bool
read_if_match(struct request *request)
{
    const ProtobufCFieldDescriptor *field = request->endpoint->request_etag;
    const char *header = request->headers.if_match, *version = NULL;
    if (!header || request->endpoint->route->download)
        return true;
    if (!field) {
        http_problem(request, 0, RPC_INVALID_ARGUMENT, "Этот запрос не принимает If-Match: он не сверяет версию",
                     "This request takes no If-Match: it compares no version");
        return false;
    }
    switch (etag_if_match(request->arena, header, &version)) {
    case IF_MATCH_ANY:
        return true;
    case IF_MATCH_ONE:
        return set_variable(request, field->name, version);
    case IF_MATCH_WEAK:
        http_problem(request, 412, RPC_ABORTED, "If-Match требует строгого ETag", "If-Match wants a strong ETag");
        return false;
    default:
        http_problem(request, 0, RPC_INVALID_ARGUMENT, "If-Match должен содержать один ETag в кавычках",
                     "If-Match must hold one ETag in quotes");
        return false;
    }
}

bool
http_message_make(struct request *request)
{
    const ProtobufCFieldDescriptor *validate = request->endpoint->validate;
    if (!read_body(request) || !read_path(request) || !read_query(request) || !read_if_match(request))
        return false;
    request->validates = validate && *(const protobuf_c_boolean *)proto_member(request->message, validate);
    return true;
}
