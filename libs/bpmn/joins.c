/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Gateways that wait for several flows: parallel (13.4.1), inclusive (13.4.3), complex (13.4.5).
 *
 * An inclusive gateway goes on when nothing else can come: no other token of the scope has a way to a flow of the
 * gateway that is still empty, unless it also has a way to one that is not (and never through the gateway itself). It
 * is looked at when everything else waits.
 */
#include "run.h"

/* ------------------------------------------------------------------ what it costs */

/* What gateways look at counts, so that a model of thousands that wait for each other is stopped and not waited for. */
static void
spend(struct run *run, const struct element *gateway, size_t looked_at)
{
    run->looked += looked_at;
    if (run->looked > LOOKS_MAX)
        run_fail(run, RPC_ABORTED, gateway, 0, "too-much-waiting", "у шлюзов ждёт слишком многое сразу: шаг прерван",
                 "too much waits at gateways at once", NULL);
}

/* ------------------------------------------------------------------ what has come */

static bool
is_beside(const struct token *token, const struct token *like)
{
    return !token->dead && token->element == like->element && token->shown.parent == like->shown.parent;
}

/* Finds, for each flow into this gateway, the first token of this scope that came by it and still waits. */
static void
gather(struct run *run, const struct token *like)
{
    const struct flows *in = &like->element->in;
    if (!run->came)
        run->came = ARENA_ARRAY(run->arena, struct token *, run->model->flows.n);
    for (size_t i = 0; i < in->n; i++)
        run->came[in->items[i]->index] = NULL;
    for (size_t i = 0; i < run->state->n_tokens; i++) {
        struct token *token = run->state->tokens[i];
        if (token->shown.phase == BPMN_WAIT_JOIN && is_beside(token, like) && token->flow
            && !run->came[token->flow->index])
            run->came[token->flow->index] = token;
    }
    spend(run, like->element, in->n + run->state->n_tokens);
}

/* As gathered. */
static struct token *
came_by(const struct run *run, const struct flow *flow)
{
    return run->came[flow->index];
}

static void
consume(struct run *run, struct token *keep)
{
    const struct flows *in = &keep->element->in;
    for (size_t i = 0; i < in->n; i++)
        if (in->items[i] != keep->flow && came_by(run, in->items[i]))
            token_end(run, came_by(run, in->items[i]));
}

/* ------------------------------------------------------------------ what may still come */

enum { REACHES_EMPTY = 1, REACHES_FULL = 2 };

/* Kept for the whole step. */
struct reach {
    uint8_t *seen; /* by element index */
    const struct element **queue;
    size_t n;
};

static struct reach *
reach_clear(struct run *run)
{
    size_t n = run->model->elements.n;
    if (!run->reach) {
        run->reach = ARENA_NEW(run->arena, struct reach);
        run->reach->seen = ARENA_ARRAY(run->arena, uint8_t, n);
        run->reach->queue = ARENA_ARRAY(run->arena, const struct element *, n);
    }
    memset(run->reach->seen, 0, n);
    return run->reach;
}

static void
reach_add(struct reach *reach, const struct element *element, uint8_t mark)
{
    if (reach->seen[element->shown.index] & mark)
        return;
    reach->seen[element->shown.index] |= mark;
    reach->queue[reach->n++] = element;
}

/*
 * Whatever leads to the element: flows, and links thrown to it. Who may go elsewhere goes by flows (13.4.3); but what
 * a boundary event can still send is waited for, so that nothing comes when the gateway has gone on.
 */
static void
reach_before(struct reach *reach, const struct element *element, const struct element *gateway, uint8_t mark)
{
    for (size_t i = 0; i < element->in.n; i++)
        if (element->in.items[i]->source != gateway)
            reach_add(reach, element->in.items[i]->source, mark);
    if (element->host && mark == REACHES_EMPTY)
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
    return came_by(run, flow) != NULL;
}

static void
reach_from(struct run *run, struct reach *reach, const struct token *gateway, uint8_t mark)
{
    const struct flows *in = &gateway->element->in;
    size_t looked_at = in->n;
    reach->n = 0;
    for (size_t i = 0; i < in->n; i++)
        if (is_full(run, gateway, in->items[i]) == (mark == REACHES_FULL) && in->items[i]->source != gateway->element)
            reach_add(reach, in->items[i]->source, mark);
    for (size_t i = 0; i < reach->n; i++) {
        reach_before(reach, reach->queue[i], gateway->element, mark);
        looked_at += 1 + reach->queue[i]->in.n;
    }
    spend(run, gateway->element, looked_at);
}

