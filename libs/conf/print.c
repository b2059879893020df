/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "conf_local.h"

/* A text that reads back as itself: quoted, and its ${ not taken for a reference. */
static void
add_string(struct text *out, const char *s)
{
    TEXT_SCOPED escaped = { 0 };
    text_adds(&escaped, "");
    for (; *s; s++) {
        if (text_starts(s, "${"))
            text_addc(&escaped, '$');
        text_addc(&escaped, *s);
    }
    add_json_string(out, escaped.data, escaped.length);
}

static void
add_list(struct text *out, const struct conf_list *list)
{
    text_addc(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        text_adds(out, i ? ", " : "");
        add_string(out, list->items[i]);
    }
    text_addc(out, ']');
}

static void
add_origin(struct text *out, const struct origin *origin)
{
    text_addf(out, "  # %s", origin->source);
    if (origin->line)
        text_addf(out, ":%d", origin->line);
    if (origin->secret_path)
        text_addf(out, ", from %s", origin->secret_path);
    text_addc(out, '\n');
}

static void
print_map(const struct setting *setting, struct text *out)
{
    for (const struct map_entry *entry = setting->entries; entry; entry = entry->next) {
        TEXT_SCOPED path = { 0 };
        text_addf(&path, "%s.%s", setting->key->name, entry->entry.name);
        add_json_string(out, path.data, path.length);
        text_adds(out, ": ");
        add_list(out, &entry->entry.values);
        add_origin(out, &entry->origin);
    }
    if (setting->entries)
        return;
    text_addf(out, "%s: {}", setting->key->name);
    add_origin(out, &setting->origin);
}

static void
print_setting(const struct setting *setting, struct text *out)
{
    const struct conf_key *key = setting->key;
    text_addf(out, "%s: ", key->name);
    if (key->type == CONF_TYPE_LIST)
        add_list(out, &setting->list);
    else if (key->type == CONF_TYPE_SECRET)
        text_adds(out, *setting->text ? "\"********\"" : "\"\"");
    else if (key->type == CONF_TYPE_STRING)
        add_string(out, setting->text);
    else
        text_adds(out, setting->text);
    add_origin(out, &setting->origin);
}

void
conf_print(const struct conf *conf, struct text *ret_text)
{
    for (size_t i = 0; i < conf->count; i++) {
        if (conf->settings[i].key->type == CONF_TYPE_MAP)
            print_map(&conf->settings[i], ret_text);
        else
            print_setting(&conf->settings[i], ret_text);
    }
}

static void
describe(struct arena *arena, const struct conf_key *key, struct text *out)
{
    bool text = key->type == CONF_TYPE_STRING || key->type == CONF_TYPE_SECRET;
    text_addf(out, "# %s\n# Takes %s.\n", key->help, value_allowed(arena, key));
    if (key->type == CONF_TYPE_SECRET)
        text_addf(out, "# Or %s_file: path of a file that holds it.\n", key->name);
    if (!key->fallback) {
        text_addf(out, "# Required.\n#%s:\n\n", key->name);
        return;
    }
    text_addf(out, "#%s: ", key->name);
    if (text)
        add_json_string(out, key->fallback, strlen(key->fallback));
    else if (key->type == CONF_TYPE_LIST && *key->fallback != '[')
        text_addf(out, "[%s]", key->fallback);
    else
        text_adds(out, key->fallback);
    text_adds(out, "\n\n");
}

void
conf_describe(const struct conf_table *tables, struct text *ret_text)
{
    struct arena *arena = arena_new(0);
    for (const struct conf_table *table = tables; table->keys; table++)
        for (const struct conf_key *key = table->keys; key->name; key++)
            describe(arena, key, ret_text);
    arena_free(arena);
}
