/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "conf_local.h"

static const char *
last_part(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? dot + 1 : path;
}

/* The known key nearest to the path, or one that is called so in another section. */
static const char *
nearest_key(const struct conf *conf, const char *path)
{
    struct guess guess = { .word = path };
    const char *elsewhere = NULL;
    for (size_t i = 0; i < conf->count; i++) {
        const struct conf_key *key = conf->settings[i].key;
        guess_try(&guess, key->name);
        if (key->type == CONF_TYPE_SECRET)
            guess_try(&guess, arena_printf(conf->arena, "%s_file", key->name));
        if (!elsewhere && text_equal(last_part(key->name), last_part(path)))
            elsewhere = key->name;
    }
    return guess.best ? guess.best : elsewhere;
}

static const char *
nearest_section(const struct conf *conf, const char *path)
{
    struct guess guess = { .word = path };
    for (size_t i = 0; i < conf->count; i++) {
        const char *name = conf->settings[i].key->name;
        for (const char *dot = strchr(name, '.'); dot; dot = strchr(dot + 1, '.'))
            guess_try(&guess, arena_strndup(conf->arena, name, (size_t)(dot - name)));
    }
    return guess.best ? guess.best : nearest_key(conf, path);
}

static void
refuse(struct place *place, const char *path, int line, const char *what,
       const char *(*nearest)(const struct conf *conf, const char *path))
{
    struct arena *arena = place->conf->arena;
    const char *better = NULL;
    if (place->problems->count < PROBLEMS_MAX) /* guessing takes time, and nobody would read it */
        better = nearest(place->conf, path);
    if (better && place->prefix)
        better = environment_name(arena, place->prefix, better);
    problem(place->problems, place->source, line, "unknown %s %s%s", what, quoted(arena, path),
            better ? arena_printf(arena, "; did you mean %s?", better) : "");
}

void
refuse_unknown(struct place *place, const char *path, int line)
{
    refuse(place, path, line, "key", nearest_key);
}

void
refuse_unknown_section(struct place *place, const char *path, int line)
{
    refuse(place, path, line, "section", nearest_section);
}

bool
is_section(const struct conf *conf, const char *path)
{
    size_t length = strlen(path);
    for (size_t i = 0; i < conf->count; i++)
        if (text_starts(conf->settings[i].key->name, path) && conf->settings[i].key->name[length] == '.')
            return true;
    return false;
}
