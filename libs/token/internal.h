/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Between the files of libs/token; the fuzzer looks in here too. */
#ifndef OKNO_TOKEN_INTERNAL_H
#define OKNO_TOKEN_INTERNAL_H

#include <okno/token.h>
#include <cjose/jwk.h>
#include <jansson.h>

#define SUBJECT_MAX 200 /* bytes of a claim's text */

static inline void
json_drop(json_t **json)
{
    json_decref(*json);
}
#define JSON_SCOPED OKNO_CLEANUP(json_drop) json_t

/* ---- algorithm.c: which algorithm goes with which key */

enum key_family { KEY_RSA, KEY_EC };

struct algorithm {
    const char *name;
    enum key_family family;
    int curve; /* cjose_jwk_ec_curve, of EC */
};
/** NULL for none, HS* and everything else that is not on the list. */
const struct algorithm *algorithm_by_name(const char *name);

/* ---- part.c: the three parts of a compact serialisation */

struct part {
    const char *text;
    size_t length;
};
/** Whether the text could be base64url without padding, of at least one byte. */
bool base64url_valid(const char *text, size_t length);
/** False unless there are exactly three parts of base64url characters, none empty. */
bool parts_split(const char *token, size_t length, struct part ret_parts[3]);
/** Decoded bytes, to be freed; NULL when the part is not the one canonical encoding of anything. */
uint8_t *part_decode(const struct part *part, size_t *ret_size);
/** The object the part encodes, strictly: UTF-8, no member twice. NULL otherwise. */
json_t *part_object(const struct part *part);

/* ---- keys.c: a set of public keys, immutable once loaded */

struct key {
    char *kid; /* "" when the set gives none */
    char *alg; /* "" when the key is good for every algorithm of its family */
    enum key_family family;
    int curve;
    size_t signature_size;
    cjose_jwk_t *jwk;
};

struct keys {
    int references;
    uint64_t generation; /* different for every set ever loaded */
    size_t n;
    struct key *key;
};

/** NULL when the text is no JWKS. Keys that cannot verify our algorithms are left out. */
struct keys *keys_parse(const char *text, size_t length);
struct keys *keys_retain(struct keys *keys);
void keys_release(struct keys *keys); /* NULL is fine */
/** The key a token of this algorithm names; without a name, the only one that fits. NULL when there is none.
 */
const struct key *keys_find(const struct keys *keys, const char *kid, const struct algorithm *algorithm);

/* ---- source.c: where an issuer's keys come from, and keeping them fresh */

struct source;
struct source *source_open(const char *jwks, int refresh_s, int kick_s);
void source_close(struct source *source);
bool source_address_valid(const char *jwks);
/** The set in force, retained; NULL when none was loaded yet. */
struct keys *source_keys(struct source *source);
/** A token named a key that is not in the set. Returns true when the set has changed meanwhile. */
bool source_kick(struct source *source, uint64_t generation);
/** Generation of the set in force, 0 without. */
uint64_t source_generation(struct source *source);

/* ---- fetch.c */

/** Gets a document of at most `limit` bytes. The reason of a failure is left in `ret_why`. */
bool fetch(const char *url, size_t limit, struct text *ret_body, char ret_why[256]);

/** A request with who asks it; NULL for what does not apply. */
struct fetch_request {
    const char *url;
    const char *form;            /* posted */
    const char *user, *password; /* HTTP Basic */
    const char *bearer;
};
/** Whatever the status, when there is an answer at all. */
bool fetch_with(const struct fetch_request *request, size_t limit, struct text *ret_body, long *ret_status,
                char ret_why[256]);
/** The text as a value in a form or query, in the arena. */
const char *fetch_escape(struct arena *arena, const char *text);

/* ---- claims.c: what a verified payload says */

struct expectation {
    const char *audience;
    int64_t now_us;
    int64_t leeway_us;
};
/** Short, and without control characters. */
bool claim_acceptable(const char *text);
/** Audience and times of a payload. */
enum token_fault claims_check(const json_t *payload, const struct expectation *expect, int64_t *ret_expires_us);
/** The texts point into `payload`. */
enum token_fault claims_read(const json_t *payload, const struct expectation *expect, struct token_claims *ret_claims);

/* ---- seal_keys.c: secrets, newest first */

struct seal_key {
    char *kid;
    cjose_jwk_t *jwk;
};
struct seal_keys {
    size_t n;
    struct seal_key *key;
};
/** RPC_INVALID_ARGUMENT when any of the keys is unusable. */
enum rpc_code seal_keys_load(const char *path, struct seal_keys *ret_keys);
void seal_keys_release(struct seal_keys *keys);

/* ---- verify.c */

/** Judges form, issuer and signature, and leaves audience, times and claims to the caller, who drops the payload. */
enum token_fault token_verify_signature(struct token_verifier *verifier, const char *token, size_t length,
                                        json_t **ret_payload);

/* ---- oidc_discovery.c: what a provider says about itself */

struct metadata {
    int references;
    char *authorization, *token, *jwks, *userinfo, *end_session; /* "" where it has none */
    bool secret_in_form;                                         /* the only way it takes a client's secret */
};
struct discovery;
struct discovery *discovery_open(const char *issuer, int refresh_s);
void discovery_close(struct discovery *discovery);
/** To be released; NULL when it cannot be had. Blocks when it is not there or too old. */
struct metadata *discovery_get(struct discovery *discovery);
void metadata_release(struct metadata *metadata); /* NULL is fine */

/* ---- oidc_claims.c: who a person is here */

struct oidc_mapping;
struct oidc_person;
/** False without a role. @more  claims that count where `claims` has none; NULL: none. The texts get into the arena. */
bool mapping_apply(const struct oidc_mapping *mapping, const json_t *claims, const json_t *more, struct arena *arena,
                   struct oidc_person *ret_person);

/* ---- cache.c: tokens verified before */

struct cache;
#define DIGEST_SIZE 32
struct cache *cache_new(size_t entries);
void cache_free(struct cache *cache);
/** Whether the token is remembered, still valid, and was verified under this generation of its issuer's keys.
 */
bool cache_find(struct cache *cache, const uint8_t digest[DIGEST_SIZE], int64_t now_us,
                uint64_t (*generation)(void *arg, size_t issuer), void *arg, struct arena *arena,
                struct token_claims *ret_claims);
void cache_add(struct cache *cache, const uint8_t digest[DIGEST_SIZE], size_t issuer, uint64_t generation,
               const struct token_claims *claims);

#endif
