/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How an instance begins (13.1): by a start event, a receive task that instantiates, or an event-based gateway that
 * does. */
#include "run.h"

static bool
answers(const struct element *element, const char *name)
{
    for (size_t i = 0; i < element->n_definitions; i++)
        if (text_equal(element->definitions[i].name, name))
            return true;
    return text_equal(element->message, name);
}

/* Named by its id, else by the name of its message or signal, else the one without trigger. */
static bool
is_meant(const struct run *run, const struct element *element)
{
    const struct bpmn_event *event = run->event;
    if (!element->shown.starts || !element->parent->shown.executable)
        return false;
    if (event->process && !text_equal(event->process, element->parent->shown.id))
        return false;
    if (event->element)
        return text_equal(event->element, element->shown.id);
    return event->name ? answers(element, event->name) : element->shown.trigger == BPMN_NONE;
}

static const struct element *
find_start(const struct run *run)
{
    const struct elements *all = &run->model->elements;
    for (size_t i = 0; i < all->n; i++)
        if (is_meant(run, all->items[i]))
            return all->items[i];
    return NULL;
}

/* A process without start events begins with whatever nothing leads to. */
static const struct element *
find_process(const struct run *run)
{
    const struct elements *all = &run->model->elements;
    for (size_t i = 0; i < all->n && !run->event->element && !run->event->name; i++) {
        const struct element *element = all->items[i];
        bool begins = element->shown.kind == BPMN_PROCESS && element->shown.executable
                      && (!run->event->process || text_equal(run->event->process, element->shown.id));
        for (size_t j = 0; begins && j < element->children.n; j++)
            begins = !element->children.items[j]->shown.starts;
        if (begins)
            return element;
    }
    return NULL;
}

static struct token *
open_process(struct run *run, const struct element *process)
{
    run->state->shown.process = &process->shown;
    struct token *root = token_new(run, process, 0, 0, BPMN_SCOPE);
    variables_set(run, root, run->event->variables);
    entered(run, root);
    scope_open(run, root);
    return root;
}

/* The other events of a parallel instantiating gateway are still to come. */
static void
await_others(struct run *run, const struct element *begun, const struct token *root)
{
    const struct element *gateway = begun->in.n ? begun->in.items[0]->source : NULL;
    if (!gateway || gateway->shown.kind != BPMN_EVENT_GATEWAY || !gateway->all_events)
        return;
    for (size_t i = 0; i < gateway->out.n; i++) {
        const struct element *other = gateway->out.items[i]->target;
        if (other != begun)
            arrive(run, other, gateway->out.items[i], root->shown.id);
    }
}

void
instance_begin(struct run *run)
{
    const struct element *start = find_start(run);
    const struct element *process = start ? start->parent : find_process(run);
    if (!process) {
        run_fail(run, RPC_NOT_FOUND, NULL, 0, "no-start", "так этот процесс не начинается",
                 "this process does not begin like that", NULL);
        return;
    }
    struct token *root = open_process(run, process);
    if (!start) {
        scope_begin(run, root);
        return;
    }
    struct token *token = token_new(run, start, root->shown.id, 0, BPMN_READY);
    await_others(run, start, root);
    if (start->shown.kind == BPMN_RECEIVE_TASK) {
        token->shown.phase = BPMN_WAIT_EVENT;
        entered(run, token);
        activity_done(run, token, NULL);
    } else {
        event_pass(run, token, NULL);
    }
}
