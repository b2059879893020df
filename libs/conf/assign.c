/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a path in some place to the setting it means. A later place wins; within one place twice is refused. */
#include "conf_local.h"

#define SECRET_MAX_BYTES ((size_t)64 << 10)
#define ENTRIES_MAX 1000

static struct setting *
find(const struct conf *conf, const char *path, size_t length)
{
    for (size_t i = 0; i < conf->count; i++) {
        const char *name = conf->settings[i].key->name;
        if (strlen(name) == length && !memcmp(name, path, length))
            return &conf->settings[i];
    }
    return NULL;
}

static struct setting *
find_secret_file(const struct conf *conf, const char *path)
{
    size_t length = strlen(path), suffix = strlen("_file");
    if (length <= suffix || !text_equal(path + length - suffix, "_file"))
        return NULL;
    struct setting *setting = find(conf, path, length - suffix);
    return setting && setting->key->type == CONF_TYPE_SECRET ? setting : NULL;
}

/* The map that the path is an entry of; *ret_name is the rest of the path. */
static struct setting *
find_map(const struct conf *conf, const char *path, const char **ret_name)
{
    for (const char *dot = strchr(path, '.'); dot; dot = strchr(dot + 1, '.')) {
        struct setting *setting = find(conf, path, (size_t)(dot - path));
        if (!setting || setting->key->type != CONF_TYPE_MAP)
            continue;
        *ret_name = dot + 1;
        return setting;
    }
    return NULL;
}

static struct origin
origin_of(const struct place *place, const struct node *node)
{
    return (struct origin){ .place = place->number, .source = place->source, .line = node->line };
}

static void
refuse_twice(struct place *place, const char *path, const struct node *node, const struct origin *first)
{
    if (first->line)
        problem(place->problems, place->source, node->line, "%s: is set twice, first in line %d", path, first->line);
    else
        problem(place->problems, place->source, node->line, "%s: is set twice, first by %s", path, first->source);
}

/* Takes the setting for this place, unless the place had it already. */
static bool
claim(struct place *place, struct setting *setting, const struct node *node)
{
    if (setting->set && setting->origin.place == place->number) {
        refuse_twice(place, setting->key->name, node, &setting->origin);
        return false;
    }
    setting->set = true;
    setting->origin = origin_of(place, node);
    return true;
}

static struct map_entry *
find_entry(struct setting *setting, const char *name)
{
    for (struct map_entry *entry = setting->entries; entry; entry = entry->next)
        if (text_equal(entry->entry.name, name))
            return entry;
    return NULL;
}

static struct map_entry *
add_entry(struct arena *arena, struct setting *setting, const char *name)
{
    struct map_entry **end = &setting->entries;
    while (*end)
        end = &(*end)->next;
    *end = ARENA_NEW(arena, struct map_entry);
    (*end)->entry.name = name;
    (*end)->origin.place = -1;
    setting->entry_count++;
    return *end;
}

static bool
entry_name_fits(const char *name)
{
    for (const char *c = name; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7F)
            return false;
    return *name;
}

static void
mark_map(struct place *place, struct setting *setting, const struct node *node)
{
    setting->set = true;
    setting->origin = origin_of(place, node);
}

static void
assign_entry(struct place *place, struct setting *setting, const char *name, const struct node *node)
{
    struct arena *arena = place->conf->arena;
    if (!entry_name_fits(name)) {
        problem(place->problems, place->source, node->line, "%s: %s is no name for an entry", setting->key->name,
                quoted(arena, name));
        return;
    }
    const char *path = arena_printf(arena, "%s.%s", setting->key->name, name);
    struct map_entry *entry = find_entry(setting, name);
    if (entry && entry->origin.place == place->number) {
        refuse_twice(place, path, node, &entry->origin);
        return;
    }
    struct conf_list values;
    if (!value_read_list(place, path, node, &values))
        return;
    if (!entry && setting->entry_count == ENTRIES_MAX) {
        problem(place->problems, place->source, node->line, "%s: has more than %d entries", path, ENTRIES_MAX);
        return;
    }
    if (!entry)
        entry = add_entry(arena, setting, name);
    entry->entry.values = values;
    entry->origin = origin_of(place, node);
}

