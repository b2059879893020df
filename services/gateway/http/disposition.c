/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "disposition.h"

#include <strings.h>

#define NAME_MAX_BYTES 255

/* Characters that RFC 8187 leaves as they are. */
static bool
is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("!#$&+-.^_`|~", c);
}

/* The value of a parameter, quoted or not; NULL when it is not there. */
static char *
parameter(struct arena *arena, const char *header, const char *name)
{
    size_t length = strlen(name);
    for (const char *p = strchr(header, ';'); p; p = strchr(p, ';')) {
        p += 1 + strspn(p + 1, " \t");
        if (strncasecmp(p, name, length) != 0 || p[length] != '=')
            continue;
        p += length + 1;
        if (*p != '"')
            return arena_strndup(arena, p, strcspn(p, "; \t"));
        const char *end = strchr(p + 1, '"');
        return end ? arena_strndup(arena, p + 1, (size_t)(end - p - 1)) : NULL;
    }
    return NULL;
}

static int
hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

/* "UTF-8''%D0%B0.pdf" in place; NULL when it is anything else. */
static char *
decode_extended(char *value)
{
    if (strncasecmp(value, "UTF-8'", 6) != 0 || !strchr(value + 6, '\''))
        return NULL;
    const char *from = strchr(value + 6, '\'') + 1;
    char *to = value;
    for (; *from; from++) {
        if (*from != '%') {
            *to++ = *from;
            continue;
        }
        if (hex_value(from[1]) < 0 || hex_value(from[2]) < 0)
            return NULL;
        *to++ = (char)(hex_value(from[1]) * 16 + hex_value(from[2]));
        from += 2;
    }
    *to = '\0';
    return value;
}

static bool
is_sound(const char *name)
{
    if (!*name || strlen(name) > NAME_MAX_BYTES || !utf8_valid(name, strlen(name)))
        return false;
    for (const unsigned char *p = (const unsigned char *)name; *p; p++)
        if (*p < 0x20 || *p == 0x7f)
            return false;
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

char *
disposition_file_name(struct arena *arena, const char *header)
{
    char *extended = header ? parameter(arena, header, "filename*") : NULL;
    char *name = extended ? decode_extended(extended) : NULL;
    if (!name && header)
        name = parameter(arena, header, "filename");
    if (!name)
        return arena_strdup(arena, "");
    for (char *p = name; *p; p++)
        if (*p == '/' || *p == '\\')
            name = p + 1;
    return is_sound(name) ? name : arena_strdup(arena, "");
}

const char *
disposition_header(struct arena *arena, const char *file_name)
{
    if (!is_sound(file_name))
        return "attachment";
    TEXT_SCOPED text = { 0 };
    text_adds(&text, "attachment; filename=\"");
    for (const unsigned char *p = (const unsigned char *)file_name; *p; p++)
        if ((*p & 0xc0) != 0x80)
            text_addc(&text, *p < 0x80 && *p != '"' && *p != '\\' && *p != '%' ? (char)*p : '_');
    text_adds(&text, "\"; filename*=UTF-8''");
    for (const unsigned char *p = (const unsigned char *)file_name; *p; p++)
        if (is_plain(*p))
            text_addc(&text, (char)*p);
        else
            text_addf(&text, "%%%02X", *p);
    return arena_strndup(arena, text.data, text.length);
}
