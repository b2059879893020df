/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The state between steps: copying, finding, tidying. */
#include "state.h"

static uint32_t *
copy_numbers(struct arena *arena, const uint32_t *from, size_t n)
{
    return n ? arena_memdup(arena, from, n * sizeof *from) : NULL;
}

struct state *
state_copy(struct arena *arena, const struct state *from)
{
    struct state *state = arena_memdup(arena, from, sizeof *from);
    state->room_tokens = from->n_tokens + 8;
    state->tokens = ARENA_ARRAY(arena, struct token *, state->room_tokens);
    struct token *copies = ARENA_ARRAY(arena, struct token, from->n_tokens);
    for (size_t i = 0; i < from->n_tokens; i++) {
        copies[i] = *from->tokens[i];
        copies[i].awaits = 0;
        copies[i].records = copy_numbers(arena, copies[i].records, copies[i].n_records);
        if (copies[i].n_flows)
            copies[i].flows = arena_memdup(arena, copies[i].flows, copies[i].n_flows * sizeof *copies[i].flows);
        state->tokens[i] = &copies[i];
    }
    state->room_records = from->n_records + 4;
    state->records = ARENA_ARRAY(arena, struct record, state->room_records);
    if (from->n_records)
        memcpy(state->records, from->records, from->n_records * sizeof *state->records);
    return state;
}

struct token *
state_find(const struct state *state, uint32_t id)
{
    size_t low = 0, high = state->n_tokens;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (state->tokens[middle]->shown.id < id)
            low = middle + 1;
        else
            high = middle;
    }
    struct token *token = low < state->n_tokens ? state->tokens[low] : NULL;
    return token && token->shown.id == id && !token->dead ? token : NULL;
}

void
state_tidy(struct state *state)
{
    size_t n = 0;
    for (size_t i = 0; i < state->n_tokens; i++)
        if (!state->tokens[i]->dead)
            state->tokens[n++] = state->tokens[i];
    state->n_tokens = n;
    state->n_dead = 0;
    state->shown.n_tokens = n;
    state->shown.tokens = (const struct bpmn_token *const *)state->tokens; /* each begins with what is shown */
}

const struct bpmn_token *
bpmn_state_token(const struct bpmn_state *state, uint32_t id)
{
    struct token *token = state_find((const struct state *)state, id);
    return token ? &token->shown : NULL;
}
