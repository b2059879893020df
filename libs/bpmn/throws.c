/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Events that throw, and ends (13.5.4, 13.5.6). */
#include "run.h"

static void
send(struct run *run, const struct token *token, const char *name, const struct bpmn_value *input)
{
    const struct bpmn_extensions *okno = token->element->shown.okno;
    const char *target = computed_text(run, token, okno->target);
    const char *correlation = computed_text(run, token, okno->correlation);
    struct bpmn_effect *made = effect(run, BPMN_MESSAGE_SENT, token);
    made->name = name;
    made->target = target;
    made->correlation = correlation;
    made->input = input;
}

static void
signal(struct run *run, const struct token *token, const char *name, const struct bpmn_value *input)
{
    struct bpmn_effect *made = effect(run, BPMN_SIGNAL_THROWN, token);
    made->name = name;
    made->input = input;
    deliver_signal(run, name, input);
}

/* To the catching link of the same name, as if a flow led there. */
static void
link_to(struct run *run, struct token *token, const char *name)
{
    const struct elements *siblings = &token->element->parent->children;
    for (size_t i = 0; i < siblings->n; i++) {
        const struct element *target = siblings->items[i];
        const struct definition *definition = definition_of(target, BPMN_LINK);
        if (target->shown.kind == BPMN_CATCH_EVENT && definition && text_equal(definition->name, name)) {
            left(run, token);
            arrive(run, target, NULL, token->shown.parent);
            token_end(run, token);
            return;
        }
    }
}

void
throw_one(struct run *run, struct token *token, const struct definition *definition, const struct bpmn_value *input)
{
    switch (definition->trigger) {
    case BPMN_MESSAGE:
        send(run, token, definition->name, input);
        break;
    case BPMN_SIGNAL:
        signal(run, token, definition->name, input);
        break;
    case BPMN_ESCALATION:
        escalation_raise(run, token, definition->name, input);
        break;
    case BPMN_ERROR:
        error_raise(run, token, definition->name, input);
        break;
    case BPMN_COMPENSATION:
        compensation_begin(run, token, definition);
        break;
    case BPMN_TERMINATE:
        terminate(run, token);
        break;
    case BPMN_CANCEL:
        transaction_cancel(run, token);
        break;
    case BPMN_LINK:
        link_to(run, token, definition->name);
        break;
    default:
        break;
    }
}

void
thrown(struct run *run, struct token *token)
{
    if (token->element->shown.kind == BPMN_THROW_EVENT) {
        leave(run, token);
        return;
    }
    left(run, token);
    token_end(run, token);
}

/* What ends the scope comes last, so that the others of the event are thrown all the same. */
static bool
is_final(const struct definition *definition)
{
    return definition->trigger == BPMN_ERROR || definition->trigger == BPMN_TERMINATE
           || definition->trigger == BPMN_CANCEL;
}

void
event_throw(struct run *run, struct token *token)
{
    const struct element *element = token->element;
    token->shown.phase = BPMN_COMPENSATING; /* at work: not on its way any more */
    entered(run, token);
    map_inputs(run, token, NULL, NULL);
    for (int final = 0; final < 2; final++)
        for (size_t i = 0; i < element->n_definitions && !token->dead && run->code == RPC_OK; i++)
            if (is_final(&element->definitions[i]) == final)
                throw_one(run, token, &element->definitions[i], token->variables);
    if (!token->dead && !token->begun && run->code == RPC_OK)
        thrown(run, token);
}
