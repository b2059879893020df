/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What the files of libs/db share; nobody else includes it, and only they include libpq. */
#ifndef OKNO_DB_INTERNAL_H
#define OKNO_DB_INTERNAL_H

#include <okno/db.h>

#include <libpq-fe.h>
#include <pthread.h>

/* ------------------------------------------------------------------ value.c */

/** Parameters as libpq takes them; everything lives in the arena. */
struct pq_params {
    int n;
    const char **values;
    int *lengths, *formats;
};
struct pq_params params_of(struct arena *arena, struct db_args args);
/** Adds one element to an array literal that is under way ("{" is written by the first). */
void array_add(struct text *literal, const struct db_value *value);

/* ------------------------------------------------------------------ array.c */

/**
 * A parameter of a `rows` statement: the values of all rows as one array.
 *
 * @type  documented type of the parameter, "uuid[]"; NULL when it is not known
 * @return whether `out` is in binary form; else it is an array literal
 */
bool array_build(struct text *out, const char *type, const struct db_value *const *values, size_t n);

/* ------------------------------------------------------------------ sqlstate.c */

/** Our code for an SQLSTATE; RPC_INTERNAL for what is a bug of ours. */
enum rpc_code code_of_sqlstate(const char *sqlstate);
/** The server ends the session: what was asked of it did not happen. */
bool sqlstate_going(const char *sqlstate);
/** Serialization failure, deadlock, a session that ends: worth another try. */
bool sqlstate_repeat(const char *sqlstate);
/** Words a failed result for the caller and logs what only we should know. */
enum rpc_code fail_of_result(struct rpc_call *call, const struct db_statement *statement, const PGresult *result);
/** For a connection that broke, or was never there. */
enum rpc_code fail_unavailable(struct rpc_call *call);
enum rpc_code fail_late(struct rpc_call *call);

/* ------------------------------------------------------------------ session.c */

/** A connection with its prepared statements, used by one thread, in pipeline mode between begin and end. */
struct session {
    PGconn *pg;
    const char *url, *schema;
    bool relaxed; /* synchronous_commit off */
    bool by_key;  /* reaches rows by key whatever the tables look like: see session.c */
    const struct db_statement **prepared;
    size_t n_prepared, capacity;
    int64_t backoff_ms, retry_at_us, plans_until_us;
};

bool session_ensure(struct session *session); /* connects when due; false while there is no connection */
/** Waits for a connection as long as anybody wants it; false when nobody does any more, or the database is closing. */
bool session_await(struct session *session, bool (*wanted)(void *arg), void *arg);
void session_close(struct session *session);
bool session_is_prepared(const struct session *session, const struct db_statement *statement);
void session_set_prepared(struct session *session, const struct db_statement *statement);

/**
 * The next result, waiting at most until the time; on the way the waiting may be cut short by cancel.
 *
 * @late     asked now and then; true cancels the running statement on the server
 * @ret_broken  the connection is gone
 */
PGresult *session_result(struct session *session, bool (*late)(void *arg), void *arg, bool *ret_broken);
bool session_flush(struct session *session); /* false: the connection is gone */
/** Takes the sync that ends a pipeline; false for anything else: the connection is gone, or out of step, and is to be
 *  closed. What was answered before it holds. */
bool session_sync(struct session *session) OKNO_MUST_CHECK;
/** Ends the transaction, whatever became of it; a session on which that does not succeed is closed. Nobody's lateness
 *  cuts it short: it is what a cancelled call needs. */
void session_roll_back(struct session *session);
/** A plain command outside pipelines; false when it failed. */
bool session_command(struct session *session, const char *sql);

/* ------------------------------------------------------------------ lanes */

extern struct db_options db_opts;
extern _Atomic bool db_closing;
void reads_open(int lanes);
void reads_close(void);
bool reads_ready(void);
void writes_open(int lanes);
void writes_close(void);
void tx_close(void);

/** Runs one read and gives its result, to be cleared; NULL when it failed (worded). */
PGresult *read_result(struct rpc_call *call, const struct db_statement *statement, struct db_args args,
                      enum rpc_code *ret_code);

/** A read in two halves, for a call that leaves its worker between them: it is resumed when the outcome is there. */
struct read;
struct read *read_begin(struct rpc_call *call, const struct db_statement *statement, struct db_args args);
void read_detach(struct read *read); /* the call is no longer the caller's */
PGresult *read_outcome(struct read *read, enum rpc_code *ret_code);

/**
 * What one worker sleeps on. Each has a lock of its own: woken on a shared one, a whole group would queue up behind
 * the lane that wakes it.
 */
struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t condition;
    bool done;
};
void waiter_init(struct waiter *waiter);
void waiter_release(struct waiter *waiter);
/** True when it was told in time; INT64_MAX waits for good. */
bool waiter_wait(struct waiter *waiter, int64_t until_us);
void waiter_tell(struct waiter *waiter);

void nap(void);                              /* a moment between two looks */
bool call_late(const struct rpc_call *call); /* cancelled, or its time is up */

/* ------------------------------------------------------------------ fill.c */

enum rpc_code fill_message(struct rpc_call *call, const struct db_statement *statement, const PGresult *result, int row,
                           ProtobufCMessage *message);
void fill_rows(struct arena *arena, const PGresult *result, struct db_rows *ret_rows);

/* ------------------------------------------------------------------ work.c, for the write lanes */

struct work_op {
    const struct db_statement *statement;
    struct db_args args;
    bool expect;
    enum rpc_code code;
    const char *ru, *en;
    struct work_op *next;
};

struct db_work {
    struct rpc_call *call;
    struct work_op *first, **last;
    bool relaxed, detached;

    /* shared with the lane, under the lock of writes.c */
    bool taken;
    struct db_work *next;

    enum rpc_code code; /* the lane's until the waiter is told */
    struct waiter waiter;
};

enum verdict { COMMITTED, FAILED, BROKEN_BEFORE, BROKEN_COMMITTING };

/**
 * Sends the works' statements as one group and commits.
 *
 * @begun       the session is in a transaction already: it is the one committed, or rolled back
 * @ret_repeat  a serialization failure or deadlock: worth another try
 */
enum verdict writes_group(struct session *session, struct arena *arena, struct db_work **members, size_t n, bool begun,
                          bool *ret_repeat);
/**
 * After "commit sent, connection lost": whether the outcome of the work is settled (in work->code); false when it is
 * known not to have happened.
 */
bool writes_settle(struct session *session, struct db_work *work);
/** Queues the work and waits for its outcome. */
enum rpc_code writes_run(struct db_work *work);
/** Queues the work; its call, which has left its worker, is resumed with the outcome. */
enum rpc_code writes_detach(struct db_work *work);
void requests_add(struct db_work *work); /* requests.c: the idempotency record */
bool requests_committed(struct session *session, const struct rpc_call *call, bool *ret_known);
void after_commit(const struct db_work *work);
/** What is said of every work before it is queued: the audit record. */
void before_commit(struct db_work *work);

/* ------------------------------------------------------------------ tx.c: connections of transactions that decide */

/** One of a bounded number of connections; NULL when none came free until the time. */
struct session *tx_take(int64_t until_us);
void tx_give(struct session *session);

#endif
