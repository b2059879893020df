/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stage.h"

#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

/* ------------------------------------------------------------------ keys come and go */

TEST(a_new_key_in_the_file_is_found_at_once)
{
    TEXT_SCOPED set = { 0 };
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
        "", "null", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[]", "{\"keys\":[],\"keys\":[]}"
    };
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
    TEXT_SCOPED set = { 0 };
    text_addf(&set, "{\"keys\":[{\"use\":\"enc\",%s},{\"key_ops\":[\"sign\"],%s},{\"key_ops\":[\"verify\"],%s}]}", jwk,
              jwk, jwk);
    struct keys *keys = keys_parse(set.data, set.length);
    EXPECT_INT(keys->n, 1);
    keys_release(keys);
    free(jwk);
}

TEST(an_issuer_without_a_safe_source_of_keys_is_refused)
{
    static const char *const sources[] = { "", "http://login.example.test/jwks", "http://127.0.0.1.evil.test/", NULL };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(sources); i++) {
        struct token_verifier *refused;
        const struct token_issuer issuer = { ISSUER, AUDIENCE, sources[i] };
        const struct token_options options = { .issuers = &issuer, .n_issuers = 1 };
        EXPECT_CODE(token_verifier_open(&options, &refused), RPC_INVALID_ARGUMENT);
    }
    EXPECT(source_address_valid("http://127.0.0.1:8000/jwks"));
    EXPECT(source_address_valid("http://localhost/jwks"));
    EXPECT(source_address_valid("https://login.example.test/jwks"));
    EXPECT(source_address_valid("/etc/okno/jwks.json"));
}

/* ------------------------------------------------------------------ the installation's own key */

static const struct token_claims WANTED = {
    .role = RPC_ROLE_OPERATOR, .subject = "op-1", .centre = "arbat", .agency = "", .applicant = ""
};

TEST(the_installation_believes_what_it_signed)
{
    struct token_key *key;
    TEXT_SCOPED token = { 0 };
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
    static const char *const texts[] = { "", "{}", "{\"kty\":\"oct\",\"k\":\"AAAA\",\"d\":\"AA\"}", "garbage" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++) {
        write_text(key_path, texts[i]);
        EXPECT_INT(chmod(key_path, 0600), 0);
        EXPECT_CODE(token_key_open(key_path, &key), RPC_INVALID_ARGUMENT);
    }
}

TEST(nothing_is_signed_that_would_not_be_believed)
{
    struct token_key *key;
    TEXT_SCOPED token = { 0 };
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
        tokens[i] =
            forge_token(HEADER_ES, payload_with("\"" ISSUER "\"", "\"okno\"", now_s() + 60, rest), "ES256", es256);
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
        if (token_verify(verifier, token, strlen(token), own, &found) != TOKEN_OK || strcmp(found.subject, "op-7") != 0)
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
