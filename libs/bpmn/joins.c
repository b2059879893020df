/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Gateways that wait for several flows: parallel (13.4.1), inclusive (13.4.3), complex (13.4.5).
 *
 * An inclusive gateway goes on when nothing else can come: no other token of the scope has a way to a flow of the
 * gateway that is still empty, unless it also has a way to one that is not (and never through the gateway itself). It
 * is looked at when everything else waits.
 */
#include "run.h"

/* ------------------------------------------------------------------ what has come */

/* The first token at this gateway, of this scope, that came by the flow and still waits. */
static struct token *
came_by(const struct run *run, const struct token *like, const struct flow *flow)
{
    for (size_t i = 0; i < run->state->n_tokens; i++) {
        struct token *token = run->state->tokens[i];
        if (!token->dead && token->shown.phase == BPMN_WAIT_JOIN && token->element == like->element
            && token->shown.parent == like->shown.parent && token->flow == flow)
            return token;
    }
    return NULL;
}

static void
consume(struct run *run, struct token *keep)
{
    const struct flows *in = &keep->element->in;
    for (size_t i = 0; i < in->n; i++) {
        struct token *token = keep->flow == in->items[i] ? NULL : came_by(run, keep, in->items[i]);
        if (token)
            token_end(run, token);
    }
}

/* ------------------------------------------------------------------ what may still come */

struct reach {
    uint32_t *seen; /* by element index: 1 reaches an empty flow, 2 a full one */
    const struct element **queue;
    size_t n;
};

static void
reach_add(struct reach *reach, const struct element *element, uint32_t mark)
{
    if ((reach->seen[element->shown.index] & mark) == mark)
        return;
    reach->seen[element->shown.index] |= mark;
    reach->queue[reach->n++] = element;
}

/* Whatever leads to the element: flows, the activity of a boundary event, links thrown to it. */
static void
reach_before(struct reach *reach, const struct element *element, const struct element *gateway, uint32_t mark)
{
    for (size_t i = 0; i < element->in.n; i++)
        if (element->in.items[i]->source != gateway)
            reach_add(reach, element->in.items[i]->source, mark);
    if (element->host)
        reach_add(reach, element->host, mark);
    const struct definition *link = element->shown.kind == BPMN_CATCH_EVENT ? definition_of(element, BPMN_LINK) : NULL;
    for (size_t i = 0; link && i < element->parent->children.n; i++) {
        const struct element *other = element->parent->children.items[i];
        const struct definition *thrown_link =
            other->shown.kind == BPMN_THROW_EVENT ? definition_of(other, BPMN_LINK) : NULL;
        if (thrown_link && text_equal(thrown_link->name, link->name))
            reach_add(reach, other, mark);
    }
}

/* Whether a token has come by the flow: waits there, or was consumed when a complex gateway went on. */
static bool
is_full(const struct run *run, const struct token *gateway, const struct flow *flow)
{
    for (size_t i = 0; i < gateway->n_flows; i++)
        if (gateway->flows[i] == flow)
            return true;
    return came_by(run, gateway, flow) != NULL;
}

static void
reach_from(const struct run *run, struct reach *reach, const struct token *gateway, bool full)
{
    const struct flows *in = &gateway->element->in;
    uint32_t mark = full ? 2 : 1;
    reach->n = 0;
    for (size_t i = 0; i < in->n; i++)
        if (is_full(run, gateway, in->items[i]) == full && in->items[i]->source != gateway->element)
            reach_add(reach, in->items[i]->source, mark);
    for (size_t i = 0; i < reach->n; i++)
        reach_before(reach, reach->queue[i], gateway->element, mark);
}

static bool
more_may_come(struct run *run, const struct token *gateway)
{
    struct reach reach = { .seen = ARENA_ARRAY(run->arena, uint32_t, run->model->elements.n),
                           .queue = ARENA_ARRAY(run->arena, const struct element *, run->model->elements.n) };
    reach_from(run, &reach, gateway, false);
    reach_from(run, &reach, gateway, true);
    for (size_t i = 0; i < run->state->n_tokens; i++) {
        const struct token *token = run->state->tokens[i];
        if (!token->dead && token->shown.parent == gateway->shown.parent && token->element != gateway->element
            && !is_subscription(token) && reach.seen[token->element->shown.index] == 1)
            return true;
    }
    return false;
}

/* ------------------------------------------------------------------ complex */

/* The gateway that went on and waits for the rest. */
static struct token *
resetting(const struct run *run, const struct token *like)
{
    for (size_t i = 0; i < run->state->n_tokens; i++) {
        struct token *token = run->state->tokens[i];
        if (!token->dead && token->shown.phase == BPMN_WAIT_RESET && token->element == like->element
            && token->shown.parent == like->shown.parent)
            return token;
    }
    return NULL;
}

