/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/proto.h>

#include <string.h>

/* ------------------------------------------------------------------ by name */

/* The next letter of a name in lowerCamel (protoc's rule: an underscore goes and raises the letter after it).
 */
static char
next_camel(const char **name, const char *end)
{
    bool raise = false;
    for (; *name < end && **name == '_'; (*name)++)
        raise = true;
    if (*name == end)
        return '\0';
    char c = *(*name)++;
    return raise && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool
proto_same_name(const char *field_name, const char *name, size_t length)
{
    const char *field_end = field_name + strlen(field_name), *end = name + length;
    char a, b;
    do {
        a = next_camel(&field_name, field_end);
        b = next_camel(&name, end);
    } while (a == b && a);
    return a == b;
}

const ProtobufCFieldDescriptor *
proto_field(const ProtobufCMessageDescriptor *type, const char *name, size_t length)
{
    for (unsigned i = 0; i < type->n_fields; i++)
        if (proto_same_name(type->fields[i].name, name, length))
            return &type->fields[i];
    return NULL;
}

/* "my_map2_x" names the entry type "MyMap2XEntry". */
static bool
is_entry_name(const char *field_name, const char *type_name)
{
    const char *end = field_name + strlen(field_name);
    for (bool first = true;; first = false) {
        char c = next_camel(&field_name, end);
        if (!c)
            return strcmp(type_name, "Entry") == 0;
        char expected = first && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        if (*type_name++ != expected)
            return false;
    }
}

static bool
is_nested(const ProtobufCMessageDescriptor *outer, const ProtobufCMessageDescriptor *inner)
{
    size_t length = strlen(outer->name);
    return strncmp(inner->name, outer->name, length) == 0 && inner->name[length] == '.'
           && strcmp(inner->name + length + 1, inner->short_name) == 0;
}

static bool
is_key_type(ProtobufCType type)
{
    return type != PROTOBUF_C_TYPE_FLOAT && type != PROTOBUF_C_TYPE_DOUBLE && type != PROTOBUF_C_TYPE_BYTES
           && type != PROTOBUF_C_TYPE_ENUM && type != PROTOBUF_C_TYPE_MESSAGE;
}

bool
proto_field_is_map(const ProtobufCMessageDescriptor *type, const ProtobufCFieldDescriptor *field)
{
    if (field->label != PROTOBUF_C_LABEL_REPEATED || field->type != PROTOBUF_C_TYPE_MESSAGE)
        return false;
    const ProtobufCMessageDescriptor *entry = field->descriptor;
    if (entry->n_fields != 2 || !is_nested(type, entry) || !is_entry_name(field->name, entry->short_name))
        return false;
    const ProtobufCFieldDescriptor *key = &entry->fields[0], *value = &entry->fields[1];
    return key->id == 1 && strcmp(key->name, "key") == 0 && is_key_type(key->type) && value->id == 2
           && strcmp(value->name, "value") == 0 && key->label != PROTOBUF_C_LABEL_REPEATED
           && value->label != PROTOBUF_C_LABEL_REPEATED;
}

/* ------------------------------------------------------------------ values */

size_t
proto_value_size(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_ENUM:
        return 4;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return 8;
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    }
    return 0;
}

static bool
scalar_is_zero(const ProtobufCFieldDescriptor *field, const void *member)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return text_empty(*(char *const *)member);
    case PROTOBUF_C_TYPE_MESSAGE:
        return !*(void *const *)member;
    case PROTOBUF_C_TYPE_BYTES:
        return ((const ProtobufCBinaryData *)member)->len == 0;
    case PROTOBUF_C_TYPE_FLOAT:
        return *(const float *)member == 0;
    case PROTOBUF_C_TYPE_DOUBLE:
        return *(const double *)member == 0;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return *(const uint64_t *)member == 0;
    default: /* whole numbers of 4 bytes, bool and enum */
        return *(const uint32_t *)member == 0;
    }
}

/* protobuf-c keeps has_x only for optional scalars and bytes; strings and messages are absent when NULL. */
static bool
has_flag(const ProtobufCFieldDescriptor *field)
{
    return field->label == PROTOBUF_C_LABEL_OPTIONAL && field->type != PROTOBUF_C_TYPE_STRING
           && field->type != PROTOBUF_C_TYPE_MESSAGE;
}

bool
proto_has(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    const void *member = proto_member(message, field);
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return *proto_count(message, field) > 0;
    if (proto_field_in_oneof(field))
        return *proto_oneof_case(message, field) == field->id;
    if (field->label == PROTOBUF_C_LABEL_REQUIRED)
        return true;
    if (has_flag(field))
        return *(protobuf_c_boolean *)proto_quantifier(message, field);
    if (field->label == PROTOBUF_C_LABEL_OPTIONAL)
        return *(void *const *)member && *(void *const *)member != field->default_value;
    return !scalar_is_zero(field, member);
}

void
proto_clear_field(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    void *member = proto_member(message, field);
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        *proto_count(message, field) = 0;
        *(void **)member = NULL;
        return;
    }
    if (proto_field_in_oneof(field)) {
        if (*proto_oneof_case(message, field) != field->id)
            return;
        *proto_oneof_case(message, field) = 0;
    } else if (has_flag(field)) {
        *(protobuf_c_boolean *)proto_quantifier(message, field) = 0;
    }
    memset(member, 0, proto_value_size(field->type));
    if (field->type == PROTOBUF_C_TYPE_STRING && !proto_field_in_oneof(field))
        *(const char **)member = field->default_value; /* "" in proto3, where no string is NULL */
}

/* ------------------------------------------------------------------ strings by name */

static const ProtobufCFieldDescriptor *
text_field(const ProtobufCMessageDescriptor *type, const char *name)
{
    const ProtobufCFieldDescriptor *field = proto_field(type, name, strlen(name));
    bool fits = field && field->type == PROTOBUF_C_TYPE_STRING && field->label != PROTOBUF_C_LABEL_REPEATED;
    return fits ? field : NULL;
}

bool
proto_set_text(ProtobufCMessage *message, const char *name, const char *value)
{
    const ProtobufCFieldDescriptor *field = text_field(message->descriptor, name);
    if (!field)
        return false;
    *(const char **)proto_member(message, field) = value;
    if (proto_field_in_oneof(field))
        *proto_oneof_case(message, field) = field->id;
    return true;
}

const char *
proto_get_text(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field = text_field(message->descriptor, name);
    if (!field)
        return NULL;
    const char *value = *(const char *const *)proto_member(message, field);
    return value && proto_has(message, field) ? value : "";
}
