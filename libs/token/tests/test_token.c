/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge.h"
#include "internal.h"

#include <okno/test.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#define ISSUER "https://login.example.test"
#define AUDIENCE "okno"

/* ------------------------------------------------------------------ one issuer with five keys, in a folder
 */

static EVP_PKEY *es256, *es384, *es512, *rs, *weak, *stranger;
static char folder[] = "/tmp/okno-token-XXXXXX";
static char jwks_path[64], key_path[64];
static struct token_verifier *verifier;
static struct arena *arena;
static struct token_claims claims;

static void
write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    EXPECT(file && fputs(text, file) >= 0);
    fclose(file);
}

static void
add_key(struct text *set, const char *kid, EVP_PKEY *key, const char *curve)
{
    char *jwk = forge_jwk(key, curve);
    text_addf(set, "%s{\"kid\":\"%s\",%s}", set->length ? "," : "{\"keys\":[", kid, jwk);
    free(jwk);
}

static void
write_set(void)
{
    TEXT_SCOPED set = {0};
    add_key(&set, "es", es256, "P-256");
    add_key(&set, "es384", es384, "P-384");
    add_key(&set, "es512", es512, "P-521");
    add_key(&set, "rs", rs, NULL);
    add_key(&set, "weak", weak, NULL);
    text_adds(&set, ",{\"kid\":\"secret\",\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}");
    write_text(jwks_path, set.data);
}

static struct token_verifier *
open_verifier(const char *jwks)
{
    struct token_verifier *opened;
    const struct token_issuer issuer = {ISSUER, AUDIENCE, jwks};
    const struct token_options options = {.issuers = &issuer, .n_issuers = 1, .leeway_s = 5, .cache = 64};
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
    EVP_PKEY *const keys[] = {es256, es384, es512, rs, weak, stranger};
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(keys); i++)
        EVP_PKEY_free(keys[i]);
}

/* ------------------------------------------------------------------ words of the story */

#define HEADER_ES "{\"alg\":\"ES256\",\"kid\":\"es\"}"

/** A payload that is right but for what `extra` adds (later members would be duplicates, so it replaces). */
static char *
payload_with(const char *iss, const char *aud, int64_t exp_s, const char *rest)
{
    static char text[16384];
    snprintf(text, sizeof text, "{\"iss\":%s,\"aud\":%s,\"exp\":%lld%s}", iss, aud, (long long)exp_s, rest);
    return text;
}

static int64_t
now_s(void)
{
    return time_now_us() / 1000000;
}

#define GOOD_REST ",\"sub\":\"op-7\",\"okno_role\":\"OPERATOR\",\"centre\":\"arbat\""
static char *
good_payload(void)
{
    return payload_with("\"" ISSUER "\"", "\"" AUDIENCE "\"", now_s() + 600, GOOD_REST);
}

static enum token_fault
verify_text(const char *token)
{
    return token_verify(verifier, token, strlen(token), arena, &claims);
}

/* Judges and frees. */
static enum token_fault
verdict(char *token)
{
    enum token_fault fault = verify_text(token);
    free(token);
    return fault;
}

static enum token_fault
verdict_of_payload(const char *payload)
{
    return verdict(forge_token(HEADER_ES, payload, "ES256", es256));
}

static enum token_fault
verdict_of_rest(const char *rest)
{
    return verdict_of_payload(payload_with("\"" ISSUER "\"", "\"" AUDIENCE "\"", now_s() + 600, rest));
}

/* ------------------------------------------------------------------ what is believed */

TEST(a_signed_token_says_who_calls)
{
    const char *rest =
        ",\"sub\":\"u-1\",\"okno_role\":\"AGENCY\",\"agency\":\"mvd\",\"applicant\":\"a\",\"centre\":\"c\"";
    EXPECT_INT(verdict_of_rest(rest), TOKEN_OK);
    EXPECT_INT(claims.role, RPC_ROLE_AGENCY);
    EXPECT_TEXT(claims.subject, "u-1");
    EXPECT_TEXT(claims.agency, "mvd");
    EXPECT_TEXT(claims.applicant, "a");
    EXPECT_TEXT(claims.centre, "c");
    EXPECT(claims.expires_us > time_now_us());
}

TEST(claims_not_made_are_empty)
{
    EXPECT_INT(verdict_of_rest(",\"sub\":\"u\",\"role\":\"ADMIN\""), TOKEN_OK);
    EXPECT_TEXT(claims.centre, "");
    EXPECT_TEXT(claims.agency, "");
    EXPECT_TEXT(claims.applicant, "");
}

