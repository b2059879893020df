/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/proto.h>
#include <okno/test.h>

#include <string.h>
#include <torture.pb-c.h>

typedef Okno__Torture__Torture Torture;
typedef Okno__Torture__Leaf Leaf;
#define TORTURE &okno__torture__torture__descriptor
#define LEAF &okno__torture__leaf__descriptor

static struct arena *arena;
static Torture *target, *patch;

static void
before(void)
{
    arena = arena_new(1 << 20);
    target = proto_new(arena, TORTURE);
    patch = proto_new(arena, TORTURE);
}

static void
after(void)
{
    arena_free(arena);
}

__attribute__((constructor)) static void
wrap_tests(void)
{
    test_before = before;
    test_after = after;
}

static Leaf *
leaf(const char *name, int32_t sheets)
{
    Leaf *made = proto_new(arena, LEAF);
    made->name = arena_strdup(arena, name);
    made->sheets_count = sheets;
    return made;
}

static enum rpc_code
merge(const char *path)
{
    char *paths[] = { arena_strdup(arena, path) };
    return proto_merge_mask(arena, &target->base, &patch->base, paths, 1, NULL);
}

TEST(mask_takes_only_what_it_names)
{
    target->an_int32 = 1;
    target->a_string = arena_strdup(arena, "old");
    patch->an_int32 = 2;
    patch->a_string = arena_strdup(arena, "new");
    EXPECT_CODE(merge("aString"), RPC_OK);
    EXPECT_TEXT(target->a_string, "new");
    EXPECT(target->a_string != patch->a_string);
    EXPECT_INT(target->an_int32, 1);
}

TEST(mask_clears_what_the_patch_lacks)
{
    target->an_int32 = 1;
    target->a_string = arena_strdup(arena, "old");
    target->leaf = leaf("old", 1);
    EXPECT_CODE(merge("an_int32"), RPC_OK);
    EXPECT_CODE(merge("a_string"), RPC_OK);
    EXPECT_CODE(merge("leaf"), RPC_OK);
    EXPECT_INT(target->an_int32, 0);
    EXPECT_TEXT(target->a_string, "");
    EXPECT(!target->leaf);
}

TEST(mask_descends_by_dots)
{
    target->leaf = leaf("old", 1);
    patch->leaf = leaf("new", 2);
    EXPECT_CODE(merge("leaf.sheetsCount"), RPC_OK);
    EXPECT_TEXT(target->leaf->name, "old");
    EXPECT_INT(target->leaf->sheets_count, 2);
}

TEST(mask_makes_messages_on_the_way)
{
    patch->leaf = leaf("new", 2);
    patch->leaf->inner_leaf = leaf("inner", 3);
    EXPECT_CODE(merge("leaf.inner_leaf.name"), RPC_OK);
    EXPECT_TEXT(target->leaf->inner_leaf->name, "inner");
    EXPECT_INT(target->leaf->inner_leaf->sheets_count, 0);
    EXPECT_TEXT(target->leaf->name, "");
}

TEST(mask_clears_deep_and_makes_nothing_for_nothing)
{
    EXPECT_CODE(merge("leaf.inner_leaf.name"), RPC_OK);
    EXPECT(!target->leaf);
    target->leaf = leaf("old", 1);
    EXPECT_CODE(merge("leaf.name"), RPC_OK);
    EXPECT_TEXT(target->leaf->name, "");
    EXPECT_INT(target->leaf->sheets_count, 1);
}

TEST(mask_replaces_lists_and_maps_as_a_whole)
{
    target->n_many_int32 = 2;
    target->many_int32 = arena_memdup(arena, (int32_t[]){ 1, 2 }, 8);
    patch->n_many_int32 = 1;
    patch->many_int32 = arena_memdup(arena, (int32_t[]){ 9 }, 4);
    EXPECT_CODE(merge("manyInt32"), RPC_OK);
    EXPECT_INT(target->n_many_int32, 1);
    EXPECT_INT(target->many_int32[0], 9);
    EXPECT_CODE(merge("text_by_text"), RPC_OK);
    EXPECT_INT(target->n_text_by_text, 0);
}

TEST(mask_moves_the_choice_of_a_oneof)
{
    target->choice_case = OKNO__TORTURE__TORTURE__CHOICE_CHOICE_STRING;
    target->choice_string = arena_strdup(arena, "old");
    patch->choice_case = OKNO__TORTURE__TORTURE__CHOICE_CHOICE_LEAF;
    patch->choice_leaf = leaf("new", 1);
    EXPECT_CODE(merge("choice_int32"), RPC_OK); /* neither has it: nothing changes */
    EXPECT_TEXT(target->choice_string, "old");
    EXPECT_CODE(merge("choiceLeaf.name"), RPC_OK);
    EXPECT_INT(target->choice_case, OKNO__TORTURE__TORTURE__CHOICE_CHOICE_LEAF);
    EXPECT_TEXT(target->choice_leaf->name, "new");
    EXPECT_INT(target->choice_leaf->sheets_count, 0);
    patch->choice_case = OKNO__TORTURE__TORTURE__CHOICE__NOT_SET;
    EXPECT_CODE(merge("choice_leaf"), RPC_OK);
    EXPECT_INT(target->choice_case, OKNO__TORTURE__TORTURE__CHOICE__NOT_SET);
}

TEST(mask_star_takes_everything)
{
    target->an_int32 = 1;
    target->choice_case = OKNO__TORTURE__TORTURE__CHOICE_CHOICE_STRING;
    target->choice_string = arena_strdup(arena, "old");
    patch->a_string = arena_strdup(arena, "new");
    patch->choice_case = OKNO__TORTURE__TORTURE__CHOICE_CHOICE_INT32;
    patch->choice_int32 = 5;
    EXPECT_CODE(merge("*"), RPC_OK);
    TEXT_SCOPED a = { 0 }, b = { 0 };
    proto_pack(&target->base, &a);
    proto_pack(&patch->base, &b);
    EXPECT_TEXT(a.data, b.data);
    EXPECT_INT(target->choice_int32, 5);
}

TEST(mask_left_out_means_what_is_present)
{
    target->an_int32 = 1;
    patch->a_string = arena_strdup(arena, "new");
    EXPECT_CODE(proto_merge_mask(arena, &target->base, &patch->base, NULL, 0, NULL), RPC_OK);
    EXPECT_INT(target->an_int32, 1);
    EXPECT_TEXT(target->a_string, "new");
}

TEST(mask_refuses_paths_that_lead_nowhere_and_changes_nothing)
{
    char *wrong[] = { "nothing", "leaf.nothing", "a_string.x", "many_leaf.name", "text_by_text.key", "", ".",
                      "leaf.",   "leaf..name",   "*.x" };
    patch->an_int32 = 2;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(wrong); i++) {
        char *paths[] = { "an_int32", wrong[i] };
        const char *bad = NULL;
        EXPECT_CODE(proto_merge_mask(arena, &target->base, &patch->base, paths, 2, &bad), RPC_INVALID_ARGUMENT);
        EXPECT_TEXT(bad, wrong[i]);
        EXPECT_INT(target->an_int32, 0);
    }
}

TEST(mask_stops_at_the_limit_of_the_arena)
{
    struct arena *small = arena_new(4);
    patch->a_string = arena_strdup(arena, "longer than that");
    char *paths[] = { "a_string" };
    EXPECT_CODE(proto_merge_mask(small, &target->base, &patch->base, paths, 1, NULL), RPC_RESOURCE_EXHAUSTED);
    arena_free(small);
}
