/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Claims of a provider become a person of ours, as the configuration says. */
#include "internal.h"

#include <okno/oidc.h>

#define PATH_MAX_BYTES 200

/* The claim of this very name, or what the dots in it lead to. */
static const json_t *
find(const json_t *claims, const char *path)
{
    const json_t *found = json_object_get(claims, path);
    const char *dot = strchr(path, '.');
    if (found || !dot || strlen(path) > PATH_MAX_BYTES)
        return found;
    char first[PATH_MAX_BYTES + 1];
    snprintf(first, sizeof first, "%.*s", (int)(dot - path), path);
    return find(json_object_get(claims, first), dot + 1);
}

static bool
holds(const json_t *claim, const char *text)
{
    if (json_is_string(claim))
        return strcmp(json_string_value(claim), text) == 0;
    size_t i;
    json_t *one;
    json_array_foreach(claim, i, one) if (text_equal(json_string_value(one), text)) return true;
    return false;
}

static enum rpc_role
named_role(const json_t *claim)
{
    for (int role = RPC_ROLE_NOBODY + 1; role < RPC_ROLE_SERVICE; role++)
        if (holds(claim, rpc_role_name((enum rpc_role)role)))
            return (enum rpc_role)role;
    return RPC_ROLE_NOBODY;
}

static enum rpc_role
role_of(const struct oidc_mapping *mapping, const json_t *claim)
{
    for (size_t i = 0; i < mapping->n_groups; i++)
        if (holds(claim, mapping->groups[i].group))
            return mapping->groups[i].role;
    return mapping->n_groups ? RPC_ROLE_NOBODY : named_role(claim);
}

/* What is too long or holds control characters counts as not said. */
static const char *
text_of(const char *name, const json_t *claims, const json_t *more, struct arena *arena)
{
    const json_t *claim = find(claims, name);
    const char *text = json_string_value(claim ? claim : find(more, name));
    return text && claim_acceptable(text) ? arena_strdup(arena, text) : "";
}

bool
mapping_apply(const struct oidc_mapping *mapping, const json_t *claims, const json_t *more, struct arena *arena,
              struct oidc_person *ret_person)
{
    enum rpc_role role = role_of(mapping, find(claims, mapping->role));
    if (role == RPC_ROLE_NOBODY && more)
        role = role_of(mapping, find(more, mapping->role));
    const struct oidc_person person = {
        .role = role,
        .subject = text_of(mapping->subject, claims, more, arena),
        .name = text_of(mapping->name, claims, more, arena),
        .centre = text_of(mapping->centre, claims, more, arena),
        .agency = text_of(mapping->agency, claims, more, arena),
        .applicant = text_of(mapping->applicant, claims, more, arena),
    };
    if (role == RPC_ROLE_NOBODY || !*person.subject)
        return false;
    *ret_person = person;
    return true;
}