TEST(every_allowed_algorithm_is_believed_with_its_own_kind_of_key)
{
    const struct {
        const char *alg, *kid;
        EVP_PKEY *key;
    } good[] = {{"ES256", "es", es256}, {"ES384", "es384", es384}, {"ES512", "es512", es512},
                {"RS256", "rs", rs},    {"RS384", "rs", rs},       {"RS512", "rs", rs},
                {"PS256", "rs", rs},    {"PS384", "rs", rs},       {"PS512", "rs", rs}};
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(good); i++) {
        char header[100];
        snprintf(header, sizeof header, "{\"alg\":\"%s\",\"kid\":\"%s\"}", good[i].alg, good[i].kid);
        EXPECT_INT(verdict(forge_token(header, good_payload(), good[i].alg, good[i].key)), TOKEN_OK);
    }
}

TEST(without_a_kid_the_only_fitting_key_is_taken)
{
    EXPECT_INT(verdict(forge_token("{\"alg\":\"ES256\"}", good_payload(), "ES256", es256)), TOKEN_OK);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"ES256\"}", good_payload(), "ES256", stranger)),
               TOKEN_SIGNATURE);
}

TEST(an_audience_may_be_one_of_several)
{
    char *payload = payload_with("\"" ISSUER "\"", "[\"other\",\"" AUDIENCE "\"]", now_s() + 60, GOOD_REST);
    EXPECT_INT(verdict_of_payload(payload), TOKEN_OK);
}

TEST(clocks_may_differ_by_the_leeway)
{
    char *payload = payload_with("\"" ISSUER "\"", "\"" AUDIENCE "\"", now_s() - 2, GOOD_REST);
    EXPECT_INT(verdict_of_payload(payload), TOKEN_OK);
    EXPECT_INT(verdict_of_payload(payload), TOKEN_OK);
    char rest[300];
    snprintf(rest, sizeof rest, "%s,\"nbf\":%lld", GOOD_REST, (long long)now_s() + 2);
    EXPECT_INT(verdict_of_rest(rest), TOKEN_OK);
}

/* ------------------------------------------------------------------ attacks on the algorithm */

TEST(alg_none_is_refused_in_every_spelling)
{
    static const char *const names[] = {"none", "None", "NONE", "nOnE", ""};
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(names); i++) {
        char header[100];
        snprintf(header, sizeof header, "{\"alg\":\"%s\",\"kid\":\"es\"}", names[i]);
        EXPECT_INT(verdict(forge_token(header, good_payload(), "ES256", es256)), TOKEN_ALGORITHM);
        TEXT_SCOPED unsigned_token = {0};
        char *a = forge_encode(header, strlen(header)),
             *b = forge_encode(good_payload(), strlen(good_payload()));
        text_addf(&unsigned_token, "%s.%s.", a, b);
        EXPECT_INT(verify_text(unsigned_token.data), TOKEN_MALFORMED);
        free(a);
        free(b);
    }
}

TEST(hs256_over_the_public_key_is_refused)
{
    char *pem = forge_pem(rs), *jwk = forge_jwk(rs, NULL);
    EXPECT_INT(verdict(forge_hmac_token("{\"alg\":\"HS256\",\"kid\":\"rs\"}", good_payload(), pem)),
               TOKEN_ALGORITHM);
    EXPECT_INT(verdict(forge_hmac_token("{\"alg\":\"HS256\",\"kid\":\"rs\"}", good_payload(), jwk)),
               TOKEN_ALGORITHM);
    EXPECT_INT(verdict(forge_hmac_token("{\"alg\":\"RS256\",\"kid\":\"rs\"}", good_payload(), pem)),
               TOKEN_SIGNATURE);
    EXPECT_INT(verdict(forge_hmac_token("{\"alg\":\"ES256\",\"kid\":\"es\"}", good_payload(), pem)),
               TOKEN_SIGNATURE);
    free(pem);
    free(jwk);
}

TEST(a_shared_secret_in_the_set_is_no_key)
{
    EXPECT_INT(verdict(forge_hmac_token("{\"alg\":\"HS256\",\"kid\":\"secret\"}", good_payload(), "secret")),
               TOKEN_ALGORITHM);
    EXPECT_INT(verdict(forge_hmac_token("{\"alg\":\"RS256\",\"kid\":\"secret\"}", good_payload(), "secret")),
               TOKEN_UNKNOWN_KEY);
}

