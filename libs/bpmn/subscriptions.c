/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Waiting for messages, signals, timers and conditions. */
#include "run.h"
#include "timers.h"

/* ------------------------------------------------------------------ clocks */

static bool
is_stopped(const struct run *run, const struct token *token)
{
    return run->state->shown.suspended && token->unit;
}

static bool
is_term(const struct token *token)
{
    return token->shown.phase != BPMN_WAIT_EVENT || token->shown.trigger != BPMN_TIMER;
}

void
clock_set(struct run *run, const struct token *token)
{
    if (is_stopped(run, token))
        return;
    struct bpmn_effect *made = effect(run, BPMN_TIMER_SET, token);
    made->due_us = token->shown.due_us;
    made->is_term = is_term(token);
}

void
clock_cancel(struct run *run, const struct token *token)
{
    if (token->shown.due_us && !token->shown.overdue && !is_stopped(run, token))
        effect(run, BPMN_TIMER_CANCELLED, token)->is_term = is_term(token);
}

static void
set_timer(struct run *run, struct token *token, const struct definition *definition)
{
    const struct bpmn_value *value = evaluate(run, token, definition->expression);
    const char *text = value->kind == BPMN_TEXT ? value->text : "";
    struct timing timing = { 0 };
    if (run->code != RPC_OK)
        return;
    enum rpc_code code = timer_due(definition->timer, text, run->event->now_us, run->event->calendar, &timing);
    if (code != RPC_OK) {
        run_fail(run, code == RPC_INVALID_ARGUMENT ? RPC_ABORTED : code, token->element, definition->line, "timer-text",
                 "время таймера нельзя посчитать: «%s»", "the timer's time cannot be counted: \"%s\"", text);
        return;
    }
    token->shown.due_us = timing.due_us;
    token->unit = timing.unit;
    token->cycles = timing.cycles;
    token->interval = timing.cycles ? arena_strdup(run->arena, timing.interval) : NULL;
    clock_set(run, token);
}

/* ------------------------------------------------------------------ waiting */

static void
await_message(struct run *run, struct token *token, const char *name)
{
    const char *correlation = computed_text(run, token, token->element->shown.okno->correlation);
    token->shown.trigger = BPMN_MESSAGE;
    token->shown.name = name;
    token->shown.correlation = correlation;
    struct bpmn_effect *made = effect(run, BPMN_MESSAGE_OPENED, token);
    made->name = name;
    made->correlation = correlation;
}

void
wait_for(struct run *run, struct token *token, const struct definition *definition, const char *message)
{
    token->shown.phase = BPMN_WAIT_EVENT;
    token->definition = definition;
    token->shown.trigger = definition ? definition->trigger : BPMN_MESSAGE;
    switch (token->shown.trigger) {
    case BPMN_MESSAGE:
        await_message(run, token, definition ? definition->name : message);
        break;
    case BPMN_SIGNAL:
        token->shown.name = definition->name;
        effect(run, BPMN_SIGNAL_OPENED, token)->name = definition->name;
        break;
    case BPMN_TIMER:
        set_timer(run, token, definition);
        break;
    default:
        run->look = true;
    }
}

void
resubscribe(struct run *run, struct token *token)
{
    bool message = token->shown.trigger == BPMN_MESSAGE;
    struct bpmn_effect *made = effect(run, message ? BPMN_MESSAGE_CLOSED : BPMN_SIGNAL_CLOSED, token);
    made->name = token->shown.name;
    made->correlation = token->shown.correlation;
    wait_for(run, token, token->definition, token->element->message);
}

void
subscribe(struct run *run, const struct element *element, const struct definition *definition, uint32_t parent,
          uint32_t host)
{
    struct token *token = token_new(run, element, parent, host, BPMN_WAIT_EVENT);
    wait_for(run, token, definition, element->message);
}

void
open_boundary(struct run *run, const struct element *event, const struct token *host)
{
    for (size_t i = 0; i < event->n_definitions; i++) {
        enum bpmn_trigger trigger = event->definitions[i].trigger;
        if (trigger == BPMN_MESSAGE || trigger == BPMN_TIMER || trigger == BPMN_SIGNAL || trigger == BPMN_CONDITION)
            subscribe(run, event, &event->definitions[i], host->shown.parent, host->shown.id);
    }
}

void
open_boundaries(struct run *run, const struct token *host)
{
    for (size_t i = 0; i < host->element->boundaries.n; i++)
        open_boundary(run, host->element->boundaries.items[i], host);
}

void
rearm(struct run *run, struct token *subscription)
{
    if (subscription->shown.trigger != BPMN_TIMER)
        return;
    if (!subscription->cycles
        || !duration_add(subscription->interval, subscription->shown.due_us, &subscription->shown.due_us)) {
        subscription->shown.due_us = 0;
        token_close(run, subscription);
        return;
    }
    subscription->cycles -= subscription->cycles != CYCLES_ENDLESS;
    clock_set(run, subscription);
}

/* ------------------------------------------------------------------ signals and conditions */

void
deliver_signal(struct run *run, const char *name, const struct bpmn_value *given)
{
    size_t n = run->state->n_tokens; /* who begins to wait because of it does not get it */
    for (size_t i = 0; i < n && run->code == RPC_OK; i++) {
        struct token *token = run->state->tokens[i];
        if (!token->dead && token->shown.phase == BPMN_WAIT_EVENT && token->shown.trigger == BPMN_SIGNAL
            && text_equal(token->shown.name, name))
            fire(run, token, given);
    }
}

/* What cannot be computed, say because nobody has set a variable yet, has not happened; what never ends is a fault. */
static bool
has_happened(struct run *run, const struct token *token)
{
    bool happened = holds(run, token, token->definition->expression);
    if (run->code != RPC_ABORTED || (run->script && script_exhausted(run->script)))
        return happened;
    run->code = RPC_OK;
    run->fault = (struct bpmn_fault){ .element = "", .rule = "" };
    return false;
}

bool
conditions_settle(struct run *run)
{
    if (!run->look)
        return false;
    run->look = false;
    size_t n = run->state->n_tokens;
    for (size_t i = 0; i < n && run->code == RPC_OK; i++) {
        struct token *token = run->state->tokens[i];
        if (token->dead || token->shown.phase != BPMN_WAIT_EVENT || token->shown.trigger != BPMN_CONDITION)
            continue;
        bool before = token->held;
        token->held = has_happened(run, token);
        if (token->held && !before && run->code == RPC_OK) {
            fire(run, token, NULL);
            run->look = true;
            return true;
        }
    }
    return false;
}
