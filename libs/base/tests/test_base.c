/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/test.h>
#include <string.h>

TEST(arena_limit_stops_only_the_sizes_others_choose)
{
    struct arena *arena = arena_new(1000);
    EXPECT(arena_try_alloc(arena, 900) != NULL);
    EXPECT(arena_try_alloc(arena, 200) == NULL);
    EXPECT(arena_alloc(arena, 100000) != NULL);
    arena_reset(arena);
    EXPECT_INT(arena_used(arena), 0);
    EXPECT(arena_try_alloc(arena, 900) != NULL);
    arena_free(arena);
}

TEST(arena_memory_is_zeroed_after_a_reset)
{
    struct arena *arena = arena_new(1 << 20);
    memset(arena_alloc(arena, 500), 0xFF, 500);
    arena_reset(arena);
    const unsigned char *bytes = arena_alloc(arena, 500);
    for (int i = 0; i < 500; i++)
        EXPECT_INT(bytes[i], 0);
    EXPECT_TEXT(arena_printf(arena, "%s-%d", "окно", 5), "окно-5");
    arena_free(arena);
}

TEST(text_grows)
{
    TEXT_SCOPED t = { 0 };
    for (int i = 0; i < 1000; i++)
        text_addf(&t, "%d,", i);
    EXPECT_INT(t.length, 3890);
    EXPECT(text_starts(t.data, "0,1,2,"));
}

TEST(utf8_refuses_what_the_standard_refuses)
{
    EXPECT(utf8_valid("Окно €𝄞", strlen("Окно €𝄞")));
    EXPECT_INT(utf8_length("Окно €"), 6);
    const char *bad[] = { "\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\xFF" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(bad); i++)
        EXPECT(!utf8_valid(bad[i], strlen(bad[i])));
    EXPECT(!utf8_valid("a\0b", 3));
}

/* Long texts are read by eight bytes, short ones byte by byte: both must judge every pair of bytes alike. */
TEST(utf8_judges_long_texts_as_short_ones)
{
    const char *around[] = { "abcdefghijklmnop", "жжжжжжжж" };
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        char bytes[2] = { (char)(pair >> 8), (char)pair };
        bool valid = utf8_valid(bytes, 2);
        for (size_t i = 0; i < 2 * 8; i += 2) {
            char text[17];
            memcpy(text, around[i / 2 % 2], 17);
            memcpy(text + i, bytes, 2);
            if (utf8_valid(text, 16) != valid)
                ck_abort_msg("%04x at %zu", pair, i);
        }
    }
}

TEST(uuid7_is_valid_and_ordered)
{
    char before[37], after[37];
    uuid7(before);
    int64_t start = time_mono_us();
    while (time_mono_us() - start < 2000)
        continue;
    uuid7(after);
    EXPECT(uuid_valid(before) && before[14] == '7');
    EXPECT(strcmp(before, after) < 0);
    EXPECT(!uuid_valid("0190163d-8694-739b-aea5-966c26f8ad9"));
}

TEST(numbers_are_whole_or_refused)
{
    int64_t n = 7;
    EXPECT(parse_int64("-42", &n));
    EXPECT_INT(n, -42);
    EXPECT(!parse_int64("", &n) && !parse_int64(" 1", &n) && !parse_int64("1x", &n) && !parse_int64("+1", &n));
    EXPECT(!parse_int64("9223372036854775808", &n));
    EXPECT_INT(n, -42);
}

TEST(dates_convert_both_ways)
{
    for (int32_t days = -800000; days < 800000; days += 13)
        EXPECT_INT(date_to_days(date_from_days(days)), days);
    EXPECT_INT(date_weekday((struct date){ 2026, 11, 21 }), 6);
    struct date d;
    EXPECT(date_parse("2024-02-29", &d));
    EXPECT(!date_parse("2025-02-29", &d) && !date_parse("2025-2-9", &d) && !date_parse("2025-02-09Z", &d));
}

TEST(times_are_rfc3339)
{
    int64_t t;
    char s[32];
    EXPECT(time_parse("2026-11-21T23:59:41.5+03:00", &t));
    time_format(t, s);
    EXPECT_TEXT(s, "2026-11-21T20:59:41.500Z");
    EXPECT(time_parse("1969-12-31T23:59:59.999999Z", &t));
    EXPECT_INT(t, -1);
    time_format(t, s);
    EXPECT_TEXT(s, "1969-12-31T23:59:59.999999Z");
    EXPECT(!time_parse("2026-11-21T25:00:00Z", &t) && !time_parse("2026-11-21T20:00:00", &t));
}

static int order_of_release, released_at[2];

static void
note_release(void *arg)
{
    *(int *)arg = ++order_of_release;
}

static void
other_release(void *arg)
{
    (void)arg;
}

TEST(arena_releases_what_was_deferred_last_first_and_once)
{
    struct arena *arena = arena_new(1024);
    arena_defer(arena, note_release, &released_at[0]);
    arena_defer(arena, note_release, &released_at[1]);
    EXPECT(arena_deferred(arena, note_release) == &released_at[1]);
    EXPECT(!arena_deferred(arena, other_release));
    arena_reset(arena);
    EXPECT_INT(released_at[1], 1);
    EXPECT_INT(released_at[0], 2);
    EXPECT(!arena_deferred(arena, note_release));
    arena_defer(arena, note_release, &released_at[0]);
    arena_free(arena);
    EXPECT_INT(released_at[0], 3);
}
