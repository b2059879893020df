/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signing in with a local account. Whether the login or the password was wrong is told by neither words nor time. */
#include "internal.h"

#define TEXT_MAX 4000

/* What goes to the other thread and back. */
struct trial {
    const char *login, *next;
    char *password;
    const char *hash; /* NULL: there is no such account */
    uint64_t address;
    bool good;
};

static const char *
lower(struct arena *arena, const char *text)
{
    text += strspn(text, " ");
    char *copy = arena_strndup(arena, text, strcspn(text, " "));
    for (char *p = copy; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p | 0x20);
    return copy;
}

/* ------------------------------------------------------------------ refusing */

static void
refuse(struct request *request, unsigned status, enum rpc_code code, const char *ru, const char *en)
{
    const struct trial *trial = request->trial;
    const struct words words = { ru, en };
    request->code = code;
    if (page_wanted(request))
        page_sign_in(request, status, &words, trial->login, trial->next);
    else
        http_problem(request, status, code, "%s", "%s", request->english ? en : ru);
}

static void
refuse_wrong(struct request *request)
{
    refuse(request, 401, RPC_UNAUTHENTICATED, "Неверное имя для входа или пароль", "Wrong login or password");
}

static void
refuse_late(struct request *request, int64_t retry_s)
{
    long long minutes = (retry_s + 59) / 60;
    request->retry_s = retry_s;
    refuse(request, 429, RPC_RESOURCE_EXHAUSTED,
           arena_printf(request->arena, "Слишком много неверных попыток. Повторите через %lld мин", minutes),
           arena_printf(request->arena, "Too many wrong tries. Try again in %lld min", minutes));
}

/* ------------------------------------------------------------------ the page */

void
local_page(struct request *request)
{
    const struct auth *auth = request->edge->options.auth;
    const char *next = next_own(parameter_of(&request->uri, "next"));
    request->code = RPC_OK;
    if (auth->accounts)
        page_sign_in(request, 200, NULL, "", next ? next : "");
    else if (auth->oidc)
        page_redirect(request, arena_printf(request->arena, "/auth/sign-in?next=%s",
                                            next_escape(request->arena, next ? next : "")));
    else
        page_trouble(
            request, 404,
            WORDS("В этой установке нет собственных учётных записей", "This installation has no accounts of its own"),
            NULL);
}

/* ------------------------------------------------------------------ a try */

static bool
read_form(struct request *request, struct trial *trial)
{
    struct uri form;
    const char *body = request->body.data ? request->body.data : "";
    bool whole = strlen(body) == request->body.length;
    if (!whole || uri_parse(request->arena, arena_printf(request->arena, "/?%s", body), &form) != URI_OK)
        return false;
    const char *login = parameter_of(&form, "login"), *password = parameter_of(&form, "password");
    const char *next = next_own(parameter_of(&form, "next"));
    if (!login || !password)
        return false;
    trial->login = lower(request->arena, login);
    trial->password = arena_strdup(request->arena, password);
    trial->next = next ? next : "";
    return strlen(login) <= ACCOUNT_LOGIN_MAX && strlen(password) <= PASSWORD_MAX;
}

/* On a thread of the pool. */
static void
judge(struct request *request)
{
    struct trial *trial = request->trial;
    trial->good = password_verify(trial->hash, trial->password);
    explicit_bzero(trial->password, strlen(trial->password));
}

void
local_try(struct request *request)
{
    struct auth *auth = request->edge->options.auth;
    struct trial *trial = request->trial = ARENA_NEW(request->arena, struct trial);
    int64_t retry_s;
    *trial = (struct trial){ .login = "", .next = "" };
    if (!auth->accounts || !sealer_ready(auth->sealer)) {
        refuse(request, 503, RPC_UNAVAILABLE, "Вход с паролем здесь не настроен",
               "Signing in with a password is not set up here");
        return;
    }
    if (!read_form(request, trial)) {
        refuse(request, 400, RPC_INVALID_ARGUMENT, "Введите имя для входа и пароль", "Enter login and password");
        return;
    }
    trial->address = http_address_of(request);
    if (!throttle_take(auth->throttle, trial->login, trial->address, &retry_s)) {
        refuse_late(request, retry_s);
        return;
    }
    const struct account *account = accounts_find(auth->accounts, trial->login);
    trial->hash = account ? arena_strdup(request->arena, account->hash) : NULL;
    pool_run(request, judge);
}

/* ------------------------------------------------------------------ its outcome */

static struct session *
session_of(struct request *request, const struct account *account)
{
    struct session *session = ARENA_NEW(request->arena, struct session);
    *session = (struct session){
        .role = account->role,
        .subject = arena_strdup(request->arena, account->login),
        .name = arena_strdup(request->arena, account->name),
        .centre = arena_strdup(request->arena, account->centre),
        .agency = arena_strdup(request->arena, account->agency),
        .applicant = arena_strdup(request->arena, account->applicant),
        .via = "local",
        .revision_us = account->changed_us,
    };
    return session;
}

static void
welcome(struct request *request, struct session *session)
{
    const struct trial *trial = request->trial;
    request->signed_in = true;
    request->caller = (struct rpc_caller){
        session->role, session->subject, session->centre, session->agency, session->applicant, "",
    };
    if (page_wanted(request))
        page_redirect(request, *trial->next ? trial->next : next_home(session->role));
    else
        session_reply(request, session, NULL);
}

void
local_judged(struct request *request)
{
    struct auth *auth = request->edge->options.auth;
    const struct trial *trial = request->trial;
    const struct account *account = trial->good ? accounts_find(auth->accounts, trial->login) : NULL;
    if (!account) {
        refuse_wrong(request);
        return;
    }
    throttle_give(auth->throttle, trial->login, trial->address);
    struct session *session = session_of(request, account);
    if (session_begin(request, session) == RPC_OK)
        welcome(request, session);
    else
        refuse(request, 503, RPC_UNAVAILABLE, "Сеанс не может быть открыт", "The session cannot be opened");
}
