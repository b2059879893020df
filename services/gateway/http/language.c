/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "language.h"

#include <okno/base.h>
#include <strings.h>

/* One element of a list like "en-GB;q=0.8, ru": the name and its weight in thousandths. */
struct preference {
    const char *name;
    size_t length;
    int weight;
};

static const char *
skip_blank(const char *p)
{
    while (*p == ' ' || *p == '\t')
        p++;
    return p;
}

/* "0.8" in thousandths; what is malformed weighs all, as if nothing had been said. */
static int
read_weight(const char *p)
{
    if (*p == '1')
        return 1000;
    if (*p != '0')
        return 1000;
    int weight = 0, unit = 100;
    if (p[1] == '.')
        for (p += 2; *p >= '0' && *p <= '9' && unit > 0; p++, unit /= 10)
            weight += (*p - '0') * unit;
    return weight;
}

static int
find_weight(const char *p, const char *end)
{
    while ((p = memchr(p, ';', (size_t)(end - p)))) {
        p = skip_blank(p + 1);
        if ((*p == 'q' || *p == 'Q') && p[1] == '=')
            return read_weight(p + 2);
    }
    return 1000;
}

/* Takes the next element off the list; false at its end. */
static bool
next_preference(const char **list, struct preference *ret_preference)
{
    const char *p = *list;
    while (*p == ',' || *p == ' ' || *p == '\t')
        p++;
    if (!*p)
        return false;
    const char *end = strchrnul(p, ',');
    ret_preference->name = p;
    ret_preference->length = strcspn(p, ";, \t");
    ret_preference->weight = find_weight(p, end);
    *list = end;
    return true;
}

static bool
is(const struct preference *preference, const char *name)
{
    return strlen(name) == preference->length && strncasecmp(preference->name, name, preference->length) == 0;
}

static bool
is_language(const struct preference *preference, const char *language)
{
    size_t length = strlen(language);
    return strncasecmp(preference->name, language, length) == 0
           && (preference->length == length || (preference->length > length && preference->name[length] == '-'));
}

bool
language_is_english(const char *accept_language)
{
    struct preference preference;
    int russian = -1, english = -1, any = -1;
    while (accept_language && next_preference(&accept_language, &preference)) {
        int *weight = is_language(&preference, "ru")   ? &russian
                      : is_language(&preference, "en") ? &english
                      : is(&preference, "*")           ? &any
                                                       : NULL;
        if (weight && preference.weight > *weight)
            *weight = preference.weight;
    }
    russian = russian < 0 ? any : russian;
    english = english < 0 ? any : english;
    return english > 0 && english > russian;
}

bool
accepts_json(const char *accept)
{
    struct preference preference;
    int exact = -1, group = -1, any = -1;
    if (!accept)
        return true;
    while (next_preference(&accept, &preference)) {
        if (is(&preference, "application/json") || is(&preference, "application/problem+json"))
            exact = preference.weight > exact ? preference.weight : exact;
        else if (is(&preference, "application/*"))
            group = preference.weight;
        else if (is(&preference, "*/*"))
            any = preference.weight;
    }
    return (exact >= 0 ? exact : group >= 0 ? group : any) > 0;
}
