/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#include <okno/lock.h>
#include <okno/proto.h>

#include <string.h>
#include <unistd.h>

struct db_options db_opts;
_Atomic bool db_closing;

void
db_open(const struct db_options *options)
{
    db_opts = *options;
    db_closing = false;
    reads_open(options->read_lanes);
    writes_open(options->write_lanes);
}

void
db_close(void)
{
    db_closing = true;
    reads_close();
    writes_close();
    tx_close();
}

bool
db_ready(void)
{
    return reads_ready();
}

/* ------------------------------------------------------------------ reading */

/* The result is given up. */
static enum rpc_code
take_one(struct rpc_call *call, const struct db_statement *statement, PGresult *result, ProtobufCMessage *ret_message)
{
    enum rpc_code code = PQntuples(result) ? fill_message(call, statement, result, 0, ret_message) : RPC_NOT_FOUND;
    PQclear(result);
    return code;
}

enum rpc_code
db_one(struct rpc_call *call, const struct db_statement *statement, struct db_args args, ProtobufCMessage *ret_message)
{
    enum rpc_code code;
    PGresult *result = read_result(call, statement, args, &code);
    return result ? take_one(call, statement, result, ret_message) : code;
}

struct one {
    struct read *read;
    const struct db_statement *statement;
    ProtobufCMessage *message;
    db_then *then;
    void *arg;
};

static enum rpc_code
go_on(struct rpc_call *call, void *arg)
{
    struct one *one = arg;
    enum rpc_code code;
    PGresult *result = read_outcome(one->read, &code);
    if (result)
        code = take_one(call, one->statement, result, one->message);
    return one->then(call, one->arg, code);
}

enum rpc_code
db_one_then(struct rpc_call *call, const struct db_statement *statement, struct db_args args,
            ProtobufCMessage *ret_message, db_then *then, void *arg)
{
    if (!call->server_call)
        return then(call, arg, db_one(call, statement, args, ret_message));
    struct one *one = ARENA_NEW(call->arena, struct one);
    *one = (struct one){ read_begin(call, statement, args), statement, ret_message, then, arg };
    call->then = go_on;
    call->then_arg = one;
    read_detach(one->read);
    return RPC_DETACHED;
}

enum rpc_code
db_list(struct rpc_call *call, const struct db_statement *statement, struct db_args args,
        const ProtobufCMessageDescriptor *type, size_t *ret_n, ProtobufCMessage ***ret_items)
{
    enum rpc_code code;
    PGresult *result = read_result(call, statement, args, &code);
    if (!result)
        return code;
    int n = PQntuples(result);
    ProtobufCMessage **items = ARENA_ARRAY(call->arena, ProtobufCMessage *, n);
    for (int i = 0; i < n && code == RPC_OK; i++) {
        items[i] = proto_new(call->arena, type);
        code = fill_message(call, statement, result, i, items[i]);
    }
    PQclear(result);
    if (code == RPC_OK) {
        *ret_n = (size_t)n;
        *ret_items = items;
    }
    return code;
}

enum rpc_code
db_rows(struct rpc_call *call, const struct db_statement *statement, struct db_args args, struct db_rows *ret_rows)
{
    enum rpc_code code;
    PGresult *result = read_result(call, statement, args, &code);
    if (!result)
        return code;
    fill_rows(call->arena, result, ret_rows);
    PQclear(result);
    return RPC_OK;
}

const char *
db_cell(const struct db_rows *rows, int row, const char *column)
{
    for (int c = 0; c < rows->n_columns; c++)
        if (text_equal(rows->columns[c], column))
            return rows->cells[row * rows->n_columns + c];
    return NULL;
}

/* ------------------------------------------------------------------ waiting */

void
waiter_init(struct waiter *waiter)
{
    pthread_mutex_init(&waiter->lock, NULL);
    pthread_cond_init(&waiter->condition, NULL);
    waiter->done = false;
}

void
waiter_release(struct waiter *waiter)
{
    pthread_mutex_destroy(&waiter->lock);
    pthread_cond_destroy(&waiter->condition);
}

bool
waiter_wait(struct waiter *waiter, int64_t until_us)
{
    pthread_mutex_lock(&waiter->lock);
    while (!waiter->done) {
        if (until_us == INT64_MAX)
            pthread_cond_wait(&waiter->condition, &waiter->lock);
        else if (!condition_wait_until(&waiter->condition, &waiter->lock, until_us))
            break;
    }
    bool done = waiter->done;
    pthread_mutex_unlock(&waiter->lock);
    return done;
}

void
waiter_tell(struct waiter *waiter)
{
    pthread_mutex_lock(&waiter->lock);
    waiter->done = true;
    pthread_cond_signal(&waiter->condition);
    pthread_mutex_unlock(&waiter->lock);
}

void
nap(void)
{
    usleep(10000);
}

bool
call_late(const struct rpc_call *call)
{
    return call->cancelled || time_mono_us() >= call->deadline_us;
}
