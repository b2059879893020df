/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Suspending stops the clocks of terms, and nothing else; resuming sets them anew, later by what they stood still. A
 * clock that began during the suspension stood still from then on.
 */
#include "run.h"

static bool
stops(const struct token *token)
{
    return !token->dead && token->unit && token->shown.due_us && !token->shown.overdue;
}

void
suspend(struct run *run)
{
    struct state *state = run->state;
    if (state->shown.suspended) {
        run_fail(run, RPC_FAILED_PRECONDITION, NULL, 0, "suspended", "уже приостановлено", "suspended already", NULL);
        return;
    }
    for (size_t i = 0; i < state->n_tokens; i++)
        if (stops(state->tokens[i]))
            clock_cancel(run, state->tokens[i]);
    state->shown.suspended = true;
    state->shown.suspended_us = run->event->now_us;
    effect(run, BPMN_INSTANCE_SUSPENDED, state->tokens[0]);
}

static void
shift(struct run *run, struct token *token, int64_t from_us)
{
    const struct bpmn_calendar *calendar = run->event->calendar;
    int64_t now_us = run->event->now_us, *due_us = &token->shown.due_us;
    bool days = token->unit == BPMN_CALENDAR_DAYS || token->unit == BPMN_WORKING_DAYS;
    enum rpc_code code = RPC_OK;
    if (days && calendar && calendar->term_shift)
        code = calendar->term_shift(calendar->arg, *due_us, from_us, now_us, token->unit, due_us);
    else if (token->unit == BPMN_WORKING_DAYS)
        code = RPC_FAILED_PRECONDITION;
    else
        *due_us += now_us - from_us;
    if (code != RPC_OK)
        run_fail(run, code, token->element, 0, "term", "срок нельзя посчитать", "the term cannot be counted", NULL);
}

void
resume(struct run *run)
{
    struct state *state = run->state;
    if (!state->shown.suspended) {
        run_fail(run, RPC_FAILED_PRECONDITION, NULL, 0, "not-suspended", "не приостановлено", "not suspended", NULL);
        return;
    }
    int64_t from_us = state->shown.suspended_us;
    state->shown.suspended = false;
    state->shown.suspended_us = 0;
    effect(run, BPMN_INSTANCE_RESUMED, state->tokens[0]);
    for (size_t i = 0; i < state->n_tokens; i++) {
        struct token *token = state->tokens[i];
        if (!stops(token))
            continue;
        shift(run, token, token->started_us > from_us ? token->started_us : from_us);
        clock_set(run, token);
    }
}