TEST(an_algorithm_goes_only_with_its_kind_of_key)
{
    EXPECT_INT(verdict(forge_token("{\"alg\":\"RS256\",\"kid\":\"es\"}", good_payload(), "RS256", rs)),
               TOKEN_UNKNOWN_KEY);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"ES256\",\"kid\":\"rs\"}", good_payload(), "ES256", es256)),
               TOKEN_UNKNOWN_KEY);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"ES256\",\"kid\":\"es384\"}", good_payload(), "ES256", es384)),
               TOKEN_UNKNOWN_KEY);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"PS256\",\"kid\":\"rs\"}", good_payload(), "RS256", rs)),
               TOKEN_SIGNATURE);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"RS512\",\"kid\":\"rs\"}", good_payload(), "RS256", rs)),
               TOKEN_SIGNATURE);
}

TEST(a_key_bound_to_an_algorithm_verifies_no_other)
{
    char *jwk = forge_jwk(rs, NULL);
    TEXT_SCOPED set = {0};
    text_addf(&set, "{\"keys\":[{\"kid\":\"rs\",\"alg\":\"PS256\",%s}]}", jwk);
    free(jwk);
    write_text(jwks_path, set.data);
    token_verifier_close(verifier);
    verifier = open_verifier(jwks_path);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"RS256\",\"kid\":\"rs\"}", good_payload(), "RS256", rs)),
               TOKEN_UNKNOWN_KEY);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"PS256\",\"kid\":\"rs\"}", good_payload(), "PS256", rs)),
               TOKEN_OK);
}

TEST(a_short_rsa_key_is_no_key)
{
    EXPECT_INT(verdict(forge_token("{\"alg\":\"RS256\",\"kid\":\"weak\"}", good_payload(), "RS256", weak)),
               TOKEN_UNKNOWN_KEY);
}

TEST(headers_nobody_here_understands_are_refused)
{
    EXPECT_INT(verdict(forge_token("{\"alg\":\"ES256\",\"kid\":\"es\",\"crit\":[\"exp\"]}", good_payload(),
                                   "ES256", es256)),
               TOKEN_ALGORITHM);
    EXPECT_INT(verdict(forge_token("{\"alg\":[\"ES256\"],\"kid\":\"es\"}", good_payload(), "ES256", es256)),
               TOKEN_ALGORITHM);
    EXPECT_INT(verdict(forge_token("{\"kid\":\"es\"}", good_payload(), "ES256", es256)), TOKEN_ALGORITHM);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"ES256\",\"kid\":5}", good_payload(), "ES256", es256)),
               TOKEN_MALFORMED);
}

TEST(a_key_brought_along_in_the_header_is_not_believed)
{
    char *jwk = forge_jwk(stranger, "P-256");
    TEXT_SCOPED header = {0};
    text_addf(&header, "{\"alg\":\"ES256\",\"kid\":\"es\",\"jwk\":{%s},\"jku\":\"file:///tmp/x\"}", jwk);
    free(jwk);
    EXPECT_INT(verdict(forge_token(header.data, good_payload(), "ES256", stranger)), TOKEN_SIGNATURE);
}

/* ------------------------------------------------------------------ attacks on the signature and the text */

TEST(a_key_that_is_not_in_the_set_is_refused)
{
    EXPECT_INT(
        verdict(forge_token("{\"alg\":\"ES256\",\"kid\":\"other\"}", good_payload(), "ES256", stranger)),
        TOKEN_UNKNOWN_KEY);
    EXPECT_INT(verdict(forge_token(HEADER_ES, good_payload(), "ES256", stranger)), TOKEN_SIGNATURE);
}

TEST(a_changed_payload_breaks_the_signature)
{
    char *good = forge_token(HEADER_ES, good_payload(), "ES256", es256);
    char *signature = strrchr(good, '.') + 1;
    char *admin = forge_encode("{\"iss\":\"" ISSUER "\",\"okno_role\":\"ADMIN\"}", 51);
    char *header = forge_encode(HEADER_ES, strlen(HEADER_ES));
    TEXT_SCOPED token = {0};
    text_addf(&token, "%s.%s.%s", header, admin, signature);
    EXPECT(verify_text(token.data) == TOKEN_SIGNATURE || verify_text(token.data) == TOKEN_MALFORMED);
    free(header);
    free(admin);
    free(good);
}

