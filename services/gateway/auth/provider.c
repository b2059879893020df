/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signing in at the identity provider. Between leaving and coming back, all there is to know about the flow stands in
 * a sealed cookie of its own, which lives for minutes and is good once. */
#include "internal.h"

#include <openssl/crypto.h>

#define FLOW_COOKIE "__Host-okno-flow"
#define FLOW_PURPOSE "flow"
#define FLOW_S 600

enum { STATE, NONCE, VERIFIER, NEXT, FIELDS };
static const char *const FIELD_NAMES[FIELDS] = { "state", "nonce", "ver", "next" };

/* What goes to the other thread and back. */
struct journey {
    struct oidc_flow flow;
    const char *next; /* "" without a wish */
    const char *url;  /* to go to */
    const char *code;
    enum oidc_fault fault;
    struct oidc_person person;
};

/* ------------------------------------------------------------------ trouble */

static const char *
start_again(struct request *request)
{
    const char *next = request->journey && *request->journey->next ? request->journey->next : NULL;
    return next ? arena_printf(request->arena, "/auth/sign-in?via=provider&next=%s", next_escape(request->arena, next))
                : "/auth/sign-in?via=provider";
}

static void
fail(struct request *request, unsigned status, enum rpc_code code, const char *ru, const char *en)
{
    request->code = code;
    page_trouble(request, status, WORDS(ru, en), start_again(request));
}

static void
fail_by(struct request *request, enum oidc_fault fault)
{
    static const struct {
        unsigned status;
        enum rpc_code code;
        const char *ru, *en;
    } troubles[OIDC_FAULT_COUNT] = {
        [OIDC_UNREACHABLE] = { 503, RPC_UNAVAILABLE, "Сервис входа сейчас не отвечает. Повторите через несколько минут",
                               "The sign-in service does not answer. Try again in some minutes" },
        [OIDC_REFUSED] = { 400, RPC_FAILED_PRECONDITION, "Сервис входа не подтвердил вход. Начните вход ещё раз",
                           "The sign-in service did not confirm. Sign in once more" },
        [OIDC_TOKEN] = { 502, RPC_INTERNAL, "Ответу сервиса входа нельзя доверять. Сообщите администратору",
                         "The answer of the sign-in service cannot be trusted. Tell the administrator" },
        [OIDC_NO_ROLE] = { 403, RPC_PERMISSION_DENIED,
                           "Вы вошли, но вашей учётной записи здесь ничего не разрешено. Обратитесь к администратору",
                           "You are signed in, but your account may do nothing here. Ask the administrator" },
    };
    fail(request, troubles[fault].status, troubles[fault].code, troubles[fault].ru, troubles[fault].en);
}

/* ------------------------------------------------------------------ leaving */

static void
set_out(struct request *request)
{
    struct journey *journey = request->journey;
    struct auth *auth = request->edge->options.auth;
    journey->fault = oidc_begin(auth->oidc, request->arena, &journey->flow, &journey->url);
}

void
provider_leave(struct request *request, const char *next)
{
    struct journey *journey = request->journey = ARENA_NEW(request->arena, struct journey);
    journey->next = next;
    pool_run(request, set_out);
}

void
provider_left(struct request *request)
{
    const struct journey *journey = request->journey;
    struct auth *auth = request->edge->options.auth;
    if (journey->fault != OIDC_OK) {
        fail_by(request, journey->fault);
        return;
    }
    TEXT_SCOPED sealed = { 0 };
    const struct seal_field fields[FIELDS] = {
        { FIELD_NAMES[STATE], journey->flow.state },
        { FIELD_NAMES[NONCE], journey->flow.nonce },
        { FIELD_NAMES[VERIFIER], journey->flow.verifier },
        { FIELD_NAMES[NEXT], journey->next },
    };
    if (seal_close(auth->sealer, FLOW_PURPOSE, fields, FIELDS, time_now_us() + FLOW_S * INT64_C(1000000), &sealed)
        != RPC_OK) {
        fail_by(request, OIDC_UNREACHABLE);
        return;
    }
    cookie_set(request, FLOW_COOKIE, sealed.data, FLOW_S);
    page_redirect(request, journey->url);
}

