/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was sealed opens again, for its purpose and its time; nothing else opens. */
#include "internal.h"

#include <cjose/base64.h>
#include <cjose/header.h>
#include <cjose/jwe.h>
#include <okno/seal.h>
#include <okno/test.h>

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOUR INT64_C(3600000000)

static char folder[64], path[128];
static struct sealer *sealer;
static struct arena *arena;
static struct text sealed;

static void
set_up(void)
{
    snprintf(folder, sizeof folder, "/tmp/okno-seal.XXXXXX");
    EXPECT(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/keys", folder);
    EXPECT_CODE(seal_keys_create(path), RPC_OK);
    sealer = sealer_open(path);
    arena = arena_new(1 << 20);
}

static void
tear_down(void)
{
    sealer_close(sealer);
    arena_free(arena);
    text_release(&sealed);
    unlink(path);
    EXPECT(rmdir(folder) == 0);
}

__attribute__((constructor)) static void
begin(void)
{
    test_before = set_up;
    test_after = tear_down;
}

static const struct seal_field SAID[] = { { "who", "Оператор" }, { "empty", "" }, { "what", "a\"b" } };

static void
seal(const char *purpose, int64_t expires_us)
{
    text_clear(&sealed);
    EXPECT_CODE(seal_close(sealer, purpose, SAID, OKNO_ARRAY_SIZE(SAID), expires_us, &sealed), RPC_OK);
}

static enum seal_fault
open_text(const char *text, size_t length)
{
    struct seal_field fields[] = { { "what", NULL }, { "who", NULL }, { "empty", NULL }, { "never", NULL } };
    struct seal_facts facts;
    enum seal_fault fault = seal_open(sealer, "session", text, length, arena, fields, OKNO_ARRAY_SIZE(fields), &facts);
    if (fault != SEAL_OK)
        return fault;
    EXPECT_TEXT(fields[0].value, "a\"b");
    EXPECT_TEXT(fields[1].value, "Оператор");
    EXPECT_TEXT(fields[2].value, "");
    EXPECT_TEXT(fields[3].value, "");
    return fault;
}

TEST(what_was_sealed_opens_again)
{
    seal("session", time_now_us() + HOUR);
    EXPECT_INT(open_text(sealed.data, sealed.length), SEAL_OK);
    EXPECT(!strstr(sealed.data, "who"));
}

TEST(the_same_record_is_sealed_differently_each_time)
{
    seal("session", HOUR);
    char *first = strdup(sealed.data);
    seal("session", HOUR);
    EXPECT(strcmp(first, sealed.data) != 0);
    free(first);
}

TEST(nothing_opens_for_another_purpose_or_after_its_time)
{
    seal("flow", time_now_us() + HOUR);
    EXPECT_INT(open_text(sealed.data, sealed.length), SEAL_FORGED);
    seal("session", time_now_us() - 1);
    EXPECT_INT(open_text(sealed.data, sealed.length), SEAL_EXPIRED);
}

TEST(no_changed_character_opens)
{
    seal("session", time_now_us() + HOUR);
    for (size_t i = 0; i < sealed.length; i++) {
        char was = sealed.data[i];
        for (const char *with = "AB.-"; *with; with++) {
            sealed.data[i] = *with;
            if (*with != was)
                EXPECT_INT(open_text(sealed.data, sealed.length), SEAL_FORGED);
        }
        sealed.data[i] = was;
    }
    EXPECT_INT(open_text(sealed.data, sealed.length), SEAL_OK);
}

TEST(no_cut_or_lengthened_text_opens)
{
    seal("session", time_now_us() + HOUR);
    for (size_t length = 0; length < sealed.length; length++)
        EXPECT_INT(open_text(sealed.data, length), SEAL_FORGED);
    text_adds(&sealed, "A");
    EXPECT_INT(open_text(sealed.data, sealed.length), SEAL_FORGED);
    TEXT_SCOPED long_text = { 0 };
    while (long_text.length <= SEAL_MAX)
        text_adds(&long_text, sealed.data);
    EXPECT_INT(open_text(long_text.data, long_text.length), SEAL_FORGED);
}

TEST(vector_and_tag_have_their_whole_length)
{
    seal("session", time_now_us() + HOUR);
    const char *vector = strstr(sealed.data, "..") + 2, *cipher = strchr(vector, '.'), *tag = strrchr(sealed.data, '.');
    TEXT_SCOPED text = { 0 };
    for (size_t cut = 4; cut <= 16; cut += 4) {
        text_clear(&text);
        text_add(&text, sealed.data, (size_t)(vector - sealed.data));
        text_adds(&text, vector + cut);
        EXPECT_INT(open_text(text.data, text.length), SEAL_FORGED);
        text_clear(&text);
        text_add(&text, sealed.data, (size_t)(cipher - sealed.data));
        text_adds(&text, "AAAA");
        text_adds(&text, cipher);
        EXPECT_INT(open_text(text.data, text.length), SEAL_FORGED);
        EXPECT_INT(open_text(sealed.data, (size_t)(tag - sealed.data) + 1 + cut), SEAL_FORGED);
    }
}

/* A record under our own key, with whatever header. */
static void
seal_by_hand(const char *alg, const char *enc, const char *zip)
{
    struct seal_keys keys;
    EXPECT_CODE(seal_keys_load(path, &keys), RPC_OK);
    cjose_header_t *header = cjose_header_new(NULL);
    EXPECT(cjose_header_set(header, "alg", alg, NULL) && cjose_header_set(header, "enc", enc, NULL));
    EXPECT(cjose_header_set(header, "kid", keys.key[0].kid, NULL) && cjose_header_set(header, "typ", "session", NULL));
    if (zip)
        EXPECT(cjose_header_set(header, "zip", zip, NULL));
    char plain[100];
    snprintf(plain, sizeof plain, "{\"who\":\"Оператор\",\"what\":\"a\\\"b\",\"exp\":%lld}",
             (long long)(time_now_us() + HOUR));
    cjose_jwe_t *jwe = cjose_jwe_encrypt(keys.key[0].jwk, header, (const uint8_t *)plain, strlen(plain), NULL);
    EXPECT(jwe);
    char *text = cjose_jwe_export(jwe, NULL);
    text_clear(&sealed);
    text_adds(&sealed, text);
    free(text);
    cjose_jwe_release(jwe);
    cjose_header_release(header);
    seal_keys_release(&keys);
}

TEST(only_our_own_header_is_taken)
{
    seal_by_hand("dir", "A256GCM", NULL);
    EXPECT_INT(open_text(sealed.data, sealed.length), SEAL_OK);
    seal_by_hand("dir", "A256GCM", "DEF");
    EXPECT_INT(open_text(sealed.data, sealed.length), SEAL_FORGED);
    seal_by_hand("A256KW", "A256GCM", NULL);
    EXPECT_INT(open_text(sealed.data, sealed.length), SEAL_FORGED);
    seal_by_hand("dir", "A128CBC-HS256", NULL);
    EXPECT_INT(open_text(sealed.data, sealed.length), SEAL_FORGED);
}

TEST(too_much_is_not_sealed)
{
    char text[SEAL_MAX + 1];
    memset(text, 'x', SEAL_MAX);
    text[SEAL_MAX] = '\0';
    const struct seal_field field = { "text", text };
    EXPECT_CODE(seal_close(sealer, "session", &field, 1, HOUR, &sealed), RPC_OUT_OF_RANGE);
    EXPECT_INT(sealed.length, 0);
    const struct seal_field bad = { "text", "\xff" };
    EXPECT_CODE(seal_close(sealer, "session", &bad, 1, HOUR, &sealed), RPC_INVALID_ARGUMENT);
}

/* ------------------------------------------------------------------ keys */

static bool
opens(struct sealer *with, bool *ret_old)
{
    struct seal_field field = { "who", NULL };
    struct seal_facts facts = { 0 };
    enum seal_fault fault = seal_open(with, "session", sealed.data, sealed.length, arena, &field, 1, &facts);
    *ret_old = facts.old_key;
    return fault == SEAL_OK;
}

TEST(an_old_key_opens_until_it_is_dropped)
{
    bool old;
    seal("session", time_now_us() + HOUR);
    EXPECT(opens(sealer, &old) && !old);
    EXPECT_CODE(seal_keys_rotate(path, 2), RPC_OK);
    struct sealer *second = sealer_open(path);
    EXPECT(opens(second, &old) && old);
    sealer_close(second);
    EXPECT_CODE(seal_keys_rotate(path, 2), RPC_OK);
    struct sealer *third = sealer_open(path);
    EXPECT(!opens(third, &old));
    sealer_close(third);
}

TEST(a_rotation_is_noticed)
{
    bool old;
    seal("session", time_now_us() + HOUR);
    EXPECT_CODE(seal_keys_rotate(path, 2), RPC_OK);
    usleep(1100000);
    EXPECT(opens(sealer, &old) && old);
}

TEST(without_usable_keys_nothing_is_sealed)
{
    static const char *const bad[] = {
        "",
        "{}",
        "{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\"}]}",
        "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"AAAA\"}]}",
        "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"a\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}]}",
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(bad); i++) {
        FILE *file = fopen(path, "w");
        fputs(bad[i], file);
        fclose(file);
        struct sealer *without = sealer_open(path);
        EXPECT(!sealer_ready(without));
        EXPECT_CODE(seal_close(without, "session", SAID, 1, HOUR, &sealed), RPC_UNAVAILABLE);
        struct seal_facts facts;
        struct seal_field field = { "who", NULL };
        EXPECT_INT(seal_open(without, "session", "a", 1, arena, &field, 1, &facts), SEAL_NO_KEYS);
        sealer_close(without);
        EXPECT_CODE(seal_keys_rotate(path, 2), RPC_INVALID_ARGUMENT);
    }
}

TEST(keys_that_strangers_may_read_are_refused)
{
    EXPECT(chmod(path, 0644) == 0);
    struct sealer *without = sealer_open(path);
    EXPECT(!sealer_ready(without));
    sealer_close(without);
    EXPECT_CODE(seal_keys_create(path), RPC_ALREADY_EXISTS);
}
