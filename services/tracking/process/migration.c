/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "migration.h"

#include "drive.h"
#include "showing.h"

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

enum rpc_code
migration_put(struct process *process, struct db_work *work)
{
    enum rpc_code code = drive_put_moved(process->call, work, process, "MIGRATED");
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
