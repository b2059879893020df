/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "shape.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/*
 * A table of chains. Shapes are only ever put at the head of a chain and never taken out, so readers need no
 * lock.
 */
#define BUCKETS 1024
static _Atomic(struct shape *) table[BUCKETS];

static _Atomic(struct shape *) *
bucket_of(const ProtobufCMessageDescriptor *type)
{
    uint64_t hash = (uint64_t)(uintptr_t)type * UINT64_C(0x9E3779B97F4A7C15);
    return &table[hash >> 54];
}

static const struct shape *
find(const struct shape *head, const ProtobufCMessageDescriptor *type)
{
    while (head && head->type != type)
        head = head->next;
    return head;
}

/* ------------------------------------------------------------------ making one */

static enum known
known_of(const ProtobufCMessageDescriptor *type)
{
    static const struct {
        const char *name;
        enum known known;
    } names[] = {
        { "Timestamp", KNOWN_TIMESTAMP }, { "Duration", KNOWN_DURATION },   { "FieldMask", KNOWN_FIELD_MASK },
        { "Struct", KNOWN_STRUCT },       { "Value", KNOWN_VALUE },         { "ListValue", KNOWN_LIST },
        { "DoubleValue", KNOWN_WRAPPER }, { "FloatValue", KNOWN_WRAPPER },  { "Int64Value", KNOWN_WRAPPER },
        { "UInt64Value", KNOWN_WRAPPER }, { "Int32Value", KNOWN_WRAPPER },  { "UInt32Value", KNOWN_WRAPPER },
        { "BoolValue", KNOWN_WRAPPER },   { "StringValue", KNOWN_WRAPPER }, { "BytesValue", KNOWN_WRAPPER },
    };
    static const char package[] = "google.protobuf.";
    if (!text_starts(type->name, package))
        return KNOWN_NONE;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(names); i++)
        if (text_equal(type->name + sizeof package - 1, names[i].name))
            return names[i].known;
    return KNOWN_NONE;
}

/* protoc's rule for JSON names: an underscore goes and raises the letter after it. */
static size_t
write_lower_camel(const char *name, char *ret_name)
{
    size_t length = 0;
    bool raise = false;
    for (; *name; name++) {
        if (*name != '_')
            ret_name[length++] = raise && *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A') : *name;
        raise = *name == '_';
    }
    ret_name[length] = '\0';
    return length;
}

/* Writes `"name":` and `name` one after the other, as both must be terminated; returns where free space
 * starts. */
static char *
fill_field(struct shape_field *ret_field, const ProtobufCMessageDescriptor *type, const ProtobufCFieldDescriptor *field,
           char *space)
{
    size_t length = write_lower_camel(field->name, space + 1);
    space[0] = '"';
    memcpy(space + 1 + length, "\":", 3);
    char *name = space + length + 4;
    memcpy(name, space + 1, length);
    *ret_field = (struct shape_field){ field, space, length + 3, name, length, proto_field_is_map(type, field) };
    return name + length + 1;
}

static struct shape *
shape_new(const ProtobufCMessageDescriptor *type)
{
    size_t size = sizeof(struct shape) + type->n_fields * sizeof(struct shape_field), names = 0;
    for (unsigned i = 0; i < type->n_fields; i++)
        names += 2 * strlen(type->fields[i].name) + 5;
    struct shape *shape = calloc(1, size + names);
    if (!shape)
        abort();
    shape->type = type;
    shape->known = known_of(type);
    shape->n_fields = type->n_fields;
    char *space = (char *)shape + size;
    for (unsigned i = 0; i < type->n_fields; i++)
        space = fill_field(&shape->fields[i], type, &type->fields[i], space);
    return shape;
}

/* ------------------------------------------------------------------ using it */

const struct shape *
shape_of(const ProtobufCMessageDescriptor *type)
{
    _Atomic(struct shape *) *bucket = bucket_of(type);
    struct shape *head = atomic_load_explicit(bucket, memory_order_acquire);
    const struct shape *found = find(head, type);
    if (found)
        return found;
    struct shape *made = shape_new(type);
    do {
        found = find(head, type);
        if (found) { /* another thread was faster */
            free(made);
            return found;
        }
        made->next = head;
    } while (!atomic_compare_exchange_weak_explicit(bucket, &head, made, memory_order_acq_rel, memory_order_acquire));
    return made;
}

const struct shape_field *
shape_field(const struct shape *shape, const char *name, unsigned hint)
{
    for (unsigned i = 0; i < shape->n_fields; i++) {
        unsigned place = hint + i < shape->n_fields ? hint + i : hint + i - shape->n_fields;
        const struct shape_field *field = &shape->fields[place];
        if (name[0] == field->name[0] && strcmp(name, field->name) == 0)
            return field;
    }
    for (unsigned i = 0; i < shape->n_fields; i++)
        if (strcmp(name, shape->fields[i].field->name) == 0)
            return &shape->fields[i];
    return NULL;
}

bool
shape_is_null_value(const ProtobufCEnumDescriptor *type)
{
    return strcmp(type->name, "google.protobuf.NullValue") == 0;
}

bool
shape_takes_null(const ProtobufCFieldDescriptor *field)
{
    if (field->type == PROTOBUF_C_TYPE_ENUM)
        return shape_is_null_value(field->descriptor);
    return field->type == PROTOBUF_C_TYPE_MESSAGE && shape_of(field->descriptor)->known == KNOWN_VALUE;
}

const ProtobufCEnumValue *
shape_enum_value(const ProtobufCEnumDescriptor *type, int number)
{
    unsigned from = 0, to = type->n_values;
    if (number >= 0 && (unsigned)number < to && type->values[number].value == number)
        return &type->values[number];
    while (from < to) {
        unsigned middle = from + (to - from) / 2;
        if (type->values[middle].value == number)
            return &type->values[middle];
        if (type->values[middle].value < number)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}
