/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Activities: entering, doing or waiting, and what happens when they are done (13.3). */
#include "run.h"
#include "timers.h"

const struct element *
worker(const struct element *element)
{
    return element->global ? element->global : element;
}

static const struct bpmn_performer *
performer_of(const struct element *element)
{
    const struct bpmn_performer *own = &element->shown.okno->performer;
    const struct bpmn_performer *called = &worker(element)->shown.okno->performer;
    return own->role || own->centre || own->agency || own->subject ? own : called;
}

/* A manual task is nobody's business here unless it says whose it is. */
static bool
is_for_person(const struct element *element)
{
    enum bpmn_kind kind = worker(element)->shown.kind;
    const struct bpmn_performer *performer = performer_of(element);
    return kind == BPMN_USER_TASK
           || (kind == BPMN_MANUAL_TASK
               && (performer->role || performer->centre || performer->agency || performer->subject));
}

bool
activity_waits(const struct element *element)
{
    enum bpmn_kind kind = worker(element)->shown.kind;
    return is_for_person(element)
           || (kind != BPMN_TASK && kind != BPMN_MANUAL_TASK && kind != BPMN_SCRIPT_TASK && kind != BPMN_SEND_TASK);
}

/* ------------------------------------------------------------------ term */

static const struct bpmn_term *
term_of(const struct element *element)
{
    const struct bpmn_term *own = &element->shown.okno->term;
    return own->text ? own : &worker(element)->shown.okno->term;
}

static void
start_term(struct run *run, struct token *token)
{
    const char *text = computed_text(run, token, term_of(token->element)->text);
    if (!text || run->code != RPC_OK)
        return;
    struct timing timing = { 0 };
    enum rpc_code code = *text == 'P'
                             ? RPC_INVALID_ARGUMENT
                             : timer_due(TIMER_DURATION, text, run->event->now_us, run->event->calendar, &timing);
    if (code != RPC_OK) {
        run_fail(run, code == RPC_INVALID_ARGUMENT ? RPC_ABORTED : code, token->element, 0, "term",
                 "срок нельзя посчитать: «%s»", "the term cannot be counted: \"%s\"", text);
        return;
    }
    token->shown.due_us = timing.due_us;
    token->unit = timing.unit;
    clock_set(run, token);
}

void
term_missed(struct run *run, struct token *token)
{
    static const char *const names[] = { "RECORD", "SUPERVISOR" };
    const struct bpmn_term *term = term_of(token->element);
    bool escalates = term->missed == BPMN_MISSED_ESCALATE;
    token->shown.overdue = true;
    struct bpmn_effect *made = effect(run, BPMN_TERM_MISSED, token);
    made->why = escalates ? term->escalation : names[term->missed];
    made->due_us = token->shown.due_us;
    if (escalates)
        escalation_raise(run, token, term->escalation, NULL);
}

/* ------------------------------------------------------------------ one instance */

static void
wait_for_person(struct run *run, struct token *token)
{
    const struct bpmn_performer *performer = performer_of(token->element);
    struct bpmn_performer computed = { computed_text(run, token, performer->role),
                                       computed_text(run, token, performer->centre),
                                       computed_text(run, token, performer->agency),
                                       computed_text(run, token, performer->subject) };
    token->shown.phase = BPMN_WAIT_TASK;
    struct bpmn_effect *made = effect(run, BPMN_TASK_CREATED, token);
    made->performer = computed;
    made->due_us = token->shown.due_us;
    made->input = input_of(run, token, false);
}

static void
wait_for_service(struct run *run, struct token *token)
{
    const struct element *element = worker(token->element);
    const struct bpmn_value *input = input_of(run, token, true);
    token->shown.phase = BPMN_WAIT_SERVICE;
    struct bpmn_effect *made = effect(run, BPMN_SERVICE_CALLED, token);
    made->name = element->shown.okno->operation;
    made->input = input;
}

