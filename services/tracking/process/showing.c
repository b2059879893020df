/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "showing.h"

#include "../complaints/complaint_rules.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/catalogue.h>
#include <okno/proto.h>

#include <inttypes.h>

const struct calendar *
showing_calendar(struct rpc_call *call)
{
    const struct catalogue *cat;
    if (catalogue_of(call, &cat) == RPC_OK)
        return catalogue_calendar(cat);
    call->message = NULL;
    return NULL;
}

static const char *
waits_for(const struct bpmn_token *token)
{
    static const char *const triggers[] = {
        [BPMN_MESSAGE] = "MESSAGE", [BPMN_TIMER] = "TIMER", [BPMN_SIGNAL] = "SIGNAL", [BPMN_CONDITION] = "CONDITION"
    };
    switch (token->phase) {
    case BPMN_WAIT_TASK:
        return "TASK";
    case BPMN_WAIT_SERVICE:
        return "SERVICE";
    case BPMN_WAIT_CALLED:
        return "PROCESS";
    case BPMN_WAIT_EVENT:
        return (size_t)token->trigger < OKNO_ARRAY_SIZE(triggers) && triggers[token->trigger] ? triggers[token->trigger]
                                                                                              : "EVENT";
    case BPMN_WAIT_JOIN:
        return "JOIN";
    default:
        return NULL;
    }
}

static Tracking__WaitingElement *
show_token(struct arena *arena, const struct bpmn_token *token, const char *waits)
{
    Tracking__WaitingElement *shown = ARENA_NEW(arena, Tracking__WaitingElement);
    tracking__waiting_element__init(shown);
    shown->element = token->element->id;
    shown->token = token->id;
    shown->waits_for = waits;
    shown->name = token->name ? token->name : "";
    shown->since = proto_time(arena, token->since_us);
    if (token->due_us)
        shown->due = proto_time(arena, token->due_us);
    return shown;
}

static void
show_waiting(struct arena *arena, const struct bpmn_state *state, Tracking__Process *shown)
{
    shown->waiting = ARENA_ARRAY(arena, Tracking__WaitingElement *, state->n_tokens);
    for (size_t i = 0; i < state->n_tokens; i++) {
        const char *waits = waits_for(state->tokens[i]);
        if (waits)
            shown->waiting[shown->n_waiting++] = show_token(arena, state->tokens[i], waits);
    }
}

static Tracking__Process__State
state_of(enum bpmn_status_code status)
{
    static const Tracking__Process__State states[] = { [BPMN_ACTIVE] = TRACKING__PROCESS__STATE__ACTIVE,
                                                       [BPMN_COMPLETED] = TRACKING__PROCESS__STATE__COMPLETED,
                                                       [BPMN_TERMINATED] = TRACKING__PROCESS__STATE__TERMINATED,
                                                       [BPMN_CANCELLED] = TRACKING__PROCESS__STATE__CANCELLED,
                                                       [BPMN_FAILED] = TRACKING__PROCESS__STATE__FAILED };
    return states[status];
}

void
showing_process(const struct process *process, Tracking__Process *ret_process)
{
    struct arena *arena = process->call->arena;
    const Tracking__ProcessRow *row = &process->row;
    ret_process->process_id = row->process_id;
    ret_process->regulation = row->regulation;
    ret_process->version = process->regulation->version;
    ret_process->state = state_of(process->state->status);
    ret_process->suspended = process->state->suspended;
    ret_process->application_id = row->application_id;
    ret_process->parent_id = row->parent_id;
    ret_process->variables = bpmn_to_struct(arena, process->state->variables);
    ret_process->started = row->started ? row->started : proto_time(arena, process->now_us);
    ret_process->ended = row->ended ? row->ended : process_ended(process) ? proto_time(arena, process->now_us) : NULL;
    ret_process->error = process->state->error ? process->state->error : "";
    ret_process->etag = arena_printf(arena, "%" PRId32, row->edition + (process->n_effects > 0));
    show_waiting(arena, process->state, ret_process);
}

enum rpc_code
showing_load(struct rpc_call *call, const char *process_id, struct process *ret_process)
{
    enum rpc_code code = process_load(call, showing_calendar(call), process_id, ret_process);
    if (code != RPC_OK)
        return code;
    audit_object(call, "process", process_id, NULL);
    const Tracking__ProcessRow *row = &ret_process->row;
    if (!text_empty(row->application_id))
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Этим процессом движет заявление %s", "Application %s moves it",
                        row->application_id);
    if (text_equal(row->regulation, COMPLAINT_REGULATION))
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Этим процессом движет жалоба", "A complaint moves it");
    return RPC_OK;
}

enum rpc_code
showing_put(struct process *process, Tracking__Process *ret_process)
{
    struct db_work *work = db_begin(process->call);
    process_put(process, work, &(struct process_subject){ 0 });
    showing_process(process, ret_process);
    return db_finish(work);
}

enum rpc_code
showing_move(struct rpc_call *call, const char *process_id, struct bpmn_event event, Tracking__Process *ret_process)
{
    struct process process;
    enum rpc_code code = showing_load(call, process_id, &process);
    if (code == RPC_OK)
        code = process_move(&process, event);
    return code == RPC_OK ? showing_put(&process, ret_process) : code;
}
