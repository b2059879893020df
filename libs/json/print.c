/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "print.h"

#include <okno/json.h>

#include <stdlib.h>

/* ------------------------------------------------------------------ values */

static void
print_enum(struct text *out, const ProtobufCEnumDescriptor *type, int number)
{
    if (shape_is_null_value(type)) {
        json_add(out, "null", 4);
        return;
    }
    const ProtobufCEnumValue *value = shape_enum_value(type, number);
    if (!value) {
        json_add_signed(out, number);
        return;
    }
    json_addc(out, '"');
    json_add(out, value->name, strlen(value->name));
    json_addc(out, '"');
}

/* A map's value that was left out on the wire is a message with its defaults. */
static void
print_default(struct text *out, const ProtobufCMessageDescriptor *type)
{
    ProtobufCMessage *message = calloc(1, type->sizeof_message);
    if (!message)
        abort();
    protobuf_c_message_init(type, message);
    json_print_message(out, message, shape_of(type));
    free(message);
}

static void
print_quoted(struct text *out, bool is_signed, uint64_t value)
{
    json_addc(out, '"');
    if (is_signed)
        json_add_signed(out, (int64_t)value);
    else
        json_add_unsigned(out, value);
    json_addc(out, '"');
}

void
json_print_value(struct text *out, const ProtobufCFieldDescriptor *field, const void *value)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        json_add_signed(out, *(const int32_t *)value);
        break;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        json_add_unsigned(out, *(const uint32_t *)value);
        break;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        print_quoted(out, true, *(const uint64_t *)value);
        break;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        print_quoted(out, false, *(const uint64_t *)value);
        break;
    case PROTOBUF_C_TYPE_FLOAT:
        json_add_float(out, *(const float *)value);
        break;
    case PROTOBUF_C_TYPE_DOUBLE:
        json_add_double(out, *(const double *)value);
        break;
    case PROTOBUF_C_TYPE_BOOL:
        text_adds(out, *(const protobuf_c_boolean *)value ? "true" : "false");
        break;
    case PROTOBUF_C_TYPE_ENUM:
        print_enum(out, field->descriptor, *(const int *)value);
        break;
    case PROTOBUF_C_TYPE_STRING:
        json_add_string(out, *(const char *const *)value ? *(const char *const *)value : "");
        break;
    case PROTOBUF_C_TYPE_BYTES:
        json_add_bytes(out, value);
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        if (*(const ProtobufCMessage *const *)value)
            json_print_message(out, *(const ProtobufCMessage *const *)value, shape_of(field->descriptor));
        else
            print_default(out, field->descriptor);
        break;
    }
}

/* ------------------------------------------------------------------ lists and maps */

/* Keys of an object are strings whatever the key's type; 64-bit integers and strings have their quotes
 * already. */
static void
print_key(struct text *out, const ProtobufCFieldDescriptor *key, const void *value)
{
    bool quoted = key->type == PROTOBUF_C_TYPE_STRING || proto_value_size(key->type) == 8;
    if (!quoted)
        json_addc(out, '"');
    json_print_value(out, key, value);
    if (!quoted)
        json_addc(out, '"');
    json_addc(out, ':');
}

static void
print_entry(struct text *out, const ProtobufCMessage *entry)
{
    const ProtobufCFieldDescriptor *fields = entry->descriptor->fields;
    print_key(out, &fields[0], proto_member(entry, &fields[0]));
    json_print_value(out, &fields[1], proto_member(entry, &fields[1]));
}

void
json_print_repeated(struct text *out, const ProtobufCMessage *message, const struct shape_field *field)
{
    size_t count = *proto_count(message, field->field), size = proto_value_size(field->field->type);
    const char *elements = *(const char *const *)proto_member(message, field->field);
    json_addc(out, field->is_map ? '{' : '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            json_addc(out, ',');
        if (field->is_map)
            print_entry(out, ((const ProtobufCMessage *const *)(const void *)elements)[i]);
        else
            json_print_value(out, field->field, elements + i * size);
    }
    json_addc(out, field->is_map ? '}' : ']');
}

/* ------------------------------------------------------------------ messages */

void
json_print_message(struct text *out, const ProtobufCMessage *message, const struct shape *shape)
{
    if (shape->known != KNOWN_NONE) {
        json_print_known(out, message, shape);
        return;
    }
    bool first = true;
    json_addc(out, '{');
    for (unsigned i = 0; i < shape->n_fields; i++) {
        const struct shape_field *field = &shape->fields[i];
        if (!proto_has(message, field->field))
            continue;
        if (!first)
            json_addc(out, ',');
        first = false;
        json_add(out, field->key, field->key_length);
        if (field->field->label == PROTOBUF_C_LABEL_REPEATED)
            json_print_repeated(out, message, field);
        else
            json_print_value(out, field->field, proto_member(message, field->field));
    }
    json_addc(out, '}');
}

void
json_from_message(const ProtobufCMessage *message, struct text *out)
{
    json_print_message(out, message, shape_of(message->descriptor));
}