/* The first token that can come to an empty flow and to no full one; who it was is remembered. */
static bool
more_may_come(struct run *run, struct token *gateway)
{
    struct reach *reach = reach_clear(run);
    reach_from(run, reach, gateway, REACHES_EMPTY);
    reach_from(run, reach, gateway, REACHES_FULL);
    spend(run, gateway->element, run->model->elements.n / 16 + run->state->n_tokens);
    for (size_t i = 0; i < run->state->n_tokens; i++) {
        const struct token *token = run->state->tokens[i];
        if (!token->dead && token->shown.parent == gateway->shown.parent && token->element != gateway->element
            && !is_subscription(token) && reach->seen[token->element->shown.index] == REACHES_EMPTY) {
            gateway->awaits = token->shown.id;
            return true;
        }
    }
    return false;
}

/*
 * Whom it awaited last is still under way: whoever else came to the gateway meanwhile has looked for itself, and less
 * that has come changes nothing.
 */
static bool
still_awaits(struct run *run, const struct token *gateway)
{
    spend(run, gateway->element, 8);
    return token_find(run, gateway->awaits) != NULL;
}

/* ------------------------------------------------------------------ complex */

/* The gateway that went on and waits for the rest. */
static struct token *
resetting(struct run *run, const struct token *like)
{
    spend(run, like->element, run->state->n_tokens);
    for (size_t i = 0; i < run->state->n_tokens; i++) {
        struct token *token = run->state->tokens[i];
        if (token->shown.phase == BPMN_WAIT_RESET && is_beside(token, like))
            return token;
    }
    return NULL;
}

/* activationCount, waitingForStart, and `incoming`: how many tokens wait on each flow, by its id. */
static void
set_attributes(struct run *run, struct token *token, bool starts)
{
    const struct flows *in = &token->element->in;
    const struct bpmn_value *none = bpmn_number(run->arena, 0), *one = bpmn_number(run->arena, 1);
    const struct bpmn_value **waiting = ARENA_ARRAY(run->arena, const struct bpmn_value *, in->n);
    const char **names = ARENA_ARRAY(run->arena, const char *, in->n);
    struct bpmn_value *incoming = ARENA_NEW(run->arena, struct bpmn_value);
    size_t total = 0;
    for (size_t i = 0; i < in->n; i++) {
        names[i] = in->items[i]->shown.id;
        waiting[i] = came_by(run, in->items[i]) ? one : none;
        total += waiting[i] == one;
    }
    *incoming = (struct bpmn_value){ .kind = BPMN_OBJECT, .n = in->n, .items = waiting, .names = names };
    token->variables = bpmn_with(run->arena, NULL, "activationCount", bpmn_number(run->arena, (double)total));
    token->variables = bpmn_with(run->arena, token->variables, "waitingForStart", bpmn_bool(run->arena, starts));
    token->variables = bpmn_with(run->arena, token->variables, "incoming", incoming);
}

static void
remember_flows(struct run *run, struct token *token)
{
    const struct flows *in = &token->element->in;
    token->flows = ARENA_ARRAY(run->arena, const struct flow *, in->n);
    for (size_t i = 0; i < in->n; i++)
        if (came_by(run, in->items[i]))
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
    gather(run, token);
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
    bool all = true;
    gather(run, gateway);
    spend(run, gateway->element, in->n * gateway->n_flows);
    for (size_t i = 0; i < in->n; i++)
        all = all && is_full(run, gateway, in->items[i]);
    if ((!all && more_may_come(run, gateway)) || run->code != RPC_OK)
        return false;
    set_attributes(run, gateway, false);
    for (size_t i = 0; i < in->n; i++) {
        bool had = false;
        for (size_t j = 0; j < gateway->n_flows; j++)
            had |= gateway->flows[j] == in->items[i];
        struct token *late = had ? NULL : came_by(run, in->items[i]);
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
    gather(run, token);
    for (size_t i = 0; i < in->n; i++)
        if (!came_by(run, in->items[i]))
            return;
    go_on(run, token);
}

static bool
inclusive_settles(struct run *run, struct token *token)
{
    if (still_awaits(run, token))
        return false;
    gather(run, token);
    if (more_may_come(run, token) || run->code != RPC_OK)
        return false;
    go_on(run, token);
    return true;
}

static bool
complex_settles(struct run *run, struct token *token)
{
    if (resetting(run, token))
        return false;
    activate(run, token); /* came while it was resetting */
    return token->shown.phase == BPMN_WAIT_RESET;
}

bool
joins_settle(struct run *run)
{
    for (size_t i = 0; i < run->state->n_tokens && run->code == RPC_OK; i++) {
        struct token *token = run->state->tokens[i];
        enum bpmn_kind kind = token->element->shown.kind;
        bool waits = !token->dead && token->shown.phase == BPMN_WAIT_JOIN;
        if ((waits && kind == BPMN_INCLUSIVE_GATEWAY && inclusive_settles(run, token))
            || (!token->dead && token->shown.phase == BPMN_WAIT_RESET && reset(run, token))
            || (waits && kind == BPMN_COMPLEX_GATEWAY && complex_settles(run, token)))
            return true;
    }
    return false;
}
