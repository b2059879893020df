/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "drive.h"

#include "course.h"
#include "showing.h"

#include "../issued/issued.h"
#include "../moves.h"
#include "../rules.h"

#include <okno/proto.h>

/* What the regulation shows is what the application is; dates follow as they do when a person completes a task. */
static enum rpc_code
follow(struct record *record, const struct process *process, unsigned *ret_effects)
{
    Tracking__Application *app = record->app;
    const char *today = record_date(record, record->today);
    struct rules_move move = rules_move(NULL, app->status, !text_empty(app->refusal_code), course_status(process),
                                        !text_empty(app->parent_id) || course_hands(process), app->closed != NULL);
    if (app->status == TRACKING__APPLICATION__STATUS__SUSPENDED)
        move = (struct rules_move){ app->status, 0 };
    app->status = move.status;
    if (process_ended(process) && rules_waits_for_visit(app))
        move.effects |= OPERATION_STOPS_CLOCK;
    else if (process_ended(process) && !app->closed)
        move.effects |= OPERATION_CLOSES | OPERATION_STOPS_CLOCK;
    if ((move.effects & OPERATION_STOPS_CLOCK) && text_empty(record->stopped_on))
        record->stopped_on = today;
    if ((move.effects & OPERATION_TO_APPLICANT) && text_empty(record->issued_on))
        record->issued_on = today;
    if (move.effects & OPERATION_CLOSES)
        app->closed = proto_time(record->call->arena, record->now_us);
    *ret_effects = move.effects;
    return course_follow(process, record, false);
}

static enum rpc_code
put_with_application(struct rpc_call *call, struct db_work *work, struct process *process, const char *element,
                     const char *action)
{
    struct record record;
    Tracking__Application *app = ARENA_NEW(call->arena, Tracking__Application);
    tracking__application__init(app);
    enum rpc_code code = record_load(call, process->row.application_id, NULL, app, &record);
    if (code != RPC_OK)
        return code;
    struct process_subject subject = course_of_record(&record);
    Tracking__Task *task = process_put(process, work, &subject);
    if (!text_equal(process->row.process_id, process->row.application_id))
        return RPC_OK; /* one that the application's own process called */
    unsigned effects;
    code = follow(&record, process, &effects);
    if (code != RPC_OK)
        return code;
    record_note_sent(&record, task);
    record_save(&record, work);
    struct moves_subject moved = moves_subject(&record);
    moves_put(work, &moved, &(struct moves_note){ .action = action, .step = element });
    const struct issued_subject issued = issued_subject(&record);
    issued_put(work, &issued, &(struct issued_note){ .acts = issued_acts(NULL, NULL, effects) });
    return RPC_OK;
}

/* The history says that it was a term, whatever timer told so. */
static bool
missed_term(const struct process *process)
{
    for (int i = 0; i < process->n_effects; i++)
        for (size_t j = 0; j < process->effects[i].n; j++)
            if (process->effects[i].items[j].kind == BPMN_TERM_MISSED)
                return true;
    return false;
}

static enum rpc_code
move_and_put(struct rpc_call *call, struct db_work *work, struct process *process, struct bpmn_event event,
             const char *action)
{
    const struct bpmn_token *token = bpmn_state_token(process->state, event.token);
    const char *element = token ? token->element->id : "";
    enum rpc_code code = process_move(process, event);
    if (code != RPC_OK)
        return code;
    if (!text_empty(process->row.application_id))
        return put_with_application(call, work, process, element, missed_term(process) ? "STEP_TERM_MISSED" : action);
    process_put(process, work, &(struct process_subject){ 0 });
    return RPC_OK;
}

enum rpc_code
drive_put(struct rpc_call *call, struct db_work *work, const char *process_id, struct bpmn_event event,
          const char *action)
{
    struct process process;
    enum rpc_code code = process_load(call, showing_calendar(call), process_id, &process);
    return code == RPC_OK ? move_and_put(call, work, &process, event, action) : code;
}

enum rpc_code
drive_put_row(struct rpc_call *call, struct db_work *work, const Tracking__ProcessRow *row, struct bpmn_event event,
              const char *action)
{
    struct process process;
    enum rpc_code code = process_of_row(call, showing_calendar(call), row, &process);
    return code == RPC_OK ? move_and_put(call, work, &process, event, action) : code;
}

enum rpc_code
drive_put_moved(struct rpc_call *call, struct db_work *work, struct process *process, const char *action)
{
    if (!text_empty(process->row.application_id))
        return put_with_application(call, work, process, "", action);
    process_put(process, work, &(struct process_subject){ 0 });
    return RPC_OK;
}

enum rpc_code
drive_begin(struct rpc_call *call, struct db_work *work, struct process *process)
{
    return drive_put_moved(call, work, process, "CALLED");
}
