/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/proto.h>

/* ------------------------------------------------------------------ allocator */

static void *
allocate(void *arena, size_t size)
{
    return arena_try_alloc(arena, size);
}

static void
release(void *arena, void *pointer)
{
    (void)arena;
    (void)pointer;
}

ProtobufCAllocator
proto_allocator(struct arena *arena)
{
    return (ProtobufCAllocator){ .alloc = allocate, .free = release, .allocator_data = arena };
}

/* ------------------------------------------------------------------ look before the leap */

/*
 * protobuf-c unpacks messages within messages by recursion without a limit and takes any bytes for a string.
 * So the wire form is walked first: only tags and lengths are looked at.
 */
struct wire {
    const uint8_t *at;
    const uint8_t *end;
};

static bool
read_varint(struct wire *wire, uint64_t *ret_value)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 70 && wire->at < wire->end; shift += 7) {
        uint8_t byte = *wire->at++;
        if (shift < 64)
            value |= (uint64_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80)) {
            *ret_value = value;
            return true;
        }
    }
    return false;
}

static bool
skip(struct wire *wire, uint64_t length)
{
    if (length > (uint64_t)(wire->end - wire->at))
        return false;
    wire->at += length;
    return true;
}

static bool message_sound(const ProtobufCMessageDescriptor *type, struct wire wire, int depth);

static bool
block_sound(const ProtobufCFieldDescriptor *field, struct wire block, int depth)
{
    if (field && field->type == PROTOBUF_C_TYPE_MESSAGE)
        return depth < PROTO_DEPTH_MAX && message_sound(field->descriptor, block, depth + 1);
    if (field && field->type == PROTOBUF_C_TYPE_STRING)
        return utf8_valid((const char *)block.at, (size_t)(block.end - block.at));
    return true;
}

static bool
field_sound(const ProtobufCMessageDescriptor *type, struct wire *wire, uint64_t tag, int depth)
{
    uint64_t number;
    switch (tag & 7) {
    case PROTOBUF_C_WIRE_TYPE_VARINT:
        return read_varint(wire, &number);
    case PROTOBUF_C_WIRE_TYPE_64BIT:
        return skip(wire, 8);
    case PROTOBUF_C_WIRE_TYPE_32BIT:
        return skip(wire, 4);
    case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED: {
        if (!read_varint(wire, &number))
            return false;
        struct wire block = { wire->at, NULL };
        if (!skip(wire, number))
            return false;
        block.end = wire->at;
        return block_sound(protobuf_c_message_descriptor_get_field(type, (unsigned)(tag >> 3)), block, depth);
    }
    default: /* groups, which proto3 does not have */
        return false;
    }
}

static bool
message_sound(const ProtobufCMessageDescriptor *type, struct wire wire, int depth)
{
    while (wire.at < wire.end) {
        uint64_t tag;
        if (!read_varint(&wire, &tag) || tag > UINT32_MAX || tag >> 3 == 0 || !field_sound(type, &wire, tag, depth))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ whole messages */

/* An arena that remembers whether it was the one to say no. */
struct watched {
    struct arena *arena;
    bool full;
};

static void *
watched_allocate(void *data, size_t size)
{
    struct watched *watched = data;
    void *memory = arena_try_alloc(watched->arena, size);
    watched->full = watched->full || !memory;
    return memory;
}

enum rpc_code
proto_read(struct arena *arena, const ProtobufCMessageDescriptor *type, const void *bytes, size_t length,
           ProtobufCMessage **ret_message)
{
    static const uint8_t nothing[1];
    const uint8_t *data = length ? bytes : nothing;
    if (!message_sound(type, (struct wire){ data, data + length }, 1))
        return RPC_INVALID_ARGUMENT;
    struct watched watched = { arena, false };
    ProtobufCAllocator allocator = { .alloc = watched_allocate, .free = release, .allocator_data = &watched };
    ProtobufCMessage *message = protobuf_c_message_unpack(type, &allocator, length, data);
    if (!message)
        return watched.full ? RPC_RESOURCE_EXHAUSTED : RPC_INVALID_ARGUMENT;
    *ret_message = message;
    return RPC_OK;
}

void *
proto_unpack(struct arena *arena, const ProtobufCMessageDescriptor *type, const void *bytes, size_t length)
{
    ProtobufCMessage *message;
    return proto_read(arena, type, bytes, length, &message) == RPC_OK ? message : NULL;
}

void
proto_pack(const ProtobufCMessage *message, struct text *out)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    char *place = text_reserve(out, size);
    protobuf_c_message_pack(message, (uint8_t *)place);
    out->length += size;
    out->data[out->length] = '\0';
}

ProtobufCBinaryData
proto_packed(struct arena *arena, const ProtobufCMessage *message)
{
    ProtobufCBinaryData packed = { protobuf_c_message_get_packed_size(message), NULL };
    packed.data = arena_alloc(arena, packed.len + 1);
    protobuf_c_message_pack(message, packed.data);
    return packed;
}
