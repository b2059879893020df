/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/sign.h>
#include <okno/test.h>

#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static const char *
path(const char *name)
{
    static char paths[8][128];
    static unsigned n;
    char *path = paths[n++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void
remove_folder(void)
{
    char command[80];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (*folder)
        ck_assert_int_eq(system(command), 0);
    *folder = '\0';
}

__attribute__((constructor)) static void
clean_up(void)
{
    test_after = remove_folder;
}

/* A key and a certificate of its own, by OpenSSL's tool. */
static bool
make_key(const char *name, const char *algorithm)
{
    char command[512];
    if (!*folder) {
        snprintf(folder, sizeof folder, "/tmp/okno-sign-XXXXXX");
        ck_assert_ptr_nonnull(mkdtemp(folder));
    }
    snprintf(command, sizeof command,
             "openssl req -x509 -nodes -days 2 -subj /CN=%s %s -keyout %s/%s.key -out %s/%s.pem 2>/dev/null", name,
             algorithm, folder, name, folder, name);
    return system(command) == 0;
}

static struct sign_key *
open_key(const char *name)
{
    char key_file[140], certificate[140];
    struct sign_key *key;
    TEXT_SCOPED error = { 0 };
    snprintf(key_file, sizeof key_file, "%s/%s.key", folder, name);
    snprintf(certificate, sizeof certificate, "%s/%s.pem", folder, name);
    enum rpc_code code = sign_key_open(key_file, certificate, "", &key, &error);
    ck_assert_msg(code == RPC_OK, "%s", error.data);
    return key;
}

#define RSA "-newkey rsa:2048"
#define DATA "Сведения о регистрации"

TEST(a_detached_signature_holds_for_its_bytes_and_its_signer_alone)
{
    EXPECT(make_key("ours", RSA) && make_key("other", RSA));
    struct sign_key *key = open_key("ours");
    TEXT_SCOPED der = { 0 };
    EXPECT(sign_detached(key, DATA, strlen(DATA), &der));
    int64_t now = time_now_us(), year = INT64_C(365) * 86400 * 1000000;
    const char *ours = path("ours.pem");
    TEXT_SCOPED signer = { 0 };
    sign_key_describe(key, &signer);
    EXPECT(text_starts(signer.data, "ours, сертификат ") && strstr(signer.data, " до "));
    EXPECT_INT(sign_verify(ours, der.data, der.length, DATA, strlen(DATA), now), SIGN_GOOD);
    EXPECT_INT(sign_verify(ours, der.data, der.length, DATA, strlen(DATA) - 1, now), SIGN_FORGED);
    EXPECT_INT(sign_verify(path("other.pem"), der.data, der.length, DATA, strlen(DATA), now), SIGN_FORGED);
    EXPECT_INT(sign_verify(ours, der.data, der.length, DATA, strlen(DATA), now + year), SIGN_OUTDATED);
    EXPECT_INT(sign_verify(ours, der.data, der.length, DATA, strlen(DATA), now - year), SIGN_OUTDATED);
    EXPECT_INT(sign_verify(path("none.pem"), der.data, der.length, DATA, strlen(DATA), now), SIGN_NO_KEY);
    EXPECT_INT(sign_verify(ours, der.data, der.length - 1, DATA, strlen(DATA), now), SIGN_MALFORMED);
    EXPECT_INT(sign_verify(ours, DATA, strlen(DATA), DATA, strlen(DATA), now), SIGN_MALFORMED);
    EXPECT_INT(sign_verify(ours, "", 0, DATA, strlen(DATA), now), SIGN_MALFORMED);
    sign_key_close(key);
}

TEST(no_flipped_bit_of_a_signature_passes_for_another_message)
{
    EXPECT(make_key("bits", "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1"));
    struct sign_key *key = open_key("bits");
    TEXT_SCOPED der = { 0 };
    EXPECT(sign_detached(key, DATA, strlen(DATA), &der));
    for (size_t i = 0; i < der.length; i += 7) {
        der.data[i] ^= 4;
        EXPECT(sign_verify(path("bits.pem"), der.data, der.length, "another", 7, time_now_us()) != SIGN_GOOD);
        der.data[i] ^= 4;
    }
    sign_key_close(key);
}

TEST(keys_that_are_none_are_refused_with_the_file)
{
    EXPECT(make_key("a", RSA) && make_key("b", RSA));
    struct sign_key *key = NULL;
    TEXT_SCOPED error = { 0 };
    EXPECT_CODE(sign_key_open("/nowhere", path("a.pem"), "", &key, &error), RPC_INVALID_ARGUMENT);
    EXPECT(strstr(error.data, "/nowhere"));
    EXPECT_CODE(sign_key_open(path("a.key"), path("b.pem"), "", &key, &error), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(sign_key_open(path("a.key"), path("a.key"), "", &key, &error), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(sign_key_open(path("a.key"), path("a.pem"), "sha0.5", &key, &error), RPC_INVALID_ARGUMENT);
    EXPECT(!key);
    EXPECT_CODE(sign_key_open(path("a.key"), path("a.pem"), "sha512", &key, &error), RPC_OK);
    sign_key_close(key);
}

TEST(gost_signs_where_the_engine_is)
{
    TEXT_SCOPED error = { 0 }, der = { 0 };
    EXPECT_CODE(sign_engine("no-such", &error), RPC_UNAVAILABLE);
    text_clear(&error);
    if (sign_engine("gost", &error) != RPC_OK) {
        EXPECT(strstr(error.data, "libengine-gost-openssl"));
        return;
    }
    EXPECT(make_key("gost", "-engine gost -newkey gost2012_256 -pkeyopt paramset:A"));
    struct sign_key *key = open_key("gost");
    EXPECT(sign_detached(key, DATA, strlen(DATA), &der));
    EXPECT_INT(sign_verify(path("gost.pem"), der.data, der.length, DATA, strlen(DATA), time_now_us()), SIGN_GOOD);
    EXPECT_INT(sign_verify(path("gost.pem"), der.data, der.length, "x", 1, time_now_us()), SIGN_FORGED);
    sign_key_close(key);
}

/* The example of the specification: standard-webhooks, spec/standard-webhooks.md. */
TEST(webhook_signature_is_that_of_the_specification)
{
    char signature[SIGN_WEBHOOK_SIZE];
    const char *secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", *body = "{\"test\": 2432232314}";
    TEXT_SCOPED content = { 0 };
    sign_content("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, strlen(body), &content);
    EXPECT(sign_webhook(secret, &content, signature));
    EXPECT_TEXT(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    EXPECT_INT(sign_webhook_verify(secret, &content, "v1a,abc  v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
               SIGN_GOOD);
    EXPECT_INT(sign_webhook_verify(secret, &content, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF="), SIGN_FORGED);
    EXPECT_INT(sign_webhook_verify(secret, &content, "v1,g0hM"), SIGN_FORGED);
    EXPECT_INT(sign_webhook_verify(secret, &content, ""), SIGN_MALFORMED);
    text_adds(&content, " ");
    EXPECT_INT(sign_webhook_verify(secret, &content, signature), SIGN_FORGED);
    static const char *const none[] = { "", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_YWJj", "whsec_===!" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(none); i++)
        EXPECT_INT(sign_webhook_verify(none[i], &content, signature), SIGN_NO_KEY);
}
