/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The addresses below /auth/, and what a request with the cookie may do. */
#include "internal.h"

#include <okno/log.h>
#include <openssl/crypto.h>
#include <strings.h>

#define BODY_MAX ((size_t)8192)
#define THREADS 2

/* ------------------------------------------------------------------ opening and closing */

static enum rpc_code
open_provider(struct auth *auth)
{
    if (!auth->options.provider)
        return RPC_OK;
    TEXT_SCOPED callback = { 0 };
    struct oidc_options options = *auth->options.provider;
    auth->options.provider = NULL; /* the caller's */
    if (text_empty(auth->options.origin) || !auth->sealer) {
        log_error("signing in at a provider needs http.origin, and keys for sessions");
        return RPC_INVALID_ARGUMENT;
    }
    text_addf(&callback, "%s/auth/callback", auth->options.origin);
    options.redirect_uri = callback.data;
    return oidc_open(&options, &auth->oidc);
}

enum rpc_code
auth_open(const struct auth_options *options, struct auth **ret_auth)
{
    struct auth *auth = calloc(1, sizeof *auth);
    if (!auth)
        abort();
    auth->options = *options;
    if (!text_empty(options->session_keys))
        auth->sealer = sealer_open(options->session_keys);
    if (!text_empty(options->accounts) && auth->sealer)
        auth->accounts = accounts_open(options->accounts);
    auth->throttle = throttle_new(options);
    auth->pool = pool_new(THREADS);
    enum rpc_code code = open_provider(auth);
    if (code == RPC_OK)
        *ret_auth = auth;
    else
        auth_close(auth);
    return code;
}

void
auth_stop(struct auth *auth)
{
    if (auth)
        pool_stop(auth->pool);
}

void
auth_close(struct auth *auth)
{
    if (!auth)
        return;
    pool_free(auth->pool);
    throttle_free(auth->throttle);
    oidc_close(auth->oidc);
    accounts_close(auth->accounts);
    sealer_close(auth->sealer);
    free(auth);
}

/* ------------------------------------------------------------------ did they mean it */

static void
refuse_use(struct request *request)
{
    http_problem(request, 0, RPC_PERMISSION_DENIED, "Запрос пришёл с другого сайта или без X-CSRF-Token этого сеанса",
                 "The request comes from another site, or without the X-CSRF-Token of this session");
}

static bool
origin_is_ours(const struct request *request)
{
    const char *origin = request->headers.origin, *ours = request->edge->options.auth->options.origin;
    if (!text_empty(ours))
        return strcmp(origin, ours) == 0;
    const char *host = text_starts(origin, "https://")  ? origin + strlen("https://")
                       : text_starts(origin, "http://") ? origin + strlen("http://")
                                                        : NULL;
    return host && request->headers.host && strcasecmp(host, request->headers.host) == 0;
}

/* Browsers say where a request comes from, and scripts cannot change it (Fetch Metadata, RFC 6454). Who says
 * nothing is no browser, and nobody else can send our cookie. */
static bool
from_our_pages(const struct request *request)
{
    const struct headers *h = &request->headers;
    if (h->sec_fetch_site && strcmp(h->sec_fetch_site, "same-origin") != 0 && strcmp(h->sec_fetch_site, "none") != 0)
        return false;
    bool hidden = h->origin && strcmp(h->origin, "null") == 0 && h->sec_fetch_site;
    return !h->origin || hidden || origin_is_ours(request);
}

static bool
token_matches(const struct request *request, const char *token)
{
    size_t length = strlen(request->session->csrf);
    return token && strlen(token) == length && CRYPTO_memcmp(token, request->session->csrf, length) == 0;
}

bool
auth_admit_use(struct request *request)
{
    if (!request->session)
        return true;
    bool read = http_method_by_name(request->http_method) == HTTP_GET;
    const char *mode = request->headers.sec_fetch_mode;
    bool meant = read ? (mode && strcmp(mode, "navigate") == 0) || from_our_pages(request)
                      : from_our_pages(request) && token_matches(request, request->headers.csrf_token);
    if (!meant)
        refuse_use(request);
    return meant;
}

/* ------------------------------------------------------------------ the addresses */

const char *
parameter_of(const struct uri *uri, const char *name)
{
    const char *value = NULL;
    for (size_t i = 0; i < uri->n_parameters; i++) {
        if (strcmp(uri->parameter[i].name, name) != 0)
            continue;
        if (value)
            return NULL;
        value = uri->parameter[i].value;
    }
    return value;
}

static void
tell_session(struct request *request)
{
    session_reply(request, request->session, NULL);
}

