/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the events of a process brought about, as rows of a unit of work. */
#include "due.h"
#include "errands.h"
#include "news.h"
#include "process.h"

#include "../view.h"

#include <okno/json.h>
#include <okno/proto.h>
#include <okno/tracking.sql.h>

#include <inttypes.h>

struct putting {
    struct process *process;
    struct db_work *work;
    const struct process_subject *subject;
    Tracking__Task *task; /* the last one made */
};

static bool
is_task(const struct process *process, uint32_t token)
{
    const struct bpmn_token *alive = bpmn_state_token(process->state, token);
    return alive && alive->phase == BPMN_WAIT_TASK;
}

static bool
has_task(const struct bpmn_effect *effect)
{
    return effect->element->kind == BPMN_USER_TASK || effect->element->kind == BPMN_MANUAL_TASK
           || effect->element->kind == BPMN_TASK;
}

/* ------------------------------------------------------------------ tasks */

const char *
process_place(const char *named, const char *own)
{
    if (text_empty(named))
        return "";
    return text_equal(named, "application") ? own : named;
}

static void
show_outcomes(struct arena *arena, const struct bpmn_extensions *okno, Tracking__Task *task)
{
    task->outcomes = ARENA_ARRAY(arena, const char *, okno->n_outcomes);
    for (size_t i = 0; i < okno->n_outcomes; i++)
        task->outcomes[task->n_outcomes++] = okno->outcomes[i].code;
}

static Tracking__Task *
task_of(const struct putting *putting, const struct bpmn_effect *effect, const struct due *due)
{
    const struct process *process = putting->process;
    struct arena *arena = process->call->arena;
    const Tracking__Application *app = putting->subject->app;
    char id[37];
    Tracking__Task *task = ARENA_NEW(arena, Tracking__Task);
    tracking__task__init(task);
    uuid7(id);
    task->task_id = arena_strdup(arena, id);
    task->process_id = process->row.process_id;
    task->step = effect->element->id;
    task->name = effect->element->name;
    task->role = text_or_empty(effect->performer.role);
    task->performer = text_or_empty(effect->performer.subject);
    task->operation = text_or_empty(effect->element->okno->operation);
    task->state = TRACKING__TASK__STATE__OPEN;
    task->agency_code = process_place(effect->performer.agency, app ? app->agency_code : "");
    task->centre_code = *task->agency_code ? "" : process_place(effect->performer.centre, app ? app->centre_code : "");
    task->due_on = due->day;
    task->created = proto_time(arena, process->now_us);
    task->etag = "1";
    show_outcomes(arena, effect->element->okno, task);
    if (app) {
        task->application_id = app->application_id;
        task->application_number = app->number;
        task->service_code = app->service_code;
        task->planned_on = app->planned_on;
    }
    return task;
}

static void
put_task(struct putting *putting, const struct bpmn_effect *effect)
{
    struct process *process = putting->process;
    struct due due = due_of_new(process, putting->subject, effect);
    Tracking__Task *task = putting->task = task_of(putting, effect, &due);
    db_put(putting->work, &tracking_sql_put_task,
           DB_ARGS(task->task_id, db_nonempty(task->application_id), task->application_number, task->service_code,
                   task->step, db_nonempty(task->centre_code), db_nonempty(task->agency_code), task->due_on,
                   db_time(process->now_us), task->process_id, effect->token, task->name, task->role, task->operation,
                   db_texts(process->call->arena, task->outcomes, task->n_outcomes), db_time(effect->due_us),
                   db_nonempty(due.own), db_nonempty(due.share), db_nonempty(due.bound), db_nonempty(task->performer)));
    news_put_opened(putting->work, process->call->arena, task, effect->token);
}

