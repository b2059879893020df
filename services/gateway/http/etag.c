/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "etag.h"

static const char *
skip(const char *p)
{
    return p + strspn(p, ", \t");
}

static bool
is_weak(const char *p)
{
    return p[0] == 'W' && p[1] == '/';
}

/* The tag at `p`, which must begin with a quote; NULL when it is malformed. */
static const char *
tag_end(const char *p)
{
    return *p == '"' ? strchr(p + 1, '"') : NULL;
}

enum if_match
etag_if_match(struct arena *arena, const char *header, const char **ret_tag)
{
    const char *p = skip(header);
    if (*p == '*' && !*skip(p + 1))
        return IF_MATCH_ANY;
    if (is_weak(p))
        return IF_MATCH_WEAK;
    const char *end = tag_end(p);
    if (!end || *skip(end + 1))
        return IF_MATCH_MALFORMED;
    *ret_tag = arena_strndup(arena, p + 1, (size_t)(end - p - 1));
    return etag_valid(*ret_tag) ? IF_MATCH_ONE : IF_MATCH_MALFORMED;
}

bool
etag_none_match_hits(const char *header, const char *tag)
{
    const char *p = skip(header);
    if (*p == '*')
        return true;
    while (*p) {
        p += is_weak(p) ? 2 : 0;
        const char *end = tag_end(p);
        if (!end)
            return false;
        size_t length = (size_t)(end - p - 1);
        if (length == strlen(tag) && memcmp(p + 1, tag, length) == 0)
            return true;
        p = skip(end + 1);
    }
    return false;
}

bool
etag_valid(const char *tag)
{
    for (const unsigned char *p = (const unsigned char *)tag; *p; p++)
        if (*p < 0x21 || *p == '"' || *p == 0x7f)
            return false;
    return *tag != '\0';
}