/* ------------------------------------------------------------------ coming back */

static bool
read_flow(struct request *request, struct journey *journey)
{
    struct seal_facts facts;
    struct auth *auth = request->edge->options.auth;
    const char *cookie = cookie_find(request, FLOW_COOKIE);
    struct seal_field fields[FIELDS];
    for (size_t i = 0; i < FIELDS; i++)
        fields[i] = (struct seal_field){ FIELD_NAMES[i], NULL };
    if (!cookie
        || seal_open(auth->sealer, FLOW_PURPOSE, cookie, strlen(cookie), request->arena, fields, FIELDS, &facts)
               != SEAL_OK)
        return false;
    journey->flow = (struct oidc_flow){ fields[STATE].value, fields[NONCE].value, fields[VERIFIER].value };
    journey->next = fields[NEXT].value;
    return *journey->flow.state && *journey->flow.nonce && *journey->flow.verifier;
}

static bool
state_matches(const struct journey *journey, const char *state)
{
    size_t length = strlen(journey->flow.state);
    return state && strlen(state) == length && CRYPTO_memcmp(state, journey->flow.state, length) == 0;
}

static void
go_for_token(struct request *request)
{
    struct journey *journey = request->journey;
    struct auth *auth = request->edge->options.auth;
    journey->fault = oidc_finish(auth->oidc, &journey->flow, journey->code, request->arena, &journey->person);
}

static void
report_error(struct request *request, const char *error)
{
    if (strcmp(error, "access_denied") == 0)
        fail(request, 403, RPC_PERMISSION_DENIED, "Вход отменён", "Signing in was cancelled");
    else
        fail(request, 502, RPC_UNAVAILABLE, "Сервис входа сообщил об ошибке. Начните вход ещё раз",
             "The sign-in service reports an error. Sign in once more");
}

/* Whatever comes of it, the cookie of the flow has served. */
void
provider_return(struct request *request)
{
    struct auth *auth = request->edge->options.auth;
    struct journey *journey = request->journey = ARENA_NEW(request->arena, struct journey);
    const char *error = parameter_of(&request->uri, "error");
    journey->next = "";
    journey->code = parameter_of(&request->uri, "code");
    bool known = auth->oidc && read_flow(request, journey);
    cookie_set(request, FLOW_COOKIE, "", -1);
    if (!known || !state_matches(journey, parameter_of(&request->uri, "state"))
        || !oidc_issuer_matches(auth->oidc, parameter_of(&request->uri, "iss")))
        fail(request, 400, RPC_FAILED_PRECONDITION,
             "Этот вход начат не здесь, уже завершён или занял слишком много времени. Начните вход ещё раз",
             "This sign-in was not begun here, is over, or took too long. Sign in once more");
    else if (error)
        report_error(request, error);
    else if (!journey->code || !*journey->code)
        report_error(request, "");
    else
        pool_run(request, go_for_token);
}

static struct session
session_of(const struct oidc_person *person)
{
    return (struct session){
        .role = person->role,
        .subject = person->subject,
        .name = person->name,
        .centre = person->centre,
        .agency = person->agency,
        .applicant = person->applicant,
        .via = "oidc",
    };
}

void
provider_returned(struct request *request)
{
    const struct journey *journey = request->journey;
    if (journey->fault != OIDC_OK) {
        fail_by(request, journey->fault);
        return;
    }
    struct session session = session_of(&journey->person);
    if (session_begin(request, &session) != RPC_OK) {
        fail_by(request, OIDC_UNREACHABLE);
        return;
    }
    const char *next = next_own(journey->next);
    page_redirect(request, next ? next : next_home(session.role));
}

/* ------------------------------------------------------------------ signing out there, too */

static void
find_end(struct request *request)
{
    struct auth *auth = request->edge->options.auth;
    const char *home = arena_printf(request->arena, "%s/", auth->options.origin);
    request->journey->url = oidc_end_url(auth->oidc, request->arena, home);
}

void
provider_part(struct request *request)
{
    request->journey = ARENA_NEW(request->arena, struct journey);
    pool_run(request, find_end);
}

const char *
provider_parted(const struct request *request)
{
    return request->journey ? request->journey->url : NULL;
}
