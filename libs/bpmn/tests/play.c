/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "play.h"

static const char head[] =
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "
    "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' id='D' targetNamespace='urn:test'>\n";
static const char known[] =
    "<message id='m1' name='one'/><message id='m2' name='two'/><signal id='s1' name='bell'/>"
    "<signal id='s2' name='horn'/><error id='e1' errorCode='E1'/><error id='e2' errorCode='E2'/>"
    "<escalation id='x1' escalationCode='X1'/>";

enum rpc_code
play_parse(struct play *play, const char *definitions)
{
    if (!play->arena)
        play->arena = arena_new(64 * 1024 * 1024);
    char *whole = arena_printf(play->arena, "%s%s</definitions>", head, definitions);
    return bpmn_parse(whole, strlen(whole), NULL, play->arena, &play->model, &play->faults);
}

void
play_open(struct play *play, const char *process)
{
    *play = (struct play){ .arena = arena_new(64 * 1024 * 1024), .now_us = 1795000000 * INT64_C(1000000) };
    char *whole = arena_printf(play->arena, "%s<process id='P' isExecutable='true'>%s</process>", known, process);
    enum rpc_code code = play_parse(play, whole);
    if (code != RPC_OK || play->faults.n)
        ck_abort_msg("%s: %s: %s", play->faults.items[0].element, play->faults.items[0].rule,
                     play->faults.items[0].message_en);
}

void
play_close(struct play *play)
{
    bpmn_model_free(play->model);
    arena_free(play->arena);
}

/* ------------------------------------------------------------------ steps */

static bool
same_bytes(const struct text *a, const struct text *b)
{
    return a->length == b->length && memcmp(a->data, b->data, a->length) == 0;
}

static void
check_round_trip(struct play *play, const struct bpmn_model *model)
{
    TEXT_SCOPED once = { 0 }, twice = { 0 };
    const struct bpmn_state *again;
    bpmn_state_pack(play->state, &once);
    EXPECT_CODE(bpmn_state_unpack(model, once.data, once.length, play->arena, &again), RPC_OK);
    bpmn_state_pack(again, &twice);
    EXPECT(same_bytes(&once, &twice));
    play->stored = once.length;
    /* what is read shares the bytes of texts with nothing: go on from it */
    play->state = again;
}

enum rpc_code
play_step(struct play *play, struct bpmn_event event)
{
    const struct bpmn_state *other;
    struct bpmn_effects effects;
    TEXT_SCOPED before = { 0 }, after = { 0 }, twice = { 0 };
    event.now_us = play->now_us;
    event.calendar = play->calendar;
    if (play->state)
        bpmn_state_pack(play->state, &before);
    const struct bpmn_state *from = play->state;
    enum rpc_code code = bpmn_step(play->model, from, &event, play->arena, &play->state, &play->effects, &play->fault);
    if (from) {
        bpmn_state_pack(from, &after);
        EXPECT(same_bytes(&before, &after)); /* a step leaves the old state as it was */
    }
    if (code != RPC_OK) {
        EXPECT(play->state == from);
        return code;
    }
    EXPECT_CODE(bpmn_step(play->model, from, &event, play->arena, &other, &effects, &play->fault), RPC_OK);
    text_clear(&after);
    bpmn_state_pack(play->state, &after);
    bpmn_state_pack(other, &twice);
    EXPECT(same_bytes(&after, &twice));
    EXPECT_INT(effects.n, play->effects.n);
    for (size_t i = 0; i < effects.n; i++)
        EXPECT(effects.items[i].kind == play->effects.items[i].kind
               && effects.items[i].token == play->effects.items[i].token);
    check_round_trip(play, event.kind == BPMN_MIGRATE ? event.target : play->model);
    return code;
}

static void
must(struct play *play, struct bpmn_event event)
{
    enum rpc_code code = play_step(play, event);
    if (code != RPC_OK)
        ck_abort_msg("%s: %s: %s: %s", rpc_code_name(code), play->fault.element, play->fault.rule,
                     play->fault.message_en);
}

void
play_start(struct play *play, const struct bpmn_value *variables)
{
    must(play, (struct bpmn_event){ .kind = BPMN_START, .variables = variables });
}

static uint32_t
waiting_at(struct play *play, const char *element, enum bpmn_phase phase)
{
    for (size_t i = 0; i < play->state->n_tokens; i++)
        if (text_equal(play->state->tokens[i]->element->id, element) && play->state->tokens[i]->phase == phase)
            return play->state->tokens[i]->id;
    ck_abort_msg("nothing waits at %s, but: %s", element, play_waits(play));
    return 0;
}

void
play_done_with(struct play *play, const char *element, const char *name, const struct bpmn_value *value)
{
    must(play, (struct bpmn_event){ .kind = BPMN_TASK_COMPLETED,
                                    .token = waiting_at(play, element, BPMN_WAIT_TASK),
                                    .variables = bpmn_with(play->arena, NULL, name, value) });
}

