/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Between the files that print. */
#ifndef OKNO_JSON_PRINT_H
#define OKNO_JSON_PRINT_H

#include "shape.h"

#include <string.h>

/** text_add in place: a message is printed in many small pieces. */
static inline void
json_add(struct text *out, const char *bytes, size_t length)
{
    if (out->capacity - out->length <= length) {
        text_add(out, bytes, length);
        return;
    }
    memcpy(out->data + out->length, bytes, length);
    out->length += length;
    out->data[out->length] = '\0';
}

static inline void
json_addc(struct text *out, char c)
{
    json_add(out, &c, 1);
}

/* print.c */
void json_print_message(struct text *out, const ProtobufCMessage *message, const struct shape *shape);
/** One value, `value` pointing to where the struct keeps it; for repeated fields, to one element. */
void json_print_value(struct text *out, const ProtobufCFieldDescriptor *field, const void *value);
/** Elements of a repeated field as a list, or as an object when it is a map. */
void json_print_repeated(struct text *out, const ProtobufCMessage *message, const struct shape_field *field);

/* print_known.c */
void json_print_known(struct text *out, const ProtobufCMessage *message, const struct shape *shape);

/* print_scalar.c */
void json_add_signed(struct text *out, int64_t value);
void json_add_unsigned(struct text *out, uint64_t value);
/** A short text that reads back as the same number; "NaN" and infinities as strings. */
void json_add_double(struct text *out, double value);
void json_add_float(struct text *out, float value);
void json_add_bytes(struct text *out, const ProtobufCBinaryData *bytes);

#endif
