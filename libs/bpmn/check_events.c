/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Static rules of events (10.5): which definitions may stand where. */
#include "parse.h"

#define BIT(trigger) (1U << (trigger))

/* Tables 10.84 to 10.91: triggers of a kind of event. */
static unsigned
allowed(const struct element *element)
{
    const unsigned awaited = BIT(BPMN_MESSAGE) | BIT(BPMN_TIMER) | BIT(BPMN_SIGNAL) | BIT(BPMN_CONDITION);
    switch (element->shown.kind) {
    case BPMN_START_EVENT:
        if (element->parent->shown.kind == BPMN_EVENT_SUB_PROCESS)
            return awaited | BIT(BPMN_ERROR) | BIT(BPMN_ESCALATION) | BIT(BPMN_COMPENSATION);
        return element->parent->shown.kind == BPMN_PROCESS ? awaited : 0;
    case BPMN_CATCH_EVENT:
        return awaited | BIT(BPMN_LINK);
    case BPMN_BOUNDARY_EVENT:
        return awaited | BIT(BPMN_ERROR) | BIT(BPMN_ESCALATION) | BIT(BPMN_COMPENSATION) | BIT(BPMN_CANCEL);
    case BPMN_THROW_EVENT:
        return BIT(BPMN_MESSAGE) | BIT(BPMN_SIGNAL) | BIT(BPMN_ESCALATION) | BIT(BPMN_COMPENSATION) | BIT(BPMN_LINK);
    default:
        return BIT(BPMN_MESSAGE) | BIT(BPMN_SIGNAL) | BIT(BPMN_ERROR) | BIT(BPMN_ESCALATION) | BIT(BPMN_COMPENSATION)
               | BIT(BPMN_CANCEL) | BIT(BPMN_TERMINATE);
    }
}

static void
check_definition(struct parser *parser, const struct element *element, const struct definition *definition)
{
    bool catching = element->shown.kind == BPMN_START_EVENT || element->shown.kind == BPMN_CATCH_EVENT
                    || element->shown.kind == BPMN_BOUNDARY_EVENT;
    enum bpmn_trigger trigger = definition->trigger;
    if (!(allowed(element) & BIT(trigger)))
        fault_about(parser, element, "event-trigger", "такое событие здесь не допускается: %s",
                    "this trigger is not allowed here: %s", bpmn_kind_name(element->shown.kind));
    if (!definition->name
        && (trigger == BPMN_MESSAGE || trigger == BPMN_SIGNAL || trigger == BPMN_LINK
            || (!catching && (trigger == BPMN_ERROR || trigger == BPMN_ESCALATION))))
        fault_about(parser, element, "event-name",
                    "у события не указано, какое это сообщение, сигнал, ошибка или связь",
                    "the event does not say which message, signal, error or link it is", NULL);
    if (trigger == BPMN_CONDITION && !definition->expression.text)
        fault_about(parser, element, "condition-missing", "у условного события нет условия",
                    "the conditional event has no condition", NULL);
}

/* ------------------------------------------------------------------ by kind */

static void
refuse_parallel_multiple(struct parser *parser, const struct element *element)
{
    if (element->parallel_multiple && element->n_definitions > 1)
        fault_about(parser, element, "not-executable", "начало по нескольким событиям сразу не исполняется",
                    "a parallel multiple start event is not executed", NULL);
}