void
play_done(struct play *play, const char *element, const char *outcome)
{
    must(play, (struct bpmn_event){ .kind = BPMN_TASK_COMPLETED,
                                    .token = waiting_at(play, element, BPMN_WAIT_TASK),
                                    .outcome = outcome });
}

void
play_message(struct play *play, const char *name, const char *correlation)
{
    must(play, (struct bpmn_event){ .kind = BPMN_MESSAGE_DELIVERED, .name = name, .correlation = correlation });
}

void
play_signal(struct play *play, const char *name)
{
    must(play, (struct bpmn_event){ .kind = BPMN_SIGNAL_DELIVERED, .name = name });
}

void
play_timer(struct play *play, const char *element)
{
    for (size_t i = 0; i < play->state->n_tokens; i++) {
        const struct bpmn_token *token = play->state->tokens[i];
        if (!text_equal(token->element->id, element) || !token->due_us || token->overdue)
            continue;
        play->now_us = token->due_us > play->now_us ? token->due_us : play->now_us;
        must(play, (struct bpmn_event){ .kind = BPMN_TIMER_FIRED, .token = token->id });
        return;
    }
    ck_abort_msg("no timer at %s", element);
}

void
play_set(struct play *play, const char *name, const struct bpmn_value *value)
{
    must(play, (struct bpmn_event){ .kind = BPMN_VARIABLES_CHANGED, .variables = object(play, name, value) });
}

void
play_return(struct play *play, const char *element, const char *error)
{
    const struct bpmn_token *token = play_token(play, element);
    EXPECT(token != NULL);
    bool called = token->phase == BPMN_WAIT_CALLED;
    must(play, (struct bpmn_event){ .kind = called  ? BPMN_CALLED_ENDED
                                            : error ? BPMN_SERVICE_FAILED
                                                    : BPMN_SERVICE_RETURNED,
                                    .token = token->id,
                                    .code = error });
}

/* ------------------------------------------------------------------ looking */

static const char *
joined(struct play *play, const char *list, const char *more)
{
    return *list ? arena_printf(play->arena, "%s %s", list, more) : more;
}

const char *
play_waits(struct play *play)
{
    const char *list = "";
    for (size_t i = 0; i < play->state->n_tokens; i++) {
        const struct bpmn_token *token = play->state->tokens[i];
        if (token->phase != BPMN_SCOPE && token->phase != BPMN_BODY)
            list = joined(play, list, token->element->id);
    }
    return list;
}

const char *
play_effects(struct play *play, enum bpmn_effect_kind kind)
{
    const char *list = "";
    for (size_t i = 0; i < play->effects.n; i++)
        if (play->effects.items[i].kind == kind)
            list = joined(play, list, play->effects.items[i].element->id);
    return list;
}

const struct bpmn_effect *
play_effect(struct play *play, enum bpmn_effect_kind kind)
{
    for (size_t i = 0; i < play->effects.n; i++)
        if (play->effects.items[i].kind == kind)
            return &play->effects.items[i];
    return NULL;
}

const struct bpmn_token *
play_token(struct play *play, const char *element)
{
    for (size_t i = 0; i < play->state->n_tokens; i++)
        if (text_equal(play->state->tokens[i]->element->id, element))
            return play->state->tokens[i];
    return NULL;
}

const struct bpmn_value *
play_variable(struct play *play, const char *name)
{
    return bpmn_get(play->state->variables, name);
}

const char *
play_text(struct play *play, const char *name)
{
    const struct bpmn_value *value = play_variable(play, name);
    if (!value || value->kind == BPMN_NULL)
        return NULL;
    return value->kind == BPMN_TEXT     ? value->text
           : value->kind == BPMN_NUMBER ? arena_printf(play->arena, "%g", value->number)
           : value->kind == BPMN_BOOL   ? (value->truth ? "true" : "false")
                                        : "?";
}

bool
play_fault(const struct play *play, const char *rule, const char *element)
{
    for (size_t i = 0; i < play->faults.n; i++)
        if (text_equal(play->faults.items[i].rule, rule) && text_equal(play->faults.items[i].element, element))
            return play->faults.items[i].line > 0;
    return false;
}

const struct bpmn_value *
number(struct play *play, double value)
{
    return bpmn_number(play->arena, value);
}

const struct bpmn_value *
text(struct play *play, const char *value)
{
    return bpmn_text(play->arena, value);
}

const struct bpmn_value *
list(struct play *play, int n, const char *const *texts)
{
    struct bpmn_value *made = ARENA_NEW(play->arena, struct bpmn_value);
    const struct bpmn_value **items = ARENA_ARRAY(play->arena, const struct bpmn_value *, n);
    for (int i = 0; i < n; i++)
        items[i] = text(play, texts[i]);
    *made = (struct bpmn_value){ .kind = BPMN_LIST, .n = (size_t)n, .items = items };
    return made;
}

const struct bpmn_value *
object(struct play *play, const char *name, const struct bpmn_value *value)
{
    return bpmn_with(play->arena, NULL, name, value);
}
