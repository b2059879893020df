/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether a request may be made at all, judged by its head: form, route, caller, rate, kind of body. Each
 * refuses at once; what passes needs only its body. */
#include "auth.h"
#include "language.h"
#include "live.h"

#include <strings.h>

#define TARGET_MAX 8192
#define IDEMPOTENCY_KEY_MAX 255
#define BEARER "Bearer "

/* ------------------------------------------------------------------ form */

/* A head that two servers could understand differently ends the connection. */
static bool
refuse_head(struct request *request, enum headers_fault fault)
{
    static const struct {
        const char *ru, *en;
    } why[] = {
        [HEADERS_BAD_NAME] = { "Недопустимое имя поля заголовка", "A header field has an invalid name" },
        [HEADERS_BAD_VALUE] = { "Недопустимые символы в заголовке", "A header field holds invalid characters" },
        [HEADERS_TWICE] = { "Поле заголовка указано дважды", "A header field is given twice" },
        [HEADERS_BAD_LENGTH] = { "Content-Length не является числом", "Content-Length is not a number" },
        [HEADERS_BAD_ENCODING] = { "Transfer-Encoding может быть только chunked",
                                   "Transfer-Encoding may only be chunked" },
        [HEADERS_TWO_LENGTHS] = { "Content-Length и Transfer-Encoding вместе не допускаются",
                                  "Content-Length and Transfer-Encoding may not come together" },
    };
    request->broken = true;
    http_problem(request, 0, RPC_INVALID_ARGUMENT, "%s", "%s", request->english ? why[fault].en : why[fault].ru);
    return false;
}

static bool
refuse_target(struct request *request, enum uri_fault fault)
{
    static const struct {
        const char *ru, *en;
    } why[] = {
        [URI_BAD_ESCAPE] = { "Адрес запроса: после % должны стоять две шестнадцатеричные цифры",
                             "Request target: % must be followed by two hexadecimal digits" },
        [URI_BAD_TEXT] = { "Адрес запроса должен быть в UTF-8 без управляющих символов",
                           "The request target must be UTF-8 without control characters" },
        [URI_BAD_FORM] = { "Адрес запроса должен начинаться с /", "The request target must begin with /" },
        [URI_TOO_MANY] = { "В адресе запроса слишком много частей", "The request target has too many parts" },
    };
    http_problem(request, 0, RPC_INVALID_ARGUMENT, "%s", "%s", request->english ? why[fault].en : why[fault].ru);
    return false;
}

static bool
admit_head(struct request *request, const char *version)
{
    enum headers_fault fault = headers_read(request->mhd, &request->headers);
    request->english = language_is_english(request->headers.accept_language);
    trace_continue(request->headers.traceparent, request->trace, request->trace_id);
    if (fault != HEADERS_OK)
        return refuse_head(request, fault);
    if (!request->headers.host && strcmp(version, "HTTP/1.1") == 0) {
        request->broken = true;
        http_problem(request, 0, RPC_INVALID_ARGUMENT, "Нет заголовка Host", "There is no Host header");
        return false;
    }
    if (strlen(request->target) > TARGET_MAX) {
        http_problem(request, 414, RPC_INVALID_ARGUMENT, "Адрес запроса длиннее %d байт",
                     "The request target is longer than %d bytes", TARGET_MAX);
        return false;
    }
    enum uri_fault bad = uri_parse(request->arena, request->target, &request->uri);
    return bad == URI_OK || refuse_target(request, bad);
}

/* ------------------------------------------------------------------ route */

bool
admit_refuse_method(struct request *request, unsigned methods)
{
    reply_allow(request, methods);
    if (strcmp(request->http_method, "OPTIONS") == 0)
        reply_nothing(request, 204);
    else
        http_problem(request, 405, RPC_UNIMPLEMENTED, "Метод %s здесь не применим", "Method %s does not apply here",
                     request->http_method);
    return false;
}

static bool
admit_route(struct request *request)
{
    struct edge *edge = request->edge;
    enum http_method method = http_method_by_name(request->http_method);
    struct router_match *match = ARENA_NEW(request->arena, struct router_match);
    if (method != HTTP_METHODS && router_find(edge->router, request->arena, method, &request->uri, match)) {
        request->endpoint = &edge->endpoint[match->route];
        request->values = match->value;
        return true;
    }
    unsigned methods = router_methods(edge->router, request->arena, &request->uri);
    if (methods)
        return admit_refuse_method(request, methods);
    http_problem(request, 0, RPC_NOT_FOUND, "По этому адресу ничего нет", "There is nothing at this address");
    return false;
}

