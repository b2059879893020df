/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "beginnings.h"

#include "showing.h"

#include <okno/tracking.sql.h>

#define CHAIN_MAX 16
#define CHAIN_US INT64_C(3600000000)

static const char *
kind_of(const struct bpmn_beginning *trigger)
{
    switch (trigger->trigger) {
    case BPMN_MESSAGE:
        return text_empty(trigger->name) ? NULL : BEGINNING_MESSAGE;
    case BPMN_SIGNAL:
        return text_empty(trigger->name) ? NULL : BEGINNING_SIGNAL;
    case BPMN_TIMER:
        return text_empty(trigger->timer) ? NULL : BEGINNING_TIMER;
    default:
        return NULL;
    }
}

/* Any of an element's triggers begins the process (10.5.2): each is a beginning. NULL counts them. */
static size_t
gather(const struct bpmn_model *model, struct beginning *all)
{
    size_t n = 0;
    struct bpmn_beginning trigger;
    const struct bpmn_element *element;
    for (size_t i = 0; (element = bpmn_model_element(model, i)); i++)
        for (size_t nth = 0; bpmn_beginning(element, nth, &trigger); nth++) {
            const char *kind = element->parent->executable ? kind_of(&trigger) : NULL;
            if (kind && all)
                all[n] = (struct beginning){ .kind = kind,
                                             .name = trigger.name,
                                             .timer = trigger.timer,
                                             .process = element->parent->id,
                                             .element = element->id,
                                             .nth = (int)nth };
            n += kind != NULL;
        }
    return n;
}

size_t
beginnings_of_model(struct arena *arena, const struct bpmn_model *model, struct beginning **ret_beginnings)
{
    *ret_beginnings = ARENA_ARRAY(arena, struct beginning, gather(model, NULL) + 1);
    return gather(model, *ret_beginnings);
}

static void
put_timer(struct db_work *work, const struct beginning *beginning, const char *code, int version, int64_t now_us)
{
    struct bpmn_moments moments = { 0 };
    bool any = bpmn_moments_first(beginning->timer, now_us, &moments);
    db_put(work, &tracking_sql_put_regulation_timer,
           DB_ARGS(code, beginning->process, beginning->element, beginning->nth, version, beginning->timer,
                   db_time(any ? moments.due_us : 0), (int64_t)moments.left));
}

void
beginnings_publish(struct rpc_call *call, struct db_work *work, const struct bpmn_model *model, const char *code,
                   int version)
{
    struct beginning *all;
    size_t n = beginnings_of_model(call->arena, model, &all);
    db_put(work, &tracking_sql_delete_regulation_starts, DB_ARGS(code));
    db_put(work, &tracking_sql_delete_regulation_timers, DB_ARGS(code));
    for (size_t i = 0; i < n; i++)
        if (text_equal(all[i].kind, BEGINNING_TIMER))
            put_timer(work, &all[i], code, version, time_now_us());
        else
            db_put(work, &tracking_sql_put_regulation_start,
                   DB_ARGS(all[i].kind, all[i].name, code, version, all[i].process, all[i].element));
}

enum rpc_code
beginnings_noted(struct rpc_call *call, const struct beginning *all, size_t n, const char *code, bool *ret_noted)
{
    enum rpc_code status = RPC_OK;
    *ret_noted = true;
    for (size_t i = 0; i < n && status == RPC_OK && *ret_noted; i++) {
        struct db_rows rows;
        if (text_equal(all[i].kind, BEGINNING_TIMER))
            status = db_rows(call, &tracking_sql_has_regulation_timers, DB_ARGS(code), &rows);
        else
            status = db_rows(call, &tracking_sql_list_regulation_starts,
                             DB_ARGS(all[i].kind, all[i].name, code, all[i].process), &rows);
        *ret_noted = status == RPC_OK && rows.n > 0;
    }
    return status;
}

enum rpc_code
beginnings_find(struct rpc_call *call, const struct beginning *like, struct beginning **ret_beginnings, size_t *ret_n)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &tracking_sql_list_regulation_starts,
                                 DB_ARGS(like->kind, like->name, like->code, like->process), &rows);
    if (code != RPC_OK)
        return code;
    struct beginning *all = ARENA_ARRAY(call->arena, struct beginning, (size_t)rows.n + 1);
    for (int row = 0; row < rows.n; row++) {
        int64_t version = 0;
        if (!parse_int64(db_cell(&rows, row, "version"), &version))
            return RPC_INTERNAL;
        all[row] = (struct beginning){ .kind = like->kind,
                                       .name = like->name,
                                       .code = db_cell(&rows, row, "code"),
                                       .process = db_cell(&rows, row, "process"),
                                       .element = db_cell(&rows, row, "element"),
                                       .version = (int)version };
    }
    *ret_beginnings = all;
    *ret_n = (size_t)rows.n;
    return RPC_OK;
}

enum rpc_code
beginnings_begin(struct rpc_call *call, const struct beginning *beginning, const struct bpmn_value *variables,
                 struct process *ret_process)
{
    char id[37];
    uuid7(id);
    const struct process_origin origin = { .code = beginning->code,
                                           .version = beginning->version,
                                           .element = beginning->process,
                                           .start = beginning->element,
                                           .id = id,
                                           .application_id = "",
                                           .parent_id = "" };
    return process_begin(call, showing_calendar(call), &origin, variables, ret_process);
}

void
beginnings_put(struct db_work *work, struct process *process, const struct beginning *beginning,
               const char *correlation, const char *begun_by)
{
    process_put(process, work, &(struct process_subject){ 0 });
    const char *name = text_empty(beginning->name) ? beginning->element : beginning->name;
    db_put(work, &tracking_sql_put_process_begun,
           DB_ARGS(process->row.process_id, beginning->kind, name, db_nonempty(correlation), db_nonempty(begun_by),
                   db_time(process->now_us)));
}

enum rpc_code
beginnings_go_round(struct rpc_call *call, const char *process_id, bool *ret_round)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &tracking_sql_list_begun_by,
                                 DB_ARGS(process_id, db_time(time_now_us() - CHAIN_US), CHAIN_MAX), &rows);
    *ret_round = code == RPC_OK && rows.n >= CHAIN_MAX;
    return code;
}
