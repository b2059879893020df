/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The authorization code flow: out to the provider, and back with a person. */
#include "internal.h"

#include <cjose/base64.h>
#include <okno/log.h>
#include <okno/oidc.h>
#include <okno/secret.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <unistd.h>

#define ANSWER_MAX ((size_t)256 * 1024)
#define OPTIONS_MAX ((size_t)1024 * 1024)
#define RANDOM_BYTES 32
#define KEYS_WAIT_US 3000000 /* for a key that the provider has just begun to use */
#define KEYS_PAUSE_US 50000

struct oidc {
    struct arena *arena; /* of the options */
    struct oidc_options options;
    struct discovery *discovery;
    pthread_rwlock_t lock; /* of what follows */
    char *jwks;            /* that the verifier reads */
    struct token_verifier *verifier;
};

/* ------------------------------------------------------------------ opening */

static bool
usable(const struct oidc_options *options)
{
    bool address = text_starts(options->issuer, "https://") || text_starts(options->issuer, "http://");
    if (address && source_address_valid(options->issuer) && !text_empty(options->client_id)
        && !text_empty(options->redirect_uri))
        return true;
    log_error(
        "signing in at a provider needs its address (https, or local), the client's id and an address to come back to",
        LOG_STR("issuer", options->issuer), LOG_STR("client_id", options->client_id),
        LOG_STR("redirect_uri", options->redirect_uri));
    return false;
}

static const char *
own(struct arena *arena, const char *text, const char *otherwise)
{
    return arena_strdup(arena, text_empty(text) ? otherwise : text);
}

static void
own_options(struct oidc *oidc, const struct oidc_options *from)
{
    struct arena *arena = oidc->arena;
    const struct oidc_mapping *mapping = &from->mapping;
    struct oidc_group *groups = ARENA_ARRAY(arena, struct oidc_group, mapping->n_groups + 1);
    for (size_t i = 0; i < mapping->n_groups; i++)
        groups[i] = (struct oidc_group){ mapping->groups[i].role, arena_strdup(arena, mapping->groups[i].group) };
    oidc->options = (struct oidc_options){
        .issuer = own(arena, from->issuer, ""),
        .client_id = own(arena, from->client_id, ""),
        .client_secret = own(arena, from->client_secret, ""),
        .scope = own(arena, from->scope, "openid profile"),
        .redirect_uri = own(arena, from->redirect_uri, ""),
        .leeway_s = from->leeway_s > 0 ? from->leeway_s : 30,
        .refresh_s = from->refresh_s > 0 ? from->refresh_s : 300,
        .mapping = {
            .role = own(arena, mapping->role, "okno_role"),
            .groups = groups,
            .n_groups = mapping->n_groups,
            .subject = own(arena, mapping->subject, "sub"),
            .name = own(arena, mapping->name, "name"),
            .centre = own(arena, mapping->centre, "centre"),
            .agency = own(arena, mapping->agency, "agency"),
            .applicant = own(arena, mapping->applicant, "applicant"),
        },
    };
}

enum rpc_code
oidc_open(const struct oidc_options *options, struct oidc **ret_oidc)
{
    if (!usable(options))
        return RPC_INVALID_ARGUMENT;
    struct oidc *oidc = calloc(1, sizeof *oidc);
    if (!oidc)
        abort();
    oidc->arena = arena_new(OPTIONS_MAX);
    own_options(oidc, options);
    oidc->discovery = discovery_open(oidc->options.issuer, oidc->options.refresh_s);
    pthread_rwlock_init(&oidc->lock, NULL);
    *ret_oidc = oidc;
    return RPC_OK;
}

void
oidc_close(struct oidc *oidc)
{
    if (!oidc)
        return;
    discovery_close(oidc->discovery);
    token_verifier_close(oidc->verifier);
    pthread_rwlock_destroy(&oidc->lock);
    free(oidc->jwks);
    arena_free(oidc->arena);
    free(oidc);
}

bool
oidc_issuer_matches(const struct oidc *oidc, const char *issuer)
{
    return !issuer || strcmp(issuer, oidc->options.issuer) == 0;
}

/* ------------------------------------------------------------------ out */

static const char *
encode(struct arena *arena, const uint8_t *bytes, size_t size)
{
    char *text = NULL;
    size_t length;
    if (!cjose_base64url_encode(bytes, size, &text, &length, NULL))
        abort();
    const char *kept = arena_strndup(arena, text, length);
    free(text);
    return kept;
}

static const char *
secret(struct arena *arena)
{
    uint8_t bytes[RANDOM_BYTES];
    random_bytes(bytes, sizeof bytes);
    return encode(arena, bytes, sizeof bytes);
}

/* RFC 7636, 4.2: S256. */
static const char *
challenge_of(struct arena *arena, const char *verifier)
{
    uint8_t digest[DIGEST_SIZE];
    if (!EVP_Digest(verifier, strlen(verifier), digest, NULL, EVP_sha256(), NULL))
        abort();
    return encode(arena, digest, sizeof digest);
}

