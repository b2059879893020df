/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Arrays of `rows` statements in PostgreSQL's binary form (array_recv, and the recv function of the element type):
 * the server takes them over without reading texts character by character, which was a quarter of its work on a group
 * of inserts. Types that are not in the table, and values that do not fit theirs, go as an array literal, so that what
 * is wrong with them is told by the server.
 */
#include "internal.h"

#include <arpa/inet.h>
#include <endian.h>
#include <inttypes.h>
#include <string.h>

#define EPOCH_DAYS 10957 /* 2000-01-01, where PostgreSQL counts from */
#define EPOCH_US (EPOCH_DAYS * INT64_C(86400000000))

static void
add_int16(struct text *out, int16_t number)
{
    uint16_t wire = htons((uint16_t)number);
    text_add(out, (const char *)&wire, sizeof wire);
}

static void
add_int32(struct text *out, int32_t number)
{
    uint32_t wire = htonl((uint32_t)number);
    text_add(out, (const char *)&wire, sizeof wire);
}

static void
add_int64(struct text *out, int64_t number)
{
    uint64_t wire = htobe64((uint64_t)number);
    text_add(out, (const char *)&wire, sizeof wire);
}

/* ------------------------------------------------------------------ elements, each with its length before it */

static bool
put_text(struct text *out, const struct db_value *value)
{
    if (value->kind != DB_TEXT)
        return false;
    size_t length = strlen(value->text);
    add_int32(out, (int32_t)length);
    text_add(out, value->text, length);
    return true;
}

static bool
put_jsonb(struct text *out, const struct db_value *value)
{
    if (value->kind != DB_TEXT)
        return false;
    size_t length = strlen(value->text);
    add_int32(out, (int32_t)length + 1);
    text_addc(out, 1); /* version of the form */
    text_add(out, value->text, length);
    return true;
}

static int
hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : 0;
}

static bool
put_uuid(struct text *out, const struct db_value *value)
{
    if (value->kind != DB_TEXT || !uuid_valid(value->text))
        return false;
    add_int32(out, 16);
    for (const char *c = value->text; *c; c += 2) {
        c += *c == '-';
        text_addc(out, (char)(hex_digit(c[0]) << 4 | hex_digit(c[1])));
    }
    return true;
}

static bool
put_bytes(struct text *out, const struct db_value *value)
{
    if (value->kind != DB_BYTES)
        return false;
    add_int32(out, (int32_t)value->bytes.size);
    if (value->bytes.size)
        text_add(out, value->bytes.data, value->bytes.size);
    return true;
}

static bool
put_time(struct text *out, const struct db_value *value)
{
    if (value->kind != DB_TIME)
        return false;
    add_int32(out, 8);
    add_int64(out, value->number - EPOCH_US);
    return true;
}

static bool
put_date(struct text *out, const struct db_value *value)
{
    struct date date;
    if (value->kind != DB_TEXT || !date_parse(value->text, &date))
        return false;
    add_int32(out, 4);
    add_int32(out, date_to_days(date) - EPOCH_DAYS);
    return true;
}

static bool
put_bool(struct text *out, const struct db_value *value)
{
    if (value->kind != DB_BOOL)
        return false;
    add_int32(out, 1);
    text_addc(out, value->truth);
    return true;
}

static bool
put_int2(struct text *out, const struct db_value *value)
{
    if (value->kind != DB_INT || value->number < INT16_MIN || value->number > INT16_MAX)
        return false;
    add_int32(out, 2);
    add_int16(out, (int16_t)value->number);
    return true;
}

static bool
put_int4(struct text *out, const struct db_value *value)
{
    if (value->kind != DB_INT || value->number < INT32_MIN || value->number > INT32_MAX)
        return false;
    add_int32(out, 4);
    add_int32(out, (int32_t)value->number);
    return true;
}

static bool
put_int8(struct text *out, const struct db_value *value)
{
    if (value->kind != DB_INT)
        return false;
    add_int32(out, 8);
    add_int64(out, value->number);
    return true;
}

/* Oids of pg_type.dat, which never change. */
static const struct element {
    const char *array; /* as a statement's file writes it */
    int32_t oid;
    bool (*put)(struct text *out, const struct db_value *value);
} elements[] = {
    { "text[]", 25, put_text },          { "uuid[]", 2950, put_uuid },   { "bytea[]", 17, put_bytes },
    { "timestamptz[]", 1184, put_time }, { "date[]", 1082, put_date },   { "bool[]", 16, put_bool },
    { "int2[]", 21, put_int2 },          { "int4[]", 23, put_int4 },     { "int8[]", 20, put_int8 },
    { "json[]", 114, put_text },         { "jsonb[]", 3802, put_jsonb },
};

static const struct element *
element_of(const char *type)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(elements); i++)
        if (text_equal(elements[i].array, type))
            return &elements[i];
    return NULL;
}

/* ------------------------------------------------------------------ arrays */

static bool
build_binary(struct text *out, const struct element *element, const struct db_value *const *values, size_t n)
{
    bool nulls = false;
    for (size_t i = 0; i < n; i++)
        nulls |= values[i]->kind == DB_NULL;
    add_int32(out, 1); /* dimensions */
    add_int32(out, nulls);
    add_int32(out, element->oid);
    add_int32(out, (int32_t)n);
    add_int32(out, 1); /* index of the first */
    for (size_t i = 0; i < n; i++) {
        if (values[i]->kind == DB_NULL)
            add_int32(out, -1);
        else if (!element->put(out, values[i]))
            return false;
    }
    return true;
}

bool
array_build(struct text *out, const char *type, const struct db_value *const *values, size_t n)
{
    const struct element *element = element_of(type);
    if (element && build_binary(out, element, values, n))
        return true;
    text_clear(out);
    for (size_t i = 0; i < n; i++)
        array_add(out, values[i]);
    text_addc(out, '}');
    return false;
}
