/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Events and their definitions. */
#include "parse.h"
#include "timers.h"

static const struct {
    const char *name;
    enum bpmn_trigger trigger;
} triggers[] = {
    { "messageEventDefinition", BPMN_MESSAGE },
    { "timerEventDefinition", BPMN_TIMER },
    { "signalEventDefinition", BPMN_SIGNAL },
    { "conditionalEventDefinition", BPMN_CONDITION },
    { "errorEventDefinition", BPMN_ERROR },
    { "escalationEventDefinition", BPMN_ESCALATION },
    { "compensateEventDefinition", BPMN_COMPENSATION },
    { "cancelEventDefinition", BPMN_CANCEL },
    { "terminateEventDefinition", BPMN_TERMINATE },
    { "linkEventDefinition", BPMN_LINK },
};

/* Name or code of the message, signal, error or escalation that a definition refers to; NULL: none given. */
static const char *
referred(struct parser *parser, const struct element *element, const struct xml *xml, const char *attribute,
         const char *kind, const char *what)
{
    const char *ref = xml_get(xml, attribute);
    if (!ref)
        return NULL;
    const struct xml *found = find_xml(parser, ref, kind);
    if (!found) {
        fault_at(parser, element->shown.id, xml->line, "ref-unknown", "ссылка ведёт в никуда: «%s»",
                 "the reference leads nowhere: \"%s\"", ref);
        return "";
    }
    const char *name = xml_get(found, what);
    if (!name && strcmp(what, "name") != 0)
        name = xml_get(found, "name");
    return name ? name : xml_get(found, "id");
}

static void
timer(struct parser *parser, const struct element *element, const struct xml *xml, struct definition *definition)
{
    static const struct {
        const char *name;
        enum timer_kind kind;
    } kinds[] = { { "timeDate", TIMER_DATE }, { "timeDuration", TIMER_DURATION }, { "timeCycle", TIMER_CYCLE } };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(kinds); i++) {
        const struct xml *child = xml_child(xml, kinds[i].name);
        if (!child)
            continue;
        if (definition->expression.text)
            fault_at(parser, element->shown.id, child->line, "timer-twice",
                     "у таймера должно быть что-то одно: дата, срок или повтор",
                     "a timer has one of a date, a duration and a cycle", NULL);
        definition->timer = kinds[i].kind;
        definition->expression = parse_expression(parser, element, child, true);
    }
    const char *term = element->shown.okno->term.text;
    if (!definition->expression.text && term) {
        definition->timer = TIMER_DURATION;
        definition->expression = expression_of(term, xml->line);
    }
    if (!definition->expression.text)
        fault_at(parser, element->shown.id, xml->line, "timer-empty", "у таймера нет ни даты, ни срока, ни повтора",
                 "the timer has no date, duration or cycle", NULL);
    else if (!definition->expression.lua && !timer_valid(definition->timer, definition->expression.text))
        fault_at(parser, element->shown.id, xml->line, "timer-text", "время таймера не разобрано: «%s»",
                 "the timer's time is not understood: \"%s\"", definition->expression.text);
}

static void
details(struct parser *parser, const struct element *element, const struct xml *xml, struct definition *definition)
{
    switch (definition->trigger) {
    case BPMN_MESSAGE:
        definition->name = referred(parser, element, xml, "messageRef", "message", "name");
        break;
    case BPMN_SIGNAL:
        definition->name = referred(parser, element, xml, "signalRef", "signal", "name");
        break;
    case BPMN_ERROR:
        definition->name = referred(parser, element, xml, "errorRef", "error", "errorCode");
        break;
    case BPMN_ESCALATION:
        definition->name = referred(parser, element, xml, "escalationRef", "escalation", "escalationCode");
        break;
    case BPMN_LINK:
        definition->name = xml_get(xml, "name");
        break;
    case BPMN_TIMER:
        timer(parser, element, xml, definition);
        break;
    case BPMN_CONDITION:
        definition->expression = parse_expression(parser, element, xml_child(xml, "condition"), false);
        break;
    case BPMN_COMPENSATION:
        definition->activity_id = xml_get(xml, "activityRef");
        definition->goes_on = !xml_flag(xml, "waitForCompletion", true);
        break;
    default:
        break;
    }
}

static bool
read_definition(struct parser *parser, const struct element *element, const struct xml *xml, struct definition *ret)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(triggers); i++)
        if (xml_is(xml, triggers[i].name)) {
            *ret = (struct definition){ .trigger = triggers[i].trigger, .line = xml->line };
            details(parser, element, xml, ret);
            return true;
        }
    return false;
}

const struct definition *
parse_definition(struct parser *parser, const struct element *element, const struct xml *xml)
{
    struct definition *definition = ARENA_NEW(parser->arena, struct definition);
    return xml && read_definition(parser, element, xml, definition) ? definition : NULL;
}

/* Definitions in the event, and those of the file that it refers to. */
static void
definitions(struct parser *parser, struct element *element)
{
    size_t room = 0, n = 0;
    for (const struct xml *child = element->xml->first; child; child = child->next)
        room++;
    struct definition *list = ARENA_ARRAY(parser->arena, struct definition, room);
    for (const struct xml *child = element->xml->first; child; child = child->next) {
        const struct xml *xml = child;
        if (xml_is(child, "eventDefinitionRef") && !(xml = find_xml(parser, child->text, NULL)))
            fault_at(parser, element->shown.id, child->line, "ref-unknown", "ссылка ведёт в никуда: «%s»",
                     "the reference leads nowhere: \"%s\"", child->text);
        if (xml && read_definition(parser, element, xml, &list[n])) {
            list[n].index = (uint32_t)n;
            n++;
        }
    }
    element->definitions = list;
    element->n_definitions = n;
}

static void
show(struct element *element)
{
    const struct definition *first = element->definitions;
    element->shown.trigger = element->n_definitions == 0  ? BPMN_NONE
                             : element->n_definitions > 1 ? BPMN_MULTIPLE
                                                          : first->trigger;
    if (element->n_definitions && first->name)
        element->shown.trigger_name = first->name;
    if (element->n_definitions && first->trigger == BPMN_TIMER && first->expression.text)
        element->shown.timer = first->expression.lua ? first->expression.text - 1 : first->expression.text;
}

void
parse_events(struct parser *parser, struct element *element)
{
    enum bpmn_kind kind = element->shown.kind;
    if (kind < BPMN_START_EVENT || kind > BPMN_BOUNDARY_EVENT)
        return;
    definitions(parser, element);
    show(element);
    element->parallel_multiple = xml_flag(element->xml, "parallelMultiple", false);
    element->shown.interrupting = kind == BPMN_BOUNDARY_EVENT
                                      ? xml_flag(element->xml, "cancelActivity", true)
                                      : kind == BPMN_START_EVENT && xml_flag(element->xml, "isInterrupting", true);
    element->shown.starts = kind == BPMN_START_EVENT && element->parent->shown.kind == BPMN_PROCESS;
}