static struct token_verifier *
open_verifier(const struct oidc *oidc, const char *jwks)
{
    struct token_verifier *verifier = NULL;
    const struct token_issuer issuer = { oidc->options.issuer, oidc->options.client_id, jwks };
    const struct token_options options = { .issuers = &issuer,
                                           .n_issuers = 1,
                                           .max_token = ANSWER_MAX,
                                           .cache = 1,
                                           .kick_s = 1,
                                           .refresh_s = oidc->options.refresh_s };
    if (token_verifier_open(&options, &verifier) != RPC_OK)
        abort(); /* the address was judged with the document */
    return verifier;
}

/* The provider's keys are fetched in the background as soon as it is known where they are, or that they are elsewhere.
 */
static void
prepare_keys(struct oidc *oidc, const struct metadata *metadata)
{
    struct token_verifier *old = NULL;
    pthread_rwlock_wrlock(&oidc->lock);
    if (!text_equal(oidc->jwks, metadata->jwks)) {
        old = oidc->verifier;
        free(oidc->jwks);
        oidc->jwks = strdup(metadata->jwks);
        oidc->verifier = open_verifier(oidc, metadata->jwks);
    }
    pthread_rwlock_unlock(&oidc->lock);
    token_verifier_close(old);
}

static struct metadata *
ask_provider(struct oidc *oidc)
{
    struct metadata *metadata = discovery_get(oidc->discovery);
    if (metadata)
        prepare_keys(oidc, metadata);
    return metadata;
}

enum oidc_fault
oidc_begin(struct oidc *oidc, struct arena *arena, struct oidc_flow *ret_flow, const char **ret_url)
{
    const struct oidc_options *options = &oidc->options;
    struct metadata *metadata = ask_provider(oidc);
    if (!metadata)
        return OIDC_UNREACHABLE;
    const struct oidc_flow flow = { secret(arena), secret(arena), secret(arena) };
    *ret_url =
        arena_printf(arena,
                     "%s%cresponse_type=code&client_id=%s&redirect_uri=%s&scope=%s&state=%s&nonce=%s&code_challenge=%s"
                     "&code_challenge_method=S256",
                     metadata->authorization, strchr(metadata->authorization, '?') ? '&' : '?',
                     fetch_escape(arena, options->client_id), fetch_escape(arena, options->redirect_uri),
                     fetch_escape(arena, options->scope), flow.state, flow.nonce, challenge_of(arena, flow.verifier));
    *ret_flow = flow;
    metadata_release(metadata);
    return OIDC_OK;
}

const char *
oidc_end_url(struct oidc *oidc, struct arena *arena, const char *return_to)
{
    struct metadata *metadata = ask_provider(oidc);
    const char *url = NULL;
    if (metadata && *metadata->end_session)
        url = arena_printf(arena, "%s%cclient_id=%s&post_logout_redirect_uri=%s", metadata->end_session,
                           strchr(metadata->end_session, '?') ? '&' : '?', fetch_escape(arena, oidc->options.client_id),
                           fetch_escape(arena, return_to));
    metadata_release(metadata);
    return url;
}

/* ------------------------------------------------------------------ the code for a token */

static void
complain(const char *what, const char *url, long status, const char *why)
{
    log_warn(what, LOG_STR("url", url), LOG_INT("status", status), LOG_STR("why", why));
}

/* RFC 6749, 4.1.3 and 2.3.1: in Basic, id and secret are form-encoded first. */
static void
prepare_exchange(const struct oidc *oidc, const struct metadata *metadata, const struct oidc_flow *flow,
                 const char *code, struct arena *arena, struct fetch_request *request)
{
    const struct oidc_options *options = &oidc->options;
    const char *id = fetch_escape(arena, options->client_id), *key = fetch_escape(arena, options->client_secret);
    bool basic = *key && !metadata->secret_in_form;
    const char *form =
        arena_printf(arena, "grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s",
                     fetch_escape(arena, code), fetch_escape(arena, options->redirect_uri), flow->verifier);
    if (!basic)
        form = arena_printf(arena, "%s&client_id=%s%s%s", form, id, *key ? "&client_secret=" : "", key);
    *request = (struct fetch_request){ .url = metadata->token, .form = form };
    if (basic) {
        request->user = id;
        request->password = key;
    }
}

/* The error of RFC 6749 5.2 is a code, not a person's data; the description may be anything. */
static void
report_refusal(const char *url, long status, const json_t *answer)
{
    const char *error = json_string_value(json_object_get(answer, "error"));
    complain("the provider gives no token for a code", url, status,
             error && claim_acceptable(error) ? error : "no reason given");
}

