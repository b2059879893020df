/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "setup.h"

#include "rules.h"

#include <string.h>

Queue__HallSettings *
setup_merge(struct arena *arena, const Queue__HallSettings *common, const Queue__HallSettings *own,
            const char *centre_code)
{
    static const Queue__HallSettings none = QUEUE__HALL_SETTINGS__INIT;
    Queue__HallSettings *made = ARENA_NEW(arena, Queue__HallSettings);
    common = common ? common : &none;
    *made = own ? *own : none;
    made->centre_code = centre_code;
    if (!made->n_groups) {
        made->groups = common->groups;
        made->n_groups = common->n_groups;
    }
    if (!made->n_priorities) {
        made->priorities = common->priorities;
        made->n_priorities = common->n_priorities;
    }
    if (!made->n_admissions) {
        made->admissions = common->admissions;
        made->n_admissions = common->n_admissions;
    }
    if (!made->limits)
        made->limits = common->limits;
    made->version = 0;
    made->public_url = "";
    return made;
}

/* ------------------------------------------------------------------ checking */

static const Queue__Group *
find_group(const Queue__HallSettings *settings, const char *group_code)
{
    for (size_t i = 0; i < settings->n_groups; i++)
        if (text_equal(settings->groups[i]->group_code, group_code))
            return settings->groups[i];
    return NULL;
}

static void
check_groups(struct rpc_call *call, const Queue__HallSettings *settings, const char *path)
{
    if (!settings->n_groups)
        rpc_violate(call, path, "Нужна хотя бы одна группа", "At least one group is needed");
    for (size_t i = 0; i < settings->n_groups; i++) {
        const Queue__Group *group = settings->groups[i];
        const char *field = arena_printf(call->arena, "%s.groups[%zu].letter", path, i);
        if (!rules_letter_good(group->letter))
            rpc_violate(call, field, "Буква — одна из %s", "The letter is one of %s", RULES_LETTERS);
        for (size_t j = 0; j < i; j++)
            if (text_equal(settings->groups[j]->letter, group->letter)
                || text_equal(settings->groups[j]->group_code, group->group_code))
                rpc_violate(call, field, "Код и буква группы не повторяются", "Code and letter of a group are its own");
    }
}

static void
check_weights(struct rpc_call *call, const Queue__HallSettings *settings, const char *path)
{
    for (size_t i = 0; i < settings->n_windows; i++)
        for (size_t j = 0; j < settings->windows[i]->n_groups; j++)
            if (!find_group(settings, settings->windows[i]->groups[j]->group_code))
                rpc_violate(call, arena_printf(call->arena, "%s.windows[%zu].groups[%zu]", path, i, j), "Группы %s нет",
                            "There is no group %s", settings->windows[i]->groups[j]->group_code);
}

static void
check_rules(struct rpc_call *call, const Queue__HallSettings *settings, const char *path)
{
    for (size_t i = 0; i < settings->n_admissions; i++)
        if (*settings->admissions[i]->group_code && !find_group(settings, settings->admissions[i]->group_code))
            rpc_violate(call, arena_printf(call->arena, "%s.admissions[%zu].groupCode", path, i), "Группы %s нет",
                        "There is no group %s", settings->admissions[i]->group_code);
    for (size_t i = 0; i < settings->n_priorities; i++)
        if (rules_priority(settings, settings->priorities[i]->priority_code) != settings->priorities[i])
            rpc_violate(call, arena_printf(call->arena, "%s.priorities[%zu].priorityCode", path, i),
                        "Код правила не повторяется", "The code of a rule is its own");
}

void
setup_check(struct rpc_call *call, const Queue__HallSettings *settings, const char *path)
{
    check_groups(call, settings, path);
    check_weights(call, settings, path);
    check_rules(call, settings, path);
}

/* ------------------------------------------------------------------ windows */

static const Queue__Group *
express_group(const Queue__HallSettings *settings)
{
    for (size_t i = 0; i < settings->n_groups; i++)
        if (settings->groups[i]->express)
            return settings->groups[i];
    return NULL;
}

static void
only(struct arena *arena, Queue__WindowSettings *window, const Queue__Group *group)
{
    Queue__GroupWeight *weight = ARENA_NEW(arena, Queue__GroupWeight);
    queue__group_weight__init(weight);
    weight->group_code = group->group_code;
    weight->weight = 1;
    window->groups = ARENA_ARRAY(arena, Queue__GroupWeight *, 1);
    window->groups[window->n_groups++] = weight;
}

void
setup_windows(struct arena *arena, Queue__HallSettings *settings, int n)
{
    const Queue__Group *express = express_group(settings);
    if (settings->n_windows || n <= 0)
        return;
    settings->windows = ARENA_ARRAY(arena, Queue__WindowSettings *, n);
    for (int i = 0; i < n; i++) {
        Queue__WindowSettings *window = ARENA_NEW(arena, Queue__WindowSettings);
        queue__window_settings__init(window);
        window->number = arena_printf(arena, "%d", i + 1);
        if (express && n > 1 && i == n - 1)
            only(arena, window, express);
        settings->windows[settings->n_windows++] = window;
    }
}

const char *
setup_weights(struct arena *arena, const Queue__HallSettings *settings, const Queue__WindowSettings *window)
{
    TEXT_SCOPED out = { 0 };
    text_adds(&out, "");
    for (size_t i = 0; i < window->n_groups; i++)
        text_addf(&out, "%s%s=%d", out.length ? "," : "", window->groups[i]->group_code, window->groups[i]->weight);
    for (size_t i = 0; !window->n_groups && i < settings->n_groups; i++)
        if (!settings->groups[i]->express)
            text_addf(&out, "%s%s=1", out.length ? "," : "", settings->groups[i]->group_code);
    return arena_strndup(arena, out.data ? out.data : "", out.length);
}
