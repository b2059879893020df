/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Static rules of sequence flows (8.4.13), and what nothing leads to. */
#include "parse.h"

void
check_flows(struct parser *parser, const struct element *element)
{
    bool plain = element->shown.kind == BPMN_START_EVENT || element->shown.kind == BPMN_CATCH_EVENT
                 || element->shown.kind == BPMN_THROW_EVENT || element->shown.kind == BPMN_BOUNDARY_EVENT;
    for (size_t i = 0; i < element->out.n; i++) {
        const struct flow *flow = element->out.items[i];
        if (plain && flow->condition.text)
            fault_at(parser, flow->shown.id, flow->shown.line, "event-condition",
                     "на потоке из события не бывает условия", "a flow out of an event has no condition", NULL);
        if (is_activity(element) && flow == element->usual && flow->condition.text)
            fault_at(parser, flow->shown.id, flow->shown.line, "default-condition",
                     "у потока по умолчанию не бывает условия", "a default flow has no condition", NULL);
    }
}

/* ------------------------------------------------------------------ what is reached */

static bool
is_entry(const struct element *element)
{
    enum bpmn_kind kind = element->shown.kind;
    return kind == BPMN_PROCESS || kind == BPMN_START_EVENT || kind == BPMN_EVENT_SUB_PROCESS || element->is_global
           || element->for_compensation || element->instantiate
           || (element->in.n == 0 && kind != BPMN_BOUNDARY_EVENT && !definition_of(element, BPMN_LINK));
}

static void
mark(bool *seen, const struct element **queue, size_t *n, const struct element *element)
{
    if (!seen[element->shown.index]) {
        seen[element->shown.index] = true;
        queue[(*n)++] = element;
    }
}

static void
mark_links(bool *seen, const struct element **queue, size_t *n, const struct element *element)
{
    const struct definition *link = definition_of(element, BPMN_LINK);
    for (size_t i = 0; link && element->shown.kind == BPMN_THROW_EVENT && i < element->parent->children.n; i++) {
        const struct element *other = element->parent->children.items[i];
        const struct definition *caught = definition_of(other, BPMN_LINK);
        if (other->shown.kind == BPMN_CATCH_EVENT && caught && text_equal(caught->name, link->name))
            mark(seen, queue, n, other);
    }
}

void
check_reach(struct parser *parser)
{
    const struct elements *all = &parser->model->elements;
    bool *seen = ARENA_ARRAY(parser->arena, bool, all->n);
    const struct element **queue = ARENA_ARRAY(parser->arena, const struct element *, all->n);
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++)
        if (is_entry(all->items[i]))
            mark(seen, queue, &n, all->items[i]);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < queue[i]->out.n; j++)
            mark(seen, queue, &n, queue[i]->out.items[j]->target);
        for (size_t j = 0; j < queue[i]->boundaries.n; j++)
            mark(seen, queue, &n, queue[i]->boundaries.items[j]);
        mark_links(seen, queue, &n, queue[i]);
    }
    for (size_t i = 0; i < all->n; i++)
        if (!seen[i])
            warn_about(parser, all->items[i], "unreachable", "до элемента нельзя дойти",
                       "the element cannot be reached");
}
