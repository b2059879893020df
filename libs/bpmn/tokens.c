/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tokens: how they come to be, move on, end, and are cancelled. */
#include "run.h"

struct token *
token_find(const struct run *run, uint32_t id)
{
    return id ? state_find(run->state, id) : NULL;
}

struct token *
token_parent(const struct run *run, const struct token *token)
{
    return token_find(run, token->shown.parent);
}

bool
is_inner(const struct run *run, const struct token *token)
{
    const struct token *parent = token_parent(run, token);
    return parent && parent->shown.phase == BPMN_BODY && parent->element == token->element;
}

static void
make_room(struct run *run)
{
    struct state *state = run->state;
    if (state->n_tokens < state->room_tokens)
        return;
    size_t room = state->room_tokens * 2 + 8;
    struct token **larger = ARENA_ARRAY(run->arena, struct token *, room);
    if (state->n_tokens)
        memcpy(larger, state->tokens, state->n_tokens * sizeof *larger);
    state->tokens = larger;
    state->room_tokens = room;
}

struct token *
token_new(struct run *run, const struct element *element, uint32_t parent, uint32_t host, enum bpmn_phase phase)
{
    struct state *state = run->state;
    struct token *token = ARENA_NEW(run->arena, struct token), *scope = token_find(run, parent);
    make_room(run);
    token->element = element;
    token->shown = (struct bpmn_token){ .id = ++state->last_token,
                                        .parent = parent,
                                        .host = host,
                                        .element = &element->shown,
                                        .phase = phase,
                                        .since_us = run->event->now_us };
    token->started_us = run->event->now_us;
    state->tokens[state->n_tokens++] = token;
    if (scope && !is_subscription(token))
        scope->children++;
    if (state->n_tokens > TOKENS_MAX + STEP_MAX)
        run_fail(run, RPC_RESOURCE_EXHAUSTED, element, 0, "too-many-tokens", "в экземпляре слишком много всего сразу",
                 "too much goes on at once in this instance", NULL);
    return token;
}

static struct token *
drop(struct run *run, struct token *token)
{
    struct token *scope = token_parent(run, token);
    token->dead = true;
    run->state->n_dead++;
    if (scope && !is_subscription(token))
        scope->children--;
    return scope;
}

void
token_end(struct run *run, struct token *token)
{
    bool counted = !is_subscription(token);
    struct token *scope = drop(run, token);
    if (scope && counted && scope->children == 0 && scope->shown.phase == BPMN_SCOPE)
        scope_done(run, scope);
}

void
token_adopt(struct run *run, struct token *token)
{
    struct token *scope = token_parent(run, token);
    token->shown.host = 0;
    if (scope)
        scope->children++;
}

/* ------------------------------------------------------------------ cancelling */

void
token_close(struct run *run, struct token *token)
{
    struct bpmn_effect *made;
    switch (token->shown.trigger) {
    case BPMN_MESSAGE:
        made = effect(run, BPMN_MESSAGE_CLOSED, token);
        made->name = token->shown.name;
        made->correlation = token->shown.correlation;
        break;
    case BPMN_SIGNAL:
        effect(run, BPMN_SIGNAL_CLOSED, token)->name = token->shown.name;
        break;
    case BPMN_TIMER:
        clock_cancel(run, token);
        break;
    default:
        break;
    }
    if (is_subscription(token))
        drop(run, token);
}

void
close_subscriptions(struct run *run, uint32_t host)
{
    for (size_t i = 0; i < run->state->n_tokens; i++) {
        struct token *token = run->state->tokens[i];
        if (!token->dead && token->shown.host == host && is_subscription(token))
            token_close(run, token);
    }
}

static void
stop_work(struct run *run, struct token *token)
{
    if (token->shown.phase == BPMN_WAIT_TASK)
        effect(run, BPMN_TASK_CANCELLED, token);
    if (token->shown.phase == BPMN_WAIT_SERVICE)
        effect(run, BPMN_SERVICE_CANCELLED, token);
    if (token->shown.phase == BPMN_WAIT_CALLED)
        effect(run, BPMN_PROCESS_CANCELLED, token);
    if (token->shown.phase == BPMN_WAIT_EVENT)
        token_close(run, token);
    if (token->shown.phase != BPMN_WAIT_EVENT || token->shown.trigger != BPMN_TIMER)
        clock_cancel(run, token);
}

void
cancel_children(struct run *run, const struct token *scope, const char *why)
{
    size_t n = run->state->n_tokens;
    for (size_t i = 0; i < n; i++) {
        struct token *token = run->state->tokens[i];
        if (!token->dead && token->shown.parent == scope->shown.id)
            token_cancel(run, token, why);
    }
}

void
token_cancel(struct run *run, struct token *token, const char *why)
{
    if (is_subscription(token)) {
        token_close(run, token);
        return;
    }
    size_t n = run->state->n_tokens;
    for (size_t i = 0; i < n; i++) {
        struct token *other = run->state->tokens[i];
        if (!other->dead && other != token
            && (other->shown.parent == token->shown.id || other->shown.host == token->shown.id))
            token_cancel(run, other, why);
    }
    stop_work(run, token);
    if (token->shown.phase != BPMN_READY && token->shown.phase != BPMN_WAIT_JOIN)
        effect(run, BPMN_ELEMENT_CANCELLED, token)->why = why;
    records_drop(run, token->shown.id);
    drop(run, token);
}

/* ------------------------------------------------------------------ moving */

static void
show_statuses(struct run *run, const struct token *token, bool on_leave)
{
    const struct bpmn_extensions *okno = token->element->shown.okno;
    for (size_t i = 0; i < okno->n_statuses; i++)
        if (okno->statuses[i].on_leave == on_leave)
            effect(run, BPMN_STATUS_SHOWN, token)->status = &okno->statuses[i];
}

void
entered(struct run *run, const struct token *token)
{
    effect(run, BPMN_ELEMENT_ENTERED, token);
    if (!is_inner(run, token))
        show_statuses(run, token, false);
}

void
left(struct run *run, const struct token *token)
{
    effect(run, BPMN_ELEMENT_LEFT, token);
    if (!is_inner(run, token))
        show_statuses(run, token, true);
}

void
arrive(struct run *run, const struct element *element, const struct flow *flow, uint32_t parent)
{
    token_new(run, element, parent, 0, BPMN_READY)->flow = flow;
}

void
leave_by(struct run *run, struct token *token, const struct flow *const *flows, size_t n)
{
    left(run, token);
    for (size_t i = 0; i < n; i++)
        arrive(run, flows[i]->target, flows[i], token->shown.parent);
    token_end(run, token);
}

void
leave(struct run *run, struct token *token)
{
    const struct flow **flows = ARENA_ARRAY(run->arena, const struct flow *, token->element->out.n);
    size_t n = choose_flows(run, token, false, flows);
    if (run->code == RPC_OK)
        leave_by(run, token, flows, n);
}
