/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * libs/proto under arbitrary bytes: what is read must pack, copy and read back the same, and print as JSON.
 * Needs json, proto, the torture message, and clang's -fsanitize=fuzzer. Corpus: tests/fuzz/corpus/proto.
 */
#include <okno/json.h>
#include <okno/proto.h>

#include <google/protobuf/struct.pb-c.h>
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
must_pack_as(const ProtobufCMessage *message, const struct text *wire)
{
    TEXT_SCOPED again = { 0 };
    proto_pack(message, &again);
    must(again.length == wire->length && memcmp(again.data, wire->data, wire->length) == 0);
}

/* The reader may refuse the value for its depth or for keys a hostile map repeats, but never the text. */
static void
must_print_json(struct arena *arena, const ProtobufCMessage *message)
{
    TEXT_SCOPED json = { 0 };
    struct json_error error;
    ProtobufCMessage *value;
    json_from_message(message, &json);
    if (json_to_message(arena, &google__protobuf__value__descriptor, json.data, json.length, &value, &error)
        == RPC_INVALID_ARGUMENT)
        must(strstr(error.message_en, "twice") || strstr(error.message_en, "nest"));
}

static void
merge(struct arena *arena, const ProtobufCMessage *patch)
{
    static char *paths[] = { "leaf.inner_leaf.name", "choiceLeaf.parts", "torture.torture.leaf", "manyTorture", "*" };
    ProtobufCMessage *target = proto_new(arena, TYPE);
    must(proto_merge_mask(arena, target, patch, paths, 4, NULL) != RPC_INVALID_ARGUMENT);
    must(proto_merge_mask(arena, target, patch, paths + 4, 1, NULL) != RPC_INVALID_ARGUMENT);
    proto_clear(target);
    must(proto_merge_mask(arena, target, patch, NULL, 0, NULL) != RPC_INVALID_ARGUMENT);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(4 << 20);
    ProtobufCMessage *message = NULL;
    TEXT_SCOPED wire = { 0 };
    if (proto_read(arena, TYPE, data, size, &message) == RPC_OK) {
        proto_pack(message, &wire);
        ProtobufCMessage *copy = proto_copy(arena, message), *back = NULL;
        if (copy)
            must_pack_as(copy, &wire);
        enum rpc_code code = proto_read(arena, TYPE, wire.data, wire.length, &back);
        must(code == RPC_OK || code == RPC_RESOURCE_EXHAUSTED);
        if (code == RPC_OK)
            must_pack_as(back, &wire);
        must_print_json(arena, message);
        merge(arena, message);
    }
    arena_free(arena);
    return 0;
}
