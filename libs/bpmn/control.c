/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Events from outside: to which token each goes, and what it says when there is none. */
#include "run.h"

static void
refuse(struct run *run, enum rpc_code code, const struct token *token, const char *rule, const char *ru, const char *en)
{
    run_fail(run, code, token ? token->element : NULL, 0, rule, ru, en, NULL);
}

/* The event's token, when it waits for that; else the step is refused. */
static struct token *
waiting(struct run *run, enum bpmn_phase phase)
{
    struct token *token = token_find(run, run->event->token);
    if (!token)
        refuse(run, RPC_NOT_FOUND, NULL, "no-token", "это уже сделано или никогда не ожидалось",
               "this is done already, or was never waited for");
    else if (phase && token->shown.phase != phase)
        refuse(run, RPC_FAILED_PRECONDITION, token, "not-waiting", "элемент этого не ожидает",
               "the element does not wait for that");
    return run->code == RPC_OK ? token : NULL;
}

/* ------------------------------------------------------------------ tasks, services, called processes */

static const struct bpmn_extensions *
outcomes_of(const struct element *element)
{
    const struct bpmn_extensions *own = element->shown.okno;
    return own->n_outcomes ? own : worker(element)->shown.okno;
}

static bool
outcome_fits(struct run *run, const struct token *token)
{
    const struct bpmn_extensions *okno = outcomes_of(token->element);
    bool fits = okno->n_outcomes == 0;
    for (size_t i = 0; i < okno->n_outcomes; i++)
        fits |= text_equal(okno->outcomes[i].code, run->event->outcome);
    if (!fits)
        refuse(run, RPC_INVALID_ARGUMENT, token, "outcome", "у этой задачи нет такого исхода",
               "the task has no such outcome");
    return fits;
}

/* `outcome` is that of the last task, `outcomes` keeps them by the ids of tasks. */
static void
keep_outcome(struct run *run, const struct token *token, const char *outcome)
{
    const struct token *scope = token_parent(run, token);
    const struct bpmn_value *text = bpmn_text(run->arena, outcome), *all = variable_find(run, scope, "outcomes");
    variable_set(run, scope, "outcome", text);
    variable_set(run, scope, "outcomes", bpmn_with(run->arena, all, token->element->shown.id, text));
}

static void
task_completed(struct run *run)
{
    struct token *token = waiting(run, BPMN_WAIT_TASK);
    if (!token || !outcome_fits(run, token))
        return;
    if (run->event->outcome)
        keep_outcome(run, token, run->event->outcome);
    activity_done(run, token, run->event->variables);
}

static void
returned(struct run *run, enum bpmn_phase phase, bool failed)
{
    struct token *token = waiting(run, phase);
    if (!token)
        return;
    if (!failed) {
        activity_done(run, token, run->event->variables);
        return;
    }
    token->shown.phase = BPMN_COMPENSATING; /* it has ended over there: nothing is left to cancel */
    error_raise(run, token, run->event->code, run->event->variables);
}

static void
escalated(struct run *run, enum bpmn_phase phase)
{
    struct token *token = waiting(run, phase);
    if (token)
        escalation_raise(run, token, run->event->code, run->event->variables);
}

/* ------------------------------------------------------------------ messages and signals */

static bool
takes(const struct run *run, const struct token *token)
{
    const struct bpmn_event *event = run->event;
    return !token->dead && token->shown.phase == BPMN_WAIT_EVENT && token->shown.trigger == BPMN_MESSAGE
           && (!event->token || event->token == token->shown.id)
           && (!event->name || text_equal(event->name, token->shown.name))
           && (!token->shown.correlation || text_equal(token->shown.correlation, event->correlation));
}

/* A message is taken once: by the subscription that has waited longest. */
static void
message_delivered(struct run *run)
{
    for (size_t i = 0; i < run->state->n_tokens; i++)
        if (takes(run, run->state->tokens[i])) {
            fire(run, run->state->tokens[i], run->event->variables);
            return;
        }
    refuse(run, RPC_NOT_FOUND, NULL, "no-subscription", "такого сообщения никто не ожидает",
           "nobody waits for this message");
}

