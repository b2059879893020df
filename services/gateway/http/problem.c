/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What went wrong, as application/problem+json (RFC 9457) in the language of the client. */
#include "status.h"
#include "request.h"

#include <okno/json.h>

#define CONTENT_TYPE "application/problem+json"

/* All that a problem says; NULL and 0 for what it does not. */
struct trouble {
    unsigned status;
    enum rpc_code code;
    const char *detail, *reason, *existing_id;
    const struct rpc_violation *violations;
    size_t n_violations;
};

static void
add_member(struct text *json, const char *name, const char *value)
{
    text_addf(json, "%s\"%s\":", json->length > 1 ? "," : "", name);
    json_add_string(json, value);
}

/* "STALE_ETAG" is the type urn:okno:problem:stale-etag; a problem that its status explains has none of its
 * own. */
static void
add_type(struct text *json, const char *reason)
{
    TEXT_SCOPED type = { 0 };
    text_adds(&type, text_empty(reason) ? "about:blank" : "urn:okno:problem:");
    for (const char *p = reason ? reason : ""; *p; p++)
        text_addc(&type, *p == '_' ? '-' : (char)(*p >= 'A' && *p <= 'Z' ? *p + 'a' - 'A' : *p));
    add_member(json, "type", type.data);
}

static void
add_violations(struct text *json, const struct trouble *trouble)
{
    text_adds(json, ",\"violations\":[");
    for (size_t i = 0; i < trouble->n_violations; i++) {
        text_adds(json, i ? ",{\"field\":" : "{\"field\":");
        json_add_string(json, trouble->violations[i].field);
        text_adds(json, ",\"message\":");
        json_add_string(json, trouble->violations[i].message);
        text_addc(json, '}');
    }
    text_addc(json, ']');
}

static void
answer(struct request *request, const struct trouble *trouble)
{
    struct text json = { 0 };
    unsigned status = trouble->status ? trouble->status : http_status_of(trouble->code, trouble->reason);
    request->code = trouble->code;
    text_addc(&json, '{');
    add_type(&json, trouble->reason);
    add_member(&json, "title", http_status_title(status, request->english));
    text_addf(&json, ",\"status\":%u", status);
    if (!text_empty(trouble->detail))
        add_member(&json, "detail", trouble->detail);
    if (*request->uri.path)
        add_member(&json, "instance", request->uri.path);
    add_member(&json, "code", rpc_code_name(trouble->code));
    add_member(&json, "traceId", request->trace_id);
    if (!text_empty(trouble->existing_id))
        add_member(&json, "existingId", trouble->existing_id);
    if (trouble->n_violations)
        add_violations(&json, trouble);
    text_addc(&json, '}');
    response_set(request, status, CONTENT_TYPE, &json);
    response_header(request, "Content-Language", request->english ? "en" : "ru");
}

void
http_problem(struct request *request, unsigned status, enum rpc_code code, const char *ru, const char *en, ...)
{
    va_list args;
    va_start(args, en);
    const char *detail = arena_vprintf(request->arena, request->english ? en : ru, args);
    va_end(args);
    answer(request, &(struct trouble){ .status = status, .code = code, .detail = detail });
}

void
http_problem_at(struct request *request, const char *field, const char *ru, const char *en)
{
    const struct rpc_violation violation = { field, request->english ? en : ru };
    const char *detail = *field ? arena_printf(request->arena, "%s: %s", field, violation.message) : violation.message;
    answer(request, &(struct trouble){ .code = RPC_INVALID_ARGUMENT,
                                       .detail = detail,
                                       .violations = &violation,
                                       .n_violations = *field != '\0' });
}

void
http_problem_too_large(struct request *request, size_t limit)
{
    http_problem(request, 413, RPC_INVALID_ARGUMENT, "Тело запроса больше %zu байт",
                 "The body is larger than %zu bytes", limit);
}

void
http_problem_of_outcome(struct request *request)
{
    const struct outcome *outcome = &request->outcome;
    bool exists = outcome->code == RPC_ALREADY_EXISTS;
    answer(request, &(struct trouble){ .code = outcome->code,
                                       .detail = outcome->message,
                                       .reason = outcome->reason,
                                       .existing_id = exists ? outcome->subject_id : NULL,
                                       .violations = outcome->violations,
                                       .n_violations = outcome->n_violations });
}