/* ------------------------------------------------------------------ caller */

static void
challenge(struct request *request, const char *description)
{
    request->challenge =
        !description
            ? "Bearer realm=\"okno\""
            : arena_printf(request->arena, "Bearer realm=\"okno\", error=\"invalid_token\", error_description=\"%s\"",
                           description);
}

static bool
refuse_token(struct request *request, enum token_fault fault)
{
    if (fault == TOKEN_NO_KEYS) {
        http_problem(request, 0, RPC_UNAVAILABLE, "%s", "%s", token_fault_text(fault, request->english));
        return false;
    }
    challenge(request, token_fault_text(fault, true));
    http_problem(request, 0, RPC_UNAUTHENTICATED, "%s", "%s", token_fault_text(fault, request->english));
    return false;
}

static bool
sign_in(struct request *request)
{
    const char *authorization = request->headers.authorization;
    struct token_claims claims;
    if (strncasecmp(authorization, BEARER, strlen(BEARER)) != 0) {
        challenge(request, NULL);
        http_problem(request, 0, RPC_UNAUTHENTICATED, "Принимается только Authorization: Bearer",
                     "Only Authorization: Bearer is accepted");
        return false;
    }
    const char *token = authorization + strlen(BEARER);
    struct token_verifier *tokens = request->edge->options.tokens;
    enum token_fault fault =
        tokens ? token_verify(tokens, token, strlen(token), request->arena, &claims) : TOKEN_ISSUER;
    if (fault != TOKEN_OK)
        return refuse_token(request, fault);
    request->signed_in = true;
    request->expires_us = claims.expires_us;
    request->caller =
        (struct rpc_caller){ claims.role, claims.subject, claims.centre, claims.agency, claims.applicant, "" };
    return true;
}

/* A token goes before a cookie: who sends one means it. */
static bool
identify(struct request *request)
{
    if (request->headers.authorization)
        return sign_in(request);
    auth_identify(request);
    return true;
}

bool
admit_refuse_stranger(struct request *request)
{
    challenge(request, NULL);
    if (request->session_over)
        http_problem(request, 0, RPC_UNAUTHENTICATED, "Сеанс окончен, войдите ещё раз",
                     "The session is over, sign in again");
    else
        http_problem(request, 0, RPC_UNAUTHENTICATED, "Нужен вход или токен: Authorization: Bearer …",
                     "Sign in, or send a token: Authorization: Bearer ...");
    return false;
}

bool
admit_refuse_role(struct request *request)
{
    http_problem(request, 0, RPC_PERMISSION_DENIED, "Роль %s не может этого делать", "Role %s may not do this",
                 rpc_role_name(request->caller.role));
    return false;
}

static bool
admit_caller(struct request *request)
{
    uint32_t allow = request->endpoint->route->method->allow;
    if (!identify(request))
        return false;
    if (allow & (RPC_ROLE_BIT(RPC_ROLE_ANYONE) | (request->signed_in ? RPC_ROLE_BIT(request->caller.role) : 0)))
        return auth_admit_use(request);
    return request->signed_in ? admit_refuse_role(request) : admit_refuse_stranger(request);
}

/* ------------------------------------------------------------------ rate */

/* Behind a proxy that we trust, the last address it names is whom it speaks for. */
uint64_t
http_address_of(const struct request *request)
{
    const struct edge *edge = request->edge;
    const char *forwarded = request->headers.forwarded_for;
    if (!forwarded || !request->connection->proxy)
        return request->connection->address;
    const char *comma = strrchr(forwarded, ',');
    const char *last = comma ? comma + 1 + strspn(comma + 1, " \t") : forwarded;
    return limit_hash(edge->limiter, last, strcspn(last, " \t"));
}

