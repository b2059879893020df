/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Moving an instance to another version. Every token must have its place there: an element of the same kind and
 * trigger, in the same scope, looped in the same way. Subscriptions that the new version does not have are closed, new
 * ones of what goes on are opened. Anything else is refused with the element that has no safe place.
 */
#include "run.h"

static const char *
new_id(const struct run *run, const char *id)
{
    for (size_t i = 0; i < run->event->n_map; i++)
        if (text_equal(run->event->map[i].from, id))
            return run->event->map[i].to;
    return id;
}

static const struct element *
place_of(const struct run *run, const struct element *element)
{
    return element ? model_element(run->event->target, new_id(run, element->shown.id)) : NULL;
}

static void
unsafe(struct run *run, const struct element *element, const char *ru, const char *en)
{
    run_fail(run, RPC_FAILED_PRECONDITION, element, 0, "migration-unsafe", ru, en, element->shown.id);
}

static bool
same_loop(const struct element *a, const struct element *b)
{
    return !a->loop == !b->loop
           && (!a->loop || (a->loop->multi == b->loop->multi && a->loop->sequential == b->loop->sequential));
}

static void
check(struct run *run, const struct element *from, const struct element *to)
{
    if (!to)
        unsafe(run, from, "в новой версии нет места для «%s»", "the new version has no place for \"%s\"");
    else if (to->shown.kind != from->shown.kind || to->shown.trigger != from->shown.trigger)
        unsafe(run, from, "в новой версии «%s» — элемент другого вида", "\"%s\" is of another kind in the new version");
    else if (to->parent != place_of(run, from->parent))
        unsafe(run, from, "в новой версии «%s» лежит в другом подпроцессе",
               "\"%s\" lies in another scope in the new version");
    else if (!same_loop(from, to))
        unsafe(run, from, "в новой версии «%s» повторяется иначе", "\"%s\" loops otherwise in the new version");
    else if (from->host && to->host != place_of(run, from->host))
        unsafe(run, from, "в новой версии «%s» стоит на другом действии",
               "\"%s\" stands on another activity in the new version");
}

static const struct flow *
flow_place(struct run *run, const struct element *gateway, const struct flow *flow)
{
    const struct flow *place = flow ? model_flow(run->event->target, new_id(run, flow->shown.id)) : NULL;
    if (flow && (!place || place->target != place_of(run, gateway)))
        unsafe(run, gateway, "в новой версии у «%s» нет того же входящего потока",
               "\"%s\" lacks an incoming flow in the new version");
    return place;
}

static bool
opened_by_scope(const struct token *token)
{
    return token->element->shown.kind == BPMN_BOUNDARY_EVENT || token->element->shown.kind == BPMN_START_EVENT;
}

static void
move(struct run *run, struct token *token)
{
    const struct element *from = token->element, *to = place_of(run, from);
    if (is_subscription(token) && opened_by_scope(token)
        && (!to || (token->definition && token->definition->index >= to->n_definitions))) {
        token_close(run, token);
        return;
    }
    check(run, from, to);
    if (run->code != RPC_OK)
        return;
    if (token->flow && token->shown.phase == BPMN_WAIT_JOIN)
        token->flow = flow_place(run, from, token->flow);
    else
        token->flow = NULL;
    for (size_t i = 0; i < token->n_flows; i++)
        token->flows[i] = flow_place(run, from, token->flows[i]);
    if (token->definition && token->definition->index >= to->n_definitions)
        unsafe(run, from, "в новой версии у «%s» другие события", "\"%s\" has other events in the new version");
    else if (token->definition)
        token->definition = &to->definitions[token->definition->index];
    token->element = to;
    token->shown.element = &to->shown;
    if (token->shown.name)
        token->shown.name = arena_strdup(run->arena, token->shown.name);
}

static void
move_records(struct run *run)
{
    for (size_t i = 0; i < run->state->n_records; i++) {
        struct record *record = &run->state->records[i];
        const struct element *to = place_of(run, record->element);
        check(run, record->element, to);
        if (to && !to->handler != !record->element->handler)
            unsafe(run, record->element, "в новой версии «%s» компенсируется иначе",
                   "\"%s\" is compensated otherwise in the new version");
        record->element = to;
    }
}

static bool
is_open(const struct run *run, const struct element *element, uint32_t parent, uint32_t host)
{
    for (size_t i = 0; i < run->state->n_tokens; i++) {
        const struct token *token = run->state->tokens[i];
        if (!token->dead && token->element == element && token->shown.parent == parent && token->shown.host == host)
            return true;
    }
    return false;
}

/* Boundary events of what goes on that the old version did not have. */
static void
open_new(struct run *run, size_t n)
{
    for (size_t i = 0; i < n && run->code == RPC_OK; i++) {
        struct token *token = run->state->tokens[i];
        if (token->dead || is_inner(run, token) || !is_activity(token->element) || is_subscription(token))
            continue;
        const struct elements *boundaries = &token->element->boundaries;
        for (size_t b = 0; b < boundaries->n; b++)
            if (!is_open(run, boundaries->items[b], token->shown.parent, token->shown.id))
                open_boundary(run, boundaries->items[b], token);
    }
}

void
migrate(struct run *run)
{
    const struct bpmn_model *target = run->event->target;
    struct state *state = run->state;
    size_t n = state->n_tokens;
    for (size_t i = 0; i < run->event->n_map; i++)
        if (!model_element(target, run->event->map[i].to) && !model_flow(target, run->event->map[i].to))
            run_fail(run, RPC_INVALID_ARGUMENT, NULL, 0, "migration-map", "в новой версии нет элемента «%s»",
                     "the new version has no element \"%s\"", run->event->map[i].to);
    for (size_t i = 0; i < n && run->code == RPC_OK; i++)
        if (!state->tokens[i]->dead)
            move(run, state->tokens[i]);
    if (run->code != RPC_OK)
        return;
    move_records(run);
    if (run->code != RPC_OK)
        return;
    run->model = target;
    state->shown.model = target;
    state->shown.process = state->tokens[0]->shown.element;
    open_new(run, n);
    run->look = true;
}
