/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * What JSON needs to know of a message type beyond its descriptor, computed once per type and kept for good.
 */
#ifndef OKNO_JSON_SHAPE_H
#define OKNO_JSON_SHAPE_H

#include <okno/base.h>
#include <okno/proto.h>

/** Types of google.protobuf that have a JSON form of their own. */
enum known {
    KNOWN_NONE,
    KNOWN_TIMESTAMP,
    KNOWN_DURATION,
    KNOWN_FIELD_MASK,
    KNOWN_STRUCT,
    KNOWN_VALUE,
    KNOWN_LIST,
    KNOWN_WRAPPER,
};

/* Positions in the descriptors of google.protobuf, whose fields are numbered without gaps. */
enum { TIME_SECONDS, TIME_NANOS };
enum { VALUE_NULL, VALUE_NUMBER, VALUE_STRING, VALUE_BOOL, VALUE_STRUCT, VALUE_LIST };

struct shape_field {
    const ProtobufCFieldDescriptor *field;
    const char *key; /* "serviceCode": with quotes and colon, as printed */
    size_t key_length;
    const char *name; /* serviceCode, terminated */
    size_t name_length;
    bool is_map;
};

struct shape {
    const ProtobufCMessageDescriptor *type;
    struct shape *next;
    enum known known;
    unsigned n_fields;
    struct shape_field fields[]; /* in the order of the descriptor */
};

/** Never NULL. */
const struct shape *shape_of(const ProtobufCMessageDescriptor *type);

/** Field by its lowerCamel or original name, NULL when there is none. `hint` is the place to look first. */
const struct shape_field *shape_field(const struct shape *shape, const char *name, unsigned hint);

/** Whether null is a value of the field rather than its absence: Value and NullValue. */
bool shape_takes_null(const ProtobufCFieldDescriptor *field);

/** The enum google.protobuf.NullValue, which JSON writes as null. */
bool shape_is_null_value(const ProtobufCEnumDescriptor *type);

/** Value of an enum by number, NULL when there is none. protobuf-c's own search misses INT32_MAX. */
const ProtobufCEnumValue *shape_enum_value(const ProtobufCEnumDescriptor *type, int number);

#endif