TEST(no_token_with_one_character_changed_is_believed)
{
    char *good = forge_token(HEADER_ES, good_payload(), "ES256", es256);
    EXPECT_INT(verify_text(good), TOKEN_OK);
    for (size_t i = 0; good[i]; i++) {
        char kept = good[i];
        good[i] = kept == 'A' ? 'B' : 'A';
        EXPECT(verify_text(good) != TOKEN_OK);
        good[i] = kept;
    }
    free(good);
}

TEST(no_truncated_token_is_believed)
{
    char *good = forge_token(HEADER_ES, good_payload(), "ES256", es256);
    for (size_t length = 0; length < strlen(good); length++)
        EXPECT(token_verify(verifier, good, length, arena, &claims) != TOKEN_OK);
    free(good);
}

/* (r, n - s) is a second signature of the same bytes to the mathematics; who holds one gains nothing by the
 * other. */
TEST(the_mirrored_ecdsa_signature_says_nothing_new)
{
    static const char order[] = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
    char *good = forge_token(HEADER_ES, good_payload(), "ES256", es256);
    struct part part[3];
    size_t size;
    EXPECT(parts_split(good, strlen(good), part));
    uint8_t *raw = part_decode(&part[2], &size);
    BIGNUM *n = NULL, *s = BN_bin2bn(raw + 32, 32, NULL);
    BN_hex2bn(&n, order);
    BN_sub(s, n, s);
    BN_bn2binpad(s, raw + 32, 32);
    char *mirrored = forge_encode(raw, 64);
    memcpy(strrchr(good, '.') + 1, mirrored, strlen(mirrored));
    EXPECT_INT(verify_text(good), TOKEN_OK);
    EXPECT_TEXT(claims.subject, "op-7");
    EXPECT_INT(claims.role, RPC_ROLE_OPERATOR);
    BN_free(n);
    BN_free(s);
    free(raw);
    free(mirrored);
    free(good);
}

static enum token_fault
verdict_of_signature(const void *bytes, size_t size)
{
    char *good = forge_token(HEADER_ES, good_payload(), "ES256", es256), *encoded = forge_encode(bytes, size);
    TEXT_SCOPED token = {0};
    text_add(&token, good, (size_t)(strrchr(good, '.') + 1 - good));
    text_adds(&token, encoded);
    free(encoded);
    free(good);
    return verify_text(token.data);
}

TEST(garbage_for_a_signature_is_refused)
{
    uint8_t bytes[132];
    memset(bytes, 0, sizeof bytes);
    EXPECT_INT(verdict_of_signature(bytes, 64), TOKEN_SIGNATURE); /* r = s = 0: CVE-2022-21449 */
    EXPECT_INT(verdict_of_signature(bytes, 1), TOKEN_SIGNATURE);
    EXPECT_INT(verdict_of_signature(bytes, 132), TOKEN_SIGNATURE);
    memset(bytes, 0xff, sizeof bytes);
    EXPECT_INT(verdict_of_signature(bytes, 64), TOKEN_SIGNATURE);
    random_bytes(bytes, sizeof bytes);
    for (size_t size = 1; size <= sizeof bytes; size++)
        EXPECT_INT(verdict_of_signature(bytes, size), TOKEN_SIGNATURE);
}

TEST(a_signature_with_zeros_before_its_numbers_is_refused)
{
    char *good = forge_token(HEADER_ES, good_payload(), "ES256", es256);
    struct part part[3];
    size_t size;
    EXPECT(parts_split(good, strlen(good), part));
    uint8_t *raw = part_decode(&part[2], &size), longer[66] = {0};
    memcpy(longer + 1, raw, 32);
    memcpy(longer + 34, raw + 32, 32);
    char *encoded = forge_encode(longer, sizeof longer);
    TEXT_SCOPED token = {0};
    text_add(&token, good, (size_t)(strrchr(good, '.') + 1 - good));
    text_adds(&token, encoded);
    EXPECT_INT(verify_text(token.data), TOKEN_SIGNATURE);
    free(raw);
    free(encoded);
    free(good);
}