static void
signal_delivered(struct run *run)
{
    for (size_t i = 0; i < run->state->n_tokens; i++) {
        const struct bpmn_token *token = &run->state->tokens[i]->shown;
        if (token->phase == BPMN_WAIT_EVENT && token->trigger == BPMN_SIGNAL
            && text_equal(token->name, run->event->name)) {
            deliver_signal(run, run->event->name, run->event->variables);
            return;
        }
    }
    refuse(run, RPC_NOT_FOUND, NULL, "no-subscription", "такого сигнала никто не ожидает",
           "nobody waits for this signal");
}

/* ------------------------------------------------------------------ timers */

static bool
has_clock(const struct token *token)
{
    return token->shown.due_us && !token->shown.overdue;
}

static void
timer_fired(struct run *run)
{
    struct token *token = waiting(run, 0);
    if (!token)
        return;
    if (!has_clock(token) || (run->state->shown.suspended && token->unit))
        refuse(run, RPC_FAILED_PRECONDITION, token, "no-timer", "у элемента нет идущего таймера",
               "the element has no running timer");
    else if (token->shown.due_us > run->event->now_us)
        refuse(run, RPC_FAILED_PRECONDITION, token, "too-early", "срок перенесён и ещё не наступил",
               "the time was moved and has not come yet");
    else if (token->shown.phase == BPMN_WAIT_EVENT && token->shown.trigger == BPMN_TIMER)
        fire(run, token, run->event->variables);
    else
        term_missed(run, token);
}

static void
timer_redated(struct run *run)
{
    struct token *token = waiting(run, 0);
    if (!token)
        return;
    if (!token->shown.due_us || run->event->due_us <= 0) {
        refuse(run, RPC_FAILED_PRECONDITION, token, "no-timer", "у элемента нет идущего таймера",
               "the element has no running timer");
        return;
    }
    token->shown.due_us = run->event->due_us;
    token->shown.overdue = token->shown.overdue && run->event->due_us <= run->event->now_us;
    if (token->shown.overdue || (run->state->shown.suspended && token->unit))
        return; /* set when the instance resumes */
    struct bpmn_effect *made = effect(run, BPMN_TIMER_MOVED, token);
    made->due_us = token->shown.due_us;
    made->is_term = token->shown.phase != BPMN_WAIT_EVENT || token->shown.trigger != BPMN_TIMER;
}

/* ------------------------------------------------------------------ the instance */

static void
cancel(struct run *run)
{
    instance_end(run, BPMN_CANCELLED, run->event->code);
}

void
take_event(struct run *run)
{
    switch (run->event->kind) {
    case BPMN_TASK_COMPLETED:
        task_completed(run);
        break;
    case BPMN_MESSAGE_DELIVERED:
        message_delivered(run);
        break;
    case BPMN_SIGNAL_DELIVERED:
        signal_delivered(run);
        break;
    case BPMN_TIMER_FIRED:
        timer_fired(run);
        break;
    case BPMN_TIMER_REDATED:
        timer_redated(run);
        break;
    case BPMN_SERVICE_RETURNED:
    case BPMN_SERVICE_FAILED:
        returned(run, BPMN_WAIT_SERVICE, run->event->kind == BPMN_SERVICE_FAILED);
        break;
    case BPMN_CALLED_ENDED:
        returned(run, BPMN_WAIT_CALLED, run->event->code != NULL);
        break;
    case BPMN_CALLED_ESCALATED:
        escalated(run, BPMN_WAIT_CALLED);
        break;
    case BPMN_ESCALATED:
        escalated(run, 0);
        break;
    case BPMN_VARIABLES_CHANGED:
        variables_set(run, run->state->tokens[0], run->event->variables);
        break;
    case BPMN_CANCEL_INSTANCE:
        cancel(run);
        break;
    case BPMN_SUSPEND:
        suspend(run);
        break;
    case BPMN_RESUME:
        resume(run);
        break;
    case BPMN_MIGRATE:
        migrate(run);
        break;
    default:
        refuse(run, RPC_INVALID_ARGUMENT, NULL, "no-event", "неизвестное событие", "unknown event");
    }
}
