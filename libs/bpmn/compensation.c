/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Compensation (13.5.5) and cancelled transactions (10.7). Activities that were completed and can be undone leave a
 * record; a throwing event undoes them one by one, the last first. What lies in a completed sub-process is undone by
 * its compensation event sub-process, else by default: everything in it, the last first.
 */
#include "run.h"

static const struct element *
compensation_start(const struct element *scope)
{
    for (size_t i = 0; i < scope->children.n; i++) {
        const struct element *child = scope->children.items[i];
        for (size_t j = 0; child->shown.kind == BPMN_EVENT_SUB_PROCESS && j < child->children.n; j++)
            if (definition_of(child->children.items[j], BPMN_COMPENSATION)
                && child->children.items[j]->shown.kind == BPMN_START_EVENT)
                return child->children.items[j];
    }
    return NULL;
}

/* ------------------------------------------------------------------ records */

static bool
has_records(const struct run *run, uint32_t scope)
{
    for (size_t i = 0; i < run->state->n_records; i++)
        if (run->state->records[i].scope == scope)
            return true;
    return false;
}

void
record_add(struct run *run, const struct token *token)
{
    struct state *state = run->state;
    const struct element *element = token->element;
    bool nested = is_scope(element) && (compensation_start(element) || has_records(run, token->shown.id));
    if (element->for_compensation || (!element->handler && !nested))
        return;
    if (state->n_records == state->room_records) {
        size_t room = state->room_records * 2 + 4;
        struct record *larger = ARENA_ARRAY(run->arena, struct record, room);
        if (state->n_records)
            memcpy(larger, state->records, state->n_records * sizeof *larger);
        state->records = larger;
        state->room_records = room;
    }
    const struct token *body = is_inner(run, token) ? token_parent(run, token) : token;
    state->records[state->n_records++] =
        (struct record){ token->shown.id, body->shown.parent, element, token->variables };
}

static bool
record_take(struct run *run, uint32_t id, struct record *ret_record)
{
    struct state *state = run->state;
    for (size_t i = 0; i < state->n_records; i++)
        if (state->records[i].id == id) {
            *ret_record = state->records[i];
            memmove(&state->records[i], &state->records[i + 1], (state->n_records - i - 1) * sizeof *state->records);
            state->n_records--;
            return true;
        }
    return false;
}

void
records_drop(struct run *run, uint32_t scope)
{
    struct record record;
    for (size_t i = run->state->n_records; i-- > 0;)
        if (i < run->state->n_records && run->state->records[i].scope == scope
            && record_take(run, run->state->records[i].id, &record))
            records_drop(run, record.id);
}

/* ------------------------------------------------------------------ what a thrower undoes */

/* The scopes a thrower sees: its own; and out of an event sub-process also that which it belongs to. */
static size_t
visible_scopes(const struct run *run, const struct token *thrower, uint32_t *ret_scopes, size_t room)
{
    size_t n = 0;
    for (const struct token *scope = token_parent(run, thrower); scope && n < room; scope = token_parent(run, scope)) {
        ret_scopes[n++] = scope->shown.id;
        if (scope->compensates && n < room) {
            ret_scopes[n++] = scope->compensates;
            break;
        }
        if (scope->element->shown.kind != BPMN_EVENT_SUB_PROCESS)
            break;
    }
    return n;
}

/* Adds the records of the scope, the last first; a sub-process undone by default is the records in it. */
static void
collect(struct run *run, struct token *thrower, uint32_t scope, const struct element *only)
{
    for (size_t i = run->state->n_records; i-- > 0;) {
        const struct record *record = &run->state->records[i];
        if (record->scope != scope || (only && record->element != only))
            continue;
        if (!record->element->handler && !compensation_start(record->element))
            collect(run, thrower, record->id, NULL);
        else
            thrower->records[thrower->n_records++] = record->id;
    }
}

