/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The installation's own key, and tokens signed with it. */
#include "internal.h"

#include <cjose/base64.h>
#include <cjose/jws.h>
#include <okno/secret.h>
#include <openssl/evp.h>

#define JWK_MAX 4096

struct token_key {
    cjose_jwk_t *jwk;
    char *kid;
};

/* ------------------------------------------------------------------ the key */

/* RFC 7638: the hash of the members that make the key, in alphabetical order, without spaces. */
static char *
thumbprint(const json_t *jwk)
{
    JSON_SCOPED *essence = json_object();
    static const char *const members[] = { "crv", "kty", "x", "y" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(members); i++)
        json_object_set(essence, members[i], json_object_get(jwk, members[i]));
    char *text = json_dumps(essence, JSON_COMPACT | JSON_SORT_KEYS);
    uint8_t digest[DIGEST_SIZE];
    char *encoded = NULL;
    size_t length;
    if (!text || !EVP_Digest(text, strlen(text), digest, NULL, EVP_sha256(), NULL)
        || !cjose_base64url_encode(digest, sizeof digest, &encoded, &length, NULL))
        abort();
    free(text);
    return encoded;
}

static json_t *
jwk_object(const struct token_key *key, bool private)
{
    char *text = cjose_jwk_to_json(key->jwk, private, NULL);
    json_t *jwk = text ? json_loads(text, 0, NULL) : NULL;
    if (!jwk)
        abort();
    free(text);
    json_object_set_new(jwk, "kid", json_string(key->kid));
    json_object_set_new(jwk, "alg", json_string("ES256"));
    json_object_set_new(jwk, "use", json_string("sig"));
    return jwk;
}

/* Takes the key over. */
static struct token_key *
key_of(cjose_jwk_t *jwk)
{
    struct token_key *key = calloc(1, sizeof *key);
    char *text = cjose_jwk_to_json(jwk, false, NULL);
    JSON_SCOPED *public = text ? json_loads(text, 0, NULL) : NULL;
    if (!key || !public)
        abort();
    free(text);
    key->jwk = jwk;
    key->kid = thumbprint(public);
    return key;
}

enum rpc_code
token_key_create(const char *path, const char *jwks_path)
{
    cjose_jwk_t *jwk = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, NULL);
    if (!jwk)
        abort();
    struct token_key *key = key_of(jwk);
    JSON_SCOPED *object = jwk_object(key, true);
    char *text = json_dumps(object, JSON_INDENT(2));
    if (!text)
        abort();
    enum rpc_code code = secret_create(path, 0600, text);
    free(text);
    if (code == RPC_OK)
        code = token_key_publish(key, jwks_path);
    token_key_close(key);
    return code;
}

enum rpc_code
token_key_open(const char *path, struct token_key **ret_key)
{
    SECRET_SCOPED text = { 0 };
    enum rpc_code code = secret_read_owned(path, JWK_MAX, &text);
    if (code != RPC_OK)
        return code == RPC_OUT_OF_RANGE ? RPC_INVALID_ARGUMENT : code;
    JSON_SCOPED *object = json_loadb(text.data, text.length, JSON_REJECT_DUPLICATES, NULL);
    bool private = json_is_string(json_object_get(object, "d"));
    cjose_jwk_t *jwk = private ? cjose_jwk_import(text.data, text.length, NULL) : NULL;
    if (!jwk)
        return RPC_INVALID_ARGUMENT;
    if (cjose_jwk_get_kty(jwk, NULL) != CJOSE_JWK_KTY_EC || cjose_jwk_EC_get_curve(jwk, NULL) != CJOSE_JWK_EC_P_256) {
        cjose_jwk_release(jwk);
        return RPC_INVALID_ARGUMENT;
    }
    *ret_key = key_of(jwk);
    return RPC_OK;
}

void
token_key_close(struct token_key *key)
{
    if (!key)
        return;
    cjose_jwk_release(key->jwk);
    free(key->kid);
    free(key);
}

enum rpc_code
token_key_publish(const struct token_key *key, const char *jwks_path)
{
    JSON_SCOPED *set = json_pack("{s:[o]}", "keys", jwk_object(key, false));
    char *text = json_dumps(set, JSON_INDENT(2));
    if (!text)
        abort();
    enum rpc_code code = secret_replace(jwks_path, 0644, text);
    free(text);
    return code;
}

/* ------------------------------------------------------------------ signing */

static void
put_text(json_t *payload, const char *name, const char *text)
{
    if (!text_empty(text))
        json_object_set_new(payload, name, json_string(text));
}

static json_t *
make_payload(const char *issuer, const char *audience, const struct token_claims *claims, int64_t now_s, int64_t ttl_s)
{
    char id[37];
    uuid7(id);
    json_t *payload = json_object();
    put_text(payload, "iss", issuer);
    put_text(payload, "aud", audience);
    put_text(payload, "sub", claims->subject);
    put_text(payload, "okno_role", rpc_role_name(claims->role));
    put_text(payload, "centre", claims->centre);
    put_text(payload, "agency", claims->agency);
    put_text(payload, "applicant", claims->applicant);
    put_text(payload, "jti", id);
    json_object_set_new(payload, "iat", json_integer(now_s));
    json_object_set_new(payload, "nbf", json_integer(now_s));
    json_object_set_new(payload, "exp", json_integer(now_s + ttl_s));
    return payload;
}

static void
sign(const struct token_key *key, const char *payload, struct text *ret_token)
{
    cjose_header_t *header = cjose_header_new(NULL);
    const char *token = NULL;
    if (!header || !cjose_header_set(header, CJOSE_HDR_ALG, CJOSE_HDR_ALG_ES256, NULL)
        || !cjose_header_set(header, "typ", "JWT", NULL) || !cjose_header_set(header, CJOSE_HDR_KID, key->kid, NULL))
        abort();
    cjose_jws_t *jws = cjose_jws_sign(key->jwk, header, (const uint8_t *)payload, strlen(payload), NULL);
    if (!jws || !cjose_jws_export(jws, &token, NULL))
        abort();
    text_adds(ret_token, token);
    cjose_jws_release(jws);
    cjose_header_release(header);
}

/* jansson would leave a text that is not UTF-8 out without a word. */
static bool
texts_valid(const struct token_claims *claims)
{
    const char *const texts[] = { claims->subject, claims->centre, claims->agency, claims->applicant };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++)
        if (texts[i] && !utf8_valid(texts[i], strlen(texts[i])))
            return false;
    return true;
}

enum rpc_code
token_issue(const struct token_key *key, const char *issuer, const char *audience, const struct token_claims *claims,
            int64_t ttl_s, struct text *ret_token)
{
    int64_t now_us = time_now_us();
    if (text_empty(issuer) || text_empty(audience) || ttl_s <= 0 || ttl_s > INT32_MAX || !texts_valid(claims))
        return RPC_INVALID_ARGUMENT;
    JSON_SCOPED *payload = make_payload(issuer, audience, claims, now_us / 1000000, ttl_s);
    struct token_claims understood;
    const struct expectation expect = { audience, now_us, 0 };
    if (claims_read(payload, &expect, &understood) != TOKEN_OK)
        return RPC_INVALID_ARGUMENT;
    char *text = json_dumps(payload, JSON_COMPACT);
    if (!text)
        abort();
    sign(key, text, ret_token);
    free(text);
    return RPC_OK;
}