/* activationCount, waitingForStart, and `incoming`: how many tokens wait on each flow, by its id. */
static void
set_attributes(struct run *run, struct token *token, bool starts)
{
    const struct flows *in = &token->element->in;
    const struct bpmn_value *incoming = NULL;
    double total = 0;
    for (size_t i = 0; i < in->n; i++) {
        double n = came_by(run, token, in->items[i]) != NULL;
        incoming = bpmn_with(run->arena, incoming, in->items[i]->shown.id, bpmn_number(run->arena, n));
        total += n;
    }
    token->variables = bpmn_with(run->arena, NULL, "activationCount", bpmn_number(run->arena, total));
    token->variables = bpmn_with(run->arena, token->variables, "waitingForStart", bpmn_bool(run->arena, starts));
    token->variables = bpmn_with(run->arena, token->variables, "incoming", incoming);
}

static void
remember_flows(struct run *run, struct token *token)
{
    const struct flows *in = &token->element->in;
    token->flows = ARENA_ARRAY(run->arena, const struct flow *, in->n);
    for (size_t i = 0; i < in->n; i++)
        if (came_by(run, token, in->items[i]))
            token->flows[token->n_flows++] = in->items[i];
}

/* Out by the flows whose conditions hold; when it resets, none needs to. */
static void
emit(struct run *run, struct token *token, bool starts)
{
    const struct element *element = token->element;
    bool any = false;
    for (size_t i = 0; i < element->out.n && run->code == RPC_OK; i++) {
        const struct flow *flow = element->out.items[i];
        if (flow == element->usual || (flow->condition.text ? !holds(run, token, flow->condition) : !starts))
            continue;
        arrive(run, flow->target, flow, token->shown.parent);
        any = true;
    }
    if (!any && element->usual && starts)
        arrive(run, element->usual->target, element->usual, token->shown.parent);
    else if (!any && starts && element->out.n)
        run_fail(run, RPC_ABORTED, element, 0, "no-flow", "ни одно условие не выполнено, а потока по умолчанию нет",
                 "no condition holds and there is no default flow", NULL);
}

static void
activate(struct run *run, struct token *token)
{
    set_attributes(run, token, true);
    bool goes = token->element->condition.text ? holds(run, token, token->element->condition) : true;
    if (!goes || run->code != RPC_OK) {
        token->variables = NULL;
        return;
    }
    remember_flows(run, token);
    consume(run, token);
    token->shown.phase = BPMN_WAIT_RESET;
    entered(run, token);
    emit(run, token, true);
    token->variables = NULL;
}

/* All that was to come has come, or nothing more can: the rest is consumed, and it may start again. */
static bool
reset(struct run *run, struct token *gateway)
{
    const struct flows *in = &gateway->element->in;
    for (size_t i = 0; i < in->n; i++)
        if (!is_full(run, gateway, in->items[i]) && more_may_come(run, gateway))
            return false;
    set_attributes(run, gateway, false);
    for (size_t i = 0; i < in->n; i++) {
        bool had = false;
        for (size_t j = 0; j < gateway->n_flows; j++)
            had |= gateway->flows[j] == in->items[i];
        struct token *late = had ? NULL : came_by(run, gateway, in->items[i]);
        if (late)
            token_end(run, late);
    }
    emit(run, gateway, false);
    left(run, gateway);
    token_end(run, gateway);
    return true;
}

/* ------------------------------------------------------------------ all */

static void
go_on(struct run *run, struct token *token)
{
    consume(run, token);
    token->shown.phase = BPMN_COMPENSATING; /* at work: does not wait any more */
    entered(run, token);
    if (token->element->shown.kind == BPMN_PARALLEL_GATEWAY)
        leave_by(run, token, (const struct flow *const *)token->element->out.items, token->element->out.n);
    else
        leave(run, token);
}

void
join_arrive(struct run *run, struct token *token)
{
    const struct flows *in = &token->element->in;
    token->shown.phase = BPMN_WAIT_JOIN;
    if (token->element->shown.kind == BPMN_COMPLEX_GATEWAY && !resetting(run, token)) {
        activate(run, token);
        return;
    }
    if (token->element->shown.kind != BPMN_PARALLEL_GATEWAY)
        return;
    for (size_t i = 0; i < in->n; i++)
        if (!came_by(run, token, in->items[i]))
            return;
    go_on(run, token);
}

bool
joins_settle(struct run *run)
{
    for (size_t i = 0; i < run->state->n_tokens && run->code == RPC_OK; i++) {
        struct token *token = run->state->tokens[i];
        if (token->dead)
            continue;
        enum bpmn_kind kind = token->element->shown.kind;
        if (kind == BPMN_INCLUSIVE_GATEWAY && token->shown.phase == BPMN_WAIT_JOIN && !more_may_come(run, token)) {
            go_on(run, token);
            return true;
        }
        if (token->shown.phase == BPMN_WAIT_RESET && reset(run, token))
            return true;
        if (kind == BPMN_COMPLEX_GATEWAY && token->shown.phase == BPMN_WAIT_JOIN && !resetting(run, token)) {
            activate(run, token); /* came while it was resetting */
            if (token->shown.phase == BPMN_WAIT_RESET)
                return true;
        }
    }
    return false;
}