TEST(what_is_no_compact_jws_is_refused)
{
    static const char *const texts[] = {"",
                                        ".",
                                        "..",
                                        "...",
                                        "a",
                                        "a.b",
                                        "a.b.c",
                                        "a.b.c.d",
                                        "a.b.c.d.e",
                                        "=.=.=",
                                        "e30.e30.AA",
                                        "e30=.e30.AA",
                                        "e30.e31.AA",
                                        "W10.W10.AA",
                                        "bnVsbA.bnVsbA.AA",
                                        " e30.e30.AA",
                                        "e30.e30.AA\n",
                                        "e3+.e3/.AA",
                                        "Ünïcödé.ё.ж"};
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++)
        EXPECT(verify_text(texts[i]) == TOKEN_MALFORMED || verify_text(texts[i]) == TOKEN_ALGORITHM);
    EXPECT_INT(token_verify(verifier, "a\0b.c.d", 7, arena, &claims), TOKEN_MALFORMED);
}

TEST(a_huge_token_is_not_even_read)
{
    char *huge = malloc(10000001);
    memset(huge, 'A', 10000000);
    huge[10000000] = '\0';
    EXPECT_INT(verify_text(huge), TOKEN_TOO_LONG);
    huge[8193] = '\0';
    EXPECT_INT(verify_text(huge), TOKEN_TOO_LONG);
    huge[8192] = '\0';
    EXPECT_INT(verify_text(huge), TOKEN_MALFORMED);
    free(huge);
}

TEST(deeply_nested_json_is_refused)
{
    char deep[5001];
    memset(deep, '[', 5000);
    deep[5000] = '\0';
    EXPECT_INT(verdict_of_payload(deep), TOKEN_MALFORMED);
}

/* ------------------------------------------------------------------ claims */

TEST(a_claim_made_twice_is_refused)
{
    EXPECT_INT(verdict_of_rest(GOOD_REST ",\"sub\":\"other\""), TOKEN_MALFORMED);
    EXPECT_INT(verdict_of_rest(GOOD_REST ",\"okno_role\":\"ADMIN\""), TOKEN_MALFORMED);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"es\"}", good_payload(),
                                   "ES256", es256)),
               TOKEN_MALFORMED);
}

TEST(a_token_of_another_issuer_or_audience_is_refused)
{
    EXPECT_INT(verdict_of_payload(payload_with("\"https://evil\"", "\"okno\"", now_s() + 60, GOOD_REST)),
               TOKEN_ISSUER);
    EXPECT_INT(verdict_of_payload(payload_with("null", "\"okno\"", now_s() + 60, GOOD_REST)), TOKEN_ISSUER);
    EXPECT_INT(verdict_of_payload(payload_with("\"" ISSUER "/\"", "\"okno\"", now_s() + 60, GOOD_REST)),
               TOKEN_ISSUER);
    EXPECT_INT(verdict_of_payload(payload_with("\"" ISSUER "\"", "\"bank\"", now_s() + 60, GOOD_REST)),
               TOKEN_AUDIENCE);
    EXPECT_INT(verdict_of_payload(payload_with("\"" ISSUER "\"", "[]", now_s() + 60, GOOD_REST)),
               TOKEN_AUDIENCE);
    EXPECT_INT(verdict_of_payload(payload_with("\"" ISSUER "\"", "{\"okno\":1}", now_s() + 60, GOOD_REST)),
               TOKEN_AUDIENCE);
}

TEST(an_expired_token_is_refused)
{
    EXPECT_INT(verdict_of_payload(payload_with("\"" ISSUER "\"", "\"okno\"", now_s() - 10, GOOD_REST)),
               TOKEN_EXPIRED);
    EXPECT_INT(verdict_of_payload(payload_with("\"" ISSUER "\"", "\"okno\"", 0, GOOD_REST)), TOKEN_EXPIRED);
    EXPECT_INT(verdict_of_payload(payload_with("\"" ISSUER "\"", "\"okno\"", -1, GOOD_REST)), TOKEN_CLAIMS);
}

TEST(a_remembered_token_expires_too)
{
    char *token = forge_token(HEADER_ES, payload_with("\"" ISSUER "\"", "\"okno\"", now_s() - 4, GOOD_REST),
                              "ES256", es256);
    EXPECT_INT(verify_text(token), TOKEN_OK);
    usleep(2100000);
    EXPECT_INT(verdict(token), TOKEN_EXPIRED);
}

TEST(a_token_that_never_expires_is_refused)
{
    EXPECT_INT(verdict_of_payload("{\"iss\":\"" ISSUER "\",\"aud\":\"okno\"" GOOD_REST "}"), TOKEN_CLAIMS);
    EXPECT_INT(
        verdict_of_payload("{\"iss\":\"" ISSUER "\",\"aud\":\"okno\",\"exp\":\"tomorrow\"" GOOD_REST "}"),
        TOKEN_CLAIMS);
    EXPECT_INT(verdict_of_payload("{\"iss\":\"" ISSUER "\",\"aud\":\"okno\",\"exp\":1e300" GOOD_REST "}"),
               TOKEN_CLAIMS);
}

