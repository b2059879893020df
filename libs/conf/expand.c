/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "conf_local.h"

#include <ctype.h>

static size_t
name_length(const char *s)
{
    size_t length = 0;
    if (!isdigit((unsigned char)*s))
        while (isalnum((unsigned char)s[length]) || s[length] == '_')
            length++;
    return length;
}

/* What a reference is replaced by; `s` stands behind its `${` and is moved behind its `}`. NULL: refused. */
static const char *
resolve(struct place *place, const char *path, int line, const char **s)
{
    struct arena *arena = place->conf->arena;
    size_t length = name_length(*s);
    const char *rest = *s + length, *end = strchr(rest, '}');
    bool has_default = text_starts(rest, ":-");
    if (!length || !end || (rest != end && !has_default)) {
        problem(place->problems, place->source, line,
                "%s: ${ must begin ${NAME} or ${NAME:-text}; write $${ for the characters themselves", path);
        return NULL;
    }
    const char *name = arena_strndup(arena, *s, length), *value = getenv(name);
    *s = end + 1;
    if (has_default)
        return text_empty(value) ? arena_strndup(arena, rest + 2, (size_t)(end - rest) - 2) : value;
    if (!value)
        problem(place->problems, place->source, line, "%s: the environment has no %s; set it, or write ${%s:-text}",
                path, name, name);
    return value;
}

bool
expand(struct place *place, const char *path, int line, const char *text, const char **ret_text)
{
    TEXT_SCOPED out = { 0 };
    text_adds(&out, "");
    for (const char *s = text; *s;) {
        if (text_starts(s, "$${")) {
            text_adds(&out, "${");
            s += 3;
        } else if (text_starts(s, "${")) {
            s += 2;
            const char *value = resolve(place, path, line, &s);
            if (!value)
                return false;
            text_adds(&out, value);
        } else {
            text_addc(&out, *s++);
        }
    }
    *ret_text = arena_strndup(place->conf->arena, out.data, out.length);
    return true;
}