static void
wait_for_called(struct run *run, struct token *token)
{
    const struct element *element = token->element;
    const struct bpmn_value *input = input_of(run, token, true);
    token->shown.phase = BPMN_WAIT_CALLED;
    struct bpmn_effect *made = effect(run, BPMN_PROCESS_CALLED, token);
    made->name = element->called ? element->called->shown.id : element->shown.called;
    made->internal = element->called != NULL;
    made->binding = element->shown.okno->binding ? element->shown.okno->binding : "latest";
    made->input = input;
}

static void
send(struct run *run, struct token *token)
{
    const struct bpmn_extensions *okno = token->element->shown.okno;
    const char *target = computed_text(run, token, okno->target);
    const char *correlation = computed_text(run, token, okno->correlation);
    struct bpmn_effect *made = effect(run, BPMN_MESSAGE_SENT, token);
    made->name = token->element->message ? token->element->message : okno->operation;
    made->target = target;
    made->correlation = correlation;
    made->input = input_of(run, token, false);
    activity_done(run, token, NULL);
}

static void
work(struct run *run, struct token *token)
{
    const struct element *element = worker(token->element);
    if (is_for_person(token->element)) {
        wait_for_person(run, token);
        return;
    }
    switch (element->shown.kind) {
    case BPMN_SERVICE_TASK:
    case BPMN_RULE_TASK:
        wait_for_service(run, token);
        break;
    case BPMN_RECEIVE_TASK:
        wait_for(run, token, NULL, element->message);
        break;
    case BPMN_SEND_TASK:
        send(run, token);
        break;
    case BPMN_SCRIPT_TASK:
        run_script(run, token, element->script);
        activity_done(run, token, NULL);
        break;
    case BPMN_CALL_ACTIVITY:
        wait_for_called(run, token);
        break;
    case BPMN_SUB_PROCESS:
    case BPMN_TRANSACTION:
        scope_open(run, token);
        scope_begin(run, token);
        break;
    default:
        activity_done(run, token, NULL);
    }
}

void
activity_begin(struct run *run, struct token *token)
{
    const struct loop *loop = is_inner(run, token) ? token->element->loop : NULL;
    token->shown.phase = BPMN_COMPENSATING; /* at work: not on its way any more */
    entered(run, token);
    map_inputs(run, token, NULL, loop ? loop->input : NULL);
    if (!loop && activity_waits(token->element))
        open_boundaries(run, token);
    if (activity_waits(token->element))
        start_term(run, token);
    if (run->code == RPC_OK && !token->dead)
        work(run, token);
}

void
activity_enter(struct run *run, struct token *token)
{
    if (!token->element->loop || is_inner(run, token)) {
        activity_begin(run, token);
        return;
    }
    token->shown.phase = BPMN_BODY;
    entered(run, token);
    if (activity_waits(token->element))
        open_boundaries(run, token);
    loop_begin(run, token);
}

/* ------------------------------------------------------------------ done */

void
activity_finish(struct run *run, struct token *token)
{
    struct token *thrower = token->element->for_compensation ? token_find(run, token->shown.host) : NULL;
    if (token->element->boundaries.n)
        close_subscriptions(run, token->shown.id);
    if (!thrower) {
        leave(run, token);
        return;
    }
    left(run, token);
    token_end(run, token);
    compensation_next(run, thrower);
}

void
activity_done(struct run *run, struct token *token, const struct bpmn_value *given)
{
    if (run->code != RPC_OK)
        return;
    struct token *body = is_inner(run, token) ? token_parent(run, token) : NULL;
    clock_cancel(run, token);
    if (body)
        given = loop_collect(run, token, given);
    map_outputs(run, token, given);
    record_add(run, token);
    if (!body) {
        activity_finish(run, token);
        return;
    }
    left(run, token);
    token_end(run, token); /* a body is no scope that ends by itself */
    loop_done(run, body, token);
}
