/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The session: sealed into a cookie, read out of it, lengthened while it is used. */
#include "internal.h"

#include <okno/json.h>

#define PURPOSE "session"
#define CSRF_BYTES 16

enum { ROLE, SUBJECT, NAME, CENTRE, AGENCY, APPLICANT, CSRF, VIA, REVISION, ENDS, FIELDS };
static const char *const FIELD_NAMES[FIELDS] = {
    "role", "sub", "name", "ctr", "agc", "apl", "csrf", "via", "rev", "end"
};

static const struct auth_life *
life_of(const struct auth *auth, enum rpc_role role)
{
    return role == RPC_ROLE_KIOSK ? &auth->options.device : &auth->options.person;
}

/* ------------------------------------------------------------------ sealing */

static enum rpc_code
give(struct request *request, struct session *session)
{
    struct auth *auth = request->edge->options.auth;
    const struct auth_life *life = life_of(auth, session->role);
    int64_t now_us = time_now_us(), idle_end_us = now_us + life->idle_ms * 1000;
    struct seal_field fields[FIELDS];
    const char *const values[FIELDS] = {
        rpc_role_name(session->role),
        session->subject,
        session->name,
        session->centre,
        session->agency,
        session->applicant,
        session->csrf,
        session->via,
        arena_printf(request->arena, "%lld", (long long)session->revision_us),
        arena_printf(request->arena, "%lld", (long long)session->ends_us),
    };
    for (size_t i = 0; i < FIELDS; i++)
        fields[i] = (struct seal_field){ FIELD_NAMES[i], values[i] };
    session->expires_us = idle_end_us < session->ends_us ? idle_end_us : session->ends_us;
    TEXT_SCOPED sealed = { 0 };
    enum rpc_code code = seal_close(auth->sealer, PURPOSE, fields, FIELDS, session->expires_us, &sealed);
    if (code != RPC_OK)
        return code;
    bool device = session->role == RPC_ROLE_KIOSK;
    cookie_set(request, SESSION_COOKIE, sealed.data, device ? (session->expires_us - now_us) / 1000000 : 0);
    return RPC_OK;
}

enum rpc_code
session_begin(struct request *request, struct session *session)
{
    struct auth *auth = request->edge->options.auth;
    uint8_t random[CSRF_BYTES];
    char *csrf = arena_alloc(request->arena, 2 * CSRF_BYTES + 1);
    if (!auth->sealer)
        return RPC_UNAVAILABLE;
    random_bytes(random, sizeof random);
    hex_encode(random, sizeof random, csrf);
    session->csrf = csrf;
    session->ends_us = time_now_us() + life_of(auth, session->role)->length_ms * 1000;
    return give(request, session);
}

void
session_clear(struct request *request)
{
    cookie_set(request, SESSION_COOKIE, "", -1);
}

/* ------------------------------------------------------------------ reading */

static bool
understand(const struct seal_field fields[FIELDS], struct session *session)
{
    *session = (struct session){
        .role = rpc_role_by_name(fields[ROLE].value),
        .subject = fields[SUBJECT].value,
        .name = fields[NAME].value,
        .centre = fields[CENTRE].value,
        .agency = fields[AGENCY].value,
        .applicant = fields[APPLICANT].value,
        .csrf = fields[CSRF].value,
        .via = fields[VIA].value,
    };
    return session->role != RPC_ROLE_NOBODY && session->role < RPC_ROLE_SERVICE && *session->subject && *session->csrf
           && parse_int64(fields[REVISION].value, &session->revision_us)
           && parse_int64(fields[ENDS].value, &session->ends_us);
}

/* Who was removed, or got another password or role, is out at once; so is everybody when their way in is closed. */
static bool
account_stands(const struct auth *auth, bool local, const char *subject, int64_t revision_us)
{
    if (!local)
        return auth->oidc != NULL;
    const struct account *account = auth->accounts ? accounts_find(auth->accounts, subject) : NULL;
    return account && account->changed_us == revision_us;
}

static bool
is_local(const struct session *session)
{
    return strcmp(session->via, "local") == 0;
}