static void
cancel_task(struct putting *putting, const struct bpmn_effect *effect)
{
    const Tracking__ProcessRow *row = &putting->process->row;
    db_put(putting->work, &tracking_sql_cancel_task,
           DB_ARGS(row->process_id, effect->token, db_time(putting->process->now_us)));
    news_put_cancelled(putting->work, putting->process->call->arena, row, effect->token);
}

/* ------------------------------------------------------------------ the others */

/* A new task has its day from the start, and a clock that stands moves nothing. */
static void
move_bound(struct putting *putting, const struct bpmn_effect *effect)
{
    const struct process *process = putting->process;
    const struct bpmn_token *host = due_host(process, effect->token);
    const Tracking__Application *app = putting->subject->app;
    if (host && host->since_us != process->now_us)
        db_put(putting->work, &tracking_sql_move_task_bound,
               DB_ARGS(process->row.process_id, host->id, db_nonempty(due_bound(process, host->id)),
                       db_nonempty(app ? app->planned_on : NULL)));
}

static void
put_timer(struct putting *putting, const struct bpmn_effect *effect, bool runs)
{
    const struct process *process = putting->process;
    const char *id = process->row.process_id;
    if (effect->is_term && has_task(effect)) {
        /* A new task has its term from the start, and one that is over needs none. */
        bool is_new = effect->kind == BPMN_TIMER_SET && bpmn_state_token(process->state, effect->token)
                      && bpmn_state_token(process->state, effect->token)->since_us == process->now_us;
        if (!is_new && is_task(process, effect->token))
            db_put(putting->work, &tracking_sql_move_task_term,
                   DB_ARGS(id, effect->token, db_time(runs ? effect->due_us : 0),
                           runs ? due_day(process, effect->due_us) : (const char *)NULL));
    } else if (runs) {
        move_bound(putting, effect);
        db_put(putting->work, &tracking_sql_put_process_timer, DB_ARGS(id, effect->token, db_time(effect->due_us)));
    } else {
        db_put(putting->work, &tracking_sql_delete_process_timer, DB_ARGS(id, effect->token));
    }
}

/* What waits for no person misses its term too (R61, R78); a task has it on record itself. */
static void
put_missed(struct putting *putting, const struct bpmn_effect *effect)
{
    char id[37];
    const struct process *process = putting->process;
    const Tracking__Application *app = putting->subject->app;
    if (has_task(effect) || is_task(process, effect->token))
        return;
    uuid7(id);
    db_put(putting->work, &tracking_sql_put_missed_wait,
           DB_ARGS((const char *)id, process->row.process_id, effect->token, db_nonempty(process->row.application_id),
                   effect->element->id, effect->element->name, app ? app->centre_code : "",
                   due_day(process, effect->due_us), db_time(process->now_us)));
}

static void
put_subscription(struct putting *putting, const struct bpmn_effect *effect, const char *kind, bool opened)
{
    const char *id = putting->process->row.process_id;
    if (opened)
        db_put(putting->work, &tracking_sql_put_process_subscription,
               DB_ARGS(id, effect->token, kind, effect->name, db_nonempty(text_or_empty(effect->correlation))));
    else
        db_put(putting->work, &tracking_sql_delete_process_subscription,
               DB_ARGS(id, effect->token, kind, effect->name));
}

/* Asks something of a process, or on behalf of one. */
static void
put_errand(struct putting *putting, const char *kind, const char *process_id, uint32_t token,
           const struct bpmn_effect *effect, const char *detail)
{
    struct arena *arena = putting->process->call->arena;
    Google__Protobuf__Struct *object = effect->input ? bpmn_to_struct(arena, effect->input) : NULL;
    db_put(putting->work, &tracking_sql_put_errand,
           DB_ARGS(kind, process_id, token, text_or_empty(effect->name), text_or_empty(detail),
                   object ? db_json(arena, &object->base) : "{}", db_time(putting->process->now_us)));
}

static void
ask(struct putting *putting, const struct bpmn_effect *effect, const char *kind, const char *detail)
{
    put_errand(putting, kind, putting->process->row.process_id, effect->token, effect, detail);
}

