/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/recall.h>
#include <okno/test.h>

#include <string.h>
#include <unistd.h>

TEST(an_answer_is_there_while_it_is_good)
{
    struct arena *arena = arena_new(65536);
    struct recall *recall = recall_new(16, 1000);
    size_t size = 0;
    EXPECT(!recall_get(recall, "a", arena, &size));
    recall_put(recall, "a", "answer", 7);
    EXPECT_TEXT(recall_get(recall, "a", arena, &size), "answer");
    EXPECT_INT(size, 7);
    usleep(1100000);
    EXPECT(!recall_get(recall, "a", arena, &size));
    recall_free(recall);
    arena_free(arena);
}

TEST(a_later_answer_replaces_the_former)
{
    struct arena *arena = arena_new(65536);
    struct recall *recall = recall_new(16, 10000);
    size_t size = 0;
    recall_put(recall, "a", "first", 6);
    recall_put(recall, "a", "second", 7);
    EXPECT_TEXT(recall_get(recall, "a", arena, &size), "second");
    recall_free(recall);
    arena_free(arena);
}

TEST(keys_are_never_mixed_up)
{
    struct arena *arena = arena_new(1 << 20);
    struct recall *recall = recall_new(4, 10000);
    for (int i = 0; i < 100; i++) {
        char *key = arena_printf(arena, "key-%d", i);
        recall_put(recall, key, key, strlen(key) + 1);
    }
    for (int i = 0; i < 100; i++) {
        size_t size = 0;
        char *key = arena_printf(arena, "key-%d", i), *found = recall_get(recall, key, arena, &size);
        EXPECT(!found || text_equal(found, key));
    }
    recall_free(recall);
    arena_free(arena);
}
