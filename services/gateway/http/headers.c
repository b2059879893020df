/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "headers.h"

#include <strings.h>

#define BODY_SIZE_MAX INT64_C(1000000000000000)

/* Characters of a token, RFC 9110 5.6.2. */
static const bool TOKEN[256] = {
    ['!'] = true, ['#'] = true, ['$'] = true, ['%'] = true,         ['&'] = true,         ['\''] = true,
    ['*'] = true, ['+'] = true, ['-'] = true, ['.'] = true,         ['^'] = true,         ['_'] = true,
    ['`'] = true, ['|'] = true, ['~'] = true, ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
};

struct reading {
    struct headers *headers;
    enum headers_fault fault;
};

static bool
is_token(const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!TOKEN[(unsigned char)name[i]])
            return false;
    return length > 0;
}

static bool
is_text(const char *value, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)value[i] < 0x20 && value[i] != '\t') || value[i] == 0x7f)
            return false;
    return true;
}

/* Where a field is kept. The length decides nearly everything before any text is compared. */
static const char **
place_of(struct headers *h, const char *name, size_t length)
{
#define FIELD(text, member) (strncasecmp(name, text, length) == 0 ? &h->member : NULL)
    switch (length) {
    case sizeof "Host" - 1:
        return FIELD("Host", host);
    case sizeof "Accept" - 1: {
        const char **place = FIELD("Accept", accept);
        place = place ? place : FIELD("Cookie", cookie);
        place = place ? place : FIELD("Origin", origin);
        return place ? place : FIELD("Expect", expect);
    }
    case sizeof "Range" - 1:
        return FIELD("Range", range);
    case sizeof "If-Match" - 1: {
        const char **place = FIELD("If-Match", if_match);
        return place ? place : FIELD("If-Range", if_range);
    }
    case sizeof "Traceparent" - 1:
        return FIELD("Traceparent", traceparent);
    case sizeof "Content-Type" - 1:
        return name[0] == 'C' || name[0] == 'c' ? FIELD("Content-Type", content_type)
                                                : FIELD("X-CSRF-Token", csrf_token);
    case sizeof "Authorization" - 1: {
        const char **place = FIELD("Authorization", authorization);
        place = place ? place : FIELD("If-None-Match", if_none_match);
        return place ? place : FIELD("Last-Event-ID", last_event_id);
    }
    case sizeof "Content-Length" - 1: {
        const char **place = FIELD("Content-Length", content_length);
        place = place ? place : FIELD("Sec-Fetch-Site", sec_fetch_site);
        return place ? place : FIELD("Sec-Fetch-Mode", sec_fetch_mode);
    }
    case sizeof "Accept-Language" - 1: {
        const char **place = FIELD("Accept-Language", accept_language);
        place = place ? place : FIELD("Accept-Encoding", accept_encoding);
        place = place ? place : FIELD("Idempotency-Key", idempotency_key);
        place = place ? place : FIELD("X-Forwarded-For", forwarded_for);
        return place ? place : FIELD("Request-Timeout", request_timeout);
    }
    case sizeof "Content-Encoding" - 1:
        return FIELD("Content-Encoding", content_encoding);
    case sizeof "Transfer-Encoding" - 1:
        return FIELD("Transfer-Encoding", transfer_encoding);
    case sizeof "Content-Disposition" - 1:
        return FIELD("Content-Disposition", content_disposition);
    default:
        return NULL;
    }
#undef FIELD
}

/* Lists may be spread over several fields; of those only what we may read the last of is let through. */
static bool
may_repeat(const struct headers *h, const char *const *place)
{
    return place == &h->accept || place == &h->accept_encoding || place == &h->accept_language
           || place == &h->forwarded_for || place == &h->traceparent;
}

static enum MHD_Result
read_field(void *arg, enum MHD_ValueKind kind, const char *name, size_t name_length, const char *value,
           size_t value_length)
{
    (void)kind;
    struct reading *reading = arg;
    if (!is_token(name, name_length))
        reading->fault = HEADERS_BAD_NAME;
    else if (!is_text(value, value_length))
        reading->fault = HEADERS_BAD_VALUE;
    const char **place = place_of(reading->headers, name, name_length);
    if (place && *place && !may_repeat(reading->headers, place))
        reading->fault = HEADERS_TWICE;
    if (place)
        *place = value ? value : "";
    return reading->fault == HEADERS_OK ? MHD_YES : MHD_NO;
}

static enum headers_fault
read_length(struct headers *h)
{
    if (h->transfer_encoding && h->content_length)
        return HEADERS_TWO_LENGTHS;
    if (h->transfer_encoding) {
        h->body_size = -1;
        return strcasecmp(h->transfer_encoding, "chunked") == 0 ? HEADERS_OK : HEADERS_BAD_ENCODING;
    }
    h->body_size = 0;
    if (!h->content_length)
        return HEADERS_OK;
    bool digits = *h->content_length && h->content_length[strspn(h->content_length, "0123456789")] == '\0';
    return digits && parse_int64(h->content_length, &h->body_size) && h->body_size < BODY_SIZE_MAX ? HEADERS_OK
                                                                                                   : HEADERS_BAD_LENGTH;
}

enum headers_fault
headers_read(struct MHD_Connection *connection, struct headers *ret_headers)
{
    *ret_headers = (struct headers){ 0 };
    struct reading reading = { ret_headers, HEADERS_OK };
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, read_field, &reading);
    return reading.fault != HEADERS_OK ? reading.fault : read_length(ret_headers);
}
