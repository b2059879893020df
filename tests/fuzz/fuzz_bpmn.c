/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* libFuzzer: any bytes as a model; what is accepted is executed for some steps, chosen by the bytes, and what was
 * stored is read again as it was. */
#include <okno/bpmn.h>

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define STEPS 12

static const struct bpmn_state *
stored(const struct bpmn_model *model, const struct bpmn_state *state, struct arena *arena)
{
    TEXT_SCOPED once = { 0 }, twice = { 0 };
    const struct bpmn_state *again;
    bpmn_state_pack(state, &once);
    enum rpc_code code = bpmn_state_unpack(model, once.data, once.length, arena, &again);
    if (code == RPC_RESOURCE_EXHAUSTED)
        return NULL;
    assert(code == RPC_OK);
    bpmn_state_pack(again, &twice);
    assert(once.length == twice.length && memcmp(once.data, twice.data, once.length) == 0);
    return again;
}

/* Whatever one of the tokens waits for. */
static struct bpmn_event
something(const struct bpmn_state *state, uint8_t choice)
{
    const struct bpmn_token *token = state->tokens[choice % state->n_tokens];
    struct bpmn_event event = { .token = token->id, .name = token->name, .correlation = token->correlation };
    event.now_us = token->due_us > 0 ? token->due_us : INT64_C(1795000000000000);
    if (token->phase == BPMN_WAIT_EVENT)
        event.kind = token->trigger == BPMN_MESSAGE  ? BPMN_MESSAGE_DELIVERED
                     : token->trigger == BPMN_SIGNAL ? BPMN_SIGNAL_DELIVERED
                                                     : BPMN_TIMER_FIRED;
    else
        event.kind = token->phase == BPMN_WAIT_CALLED    ? BPMN_CALLED_ENDED
                     : token->phase == BPMN_WAIT_SERVICE ? (choice & 1 ? BPMN_SERVICE_FAILED : BPMN_SERVICE_RETURNED)
                                                         : BPMN_TASK_COMPLETED;
    if (token->element->okno->n_outcomes)
        event.outcome = token->element->okno->outcomes[0].code;
    return event;
}

static void
execute(const struct bpmn_model *model, const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new((size_t)64 * 1024 * 1024);
    struct bpmn_event event = { .kind = BPMN_START, .now_us = INT64_C(1795000000000000) };
    const struct bpmn_state *state = NULL;
    struct bpmn_effects effects;
    struct bpmn_fault fault;
    for (size_t i = 0; i < STEPS; i++) {
        enum rpc_code code = bpmn_step(model, state, &event, arena, &state, &effects, &fault);
        if (!state || (code == RPC_OK && !(state = stored(model, state, arena))) || state->n_tokens == 0)
            break;
        event = something(state, data[(size * i / STEPS + i) % size]);
    }
    arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(SIZE_MAX);
    struct bpmn_model *model = NULL;
    struct bpmn_faults faults;
    enum rpc_code code = bpmn_parse(data, size, NULL, arena, &model, &faults);
    assert((code == RPC_OK) == (model != NULL));
    for (size_t i = 0; i < faults.n; i++)
        assert(utf8_valid(faults.items[i].message_ru, strlen(faults.items[i].message_ru)));
    if (model && size)
        execute(model, data, size);
    bpmn_model_free(model);
    arena_free(arena);
    return 0;
}
