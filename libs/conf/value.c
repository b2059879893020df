/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "conf_local.h"

#include <ctype.h>

struct unit {
    const char *name;
    int64_t factor;
};

/* Smallest first. */
static const struct unit time_units[] = { { "ms", 1 },          { "s", 1000 },         { "m", 60 * 1000 },
                                          { "h", 3600 * 1000 }, { "d", 86400 * 1000 }, { 0 } };
static const struct unit size_units[] = {
    { "B", 1 }, { "KiB", 1 << 10 }, { "MiB", 1 << 20 }, { "GiB", 1 << 30 }, { 0 }
};

static const struct unit *
units_of(const struct conf_key *key)
{
    return key->type == CONF_TYPE_DURATION ? time_units : key->type == CONF_TYPE_SIZE ? size_units : NULL;
}

/* In the largest unit that needs no fraction. */
static const char *
number_text(struct arena *arena, const struct unit *units, int64_t number)
{
    if (!units)
        return arena_printf(arena, "%lld", (long long)number);
    const struct unit *best = units;
    for (const struct unit *unit = units; unit->name; unit++)
        if (number && number % unit->factor == 0)
            best = unit;
    return arena_printf(arena, "%lld%s", (long long)(number / best->factor), best->name);
}

static const char *
names_text(struct arena *arena, const struct conf_key *key)
{
    TEXT_SCOPED out = { 0 };
    text_adds(&out, "one of");
    for (const char *const *name = key->names; *name; name++)
        text_addf(&out, "%s %s", name == key->names ? "" : ",", *name);
    return arena_strndup(arena, out.data, out.length);
}

const char *
value_allowed(struct arena *arena, const struct conf_key *key)
{
    switch (key->type) {
    case CONF_TYPE_STRING:
        return "a text";
    case CONF_TYPE_SECRET:
        return "a secret text";
    case CONF_TYPE_BOOL:
        return "true or false";
    case CONF_TYPE_ENUM:
        return names_text(arena, key);
    case CONF_TYPE_LIST:
        return "a list of texts";
    case CONF_TYPE_MAP:
        return "a mapping of names to lists of texts";
    case CONF_TYPE_INT:
    case CONF_TYPE_DURATION:
    case CONF_TYPE_SIZE:
        break;
    }
    const struct unit *units = units_of(key);
    const char *what = "a whole number";
    if (units)
        what = key->type == CONF_TYPE_SIZE ? "a size such as 16MiB" : "a duration such as 250ms or 5s";
    return arena_printf(arena, "%s from %s to %s", what, number_text(arena, units, key->min),
                        number_text(arena, units, key->max));
}

bool
value_text(struct place *place, const char *path, const struct node *node, const char **ret_text)
{
    if (node->kind != NODE_SCALAR) {
        problem(place->problems, place->source, node->line, "%s: must be a single value, not a %s", path,
                node->kind == NODE_LIST ? "list" : "mapping");
        return false;
    }
    if (node_is_null(node)) {
        problem(place->problems, place->source, node->line,
                "%s: has no value; write \"\" for an empty text, or leave the key out", path);
        return false;
    }
    if (place->expand)
        return expand(place, path, node->line, node->text, ret_text);
    *ret_text = node->text;
    return true;
}

static bool
parse_with_unit(const char *s, const struct unit *units, int64_t *ret_number)
{
    char digits[20];
    size_t length = 0;
    while (isdigit((unsigned char)s[length]))
        length++;
    int64_t count;
    if (length >= sizeof digits)
        return false;
    memcpy(digits, s, length);
    digits[length] = '\0';
    if (!parse_int64(digits, &count))
        return false;
    if (!count && !s[length]) { /* nothing is nothing in every unit */
        *ret_number = 0;
        return true;
    }
    for (const struct unit *unit = units; unit->name; unit++)
        if (text_equal(s + length, unit->name))
            return !__builtin_mul_overflow(count, unit->factor, ret_number);
    return false;
}

bool
conf_duration(const char *text, int64_t *ret_ms)
{
    return parse_with_unit(text, time_units, ret_ms);
}

static bool
parse_name(const char *s, const char *const *names, int64_t *ret_index)
{
    for (int i = 0; names[i]; i++) {
        if (!text_equal(s, names[i]))
            continue;
        *ret_index = i;
        return true;
    }
    return false;
}

static bool
parse_scalar(const struct conf_key *key, const char *s, int64_t *ret_number)
{
    int64_t number = 0;
    bool parsed = true;
    if (key->type == CONF_TYPE_ENUM)
        return parse_name(s, key->names, ret_number);
    if (key->type == CONF_TYPE_BOOL)
        return parse_name(s, (const char *const[]){ "false", "true", NULL }, ret_number);
    if (key->type == CONF_TYPE_INT)
        parsed = parse_int64(s, &number);
    else if (units_of(key))
        parsed = parse_with_unit(s, units_of(key), &number);
    if (!parsed || (key->width && (number < key->min || number > key->max)))
        return false;
    *ret_number = number;
    return true;
}

static const char *
meant(const struct conf_key *key, const char *s)
{
    struct guess guess = { .word = s };
    for (const char *const *name = key->names; name && *name; name++)
        guess_try(&guess, *name);
    return guess.best;
}

bool
value_scalar(struct place *place, const struct conf_key *key, const struct node *node, const char **ret_text,
             int64_t *ret_number)
{
    const char *text;
    if (!value_text(place, key->name, node, &text))
        return false;
    if (!parse_scalar(key, text, ret_number)) {
        struct arena *arena = place->conf->arena;
        const char *better = meant(key, text);
        problem(place->problems, place->source, node->line, "%s: %s is not %s%s", key->name, quoted(arena, text),
                value_allowed(arena, key), better ? arena_printf(arena, "; did you mean %s?", better) : "");
        return false;
    }
    *ret_text = text;
    return true;
}

bool
value_read_list(struct place *place, const char *path, const struct node *node, struct conf_list *ret_list)
{
    if (node->kind != NODE_LIST) {
        problem(place->problems, place->source, node->line, "%s: must be a list, as in [a, b]", path);
        return false;
    }
    const char **items = ARENA_ARRAY(place->conf->arena, const char *, node->count);
    for (size_t i = 0; i < node->count; i++)
        if (!value_text(place, path, node->items[i], &items[i]))
            return false;
    *ret_list = (struct conf_list){ .count = node->count, .items = items };
    return true;
}