/* Before there is an instance there is nothing to count from, and nothing to compute with. */
void
check_beginning(struct parser *parser, const struct element *element)
{
    refuse_parallel_multiple(parser, element);
    for (size_t i = 0; i < element->n_definitions; i++) {
        const struct definition *definition = &element->definitions[i];
        if (definition->trigger == BPMN_TIMER && definition->timer == TIMER_DURATION)
            fault_at(parser, element->shown.id, definition->line, "start-duration",
                     "процесс не начинается через какое-то время: нужна дата (timeDate) или повтор (timeCycle)",
                     "a process does not begin after a while: a timeDate or a timeCycle is needed", NULL);
        else if (definition->trigger == BPMN_TIMER && definition->expression.lua)
            fault_at(parser, element->shown.id, definition->line, "start-expression",
                     "время начала не вычисляется: до начала процесса переменных нет",
                     "the time of a beginning is not computed: there are no variables before it", NULL);
        else if (definition->trigger == BPMN_CONDITION)
            warn_about(parser, element, "start-condition",
                       "само это событие процесс не начнёт: до начала процесса переменных нет",
                       "this event begins nothing by itself: there are no variables before the process");
    }
}

static void
check_start(struct parser *parser, const struct element *start)
{
    bool event_sub = start->parent->shown.kind == BPMN_EVENT_SUB_PROCESS;
    if (start->in.n)
        fault_about(parser, start, "start-incoming", "в начальное событие не может входить поток",
                    "a start event cannot have an incoming flow", NULL);
    if (start->out.n == 0)
        fault_about(parser, start, "outgoing-missing", "из начального события ничего не выходит",
                    "nothing leads out of the start event", NULL);
    if (event_sub && start->n_definitions == 0)
        fault_about(parser, start, "event-sub-process-trigger", "событийному подпроцессу нужно событие с триггером",
                    "an event sub-process needs a start event with a trigger", NULL);
    if (start->shown.starts)
        check_beginning(parser, start);
    else if (event_sub)
        refuse_parallel_multiple(parser, start);
    if (!start->shown.interrupting && definition_of(start, BPMN_ERROR))
        fault_about(parser, start, "error-interrupts", "событие-ошибка всегда прерывает", "an error always interrupts",
                    NULL);
}

static void
check_boundary(struct parser *parser, const struct element *event)
{
    const struct element *host = event->host;
    bool compensates = definition_of(event, BPMN_COMPENSATION) != NULL;
    if (event->in.n)
        fault_about(parser, event, "boundary-incoming", "в граничное событие не может входить поток",
                    "a boundary event cannot have an incoming flow", NULL);
    if (event->n_definitions == 0)
        fault_about(parser, event, "event-trigger", "граничному событию нужен триггер",
                    "a boundary event needs a trigger", NULL);
    if (host && (!is_activity(host) || host->parent != event->parent))
        fault_about(parser, event, "boundary-host", "граничное событие должно стоять на действии того же уровня: «%s»",
                    "a boundary event must stand on an activity of its own level: \"%s\"", host->shown.id);
    if (definition_of(event, BPMN_CANCEL) && host && host->shown.kind != BPMN_TRANSACTION)
        fault_about(parser, event, "cancel-outside-transaction", "отмена бывает только у транзакции",
                    "only a transaction can be cancelled", NULL);
    if (!event->shown.interrupting && (definition_of(event, BPMN_ERROR) || definition_of(event, BPMN_CANCEL)))
        fault_about(parser, event, "error-interrupts", "ошибка и отмена всегда прерывают",
                    "an error and a cancel event always interrupt", NULL);
    if (!compensates && event->out.n == 0)
        fault_about(parser, event, "outgoing-missing", "из граничного события ничего не выходит",
                    "nothing leads out of the boundary event", NULL);
    if (compensates && event->out.n)
        fault_about(parser, event, "compensation-flow", "из события компенсации выходит связь, а не поток",
                    "a compensation event has an association, not a flow", NULL);
    if (compensates && !event->handler)
        fault_about(parser, event, "compensation-handler", "событие компенсации не связано с обработчиком",
                    "the compensation event is associated with no handler", NULL);
    if (event->handler && !event->handler->for_compensation)
        fault_about(parser, event, "compensation-handler", "обработчику компенсации нужен isForCompensation: «%s»",
                    "the compensation handler needs isForCompensation: \"%s\"", event->handler->shown.id);
}

