/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "uri.h"

static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
has_control(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if (*p < 0x20 || *p == 0x7f)
            return true;
    return false;
}

/* Bytes of what "%41" stands for; -1 when the escape is broken. */
static int
unescape(const char *at, const char *end)
{
    int high = end - at > 2 ? hex_digit(at[1]) : -1;
    int low = high >= 0 ? hex_digit(at[2]) : -1;
    return low >= 0 ? high * 16 + low : -1;
}

static enum uri_fault
decode(struct arena *arena, const char *from, const char *end, bool plus_is_space, const char **ret_text)
{
    char *text = arena_alloc(arena, (size_t)(end - from) + 1), *to = text;
    for (; from < end; from++) {
        int byte = (unsigned char)*from;
        if (*from == '+' && plus_is_space)
            byte = ' ';
        else if (*from == '%') {
            byte = unescape(from, end);
            if (byte < 0)
                return URI_BAD_ESCAPE;
            if (byte == 0)
                return URI_BAD_TEXT;
            from += 2;
        }
        *to++ = (char)byte;
    }
    *ret_text = text;
    return utf8_valid(text, (size_t)(to - text)) && !has_control(text) ? URI_OK : URI_BAD_TEXT;
}

static enum uri_fault
split_verb(struct arena *arena, const char *last, const char *end, struct uri *uri)
{
    const char *colon = memrchr(last, ':', (size_t)(end - last));
    if (!colon) {
        uri->verb = "";
        uri->before_verb = uri->segment[uri->n_segments - 1];
        return URI_OK;
    }
    uri->verb = arena_strndup(arena, colon + 1, (size_t)(end - colon - 1));
    return decode(arena, last, colon, false, &uri->before_verb);
}

static enum uri_fault
split_path(struct arena *arena, const char *path, const char *end, struct uri *uri)
{
    if (path == end || *path != '/')
        return URI_BAD_FORM;
    const char *last;
    do {
        last = path + 1;
        const char *slash = memchr(last, '/', (size_t)(end - last));
        path = slash ? slash : end;
        if (uri->n_segments == URI_SEGMENTS_MAX)
            return URI_TOO_MANY;
        enum uri_fault fault = decode(arena, last, path, false, &uri->segment[uri->n_segments]);
        if (fault != URI_OK)
            return fault;
        uri->n_segments++;
    } while (path < end);
    return split_verb(arena, last, end, uri);
}

static enum uri_fault
read_parameter(struct arena *arena, const char *from, const char *end, struct uri_parameter *ret_parameter)
{
    const char *equals = memchr(from, '=', (size_t)(end - from));
    const char *name_end = equals ? equals : end, *value = equals ? equals + 1 : end;
    enum uri_fault fault = decode(arena, from, name_end, true, &ret_parameter->name);
    return fault != URI_OK ? fault : decode(arena, value, end, true, &ret_parameter->value);
}

static enum uri_fault
split_query(struct arena *arena, const char *query, struct uri *uri)
{
    size_t count = 1;
    for (const char *p = query; *p; p++)
        count += *p == '&';
    if (count > URI_PARAMETERS_MAX)
        return URI_TOO_MANY;
    uri->parameter = ARENA_ARRAY(arena, struct uri_parameter, count);
    for (const char *end = query; *query; query = *end ? end + 1 : end) {
        end = strchrnul(query, '&');
        if (end == query)
            continue;
        enum uri_fault fault = read_parameter(arena, query, end, &uri->parameter[uri->n_parameters]);
        if (fault != URI_OK)
            return fault;
        uri->n_parameters++;
    }
    return URI_OK;
}

enum uri_fault
uri_parse(struct arena *arena, const char *raw, struct uri *ret_uri)
{
    const char *end = strchrnul(raw, '?');
    ret_uri->n_segments = ret_uri->n_parameters = 0;
    ret_uri->parameter = NULL;
    ret_uri->path = *end ? arena_strndup(arena, raw, (size_t)(end - raw)) : raw;
    enum uri_fault fault = split_path(arena, raw, end, ret_uri);
    if (fault != URI_OK || !*end)
        return fault;
    return split_query(arena, end + 1, ret_uri);
}
