/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Static rules of activities (10.3) and of what we need to carry them out. */
#include "parse.h"

static size_t
starts_in(const struct element *scope)
{
    size_t n = 0;
    for (size_t i = 0; i < scope->children.n; i++)
        n += scope->children.items[i]->shown.kind == BPMN_START_EVENT;
    return n;
}

static bool
is_instantiated(const struct element *scope)
{
    for (size_t i = 0; i < scope->children.n; i++)
        if (scope->children.items[i]->instantiate)
            return true;
    return false;
}

/* Beside a start event something must lead to everything, but for what begins by itself (10.5.2). */
static bool
needs_incoming(const struct element *element)
{
    switch (element->shown.kind) {
    case BPMN_START_EVENT:
    case BPMN_BOUNDARY_EVENT:
    case BPMN_EVENT_SUB_PROCESS:
        return false;
    case BPMN_CATCH_EVENT:
        return !definition_of(element, BPMN_LINK);
    default:
        return !element->for_compensation && !element->instantiate;
    }
}

/* 10.5.2: where there is an end event, there is a start event. */
static void
check_ends(struct parser *parser, const struct element *scope)
{
    bool ends = false;
    for (size_t i = 0; i < scope->children.n; i++)
        ends |= scope->children.items[i]->shown.kind == BPMN_END_EVENT;
    if (ends && starts_in(scope) == 0 && !is_instantiated(scope))
        fault_about(parser, scope, "start-missing", "есть конечное событие, но нет начального: «%s»",
                    "there is an end event but no start event: \"%s\"", scope->shown.id);
}

static void
check_sub_process(struct parser *parser, const struct element *scope)
{
    size_t starts = starts_in(scope);
    if (scope->shown.kind == BPMN_EVENT_SUB_PROCESS && starts != 1)
        fault_about(parser, scope, "event-sub-process-start",
                    "событийному подпроцессу нужно ровно одно начальное событие",
                    "an event sub-process needs exactly one start event", NULL);
    if (scope->shown.kind == BPMN_EVENT_SUB_PROCESS && (scope->in.n || scope->out.n))
        fault_about(parser, scope, "event-sub-process-flow", "у событийного подпроцесса не бывает потоков",
                    "an event sub-process has no sequence flows", NULL);
    if (scope->shown.kind != BPMN_EVENT_SUB_PROCESS && scope->shown.kind != BPMN_PROCESS && starts > 1)
        fault_about(parser, scope, "sub-process-start", "у подпроцесса может быть только одно начальное событие",
                    "a sub-process can have only one start event", NULL);
    check_ends(parser, scope);
    for (size_t i = 0; i < scope->children.n; i++) {
        const struct element *child = scope->children.items[i];
        if (starts && child->in.n == 0 && needs_incoming(child))
            fault_about(parser, child, "incoming-missing", "в элемент ничего не входит: «%s»",
                        "nothing leads to the element: \"%s\"", child->shown.id);
    }
}

static void
check_task(struct parser *parser, const struct element *element)
{
    switch (element->shown.kind) {
    case BPMN_SERVICE_TASK:
    case BPMN_RULE_TASK:
        if (!element->shown.okno->operation)
            fault_about(parser, element, "operation-missing",
                        "не указано, что вызывать: okno:operation или operationRef",
                        "what to call is not said: okno:operation or operationRef", NULL);
        break;
    case BPMN_SCRIPT_TASK:
        if (!element->script.text)
            fault_about(parser, element, "script-missing", "у задачи-сценария нет сценария",
                        "the script task has no script", NULL);
        break;
    case BPMN_SEND_TASK:
        if (!element->message && !element->shown.okno->operation)
            fault_about(parser, element, "message-missing", "не указано сообщение: messageRef",
                        "the message is not said: messageRef", NULL);
        break;
    case BPMN_RECEIVE_TASK:
        if (element->instantiate && element->in.n)
            fault_about(parser, element, "instantiate-incoming", "в начинающую процесс задачу не может входить поток",
                        "a task that instantiates has no incoming flows", NULL);
        if (!element->message)
            fault_about(parser, element, "message-missing", "не указано сообщение: messageRef",
                        "the message is not said: messageRef", NULL);
        break;
    case BPMN_CALL_ACTIVITY:
        if (!*element->shown.called)
            fault_about(parser, element, "called-missing", "не указано, что вызывать: calledElement",
                        "what to call is not said: calledElement", NULL);
        break;
    default:
        break;
    }
}

static bool
catches_error(const struct element *event, const char *code)
{
    for (size_t i = 0; i < event->n_definitions; i++)
        if (event->definitions[i].trigger == BPMN_ERROR && text_equal(event->definitions[i].name, code))
            return true;
    return false;
}

static void
check_errors(struct parser *parser, const struct element *element)
{
    for (size_t i = 0; i < element->boundaries.n; i++) {
        const struct element *event = element->boundaries.items[i];
        const struct definition *error = definition_of(event, BPMN_ERROR);
        for (size_t j = 0; error && j < i; j++)
            if (catches_error(element->boundaries.items[j], error->name))
                fault_about(parser, event, "error-twice", "эту ошибку ловит и другое граничное событие: «%s»",
                            "another boundary event catches this error: \"%s\"",
                            element->boundaries.items[j]->shown.id);
    }
}

static void
check_compensation(struct parser *parser, const struct element *element)
{
    if (element->for_compensation && !element->compensates)
        fault_about(parser, element, "compensation-handler",
                    "обработчик компенсации ни с каким событием не связан: «%s»",
                    "the compensation handler is associated with no event: \"%s\"", element->shown.id);
    if (element->for_compensation && (element->in.n || element->out.n))
        fault_about(parser, element, "compensation-flow", "у обработчика компенсации не бывает потоков",
                    "a compensation handler has no sequence flows", NULL);
    for (size_t i = 0; i < element->boundaries.n && element->for_compensation; i++)
        if (definition_of(element->boundaries.items[i], BPMN_COMPENSATION))
            fault_about(parser, element, "compensation-handler", "обработчик компенсации сам не компенсируется",
                        "a compensation handler is not compensated itself", NULL);
        else
            fault_about(parser, element->boundaries.items[i], "compensation-boundary",
                        "на обработчике компенсации не бывает граничных событий: «%s»",
                        "no boundary event stands on a compensation handler: \"%s\"", element->shown.id);
}

static void
check_outcomes(struct parser *parser, const struct element *element)
{
    const struct bpmn_extensions *okno = element->shown.okno;
    for (size_t i = 0; i < okno->n_outcomes; i++)
        for (size_t j = 0; j < i; j++)
            if (text_equal(okno->outcomes[i].code, okno->outcomes[j].code))
                fault_about(parser, element, "okno-outcome-twice", "исход «%s» указан дважды",
                            "the outcome \"%s\" is given twice", okno->outcomes[i].code);
}

void
check_activities(struct parser *parser, const struct element *element)
{
    if (is_scope(element))
        check_sub_process(parser, element);
    if (!is_activity(element))
        return;
    check_task(parser, element);
    check_outcomes(parser, element);
    check_errors(parser, element);
    if (element->parent)
        check_compensation(parser, element);
}
