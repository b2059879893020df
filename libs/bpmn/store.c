/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A state as okno.process.v1.State, and back. Elements are named by their ids, so that it outlives our numbering. */
#include "state.h"
#include "values.h"

#include <google/protobuf/struct.pb-c.h>
#include <okno/process.pb-c.h>
#include <okno/proto.h>

/* ------------------------------------------------------------------ packing */

static const char *
given(const char *text)
{
    return text ? text : "";
}

static Process__Token *
pack_token(struct arena *arena, const struct token *token)
{
    const struct bpmn_token *shown = &token->shown;
    Process__Token *made = proto_new(arena, &process__token__descriptor);
    made->id = shown->id;
    made->parent = shown->parent;
    made->host = shown->host;
    made->element = shown->element->id;
    made->flow = token->flow ? token->flow->shown.id : "";
    made->phase = shown->phase;
    made->trigger = shown->trigger;
    made->definition = token->definition ? token->definition->index : 0;
    made->since_us = shown->since_us;
    made->due_us = shown->due_us;
    made->started_us = token->started_us == shown->since_us ? 0 : token->started_us;
    made->unit = token->unit;
    made->overdue = shown->overdue;
    made->name = given(shown->name);
    made->correlation = given(shown->correlation);
    made->index = shown->index;
    made->total = token->total;
    made->begun = token->begun;
    made->done = token->done;
    made->cycles = token->cycles;
    made->interval = given(token->interval);
    made->held = token->held;
    made->interrupted = token->interrupted;
    made->detached = token->detached;
    made->compensates = token->compensates;
    made->n_records = token->n_records;
    made->records = token->records;
    made->n_flows = token->n_flows;
    made->flows = ARENA_ARRAY(arena, const char *, token->n_flows);
    for (size_t i = 0; i < token->n_flows; i++)
        made->flows[i] = token->flows[i]->shown.id;
    made->variables = token->variables ? bpmn_to_struct(arena, token->variables) : NULL;
    made->items = token->items ? value_to_proto(arena, token->items) : NULL;
    return made;
}

static Process__Record *
pack_record(struct arena *arena, const struct record *record)
{
    Process__Record *made = proto_new(arena, &process__record__descriptor);
    made->id = record->id;
    made->scope = record->scope;
    made->element = record->element->shown.id;
    made->variables = record->variables ? bpmn_to_struct(arena, record->variables) : NULL;
    return made;
}

void
bpmn_state_pack(const struct bpmn_state *shown, struct text *out)
{
    const struct state *state = (const struct state *)shown;
    struct arena *arena = arena_new(SIZE_MAX);
    Process__State *made = proto_new(arena, &process__state__descriptor);
    made->model = shown->model->fingerprint;
    made->process = shown->process->id;
    made->status = shown->status;
    made->last_token = state->last_token;
    made->suspended_us = shown->suspended ? shown->suspended_us : 0;
    made->error = given(shown->error);
    made->variables = bpmn_to_struct(arena, shown->variables);
    made->n_tokens = state->n_tokens;
    made->tokens = ARENA_ARRAY(arena, Process__Token *, state->n_tokens);
    for (size_t i = 0; i < state->n_tokens; i++)
        made->tokens[i] = pack_token(arena, state->tokens[i]);
    made->n_records = state->n_records;
    made->records = ARENA_ARRAY(arena, Process__Record *, state->n_records);
    for (size_t i = 0; i < state->n_records; i++)
        made->records[i] = pack_record(arena, &state->records[i]);
    proto_pack(&made->base, out);
    arena_free(arena);
}

/* ------------------------------------------------------------------ unpacking */

static const char *
kept(const char *text)
{
    return *text ? text : NULL;
}

static bool
unpack_flows(const struct bpmn_model *model, struct arena *arena, const Process__Token *from, struct token *token)
{
    token->flow = *from->flow ? model_flow(model, from->flow) : NULL;
    token->n_flows = from->n_flows;
    token->flows = ARENA_ARRAY(arena, const struct flow *, from->n_flows);
    for (size_t i = 0; i < from->n_flows; i++)
        if (!(token->flows[i] = model_flow(model, from->flows[i])))
            return false;
    return token->flow || *from->flow == '\0';
}

