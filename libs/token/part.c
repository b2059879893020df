/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#include <cjose/base64.h>

static bool
base64url_char(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* cjose ends the process over a text whose length no encoding has. */
bool
base64url_valid(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!base64url_char(text[i]))
            return false;
    return length > 0 && length % 4 != 1;
}

bool
parts_split(const char *token, size_t length, struct part ret_parts[3])
{
    size_t part = 0, start = 0;
    for (size_t i = 0; i <= length; i++) {
        if (i < length && token[i] != '.')
            continue;
        if (part == 3 || !base64url_valid(token + start, i - start))
            return false;
        ret_parts[part++] = (struct part){ token + start, i - start };
        start = i + 1;
    }
    return part == 3;
}

/* The last character may carry bits that decode to nothing; two texts for one token are one too many. */
static bool
is_canonical(const struct part *part, const uint8_t *bytes, size_t size)
{
    char *again = NULL;
    size_t length = 0;
    if (!cjose_base64url_encode(bytes, size, &again, &length, NULL))
        return false;
    bool same = length == part->length && memcmp(again, part->text, length) == 0;
    free(again);
    return same;
}

uint8_t *
part_decode(const struct part *part, size_t *ret_size)
{
    uint8_t *bytes = NULL;
    size_t size = 0;
    if (!cjose_base64url_decode(part->text, part->length, &bytes, &size, NULL))
        return NULL;
    if (size == 0 || !is_canonical(part, bytes, size)) {
        free(bytes);
        return NULL;
    }
    *ret_size = size;
    return bytes;
}

json_t *
part_object(const struct part *part)
{
    size_t size;
    uint8_t *bytes = part_decode(part, &size);
    if (!bytes)
        return NULL;
    json_t *object = json_loadb((const char *)bytes, size, JSON_REJECT_DUPLICATES, NULL);
    free(bytes);
    if (json_is_object(object))
        return object;
    json_decref(object);
    return NULL;
}
