/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/proto.h>
#include <okno/test.h>

#include <google/protobuf/struct.pb-c.h>
#include <string.h>
#include <torture.pb-c.h>

typedef Okno__Torture__Torture Torture;
typedef Okno__Torture__Leaf Leaf;
#define TORTURE &okno__torture__torture__descriptor
#define LEAF &okno__torture__leaf__descriptor

static void
free_arena(struct arena **arena)
{
    arena_free(*arena);
}
#define ARENA_SCOPED(name, limit) OKNO_CLEANUP(free_arena) struct arena *name = arena_new(limit)

/* A message that uses each way protobuf-c stores a field. */
static Torture *
sample(struct arena *arena)
{
    Torture *message = proto_new(arena, TORTURE);
    message->a_double = 2.5;
    message->a_string = arena_strdup(arena, "Строка");
    message->some_bytes = (ProtobufCBinaryData){ 3, arena_memdup(arena, "a\0b", 3) };
    message->leaf = proto_new(arena, LEAF);
    message->leaf->name = arena_strdup(arena, "лист");
    message->n_many_int32 = 2;
    message->many_int32 = arena_memdup(arena, (int32_t[]){ 1, -1 }, 8);
    message->n_many_string = 1;
    message->many_string = arena_alloc(arena, sizeof(char *));
    message->many_string[0] = arena_strdup(arena, "one");
    message->n_many_leaf = 1;
    message->many_leaf = arena_alloc(arena, sizeof(Leaf *));
    message->many_leaf[0] = proto_new(arena, LEAF);
    message->many_leaf[0]->sheets_count = 7;
    message->choice_case = OKNO__TORTURE__TORTURE__CHOICE_CHOICE_STRING;
    message->choice_string = arena_strdup(arena, "chosen");
    return message;
}

static bool
same(const ProtobufCMessage *a, const ProtobufCMessage *b)
{
    TEXT_SCOPED left = { 0 }, right = { 0 };
    proto_pack(a, &left);
    proto_pack(b, &right);
    return left.length == right.length && memcmp(left.data, right.data, left.length) == 0;
}

TEST(proto_reads_what_it_packed)
{
    ARENA_SCOPED(arena, 1 << 20);
    TEXT_SCOPED wire = { 0 };
    Torture *message = sample(arena);
    text_adds(&wire, "before");
    proto_pack(&message->base, &wire);
    Torture *back = proto_unpack(arena, TORTURE, wire.data + 6, wire.length - 6);
    EXPECT(back);
    EXPECT_TEXT(back->a_string, "Строка");
    EXPECT_INT(back->some_bytes.len, 3);
    EXPECT_INT(back->many_int32[1], -1);
    EXPECT_INT(back->many_leaf[0]->sheets_count, 7);
    EXPECT_TEXT(back->choice_string, "chosen");
    EXPECT(same(&message->base, &back->base));
}

TEST(proto_reads_an_empty_message_from_nothing)
{
    ARENA_SCOPED(arena, 1 << 20);
    Torture *message = proto_unpack(arena, TORTURE, NULL, 0);
    EXPECT(message);
    EXPECT_TEXT(message->a_string, "");
}

static void
expect_refused(const void *bytes, size_t length)
{
    ARENA_SCOPED(arena, 1 << 20);
    ProtobufCMessage *message = NULL;
    EXPECT_CODE(proto_read(arena, TORTURE, bytes, length, &message), RPC_INVALID_ARGUMENT);
    EXPECT(!message);
}

