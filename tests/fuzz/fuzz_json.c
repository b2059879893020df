/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * libs/json under arbitrary text: what is read must print, read back as the same message, and survive the
 * wire. Needs json, proto, the torture message, and clang's -fsanitize=fuzzer. Corpus:
 * tests/fuzz/corpus/json.
 */
#include <okno/json.h>
#include <okno/proto.h>

#include <stdlib.h>
#include <string.h>
#include <torture.pb-c.h>

#define TYPE (&okno__torture__torture__descriptor)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
    if (!holds)
        abort();
}

static void
check(struct arena *arena, const ProtobufCMessage *message)
{
    TEXT_SCOPED json = { 0 }, wire = { 0 }, again = { 0 };
    ProtobufCMessage *back;
    json_from_message(message, &json);
    must(utf8_valid(json.data, json.length));
    must(json_to_message(arena, TYPE, json.data, json.length, &back, NULL) == RPC_OK);
    proto_pack(message, &wire);
    proto_pack(back, &again);
    must(wire.length == again.length && memcmp(wire.data, again.data, wire.length) == 0);
    must(proto_read(arena, TYPE, wire.data, wire.length, &back) == RPC_OK);
}

/* A text before the first '=' also serves as the path of a single field. */
static void
set_field(struct arena *arena, const uint8_t *data, size_t size)
{
    char *path = arena_strndup(arena, (const char *)data, size), *text = strchr(path, '=');
    ProtobufCMessage *message = proto_new(arena, TYPE);
    if (!text)
        return;
    *text++ = '\0';
    if (json_set_text(arena, message, path, text, NULL) == RPC_OK)
        check(arena, message);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(4 << 20);
    struct json_error error = { 0 };
    ProtobufCMessage *message = NULL;
    enum rpc_code code = json_to_message(arena, TYPE, (const char *)data, size, &message, &error);
    if (code == RPC_OK)
        check(arena, message);
    else
        must(!message && utf8_valid(error.path, strlen(error.path))
             && utf8_valid(error.message_ru, strlen(error.message_ru))
             && utf8_valid(error.message_en, strlen(error.message_en)));
    set_field(arena, data, size);
    arena_free(arena);
    return 0;
}
