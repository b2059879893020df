/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * load.c         the order of places, the result in the callers' structs
 * assign.c       from a path in a place to its setting      value.c  from a node to a value
 * environment.c  variables as nodes                         expand.c ${…} in values
 * tree.c         YAML as nodes                              json.c   nodes as JSON
 * unknown.c      names nobody knows                         problem.c what is wrong, as text
 * print.c        settings and tables for people             file.c   reading files
 */
#include "conf_local.h"

#include <assert.h>
#include <ctype.h>
#include <limits.h>

/* Bounds what a hostile file can cost; configuration takes kilobytes. */
#define CONF_MAX_BYTES TREE_MAX_BYTES

static bool
part_fits(const char *s, size_t length)
{
    if (!length || !islower((unsigned char)s[0]) || s[length - 1] == '_')
        return false;
    for (size_t i = 0; i < length; i++)
        if (!islower((unsigned char)s[i]) && !isdigit((unsigned char)s[i]) && (s[i] != '_' || s[i + 1] == '_'))
            return false;
    return true;
}

/* Names must read only one way as variables. */
static bool
name_fits(const char *name)
{
    for (;;) {
        size_t length = strcspn(name, ".");
        if (!part_fits(name, length))
            return false;
        if (!name[length])
            return true;
        name += length + 1;
    }
}

/* A table that breaks these is our own bug. */
static void
check_key(const struct conf *conf, const struct conf_key *key)
{
    assert(name_fits(key->name));
    assert(!text_empty(key->help));
    assert(key->type != CONF_TYPE_ENUM || key->names);
    assert(!key->width || key->min <= key->max);
    assert(key->width != sizeof(int) || (key->min >= INT_MIN && key->max <= INT_MAX));
    for (size_t i = 0; i < conf->count; i++)
        assert(!text_equal(conf->settings[i].key->name, key->name));
}

static struct conf *
new_conf(const char *service, const struct conf_table *tables)
{
    struct arena *arena = arena_new(CONF_MAX_BYTES);
    struct conf *conf = ARENA_NEW(arena, struct conf);
    conf->arena = arena;
    conf->service = arena_strdup(arena, service);
    text_adds(&conf->warnings, "");
    size_t total = 0;
    for (const struct conf_table *table = tables; table->keys; table++)
        for (const struct conf_key *key = table->keys; key->name; key++)
            total++;
    conf->settings = ARENA_ARRAY(arena, struct setting, total);
    for (const struct conf_table *table = tables; table->keys; table++)
        for (const struct conf_key *key = table->keys; key->name; key++) {
            check_key(conf, key);
            conf->settings[conf->count++] = (struct setting){ .key = key, .values = table->values };
        }
    return conf;
}

void
conf_free(struct conf *conf)
{
    if (!conf)
        return;
    text_release(&conf->warnings);
    arena_free(conf->arena);
}

static void
read_section(struct place *place, const char *section, const struct node *map)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct node *key = map->keys[i], *item = map->items[i];
        const char *path = arena_printf(place->conf->arena, "%s%s%s", section, *section ? "." : "", key->text);
        if (key->repeated || assign(place, path, item))
            continue;
        if (!is_section(place->conf, path) && item->kind == NODE_MAP)
            refuse_unknown_section(place, path, key->line);
        else if (!is_section(place->conf, path))
            refuse_unknown(place, path, key->line);
        else if (item->kind == NODE_MAP)
            read_section(place, path, item);
        else if (!node_is_null(item))
            problem(place->problems, place->source, key->line, "%s: is a section; its keys stand below it", path);
    }
}

static void
read_configuration(struct place *place)
{
    TEXT_SCOPED yaml = { 0 };
    const char *why;
    if (read_file(place->source, INPUT_MAX_BYTES, &yaml, &why) != RPC_OK) {
        problem(place->problems, place->source, 0, "%s", why);
        return;
    }
    struct node *root = tree_read(place->conf->arena, place->source, true, yaml.data, yaml.length, place->problems);
    if (root && root->kind == NODE_MAP)
        read_section(place, "", root);
    else if (root && !node_is_null(root))
        problem(place->problems, place->source, root->line, "must be a mapping of keys to values");
}

static void
read_places(struct conf *conf, const char *const *files, struct problems *problems)
{
    struct place place = { .conf = conf, .problems = problems, .number = PLACE_DEFAULT, .expand = true };
    for (const char *const *file = files; *file; file++) {
        place.number++;
        place.source = arena_strdup(conf->arena, *file);
        read_configuration(&place);
    }
    place.expand = false;
    place.number++;
    place.prefix = "OKNO_COMMON__";
    read_variables(&place);
    place.number++;
    place.prefix = environment_name(conf->arena, "OKNO_", arena_printf(conf->arena, "%s.", conf->service));
    read_variables(&place);
    place = (struct place){
        .conf = conf, .problems = problems, .number = PLACE_DEFAULT, .source = "default", .expand = true
    };
    assign_defaults(&place);
}

static struct conf_map
map_of(struct arena *arena, const struct setting *setting)
{
    struct conf_entry *entries = ARENA_ARRAY(arena, struct conf_entry, setting->entry_count);
    size_t count = 0;
    for (const struct map_entry *entry = setting->entries; entry; entry = entry->next)
        entries[count++] = entry->entry;
    return (struct conf_map){ .count = count, .entries = entries };
}

static void
store_number(void *member, int width, int64_t number)
{
    int narrow = (int)number;
    if (width == sizeof narrow)
        memcpy(member, &narrow, sizeof narrow);
    else
        memcpy(member, &number, sizeof number);
}

static void
store(struct arena *arena, const struct setting *setting)
{
    void *member = (char *)setting->values + setting->key->offset;
    switch (setting->key->type) {
    case CONF_TYPE_STRING:
    case CONF_TYPE_SECRET:
        *(const char **)member = setting->text;
        break;
    case CONF_TYPE_BOOL:
        *(bool *)member = setting->number;
        break;
    case CONF_TYPE_ENUM:
        store_number(member, sizeof(int), setting->number);
        break;
    case CONF_TYPE_INT:
    case CONF_TYPE_DURATION:
    case CONF_TYPE_SIZE:
        store_number(member, setting->key->width, setting->number);
        break;
    case CONF_TYPE_LIST:
        *(struct conf_list *)member = setting->list;
        break;
    case CONF_TYPE_MAP:
        *(struct conf_map *)member = map_of(arena, setting);
        break;
    }
}

enum rpc_code
conf_load(const char *service, const char *const *files, const struct conf_table *tables, struct conf **ret_conf,
          struct text *ret_problems)
{
    struct conf *conf = new_conf(service, tables);
    struct problems problems = { .out = ret_problems };
    read_places(conf, files, &problems);
    problems_end(&problems);
    if (problems.count) {
        conf_free(conf);
        return RPC_INVALID_ARGUMENT;
    }
    for (size_t i = 0; i < conf->count; i++)
        store(conf->arena, &conf->settings[i]);
    *ret_conf = conf;
    return RPC_OK;
}

const char *
conf_warnings(const struct conf *conf)
{
    return conf->warnings.data;
}

const struct conf_list *
conf_map_find(const struct conf_map *map, const char *name)
{
    for (size_t i = 0; i < map->count; i++)
        if (text_equal(map->entries[i].name, name))
            return &map->entries[i].values;
    return NULL;
}
