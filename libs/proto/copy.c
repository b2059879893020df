/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "copy.h"

#include <string.h>

void *
proto_new(struct arena *arena, const ProtobufCMessageDescriptor *type)
{
    void *message = arena_alloc(arena, type->sizeof_message);
    protobuf_c_message_init(type, message);
    return message;
}

void
proto_clear(ProtobufCMessage *message)
{
    protobuf_c_message_init(message->descriptor, message);
}

static bool
copy_bytes(struct arena *arena, const void *bytes, size_t size, void **ret_copy)
{
    void *copy = arena_try_alloc(arena, size);
    if (!copy)
        return false;
    memcpy(copy, bytes, size);
    *ret_copy = copy;
    return true;
}

/* `value` holds the original's pointer and gets the copy's. */
static bool
own_value(struct arena *arena, ProtobufCType type, void *value)
{
    void **pointer = value;
    ProtobufCBinaryData *bytes = value;
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
        return !*pointer || copy_bytes(arena, *pointer, strlen(*pointer) + 1, pointer);
    case PROTOBUF_C_TYPE_BYTES:
        return bytes->len == 0 || copy_bytes(arena, bytes->data, bytes->len, (void **)&bytes->data);
    case PROTOBUF_C_TYPE_MESSAGE:
        return !*pointer || (*pointer = proto_copy(arena, *pointer));
    default:
        return true;
    }
}

static bool
own_list(struct arena *arena, const ProtobufCFieldDescriptor *field, size_t count, void **list)
{
    size_t size = proto_value_size(field->type);
    if (count == 0) {
        *list = NULL;
        return true;
    }
    if (!copy_bytes(arena, *list, count * size, list))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!own_value(arena, field->type, (char *)*list + i * size))
            return false;
    return true;
}

bool
proto_own_field(struct arena *arena, ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return own_list(arena, field, *proto_count(message, field), proto_member(message, field));
    if (proto_field_in_oneof(field) && *proto_oneof_case(message, field) != field->id)
        return true;
    return own_value(arena, field->type, proto_member(message, field));
}

static bool
own_unknown_fields(struct arena *arena, ProtobufCMessage *message)
{
    size_t count = message->n_unknown_fields;
    void *list = message->unknown_fields;
    if (count == 0)
        return true;
    if (!copy_bytes(arena, list, count * sizeof *message->unknown_fields, &list))
        return false;
    message->unknown_fields = list;
    for (size_t i = 0; i < count; i++) {
        ProtobufCMessageUnknownField *unknown = &message->unknown_fields[i];
        if (unknown->len > 0 && !copy_bytes(arena, unknown->data, unknown->len, (void **)&unknown->data))
            return false;
    }
    return true;
}

void *
proto_copy(struct arena *arena, const ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    void *copy;
    if (!copy_bytes(arena, message, type->sizeof_message, &copy) || !own_unknown_fields(arena, copy))
        return NULL;
    for (unsigned i = 0; i < type->n_fields; i++)
        if (!proto_own_field(arena, copy, &type->fields[i]))
            return NULL;
    return copy;
}
