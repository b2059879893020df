/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "refusing.h"

#include "../operations.h"

/* A walk over a model that does not go beyond tasks which ask for a ground. */
struct walk {
    const struct bpmn_model *model;
    unsigned ground;                     /* enum operation_effect */
    bool *reached, *comes_in, *goes_out; /* by index: can be come to; has flows */
    bool *ends;                          /* of a scope: something in it comes to an end */
    bool changed;
};

static bool
offers(const struct bpmn_extensions *okno, const char *outcome)
{
    for (size_t i = 0; i < okno->n_outcomes; i++)
        if (text_equal(okno->outcomes[i].code, outcome))
            return true;
    return okno->n_outcomes == 0;
}

static bool
asks_for_ground(const struct walk *walk, const struct bpmn_element *element)
{
    bool by_person = element->kind == BPMN_USER_TASK || element->kind == BPMN_MANUAL_TASK;
    const struct operation *operation = by_person ? operations_find(element->okno->operation) : NULL;
    const struct operation_outcome *outcome = operation ? operation->outcomes : NULL;
    for (; outcome && outcome->code; outcome++)
        if ((outcome->effects & walk->ground) && offers(element->okno, outcome->code))
            return true;
    return false;
}

static bool
is_scope(const struct bpmn_element *element)
{
    return element->kind == BPMN_PROCESS || element->kind == BPMN_SUB_PROCESS || element->kind == BPMN_TRANSACTION
           || element->kind == BPMN_EVENT_SUB_PROCESS;
}

static void
reach(struct walk *walk, const struct bpmn_element *element)
{
    walk->changed |= !walk->reached[element->index];
    walk->reached[element->index] = true;
}

/* Whether it can be left without a ground. */
static bool
passes(const struct walk *walk, const struct bpmn_element *element)
{
    return walk->reached[element->index] && !asks_for_ground(walk, element)
           && (!is_scope(element) || walk->ends[element->index]);
}

static bool
is_link_pair(const struct bpmn_element *from, const struct bpmn_element *to)
{
    return to->kind == BPMN_CATCH_EVENT && to->trigger == BPMN_LINK && from->parent == to->parent
           && text_equal(from->trigger_name, to->trigger_name);
}

/* A link goes on elsewhere; once, since it is looked for everywhere. */
static void
follow_link(struct walk *walk, const struct bpmn_element *element)
{
    const struct bpmn_element *other;
    bool is_open = element->kind == BPMN_THROW_EVENT && element->trigger == BPMN_LINK;
    if (!is_open || walk->goes_out[element->index])
        return;
    walk->goes_out[element->index] = true;
    for (size_t i = 0; (other = bpmn_model_element(walk->model, i)); i++)
        if (is_link_pair(element, other))
            reach(walk, other);
}

/* Begins by itself in a scope that was come to: its starts, event sub-processes, events on the boundary of what waits.
 */
static bool
begins(const struct walk *walk, const struct bpmn_element *element)
{
    if (element->attached)
        return walk->reached[element->attached->index];
    return element->parent ? walk->reached[element->parent->index] && !walk->comes_in[element->index]
                           : element->kind == BPMN_PROCESS;
}

static void
visit(struct walk *walk, const struct bpmn_element *element)
{
    if (!walk->reached[element->index] && begins(walk, element))
        reach(walk, element);
    if (!passes(walk, element))
        return;
    follow_link(walk, element);
    if (element->parent && !walk->goes_out[element->index] && !walk->ends[element->parent->index])
        walk->changed = walk->ends[element->parent->index] = true;
}

static void
go(struct walk *walk)
{
    const struct bpmn_element *element;
    const struct bpmn_flow *flow;
    do {
        walk->changed = false;
        for (size_t i = 0; (element = bpmn_model_element(walk->model, i)); i++)
            visit(walk, element);
        for (size_t i = 0; (flow = bpmn_model_flow(walk->model, i)); i++)
            if (passes(walk, flow->source))
                reach(walk, flow->target);
    } while (walk->changed);
}

static struct walk
begin(struct arena *arena, const struct bpmn_model *model, unsigned ground)
{
    const struct bpmn_flow *flow;
    size_t n = bpmn_model_elements(model) + 1;
    struct walk walk = { .model = model,
                         .ground = ground,
                         .reached = ARENA_ARRAY(arena, bool, n),
                         .comes_in = ARENA_ARRAY(arena, bool, n),
                         .goes_out = ARENA_ARRAY(arena, bool, n),
                         .ends = ARENA_ARRAY(arena, bool, n) };
    for (size_t i = 0; (flow = bpmn_model_flow(model, i)); i++)
        walk.goes_out[flow->source->index] = walk.comes_in[flow->target->index] = true;
    return walk;
}

static void
check(struct reading *reading, struct rpc_call *call, const char *status, unsigned ground)
{
    const struct bpmn_element *element;
    struct walk walk = begin(call->arena, reading->model, ground);
    go(&walk);
    for (size_t i = 0; (element = bpmn_model_element(reading->model, i)); i++)
        for (size_t j = 0; j < element->okno->n_statuses; j++) {
            const struct bpmn_status *shown = &element->okno->statuses[j];
            bool bare = shown->on_leave ? passes(&walk, element) : walk.reached[element->index];
            if (bare && text_equal(shown->okno, status))
                reading_fault(reading, call, element, "refusal-without-ground",
                              arena_printf(call->arena,
                                           "сюда можно прийти без основания отказа: статус «%s» ставится только после "
                                           "операции, которая спрашивает основание",
                                           status),
                              arena_printf(call->arena,
                                           "it can be come to without a ground: the status \"%s\" follows only an "
                                           "operation that asks for one",
                                           status));
        }
}

void
refusing_check(struct reading *reading, struct rpc_call *call)
{
    check(reading, call, "ACCEPTANCE_REFUSED", OPERATION_NEEDS_ACCEPTANCE_GROUND);
    check(reading, call, "REFUSED", OPERATION_NEEDS_REFUSAL_GROUND);
}
