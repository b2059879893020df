/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "print.h"
#include "known.h"

#include <okno/json.h>

#include <string.h>

static int64_t
seconds_of(const ProtobufCMessage *message)
{
    return *(const int64_t *)proto_member(message, &message->descriptor->fields[TIME_SECONDS]);
}

static int32_t
nanos_of(const ProtobufCMessage *message)
{
    return *(const int32_t *)proto_member(message, &message->descriptor->fields[TIME_NANOS]);
}

static void
print_timestamp(struct text *out, const ProtobufCMessage *message)
{
    int64_t seconds = seconds_of(message);
    int32_t nanos = nanos_of(message);
    if (seconds < TIMESTAMP_MIN || seconds > TIMESTAMP_MAX || nanos < 0 || nanos >= NANOS) {
        text_adds(out, "null");
        return;
    }
    char instant[32];
    bool beyond_micros = nanos % 1000 != 0; /* time_format goes no further */
    time_format(seconds * 1000000 + (beyond_micros ? 0 : nanos / 1000), instant);
    json_addc(out, '"');
    json_add(out, instant, strlen(instant) - 1);
    if (beyond_micros)
        text_addf(out, ".%09d", nanos);
    json_add(out, "Z\"", 2);
}

static void
print_duration(struct text *out, const ProtobufCMessage *message)
{
    int64_t seconds = seconds_of(message);
    int32_t nanos = nanos_of(message);
    bool mixed = (seconds < 0 && nanos > 0) || (seconds > 0 && nanos < 0);
    if (seconds < -DURATION_MAX || seconds > DURATION_MAX || nanos <= -NANOS || nanos >= NANOS || mixed) {
        text_adds(out, "null");
        return;
    }
    int32_t fraction = nanos < 0 ? -nanos : nanos;
    text_adds(out, seconds < 0 || nanos < 0 ? "\"-" : "\"");
    json_add_signed(out, seconds < 0 ? -seconds : seconds);
    if (fraction % 1000)
        text_addf(out, ".%09d", fraction);
    else if (fraction % 1000000)
        text_addf(out, ".%06d", fraction / 1000);
    else if (fraction)
        text_addf(out, ".%03d", fraction / 1000000);
    text_adds(out, "s\"");
}

/* Whether lowerCamel turns back into the same path. */
static bool
survives_camel(const char *path)
{
    for (; *path; path++)
        if ((*path >= 'A' && *path <= 'Z') || (*path == '_' && (path[1] < 'a' || path[1] > 'z')))
            return false;
    return true;
}

static void
add_path(struct text *out, const char *path)
{
    bool camel = survives_camel(path);
    for (; *path; path++) {
        bool raise = camel && *path == '_';
        path += raise;
        json_addc(out, raise ? (char)(*path - 'a' + 'A') : *path);
    }
}

static void
print_field_mask(struct text *out, const ProtobufCMessage *message)
{
    const ProtobufCFieldDescriptor *field = &message->descriptor->fields[0];
    char *const *paths = *(char *const *const *)proto_member(message, field);
    TEXT_SCOPED joined = { 0 };
    text_adds(&joined, "");
    for (size_t i = 0; i < *proto_count(message, field); i++) {
        if (i > 0)
            text_addc(&joined, ',');
        add_path(&joined, paths[i]);
    }
    json_add_string(out, joined.data);
}

static void
print_value_message(struct text *out, const ProtobufCMessage *message)
{
    const ProtobufCFieldDescriptor *fields = message->descriptor->fields;
    uint32_t chosen = *proto_oneof_case(message, &fields[VALUE_NULL]);
    if (chosen == 0 || chosen > message->descriptor->n_fields)
        text_adds(out, "null");
    else
        json_print_value(out, &fields[chosen - 1], proto_member(message, &fields[chosen - 1]));
}

void
json_print_known(struct text *out, const ProtobufCMessage *message, const struct shape *shape)
{
    switch (shape->known) {
    case KNOWN_TIMESTAMP:
        print_timestamp(out, message);
        break;
    case KNOWN_DURATION:
        print_duration(out, message);
        break;
    case KNOWN_FIELD_MASK:
        print_field_mask(out, message);
        break;
    case KNOWN_STRUCT:
    case KNOWN_LIST:
        json_print_repeated(out, message, &shape->fields[0]);
        break;
    case KNOWN_VALUE:
        print_value_message(out, message);
        break;
    case KNOWN_WRAPPER:
        json_print_value(out, shape->fields[0].field, proto_member(message, shape->fields[0].field));
        break;
    case KNOWN_NONE:
        break;
    }
}