static void
undo(struct run *run, struct token *thrower, const struct record *record, uint32_t parent)
{
    if (record->element->handler) {
        struct token *handler = token_new(run, record->element->handler, parent, thrower->shown.id, BPMN_READY);
        handler->variables = record->variables;
        records_drop(run, record->id);
        return;
    }
    const struct element *start = compensation_start(record->element);
    struct token *scope = token_new(run, start->parent, parent, thrower->shown.id, BPMN_COMPENSATING);
    scope->compensates = record->id;
    scope->variables = record->variables;
    entered(run, scope);
    scope_open(run, scope);
    arrive(run, start, NULL, scope->shown.id);
}

/* By its cancel event, which stands on the activity as a whole; without one the transaction, or this turn, is over. */
static void
transaction_undone(struct run *run, struct token *transaction)
{
    const struct elements *boundaries = &transaction->element->boundaries;
    struct token *body = is_inner(run, transaction) ? token_parent(run, transaction) : NULL;
    for (size_t i = 0; i < boundaries->n; i++)
        if (definition_of(boundaries->items[i], BPMN_CANCEL)) {
            boundary_trigger(run, boundaries->items[i], body ? body : transaction, NULL);
            return;
        }
    clock_cancel(run, transaction);
    if (!body) {
        activity_finish(run, transaction);
        return;
    }
    left(run, transaction);
    token_end(run, transaction);
    loop_done(run, body, transaction);
}

static void
undone(struct run *run, struct token *thrower)
{
    if (thrower->element->shown.kind == BPMN_TRANSACTION) {
        transaction_undone(run, thrower);
    } else if (thrower->detached) {
        token_end(run, thrower);
    } else {
        thrown(run, thrower);
    }
}

void
compensation_next(struct run *run, struct token *thrower)
{
    struct record record;
    while (thrower->n_records && run->code == RPC_OK) {
        uint32_t id = thrower->records[0];
        thrower->n_records--;
        memmove(thrower->records, thrower->records + 1, thrower->n_records * sizeof *thrower->records);
        if (!record_take(run, id, &record))
            continue;       /* undone by another thrower */
        thrower->begun = 1; /* a handler is at work */
        bool inside = thrower->element->shown.kind == BPMN_TRANSACTION;
        undo(run, thrower, &record, inside ? thrower->shown.id : thrower->shown.parent);
        return;
    }
    thrower->begun = 0;
    undone(run, thrower);
}

/* Somebody else waits in the thrower's place, so that it can go on. */
static struct token *
stand_in(struct run *run, const struct token *token)
{
    struct token *other = token_new(run, token->element, token->shown.parent, 0, BPMN_COMPENSATING);
    other->detached = true;
    return other;
}

void
compensation_begin(struct run *run, struct token *token, const struct definition *definition)
{
    uint32_t scopes[16];
    size_t n = visible_scopes(run, token, scopes, OKNO_ARRAY_SIZE(scopes));
    struct token *thrower = definition->goes_on ? stand_in(run, token) : token;
    thrower->records = ARENA_ARRAY(run->arena, uint32_t, run->state->n_records + 1);
    thrower->n_records = 0;
    for (size_t i = 0; i < n; i++)
        collect(run, thrower, scopes[i], definition->activity);
    if (thrower->n_records || thrower->detached)
        compensation_next(run, thrower);
}

/* ------------------------------------------------------------------ transactions */

void
transaction_cancel(struct run *run, struct token *end)
{
    struct token *transaction = token_parent(run, end);
    while (transaction && transaction->element->shown.kind != BPMN_TRANSACTION)
        transaction = token_parent(run, transaction);
    if (!transaction)
        return;
    left(run, end);
    transaction->shown.phase = BPMN_COMPENSATING; /* so that it does not end while it is emptied */
    cancel_children(run, transaction, "transaction cancelled");
    transaction->records = ARENA_ARRAY(run->arena, uint32_t, run->state->n_records + 1);
    transaction->n_records = 0;
    collect(run, transaction, transaction->shown.id, NULL);
    compensation_next(run, transaction);
}
