/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Activities: what tasks need, and what they call. */
#include "parse.h"

static const char *
message(struct parser *parser, const struct element *element)
{
    const char *ref = xml_get(element->xml, "messageRef");
    const struct xml *found = ref ? find_xml(parser, ref, "message") : NULL;
    if (ref && !found)
        fault_about(parser, element, "ref-unknown", "ссылка ведёт в никуда: «%s»",
                    "the reference leads nowhere: \"%s\"", ref);
    if (!found)
        return NULL;
    const char *name = xml_get(found, "name");
    return name ? name : xml_get(found, "id");
}

/* What a service task calls: `okno:operation`, or the name of its operationRef. */
static void
operation(struct parser *parser, struct element *element)
{
    struct bpmn_extensions *okno = (struct bpmn_extensions *)(uintptr_t)element->shown.okno;
    const char *ref = xml_get(element->xml, "operationRef");
    const struct xml *found = ref ? find_xml(parser, ref, "operation") : NULL;
    if (!okno->operation && found)
        okno->operation = xml_get(found, "name");
    if (!okno->operation && ref && !found)
        fault_about(parser, element, "ref-unknown", "ссылка ведёт в никуда: «%s»",
                    "the reference leads nowhere: \"%s\"", ref);
}

static void
script(struct parser *parser, struct element *element)
{
    const struct xml *xml = xml_child(element->xml, "script");
    const char *language = xml_get(element->xml, element->is_global ? "scriptLanguage" : "scriptFormat");
    if (xml && *xml->text)
        element->script = parse_script(parser, element, xml, language);
}

/* Several tokens to begin with, or to end with: nothing that is executed here, and nothing to be passed over in
 * silence. */
static void
quantity(struct parser *parser, const struct element *element, const char *name)
{
    const char *value = xml_get(element->xml, name);
    if (value && !text_equal(value, "1"))
        fault_about(parser, element, "quantity", "%s бывает только 1: иначе не исполняется",
                    "%s other than 1 is not executed", name);
}

void
parse_activity(struct parser *parser, struct element *element)
{
    const struct xml *xml = element->xml;
    enum bpmn_kind kind = element->shown.kind;
    if (kind == BPMN_COMPLEX_GATEWAY)
        element->condition = parse_expression(parser, element, xml_child(xml, "activationCondition"), false);
    if (kind == BPMN_EVENT_GATEWAY)
        element->all_events = text_equal(xml_get(xml, "eventGatewayType"), "Parallel");
    element->instantiate =
        (kind == BPMN_EVENT_GATEWAY || kind == BPMN_RECEIVE_TASK) && xml_flag(xml, "instantiate", false);
    if (kind == BPMN_SEND_TASK || kind == BPMN_RECEIVE_TASK)
        element->message = message(parser, element);
    if (element->message)
        element->shown.trigger_name = element->message;
    if (kind == BPMN_SERVICE_TASK || kind == BPMN_RULE_TASK || kind == BPMN_SEND_TASK)
        operation(parser, element);
    if (kind == BPMN_SCRIPT_TASK)
        script(parser, element);
    if (kind == BPMN_CALL_ACTIVITY) {
        const char *called = xml_get(xml, "calledElement");
        element->shown.called = called ? called : "";
    }
    element->for_compensation = xml_flag(xml, "isForCompensation", false);
    if (!is_activity(element))
        return;
    quantity(parser, element, "startQuantity");
    quantity(parser, element, "completionQuantity");
    parse_loop(parser, element);
}
