/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Gateways that split: exclusive, inclusive, parallel and event-based (13.4). Joining is in joins.c. */
#include "run.h"

static void
nowhere(struct run *run, const struct token *token)
{
    run_fail(run, RPC_ABORTED, token->element, 0, "no-flow",
             "ни одно условие не выполнено, а потока по умолчанию нет: дальше идти некуда",
             "no condition holds and there is no default flow: nowhere to go", NULL);
}

size_t
choose_flows(struct run *run, const struct token *token, bool only_first, const struct flow **ret_flows)
{
    const struct element *element = token->element;
    size_t n = 0;
    bool conditional = false;
    for (size_t i = 0; i < element->out.n && run->code == RPC_OK && !(only_first && n); i++) {
        const struct flow *flow = element->out.items[i];
        if (flow == element->usual)
            continue;
        conditional |= flow->condition.text != NULL;
        if (!flow->condition.text || holds(run, token, flow->condition))
            ret_flows[n++] = flow;
    }
    if (n == 0 && element->usual)
        ret_flows[n++] = element->usual;
    if (n == 0 && (conditional || (is_gateway(element) && element->out.n)))
        nowhere(run, token);
    return n;
}

static void
choose(struct run *run, struct token *token, bool only_first)
{
    const struct flow **flows = ARENA_ARRAY(run->arena, const struct flow *, token->element->out.n);
    size_t n = choose_flows(run, token, only_first, flows);
    if (run->code == RPC_OK)
        leave_by(run, token, flows, n);
}

static void
await_events(struct run *run, struct token *token)
{
    const struct flows *out = &token->element->out;
    token->shown.phase = BPMN_WAIT_CHOICE;
    for (size_t i = 0; i < out->n; i++) {
        const struct element *target = out->items[i]->target;
        for (size_t d = 0; d < target->n_definitions; d++)
            subscribe(run, target, &target->definitions[d], token->shown.parent, token->shown.id);
        if (target->shown.kind == BPMN_RECEIVE_TASK)
            subscribe(run, target, NULL, token->shown.parent, token->shown.id);
    }
}

void
gateway_enter(struct run *run, struct token *token)
{
    const struct element *element = token->element;
    bool joins = element->in.n > 1
                 && (element->shown.kind == BPMN_PARALLEL_GATEWAY || element->shown.kind == BPMN_INCLUSIVE_GATEWAY);
    if (joins || element->shown.kind == BPMN_COMPLEX_GATEWAY) {
        join_arrive(run, token);
        return;
    }
    token->shown.phase = BPMN_COMPENSATING; /* at work: not on its way any more */
    entered(run, token);
    switch (element->shown.kind) {
    case BPMN_EVENT_GATEWAY:
        await_events(run, token);
        break;
    case BPMN_PARALLEL_GATEWAY:
        leave_by(run, token, (const struct flow *const *)element->out.items, element->out.n);
        break;
    default:
        choose(run, token, element->shown.kind == BPMN_EXCLUSIVE_GATEWAY);
    }
}
