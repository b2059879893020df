/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stage.h"

#include <unistd.h>

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
    } good[] = { { "ES256", "es", es256 }, { "ES384", "es384", es384 }, { "ES512", "es512", es512 },
                 { "RS256", "rs", rs },    { "RS384", "rs", rs },       { "RS512", "rs", rs },
                 { "PS256", "rs", rs },    { "PS384", "rs", rs },       { "PS512", "rs", rs } };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(good); i++) {
        char header[100];
        snprintf(header, sizeof header, "{\"alg\":\"%s\",\"kid\":\"%s\"}", good[i].alg, good[i].kid);
        EXPECT_INT(verdict(forge_token(header, good_payload(), good[i].alg, good[i].key)), TOKEN_OK);
    }
}

TEST(without_a_kid_the_only_fitting_key_is_taken)
{
    EXPECT_INT(verdict(forge_token("{\"alg\":\"ES256\"}", good_payload(), "ES256", es256)), TOKEN_OK);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"ES256\"}", good_payload(), "ES256", stranger)), TOKEN_SIGNATURE);
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
    static const char *const names[] = { "none", "None", "NONE", "nOnE", "" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(names); i++) {
        char header[100];
        snprintf(header, sizeof header, "{\"alg\":\"%s\",\"kid\":\"es\"}", names[i]);
        EXPECT_INT(verdict(forge_token(header, good_payload(), "ES256", es256)), TOKEN_ALGORITHM);
        TEXT_SCOPED unsigned_token = { 0 };
        char *a = forge_encode(header, strlen(header)), *b = forge_encode(good_payload(), strlen(good_payload()));
        text_addf(&unsigned_token, "%s.%s.", a, b);
        EXPECT_INT(verify_text(unsigned_token.data), TOKEN_MALFORMED);
        free(a);
        free(b);
    }
}

TEST(hs256_over_the_public_key_is_refused)
{
    char *pem = forge_pem(rs), *jwk = forge_jwk(rs, NULL);
    EXPECT_INT(verdict(forge_hmac_token("{\"alg\":\"HS256\",\"kid\":\"rs\"}", good_payload(), pem)), TOKEN_ALGORITHM);
    EXPECT_INT(verdict(forge_hmac_token("{\"alg\":\"HS256\",\"kid\":\"rs\"}", good_payload(), jwk)), TOKEN_ALGORITHM);
    EXPECT_INT(verdict(forge_hmac_token("{\"alg\":\"RS256\",\"kid\":\"rs\"}", good_payload(), pem)), TOKEN_SIGNATURE);
    EXPECT_INT(verdict(forge_hmac_token("{\"alg\":\"ES256\",\"kid\":\"es\"}", good_payload(), pem)), TOKEN_SIGNATURE);
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
    TEXT_SCOPED set = { 0 };
    text_addf(&set, "{\"keys\":[{\"kid\":\"rs\",\"alg\":\"PS256\",%s}]}", jwk);
    free(jwk);
    write_text(jwks_path, set.data);
    token_verifier_close(verifier);
    verifier = open_verifier(jwks_path);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"RS256\",\"kid\":\"rs\"}", good_payload(), "RS256", rs)),
               TOKEN_UNKNOWN_KEY);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"PS256\",\"kid\":\"rs\"}", good_payload(), "PS256", rs)), TOKEN_OK);
}

TEST(a_short_rsa_key_is_no_key)
{
    EXPECT_INT(verdict(forge_token("{\"alg\":\"RS256\",\"kid\":\"weak\"}", good_payload(), "RS256", weak)),
               TOKEN_UNKNOWN_KEY);
}

TEST(headers_nobody_here_understands_are_refused)
{
    EXPECT_INT(
        verdict(forge_token("{\"alg\":\"ES256\",\"kid\":\"es\",\"crit\":[\"exp\"]}", good_payload(), "ES256", es256)),
        TOKEN_ALGORITHM);
    EXPECT_INT(verdict(forge_token("{\"alg\":[\"ES256\"],\"kid\":\"es\"}", good_payload(), "ES256", es256)),
               TOKEN_ALGORITHM);
    EXPECT_INT(verdict(forge_token("{\"kid\":\"es\"}", good_payload(), "ES256", es256)), TOKEN_ALGORITHM);
    EXPECT_INT(verdict(forge_token("{\"alg\":\"ES256\",\"kid\":5}", good_payload(), "ES256", es256)), TOKEN_MALFORMED);
}

