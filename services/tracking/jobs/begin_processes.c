/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "jobs.h"

#include "../process/beginnings.h"

#include <okno/db.h>
#include <okno/log.h>
#include <okno/tracking.sql.h>

#define AT_ONCE 100
#define RUN_US INT64_C(2000000) /* other work waits on the same thread; the next run goes on */
#define ONE_MS INT64_C(5000)
#define AGAIN_US INT64_C(60000000)

/* A moment of a timer, as its row says. */
struct moment {
    struct beginning beginning;
    struct bpmn_moments at;
};

static int64_t
number(const struct db_rows *rows, int row, const char *column)
{
    int64_t value = 0;
    const char *text = db_cell(rows, row, column);
    return text && parse_int64(text, &value) ? value : 0;
}

static struct moment
read_row(const struct db_rows *rows, int row)
{
    return (struct moment){ .beginning = { .kind = BEGINNING_TIMER,
                                           .name = "",
                                           .timer = db_cell(rows, row, "timer"),
                                           .code = db_cell(rows, row, "code"),
                                           .process = db_cell(rows, row, "process"),
                                           .element = db_cell(rows, row, "element"),
                                           .nth = (int)number(rows, row, "nth"),
                                           .version = (int)number(rows, row, "version") },
                            .at = { number(rows, row, "due_us"), (uint32_t)number(rows, row, "rest") } };
}

/* The process and the next moment in one unit of work: of two replicas one finds the row moved on. */
static enum rpc_code
begin(struct rpc_call *call, const struct moment *moment)
{
    struct process process;
    const struct beginning *beginning = &moment->beginning;
    struct bpmn_moments next = moment->at;
    bool more = bpmn_moments_next(beginning->timer, &next);
    enum rpc_code code = beginnings_begin(call, beginning, NULL, &process);
    if (code != RPC_OK)
        return code;
    struct db_work *work = db_begin(call);
    db_expect(work, &tracking_sql_move_regulation_timer,
              DB_ARGS(beginning->code, beginning->process, beginning->element, beginning->nth, beginning->version,
                      db_time(moment->at.due_us), db_time(more ? next.due_us : 0), (int64_t)(more ? next.left : 0)),
              RPC_ABORTED, "С этого момента процесс уже начат", "This moment has begun its process already");
    beginnings_put(work, &process, beginning, "", "");
    return db_commit(work);
}

/* What cannot begin now is tried again: the moment is not lost. */
static enum rpc_code
put_off(struct rpc_call *call, const struct moment *moment, enum rpc_code why)
{
    const struct beginning *beginning = &moment->beginning;
    struct db_work *work = db_begin(call);
    log_warn("a process does not begin at its time", LOG_STR("regulation", beginning->code), LOG_CODE(why));
    db_put(work, &tracking_sql_postpone_regulation_timer,
           DB_ARGS(beginning->code, beginning->process, beginning->element, beginning->nth, db_time(moment->at.due_us),
                   db_time(time_now_us() + AGAIN_US)));
    return db_commit(work);
}

static enum rpc_code
begin_one(const struct rpc_call *job, const struct moment *moment)
{
    struct rpc_call call;
    rpc_call_init(&call, job->caller.subject, ONE_MS, job->context);
    enum rpc_code code = begin(&call, moment);
    if (code == RPC_ABORTED)
        code = RPC_OK; /* somebody else has */
    else if (code != RPC_OK)
        code = put_off(&call, moment, code);
    rpc_call_release(&call);
    return code;
}

enum rpc_code
tracking_job_begin_processes(struct rpc_call *call)
{
    struct db_rows rows = { .n = 1 };
    int64_t until_us = time_mono_us() + RUN_US;
    enum rpc_code code = RPC_OK;
    while (code == RPC_OK && rows.n && time_mono_us() < until_us) {
        code = db_rows(call, &tracking_sql_list_due_beginnings, DB_ARGS(db_time(time_now_us()), AT_ONCE), &rows);
        for (int row = 0; row < rows.n && code == RPC_OK && time_mono_us() < until_us; row++) {
            const struct moment moment = read_row(&rows, row);
            code = begin_one(call, &moment);
        }
    }
    return code;
}