static enum oidc_fault
exchange(const struct oidc *oidc, const struct metadata *metadata, const struct oidc_flow *flow, const char *code,
         struct arena *arena, json_t **ret_answer)
{
    char why[256];
    long status = 0;
    SECRET_SCOPED body = { 0 };
    struct fetch_request request;
    prepare_exchange(oidc, metadata, flow, code, arena, &request);
    if (!fetch_with(&request, ANSWER_MAX, &body, &status, why)) {
        complain("the provider's token endpoint does not answer", request.url, status, why);
        return OIDC_UNREACHABLE;
    }
    json_t *answer = body.length ? json_loadb(body.data, body.length, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (status == 200 && json_is_string(json_object_get(answer, "id_token"))) {
        *ret_answer = answer;
        return OIDC_OK;
    }
    report_refusal(request.url, status, answer);
    json_decref(answer);
    return status >= 500 ? OIDC_UNREACHABLE : OIDC_REFUSED;
}

/* ------------------------------------------------------------------ the token */

/* Keys are fetched in the background; those of a provider that has just come up, or changed them, are on their way. */
static enum token_fault
verify_patiently(struct oidc *oidc, const char *token, json_t **ret_payload)
{
    int64_t until_us = time_mono_us() + KEYS_WAIT_US;
    for (;;) {
        pthread_rwlock_rdlock(&oidc->lock);
        enum token_fault fault = token_verify_signature(oidc->verifier, token, strlen(token), ret_payload);
        pthread_rwlock_unlock(&oidc->lock);
        if ((fault != TOKEN_NO_KEYS && fault != TOKEN_UNKNOWN_KEY) || time_mono_us() > until_us)
            return fault;
        usleep(KEYS_PAUSE_US);
    }
}

/* OpenID Connect Core 3.1.3.7, beyond signature and issuer. */
static const char *
fault_of(const struct oidc *oidc, const struct oidc_flow *flow, const json_t *payload)
{
    int64_t expires_us;
    const char *client = oidc->options.client_id;
    const json_t *party = json_object_get(payload, "azp"), *audience = json_object_get(payload, "aud");
    const struct expectation expect = { client, time_now_us(), oidc->options.leeway_s * INT64_C(1000000) };
    enum token_fault fault = claims_check(payload, &expect, &expires_us);
    if (fault != TOKEN_OK)
        return token_fault_text(fault, true);
    if ((party && !text_equal(json_string_value(party), client)) || (json_array_size(audience) > 1 && !party))
        return "it was made for another party";
    if (!text_equal(json_string_value(json_object_get(payload, "nonce")), flow->nonce))
        return "it belongs to another flow";
    return json_is_string(json_object_get(payload, "sub")) ? NULL : "it names nobody";
}

static json_t *
believe(struct oidc *oidc, const struct oidc_flow *flow, const char *token)
{
    json_t *payload = NULL;
    enum token_fault fault = verify_patiently(oidc, token, &payload);
    const char *why = fault == TOKEN_OK ? fault_of(oidc, flow, payload) : token_fault_text(fault, true);
    if (!why)
        return payload;
    log_warn("the provider's ID token is not believed", LOG_STR("issuer", oidc->options.issuer), LOG_STR("why", why));
    json_decref(payload);
    return NULL;
}

/* ------------------------------------------------------------------ more claims */

/* 5.3.2: it must speak of the same person. */
static json_t *
ask_userinfo(const struct metadata *metadata, const json_t *answer, const json_t *payload)
{
    char why[256] = "its answer does not speak of the same person";
    long status = 0;
    SECRET_SCOPED body = { 0 };
    const char *token = json_string_value(json_object_get(answer, "access_token"));
    if (!token || !*metadata->userinfo)
        return NULL;
    const struct fetch_request request = { .url = metadata->userinfo, .bearer = token };
    bool got = fetch_with(&request, ANSWER_MAX, &body, &status, why) && status == 200 && body.length;
    json_t *claims = got ? json_loadb(body.data, body.length, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (claims && json_equal(json_object_get(claims, "sub"), json_object_get(payload, "sub")))
        return claims;
    complain("the provider's userinfo cannot be used", request.url, status, why);
    json_decref(claims);
    return NULL;
}

static enum oidc_fault
identify(const struct oidc *oidc, const struct metadata *metadata, const json_t *answer, const json_t *payload,
         struct arena *arena, struct oidc_person *ret_person)
{
    if (mapping_apply(&oidc->options.mapping, payload, NULL, arena, ret_person))
        return OIDC_OK;
    JSON_SCOPED *more = ask_userinfo(metadata, answer, payload);
    return more && mapping_apply(&oidc->options.mapping, payload, more, arena, ret_person) ? OIDC_OK : OIDC_NO_ROLE;
}

enum oidc_fault
oidc_finish(struct oidc *oidc, const struct oidc_flow *flow, const char *code, struct arena *arena,
            struct oidc_person *ret_person)
{
    JSON_SCOPED *answer = NULL;
    JSON_SCOPED *payload = NULL;
    struct metadata *metadata = ask_provider(oidc);
    enum oidc_fault fault = metadata ? exchange(oidc, metadata, flow, code, arena, &answer) : OIDC_UNREACHABLE;
    if (fault == OIDC_OK) {
        payload = believe(oidc, flow, json_string_value(json_object_get(answer, "id_token")));
        fault = payload ? identify(oidc, metadata, answer, payload, arena, ret_person) : OIDC_TOKEN;
    }
    metadata_release(metadata);
    return fault;
}
