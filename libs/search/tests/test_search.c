/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../internal.h"

#include <okno/test.h>

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

static const char *const fillers[] = { "получить", "оформить", "поменять", NULL };

enum { FOREIGN, INTERNAL, LICENCE, KINDERGARTEN };

static struct search_index *
small_index(void)
{
    struct search_index *index = search_new(fillers);
    search_add(index, FOREIGN, SEARCH_PHRASE, "загран");
    search_add(index, FOREIGN, SEARCH_PHRASE, "загранпаспорт");
    search_add(index, FOREIGN, SEARCH_TITLE, "Выдача заграничного паспорта");
    search_add(index, INTERNAL, SEARCH_PHRASE, "паспорт");
    search_add(index, INTERNAL, SEARCH_PHRASE, "потерял паспорт");
    search_add(index, INTERNAL, SEARCH_TITLE, "Выдача паспорта гражданина");
    search_add(index, LICENCE, SEARCH_PHRASE, "водительские права");
    search_add(index, LICENCE, SEARCH_PHRASE, "потерял права");
    search_add(index, LICENCE, SEARCH_TITLE, "Замена водительского удостоверения");
    search_add(index, LICENCE, SEARCH_ASIDE, "паспорт, медицинское заключение");
    search_add(index, KINDERGARTEN, SEARCH_PHRASE, "садик");
    search_add(index, KINDERGARTEN, SEARCH_PHRASE, "очередь в детский сад");
    search_add(index, KINDERGARTEN, SEARCH_TEXT, "Ребёнка ставят на учет; приглашение приходит по электронной почте.");
    search_finish(index);
    return index;
}

/* The best document for a question, -1 when there is none. */
static int
best(const char *query)
{
    struct search_index *index = small_index();
    struct arena *arena = arena_new(SIZE_MAX);
    struct search_hit *hits;
    size_t n = search_find(index, arena, query, &hits);
    int found = n ? (int)hits[0].document : -1;
    for (size_t i = 1; i < n; i++)
        EXPECT(hits[i - 1].score >= hits[i].score);
    arena_free(arena);
    search_free(index);
    return found;
}

TEST(words_are_found_in_any_case_and_form)
{
    EXPECT_INT(best("загран"), FOREIGN);
    EXPECT_INT(best("ЗАГРАНПАСПОРТА"), FOREIGN);
    EXPECT_INT(best("паспорта"), INTERNAL);
    EXPECT_INT(best("водительских прав"), LICENCE);
    EXPECT_INT(best("садики"), KINDERGARTEN);
}

TEST(misspellings_are_forgiven)
{
    EXPECT_INT(best("зогранпаспорт"), FOREIGN);
    EXPECT_INT(best("заграничный паспрт"), FOREIGN);
    EXPECT_INT(best("вадительские права"), LICENCE);
    EXPECT_INT(best("децкий сад"), KINDERGARTEN);
}

TEST(yo_is_ye)
{
    EXPECT_INT(best("ребенка на учёт"), KINDERGARTEN);
}

TEST(punctuation_and_grammar_do_not_matter)
{
    EXPECT_INT(best("  Как мне получить... ЗАГРАНПАСПОРТ?!"), FOREIGN);
    EXPECT_INT(best("«детский сад» (очередь)"), KINDERGARTEN);
}

TEST(rare_words_weigh_more_than_common_ones_and_fillers)
{
    EXPECT_INT(best("поменять права"), LICENCE);
    EXPECT_INT(best("потерял загранпаспорт"), FOREIGN);
}

TEST(the_other_layout_is_read)
{
    EXPECT_INT(best("pfuhfy"), FOREIGN);
    EXPECT_INT(best("Gfcgjhn"), INTERNAL);
}

TEST(what_is_like_nothing_finds_nothing)
{
    EXPECT_INT(best("велосипед"), -1);
    EXPECT_INT(best(""), -1);
    EXPECT_INT(best("   ,.!  "), -1);
    EXPECT_INT(best("и в на"), -1);
    EXPECT_INT(best("12345"), -1);
    EXPECT_INT(best("\xf0\x9f\x9a\x97"), -1);
}

TEST(broken_utf8_does_no_harm)
{
    EXPECT_INT(best("\xd0"), -1);
    EXPECT_INT(best("\xff\xfe\xf0\x80"), -1);
    EXPECT_INT(best("\xd0 загран"), FOREIGN);
}

TEST(an_empty_index_finds_nothing)
{
    struct search_index *index = search_new(NULL);
    struct arena *arena = arena_new(SIZE_MAX);
    struct search_hit *hits;
    search_finish(index);
    EXPECT_INT(search_find(index, arena, "загран", &hits), 0);
    arena_free(arena);
    search_free(index);
}

TEST(words_of_grammar_can_be_found)
{
    static const char *const some[] = { "а", "без", "где", "его", "какой", "мой", "свой", "чтобы", "этот", "я" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(some); i++)
        ck_assert_msg(word_is_grammar(some[i]), "%s", some[i]);
    EXPECT(!word_is_grammar("паспорт"));
}

TEST(likeness_is_that_of_pg_trgm)
{
    /* SELECT similarity('паспорт', 'паспрт') is 0.5: five trigrams in common of ten. */
    struct arena *arena = arena_new(SIZE_MAX);
    double likeness = grams_similarity(grams_of_word(arena, "паспорт"), grams_of_word(arena, "паспрт"));
    EXPECT(likeness > 0.499 && likeness < 0.501);
    EXPECT(grams_similarity(grams_of_word(arena, "а"), grams_of_word(arena, "а")) == 1);
    EXPECT(grams_similarity(grams_of_word(arena, "кот"), grams_of_word(arena, "дом")) == 0);
    arena_free(arena);
}

/* ------------------------------------------------------------------ many at once */

static void *
find_on(void *arg)
{
    const struct search_index *index = arg;
    struct arena *arena = arena_new(SIZE_MAX);
    for (int i = 0; i < 200; i++) {
        struct search_hit *hits;
        size_t n = search_find(index, arena, i % 2 ? "зогранпаспорт" : "садики", &hits);
        if (n == 0 || hits[0].document != (i % 2 ? FOREIGN : KINDERGARTEN))
            abort();
        arena_reset(arena);
    }
    arena_free(arena);
    return NULL;
}

TEST(threads_share_an_index)
{
    struct search_index *index = small_index();
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        EXPECT_INT(pthread_create(&threads[i], NULL, find_on, index), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    search_free(index);
}
