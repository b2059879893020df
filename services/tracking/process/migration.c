/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "migration.h"

#include "drive.h"
#include "news.h"
#include "showing.h"

#include "../record.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/tracking.sql.h>

#define TRIES 3
#define ONE_MS 10000

static bool
has(const struct regulation *regulation, const char *id)
{
    if (bpmn_model_find(regulation->model, id))
        return true;
    const struct bpmn_flow *flow;
    for (size_t i = 0; (flow = bpmn_model_flow(regulation->model, i)); i++)
        if (text_equal(flow->id, id))
            return true;
    return false;
}

static void
check_move(struct rpc_call *call, const struct regulation *from, const struct migration *migration, size_t i)
{
    const struct bpmn_mapping *move = &migration->map[i];
    if (from && !has(from, move->from))
        rpc_violate(call, arena_printf(call->arena, "moves[%zu].from", i), "В версии %d нет элемента «%s»",
                    "Version %d has no element \"%s\"", from->version, move->from);
    if (!has(migration->to, move->to))
        rpc_violate(call, arena_printf(call->arena, "moves[%zu].to", i), "В версии %d нет элемента «%s»",
                    "Version %d has no element \"%s\"", migration->to->version, move->to);
    for (size_t j = 0; j < i; j++)
        if (text_equal(migration->map[j].from, move->from))
            rpc_violate(call, arena_printf(call->arena, "moves[%zu].from", i), "Элемент «%s» назван дважды",
                        "The element \"%s\" is named twice", move->from);
}

enum rpc_code
migration_read(struct rpc_call *call, const struct regulation *from, const struct regulation *to,
               Tracking__ElementMove *const *moves, size_t n_moves, struct migration *ret_migration)
{
    struct bpmn_mapping *map = ARENA_ARRAY(call->arena, struct bpmn_mapping, n_moves + 1);
    *ret_migration = (struct migration){ to, map, n_moves };
    for (size_t i = 0; i < n_moves; i++) {
        map[i] = (struct bpmn_mapping){ moves[i]->from, moves[i]->to };
        check_move(call, from, ret_migration, i);
    }
    return rpc_check(call);
}

enum rpc_code
migration_try(struct process *process, const struct migration *migration)
{
    struct bpmn_event event = {
        .kind = BPMN_MIGRATE, .target = migration->to->model, .map = migration->map, .n_map = migration->n_map
    };
    enum rpc_code code = process_move(process, event);
    if (code != RPC_OK)
        return code;
    process->note =
        arena_printf(process->call->arena, "MIGRATED %d to %d", process->regulation->version, migration->to->version);
    process->regulation = migration->to;
    return RPC_OK;
}

static void
put_tasks(const struct process *process, struct db_work *work)
{
    struct arena *arena = process->call->arena;
    for (size_t i = 0; i < process->state->n_tokens; i++) {
        const struct bpmn_token *token = process->state->tokens[i];
        const struct bpmn_extensions *okno = token->element->okno;
        if (token->phase != BPMN_WAIT_TASK)
            continue;
        const char **outcomes = ARENA_ARRAY(arena, const char *, okno->n_outcomes + 1);
        for (size_t j = 0; j < okno->n_outcomes; j++)
            outcomes[j] = okno->outcomes[j].code;
        db_put(work, &tracking_sql_move_task_element,
               DB_ARGS(process->row.process_id, token->id, token->element->id, token->element->name,
                       text_or_empty(okno->operation), db_texts(arena, outcomes, okno->n_outcomes)));
    }
}

/* ------------------------------------------------------------------ whose tasks they are now */

struct place {
    const char *role, *centre, *agency, *subject; /* "" : none */
};

/* An expression was computed when the task was made, and stays as it was then. */
static bool
is_named(const struct bpmn_performer *performer)
{
    const char *const texts[] = { performer->role, performer->centre, performer->agency, performer->subject };
    bool any = false;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++) {
        if (texts[i] && *texts[i] == '=')
            return false;
        any |= !text_empty(texts[i]);
    }
    return any;
}

static struct place
place_of(const struct bpmn_performer *performer, const Tracking__Application *app)
{
    const char *agency = process_place(performer->agency, app ? app->agency_code : "");
    return (struct place){ text_or_empty(performer->role),
                           *agency ? "" : process_place(performer->centre, app ? app->centre_code : ""), agency,
                           text_or_empty(performer->subject) };
}

static bool
is_at(const Tracking__Task *task, const struct place *place)
{
    return text_equal(task->role, place->role) && text_equal(task->centre_code, place->centre)
           && text_equal(task->agency_code, place->agency) && text_equal(task->performer, place->subject);
}