/* A new cookie with every request would be much; with none the session would end under somebody's hands. */
static bool
is_due(const struct auth *auth, const struct session *session)
{
    int64_t idle_us = life_of(auth, session->role)->idle_ms * 1000;
    return session->expires_us < session->ends_us && session->expires_us - time_now_us() < idle_us / 4 * 3;
}

static bool
read_cookie(struct request *request, const char *cookie, struct session *session, bool *ret_old_key)
{
    struct auth *auth = request->edge->options.auth;
    struct seal_field fields[FIELDS];
    struct seal_facts facts;
    for (size_t i = 0; i < FIELDS; i++)
        fields[i] = (struct seal_field){ FIELD_NAMES[i], NULL };
    enum seal_fault fault =
        seal_open(auth->sealer, PURPOSE, cookie, strlen(cookie), request->arena, fields, FIELDS, &facts);
    if (fault != SEAL_OK || !understand(fields, session)
        || !account_stands(auth, is_local(session), session->subject, session->revision_us))
        return false;
    session->expires_us = facts.expires_us;
    *ret_old_key = facts.old_key;
    return true;
}

/* Half-way, so that whoever keeps a stream open comes back in time for the session to be lengthened. */
static int64_t
stream_ends_us(const struct session *session)
{
    int64_t now_us = time_now_us();
    return session->expires_us < session->ends_us ? now_us + (session->expires_us - now_us) / 2 : session->ends_us;
}

void
auth_identify(struct request *request)
{
    bool old_key;
    struct auth *auth = request->edge->options.auth;
    const char *cookie = auth && auth->sealer ? cookie_find(request, SESSION_COOKIE) : NULL;
    if (!cookie || !*cookie || !sealer_ready(auth->sealer))
        return;
    struct session *session = ARENA_NEW(request->arena, struct session);
    if (!read_cookie(request, cookie, session, &old_key)) {
        session_clear(request);
        request->session_over = true;
        return;
    }
    request->session = session;
    request->signed_in = true;
    request->caller = (struct rpc_caller){
        session->role, session->subject, session->centre, session->agency, session->applicant, "",
    };
    if ((old_key || is_due(auth, session)) && give(request, session) != RPC_OK)
        session_clear(request);
    request->expires_us = stream_ends_us(session);
}

/* ------------------------------------------------------------------ while a stream is open */

struct auth_hold {
    int64_t revision_us;
    bool local;
    char subject[];
};

struct auth_hold *
auth_hold(const struct request *request)
{
    const struct session *session = request->session;
    if (!session)
        return NULL;
    size_t size = strlen(session->subject) + 1;
    struct auth_hold *hold = calloc(1, sizeof *hold + size);
    if (!hold)
        abort();
    hold->revision_us = session->revision_us;
    hold->local = is_local(session);
    memcpy(hold->subject, session->subject, size);
    return hold;
}

bool
auth_holds(const struct auth *auth, const struct auth_hold *hold)
{
    return !hold || account_stands(auth, hold->local, hold->subject, hold->revision_us);
}

/* ------------------------------------------------------------------ telling */

static void
add_member(struct text *json, const char *name, const char *value)
{
    text_addf(json, ",\"%s\":", name);
    json_add_string(json, value);
}

static void
add_caller(struct text *json, const struct rpc_caller *caller)
{
    add_member(json, "role", rpc_role_name(caller->role));
    add_member(json, "subject", caller->subject);
    add_member(json, "centreCode", caller->centre);
    add_member(json, "agencyCode", caller->agency);
    add_member(json, "applicantId", caller->applicant);
}

void
session_reply(struct request *request, const struct session *session, const char *leave)
{
    struct text json = { 0 };
    char expires[32];
    text_addf(&json, "{\"signedIn\":%s", request->signed_in ? "true" : "false");
    if (request->signed_in)
        add_caller(&json, &request->caller);
    if (session) {
        time_format(session->expires_us, expires);
        add_member(&json, "name", session->name);
        add_member(&json, "csrfToken", session->csrf);
        add_member(&json, "expireTime", expires);
    }
    if (leave)
        add_member(&json, "redirect", leave);
    text_addc(&json, '}');
    request->code = RPC_OK;
    response_set(request, 200, "application/json", &json);
}
