/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "vocabulary.h"

#include "refusing.h"
#include "regulations.h"
#include "requests.h"

#include "../operations.h"

#include <okno/proto.h>

#define LATEST "latest"

static bool
is_person_task(const struct bpmn_element *element)
{
    return element->kind == BPMN_USER_TASK || element->kind == BPMN_MANUAL_TASK;
}

static bool
is_service(const struct bpmn_element *element)
{
    return element->kind == BPMN_SERVICE_TASK || element->kind == BPMN_RULE_TASK;
}

/* An expression is known when the process comes there. */
static bool
is_computed(const char *text)
{
    return text && *text == '=';
}

static const struct bpmn_element *
root_of(const struct bpmn_element *element)
{
    while (element->parent)
        element = element->parent;
    return element;
}

bool
vocabulary_is_carried(const struct bpmn_model *model, const char *process)
{
    const struct bpmn_element *element;
    for (size_t i = 0; (element = bpmn_model_element(model, i)); i++) {
        const struct bpmn_extensions *okno = element->okno;
        bool operates = element->kind == BPMN_USER_TASK && operations_find(okno->operation);
        bool placed =
            text_equal(okno->performer.centre, "application") || text_equal(okno->performer.agency, "application");
        if ((operates || placed) && text_equal(root_of(element)->id, process))
            return true;
    }
    return false;
}

/* ------------------------------------------------------------------ words */

static void
unknown(struct reading *reading, struct rpc_call *call, const struct bpmn_element *element, const char *rule,
        const char *ru, const char *en, const char *word)
{
    reading_fault(reading, call, element, rule, arena_printf(call->arena, "%s «%s» не известна", ru, word),
                  arena_printf(call->arena, "the %s \"%s\" is not known", en, word));
}

static void
check_operation(struct reading *reading, struct rpc_call *call, const struct bpmn_element *element)
{
    const struct bpmn_extensions *okno = element->okno;
    const struct operation *operation = is_person_task(element) ? operations_find(okno->operation) : NULL;
    bool known = operation || (is_service(element) && text_equal(okno->operation, REQUESTS_OPERATION));
    if ((is_person_task(element) || is_service(element)) && !text_empty(okno->operation) && !known)
        unknown(reading, call, element, "operation-unknown", "операция", "operation", okno->operation);
    for (size_t i = 0; operation && i < okno->n_outcomes; i++)
        if (!operations_outcome(operation, okno->outcomes[i].code))
            reading_fault(reading, call, element, "operation-outcome",
                          arena_printf(call->arena, "операция «%s» не заканчивается исходом «%s»", operation->code,
                                       okno->outcomes[i].code),
                          arena_printf(call->arena, "the operation \"%s\" has no outcome \"%s\"", operation->code,
                                       okno->outcomes[i].code));
}

static void
check_role(struct reading *reading, struct rpc_call *call, const struct bpmn_element *element)
{
    static const char *const roles[] = { "OPERATOR", "SUPERVISOR", "AGENCY", "APPLICANT", "COURIER", "CONTROLLER" };
    const char *role = element->okno->performer.role;
    bool known = text_empty(role) || is_computed(role);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(roles) && !known; i++)
        known = text_equal(role, roles[i]);
    if (!known)
        unknown(reading, call, element, "role-unknown", "роль", "role", role);
}

static void
check_statuses(struct reading *reading, struct rpc_call *call, const struct bpmn_element *element)
{
    for (size_t i = 0; i < element->okno->n_statuses; i++) {
        const char *name = element->okno->statuses[i].okno;
        if (name && !protobuf_c_enum_descriptor_get_value_by_name(&tracking__application__status__descriptor, name))
            reading_fault(reading, call, element, "status-unknown",
                          arena_printf(call->arena, "статус «%s» не известен", name),
                          arena_printf(call->arena, "the status \"%s\" is not known", name));
    }
}