/* The system of the agency that had it is told; of another one only when none was told of this wait before. */
static void
put_news(const struct process *process, struct db_work *work, Tracking__Task *task, const struct place *place)
{
    bool had_agency = !text_empty(task->agency_code);
    if (text_equal(task->agency_code, place->agency))
        return;
    task->agency_code = place->agency;
    task->application_id = process->row.application_id;
    if (had_agency)
        news_put_cancelled(work, process->call->arena, &process->row, task->token);
    else
        news_put_opened(work, process->call->arena, task, task->token);
}

static void
put_performer(const struct process *process, struct db_work *work, Tracking__Task *task,
              const Tracking__Application *app)
{
    const struct bpmn_token *token = bpmn_state_token(process->state, task->token);
    if (task->state != TRACKING__TASK__STATE__OPEN || !token || !is_named(&token->element->okno->performer))
        return;
    struct place place = place_of(&token->element->okno->performer, app);
    if (is_at(task, &place))
        return;
    db_expect(work, &tracking_sql_move_task_performer,
              DB_ARGS(task->task_id, place.role, db_nonempty(place.centre), db_nonempty(place.agency),
                      db_nonempty(place.subject)),
              RPC_ABORTED, "Задачу только что взяли, повторите", "The task has just been claimed, try again");
    put_news(process, work, task, &place);
}

static enum rpc_code
put_performers(const struct process *process, struct db_work *work)
{
    struct rpc_call *call = process->call;
    Tracking__Application app = TRACKING__APPLICATION__INIT;
    Tracking__Task **tasks;
    struct record record;
    size_t n;
    bool carries = !text_empty(process->row.application_id);
    enum rpc_code code =
        db_list(call, &tracking_sql_list_tasks_of_process, DB_ARGS(process->row.process_id, view_today(call)),
                &tracking__task__descriptor, &n, (ProtobufCMessage ***)&tasks);
    if (code == RPC_OK && carries)
        code = record_load(call, process->row.application_id, NULL, &app, &record);
    for (size_t i = 0; code == RPC_OK && i < n; i++)
        put_performer(process, work, tasks[i], carries ? &app : NULL);
    return code;
}

enum rpc_code
migration_put(struct process *process, struct db_work *work)
{
    enum rpc_code code = drive_put_moved(process->call, work, process, "MIGRATED");
    if (code == RPC_OK)
        code = put_performers(process, work);
    if (code != RPC_OK)
        return code;
    put_tasks(process, work);
    if (text_equal(process->row.process_id, process->row.application_id))
        db_put(work, &tracking_sql_set_regulation_version,
               DB_ARGS(process->row.application_id, process->regulation->version));
    return RPC_OK;
}

/* ------------------------------------------------------------------ one of many */

static enum rpc_code
move(struct rpc_call *call, const struct migration *migration, const Tracking__ProcessRow *row, bool dry_run)
{
    struct process process;
    enum rpc_code code = process_of_row(call, showing_calendar(call), row, &process);
    if (code == RPC_OK)
        code = migration_try(&process, migration);
    if (code != RPC_OK || dry_run)
        return code;
    audit_object(call, "process", row->process_id, arena_printf(call->arena, "version %d", migration->to->version));
    struct db_work *work = db_begin(call);
    code = migration_put(&process, work);
    return code == RPC_OK ? db_commit(work) : code;
}

/* From its row as it is now. */
static enum rpc_code
move_again(struct rpc_call *call, const struct migration *migration, const char *id, int version)
{
    Tracking__ProcessRow row = TRACKING__PROCESS_ROW__INIT;
    enum rpc_code code = db_one(call, &tracking_sql_get_process, DB_ARGS(id), &row.base);
    if (code != RPC_OK)
        return code;
    bool still = text_equal(row.status, "ACTIVE") && row.version == version;
    return still ? move(call, migration, &row, false) : RPC_NOT_FOUND;
}

struct migration_verdict
migration_run(struct rpc_call *call, const struct migration *migration, const Tracking__ProcessRow *row, bool dry_run)
{
    struct rpc_call own;
    rpc_call_init(&own, "", ONE_MS, call->context);
    own.caller = call->caller;
    own.method = call->method;
    own.language = call->language;
    own.trace = call->trace;
    enum rpc_code code = move(&own, migration, row, dry_run);
    for (int i = 1; i < TRIES && code == RPC_ABORTED; i++)
        code = move_again(&own, migration, row->process_id, row->version);
    struct migration_verdict verdict = { code, "", "" };
    if (code != RPC_OK) {
        const char *element = text_equal(own.reason, "REGULATION") ? text_or_empty(own.subject_id) : "";
        verdict.element = arena_strdup(call->arena, element);
        verdict.reason = arena_strdup(call->arena, text_or_empty(own.message));
    }
    rpc_call_release(&own);
    return verdict;
}
