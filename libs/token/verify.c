/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The judgement of a token, in the order of what it costs: shape, algorithm, issuer, key, signature, claims.
 */
#include "internal.h"

#include <cjose/jws.h>
#include <okno/log.h>
#include <openssl/evp.h>

struct trusted {
    char *issuer, *audience;
    struct source *source;
};

struct token_verifier {
    int64_t leeway_us;
    size_t max_token;
    struct cache *cache;
    EVP_MD *sha256;
    size_t n;
    struct trusted *trusted;
};

/* ------------------------------------------------------------------ opening */

static bool
issuer_usable(const struct token_issuer *issuer)
{
    if (!text_empty(issuer->issuer) && !text_empty(issuer->audience) && issuer->jwks
        && source_address_valid(issuer->jwks))
        return true;
    log_error("an issuer needs a name, an audience and a key set: a file, or an address that is https or local",
              LOG_STR("issuer", issuer->issuer), LOG_STR("audience", issuer->audience), LOG_STR("jwks", issuer->jwks));
    return false;
}

static int
or_default(int value, int otherwise)
{
    return value > 0 ? value : otherwise;
}

static void
trust(struct token_verifier *verifier, const struct token_options *options)
{
    verifier->trusted = calloc(options->n_issuers + 1, sizeof *verifier->trusted);
    if (!verifier->trusted)
        abort();
    for (size_t i = 0; i < options->n_issuers; i++) {
        struct trusted *trusted = &verifier->trusted[verifier->n++];
        trusted->issuer = strdup(options->issuers[i].issuer);
        trusted->audience = strdup(options->issuers[i].audience);
        if (!trusted->issuer || !trusted->audience)
            abort();
        trusted->source =
            source_open(options->issuers[i].jwks, or_default(options->refresh_s, 300), or_default(options->kick_s, 10));
    }
}

enum rpc_code
token_verifier_open(const struct token_options *options, struct token_verifier **ret_verifier)
{
    for (size_t i = 0; i < options->n_issuers; i++)
        if (!issuer_usable(&options->issuers[i]))
            return RPC_INVALID_ARGUMENT;
    struct token_verifier *verifier = calloc(1, sizeof *verifier);
    if (!verifier)
        abort();
    verifier->leeway_us = or_default(options->leeway_s, 30) * INT64_C(1000000);
    verifier->max_token = options->max_token ? options->max_token : 8192;
    verifier->cache = cache_new(options->cache ? options->cache : 8192);
    verifier->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (!verifier->sha256)
        abort();
    trust(verifier, options);
    *ret_verifier = verifier;
    return RPC_OK;
}

void
token_verifier_close(struct token_verifier *verifier)
{
    if (!verifier)
        return;
    for (size_t i = 0; i < verifier->n; i++) {
        source_close(verifier->trusted[i].source);
        free(verifier->trusted[i].issuer);
        free(verifier->trusted[i].audience);
    }
    free(verifier->trusted);
    cache_free(verifier->cache);
    EVP_MD_free(verifier->sha256);
    free(verifier);
}

bool
token_verifier_ready(struct token_verifier *verifier)
{
    for (size_t i = 0; i < verifier->n; i++)
        if (source_generation(verifier->trusted[i].source) == 0)
            return false;
    return true;
}

/* ------------------------------------------------------------------ the signature */

/* What is being judged. */
struct trial {
    const char *token;
    size_t length;
    struct part part[3];
    json_t *header, *payload;
    const struct algorithm *algorithm;
    const char *kid; /* NULL when the header names none */
    size_t issuer;
    uint64_t generation;
};

static enum token_fault
read_header(struct trial *trial)
{
    trial->header = part_object(&trial->part[0]);
    if (!trial->header)
        return TOKEN_MALFORMED;
    trial->algorithm = algorithm_by_name(json_string_value(json_object_get(trial->header, "alg")));
    if (!trial->algorithm || json_object_get(trial->header, "crit"))
        return TOKEN_ALGORITHM;
    const json_t *kid = json_object_get(trial->header, "kid");
    if (kid && !json_is_string(kid))
        return TOKEN_MALFORMED;
    trial->kid = json_string_value(kid);
    return TOKEN_OK;
}

static enum token_fault
find_issuer(const struct token_verifier *verifier, struct trial *trial)
{
    trial->payload = part_object(&trial->part[1]);
    if (!trial->payload)
        return TOKEN_MALFORMED;
    const char *issuer = json_string_value(json_object_get(trial->payload, "iss"));
    for (trial->issuer = 0; trial->issuer < verifier->n; trial->issuer++)
        if (text_equal(issuer, verifier->trusted[trial->issuer].issuer))
            return TOKEN_OK;
    return TOKEN_ISSUER;
}

