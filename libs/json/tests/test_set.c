/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Single fields from the text of a path or query. */
#include "json_test.h"

static Torture *message;

static void
set(const char *path, const char *text)
{
    struct json_error error;
    if (json_set_text(arena, &message->base, path, text, &error) != RPC_OK)
        ck_abort_msg("%s=%s refused at '%s': %s", path, text, error.path, error.message_en);
}

static void
refused(const char *path, const char *text, const char *at, const char *phrase)
{
    struct json_error error;
    EXPECT_CODE(json_set_text(arena, &message->base, path, text, &error), RPC_INVALID_ARGUMENT);
    EXPECT_TEXT(error.path, at);
    if (!strstr(error.message_en, phrase))
        ck_abort_msg("%s=%s: %s", path, text, error.message_en);
}

static void
expect_message(const char *printed)
{
    TEXT_SCOPED out = { 0 };
    json_from_message(&message->base, &out);
    EXPECT_TEXT(out.data, printed);
}

TEST(set_takes_every_kind_of_text)
{
    message = proto_new(arena, TORTURE);
    set("aString", "true");
    set("an_int64", "-5");
    set("aDouble", "55.75");
    set("aBool", "true");
    set("colour", "RED");
    set("aTime", "2026-11-21T20:59:41Z");
    set("wrappedBool", "false");
    set("aMask", "a,b");
    expect_message("{\"aDouble\":55.75,\"anInt64\":\"-5\",\"aBool\":true,\"aString\":\"true\",\"colour\":\"RED\","
                   "\"aTime\":\"2026-11-21T20:59:41Z\",\"aMask\":\"a,b\",\"wrappedBool\":false}");
}

TEST(set_appends_to_lists)
{
    message = proto_new(arena, TORTURE);
    set("manyString", "a");
    set("manyString", "");
    set("many_string", "b");
    set("manyInt32", "7");
    expect_message("{\"manyInt32\":[7],\"manyString\":[\"a\",\"\",\"b\"]}");
}

TEST(set_makes_messages_on_the_way)
{
    message = proto_new(arena, TORTURE);
    set("leaf.innerLeaf.sheetsCount", "2");
    set("leaf.name", "x");
    set("choiceLeaf.name", "y");
    set("choice_leaf.sheets_count", "1");
    expect_message("{\"leaf\":{\"name\":\"x\",\"innerLeaf\":{\"sheetsCount\":2}},\"choiceLeaf\":{\"name\":\"y\","
                   "\"sheetsCount\":1}}");
}

TEST(set_refuses_with_the_path)
{
    message = proto_new(arena, TORTURE);
    refused("nothing", "1", "nothing", "no such field");
    refused("leaf.nam", "1", "leaf.nam", "did you mean name");
    refused("", "1", "", "no such field");
    refused("leaf.", "1", "leaf.", "no such field");
    refused("aString.x", "1", "aString", "no fields of its own");
    refused("manyLeaf.name", "1", "manyLeaf", "no fields of its own");
    refused("aTime.seconds", "1", "aTime", "no fields of its own");
    refused("textByText", "1", "textByText", "only be given in JSON");
    refused("torture", "1", "torture", "an object is expected");
    refused("anInt32", "x", "anInt32", "a whole number");
    refused("aBool", "1", "aBool", "true or false");
    refused("manyInt32", "x", "manyInt32[0]", "a whole number");
    refused("aString", "\xFF", "aString", "UTF-8");
    set("aString", "a");
    refused("aString", "b", "aString", "given twice");
    set("choiceString", "a");
    refused("choiceInt32", "1", "choiceInt32", "only one of these");
    refused("choiceLeaf.name", "1", "choiceLeaf", "only one of these");
}

TEST(set_stops_at_the_limit_of_the_arena)
{
    message = proto_new(arena, TORTURE);
    struct arena *small = arena_new(64);
    EXPECT_CODE(json_set_text(small, &message->base, "leaf.innerLeaf.name", "abc", NULL), RPC_RESOURCE_EXHAUSTED);
    arena_free(small);
}