static void
assign_map(struct place *place, struct setting *setting, const struct node *node)
{
    if (node->kind != NODE_MAP) {
        problem(place->problems, place->source, node->line, "%s: must be a mapping, as in {name: [a, b]}",
                setting->key->name);
        return;
    }
    mark_map(place, setting, node);
    for (size_t i = 0; i < node->count; i++)
        if (!node->keys[i]->repeated)
            assign_entry(place, setting, node->keys[i]->text, node->items[i]);
}

static void
warn_if_open(struct conf *conf, const char *path, const char *key)
{
    if (open_to_everybody(path))
        text_addf(&conf->warnings, "%s: holds %s and is open to everybody on this machine; chmod o-rw\n", path, key);
}

static void
assign_plain(struct place *place, struct setting *setting, const struct node *node)
{
    const struct conf_key *key = setting->key;
    if (!claim(place, setting, node))
        return;
    if (key->type == CONF_TYPE_LIST)
        value_read_list(place, key->name, node, &setting->list);
    else
        value_scalar(place, key, node, &setting->text, &setting->number);
    if (key->type == CONF_TYPE_SECRET && node->line && node->length)
        warn_if_open(place->conf, place->source, key->name);
}

static void
cut_newline(struct text *text)
{
    if (text->length && text->data[text->length - 1] == '\n')
        text->data[--text->length] = '\0';
    if (text->length && text->data[text->length - 1] == '\r')
        text->data[--text->length] = '\0';
}

static void
assign_secret_file(struct place *place, struct setting *setting, const struct node *node)
{
    const char *path, *why, *key = setting->key->name;
    const char *file_key = arena_printf(place->conf->arena, "%s_file", key);
    if (!claim(place, setting, node) || !value_text(place, file_key, node, &path))
        return;
    TEXT_SCOPED secret = { 0 };
    if (read_file(path, SECRET_MAX_BYTES, &secret, &why) != RPC_OK) {
        problem(place->problems, place->source, node->line, "%s: %s: %s", file_key, path, why);
        return;
    }
    cut_newline(&secret);
    if (!utf8_valid(secret.data, secret.length)) {
        problem(place->problems, place->source, node->line, "%s: %s: is not UTF-8 text", file_key, path);
        return;
    }
    setting->text = arena_strndup(place->conf->arena, secret.data, secret.length);
    setting->origin.secret_path = path;
    warn_if_open(place->conf, path, key);
}

bool
assign(struct place *place, const char *path, const struct node *node)
{
    const char *entry;
    struct setting *setting = find(place->conf, path, strlen(path));
    if (setting && setting->key->type == CONF_TYPE_MAP)
        assign_map(place, setting, node);
    else if (setting)
        assign_plain(place, setting, node);
    else if ((setting = find_secret_file(place->conf, path)))
        assign_secret_file(place, setting, node);
    else if ((setting = find_map(place->conf, path, &entry))) {
        mark_map(place, setting, node);
        assign_entry(place, setting, entry, node);
    }
    return setting != NULL;
}

static void
refuse_missing(struct place *place, const char *path)
{
    struct arena *arena = place->conf->arena;
    const char *prefix = arena_printf(arena, "okno_%s__", place->conf->service);
    problem(place->problems, place->conf->service, 0, "%s: is required; set it in a file or as %s", path,
            environment_name(arena, prefix, path));
}

void
assign_defaults(struct place *place)
{
    for (size_t i = 0; i < place->conf->count; i++) {
        struct setting *setting = &place->conf->settings[i];
        const struct conf_key *key = setting->key;
        if (setting->set)
            continue;
        if (!key->fallback) {
            refuse_missing(place, key->name);
            continue;
        }
        struct node *node = node_of_text(place, key->type, key->fallback);
        if (node)
            assign(place, key->name, node);
    }
}
