/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sequence flows, in the order of the file, which is the order in which conditions are looked at. */
#include "parse.h"

void
flows_add(struct arena *arena, struct flows *list, struct flow *flow)
{
    if ((list->n & (list->n - 1)) == 0) {
        struct flow **larger = ARENA_ARRAY(arena, struct flow *, list->n ? list->n * 2 : 1);
        if (list->n)
            memcpy(larger, list->items, list->n * sizeof *larger);
        list->items = larger;
    }
    list->items[list->n++] = flow;
}

static struct element *
end_of(struct parser *parser, const struct xml *xml, const char *side)
{
    const char *ref = xml_get(xml, side), *id = xml_get(xml, "id");
    struct element *element = model_element(parser->model, ref);
    if (!element)
        element = model_element(parser->model, xml_local(ref));
    if (!element)
        fault_at(parser, id ? id : "", xml->line, "flow-end-unknown", "поток ведёт к неизвестному элементу «%s»",
                 "the flow names an unknown element \"%s\"", ref ? ref : "");
    return element;
}

static void
condition(struct parser *parser, struct flow *flow, const struct xml *xml)
{
    const struct xml *expression = xml_child(xml, "conditionExpression");
    if (!expression)
        return;
    flow->condition = parse_expression(parser, flow->source, expression, false);
    flow->shown.condition = flow->condition.text;
}

static void
add(struct parser *parser, const struct xml *xml)
{
    const char *id = xml_get(xml, "id"), *name = xml_get(xml, "name");
    struct element *source = end_of(parser, xml, "sourceRef"), *target = end_of(parser, xml, "targetRef");
    if (!id)
        fault_at(parser, "", xml->line, "id-missing", "у элемента <%s> нет идентификатора", "<%s> has no id",
                 xml->name);
    if (!id || !source || !target)
        return;
    if (parser->model->flows.n >= MODEL_FLOWS) {
        if (!parser->flooded)
            fault_at(parser, id, xml->line, "too-many-elements", "в модели больше 20 000 потоков",
                     "the model has more than 20 000 flows", NULL);
        parser->flooded = true;
        return;
    }
    struct flow *flow = ARENA_NEW(parser->arena, struct flow);
    flow->source = source;
    flow->target = target;
    flow->index = (uint32_t)parser->model->flows.n;
    flow->shown = (struct bpmn_flow){ id, name ? name : "", xml->line, &source->shown, &target->shown, NULL, false };
    condition(parser, flow, xml);
    if (source->parent != target->parent)
        fault_at(parser, id, xml->line, "flow-crosses", "поток пересекает границу подпроцесса или процесса: «%s»",
                 "the flow crosses the border of a sub-process or process: \"%s\"", id);
    flows_add(parser->arena, &parser->model->flows, flow);
    flows_add(parser->arena, &source->out, flow);
    flows_add(parser->arena, &target->in, flow);
}

static void
usual(struct parser *parser, struct element *element)
{
    const char *ref = element->xml ? xml_get(element->xml, "default") : NULL;
    if (!ref || element->shown.kind == BPMN_PROCESS)
        return;
    for (size_t i = 0; i < element->out.n; i++)
        if (text_equal(element->out.items[i]->shown.id, ref)
            || text_equal(element->out.items[i]->shown.id, xml_local(ref))) {
            element->usual = element->out.items[i];
            element->out.items[i]->shown.is_default = true;
            return;
        }
    fault_about(parser, element, "default-unknown", "поток по умолчанию «%s» не выходит из этого элемента",
                "the default flow \"%s\" does not leave this element", ref);
}

void
parse_flows(struct parser *parser)
{
    size_t n = parser->model->elements.n;
    for (size_t i = 0; i < n; i++) {
        struct element *element = parser->model->elements.items[i];
        if (is_scope(element))
            for (const struct xml *child = xml_child(element->xml, "sequenceFlow"); child;
                 child = xml_next(child, "sequenceFlow"))
                add(parser, child);
    }
    for (size_t i = 0; i < n; i++)
        usual(parser, parser->model->elements.items[i]);
}