static void
cancel_service(struct putting *putting, const struct bpmn_effect *effect)
{
    struct bpmn_effect named = *effect;
    named.name = effect->element->okno->operation;
    ask(putting, &named, ERRAND_CANCEL_SERVICE, NULL);
}

/* The end of a called process is news for the one that called it. */
static void
tell_parent(struct putting *putting, const struct bpmn_effect *effect, const char *kind, const char *detail)
{
    const Tracking__ProcessRow *row = &putting->process->row;
    if (!text_empty(row->parent_id))
        put_errand(putting, kind, row->parent_id, row->parent_token, effect, detail);
}

static void
put_effect(struct putting *putting, const struct bpmn_effect *effect)
{
    switch (effect->kind) {
    case BPMN_TASK_CREATED:
        put_task(putting, effect);
        break;
    case BPMN_TASK_CANCELLED:
        cancel_task(putting, effect);
        break;
    case BPMN_TIMER_SET:
    case BPMN_TIMER_MOVED:
        put_timer(putting, effect, true);
        break;
    case BPMN_TIMER_CANCELLED:
        put_timer(putting, effect, false);
        break;
    case BPMN_TERM_MISSED:
        put_missed(putting, effect);
        break;
    case BPMN_MESSAGE_OPENED:
    case BPMN_MESSAGE_CLOSED:
        put_subscription(putting, effect, "MESSAGE", effect->kind == BPMN_MESSAGE_OPENED);
        break;
    case BPMN_SIGNAL_OPENED:
    case BPMN_SIGNAL_CLOSED:
        put_subscription(putting, effect, "SIGNAL", effect->kind == BPMN_SIGNAL_OPENED);
        break;
    case BPMN_MESSAGE_SENT:
        ask(putting, effect, ERRAND_MESSAGE, effect->correlation);
        break;
    case BPMN_SIGNAL_THROWN:
        ask(putting, effect, ERRAND_SIGNAL, NULL);
        break;
    case BPMN_SERVICE_CALLED:
        ask(putting, effect, ERRAND_SERVICE, effect->target);
        break;
    case BPMN_SERVICE_CANCELLED:
        cancel_service(putting, effect);
        break;
    case BPMN_PROCESS_CALLED:
        ask(putting, effect, ERRAND_CALL, effect->internal ? ERRAND_OF_SAME_FILE : effect->binding);
        break;
    case BPMN_PROCESS_CANCELLED:
        ask(putting, effect, ERRAND_CANCEL_CALLED, NULL);
        break;
    case BPMN_ESCALATION_RAISED:
        tell_parent(putting, effect, ERRAND_CALLED_ESCALATED, effect->name);
        break;
    case BPMN_INSTANCE_COMPLETED:
    case BPMN_INSTANCE_TERMINATED:
        tell_parent(putting, effect, ERRAND_CALLED_ENDED, NULL);
        break;
    case BPMN_INSTANCE_FAILED:
        tell_parent(putting, effect, ERRAND_CALLED_ENDED, effect->name);
        break;
    case BPMN_INSTANCE_CANCELLED:
        if (!text_equal(effect->why, ERRAND_BY_CALLER))
            tell_parent(putting, effect, ERRAND_CALLED_ENDED, "cancelled");
        break;
    default:
        break;
    }
}

/* ------------------------------------------------------------------ the record */

static bool
is_told(const struct bpmn_effect *effect)
{
    return effect->kind == BPMN_ELEMENT_ENTERED || effect->kind == BPMN_ELEMENT_LEFT
           || effect->kind == BPMN_ELEMENT_CANCELLED || effect->kind == BPMN_TERM_MISSED
           || effect->kind == BPMN_INSTANCE_SUSPENDED || effect->kind == BPMN_INSTANCE_RESUMED
           || effect->kind == BPMN_INSTANCE_CANCELLED;
}

