/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Errors and escalations look for who catches them, from where they are raised outwards (10.5.1, 10.5.6). */
#include "run.h"

/* The definition that catches this code: one with the code itself before one that takes any. */
static bool
catches(const struct element *event, enum bpmn_trigger trigger, const char *code, bool exactly)
{
    for (size_t i = 0; i < event->n_definitions; i++) {
        const struct definition *definition = &event->definitions[i];
        if (definition->trigger == trigger
            && (exactly ? definition->name && text_equal(definition->name, code) : !definition->name))
            return true;
    }
    return false;
}

static const struct element *
boundary_for(const struct element *element, enum bpmn_trigger trigger, const char *code)
{
    for (int exactly = 1; exactly >= 0; exactly--)
        for (size_t i = 0; i < element->boundaries.n; i++)
            if (catches(element->boundaries.items[i], trigger, code, exactly))
                return element->boundaries.items[i];
    return NULL;
}

static const struct element *
start_for(const struct element *scope, enum bpmn_trigger trigger, const char *code)
{
    for (int exactly = 1; exactly >= 0; exactly--)
        for (size_t i = 0; i < scope->children.n; i++) {
            const struct element *child = scope->children.items[i];
            for (size_t j = 0; child->shown.kind == BPMN_EVENT_SUB_PROCESS && j < child->children.n; j++)
                if (child->children.items[j]->shown.kind == BPMN_START_EVENT
                    && catches(child->children.items[j], trigger, code, exactly))
                    return child->children.items[j];
        }
    return NULL;
}

static const struct bpmn_value *
with_code(struct run *run, const struct bpmn_value *given, const char *name, const char *code)
{
    return bpmn_with(run->arena, given, name, code ? bpmn_text(run->arena, code) : NULL);
}

static bool
is_open_scope(const struct token *token)
{
    return is_scope(token->element) && token->shown.phase == BPMN_SCOPE && !token->interrupted;
}

/* Whether somebody caught it. */
static bool
raise(struct run *run, struct token *origin, enum bpmn_trigger trigger, const char *code,
      const struct bpmn_value *given)
{
    for (struct token *token = origin; token; token = token_parent(run, token)) {
        const struct element *start = is_open_scope(token) ? start_for(token->element, trigger, code) : NULL;
        if (start) {
            event_sub_process_start(run, start, token, given);
            return true;
        }
        if (is_inner(run, token) || !is_activity(token->element))
            continue; /* boundary events stand on the activity as a whole */
        const struct element *event = boundary_for(token->element, trigger, code);
        if (event) {
            boundary_trigger(run, event, token, given);
            return true;
        }
    }
    return false;
}

void
error_raise(struct run *run, struct token *origin, const char *code, const struct bpmn_value *given)
{
    if (!raise(run, origin, BPMN_ERROR, code, with_code(run, given, "error_code", code)))
        instance_end(run, BPMN_FAILED, code ? code : "");
}

void
escalation_raise(struct run *run, struct token *origin, const char *code, const struct bpmn_value *given)
{
    if (raise(run, origin, BPMN_ESCALATION, code, with_code(run, given, "escalation_code", code)))
        return;
    struct bpmn_effect *made = effect(run, BPMN_ESCALATION_RAISED, origin);
    made->name = code;
    made->input = given;
}
