/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/json.h>
#include <okno/test.h>
#include <okno/veil.h>

static const char *
hidden(struct arena *arena, const char *json)
{
    ProtobufCMessage *message;
    TEXT_SCOPED out = { 0 };
    EXPECT_CODE(json_to_message(arena, &google__protobuf__struct__descriptor, json, strlen(json), &message, NULL),
                RPC_OK);
    veil_hide((Google__Protobuf__Struct *)message);
    json_from_message(message, &out);
    return arena_strdup(arena, out.data);
}

TEST(what_names_a_person_goes_at_every_level)
{
    struct arena *arena = arena_new(1 << 20);
    EXPECT_TEXT(
        hidden(arena, "{\"area\":54,\"applicantName\":\"x\",\"СНИЛС\":\"1\",\"flat\":{\"Фамилия\":\"x\",\"floor\":2}}"),
        "{\"area\":54,\"flat\":{\"floor\":2}}");
    EXPECT_TEXT(
        hidden(arena,
               "{\"list\":[{\"email\":\"x\"},{\"rooms\":1,\"owner_passport\":{\"a\":1}},[{\"phone\":1}],\"text\"]}"),
        "{\"list\":[{},{\"rooms\":1},[{}],\"text\"]}");
    EXPECT_TEXT(hidden(arena, "{\"birthDate\":null}"), "{}");
    EXPECT_TEXT(hidden(arena, "{}"), "{}");
    arena_free(arena);
}
