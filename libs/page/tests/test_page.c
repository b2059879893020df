/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/page.h>
#include <okno/test.h>

#include <string.h>

static struct rpc_call call;

static void
before(void)
{
    rpc_call_init(&call, "test", 1000, NULL);
}

static void
after(void)
{
    rpc_call_release(&call);
}

__attribute__((constructor)) static void
fixture(void)
{
    test_before = before;
    test_after = after;
}

static const char *const keys[] = { "2026-11-21T20:59:41.123456Z", "0190a8f0-7b6c-7000-8000-000000000001" };

TEST(a_token_comes_back_as_its_keys)
{
    const char *const *read;
    char *token = page_token(&call, "status=OPEN", "mu", keys);
    EXPECT_CODE(page_open(&call, token, "status=OPEN", "mu", &read), RPC_OK);
    EXPECT_TEXT(read[0], keys[0]);
    EXPECT_TEXT(page_key(read, 1), keys[1]);
}

TEST(keys_of_any_length_survive)
{
    char text[40];
    for (size_t length = 0; length < sizeof text; length++) {
        memset(text, 'x', length);
        text[length] = '\0';
        const char *const one[] = { text }, *const * read;
        EXPECT_CODE(page_open(&call, page_token(&call, "", "t", one), "", "t", &read), RPC_OK);
        EXPECT_TEXT(read[0], text);
    }
}

TEST(no_token_is_the_first_page)
{
    const char *const *read;
    EXPECT_CODE(page_open(&call, "", "q", "mu", &read), RPC_OK);
    EXPECT(page_key(read, 0) == NULL && page_key(read, 1) == NULL);
}

static void
expect_refused(const char *token, const char *query, const char *kinds)
{
    const char *const *read;
    call.n_violations = 0;
    EXPECT_CODE(page_open(&call, token, query, kinds, &read), RPC_INVALID_ARGUMENT);
    EXPECT_INT(call.n_violations, 1);
    EXPECT_TEXT(call.violations[0].field, "pageToken");
    EXPECT(read == NULL);
}

TEST(a_token_of_another_list_is_refused)
{
    char *token = page_token(&call, "status=OPEN", "mu", keys);
    expect_refused(token, "status=DONE", "mu");
    expect_refused(token, "status=OPEN", "tu");
    expect_refused(token, "status=OPEN", "muu");
}

TEST(what_is_no_token_is_refused)
{
    expect_refused("!", "q", "t");
    expect_refused("A", "q", "t");
    expect_refused("AAAA", "q", "t");
    expect_refused("длинный", "q", "t");
    char *huge = arena_alloc(call.arena, 20001);
    memset(huge, 'A', 20000);
    expect_refused(huge, "q", "t");
}

TEST(every_changed_character_is_noticed)
{
    char *token = page_token(&call, "q", "mu", keys);
    for (size_t i = 0; i + 1 < strlen(token); i++) { /* the last character has bits that say nothing */
        char kept = token[i];
        token[i] = kept == 'A' ? 'B' : 'A';
        expect_refused(token, "q", "mu");
        token[i] = kept;
    }
}

TEST(keys_are_checked_by_their_kind)
{
    static const struct {
        char kind[2];
        const char *good, *bad;
    } cases[] = {
        { "u", "0190a8f0-7b6c-7000-8000-000000000001", "0190" },
        { "i", "-12", "12x" },
        { "m", "2026-11-21T20:59:41Z", "yesterday" },
        { "d", "2026-11-21", "2026-02-30" },
        { "t", "Ёж", "\xff" },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(cases); i++) {
        const char *const *read;
        const char *const good[] = { cases[i].good }, *const bad[] = { cases[i].bad };
        EXPECT_CODE(page_open(&call, page_token(&call, "q", cases[i].kind, good), "q", cases[i].kind, &read), RPC_OK);
        expect_refused(page_token(&call, "q", cases[i].kind, bad), "q", cases[i].kind);
    }
}

TEST(a_row_too_many_tells_of_another_page)
{
    size_t n = 11;
    EXPECT(page_more(10, &n));
    EXPECT_INT(n, 10);
    EXPECT(!page_more(10, &n));
    EXPECT_INT(page_size(0, 50), 50);
    EXPECT_INT(page_size(7, 50), 7);
}