static bool
unpack_token(const struct bpmn_model *model, struct arena *arena, const Process__Token *from, struct token *token)
{
    const struct element *element = model_element(model, from->element);
    if (!element || from->phase <= BPMN_READY || from->phase > BPMN_COMPENSATING || from->trigger > BPMN_MULTIPLE
        || from->unit > BPMN_WORKING_DAYS)
        return false;
    *token = (struct token){ .element = element,
                             .started_us = from->started_us ? from->started_us : from->since_us,
                             .unit = (enum bpmn_term_unit)from->unit,
                             .total = from->total,
                             .begun = from->begun,
                             .done = from->done,
                             .cycles = from->cycles,
                             .interval = kept(from->interval),
                             .held = from->held,
                             .interrupted = from->interrupted,
                             .detached = from->detached,
                             .compensates = from->compensates,
                             .records = from->records,
                             .n_records = from->n_records };
    token->shown = (struct bpmn_token){ from->id,
                                        from->parent,
                                        from->host,
                                        &element->shown,
                                        (enum bpmn_phase)from->phase,
                                        (enum bpmn_trigger)from->trigger,
                                        from->since_us,
                                        from->due_us,
                                        kept(from->name),
                                        kept(from->correlation),
                                        from->index,
                                        from->overdue };
    if (from->definition < element->n_definitions)
        token->definition = &element->definitions[from->definition];
    token->variables = from->variables ? bpmn_from_struct(arena, from->variables) : NULL;
    token->items = from->items ? value_from_proto(arena, from->items) : NULL;
    return unpack_flows(model, arena, from, token);
}

static bool
unpack_tokens(const struct bpmn_model *model, struct arena *arena, const Process__State *from, struct state *state)
{
    struct token *tokens = ARENA_ARRAY(arena, struct token, from->n_tokens);
    state->tokens = ARENA_ARRAY(arena, struct token *, from->n_tokens);
    for (size_t i = 0; i < from->n_tokens; i++) {
        uint32_t before = i ? from->tokens[i - 1]->id : 0;
        if (from->tokens[i]->id <= before || from->tokens[i]->id > from->last_token
            || !unpack_token(model, arena, from->tokens[i], &tokens[i]))
            return false;
        state->tokens[i] = &tokens[i];
    }
    state->n_tokens = from->n_tokens;
    for (size_t i = 0; i < state->n_tokens; i++) {
        struct token *parent = state_find(state, tokens[i].shown.parent);
        if (tokens[i].shown.parent && !parent)
            return false;
        if (parent && !is_subscription(&tokens[i]))
            parent->children++;
    }
    return true;
}

static bool
unpack_records(const struct bpmn_model *model, struct arena *arena, const Process__State *from, struct state *state)
{
    state->records = ARENA_ARRAY(arena, struct record, from->n_records);
    state->n_records = from->n_records;
    for (size_t i = 0; i < from->n_records; i++) {
        const Process__Record *record = from->records[i];
        state->records[i] = (struct record){ record->id, record->scope, model_element(model, record->element),
                                             record->variables ? bpmn_from_struct(arena, record->variables) : NULL };
        if (!state->records[i].element)
            return false;
    }
    return true;
}

enum rpc_code
bpmn_state_unpack(const struct bpmn_model *model, const void *bytes, size_t length, struct arena *arena,
                  const struct bpmn_state **ret_state)
{
    ProtobufCMessage *message;
    enum rpc_code code = proto_read(arena, &process__state__descriptor, bytes, length, &message);
    if (code != RPC_OK)
        return code;
    const Process__State *from = (const Process__State *)message;
    if (from->model != model->fingerprint)
        return RPC_FAILED_PRECONDITION;
    const struct element *process = model_element(model, from->process);
    struct state *state = ARENA_NEW(arena, struct state);
    if (!process || process->shown.kind != BPMN_PROCESS || from->status < BPMN_ACTIVE || from->status > BPMN_FAILED
        || !unpack_tokens(model, arena, from, state) || !unpack_records(model, arena, from, state))
        return RPC_INVALID_ARGUMENT;
    state->last_token = from->last_token;
    state->shown = (struct bpmn_state){ .model = model,
                                        .process = &process->shown,
                                        .status = (enum bpmn_status_code)from->status,
                                        .suspended = from->suspended_us != 0,
                                        .suspended_us = from->suspended_us,
                                        .variables = bpmn_from_struct(arena, from->variables),
                                        .error = kept(from->error) };
    state_tidy(state);
    *ret_state = &state->shown;
    return RPC_OK;
}
