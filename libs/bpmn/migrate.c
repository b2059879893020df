/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Moving an instance to another version. Every token must have its place there: an element of the same kind and
 * trigger, in the same scope, looped in the same way. Subscriptions that the new version does not have are closed, new
 * ones of what goes on are opened, and those whose message or signal has another name change to it. Anything else is
 * refused with the element that has no safe place.
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

/* Nothing would ever come by a flow that the others, who wait for it, have passed already. */
static void
check_join(struct run *run, const struct token *token, const struct element *to)
{
    const struct flows *was = &token->element->in;
    size_t kept = 0;
    if (to->shown.kind != BPMN_PARALLEL_GATEWAY || token->shown.phase != BPMN_WAIT_JOIN)
        return;
    for (size_t i = 0; i < was->n; i++) {
        const struct flow *place = model_flow(run->event->target, new_id(run, was->items[i]->shown.id));
        kept += place && place->target == to;
    }
    if (to->in.n > kept)
        unsafe(run, token->element, "в новой версии у «%s», где уже ждут, ещё один входящий поток",
               "\"%s\", where something waits already, has one more incoming flow in the new version");
}

/* What the gateway, or the event, began to wait for is all that it waits for. */
static void
check_choice(struct run *run, const struct token *token, const struct element *to)
{
    const struct element *from = token->element;
    bool more = to->n_definitions > from->n_definitions;
    if (token->shown.phase != BPMN_WAIT_CHOICE)
        return;
    for (size_t i = 0; i < to->out.n && to->shown.kind == BPMN_EVENT_GATEWAY && !more; i++) {
        more = true;
        for (size_t j = 0; j < from->out.n && more; j++)
            more = place_of(run, from->out.items[j]->target) != to->out.items[i]->target;
    }
    if (more)
        unsafe(run, from, "в новой версии «%s», где уже ждут, ждёт и другого",
               "\"%s\", where something waits already, waits for something else as well in the new version");
}

/* The name of what a subscription or a receive task awaits, as the new version says it. */
static void
rename_awaited(struct run *run, struct token *token, const struct element *from)
{
    enum bpmn_trigger trigger = token->shown.trigger;
    const char *name = token->definition ? token->definition->name : token->element->message;
    if (token->shown.phase != BPMN_WAIT_EVENT || (trigger != BPMN_MESSAGE && trigger != BPMN_SIGNAL))
        return;
    if (!text_equal(name, token->shown.name)
        || (trigger == BPMN_MESSAGE
            && !text_equal(from->shown.okno->correlation, token->element->shown.okno->correlation)))
        resubscribe(run, token);
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
    if (run->code == RPC_OK)
        check_join(run, token, to);
    if (run->code == RPC_OK)
        check_choice(run, token, to);
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
    if (run->code == RPC_OK)
        rename_awaited(run, token, from);
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

/* By index in the new version: whether the old one had it there. */
static bool *
find_known(const struct run *run)
{
    const struct elements *old = &run->model->elements;
    bool *known = ARENA_ARRAY(run->arena, bool, run->event->target->elements.n);
    for (size_t i = 0; i < old->n; i++) {
        const struct element *was = old->items[i], *place = place_of(run, was);
        if (place && place->shown.trigger == was->shown.trigger && place->parent == place_of(run, was->parent)
            && place->host == place_of(run, was->host))
            known[place->shown.index] = true;
    }
    return known;
}

/* Event sub-processes of a scope at work that the old version did not have. */
static void
open_new_starts(struct run *run, const struct token *scope, const bool *known)
{
    const struct elements *children = &scope->element->children;
    for (size_t i = 0; i < children->n && !scope->interrupted; i++) {
        const struct element *child = children->items[i];
        const struct element *start = child->shown.kind == BPMN_EVENT_SUB_PROCESS ? start_of(child) : NULL;
        if (start && !(known[child->shown.index] && known[start->shown.index]))
            open_event_sub_process(run, start, scope);
    }
}

/* Boundary events of what goes on, and event sub-processes, that the old version did not have. */
static void
open_new(struct run *run, size_t n, const bool *known)
{
    for (size_t i = 0; i < n && run->code == RPC_OK; i++) {
        struct token *token = run->state->tokens[i];
        if (token->dead || is_subscription(token))
            continue;
        if (token->shown.phase == BPMN_SCOPE)
            open_new_starts(run, token, known);
        if (is_inner(run, token) || !is_activity(token->element))
            continue;
        const struct elements *boundaries = &token->element->boundaries;
        for (size_t b = 0; b < boundaries->n; b++)
            if (!known[boundaries->items[b]->shown.index])
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
    const bool *known = find_known(run);
    run->model = target;
    state->shown.model = target;
    state->shown.process = state->tokens[0]->shown.element;
    open_new(run, n, known);
    run->look = true;
}