static bool
admit_rate(struct request *request)
{
    struct edge *edge = request->edge;
    const char *subject = request->caller.subject;
    const struct limit *limit = request->signed_in ? &edge->subject_limit : &edge->address_limit;
    if (limit->quota == 0)
        return true;
    uint64_t key = request->signed_in ? limit_hash(edge->limiter, subject, strlen(subject)) : http_address_of(request);
    bool taken = limit_take(edge->limiter, key, limit, 1, request->begun_us, &request->limit_state);
    request->limit = limit;
    if (!taken)
        http_problem(request, 0, RPC_RESOURCE_EXHAUSTED, "Слишком много запросов, повторите через %d с",
                     "Too many requests, try again in %d s", (int)request->limit_state.retry_s);
    return taken;
}

/* ------------------------------------------------------------------ body */

static bool
is_json(const char *content_type)
{
    size_t length = strcspn(content_type, "; \t");
    bool json = (length == 16 && strncasecmp(content_type, "application/json", length) == 0)
                || (length > 17 && strncasecmp(content_type, "application/", 12) == 0
                    && strncasecmp(content_type + length - 5, "+json", 5) == 0);
    const char *charset = strcasestr(content_type, "charset=");
    return json && (!charset || strcasestr(charset, "utf-8") || strcasestr(charset, "utf8"));
}

static bool
admit_body_kind(struct request *request)
{
    const struct headers *h = &request->headers;
    if (h->content_encoding && strcasecmp(h->content_encoding, "identity") != 0) {
        http_problem(request, 415, RPC_INVALID_ARGUMENT, "Content-Encoding не поддерживается",
                     "Content-Encoding is not supported");
        return false;
    }
    if (request->endpoint->upload || (h->content_type && is_json(h->content_type)))
        return true;
    http_problem(request, 415, RPC_INVALID_ARGUMENT, "Тело запроса должно быть application/json в UTF-8",
                 "The body must be application/json in UTF-8");
    return false;
}

static bool
admit_body(struct request *request)
{
    const struct headers *h = &request->headers;
    const struct edge_limits *limits = &request->edge->options.limits;
    size_t most = request->endpoint->upload ? limits->upload : limits->body;
    if (h->expect && strcasecmp(h->expect, "100-continue") != 0) {
        http_problem(request, 417, RPC_INVALID_ARGUMENT, "Неизвестное ожидание в заголовке Expect",
                     "Unknown expectation in Expect");
        return false;
    }
    if (h->body_size == 0)
        return true;
    if (!request->endpoint->upload && !*request->endpoint->route->body) {
        http_problem(request, 0, RPC_INVALID_ARGUMENT, "У этого запроса не бывает тела", "This request takes no body");
        return false;
    }
    if (h->body_size > 0 && (uint64_t)h->body_size > most) {
        http_problem_too_large(request, most);
        return false;
    }
    return admit_body_kind(request);
}

/* ------------------------------------------------------------------ what else the head says */

static bool
admit_wishes(struct request *request)
{
    const struct headers *h = &request->headers;
    if (!request->endpoint->client) {
        http_problem(request, 0, RPC_UNAVAILABLE, "Сервис %s не подключён", "Service %s is not connected",
                     request->endpoint->route->service);
        return false;
    }
    if (!request->endpoint->route->download && !accepts_json(h->accept)) {
        http_problem(request, 406, RPC_INVALID_ARGUMENT, "Ответ бывает только application/json",
                     "The answer is application/json only");
        return false;
    }
    const char *key = h->idempotency_key;
    if (key && (!*key || strlen(key) > IDEMPOTENCY_KEY_MAX || !utf8_valid(key, strlen(key)))) {
        http_problem(request, 0, RPC_INVALID_ARGUMENT, "Idempotency-Key должен быть длиной от 1 до %d байт в UTF-8",
                     "Idempotency-Key must have 1 to %d bytes of UTF-8", IDEMPOTENCY_KEY_MAX);
        return false;
    }
    return true;
}

bool
admit_request(struct request *request, const char *version)
{
    if (!admit_head(request, version))
        return false;
    if (reply_site(request))
        return true;
    if (auth_takes(request))
        return identify(request) && admit_rate(request) && auth_admit(request);
    if (live_is_meant(request))
        return identify(request) && admit_rate(request) && live_admit(request);
    return admit_route(request) && admit_caller(request) && admit_rate(request) && admit_wishes(request)
           && admit_body(request);
}
