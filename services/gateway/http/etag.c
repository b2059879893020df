/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "etag.h"

#include <openssl/evp.h>

#define DIGITS 16 /* of a body's digest */

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

const char *
etag_of_body(struct arena *arena, const char *version, const char *body, size_t size)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    char hex[DIGITS + 1];
    if (EVP_Digest(body, size, digest, NULL, EVP_sha256(), NULL) != 1)
        abort();
    hex_encode(digest, DIGITS / 2, hex);
    return arena_printf(arena, "%s~%s", version, hex);
}

static size_t
version_length(const char *tag, size_t length)
{
    if (length <= DIGITS + 1 || tag[length - DIGITS - 1] != '~')
        return length;
    return strspn(tag + length - DIGITS, "0123456789abcdef") >= DIGITS ? length - DIGITS - 1 : length;
}

enum if_match
etag_if_match(struct arena *arena, const char *header, const char **ret_version)
{
    const char *p = skip(header);
    if (*p == '*' && !*skip(p + 1))
        return IF_MATCH_ANY;
    if (is_weak(p))
        return IF_MATCH_WEAK;
    const char *end = tag_end(p);
    if (!end || *skip(end + 1))
        return IF_MATCH_MALFORMED;
    *ret_version = arena_strndup(arena, p + 1, version_length(p + 1, (size_t)(end - p - 1)));
    return etag_valid(*ret_version) ? IF_MATCH_ONE : IF_MATCH_MALFORMED;
}

bool
etag_hits(const char *header, const char *tag)
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
