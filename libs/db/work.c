/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Units of work: collected by the method, committed by the write lanes. */
#include "internal.h"

#include <string.h>

#define MAX_HOOKS 8

static void (*commit_hook)(struct db_work *work, struct rpc_call *call);
static struct {
    const struct db_statement *statement;
    void (*hook)(void);
} after_hooks[MAX_HOOKS];
static int n_after_hooks;

void
db_on_commit(void (*hook)(struct db_work *work, struct rpc_call *call))
{
    commit_hook = hook;
}

void
db_after_put(const struct db_statement *statement, void (*hook)(void))
{
    if (n_after_hooks < MAX_HOOKS) {
        after_hooks[n_after_hooks].statement = statement;
        after_hooks[n_after_hooks++].hook = hook;
    }
}

void
after_commit(const struct db_work *work)
{
    if (work->first)
        work->call->committed = true;
    for (int i = 0; i < n_after_hooks; i++)
        for (const struct work_op *op = work->first; op; op = op->next)
            if (op->statement == after_hooks[i].statement) {
                after_hooks[i].hook();
                break;
            }
}

const char *
db_violated(const struct rpc_call *call)
{
    return call->constraint;
}

struct db_work *
db_begin(struct rpc_call *call)
{
    struct db_work *work = ARENA_NEW(call->arena, struct db_work);
    work->call = call;
    work->last = &work->first;
    return work;
}

static struct db_args
keep_args(struct arena *arena, struct db_args args)
{
    struct db_value *values = arena_memdup(arena, args.values, (size_t)args.n * sizeof *values);
    for (int i = 0; i < args.n; i++) {
        if (values[i].kind == DB_TEXT)
            values[i].text = arena_strdup(arena, values[i].text);
        else if (values[i].kind == DB_BYTES)
            values[i].bytes.data = arena_memdup(arena, values[i].bytes.data, values[i].bytes.size);
    }
    return (struct db_args){ values, args.n };
}

static struct work_op *
add_op(struct db_work *work, const struct db_statement *statement, struct db_args args)
{
    struct work_op *op = ARENA_NEW(work->call->arena, struct work_op);
    op->statement = statement;
    op->args = keep_args(work->call->arena, args);
    *work->last = op;
    work->last = &op->next;
    return op;
}

void
db_put(struct db_work *work, const struct db_statement *statement, struct db_args args)
{
    add_op(work, statement, args);
}

void
db_expect(struct db_work *work, const struct db_statement *statement, struct db_args args, enum rpc_code code,
          const char *ru, const char *en)
{
    struct work_op *op = add_op(work, statement, args);
    op->expect = true;
    op->code = code;
    op->ru = ru;
    op->en = en;
}

void
before_commit(struct db_work *work)
{
    if (commit_hook)
        commit_hook(work, work->call);
}

static void
complete(struct db_work *work)
{
    struct rpc_call *call = work->call;
    before_commit(work);
    if (call->method && call->method->write && !text_empty(call->request_id))
        requests_add(work);
}

enum rpc_code
db_commit(struct db_work *work)
{
    complete(work);
    return writes_run(work);
}

enum rpc_code
db_finish(struct db_work *work)
{
    complete(work);
    return work->call->server_call ? writes_detach(work) : writes_run(work);
}

enum rpc_code
db_commit_relaxed(struct db_work *work)
{
    work->relaxed = true;
    return writes_run(work);
}

enum rpc_code
db_finish_relaxed(struct db_work *work)
{
    work->relaxed = true;
    return work->call->server_call ? writes_detach(work) : writes_run(work);
}
