/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "read.h"
#include "known.h"

#include <string.h>

/* ------------------------------------------------------------------ time */

static void
set_time(ProtobufCMessage *message, int64_t seconds, int32_t nanos)
{
    *(int64_t *)proto_member(message, &message->descriptor->fields[TIME_SECONDS]) = seconds;
    *(int32_t *)proto_member(message, &message->descriptor->fields[TIME_NANOS]) = nanos;
}

/* Up to nine digits after the point; moves `text` behind them. */
static bool
read_fraction(const char **text, int32_t *ret_nanos)
{
    size_t digits = strspn(*text, "0123456789");
    int32_t nanos = 0;
    if (digits == 0 || digits > 9)
        return false;
    for (size_t i = 0; i < 9; i++)
        nanos = nanos * 10 + (i < digits ? (*text)[i] - '0' : 0);
    *text += digits;
    *ret_nanos = nanos;
    return true;
}

/* time_parse knows the calendar and offsets; it ends at microseconds and allows lower case, JSON does
 * neither. */
static bool
parse_timestamp(const char *text, int64_t *ret_seconds, int32_t *ret_nanos)
{
    int64_t time_us;
    const char *point = strchr(text, '.');
    *ret_nanos = 0;
    if (!time_parse(text, &time_us) || text[10] != 'T' || strchr(text, 'z'))
        return false;
    if (point && (++point, !read_fraction(&point, ret_nanos)))
        return false;
    *ret_seconds = time_us / 1000000 - (time_us % 1000000 < 0);
    return *ret_seconds >= TIMESTAMP_MIN && *ret_seconds <= TIMESTAMP_MAX;
}

static bool
parse_duration(const char *text, int64_t *ret_seconds, int32_t *ret_nanos)
{
    bool negative = *text == '-';
    text += negative;
    size_t digits = strspn(text, "0123456789");
    int64_t seconds = 0;
    int32_t nanos = 0;
    if (digits == 0 || digits > 12)
        return false;
    for (; digits > 0; digits--)
        seconds = seconds * 10 + (*text++ - '0');
    if (*text == '.' && (++text, !read_fraction(&text, &nanos)))
        return false;
    *ret_seconds = negative ? -seconds : seconds;
    *ret_nanos = negative ? -nanos : nanos;
    return text_equal(text, "s") && (seconds < DURATION_MAX || (seconds == DURATION_MAX && nanos == 0));
}

static enum rpc_code
read_time(struct reader *reader, const struct place *place, const cJSON *node, ProtobufCMessage *message, bool duration)
{
    static const struct phrase instant = {
        "момент времени по RFC 3339, например \"2026-11-21T20:59:41Z\", с 0001 по 9999 год",
        "an RFC 3339 time like \"2026-11-21T20:59:41Z\" in the years 0001 to 9999"
    };
    static const struct phrase span = { "число секунд с буквой s, например \"3.5s\", не больше 315576000000",
                                        "a number of seconds with an s, like \"3.5s\", at most 315576000000" };
    struct phrase expected = duration ? span : instant;
    int64_t seconds = 0;
    int32_t nanos = 0;
    if (!cJSON_IsString(node))
        return json_refuse_type(reader, place, expected, node);
    if (!(duration ? parse_duration : parse_timestamp)(node->valuestring, &seconds, &nanos))
        return json_refuse_value(reader, place, expected);
    set_time(message, seconds, nanos);
    return RPC_OK;
}

/* ------------------------------------------------------------------ field mask */

static bool
is_path_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.'
           || c == '*';
}

/*
 * One path in snake_case; `source` is moved behind the comma. NULL when the arena is full. A path with an
 * underscore was never in lowerCamel and is taken as it is.
 */
static char *
take_path(struct arena *arena, const char **source, size_t length)
{
    char *path = arena_try_alloc(arena, 2 * length + 1);
    if (!path)
        return NULL;
    bool camel = !memchr(*source, '_', length);
    char *end = path;
    for (const char *s = *source; s < *source + length; s++) {
        bool raised = camel && *s >= 'A' && *s <= 'Z';
        if (raised)
            *end++ = '_';
        *end++ = raised ? (char)(*s - 'A' + 'a') : *s;
    }
    *source += length + ((*source)[length] == ',');
    return path;
}

static bool
is_mask(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if (text[i] == ',' ? i == 0 || text[i - 1] == ',' : !is_path_character(text[i]))
            return false;
    return length == 0 || text[length - 1] != ',';
}

static enum rpc_code
read_field_mask(struct reader *reader, const struct place *place, const cJSON *node, ProtobufCMessage *message)
{
    static const struct phrase expected = { "имена полей через запятую, например \"name,address.city\"",
                                            "names of fields with commas, like \"name,address.city\"" };
    if (!cJSON_IsString(node))
        return json_refuse_type(reader, place, expected, node);
    const char *text = node->valuestring;
    if (!is_mask(text))
        return json_refuse_value(reader, place, expected);
    size_t count = *text != '\0', done = 0;
    for (const char *s = text; *s; s++)
        count += *s == ',';
    char **paths = arena_try_alloc(reader->arena, count * sizeof *paths);
    if (!paths)
        return json_full(reader);
    while (*text) {
        paths[done] = take_path(reader->arena, &text, strcspn(text, ","));
        if (!paths[done++])
            return json_full(reader);
    }
    const ProtobufCFieldDescriptor *field = &message->descriptor->fields[0];
    *proto_count(message, field) = count;
    *(char ***)proto_member(message, field) = paths;
    return RPC_OK;
}

/* ------------------------------------------------------------------ any JSON */

static unsigned
value_kind(const cJSON *node)
{
    switch (node->type & 0xFF) {
    case cJSON_NULL:
        return VALUE_NULL;
    case cJSON_Number:
        return VALUE_NUMBER;
    case cJSON_String:
        return VALUE_STRING;
    case cJSON_Object:
        return VALUE_STRUCT;
    case cJSON_Array:
        return VALUE_LIST;
    default:
        return VALUE_BOOL;
    }
}

static enum rpc_code
read_any_json(struct reader *reader, const struct place *place, const cJSON *node, ProtobufCMessage *message,
              const struct shape *shape)
{
    return json_read_field(reader, place, node, message, shape, &shape->fields[value_kind(node)]);
}

enum rpc_code
json_read_known(struct reader *reader, const struct place *place, const cJSON *node, ProtobufCMessage *message,
                const struct shape *shape)
{
    switch (shape->known) {
    case KNOWN_TIMESTAMP:
        return read_time(reader, place, node, message, false);
    case KNOWN_DURATION:
        return read_time(reader, place, node, message, true);
    case KNOWN_FIELD_MASK:
        return read_field_mask(reader, place, node, message);
    case KNOWN_STRUCT:
    case KNOWN_LIST:
        return json_read_repeated(reader, place, node, message, &shape->fields[0]);
    case KNOWN_VALUE:
        return read_any_json(reader, place, node, message, shape);
    case KNOWN_WRAPPER:
        return json_read_field(reader, place, node, message, shape, &shape->fields[0]);
    case KNOWN_NONE:
        break;
    }
    return RPC_INTERNAL;
}