/* A signature has one length for its key; cjose would take a longer one with leading zeros. */
static bool
signature_verifies(const struct trial *trial, const struct key *key)
{
    size_t size;
    uint8_t *signature = part_decode(&trial->part[2], &size);
    free(signature);
    if (!signature || size != key->signature_size)
        return false;
    cjose_jws_t *jws = cjose_jws_import(trial->token, trial->length, NULL);
    bool verified = jws && cjose_jws_verify(jws, key->jwk, NULL);
    cjose_jws_release(jws);
    return verified;
}

static enum token_fault
try_keys(struct source *source, struct trial *trial)
{
    struct keys *keys = source_keys(source);
    if (!keys)
        return TOKEN_NO_KEYS;
    trial->generation = keys->generation;
    const struct key *key = keys_find(keys, trial->kid, trial->algorithm);
    enum token_fault fault = !key ? TOKEN_UNKNOWN_KEY : signature_verifies(trial, key) ? TOKEN_OK : TOKEN_SIGNATURE;
    keys_release(keys);
    return fault;
}

static enum token_fault
check_signature(const struct token_verifier *verifier, struct trial *trial)
{
    struct source *source = verifier->trusted[trial->issuer].source;
    enum token_fault fault = try_keys(source, trial);
    if (fault == TOKEN_UNKNOWN_KEY && source_kick(source, trial->generation))
        fault = try_keys(source, trial);
    return fault;
}

/* ------------------------------------------------------------------ the judgement */

static enum token_fault
judge_signature(struct token_verifier *verifier, struct trial *trial)
{
    enum token_fault fault = parts_split(trial->token, trial->length, trial->part) ? TOKEN_OK : TOKEN_MALFORMED;
    if (fault == TOKEN_OK)
        fault = read_header(trial);
    if (fault == TOKEN_OK)
        fault = find_issuer(verifier, trial);
    if (fault == TOKEN_OK)
        fault = check_signature(verifier, trial);
    return fault;
}

static enum token_fault
judge(struct token_verifier *verifier, struct trial *trial, int64_t now_us, struct token_claims *ret_claims)
{
    enum token_fault fault = judge_signature(verifier, trial);
    if (fault != TOKEN_OK)
        return fault;
    struct expectation expect = { verifier->trusted[trial->issuer].audience, now_us, verifier->leeway_us };
    return claims_read(trial->payload, &expect, ret_claims);
}

static void
own_texts(struct arena *arena, struct token_claims *claims)
{
    claims->subject = arena_strdup(arena, claims->subject);
    claims->centre = arena_strdup(arena, claims->centre);
    claims->agency = arena_strdup(arena, claims->agency);
    claims->applicant = arena_strdup(arena, claims->applicant);
}

static uint64_t
generation_of(void *arg, size_t issuer)
{
    const struct token_verifier *verifier = arg;
    return source_generation(verifier->trusted[issuer].source);
}

enum token_fault
token_verify(struct token_verifier *verifier, const char *token, size_t length, struct arena *arena,
             struct token_claims *ret_claims)
{
    if (length > verifier->max_token)
        return TOKEN_TOO_LONG;
    uint8_t digest[DIGEST_SIZE];
    int64_t now_us = time_now_us();
    EVP_Digest(token, length, digest, NULL, verifier->sha256, NULL);
    if (cache_find(verifier->cache, digest, now_us - verifier->leeway_us, generation_of, verifier, arena, ret_claims))
        return TOKEN_OK;

    struct trial trial = { .token = token, .length = length };
    enum token_fault fault = judge(verifier, &trial, now_us, ret_claims);
    if (fault == TOKEN_OK) {
        cache_add(verifier->cache, digest, trial.issuer, trial.generation, ret_claims);
        own_texts(arena, ret_claims);
    }
    json_decref(trial.header);
    json_decref(trial.payload);
    return fault;
}

enum token_fault
token_verify_signature(struct token_verifier *verifier, const char *token, size_t length, json_t **ret_payload)
{
    if (length > verifier->max_token)
        return TOKEN_TOO_LONG;
    struct trial trial = { .token = token, .length = length };
    enum token_fault fault = judge_signature(verifier, &trial);
    json_decref(trial.header);
    if (fault == TOKEN_OK)
        *ret_payload = trial.payload;
    else
        json_decref(trial.payload);
    return fault;
}