static bool
is_number(const char *text, int64_t least, int64_t most)
{
    int64_t number;
    return parse_int64(text, &number) && number >= least && number <= most;
}

static void
check_share(struct reading *reading, struct rpc_call *call, const struct bpmn_element *element)
{
    const char *share = element->okno->share;
    if (share && !is_number(share, 1, 100))
        reading_fault(
            reading, call, element, "share",
            arena_printf(call->arena, "доля срока — целое число процентов от 1 до 100, а не «%s»", share),
            arena_printf(call->arena, "a share is a whole number of percent from 1 to 100, not \"%s\"", share));
}

/* ------------------------------------------------------------------ what is called */

static bool
is_latest(const char *binding)
{
    return text_empty(binding) || text_equal(binding, LATEST);
}

/* A number is wanted now; of the newest, that it may be published later. */
static enum rpc_code
check_called(struct reading *reading, struct rpc_call *call, const struct bpmn_element *element)
{
    int64_t version = 0;
    const struct regulation *regulation;
    const char *binding = element->okno->binding;
    if (element->kind != BPMN_CALL_ACTIVITY || bpmn_model_find(reading->model, element->called))
        return RPC_OK;
    if (!is_latest(binding) && (!is_number(binding, 1, INT32_MAX) || !parse_int64(binding, &version))) {
        reading_fault(reading, call, element, "binding",
                      arena_printf(call->arena, "версия — номер или latest, а не «%s»", binding),
                      arena_printf(call->arena, "a version is a number or latest, not \"%s\"", binding));
        return RPC_OK;
    }
    enum rpc_code code = regulations_get(call, element->called, (int)version, &regulation);
    if (code != RPC_NOT_FOUND)
        return code;
    call->message = NULL;
    const char *ru = arena_printf(call->arena, "вызываемый регламент «%s» не опубликован", element->called);
    const char *en = arena_printf(call->arena, "the called regulation \"%s\" is not published", element->called);
    if (version)
        reading_fault(reading, call, element, "called-unknown", ru, en);
    else
        reading_warning(reading, call, element, "called-unknown", ru, en);
    return RPC_OK;
}

/* ------------------------------------------------------------------ errors that nobody catches */

static bool
catches(const struct bpmn_element *event, const struct bpmn_element *failing)
{
    if (event->trigger != BPMN_ERROR && event->trigger != BPMN_MULTIPLE)
        return false;
    bool begins = event->kind == BPMN_START_EVENT && event->parent->kind == BPMN_EVENT_SUB_PROCESS;
    const struct bpmn_element *host = begins ? event->parent->parent : event->attached;
    for (const struct bpmn_element *scope = failing; scope && host; scope = scope->parent)
        if (scope == host)
            return true;
    return false;
}

static void
check_catcher(struct reading *reading, struct rpc_call *call, const struct bpmn_element *element)
{
    const struct bpmn_element *event;
    bool calls = element->kind == BPMN_CALL_ACTIVITY && !text_empty(element->called);
    if ((!calls && !is_service(element)) || !vocabulary_is_carried(reading->model, root_of(element)->id))
        return;
    for (size_t i = 0; (event = bpmn_model_element(reading->model, i)); i++)
        if (catches(event, element))
            return;
    reading_warning(reading, call, element, "error-uncaught",
                    "ошибку этого шага не перехватывает ни одно событие: заявление остановится на нём",
                    "no event catches an error of this step: the application would stop there");
}

enum rpc_code
vocabulary_check(struct reading *reading, struct rpc_call *call)
{
    enum rpc_code code = RPC_OK;
    const struct bpmn_element *element;
    for (size_t i = 0; code == RPC_OK && (element = bpmn_model_element(reading->model, i)); i++) {
        check_operation(reading, call, element);
        check_role(reading, call, element);
        check_statuses(reading, call, element);
        check_share(reading, call, element);
        check_catcher(reading, call, element);
        code = check_called(reading, call, element);
    }
    refusing_check(reading, call);
    return code;
}
