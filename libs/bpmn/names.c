/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names of kinds and effects. */
#include <okno/bpmn.h>

const char *
bpmn_kind_name(enum bpmn_kind kind)
{
    static const char *const names[BPMN_KIND_COUNT] = {
        [BPMN_PROCESS] = "process",
        [BPMN_START_EVENT] = "startEvent",
        [BPMN_END_EVENT] = "endEvent",
        [BPMN_CATCH_EVENT] = "intermediateCatchEvent",
        [BPMN_THROW_EVENT] = "intermediateThrowEvent",
        [BPMN_BOUNDARY_EVENT] = "boundaryEvent",
        [BPMN_TASK] = "task",
        [BPMN_USER_TASK] = "userTask",
        [BPMN_MANUAL_TASK] = "manualTask",
        [BPMN_SERVICE_TASK] = "serviceTask",
        [BPMN_SCRIPT_TASK] = "scriptTask",
        [BPMN_SEND_TASK] = "sendTask",
        [BPMN_RECEIVE_TASK] = "receiveTask",
        [BPMN_RULE_TASK] = "businessRuleTask",
        [BPMN_SUB_PROCESS] = "subProcess",
        [BPMN_EVENT_SUB_PROCESS] = "eventSubProcess",
        [BPMN_TRANSACTION] = "transaction",
        [BPMN_CALL_ACTIVITY] = "callActivity",
        [BPMN_EXCLUSIVE_GATEWAY] = "exclusiveGateway",
        [BPMN_INCLUSIVE_GATEWAY] = "inclusiveGateway",
        [BPMN_PARALLEL_GATEWAY] = "parallelGateway",
        [BPMN_COMPLEX_GATEWAY] = "complexGateway",
        [BPMN_EVENT_GATEWAY] = "eventBasedGateway",
    };
    return (unsigned)kind < BPMN_KIND_COUNT ? names[kind] : "";
}

const char *
bpmn_effect_name(enum bpmn_effect_kind kind)
{
    static const char *const names[] = {
        [BPMN_ELEMENT_ENTERED] = "ELEMENT_ENTERED",
        [BPMN_ELEMENT_LEFT] = "ELEMENT_LEFT",
        [BPMN_ELEMENT_CANCELLED] = "ELEMENT_CANCELLED",
        [BPMN_TASK_CREATED] = "TASK_CREATED",
        [BPMN_TASK_CANCELLED] = "TASK_CANCELLED",
        [BPMN_TIMER_SET] = "TIMER_SET",
        [BPMN_TIMER_MOVED] = "TIMER_MOVED",
        [BPMN_TIMER_CANCELLED] = "TIMER_CANCELLED",
        [BPMN_TERM_MISSED] = "TERM_MISSED",
        [BPMN_MESSAGE_OPENED] = "MESSAGE_OPENED",
        [BPMN_MESSAGE_CLOSED] = "MESSAGE_CLOSED",
        [BPMN_MESSAGE_SENT] = "MESSAGE_SENT",
        [BPMN_SIGNAL_OPENED] = "SIGNAL_OPENED",
        [BPMN_SIGNAL_CLOSED] = "SIGNAL_CLOSED",
        [BPMN_SIGNAL_THROWN] = "SIGNAL_THROWN",
        [BPMN_SERVICE_CALLED] = "SERVICE_CALLED",
        [BPMN_SERVICE_CANCELLED] = "SERVICE_CANCELLED",
        [BPMN_PROCESS_CALLED] = "PROCESS_CALLED",
        [BPMN_PROCESS_CANCELLED] = "PROCESS_CANCELLED",
        [BPMN_STATUS_SHOWN] = "STATUS_SHOWN",
        [BPMN_ESCALATION_RAISED] = "ESCALATION_RAISED",
        [BPMN_INSTANCE_COMPLETED] = "INSTANCE_COMPLETED",
        [BPMN_INSTANCE_TERMINATED] = "INSTANCE_TERMINATED",
        [BPMN_INSTANCE_CANCELLED] = "INSTANCE_CANCELLED",
        [BPMN_INSTANCE_FAILED] = "INSTANCE_FAILED",
        [BPMN_INSTANCE_SUSPENDED] = "INSTANCE_SUSPENDED",
        [BPMN_INSTANCE_RESUMED] = "INSTANCE_RESUMED",
    };
    return (size_t)kind < OKNO_ARRAY_SIZE(names) ? names[kind] : "";
}