TEST(a_key_brought_along_in_the_header_is_not_believed)
{
    char *jwk = forge_jwk(stranger, "P-256");
    TEXT_SCOPED header = { 0 };
    text_addf(&header, "{\"alg\":\"ES256\",\"kid\":\"es\",\"jwk\":{%s},\"jku\":\"file:///tmp/x\"}", jwk);
    free(jwk);
    EXPECT_INT(verdict(forge_token(header.data, good_payload(), "ES256", stranger)), TOKEN_SIGNATURE);
}

/* ------------------------------------------------------------------ claims */

TEST(a_claim_made_twice_is_refused)
{
    EXPECT_INT(verdict_of_rest(GOOD_REST ",\"sub\":\"other\""), TOKEN_MALFORMED);
    EXPECT_INT(verdict_of_rest(GOOD_REST ",\"okno_role\":\"ADMIN\""), TOKEN_MALFORMED);
    EXPECT_INT(
        verdict(forge_token("{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"es\"}", good_payload(), "ES256", es256)),
        TOKEN_MALFORMED);
}

TEST(a_token_of_another_issuer_or_audience_is_refused)
{
    EXPECT_INT(verdict_of_payload(payload_with("\"https://evil\"", "\"okno\"", now_s() + 60, GOOD_REST)), TOKEN_ISSUER);
    EXPECT_INT(verdict_of_payload(payload_with("null", "\"okno\"", now_s() + 60, GOOD_REST)), TOKEN_ISSUER);
    EXPECT_INT(verdict_of_payload(payload_with("\"" ISSUER "/\"", "\"okno\"", now_s() + 60, GOOD_REST)), TOKEN_ISSUER);
    EXPECT_INT(verdict_of_payload(payload_with("\"" ISSUER "\"", "\"bank\"", now_s() + 60, GOOD_REST)), TOKEN_AUDIENCE);
    EXPECT_INT(verdict_of_payload(payload_with("\"" ISSUER "\"", "[]", now_s() + 60, GOOD_REST)), TOKEN_AUDIENCE);
    EXPECT_INT(verdict_of_payload(payload_with("\"" ISSUER "\"", "{\"okno\":1}", now_s() + 60, GOOD_REST)),
               TOKEN_AUDIENCE);
}

TEST(an_expired_token_is_refused)
{
    EXPECT_INT(verdict_of_payload(payload_with("\"" ISSUER "\"", "\"okno\"", now_s() - 10, GOOD_REST)), TOKEN_EXPIRED);
    EXPECT_INT(verdict_of_payload(payload_with("\"" ISSUER "\"", "\"okno\"", 0, GOOD_REST)), TOKEN_EXPIRED);
    EXPECT_INT(verdict_of_payload(payload_with("\"" ISSUER "\"", "\"okno\"", -1, GOOD_REST)), TOKEN_CLAIMS);
}

TEST(a_remembered_token_expires_too)
{
    char *token =
        forge_token(HEADER_ES, payload_with("\"" ISSUER "\"", "\"okno\"", now_s() - 4, GOOD_REST), "ES256", es256);
    EXPECT_INT(verify_text(token), TOKEN_OK);
    usleep(2100000);
    EXPECT_INT(verdict(token), TOKEN_EXPIRED);
}

TEST(a_token_that_never_expires_is_refused)
{
    EXPECT_INT(verdict_of_payload("{\"iss\":\"" ISSUER "\",\"aud\":\"okno\"" GOOD_REST "}"), TOKEN_CLAIMS);
    EXPECT_INT(verdict_of_payload("{\"iss\":\"" ISSUER "\",\"aud\":\"okno\",\"exp\":\"tomorrow\"" GOOD_REST "}"),
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
    static const char *const roles[] = { "\"WIZARD\"",  "\"operator\"", "\"\"",       "null",       "4",
                                         "[\"ADMIN\"]", "\"SERVICE\"",  "\"ANYONE\"", "\"NOBODY\"", "\"ADMIN \"" };
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
