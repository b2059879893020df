/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What refers to what: boundary events to their activity, compensation to its handler, calls to what is called. */
#include "parse.h"

static void
boundary(struct parser *parser, struct element *event)
{
    const char *ref = xml_get(event->xml, "attachedToRef");
    event->host = model_element(parser->model, ref);
    if (!event->host)
        event->host = model_element(parser->model, xml_local(ref));
    if (!event->host) {
        fault_about(parser, event, "boundary-host", "граничное событие ни к чему не прикреплено: «%s»",
                    "the boundary event is attached to nothing: \"%s\"", ref ? ref : "");
        return;
    }
    event->shown.attached = &event->host->shown;
    elements_add(parser->arena, &event->host->boundaries, event);
}

/* The association of a compensation boundary event leads to its handler, whichever end is called source. */
static void
associate(struct parser *parser, const struct xml *xml)
{
    struct element *a = model_element(parser->model, xml_local(xml_get(xml, "sourceRef")));
    struct element *b = model_element(parser->model, xml_local(xml_get(xml, "targetRef")));
    struct element *event = a && a->shown.kind == BPMN_BOUNDARY_EVENT ? a : b;
    struct element *handler = event == a ? b : a;
    if (!event || !handler || event->shown.kind != BPMN_BOUNDARY_EVENT || !definition_of(event, BPMN_COMPENSATION))
        return;
    event->handler = handler;
    handler->compensates = true;
    if (event->host)
        event->host->handler = handler;
}

static void
associations(struct parser *parser, const struct xml *xml)
{
    for (const struct xml *child = xml->first; child; child = child->next)
        if (xml_is(child, "association"))
            associate(parser, child);
}

static void
compensated(struct parser *parser, struct element *element)
{
    struct definition *definition = (struct definition *)(uintptr_t)definition_of(element, BPMN_COMPENSATION);
    if (!definition || !definition->activity_id)
        return;
    struct element *activity = model_element(parser->model, definition->activity_id);
    definition->activity = activity ? activity : model_element(parser->model, xml_local(definition->activity_id));
    if (!definition->activity)
        fault_about(parser, element, "ref-unknown", "ссылка ведёт в никуда: «%s»",
                    "the reference leads nowhere: \"%s\"", definition->activity_id);
}

static void
call(struct parser *parser, struct element *element)
{
    struct element *called = model_element(parser->model, element->shown.called);
    if (!called)
        called = model_element(parser->model, xml_local(element->shown.called));
    if (called && called->is_global)
        element->global = called;
    if (called && called->shown.kind == BPMN_PROCESS)
        element->called = called;
}

/* Where an instance can begin besides start events. */
static void
begins(struct element *element)
{
    if (!element->instantiate || element->parent->shown.kind != BPMN_PROCESS)
        return;
    if (element->shown.kind == BPMN_RECEIVE_TASK)
        element->shown.starts = true;
    for (size_t i = 0; element->shown.kind == BPMN_EVENT_GATEWAY && i < element->out.n; i++)
        element->out.items[i]->target->shown.starts = true;
}

void
parse_links(struct parser *parser)
{
    struct elements *all = &parser->model->elements;
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i]->shown.kind == BPMN_BOUNDARY_EVENT)
            boundary(parser, all->items[i]);
    for (size_t i = 0; i < all->n; i++) {
        struct element *element = all->items[i];
        if (is_scope(element))
            associations(parser, element->xml);
        compensated(parser, element);
        if (element->shown.kind == BPMN_CALL_ACTIVITY)
            call(parser, element);
        if (element->parent)
            begins(element);
    }
    const struct xml *collaboration = xml_child(parser->root, "collaboration");
    if (collaboration)
        associations(parser, collaboration);
}
