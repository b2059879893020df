/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "conf_local.h"

#include <ctype.h>
#include <unistd.h>

const char *
environment_name(struct arena *arena, const char *prefix, const char *path)
{
    TEXT_SCOPED out = { 0 };
    for (const char *c = prefix; *c; c++)
        text_addc(&out, (char)toupper((unsigned char)*c));
    for (const char *c = path; *c; c++) {
        if (*c == '.')
            text_adds(&out, "__");
        else
            text_addc(&out, (char)toupper((unsigned char)*c));
    }
    return arena_strndup(arena, out.data, out.length);
}

/* DATABASE__POOL_SIZE to database.pool_size. */
static const char *
path_of_variable(struct arena *arena, const char *name)
{
    TEXT_SCOPED out = { 0 };
    text_adds(&out, "");
    for (const char *c = name; *c; c++) {
        if (c[0] == '_' && c[1] == '_') {
            text_addc(&out, '.');
            c++;
        } else {
            text_addc(&out, (char)tolower((unsigned char)*c));
        }
    }
    return arena_strndup(arena, out.data, out.length);
}

static struct node *
scalar_node(struct arena *arena, const char *text, size_t length)
{
    struct node *node = ARENA_NEW(arena, struct node);
    *node =
        (struct node){ .kind = NODE_SCALAR, .height = 1, .text = arena_strndup(arena, text, length), .length = length };
    return node;
}

/* "a, b" as a list: between commas, without the blanks around; nothing is an empty list. */
static struct node *
comma_list(struct arena *arena, const char *text)
{
    static const char blanks[] = " \t\r\n";
    struct node *list = ARENA_NEW(arena, struct node);
    list->kind = NODE_LIST;
    list->items = ARENA_ARRAY(arena, struct node *, strlen(text) + 1);
    text += strspn(text, blanks);
    while (*text) {
        size_t span = strcspn(text, ","), length = span;
        while (length && strchr(blanks, text[length - 1]))
            length--;
        list->items[list->count++] = scalar_node(arena, text, length);
        text += span;
        if (*text == ',')
            text += 1 + strspn(text + 1, blanks);
    }
    return list;
}

struct node *
node_of_text(struct place *place, enum conf_type type, const char *text)
{
    struct arena *arena = place->conf->arena;
    bool list = type == CONF_TYPE_LIST, map = type == CONF_TYPE_MAP;
    const char *start = text + strspn(text, " \t");
    if ((list && *start == '[') || (map && *start == '{'))
        return tree_read(arena, place->source, false, text, strlen(text), place->problems);
    return list ? comma_list(arena, text) : scalar_node(arena, text, strlen(text));
}

static enum conf_type
type_at(const struct conf *conf, const char *path)
{
    for (size_t i = 0; i < conf->count; i++) {
        const struct conf_key *key = conf->settings[i].key;
        size_t length = strlen(key->name);
        if (text_equal(key->name, path))
            return key->type;
        if (key->type == CONF_TYPE_MAP && text_starts(path, key->name) && path[length] == '.')
            return CONF_TYPE_LIST;
    }
    return CONF_TYPE_STRING;
}

static bool
in_capitals(const char *name)
{
    for (const char *c = name; *c; c++)
        if (islower((unsigned char)*c))
            return false;
    return true;
}

static void
read_variable(struct place *place, const char *variable)
{
    struct arena *arena = place->conf->arena;
    size_t prefix = strlen(place->prefix), length = strcspn(variable, "=");
    const char *value = variable[length] ? variable + length + 1 : "";
    place->source = arena_strndup(arena, variable, length);
    const char *path = path_of_variable(arena, place->source + prefix);
    if (!in_capitals(place->source)) {
        problem(place->problems, place->source, 0, "must be in capitals");
        return;
    }
    if (!utf8_valid(value, strlen(value))) {
        problem(place->problems, place->source, 0, "%s: is not UTF-8 text", quoted(arena, path));
        return;
    }
    struct node *node = node_of_text(place, type_at(place->conf, path), value);
    if (node && !assign(place, path, node))
        refuse_unknown(place, path, 0);
}

static int
compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void
read_variables(struct place *place)
{
    size_t total = 0, count = 0;
    for (char **variable = environ; variable && *variable; variable++)
        total++;
    const char **found = ARENA_ARRAY(place->conf->arena, const char *, total);
    for (size_t i = 0; i < total; i++)
        if (text_starts(environ[i], place->prefix))
            found[count++] = environ[i];
    qsort(found, count, sizeof *found, compare_texts);
    for (size_t i = 0; i < count; i++)
        read_variable(place, found[i]);
}
