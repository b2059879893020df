/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#include <okno/json.h>
#include <okno/proto.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct db_value
db_text(const char *text)
{
    return text ? (struct db_value){ DB_TEXT, .text = text } : db_null();
}

struct db_value
db_bool(bool truth)
{
    return (struct db_value){ DB_BOOL, .truth = truth };
}

struct db_value
db_int(int number)
{
    return db_longlong(number);
}

struct db_value
db_unsigned(unsigned number)
{
    return db_longlong(number);
}

struct db_value
db_long(long number)
{
    return db_longlong(number);
}

struct db_value
db_longlong(long long number)
{
    return (struct db_value){ DB_INT, .number = number };
}

struct db_value
db_double(double real)
{
    return (struct db_value){ DB_DOUBLE, .real = real };
}

struct db_value
db_value(struct db_value value)
{
    return value;
}

struct db_value
db_bytes(ProtobufCBinaryData bytes)
{
    return (struct db_value){ DB_BYTES, .bytes = { bytes.data, bytes.len } };
}

struct db_value
db_time(int64_t time_us)
{
    return time_us ? (struct db_value){ DB_TIME, .number = time_us } : db_null();
}

struct db_value
db_nonempty(const char *text)
{
    return text_empty(text) ? db_null() : db_text(text);
}

struct db_value
db_nonzero(int64_t number)
{
    return number ? db_longlong(number) : db_null();
}

struct db_value
db_null(void)
{
    return (struct db_value){ .kind = DB_NULL };
}

const char *
db_json(struct arena *arena, const ProtobufCMessage *message)
{
    TEXT_SCOPED out = { 0 };
    json_from_message(message, &out);
    return arena_strndup(arena, out.data, out.length);
}

const char *
db_json_field(struct arena *arena, const ProtobufCMessage *message, const char *name)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    const ProtobufCFieldDescriptor *field = proto_field(type, name, strlen(name));
    if (!field || !proto_has(message, field))
        return field && field->label == PROTOBUF_C_LABEL_REPEATED ? "[]" : NULL;
    /* A message with this field alone prints as {"name":VALUE}. */
    ProtobufCMessage *alone = proto_new(arena, type);
    memcpy(proto_member(alone, field), proto_member(message, field),
           field->label == PROTOBUF_C_LABEL_REPEATED ? sizeof(void *) : proto_value_size(field->type));
    if (field->quantifier_offset)
        memcpy(proto_quantifier(alone, field), proto_quantifier(message, field),
               field->label == PROTOBUF_C_LABEL_REPEATED ? sizeof(size_t) : sizeof(protobuf_c_boolean));
    TEXT_SCOPED out = { 0 };
    json_from_message(alone, &out);
    const char *colon = strchr(out.data, ':');
    return arena_strndup(arena, colon + 1, out.length - (size_t)(colon + 1 - out.data) - 1);
}

/* ------------------------------------------------------------------ as libpq takes them */

static const char *
text_of(struct arena *arena, const struct db_value *value)
{
    char time[32];
    switch (value->kind) {
    case DB_TEXT:
        return value->text;
    case DB_INT:
        return arena_printf(arena, "%" PRId64, value->number);
    case DB_DOUBLE:
        return arena_printf(arena, "%.17g", value->real);
    case DB_BOOL:
        return value->truth ? "t" : "f";
    case DB_TIME:
        time_format(value->number, time);
        return arena_strdup(arena, time);
    case DB_BYTES:
        return value->bytes.data ? value->bytes.data : "";
    case DB_NULL:
        break;
    }
    return NULL;
}

struct pq_params
params_of(struct arena *arena, struct db_args args)
{
    struct pq_params params = {
        args.n,
        ARENA_ARRAY(arena, const char *, args.n),
        ARENA_ARRAY(arena, int, args.n),
        ARENA_ARRAY(arena, int, args.n),
    };
    for (int i = 0; i < args.n; i++) {
        params.values[i] = text_of(arena, &args.values[i]);
        if (args.values[i].kind == DB_BYTES) {
            params.formats[i] = 1;
            params.lengths[i] = (int)args.values[i].bytes.size;
        }
    }
    return params;
}

static void
array_add_quoted(struct text *literal, const char *text)
{
    text_addc(literal, '"');
    for (const char *s = text; *s;) {
        size_t plain = strcspn(s, "\"\\");
        text_add(literal, s, plain);
        s += plain;
        if (*s) {
            text_addc(literal, '\\');
            text_addc(literal, *s++);
        }
    }
    text_addc(literal, '"');
}

static void
array_add_bytes(struct text *literal, const void *data, size_t size)
{
    text_adds(literal, "\"\\\\x");
    hex_encode(data, size, text_reserve(literal, 2 * size));
    literal->length += 2 * size;
    text_addc(literal, '"');
}

void
array_add(struct text *literal, const struct db_value *value)
{
    char time[32];
    text_addc(literal, literal->length ? ',' : '{');
    switch (value->kind) {
    case DB_NULL:
        text_adds(literal, "NULL");
        break;
    case DB_TEXT:
        array_add_quoted(literal, value->text);
        break;
    case DB_INT:
        text_addf(literal, "%" PRId64, value->number);
        break;
    case DB_DOUBLE:
        text_addf(literal, "%.17g", value->real);
        break;
    case DB_BOOL:
        text_addc(literal, value->truth ? 't' : 'f');
        break;
    case DB_TIME:
        time_format(value->number, time);
        array_add_quoted(literal, time);
        break;
    case DB_BYTES:
        array_add_bytes(literal, value->bytes.data, value->bytes.size);
        break;
    }
}

struct db_value
db_texts(struct arena *arena, const char *const *texts, size_t n)
{
    TEXT_SCOPED literal = { 0 };
    text_addc(&literal, '{');
    for (size_t i = 0; i < n; i++) {
        if (i)
            text_addc(&literal, ',');
        array_add_quoted(&literal, texts[i]);
    }
    text_addc(&literal, '}');
    return db_text(arena_strndup(arena, literal.data, literal.length));
}