TEST(a_token_from_the_future_is_refused)
{
    char rest[300];
    snprintf(rest, sizeof rest, "%s,\"nbf\":%lld", GOOD_REST, (long long)now_s() + 60);
    EXPECT_INT(verdict_of_rest(rest), TOKEN_NOT_YET);
    EXPECT_INT(verdict_of_rest(GOOD_REST ",\"nbf\":\"now\""), TOKEN_CLAIMS);
}

TEST(a_role_must_be_one_that_a_token_may_name)
{
    static const char *const roles[] = {"\"WIZARD\"", "\"operator\"", "\"\"",        "null",
                                        "4",          "[\"ADMIN\"]",  "\"SERVICE\"", "\"ANYONE\"",
                                        "\"NOBODY\"", "\"ADMIN \""};
    EXPECT_INT(verdict_of_rest(",\"sub\":\"x\""), TOKEN_ROLE);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(roles); i++) {
        char rest[100];
        snprintf(rest, sizeof rest, ",\"sub\":\"x\",\"okno_role\":%s", roles[i]);
        EXPECT_INT(verdict_of_rest(rest), TOKEN_ROLE);
    }
    EXPECT_INT(verdict_of_rest(",\"sub\":\"x\",\"okno_role\":\"KIOSK\",\"role\":\"ADMIN\""), TOKEN_OK);
    EXPECT_INT(claims.role, RPC_ROLE_KIOSK);
}

TEST(claims_that_are_no_short_texts_are_refused)
{
    char rest[1000], longer[302];
    EXPECT_INT(verdict_of_rest(",\"okno_role\":\"ADMIN\""), TOKEN_CLAIMS);
    EXPECT_INT(verdict_of_rest(",\"okno_role\":\"ADMIN\",\"sub\":\"\""), TOKEN_CLAIMS);
    EXPECT_INT(verdict_of_rest(",\"okno_role\":\"ADMIN\",\"sub\":7"), TOKEN_CLAIMS);
    EXPECT_INT(verdict_of_rest(",\"okno_role\":\"ADMIN\",\"sub\":\"a\\nb\""), TOKEN_CLAIMS);
    EXPECT_INT(verdict_of_rest(",\"okno_role\":\"ADMIN\",\"sub\":\"a\\u0000b\""), TOKEN_MALFORMED);
    EXPECT_INT(verdict_of_rest(GOOD_REST ",\"agency\":{}"), TOKEN_CLAIMS);
    memset(longer, 'x', 301);
    longer[301] = '\0';
    snprintf(rest, sizeof rest, ",\"okno_role\":\"ADMIN\",\"sub\":\"%s\"", longer);
    EXPECT_INT(verdict_of_rest(rest), TOKEN_CLAIMS);
}

TEST(every_fault_has_a_sentence_in_both_languages)
{
    for (int fault = 0; fault < TOKEN_FAULT_COUNT; fault++) {
        EXPECT(*token_fault_text((enum token_fault)fault, false));
        EXPECT(*token_fault_text((enum token_fault)fault, true));
    }
}

/* ------------------------------------------------------------------ keys come and go */

TEST(a_new_key_in_the_file_is_found_at_once)
{
    TEXT_SCOPED set = {0};
    add_key(&set, "es", es256, "P-256");
    add_key(&set, "new", stranger, "P-256");
    text_adds(&set, "]}");
    EXPECT_INT(verdict(forge_token("{\"alg\":\"ES256\",\"kid\":\"new\"}", good_payload(), "ES256", stranger)),
               TOKEN_UNKNOWN_KEY);
    write_text(jwks_path, set.data);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"ES256\",\"kid\":\"new\"}", good_payload(), "ES256", stranger)),
               TOKEN_OK);
}

TEST(a_key_taken_away_ends_remembered_tokens)
{
    char *token = forge_token(HEADER_ES, good_payload(), "ES256", es256);
    EXPECT_INT(verify_text(token), TOKEN_OK);
    write_text(jwks_path, "{\"keys\":[]}");
    for (int i = 0; i < 30 && verify_text(token) == TOKEN_OK; i++)
        usleep(100000);
    EXPECT_INT(verdict(token), TOKEN_UNKNOWN_KEY);
}

