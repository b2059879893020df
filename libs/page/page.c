/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A token is base64url (RFC 4648, without padding) of: version byte, 8 bytes digest over query, kinds and keys, then
 * every key with its NUL.
 */
#include <okno/page.h>

#include <string.h>

#define VERSION 1
#define DIGEST 8
#define TOKEN_MAX 8192

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* ------------------------------------------------------------------ base64url */

static char *
encode(struct arena *arena, const uint8_t *bytes, size_t size)
{
    char *out = arena_alloc(arena, size / 3 * 4 + 5), *end = out;
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        uint32_t group =
            (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
        for (size_t j = 0; j <= left && j < 4; j++)
            *end++ = alphabet[group >> (18 - 6 * j) & 63];
    }
    *end = '\0';
    return out;
}

/* NULL when the text is no base64url. */
static uint8_t *
decode(struct arena *arena, const char *text, size_t *ret_size)
{
    size_t length = strnlen(text, TOKEN_MAX + 1), size = 0;
    if (length > TOKEN_MAX || length % 4 == 1)
        return NULL;
    uint8_t *bytes = arena_alloc(arena, length + 1);
    uint32_t group = 0;
    for (size_t i = 0; i < length; i++) {
        const char *place = strchr(alphabet, text[i]);
        if (!place)
            return NULL;
        group = group << 6 | (uint32_t)(place - alphabet);
        if (i % 4 != 0)
            bytes[size++] = (uint8_t)(group >> (6 - 2 * (i % 4)));
    }
    *ret_size = size;
    return bytes;
}

/* ------------------------------------------------------------------ digest */

/* FNV-1a; the NUL counts, so that parts cannot flow into each other. */
static uint64_t
mix(uint64_t hash, const char *text)
{
    do {
        hash = (hash ^ (uint8_t)*text) * 0x100000001b3u;
    } while (*text++);
    return hash;
}

static uint64_t
digest_of(const char *query, const char *kinds, const char *const *keys)
{
    uint64_t hash = mix(mix(0xcbf29ce484222325u, query), kinds);
    for (size_t i = 0; kinds[i]; i++)
        hash = mix(hash, keys[i]);
    return hash;
}

/* ------------------------------------------------------------------ keys */

static bool
key_valid(char kind, const char *key)
{
    int64_t number;
    struct date date;
    switch (kind) {
    case 't':
        return utf8_valid(key, strlen(key));
    case 'u':
        return uuid_valid(key);
    case 'i':
        return parse_int64(key, &number);
    case 'm':
        return time_parse(key, &number);
    case 'd':
        return text_equal(key, "infinity") || date_parse(key, &date);
    default:
        return false;
    }
}

static const char **
split_keys(struct arena *arena, const char *kinds, const char *bytes, size_t size)
{
    size_t n = strlen(kinds);
    const char **keys = ARENA_ARRAY(arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++) {
        const char *end = memchr(bytes, '\0', size);
        if (!end || !key_valid(kinds[i], bytes))
            return NULL;
        keys[i] = bytes;
        size -= (size_t)(end + 1 - bytes);
        bytes = end + 1;
    }
    return size == 0 ? keys : NULL;
}

static const char **
token_keys(struct arena *arena, const char *token, const char *query, const char *kinds)
{
    size_t size;
    const uint8_t *bytes = decode(arena, token, &size);
    if (!bytes || size < 1 + DIGEST || bytes[0] != VERSION)
        return NULL;
    uint64_t digest = 0;
    memcpy(&digest, bytes + 1, DIGEST);
    const char **keys = split_keys(arena, kinds, (const char *)bytes + 1 + DIGEST, size - 1 - DIGEST);
    return keys && digest_of(query, kinds, keys) == digest ? keys : NULL;
}

enum rpc_code
page_open(struct rpc_call *call, const char *token, const char *query, const char *kinds, const char *const **ret_keys)
{
    *ret_keys = NULL;
    if (text_empty(token))
        return RPC_OK;
    *ret_keys = token_keys(call->arena, token, query, kinds);
    if (*ret_keys)
        return RPC_OK;
    rpc_violate(call, "pageToken", "Не от этого списка: повторите запрос без него, с первой страницы",
                "Not a token of this list: ask again without it, from the first page");
    return rpc_check(call);
}

const char *
page_key(const char *const *keys, int i)
{
    return keys ? keys[i] : NULL;
}

char *
page_token(struct rpc_call *call, const char *query, const char *kinds, const char *const *keys)
{
    TEXT_SCOPED bytes = { 0 };
    uint64_t digest = digest_of(query, kinds, keys);
    text_addc(&bytes, VERSION);
    text_add(&bytes, (const char *)&digest, DIGEST);
    for (size_t i = 0; kinds[i]; i++)
        text_add(&bytes, keys[i], strlen(keys[i]) + 1);
    return encode(call->arena, (const uint8_t *)bytes.data, bytes.length);
}

int
page_size(int32_t asked, int usual)
{
    return asked > 0 ? asked : usual;
}

bool
page_more(int size, size_t *count)
{
    if (*count <= (size_t)size)
        return false;
    *count = (size_t)size;
    return true;
}
