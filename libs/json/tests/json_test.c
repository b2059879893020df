/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "json_test.h"

struct arena *arena;

static void
before(void)
{
    arena = arena_new(1 << 20);
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

Torture *
read_json(const char *json)
{
    ProtobufCMessage *message = NULL;
    struct json_error error;
    enum rpc_code code = json_to_message(arena, TORTURE, json, strlen(json), &message, &error);
    if (code != RPC_OK)
        ck_abort_msg("%s\nrefused at '%s': %s", json, error.path, error.message_en);
    return (Torture *)message;
}

void
expect_refused(const char *json, const char *path, const char *phrase)
{
    ProtobufCMessage *message = NULL;
    struct json_error error = { 0 };
    if (json_to_message(arena, TORTURE, json, strlen(json), &message, &error) != RPC_INVALID_ARGUMENT)
        ck_abort_msg("%s\nwas not refused", json);
    EXPECT(!message);
    if (!text_equal(error.path, path) || !strstr(error.message_en, phrase))
        ck_abort_msg("%s\nrefused at '%s': %s", json, error.path, error.message_en);
    EXPECT(utf8_valid(error.message_ru, strlen(error.message_ru)) && utf8_length(error.message_ru) > 8);
}

void
expect_prints(const char *json, const char *printed)
{
    TEXT_SCOPED out = { 0 };
    json_from_message(&read_json(json)->base, &out);
    EXPECT_TEXT(out.data, printed);
}

void
expect_same(const char *json)
{
    expect_prints(json, json);
}
