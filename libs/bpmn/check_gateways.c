/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Static rules of gateways (10.6). */
#include "parse.h"

static void
check_event_target(struct parser *parser, const struct element *gateway, const struct element *target)
{
    bool receives = target->shown.kind == BPMN_RECEIVE_TASK;
    bool catches = target->shown.kind == BPMN_CATCH_EVENT && !definition_of(target, BPMN_LINK);
    if (!receives && !catches)
        fault_about(parser, gateway, "event-gateway-target",
                    "после событийного шлюза должно стоять ожидание, а не «%s»",
                    "an event-based gateway must lead to catch events or receive tasks, not \"%s\"", target->shown.id);
    if (target->in.n > 1)
        fault_about(parser, target, "event-gateway-target", "в ожидание после событийного шлюза входит другой поток",
                    "another flow leads to what an event-based gateway waits for", NULL);
    if (receives && target->loop)
        fault_about(parser, target, "event-gateway-target", "ожидание после событийного шлюза не повторяется",
                    "what an event-based gateway waits for does not loop", NULL);
    if (receives && target->boundaries.n)
        fault_about(parser, target, "event-gateway-target",
                    "у ожидания после событийного шлюза не бывает граничных событий",
                    "what an event-based gateway waits for has no boundary events", NULL);
}

/* Either messages caught by events, or received by tasks. */
static void
check_messages(struct parser *parser, const struct element *gateway)
{
    bool tasks = false, events = false;
    for (size_t i = 0; i < gateway->out.n; i++) {
        const struct element *target = gateway->out.items[i]->target;
        tasks |= target->shown.kind == BPMN_RECEIVE_TASK;
        events |= target->shown.kind == BPMN_CATCH_EVENT && definition_of(target, BPMN_MESSAGE);
    }
    if (tasks && events)
        fault_about(parser, gateway, "event-gateway-messages",
                    "после событийного шлюза сообщений ждут либо события, либо задачи, но не вместе",
                    "an event-based gateway leads to message events or to receive tasks, not to both", NULL);
}

static void
check_event_gateway(struct parser *parser, const struct element *gateway)
{
    if (gateway->out.n < 2)
        fault_about(parser, gateway, "event-gateway-flows", "событийному шлюзу нужны хотя бы два исходящих потока",
                    "an event-based gateway needs two outgoing flows at least", NULL);
    for (size_t i = 0; i < gateway->out.n; i++) {
        if (gateway->out.items[i]->condition.text)
            fault_about(parser, gateway, "event-gateway-condition", "на потоках событийного шлюза не бывает условий",
                        "flows out of an event-based gateway have no conditions", NULL);
        check_event_target(parser, gateway, gateway->out.items[i]->target);
        if (gateway->instantiate && !gateway->all_events) /* of a parallel one, another event may have begun it */
            check_beginning(parser, gateway->out.items[i]->target);
    }
    check_messages(parser, gateway);
    if (gateway->instantiate && gateway->in.n)
        fault_about(parser, gateway, "instantiate-incoming", "в начинающий процесс шлюз не может входить поток",
                    "a gateway that instantiates has no incoming flows", NULL);
    if (gateway->all_events && !gateway->instantiate)
        fault_about(parser, gateway, "event-gateway-parallel", "параллельный событийный шлюз только начинает процесс",
                    "a parallel event-based gateway must instantiate", NULL);
}

static void
check_choice(struct parser *parser, const struct element *gateway)
{
    bool chooses = gateway->out.n > 1;
    for (size_t i = 0; i < gateway->out.n; i++) {
        const struct flow *flow = gateway->out.items[i];
        if (flow == gateway->usual && flow->condition.text)
            fault_at(parser, flow->shown.id, flow->shown.line, "default-condition",
                     "у потока по умолчанию не бывает условия", "a default flow has no condition", NULL);
        else if (chooses && flow != gateway->usual && !flow->condition.text)
            fault_at(parser, flow->shown.id, flow->shown.line, "condition-missing",
                     "у потока из шлюза «%s» нет условия", "the flow out of the gateway \"%s\" has no condition",
                     gateway->shown.id);
    }
}

static void
check_parallel(struct parser *parser, const struct element *gateway)
{
    for (size_t i = 0; i < gateway->out.n; i++)
        if (gateway->out.items[i]->condition.text)
            fault_at(parser, gateway->out.items[i]->shown.id, gateway->out.items[i]->shown.line, "parallel-condition",
                     "на потоках параллельного шлюза не бывает условий",
                     "flows out of a parallel gateway have no conditions", NULL);
    if (gateway->usual)
        fault_about(parser, gateway, "default-not-allowed", "у этого шлюза не бывает потока по умолчанию",
                    "this gateway has no default flow", NULL);
}

/* 10.6.1: what gatewayDirection says of the flows is so. */
static void
check_direction(struct parser *parser, const struct element *gateway)
{
    const char *direction = xml_get(gateway->xml, "gatewayDirection");
    bool joins = gateway->in.n > 1, splits = gateway->out.n > 1;
    if (!direction || text_equal(direction, "Unspecified"))
        return;
    bool fits = text_equal(direction, "Converging")  ? !splits
                : text_equal(direction, "Diverging") ? !joins
                                                     : text_equal(direction, "Mixed") && joins && splits;
    if (!fits)
        fault_about(parser, gateway, "gateway-direction", "потоки шлюза не такие, как говорит gatewayDirection: «%s»",
                    "the flows of the gateway are not as gatewayDirection says: \"%s\"", direction);
}

void
check_gateways(struct parser *parser, const struct element *element)
{
    switch (element->shown.kind) {
    case BPMN_EXCLUSIVE_GATEWAY:
    case BPMN_INCLUSIVE_GATEWAY:
        check_choice(parser, element);
        break;
    case BPMN_PARALLEL_GATEWAY:
        check_parallel(parser, element);
        break;
    case BPMN_COMPLEX_GATEWAY:
        if (element->in.n > 1 && !element->condition.text)
            fault_about(parser, element, "condition-missing", "сложному шлюзу нужно условие срабатывания",
                        "a complex gateway needs an activation condition", NULL);
        break;
    case BPMN_EVENT_GATEWAY:
        check_event_gateway(parser, element);
        break;
    default:
        return;
    }
    check_direction(parser, element);
    if (element->out.n == 0)
        fault_about(parser, element, "outgoing-missing", "из шлюза ничего не выходит",
                    "nothing leads out of the gateway", NULL);
}
