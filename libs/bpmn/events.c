/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Events that catch: waiting, and going on when the trigger comes (13.5). */
#include "run.h"

void
event_pass(struct run *run, struct token *token, const struct bpmn_value *given)
{
    if (token->shown.phase == BPMN_READY) {
        token->shown.phase = BPMN_COMPENSATING; /* at work: not on its way any more */
        entered(run, token);
    }
    map_outputs(run, token, given);
    if (run->code == RPC_OK)
        leave(run, token);
}

void
event_wait(struct run *run, struct token *token)
{
    const struct element *element = token->element;
    if (element->n_definitions == 0 || element->definitions->trigger == BPMN_LINK) {
        event_pass(run, token, NULL);
        return;
    }
    entered(run, token);
    if (element->n_definitions == 1) {
        wait_for(run, token, element->definitions, NULL);
        return;
    }
    token->shown.phase = BPMN_WAIT_CHOICE; /* for one of several, or for all */
    for (size_t i = 0; i < element->n_definitions; i++)
        subscribe(run, element, &element->definitions[i], token->shown.parent, token->shown.id);
}

/* A subscription that has fired and is not needed again. */
static void
used(struct run *run, struct token *subscription)
{
    if (subscription->shown.trigger == BPMN_TIMER)
        subscription->shown.due_us = 0;
    token_close(run, subscription);
}

static bool
others_wait(const struct run *run, const struct token *subscription)
{
    for (size_t i = 0; i < run->state->n_tokens; i++) {
        const struct token *other = run->state->tokens[i];
        if (!other->dead && other != subscription && other->shown.host == subscription->shown.host
            && other->element == subscription->element && is_subscription(other))
            return true;
    }
    return false;
}

/* ------------------------------------------------------------------ by what waited */

static void
boundary_fired(struct run *run, struct token *subscription, const struct bpmn_value *given)
{
    const struct element *event = subscription->element;
    struct token *host = token_find(run, subscription->shown.host);
    if (event->parallel_multiple) {
        bool wait = others_wait(run, subscription);
        used(run, subscription);
        variables_set(run, token_parent(run, subscription), given);
        if (wait)
            return;
        if (!event->shown.interrupting)
            open_boundary(run, event, host);
        boundary_trigger(run, event, host, NULL);
        return;
    }
    if (event->shown.interrupting)
        used(run, subscription);
    else
        rearm(run, subscription);
    boundary_trigger(run, event, host, given);
}

void
boundary_trigger(struct run *run, const struct element *event, struct token *host, const struct bpmn_value *given)
{
    struct token *token = token_new(run, event, host->shown.parent, 0, BPMN_READY);
    if (event->shown.interrupting)
        token_cancel(run, host, event->shown.id);
    event_pass(run, token, given);
}

static void
start_fired(struct run *run, struct token *subscription, const struct bpmn_value *given)
{
    struct token *scope = token_parent(run, subscription);
    const struct element *start = subscription->element;
    if (start->shown.interrupting)
        used(run, subscription);
    else
        rearm(run, subscription);
    event_sub_process_start(run, start, scope, given);
}

/* One of the definitions of a catch event. */
static void
alternative_fired(struct run *run, struct token *subscription, struct token *event, const struct bpmn_value *given)
{
    bool wait = event->element->parallel_multiple && others_wait(run, subscription);
    used(run, subscription);
    if (wait) {
        variables_set(run, token_parent(run, event), given);
        return;
    }
    close_subscriptions(run, event->shown.id);
    event_pass(run, event, given);
}

/* The first event of an event-based gateway: the others are not waited for any more. */
static void
choice_fired(struct run *run, struct token *subscription, struct token *gateway, const struct bpmn_value *given)
{
    token_adopt(run, subscription);
    used(run, subscription);
    close_subscriptions(run, gateway->shown.id);
    left(run, gateway);
    token_end(run, gateway);
    entered(run, subscription);
    if (subscription->element->shown.kind == BPMN_RECEIVE_TASK)
        activity_done(run, subscription, given);
    else
        event_pass(run, subscription, given);
}

void
fire(struct run *run, struct token *subscription, const struct bpmn_value *given)
{
    struct token *host = token_find(run, subscription->shown.host);
    enum bpmn_kind kind = subscription->element->shown.kind;
    if (kind == BPMN_BOUNDARY_EVENT)
        boundary_fired(run, subscription, given);
    else if (kind == BPMN_START_EVENT)
        start_fired(run, subscription, given);
    else if (host && host->shown.phase == BPMN_WAIT_CHOICE && host->element == subscription->element)
        alternative_fired(run, subscription, host, given);
    else if (host && host->shown.phase == BPMN_WAIT_CHOICE)
        choice_fired(run, subscription, host, given);
    else {
        used(run, subscription);
        if (kind == BPMN_RECEIVE_TASK)
            activity_done(run, subscription, given);
        else
            event_pass(run, subscription, given);
    }
}
