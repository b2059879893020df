/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stage.h"

#include <unistd.h>

/* ------------------------------------------------------------------ one issuer with five keys, in a folder */

EVP_PKEY *es256, *es384, *es512, *rs, *weak, *stranger;
static char folder[] = "/tmp/okno-token-XXXXXX";
char jwks_path[64], key_path[64];
struct token_verifier *verifier;
struct arena *arena;
struct token_claims claims;

void
write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    EXPECT(file && fputs(text, file) >= 0);
    fclose(file);
}

void
add_key(struct text *set, const char *kid, EVP_PKEY *key, const char *curve)
{
    char *jwk = forge_jwk(key, curve);
    text_addf(set, "%s{\"kid\":\"%s\",%s}", set->length ? "," : "{\"keys\":[", kid, jwk);
    free(jwk);
}

void
write_set(void)
{
    TEXT_SCOPED set = { 0 };
    add_key(&set, "es", es256, "P-256");
    add_key(&set, "es384", es384, "P-384");
    add_key(&set, "es512", es512, "P-521");
    add_key(&set, "rs", rs, NULL);
    add_key(&set, "weak", weak, NULL);
    text_adds(&set, ",{\"kid\":\"secret\",\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}");
    write_text(jwks_path, set.data);
}

struct token_verifier *
open_verifier(const char *jwks)
{
    struct token_verifier *opened;
    const struct token_issuer issuer = { ISSUER, AUDIENCE, jwks };
    const struct token_options options = { .issuers = &issuer, .n_issuers = 1, .leeway_s = 5, .cache = 64 };
    EXPECT_CODE(token_verifier_open(&options, &opened), RPC_OK);
    return opened;
}

static void
set_up(void)
{
    EXPECT(mkdtemp(folder));
    snprintf(jwks_path, sizeof jwks_path, "%s/jwks.json", folder);
    snprintf(key_path, sizeof key_path, "%s/key.json", folder);
    write_set();
    verifier = open_verifier(jwks_path);
    arena = arena_new(1 << 20);
}

static void
tear_down(void)
{
    token_verifier_close(verifier);
    arena_free(arena);
    unlink(jwks_path);
    unlink(key_path);
    rmdir(folder);
    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
}

__attribute__((constructor)) static void
make_keys(void)
{
    es256 = forge_ec_key("P-256");
    es384 = forge_ec_key("P-384");
    es512 = forge_ec_key("P-521");
    rs = forge_rsa_key(2048);
    weak = forge_rsa_key(1024);
    stranger = forge_ec_key("P-256");
    test_before = set_up;
    test_after = tear_down;
}

__attribute__((destructor)) static void
drop_keys(void)
{
    EVP_PKEY *const keys[] = { es256, es384, es512, rs, weak, stranger };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(keys); i++)
        EVP_PKEY_free(keys[i]);
}

/* ------------------------------------------------------------------ words of the story */

char *
payload_with(const char *iss, const char *aud, int64_t exp_s, const char *rest)
{
    static char text[16384];
    snprintf(text, sizeof text, "{\"iss\":%s,\"aud\":%s,\"exp\":%lld%s}", iss, aud, (long long)exp_s, rest);
    return text;
}

int64_t
now_s(void)
{
    return time_now_us() / 1000000;
}

char *
good_payload(void)
{
    return payload_with("\"" ISSUER "\"", "\"" AUDIENCE "\"", now_s() + 600, GOOD_REST);
}

enum token_fault
verify_text(const char *token)
{
    return token_verify(verifier, token, strlen(token), arena, &claims);
}

/* Judges and frees. */
enum token_fault
verdict(char *token)
{
    enum token_fault fault = verify_text(token);
    free(token);
    return fault;
}

enum token_fault
verdict_of_payload(const char *payload)
{
    return verdict(forge_token(HEADER_ES, payload, "ES256", es256));
}

enum token_fault
verdict_of_rest(const char *rest)
{
    return verdict_of_payload(payload_with("\"" ISSUER "\"", "\"" AUDIENCE "\"", now_s() + 600, rest));
}
