/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Loop characteristics: standard loops and multi-instance. */
#include "parse.h"

static void
standard(struct parser *parser, const struct element *element, const struct xml *xml, struct loop *loop)
{
    const char *maximum = xml_get(xml, "loopMaximum");
    loop->test_before = xml_flag(xml, "testBefore", false);
    loop->condition = parse_expression(parser, element, xml_child(xml, "loopCondition"), false);
    if (maximum && (!parse_int64(maximum, &loop->maximum) || loop->maximum < 1))
        fault_at(parser, element->shown.id, xml->line, "loop-maximum", "loopMaximum должен быть целым от 1: «%s»",
                 "loopMaximum must be a whole number from 1: \"%s\"", maximum);
    if (!loop->condition.text && !loop->maximum)
        fault_at(parser, element->shown.id, xml->line, "loop-endless", "у цикла нет ни условия, ни предела",
                 "the loop has neither condition nor maximum", NULL);
}

static const char *
item(struct parser *parser, const struct xml *xml, const char *name)
{
    const struct xml *child = xml_child(xml, name);
    return child && xml_get(child, "id") ? variable_name(parser, xml_get(child, "id")) : NULL;
}

static const char *
collection(struct parser *parser, const struct element *element, const struct xml *xml, const char *name)
{
    const struct xml *child = xml_child(xml, name);
    const char *variable = child ? variable_name(parser, child->text) : NULL;
    if (child && !variable)
        fault_at(parser, element->shown.id, child->line, "ref-unknown", "ссылка ведёт в никуда: «%s»",
                 "the reference leads nowhere: \"%s\"", child->text);
    return variable;
}

static const struct definition *
thrown(struct parser *parser, const struct element *element, const struct xml *xml, const char *attribute)
{
    const char *ref = xml_get(xml, attribute);
    if (!ref)
        return NULL;
    const struct definition *definition = parse_definition(parser, element, find_xml(parser, ref, NULL));
    if (!definition)
        fault_at(parser, element->shown.id, xml->line, "ref-unknown", "ссылка ведёт в никуда: «%s»",
                 "the reference leads nowhere: \"%s\"", ref);
    return definition;
}

static void
complex(struct parser *parser, const struct element *element, const struct xml *xml, struct loop *loop)
{
    size_t room = 0;
    for (const struct xml *child = xml->first; child; child = child->next)
        room++;
    struct complex_behaviour *list = ARENA_ARRAY(parser->arena, struct complex_behaviour, room);
    const char *name = "complexBehaviorDefinition";
    for (const struct xml *child = xml_child(xml, name); child; child = xml_next(child, name)) {
        struct complex_behaviour behaviour = { parse_expression(parser, element, xml_child(child, "condition"), false),
                                               NULL };
        const struct xml *event = xml_child(child, "event");
        for (const struct xml *at = event ? event->first : NULL; at && !behaviour.throws; at = at->next)
            behaviour.throws = parse_definition(parser, element, at);
        if (behaviour.condition.text && behaviour.throws)
            list[loop->n_complex++] = behaviour;
        else
            fault_at(parser, element->shown.id, child->line, "behaviour-incomplete",
                     "сложному поведению нужны условие и событие", "a complex behaviour needs a condition and an event",
                     NULL);
    }
    loop->complex = list;
}

static void
behaviour(struct parser *parser, const struct element *element, const struct xml *xml, struct loop *loop)
{
    static const char *const names[] = { "All", "None", "One", "Complex" };
    const char *name = xml_get(xml, "behavior");
    size_t at = 0;
    while (name && at < OKNO_ARRAY_SIZE(names) && strcmp(name, names[at]) != 0)
        at++;
    if (at == OKNO_ARRAY_SIZE(names)) {
        fault_at(parser, element->shown.id, xml->line, "loop-behaviour", "неизвестное поведение: «%s»",
                 "unknown behavior: \"%s\"", name);
        return;
    }
    loop->behaviour = (enum loop_behaviour)at;
    if (loop->behaviour == BEHAVIOUR_NONE)
        loop->throws = thrown(parser, element, xml, "noneBehaviorEventRef");
    if (loop->behaviour == BEHAVIOUR_ONE)
        loop->throws = thrown(parser, element, xml, "oneBehaviorEventRef");
    if ((loop->behaviour == BEHAVIOUR_NONE || loop->behaviour == BEHAVIOUR_ONE) && !loop->throws)
        fault_at(parser, element->shown.id, xml->line, "behaviour-incomplete", "поведению «%s» нужно событие",
                 "the behavior \"%s\" needs an event", name);
    if (loop->behaviour == BEHAVIOUR_COMPLEX)
        complex(parser, element, xml, loop);
}

static void
multi_instance(struct parser *parser, const struct element *element, const struct xml *xml, struct loop *loop)
{
    loop->multi = true;
    loop->sequential = xml_flag(xml, "isSequential", false);
    loop->cardinality = parse_expression(parser, element, xml_child(xml, "loopCardinality"), false);
    loop->condition = parse_expression(parser, element, xml_child(xml, "completionCondition"), false);
    loop->input = collection(parser, element, xml, "loopDataInputRef");
    loop->output = collection(parser, element, xml, "loopDataOutputRef");
    loop->input_item = item(parser, xml, "inputDataItem");
    loop->output_item = item(parser, xml, "outputDataItem");
    behaviour(parser, element, xml, loop);
    if (!loop->cardinality.text && !loop->input)
        fault_at(parser, element->shown.id, xml->line, "multi-instance-size",
                 "не сказано, сколько экземпляров: нужен loopCardinality или loopDataInputRef",
                 "how many instances is not said: loopCardinality or loopDataInputRef is needed", NULL);
}

void
parse_loop(struct parser *parser, struct element *element)
{
    const struct xml *standard_xml = xml_child(element->xml, "standardLoopCharacteristics");
    const struct xml *multi_xml = xml_child(element->xml, "multiInstanceLoopCharacteristics");
    if (!standard_xml && !multi_xml)
        return;
    if (standard_xml && multi_xml)
        fault_at(parser, element->shown.id, standard_xml->line, "loop-twice",
                 "действие либо повторяется циклом, либо делается несколько раз", "an activity has one kind of loop",
                 NULL);
    struct loop *loop = ARENA_NEW(parser->arena, struct loop);
    loop->line = (multi_xml ? multi_xml : standard_xml)->line;
    if (multi_xml)
        multi_instance(parser, element, multi_xml, loop);
    else
        standard(parser, element, standard_xml, loop);
    element->loop = loop;
}
