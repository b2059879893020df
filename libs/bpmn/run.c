/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A step: the event, then everything that follows from it until all waits again. */
#include "run.h"

static const char *
fill(struct arena *arena, const char *sentence, const char *what)
{
    const char *gap = strstr(sentence, "%s");
    return gap && what ? arena_printf(arena, "%.*s%s%s", (int)(gap - sentence), sentence, what, gap + 2) : sentence;
}

void
run_fail(struct run *run, enum rpc_code code, const struct element *element, int line, const char *rule, const char *ru,
         const char *en, const char *what)
{
    if (run->code != RPC_OK)
        return;
    run->code = code;
    run->fault = (struct bpmn_fault){ .element = element ? element->shown.id : "",
                                      .line = line      ? line
                                              : element ? element->shown.line
                                                        : 0,
                                      .rule = rule,
                                      .message_ru = fill(run->arena, ru, what),
                                      .message_en = fill(run->arena, en, what) };
}

struct bpmn_effect *
effect(struct run *run, enum bpmn_effect_kind kind, const struct token *token)
{
    if (run->n_effects == run->room_effects) {
        size_t room = run->room_effects * 2 + 16;
        struct bpmn_effect *larger = ARENA_ARRAY(run->arena, struct bpmn_effect, room);
        if (run->n_effects)
            memcpy(larger, run->effects, run->n_effects * sizeof *larger);
        run->effects = larger;
        run->room_effects = room;
    }
    struct bpmn_effect *made = &run->effects[run->n_effects++];
    *made = (struct bpmn_effect){ .kind = kind,
                                  .token = token->shown.id,
                                  .element = token->shown.element,
                                  .parent = token->shown.parent,
                                  .index = token->shown.index };
    return made;
}

static bool
has_memory(struct run *run)
{
    if (!arena_try_alloc(run->arena, 0))
        run_fail(run, RPC_RESOURCE_EXHAUSTED, run->at, 0, "too-much-memory", "шагу не хватило памяти",
                 "the step takes too much memory", NULL);
    return run->code == RPC_OK;
}

static void
execute(struct run *run, struct token *token)
{
    run->at = token->element;
    if (++run->steps > STEP_MAX) {
        run_fail(run, RPC_ABORTED, token->element, 0, "endless",
                 "процесс ходит по кругу, не останавливаясь: шаг прерван", "the process goes round without waiting",
                 NULL);
        return;
    }
    if (!has_memory(run))
        return;
    switch (token->element->shown.kind) {
    case BPMN_START_EVENT:
        event_pass(run, token, NULL);
        break;
    case BPMN_CATCH_EVENT:
        event_wait(run, token);
        break;
    case BPMN_THROW_EVENT:
    case BPMN_END_EVENT:
        event_throw(run, token);
        break;
    case BPMN_EXCLUSIVE_GATEWAY:
    case BPMN_INCLUSIVE_GATEWAY:
    case BPMN_PARALLEL_GATEWAY:
    case BPMN_COMPLEX_GATEWAY:
    case BPMN_EVENT_GATEWAY:
        gateway_enter(run, token);
        break;
    default:
        activity_enter(run, token);
    }
}

static struct token *
next_ready(struct run *run)
{
    for (; run->cursor < run->state->n_tokens; run->cursor++) {
        struct token *token = run->state->tokens[run->cursor];
        if (!token->dead && token->shown.phase == BPMN_READY)
            return token;
    }
    return NULL;
}

/* Whoever looks for a token looks at all of them: the dead are not to be many. */
static void
bury(struct run *run)
{
    struct state *state = run->state;
    if (state->n_dead <= state->n_tokens / 2 || state->shown.status != BPMN_ACTIVE)
        return;
    size_t before = 0;
    for (size_t i = 0; i < run->cursor; i++)
        before += !state->tokens[i]->dead;
    state_tidy(state);
    run->cursor = before;
}

void
settle(struct run *run)
{
    do {
        struct token *token;
        while (run->code == RPC_OK && (token = next_ready(run))) {
            run->cursor++;
            execute(run, token);
            bury(run);
        }
    } while (run->code == RPC_OK && run->state->shown.status == BPMN_ACTIVE
             && (joins_settle(run) || conditions_settle(run)));
}

static const char *
end_name(enum bpmn_status_code status)
{
    return status == BPMN_TERMINATED ? "terminated" : status == BPMN_CANCELLED ? "cancelled" : "failed";
}

void
instance_end(struct run *run, enum bpmn_status_code status, const char *why)
{
    static const enum bpmn_effect_kind kinds[] = { [BPMN_COMPLETED] = BPMN_INSTANCE_COMPLETED,
                                                   [BPMN_TERMINATED] = BPMN_INSTANCE_TERMINATED,
                                                   [BPMN_CANCELLED] = BPMN_INSTANCE_CANCELLED,
                                                   [BPMN_FAILED] = BPMN_INSTANCE_FAILED };
    struct state *state = run->state;
    struct token *root = state->tokens[0];
    cancel_children(run, root, end_name(status));
    left(run, root);
    root->dead = true;
    state->shown.status = status;
    state->shown.suspended = false;
    state->shown.error = status == BPMN_FAILED ? why : NULL;
    state->n_records = 0;
    struct bpmn_effect *made = effect(run, kinds[status], root);
    made->name = status == BPMN_FAILED ? why : NULL;
    made->why = status == BPMN_CANCELLED ? why : NULL;
    made->input = state->shown.variables;
}

/* ------------------------------------------------------------------ a step */

static struct state *
fresh(struct arena *arena, const struct bpmn_model *model)
{
    struct state *state = ARENA_NEW(arena, struct state);
    state->shown.model = model;
    state->shown.status = BPMN_ACTIVE;
    state->shown.variables = bpmn_from_struct(arena, NULL);
    return state;
}

static void
go(struct run *run, const struct bpmn_state *state)
{
    bool starts = run->event->kind == BPMN_START;
    if (starts != (state == NULL))
        run_fail(run, RPC_FAILED_PRECONDITION, NULL, 0, "started", "экземпляр уже начат или ещё не начат",
                 "the instance has begun already, or not yet", NULL);
    else if (state && state->model != run->model)
        run_fail(run, RPC_FAILED_PRECONDITION, NULL, 0, "other-model", "состояние принадлежит другой версии",
                 "the state belongs to another version", NULL);
    else if (state && state->status != BPMN_ACTIVE)
        run_fail(run, RPC_FAILED_PRECONDITION, NULL, 0, "ended", "экземпляр уже завершён", "the instance has ended",
                 NULL);
    else if (starts)
        instance_begin(run);
    else
        take_event(run);
    settle(run);
    if (run->code == RPC_OK)
        (void)has_memory(run);
}

enum rpc_code
bpmn_step(const struct bpmn_model *model, const struct bpmn_state *state, const struct bpmn_event *event,
          struct arena *arena, const struct bpmn_state **ret_state, struct bpmn_effects *ret_effects,
          struct bpmn_fault *ret_fault)
{
    struct run run = { .model = model, .event = event, .arena = arena, .fault = { .element = "", .rule = "" } };
    run.state = state ? state_copy(arena, (const struct state *)state) : fresh(arena, model);
    go(&run, state);
    if (run.code != RPC_OK) {
        *ret_fault = run.fault;
        return run.code;
    }
    state_tidy(run.state);
    *ret_state = &run.state->shown;
    *ret_effects = (struct bpmn_effects){ run.effects, run.n_effects };
    return RPC_OK;
}
