/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Transactions that read, decide and write: one connection each, kept for the next. */
#include "internal.h"

#include <okno/lock.h>

#include <stdlib.h>
#include <string.h>

/*
 * Connections that are at work at the same time, all kept. A transaction waits for its commit most of its time, and the
 * server flushes many of them at once; more would only make the server switch between them. Opening one costs it as
 * much as several transactions, so none is closed because it is not needed just now.
 */
#define MOST 16
#define REPEATS 10

struct db_tx {
    struct rpc_call *call;
    struct session *session;
    bool repeat, broken;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t given = PTHREAD_COND_INITIALIZER;
static struct session *idle[MOST];
static int n_idle, n_taken;

static struct session *
new_session(void)
{
    struct session *session = calloc(1, sizeof *session);
    if (!session)
        abort();
    session->url = db_opts.url;
    session->schema = db_opts.schema;
    session->by_key = true;
    return session;
}

struct session *
tx_take(int64_t until_us)
{
    struct session *session = NULL;
    bool in_time = true;
    pthread_mutex_lock(&lock);
    while (n_taken == MOST && in_time)
        in_time = condition_wait_until(&given, &lock, until_us);
    bool room = n_taken < MOST;
    if (room && n_idle)
        session = idle[--n_idle];
    n_taken += room;
    pthread_mutex_unlock(&lock);
    return room && !session ? new_session() : session;
}

static void
free_session(struct session *session)
{
    session_close(session);
    free(session);
}

void
tx_give(struct session *session)
{
    pthread_mutex_lock(&lock);
    bool keep = session->pg && !db_closing;
    if (keep)
        idle[n_idle++] = session;
    n_taken--;
    pthread_cond_signal(&given);
    pthread_mutex_unlock(&lock);
    if (!keep)
        free_session(session);
}

void
tx_close(void)
{
    pthread_mutex_lock(&lock);
    while (n_idle)
        free_session(idle[--n_idle]);
    pthread_mutex_unlock(&lock);
}

static bool
tx_late(void *arg)
{
    const struct rpc_call *call = arg;
    return call->cancelled || time_mono_us() >= call->deadline_us;
}

static PGresult *
next_result(struct db_tx *tx)
{
    return tx->broken ? NULL : session_result(tx->session, tx_late, tx->call, &tx->broken);
}

/* One statement, sent and answered; NULL when the connection broke before. */
static PGresult *
exchange(struct db_tx *tx, const struct db_statement *statement, struct db_args args)
{
    struct pq_params params = params_of(tx->call->arena, args);
    if (tx->broken)
        return NULL;
    PQsendQueryParams(tx->session->pg, statement->text, params.n, NULL, params.values, params.lengths, params.formats,
                      0);
    PQpipelineSync(tx->session->pg);
    tx->broken |= !session_flush(tx->session);
    PGresult *result = next_result(tx);
    PQclear(next_result(tx)); /* end of the command */
    tx->broken = tx->broken || !result || !session_sync(tx->session);
    return result;
}

static enum rpc_code
run(struct db_tx *tx, const struct db_statement *statement, struct db_args args, PGresult **ret_result)
{
    PGresult *result = exchange(tx, statement, args);
    if (!result)
        return fail_unavailable(tx->call);
    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK) {
        tx->repeat |= sqlstate_repeat(PQresultErrorField(result, PG_DIAG_SQLSTATE));
        enum rpc_code code = fail_of_result(tx->call, statement, result);
        PQclear(result);
        return code;
    }
    *ret_result = result;
    return RPC_OK;
}

enum rpc_code
db_tx_rows(struct db_tx *tx, const struct db_statement *statement, struct db_args args, struct db_rows *ret_rows)
{
    PGresult *result = NULL;
    enum rpc_code code = run(tx, statement, args, &result);
    if (code != RPC_OK)
        return code;
    fill_rows(tx->call->arena, result, ret_rows);
    PQclear(result);
    return RPC_OK;
}

enum rpc_code
db_tx_run(struct db_tx *tx, const struct db_statement *statement, struct db_args args, int64_t *ret_touched)
{
    PGresult *result = NULL;
    enum rpc_code code = run(tx, statement, args, &result);
    if (code != RPC_OK)
        return code;
    if (ret_touched)
        *ret_touched = strtoll(PQcmdTuples(result), NULL, 10);
    PQclear(result);
    return RPC_OK;
}

struct rpc_call *
db_tx_call(struct db_tx *tx)
{
    return tx->call;
}

static enum rpc_code
attempt(struct db_tx *tx, enum rpc_code (*body)(struct db_tx *tx, void *arg), void *arg)
{
    static const struct db_statement begin = { .name = "begin", .text = "BEGIN ISOLATION LEVEL SERIALIZABLE" };
    static const struct db_statement commit = { .name = "commit", .text = "COMMIT" };
    enum rpc_code code = db_tx_run(tx, &begin, DB_NO_ARGS, NULL);
    if (code == RPC_OK)
        code = body(tx, arg);
    if (code == RPC_OK)
        return db_tx_run(tx, &commit, DB_NO_ARGS, NULL);
    if (!tx->broken)
        session_roll_back(tx->session);
    return code;
}

enum rpc_code
db_transaction(struct rpc_call *call, enum rpc_code (*body)(struct db_tx *tx, void *arg), void *arg)
{
    struct session *session = tx_take(call->deadline_us);
    enum rpc_code code = RPC_UNAVAILABLE;
    if (!session)
        return fail_late(call);
    for (int tries = 0; tries < REPEATS; tries++) {
        while (!session_ensure(session) && !tx_late(call) && !db_closing)
            nap();
        if (!session->pg) {
            code = fail_unavailable(call);
            break;
        }
        struct db_tx tx = { .call = call, .session = session };
        code = attempt(&tx, body, arg);
        if (tx.broken)
            session_close(session);
        if (!tx.repeat || tx_late(call))
            break;
    }
    tx_give(session);
    return code;
}
