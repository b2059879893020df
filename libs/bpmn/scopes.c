/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Processes and sub-processes: they end by themselves when nothing goes on in them any more (13.2). */
#include "run.h"

const struct element *
start_of(const struct element *event_sub_process)
{
    for (size_t i = 0; i < event_sub_process->children.n; i++)
        if (event_sub_process->children.items[i]->shown.kind == BPMN_START_EVENT)
            return event_sub_process->children.items[i];
    return NULL;
}

/* Errors, escalations and compensation are looked up when they come; the others are waited for. */
static bool
is_awaited(const struct definition *definition)
{
    return definition->trigger == BPMN_MESSAGE || definition->trigger == BPMN_TIMER
           || definition->trigger == BPMN_SIGNAL || definition->trigger == BPMN_CONDITION;
}

void
open_event_sub_process(struct run *run, const struct element *start, const struct token *scope)
{
    for (size_t i = 0; i < start->n_definitions; i++)
        if (is_awaited(&start->definitions[i]))
            subscribe(run, start, &start->definitions[i], scope->shown.id, 0);
}

static void
open_event_sub_processes(struct run *run, const struct token *scope)
{
    for (size_t i = 0; i < scope->element->children.n; i++) {
        const struct element *element = scope->element->children.items[i];
        const struct element *start = element->shown.kind == BPMN_EVENT_SUB_PROCESS ? start_of(element) : NULL;
        if (start)
            open_event_sub_process(run, start, scope);
    }
}

void
scope_open(struct run *run, struct token *scope)
{
    scope->shown.phase = BPMN_SCOPE;
    for (size_t i = 0; i < scope->element->n_data; i++) {
        const char *name = scope->element->data[i];
        const struct bpmn_value *own = scope->shown.parent ? scope->variables : run->state->shown.variables;
        if (!bpmn_get(own, name))
            variable_own(run, scope, name, bpmn_null());
    }
    open_event_sub_processes(run, scope);
}

static bool
begins(const struct element *element)
{
    if (element->in.n || element->shown.kind == BPMN_BOUNDARY_EVENT || element->shown.kind == BPMN_EVENT_SUB_PROCESS
        || element->for_compensation)
        return false;
    return !(element->shown.kind == BPMN_CATCH_EVENT && definition_of(element, BPMN_LINK));
}

void
scope_begin(struct run *run, struct token *scope)
{
    const struct elements *children = &scope->element->children;
    bool has_start = false;
    uint32_t id = scope->shown.id;
    for (size_t i = 0; i < children->n; i++)
        has_start |= children->items[i]->shown.kind == BPMN_START_EVENT;
    for (size_t i = 0; i < children->n; i++)
        if (has_start ? children->items[i]->shown.kind == BPMN_START_EVENT : begins(children->items[i]))
            arrive(run, children->items[i], NULL, id);
    if (scope->children == 0)
        scope_done(run, scope);
}

void
scope_done(struct run *run, struct token *scope)
{
    if (run->code != RPC_OK)
        return;
    cancel_children(run, scope, "completed"); /* what only waited to begin */
    switch (scope->element->shown.kind) {
    case BPMN_PROCESS:
        instance_end(run, BPMN_COMPLETED, NULL);
        break;
    case BPMN_EVENT_SUB_PROCESS: {
        struct token *thrower = token_find(run, scope->shown.host);
        left(run, scope);
        records_drop(run, scope->compensates);
        token_end(run, scope);
        if (thrower)
            compensation_next(run, thrower);
        break;
    }
    default:
        activity_done(run, scope, NULL);
    }
}

void
terminate(struct run *run, struct token *end)
{
    struct token *scope = token_parent(run, end);
    left(run, end);
    cancel_children(run, scope, "terminated");
    if (scope->element->shown.kind == BPMN_PROCESS)
        instance_end(run, BPMN_TERMINATED, NULL);
    else
        scope_done(run, scope);
}

void
event_sub_process_start(struct run *run, const struct element *start, struct token *scope,
                        const struct bpmn_value *given)
{
    struct token *begun = token_new(run, start->parent, scope->shown.id, 0, BPMN_COMPENSATING);
    if (start->shown.interrupting) {
        size_t n = run->state->n_tokens;
        scope->interrupted = true;
        for (size_t i = 0; i < n; i++) {
            struct token *token = run->state->tokens[i];
            if (!token->dead && token->shown.parent == scope->shown.id && token != begun)
                token_cancel(run, token, "interrupted");
        }
    }
    entered(run, begun);
    scope_open(run, begun);
    event_pass(run, token_new(run, start, begun->shown.id, 0, BPMN_READY), given);
}
