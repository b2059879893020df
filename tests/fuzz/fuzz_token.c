/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Fuzzes what reads tokens: the first byte says what the rest is.
 *
 *   '0'  a whole token, judged by a verifier with one key
 *   '1'  a payload, as if its signature had been right
 *   '2'  a key set
 *   '3'  the text of a sealed record
 *   '4'  claims of a provider, to become a person
 */
#include "internal.h"

#include <okno/oidc.h>
#include <okno/seal.h>

#include <assert.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A public key whose private half nobody kept. */
static const char JWKS[] = "{\"keys\":[{\"kid\":\"a\",\"kty\":\"EC\",\"crv\":\"P-256\","
                           "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_"
                           "tue659LNpXW6pCyStikYjKIWI5a0\"}]}";

/* A secret that everybody knows here; what is sealed under it, nobody has. */
static const char SECRETS[] = "{\"keys\":[{\"kid\":\"a\",\"kty\":\"oct\","
                              "\"k\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}]}";

/* A file without a name, so that nothing is left behind. */
static void
make_file(const char *text, char path[64])
{
    snprintf(path, 64, "/tmp/okno-fuzz-XXXXXX");
    int fd = mkstemp(path);
    if (fd < 0 || unlink(path) != 0 || write(fd, text, strlen(text)) < 0)
        abort();
    snprintf(path, 64, "/proc/self/fd/%d", fd);
}

static struct token_verifier *
open_verifier(void)
{
    char path[64];
    struct token_verifier *verifier;
    const struct token_issuer issuer = { "i", "okno", path };
    const struct token_options options = { .issuers = &issuer, .n_issuers = 1 };
    make_file(JWKS, path);
    if (token_verifier_open(&options, &verifier) != RPC_OK)
        abort();
    struct keys *keys = keys_parse(JWKS, strlen(JWKS));
    assert(token_verifier_ready(verifier) && keys->n == 1);
    keys_release(keys);
    return verifier;
}

static void
try_token(const char *token, size_t length)
{
    static struct token_verifier *verifier;
    static struct arena *arena;
    struct token_claims claims;
    if (!verifier) {
        verifier = open_verifier();
        arena = arena_new(1 << 20);
    }
    enum token_fault fault = token_verify(verifier, token, length, arena, &claims);
    assert(fault != TOKEN_OK); /* nobody can sign */
    arena_reset(arena);
}

static void
try_payload(const char *text, size_t length)
{
    struct token_claims claims;
    const struct expectation expect = { "okno", INT64_C(1700000000000000), 0 };
    json_t *payload = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    if (payload && claims_read(payload, &expect, &claims) == TOKEN_OK) {
        assert(*claims.subject && strlen(claims.subject) <= SUBJECT_MAX && claims.expires_us > expect.now_us);
        assert(claims.role > RPC_ROLE_NOBODY && claims.role < RPC_ROLE_SERVICE);
    }
    json_decref(payload);
}

static void
try_sealed(const char *text, size_t length)
{
    static struct sealer *sealer;
    static struct arena *arena;
    struct seal_field field = { "who", NULL };
    struct seal_facts facts;
    if (!sealer) {
        char path[64];
        make_file(SECRETS, path);
        sealer = sealer_open(path);
        arena = arena_new(1 << 20);
        assert(sealer_ready(sealer));
    }
    assert(seal_open(sealer, "session", text, length, arena, &field, 1, &facts) == SEAL_FORGED);
    arena_reset(arena);
}

static void
try_claims(const char *text, size_t length)
{
    static struct arena *arena;
    struct oidc_person person;
    static const struct oidc_group groups[] = { { RPC_ROLE_OPERATOR, "operators" } };
    const struct oidc_mapping mapping = { "a.roles", groups, 1, "sub", "a.b.name", "centre", "agency", "applicant" };
    json_t *claims = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    if (!arena)
        arena = arena_new(1 << 20);
    if (claims && mapping_apply(&mapping, claims, claims, arena, &person))
        assert(person.role == RPC_ROLE_OPERATOR && *person.subject && strlen(person.name) <= SUBJECT_MAX);
    json_decref(claims);
    arena_reset(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const char *text = (const char *)data + 1;
    if (data[0] == '0')
        try_token(text, size - 1);
    else if (data[0] == '1')
        try_payload(text, size - 1);
    else if (data[0] == '2')
        keys_release(keys_parse(text, size - 1));
    else if (data[0] == '3')
        try_sealed(text, size - 1);
    else if (data[0] == '4')
        try_claims(text, size - 1);
    return 0;
}