TEST(a_broken_file_leaves_the_keys_in_force)
{
    write_text(jwks_path, "{\"keys\":[");
    usleep(1200000);
    EXPECT_INT(verdict(forge_token(HEADER_ES, good_payload(), "ES256", es256)), TOKEN_OK);
    unlink(jwks_path);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"ES256\",\"kid\":\"gone\"}", good_payload(), "ES256", es256)),
               TOKEN_UNKNOWN_KEY);
    EXPECT_INT(verdict(forge_token(HEADER_ES, good_payload(), "ES256", es256)), TOKEN_OK);
}

TEST(a_file_that_comes_later_is_waited_for)
{
    token_verifier_close(verifier);
    unlink(jwks_path);
    verifier = open_verifier(jwks_path);
    EXPECT(!token_verifier_ready(verifier));
    EXPECT_INT(verdict(forge_token(HEADER_ES, good_payload(), "ES256", es256)), TOKEN_NO_KEYS);
    write_set();
    usleep(1200000);
    EXPECT(token_verifier_ready(verifier));
    EXPECT_INT(verdict(forge_token(HEADER_ES, good_payload(), "ES256", es256)), TOKEN_OK);
}

TEST(hostile_sets_give_no_keys)
{
    static const char *const none[] = {
        "", "null", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[]", "{\"keys\":[],\"keys\":[]}"};
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(none); i++)
        EXPECT(!keys_parse(none[i], strlen(none[i])));
    static const char *const empty[] = {
        "{\"keys\":[]}",
        "{\"keys\":[1,null,\"x\",[]]}",
        "{\"keys\":[{\"kty\":\"EC\"}]}",
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}]}",
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":5,\"y\":{}}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"!\",\"e\":\"?\"}]}",
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}]}",
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(empty); i++) {
        struct keys *keys = keys_parse(empty[i], strlen(empty[i]));
        EXPECT(keys);
        EXPECT_INT(keys->n, 0);
        keys_release(keys);
    }
}

TEST(keys_for_encryption_verify_nothing)
{
    char *jwk = forge_jwk(es256, "P-256");
    TEXT_SCOPED set = {0};
    text_addf(&set,
              "{\"keys\":[{\"use\":\"enc\",%s},{\"key_ops\":[\"sign\"],%s},{\"key_ops\":[\"verify\"],%s}]}",
              jwk, jwk, jwk);
    struct keys *keys = keys_parse(set.data, set.length);
    EXPECT_INT(keys->n, 1);
    keys_release(keys);
    free(jwk);
}

TEST(an_issuer_without_a_safe_source_of_keys_is_refused)
{
    static const char *const sources[] = {"", "http://login.example.test/jwks", "http://127.0.0.1.evil.test/",
                                          NULL};
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(sources); i++) {
        struct token_verifier *refused;
        const struct token_issuer issuer = {ISSUER, AUDIENCE, sources[i]};
        const struct token_options options = {.issuers = &issuer, .n_issuers = 1};
        EXPECT_CODE(token_verifier_open(&options, &refused), RPC_INVALID_ARGUMENT);
    }
    EXPECT(source_address_valid("http://127.0.0.1:8000/jwks"));
    EXPECT(source_address_valid("http://localhost/jwks"));
    EXPECT(source_address_valid("https://login.example.test/jwks"));
    EXPECT(source_address_valid("/etc/okno/jwks.json"));
}

/* ------------------------------------------------------------------ the installation's own key */

static const struct token_claims WANTED = {
    .role = RPC_ROLE_OPERATOR, .subject = "op-1", .centre = "arbat", .agency = "", .applicant = ""};

TEST(the_installation_believes_what_it_signed)
{
    struct token_key *key;
    TEXT_SCOPED token = {0};
    EXPECT_CODE(token_key_create(key_path, jwks_path), RPC_OK);
    EXPECT_CODE(token_key_open(key_path, &key), RPC_OK);
    EXPECT_CODE(token_issue(key, ISSUER, AUDIENCE, &WANTED, 3600, &token), RPC_OK);
    EXPECT_INT(verify_text(token.data), TOKEN_OK);
    EXPECT_TEXT(claims.subject, "op-1");
    EXPECT_TEXT(claims.centre, "arbat");
    EXPECT_INT(claims.role, RPC_ROLE_OPERATOR);
    EXPECT(claims.expires_us > time_now_us() + 3590 * INT64_C(1000000));
    token_key_close(key);
}