static bool
in_transaction(const struct element *element)
{
    for (; element; element = element->parent)
        if (element->shown.kind == BPMN_TRANSACTION)
            return true;
    return false;
}

static void
check_end(struct parser *parser, const struct element *end)
{
    if (end->out.n)
        fault_about(parser, end, "end-outgoing", "из конечного события не может выходить поток",
                    "an end event cannot have an outgoing flow", NULL);
    if (definition_of(end, BPMN_CANCEL) && !in_transaction(end))
        fault_about(parser, end, "cancel-outside-transaction", "отмена бывает только внутри транзакции",
                    "a cancel end event must lie in a transaction", NULL);
}

/* A throwing event sees what lies beside it, and out of an event sub-process what lies beside that (10.5.1). */
static void
check_compensated(struct parser *parser, const struct element *event)
{
    const struct definition *definition = definition_of(event, BPMN_COMPENSATION);
    const struct element *activity = definition ? definition->activity : NULL, *scope = event->parent;
    if (!activity)
        return;
    while (activity->parent != scope && scope->shown.kind == BPMN_EVENT_SUB_PROCESS)
        scope = scope->parent;
    if (activity->parent != scope)
        fault_about(parser, event, "compensation-activity", "отсюда не видно действия, которое надо отменить: «%s»",
                    "the activity to be compensated is not visible from here: \"%s\"", activity->shown.id);
}

static const struct element *
other_end_of_link(const struct element *event, const char *name, bool *ret_twice)
{
    enum bpmn_kind other = event->shown.kind == BPMN_CATCH_EVENT ? BPMN_THROW_EVENT : BPMN_CATCH_EVENT;
    const struct element *found = NULL;
    for (size_t i = 0; i < event->parent->children.n; i++) {
        const struct element *sibling = event->parent->children.items[i];
        const struct definition *link = definition_of(sibling, BPMN_LINK);
        if (!link || !text_equal(link->name, name))
            continue;
        if (sibling->shown.kind == other)
            found = sibling;
        else if (sibling != event && other == BPMN_THROW_EVENT)
            *ret_twice = true;
    }
    return found;
}

static void
check_link(struct parser *parser, const struct element *event)
{
    const struct definition *link = definition_of(event, BPMN_LINK);
    bool twice = false;
    if (link && (event->shown.kind == BPMN_CATCH_EVENT ? event->in.n : event->out.n))
        fault_about(parser, event, "link-flow", "у начала связи не бывает исходящего потока, у конца — входящего",
                    "the throwing end of a link has no outgoing flow, the catching one no incoming flow", NULL);
    if (!link || !link->name)
        return;
    if (!other_end_of_link(event, link->name, &twice))
        fault_about(parser, event, "link-without-pair", "у связи «%s» нет пары на этом уровне",
                    "the link \"%s\" has no other end on this level", link->name);
    if (twice)
        fault_about(parser, event, "link-twice", "связь «%s» ведёт в два места", "the link \"%s\" leads to two places",
                    link->name);
}

void
check_events(struct parser *parser, const struct element *element)
{
    enum bpmn_kind kind = element->shown.kind;
    if (kind < BPMN_START_EVENT || kind > BPMN_BOUNDARY_EVENT)
        return;
    for (size_t i = 0; i < element->n_definitions; i++)
        check_definition(parser, element, &element->definitions[i]);
    if (kind == BPMN_CATCH_EVENT && element->n_definitions == 0)
        fault_about(parser, element, "event-trigger", "ожидающему событию нужен триггер",
                    "a catch event needs a trigger", NULL);
    if (kind == BPMN_START_EVENT)
        check_start(parser, element);
    if (kind == BPMN_BOUNDARY_EVENT)
        check_boundary(parser, element);
    if (kind == BPMN_END_EVENT || kind == BPMN_THROW_EVENT)
        check_compensated(parser, element);
    if (kind == BPMN_END_EVENT)
        check_end(parser, element);
    check_link(parser, element);
}