static const char *
told(struct arena *arena, const struct bpmn_effect *effect)
{
    static const char *const verbs[] = {
        [BPMN_ELEMENT_ENTERED] = "ENTERED",
        [BPMN_ELEMENT_LEFT] = "LEFT",
        [BPMN_ELEMENT_CANCELLED] = "CANCELLED",
        [BPMN_TERM_MISSED] = "TERM_MISSED",
        [BPMN_INSTANCE_SUSPENDED] = "SUSPENDED",
        [BPMN_INSTANCE_RESUMED] = "RESUMED",
        [BPMN_INSTANCE_CANCELLED] = "PROCESS_CANCELLED",
    };
    return arena_printf(arena, "%s %s%s%s", verbs[effect->kind], effect->element ? effect->element->id : "",
                        effect->why ? ": " : "", text_or_empty(effect->why));
}

static struct db_value
trail_of(const struct process *process)
{
    struct arena *arena = process->call->arena;
    size_t n = 0, room = 1;
    for (int i = 0; i < process->n_effects; i++)
        room += process->effects[i].n;
    const char **trail = ARENA_ARRAY(arena, const char *, room);
    if (process->note)
        trail[n++] = process->note;
    for (int i = 0; i < process->n_effects; i++)
        for (size_t j = 0; j < process->effects[i].n; j++)
            if (is_told(&process->effects[i].items[j]))
                trail[n++] = told(arena, &process->effects[i].items[j]);
    return db_texts(arena, trail, n);
}

static void
put_step(struct putting *putting, int edition)
{
    const struct process *process = putting->process;
    const struct rpc_caller *caller = &process->call->caller;
    db_put(putting->work, &tracking_sql_put_process_step,
           DB_ARGS(process->row.process_id, edition, db_time(process->now_us), caller->subject,
                   rpc_role_name(caller->role), trail_of(process), text_or_empty(process->in_place_of)));
}

static const char *
status_name(enum bpmn_status_code status)
{
    static const char *const names[] = { [BPMN_ACTIVE] = "ACTIVE",
                                         [BPMN_COMPLETED] = "COMPLETED",
                                         [BPMN_TERMINATED] = "TERMINATED",
                                         [BPMN_CANCELLED] = "CANCELLED",
                                         [BPMN_FAILED] = "FAILED" };
    return names[status];
}

static void
put_state(struct putting *putting)
{
    struct process *process = putting->process;
    Tracking__ProcessRow *row = &process->row;
    TEXT_SCOPED packed = { 0 };
    bpmn_state_pack(process->state, &packed);
    ProtobufCBinaryData state = { packed.length, (uint8_t *)packed.data };
    int64_t ended_us = process_ended(process) ? process->now_us : 0;
    row->status = status_name(process->state->status);
    if (row->edition == 0)
        db_put(putting->work, &tracking_sql_put_process,
               DB_ARGS(row->process_id, row->regulation, row->version, db_nonempty(row->application_id),
                       db_nonempty(row->parent_id), db_nonzero(row->parent_token), state, row->status,
                       db_time(process->now_us), db_time(ended_us)));
    else
        db_expect(
            putting->work, &tracking_sql_update_process,
            DB_ARGS(row->process_id, row->edition, process->regulation->version, state, row->status, db_time(ended_us)),
            RPC_ABORTED, "Процесс изменён одновременно с вами, повторите",
            "The process was changed at the same moment, try again");
    put_step(putting, row->edition + 1);
}

Tracking__Task *
process_put(struct process *process, struct db_work *work, const struct process_subject *subject)
{
    struct putting putting = { process, work, subject, NULL };
    put_state(&putting);
    for (int i = 0; i < process->n_effects; i++)
        for (size_t j = 0; j < process->effects[i].n; j++)
            put_effect(&putting, &process->effects[i].items[j]);
    return putting.task;
}