TEST(the_key_is_for_its_owner_only_and_is_not_overwritten)
{
    struct stat status;
    struct token_key *key;
    EXPECT_CODE(token_key_create(key_path, jwks_path), RPC_OK);
    EXPECT_INT(stat(key_path, &status), 0);
    EXPECT_INT(status.st_mode & 0777, 0600);
    EXPECT_CODE(token_key_create(key_path, jwks_path), RPC_ALREADY_EXISTS);
    EXPECT_INT(chmod(key_path, 0640), 0);
    EXPECT_CODE(token_key_open(key_path, &key), RPC_PERMISSION_DENIED);
    EXPECT_CODE(token_key_open("/nonexistent/key", &key), RPC_NOT_FOUND);
}

TEST(the_published_set_holds_no_private_half)
{
    char text[4096] = "";
    EXPECT_CODE(token_key_create(key_path, jwks_path), RPC_OK);
    FILE *file = fopen(jwks_path, "r");
    size_t got = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    EXPECT(got > 0 && strstr(text, "\"x\"") && !strstr(text, "\"d\""));
}

TEST(a_file_without_a_private_key_is_refused)
{
    struct token_key *key;
    static const char *const texts[] = {"", "{}", "{\"kty\":\"oct\",\"k\":\"AAAA\",\"d\":\"AA\"}", "garbage"};
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++) {
        write_text(key_path, texts[i]);
        EXPECT_INT(chmod(key_path, 0600), 0);
        EXPECT_CODE(token_key_open(key_path, &key), RPC_INVALID_ARGUMENT);
    }
}

TEST(nothing_is_signed_that_would_not_be_believed)
{
    struct token_key *key;
    TEXT_SCOPED token = {0};
    EXPECT_CODE(token_key_create(key_path, jwks_path), RPC_OK);
    EXPECT_CODE(token_key_open(key_path, &key), RPC_OK);
    struct token_claims wrong = WANTED;
    wrong.role = RPC_ROLE_SERVICE;
    EXPECT_CODE(token_issue(key, ISSUER, AUDIENCE, &wrong, 60, &token), RPC_INVALID_ARGUMENT);
    wrong = WANTED;
    wrong.subject = "";
    EXPECT_CODE(token_issue(key, ISSUER, AUDIENCE, &wrong, 60, &token), RPC_INVALID_ARGUMENT);
    wrong = WANTED;
    wrong.centre = "\xff";
    EXPECT_CODE(token_issue(key, ISSUER, AUDIENCE, &wrong, 60, &token), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(token_issue(key, ISSUER, AUDIENCE, &WANTED, 0, &token), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(token_issue(key, "", AUDIENCE, &WANTED, 60, &token), RPC_INVALID_ARGUMENT);
    EXPECT_INT(token.length, 0);
    token_key_close(key);
}

/* ------------------------------------------------------------------ the memory of verified tokens */

TEST(the_memory_stays_bounded_and_right)
{
    char *tokens[200];
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(tokens); i++) {
        char rest[100];
        snprintf(rest, sizeof rest, ",\"okno_role\":\"ADMIN\",\"sub\":\"s%zu\"", i);
        tokens[i] = forge_token(HEADER_ES, payload_with("\"" ISSUER "\"", "\"okno\"", now_s() + 60, rest),
                                "ES256", es256);
    }
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < OKNO_ARRAY_SIZE(tokens); i++) {
            char subject[20];
            snprintf(subject, sizeof subject, "s%zu", i);
            EXPECT_INT(verify_text(tokens[i]), TOKEN_OK);
            EXPECT_TEXT(claims.subject, subject);
        }
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(tokens); i++)
        free(tokens[i]);
}

static void *
verify_many(void *token)
{
    struct arena *own = arena_new(1 << 20);
    struct token_claims found;
    intptr_t wrong = 0;
    for (int i = 0; i < 20000; i++) {
        if (token_verify(verifier, token, strlen(token), own, &found) != TOKEN_OK ||
            strcmp(found.subject, "op-7") != 0)
            wrong++;
        arena_reset(own);
    }
    arena_free(own);
    return (void *)wrong;
}

TEST(threads_share_a_verifier)
{
    pthread_t threads[4];
    char *token = forge_token(HEADER_ES, good_payload(), "ES256", es256);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(threads); i++)
        EXPECT_INT(pthread_create(&threads[i], NULL, verify_many, token), 0);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(threads); i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        EXPECT(!wrong);
    }
    free(token);
}
