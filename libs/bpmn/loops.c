/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Standard loops and multi-instance activities (13.3.6, 13.3.7). A body token holds the counters, and an inner token is
 * one instance. */
#include "run.h"

static void
body_done(struct run *run, struct token *body)
{
    const struct loop *loop = body->element->loop;
    cancel_children(run, body, "completed");
    if (loop->output && !body->element->outputs.n) {
        const struct bpmn_value *list = bpmn_get(body->variables, loop->output);
        variable_set(run, token_parent(run, body), loop->output, list ? list : value_list(run->arena, NULL, 0));
    } else if (loop->output) {
        map_outputs(run, body, NULL);
    }
    activity_finish(run, body);
}

static void
begin_one(struct run *run, struct token *body)
{
    const struct loop *loop = body->element->loop;
    struct token *inner = token_new(run, body->element, body->shown.id, 0, BPMN_READY);
    uint32_t index = body->begun++;
    inner->shown.index = index;
    inner->variables = bpmn_with(run->arena, NULL, "loopCounter", bpmn_number(run->arena, index + 1));
    if (loop->output_item)
        inner->variables = bpmn_with(run->arena, inner->variables, loop->output_item, NULL);
    if (loop->input_item && body->items && index < body->items->n)
        inner->variables = bpmn_with(run->arena, inner->variables, loop->input_item, body->items->items[index]);
}

/* ------------------------------------------------------------------ standard loop */

static void
turn(struct run *run, struct token *body, bool first)
{
    const struct loop *loop = body->element->loop;
    variable_own(run, body, "loopCounter", bpmn_number(run->arena, body->begun));
    bool more = !loop->maximum || body->begun < loop->maximum;
    if (more && loop->condition.text && !(first && !loop->test_before))
        more = holds(run, body, loop->condition);
    if (run->code != RPC_OK)
        return;
    if (more)
        begin_one(run, body);
    else
        body_done(run, body);
}

/* ------------------------------------------------------------------ multi-instance */

/* What the specification calls runtime attributes (table 13.1), for conditions. */
static void
set_counters(struct run *run, struct token *body)
{
    variable_own(run, body, "numberOfInstances", bpmn_number(run->arena, body->total));
    variable_own(run, body, "numberOfActiveInstances", bpmn_number(run->arena, body->begun - body->done));
    variable_own(run, body, "numberOfCompletedInstances", bpmn_number(run->arena, body->done));
    variable_own(run, body, "numberOfTerminatedInstances", bpmn_number(run->arena, 0));
}

static void
count_by_items(struct run *run, struct token *body)
{
    const struct loop *loop = body->element->loop;
    map_inputs(run, body, loop->input, NULL);
    const struct bpmn_value *items = variable_find(run, body, loop->input);
    bool empty = !items || items->kind == BPMN_NULL || (items->kind == BPMN_OBJECT && items->n == 0);
    if (!empty && items->kind != BPMN_LIST)
        run_fail(run, RPC_ABORTED, body->element, loop->line, "not-a-list", "это не список: «%s»",
                 "this is no list: \"%s\"", loop->input);
    body->items = empty ? NULL : items;
    body->total = empty ? 0 : (uint32_t)(items->n < UINT32_MAX ? items->n : UINT32_MAX);
}

static void
count_by_cardinality(struct run *run, struct token *body)
{
    const struct loop *loop = body->element->loop;
    const struct bpmn_value *value = evaluate(run, body, loop->cardinality);
    double number = value->kind == BPMN_NUMBER ? value->number : -1;
    if (!(number >= 0 && number <= INSTANCES_MAX && number == (double)(uint32_t)number))
        run_fail(run, RPC_ABORTED, body->element, loop->line, "multi-instance-size",
                 "число экземпляров должно быть целым от 0 до 1000: %s",
                 "the number of instances must be from 0 to 1000: %s", loop->cardinality.text);
    else
        body->total = (uint32_t)number;
}

static void
multi_begin(struct run *run, struct token *body)
{
    const struct loop *loop = body->element->loop;
    if (loop->input)
        count_by_items(run, body);
    else
        count_by_cardinality(run, body);
    if (body->total > INSTANCES_MAX)
        run_fail(run, RPC_ABORTED, body->element, loop->line, "multi-instance-size", "экземпляров больше 1000",
                 "there are more than 1000 instances", NULL);
    if (run->code != RPC_OK)
        return;
    for (uint32_t i = 0; i < (loop->sequential && body->total ? 1 : body->total); i++)
        begin_one(run, body);
    set_counters(run, body);
    if (body->total == 0)
        body_done(run, body);
}

void
loop_begin(struct run *run, struct token *body)
{
    if (body->element->loop->multi)
        multi_begin(run, body);
    else
        turn(run, body, true);
}

const struct bpmn_value *
loop_collect(struct run *run, struct token *inner, const struct bpmn_value *given)
{
    const struct loop *loop = inner->element->loop;
    struct token *body = token_parent(run, inner);
    if (!loop->output || !loop->output_item)
        return given;
    const struct bpmn_value *item = bpmn_get(given, loop->output_item);
    item = item ? item : bpmn_get(inner->variables, loop->output_item);
    const struct bpmn_value *list = bpmn_get(body->variables, loop->output);
    const struct bpmn_value **items = ARENA_ARRAY(run->arena, const struct bpmn_value *, body->total);
    for (size_t i = 0; list && i < list->n && i < body->total; i++)
        items[i] = list->items[i];
    if (inner->shown.index < body->total)
        items[inner->shown.index] = item;
    variable_own(run, body, loop->output, value_list(run->arena, items, body->total));
    const struct bpmn_value *rest = NULL; /* the item is the instance's own */
    for (size_t i = 0; given && i < given->n; i++)
        if (strcmp(given->names[i], loop->output_item) != 0)
            rest = bpmn_with(run->arena, rest, given->names[i], given->items[i]);
    return rest;
}

static void
behave(struct run *run, struct token *body)
{
    const struct loop *loop = body->element->loop;
    if (loop->throws && (loop->behaviour == BEHAVIOUR_NONE || (loop->behaviour == BEHAVIOUR_ONE && body->done == 1)))
        throw_one(run, body, loop->throws, NULL);
    for (size_t i = 0; i < loop->n_complex && !body->dead; i++)
        if (holds(run, body, loop->complex[i].condition))
            throw_one(run, body, loop->complex[i].throws, NULL);
}

void
loop_done(struct run *run, struct token *body, struct token *inner)
{
    const struct loop *loop = body->element->loop;
    (void)inner;
    body->done++;
    if (!loop->multi) {
        turn(run, body, false);
        return;
    }
    set_counters(run, body);
    behave(run, body);
    if (body->dead || run->code != RPC_OK)
        return;
    bool enough = loop->condition.text && holds(run, body, loop->condition);
    if (run->code == RPC_OK && (enough || body->done == body->total))
        body_done(run, body);
    else if (run->code == RPC_OK && loop->sequential) {
        begin_one(run, body);
        set_counters(run, body);
    }
}