TEST(proto_refuses_malformed_bytes)
{
    expect_refused("\xFF", 1);     /* tag without an end */
    expect_refused("\x00\x00", 2); /* field 0 */
    expect_refused("\x72\x05"      /* string longer than the message */
                   "ab",
                   4);
    expect_refused("\x72\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 11);     /* length of 2^64 - 1 */
    expect_refused("\x09\x00", 2);                                          /* half a double */
    expect_refused("\x0B\x0C", 2);                                          /* a group */
    expect_refused("\x18\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 12); /* varint of 11 bytes */
    expect_refused("\x8A\x01\x02\x0A\x05", 5);                              /* the same inside a nested message */
    expect_refused("\x70\x01", 2);                                          /* a string as a number */
}

TEST(proto_refuses_strings_that_are_not_utf8)
{
    expect_refused("\x72\x02\xC3\x28", 4);
    expect_refused("\x72\x03"
                   "a\0b",
                   5);
    expect_refused("\x8A\x01\x03\x0A\x01\xFF", 6); /* leaf.name */
}

TEST(proto_keeps_unknown_fields)
{
    ARENA_SCOPED(arena, 1 << 20);
    const char wire[] = "\xC2\x3E\x02hi"; /* field 1000 */
    Torture *message = proto_unpack(arena, TORTURE, wire, sizeof wire - 1);
    EXPECT(message);
    EXPECT_INT(message->base.n_unknown_fields, 1);
    Torture *copy = proto_copy(arena, &message->base);
    TEXT_SCOPED again = { 0 };
    proto_pack(&copy->base, &again);
    EXPECT_TEXT(again.data, wire);
}

TEST(proto_read_stops_at_the_limit_of_the_arena)
{
    ARENA_SCOPED(big, 1 << 20);
    ARENA_SCOPED(small, 2000);
    TEXT_SCOPED wire = { 0 };
    Leaf *leaf = proto_new(big, LEAF);
    leaf->name = arena_alloc(big, 4096);
    memset(leaf->name, 'x', 4095);
    proto_pack(&leaf->base, &wire);
    ProtobufCMessage *message = NULL;
    EXPECT_CODE(proto_read(small, LEAF, wire.data, wire.length, &message), RPC_RESOURCE_EXHAUSTED);
    EXPECT(!message);
    EXPECT(arena_used(small) <= 2000);
    EXPECT(!proto_copy(small, &leaf->base));
}

/* `depth` messages, each in the former's field 4 (inner_leaf). */
static void
nest(struct text *wire, int depth)
{
    for (int i = 1; i < depth; i++) {
        TEXT_SCOPED outer = { 0 };
        text_addc(&outer, 4 << 3 | 2);
        for (size_t length = wire->length; length || outer.length == 1; length >>= 7)
            text_addc(&outer, (char)((length & 0x7F) | (length > 0x7F ? 0x80 : 0)));
        text_add(&outer, wire->data ? wire->data : "", wire->length);
        text_clear(wire);
        text_add(wire, outer.data, outer.length);
    }
}

TEST(proto_refuses_messages_nested_too_deeply)
{
    ARENA_SCOPED(arena, 1 << 20);
    TEXT_SCOPED deepest = { 0 }, deeper = { 0 }, hostile = { 0 };
    ProtobufCMessage *message;
    nest(&deepest, PROTO_DEPTH_MAX);
    EXPECT_CODE(proto_read(arena, LEAF, deepest.data, deepest.length, &message), RPC_OK);
    nest(&deeper, PROTO_DEPTH_MAX + 1);
    EXPECT_CODE(proto_read(arena, LEAF, deeper.data, deeper.length, &message), RPC_INVALID_ARGUMENT);
    nest(&hostile, 5000);
    EXPECT_CODE(proto_read(arena, LEAF, hostile.data, hostile.length, &message), RPC_INVALID_ARGUMENT);
}

TEST(proto_copy_shares_nothing)
{
    ARENA_SCOPED(arena, 1 << 20);
    struct arena *first = arena_new(1 << 20);
    Torture *message = sample(first);
    Torture *copy = proto_copy(arena, &message->base);
    EXPECT(same(&message->base, &copy->base));
    EXPECT(copy->leaf != message->leaf && copy->many_string[0] != message->many_string[0]);
    arena_free(first);
    EXPECT_TEXT(copy->leaf->name, "лист");
    EXPECT_TEXT(copy->choice_string, "chosen");
}

TEST(proto_clear_leaves_defaults)
{
    ARENA_SCOPED(arena, 1 << 20);
    Torture *message = sample(arena);
    proto_clear(&message->base);
    EXPECT_INT(protobuf_c_message_get_packed_size(&message->base), 0);
    EXPECT_TEXT(message->a_string, "");
}

static const ProtobufCFieldDescriptor *
field(const char *name)
{
    return proto_field(TORTURE, name, strlen(name));
}

TEST(proto_finds_fields_by_either_name)
{
    EXPECT_TEXT(field("a_string")->name, "a_string");
    EXPECT_TEXT(field("aString")->name, "a_string");
    EXPECT_TEXT(field("with2Digits")->name, "with_2_digits");
    EXPECT_TEXT(field("doubleUnderscore")->name, "double__underscore");
    EXPECT_TEXT(field("AlreadyCamel")->name, "AlreadyCamel");
    EXPECT(!field("astring"));
    EXPECT(!field("aStrin"));
    EXPECT(!field("aStringy"));
    EXPECT_TEXT(field("with2_digits")->name, "with_2_digits");
    EXPECT(!field("with2digits"));
    EXPECT(!field(""));
}

TEST(proto_tells_maps_from_lists)
{
    EXPECT(proto_field_is_map(TORTURE, field("text_by_text")));
    EXPECT(proto_field_is_map(TORTURE, field("sint32_by_sfixed32")));
    EXPECT(!proto_field_is_map(TORTURE, field("likes")));
    EXPECT(!proto_field_is_map(TORTURE, field("many_leaf")));
    EXPECT(!proto_field_is_map(TORTURE, field("leaf")));
    const ProtobufCMessageDescriptor *structure = &google__protobuf__struct__descriptor;
    EXPECT(proto_field_is_map(structure, &structure->fields[0]));
}

TEST(proto_has_says_what_is_there)
{
    ARENA_SCOPED(arena, 1 << 20);
    Torture *message = sample(arena);
    const char *there[] = { "a_double", "a_string", "some_bytes", "leaf", "many_int32", "choice_string" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(there); i++) {
        EXPECT(proto_has(&message->base, field(there[i])));
        proto_clear_field(&message->base, field(there[i]));
        EXPECT(!proto_has(&message->base, field(there[i])));
    }
    EXPECT(!proto_has(&message->base, field("choice_int32")));
    message->choice_case = OKNO__TORTURE__TORTURE__CHOICE_CHOICE_INT32;
    EXPECT(proto_has(&message->base, field("choice_int32")));
    proto_clear_field(&message->base, field("choice_string"));
    EXPECT(proto_has(&message->base, field("choice_int32")));
}

TEST(proto_sets_and_gets_text_by_name)
{
    ARENA_SCOPED(arena, 1 << 20);
    Torture *message = proto_new(arena, TORTURE);
    EXPECT(proto_set_text(&message->base, "a_string", "x"));
    EXPECT(proto_set_text(&message->base, "secondString", "y"));
    EXPECT_TEXT(message->a_string, "x");
    EXPECT_INT(message->second_case, OKNO__TORTURE__TORTURE__SECOND_SECOND_STRING);
    EXPECT_TEXT(proto_get_text(&message->base, "secondString"), "y");
    EXPECT_TEXT(proto_get_text(&message->base, "choice_string"), "");
    EXPECT(!proto_set_text(&message->base, "an_int32", "1"));
    EXPECT(!proto_set_text(&message->base, "many_string", "1"));
    EXPECT(!proto_set_text(&message->base, "nothing", "1"));
    EXPECT(!proto_get_text(&message->base, "an_int32"));
}
