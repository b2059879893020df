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
    for (size_t i = 0; i < scope->children.n; i++) {
        const struct element *child = scope->children.items[i];
        if (starts && child->in.n == 0 && child->shown.kind >= BPMN_TASK && child->shown.kind != BPMN_EVENT_SUB_PROCESS
            && !child->for_compensation && !child->instantiate)
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

static void
check_compensation(struct parser *parser, const struct element *element)
{
    if (element->for_compensation && (element->in.n || element->out.n))
        fault_about(parser, element, "compensation-flow", "у обработчика компенсации не бывает потоков",
                    "a compensation handler has no sequence flows", NULL);
    for (size_t i = 0; i < element->boundaries.n && element->for_compensation; i++)
        if (definition_of(element->boundaries.items[i], BPMN_COMPENSATION))
            fault_about(parser, element, "compensation-handler", "обработчик компенсации сам не компенсируется",
                        "a compensation handler is not compensated itself", NULL);
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
    if (element->parent)
        check_compensation(parser, element);
}