/* Where there are accounts as well as a provider, the page lets people choose. */
static void
begin_sign_in(struct request *request)
{
    const struct auth *auth = request->edge->options.auth;
    const char *next = next_own(parameter_of(&request->uri, "next"));
    bool chosen = text_equal(parameter_of(&request->uri, "via"), "provider");
    if (auth->oidc && (chosen || !auth->accounts)) {
        provider_leave(request, next ? next : "");
        return;
    }
    page_redirect(request, next ? arena_printf(request->arena, "/sign-in?next=%s", next_escape(request->arena, next))
                                : "/sign-in");
}

static const char *
form_token(struct request *request)
{
    struct uri form;
    if (!request->body.length || strlen(request->body.data) != request->body.length)
        return NULL;
    const char *target = arena_printf(request->arena, "/?%s", request->body.data);
    return uri_parse(request->arena, target, &form) == URI_OK ? parameter_of(&form, "csrfToken") : NULL;
}

static void
signed_out(struct request *request)
{
    const char *leave = provider_parted(request);
    if (page_wanted(request))
        page_redirect(request, leave ? leave : "/");
    else
        session_reply(request, NULL, leave);
}

/* A form has no header fields of its own, so the token may stand in it. */
static void
sign_out(struct request *request)
{
    const char *token = request->headers.csrf_token;
    if (request->session && !token_matches(request, token ? token : form_token(request))) {
        refuse_use(request);
        return;
    }
    session_clear(request);
    request->signed_in = false;
    bool at_provider = request->session && strcmp(request->session->via, "oidc") == 0;
    if (at_provider && request->edge->options.auth->oidc)
        provider_part(request);
    else
        signed_out(request);
}

static const struct auth_endpoint ENDPOINTS[] = {
    { "auth", "session", HTTP_GET, tell_session, NULL },
    { "auth", "sign-in", HTTP_GET, begin_sign_in, provider_left },
    { "auth", "callback", HTTP_GET, provider_return, provider_returned },
    { "auth", "local", HTTP_POST, local_try, local_judged },
    { "auth", "sign-out", HTTP_POST, sign_out, signed_out },
    { "", "sign-in", HTTP_GET, local_page, NULL },
};

bool
auth_takes(struct request *request)
{
    const struct uri *uri = &request->uri;
    if (!request->edge->options.auth || uri->n_segments > 2)
        return false;
    const char *folder = uri->n_segments == 2 ? uri->segment[0] : "";
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(ENDPOINTS); i++)
        if (strcmp(ENDPOINTS[i].folder, folder) == 0
            && strcmp(ENDPOINTS[i].name, uri->segment[uri->n_segments - 1]) == 0)
            request->auth = &ENDPOINTS[i];
    return request->auth != NULL;
}

static bool
admit_method(struct request *request)
{
    if (http_method_by_name(request->http_method) == request->auth->http_method)
        return true;
    reply_allow(request, 1u << request->auth->http_method);
    if (strcmp(request->http_method, "OPTIONS") == 0)
        reply_nothing(request, 204);
    else
        http_problem(request, 405, RPC_UNIMPLEMENTED, "Метод %s здесь не применим", "Method %s does not apply here",
                     request->http_method);
    return false;
}

static bool
admit_form(struct request *request)
{
    const struct headers *h = &request->headers;
    static const char form[] = "application/x-www-form-urlencoded";
    if (h->body_size == 0)
        return true;
    if (request->auth->http_method == HTTP_GET || h->expect) {
        http_problem(request, 0, RPC_INVALID_ARGUMENT, "У этого запроса не бывает тела", "This request takes no body");
        return false;
    }
    if (h->body_size > (int64_t)BODY_MAX) {
        http_problem_too_large(request, BODY_MAX);
        return false;
    }
    if (h->content_type && !h->content_encoding && strncasecmp(h->content_type, form, strlen(form)) == 0)
        return true;
    http_problem(request, 415, RPC_INVALID_ARGUMENT, "Тело запроса должно быть формой (%s)",
                 "The body must be a form (%s)", form);
    return false;
}

/* Signing somebody in, or out, is for our own pages as well (login CSRF). */
bool
auth_admit(struct request *request)
{
    if (!admit_method(request) || !admit_form(request))
        return false;
    if (request->auth->http_method == HTTP_GET || from_our_pages(request))
        return true;
    refuse_use(request);
    return false;
}

size_t
auth_body_limit(void)
{
    return BODY_MAX;
}

void
auth_end(struct request *request)
{
    request->auth->end(request);
}

void
auth_answer(struct request *request)
{
    request->auth->answer(request);
}
