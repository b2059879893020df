/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Write lanes: group commit. A lane takes every unit of work that waits, sends their statements down one pipeline
 * in one transaction (rows of the same statement joined), and answers the members after the commit. When anything
 * fails the group is rolled back and each member runs again in a transaction of its own.
 */
#include "internal.h"

#include <okno/lock.h>
#include <okno/log.h>

#include <stdlib.h>
#include <string.h>

#define GROUP 128
#define REPEATS 5

/* One statement to send: the joined rows of many works, or one op. */
struct entry {
    const struct db_statement *statement;
    struct work_op *op; /* NULL for joined rows */
    struct db_work *work;
    struct work_op **rows;
    size_t n_rows, room;
    struct text *arrays; /* parameters made of the rows */
    bool prepare;
};

struct group {
    struct db_work **members;
    size_t n;
    struct arena *arena;
    struct entry *entries;
    size_t n_entries, capacity;
    bool expects, begun;
};

struct lane {
    pthread_t thread;
    struct session session;
    struct arena *arena;
};

/* Two queues, ordinary and relaxed, each with its lanes. */
static struct queue {
    pthread_cond_t work;
    struct db_work *first, **last;
    struct lane *lanes;
    int n_lanes;
} queues[2];
static pthread_mutex_t lock = BRIEF_MUTEX_INITIALIZER;

/* ------------------------------------------------------------------ the worker's side */

static bool
is_late(const struct rpc_call *call)
{
    return call->cancelled || time_mono_us() >= call->deadline_us;
}

static void
unqueue(struct queue *queue, struct db_work *work)
{
    for (struct db_work **at = &queue->first; *at; at = &(*at)->next)
        if (*at == work) {
            *at = work->next;
            if (!*at)
                queue->last = at;
            return;
        }
}

/* A work that no lane has taken yet is the caller's again. */
static bool
take_back(struct queue *queue, struct db_work *work)
{
    pthread_mutex_lock(&lock);
    bool mine = !work->taken;
    if (mine)
        unqueue(queue, work);
    pthread_mutex_unlock(&lock);
    return mine;
}

static void
enqueue(struct queue *queue, struct db_work *work)
{
    pthread_mutex_lock(&lock);
    *queue->last = work;
    queue->last = &work->next;
    pthread_cond_signal(&queue->work);
    pthread_mutex_unlock(&lock);
}

enum rpc_code
writes_detach(struct db_work *work)
{
    if (!work->first)
        return RPC_OK;
    work->detached = true;
    enqueue(&queues[work->relaxed], work);
    return RPC_DETACHED;
}

enum rpc_code
writes_run(struct db_work *work)
{
    if (!work->first)
        return RPC_OK;
    struct queue *queue = &queues[work->relaxed];
    waiter_init(&work->waiter);
    enqueue(queue, work);
    if (!waiter_wait(&work->waiter, work->call->deadline_us)) {
        if (take_back(queue, work))
            work->code = fail_late(work->call);
        else
            waiter_wait(&work->waiter, INT64_MAX); /* the lane cancels it on the server */
    }
    waiter_release(&work->waiter);
    if (work->code == RPC_OK)
        after_commit(work);
    else
        work->call->packed_reply = (ProtobufCBinaryData){ 0, NULL }; /* the method may still say something else */
    return work->code;
}

/* ------------------------------------------------------------------ planning a group */

static struct entry *
add_entry(struct group *group, const struct db_statement *statement)
{
    if (group->n_entries == group->capacity) {
        size_t capacity = group->capacity ? 2 * group->capacity : 32;
        struct entry *entries = ARENA_ARRAY(group->arena, struct entry, capacity);
        if (group->n_entries)
            memcpy(entries, group->entries, group->n_entries * sizeof *entries);
        group->entries = entries;
        group->capacity = capacity;
    }
    struct entry *entry = &group->entries[group->n_entries++];
    *entry = (struct entry){ .statement = statement };
    return entry;
}

static struct entry *
find_rows(struct group *group, const struct db_statement *statement)
{
    for (size_t i = 0; i < group->n_entries; i++)
        if (group->entries[i].statement == statement)
            return &group->entries[i];
    return add_entry(group, statement);
}

static void
add_row(struct group *group, struct entry *entry, struct work_op *op)
{
    if (entry->n_rows == entry->room) {
        entry->room = entry->room ? 2 * entry->room : group->n;
        struct work_op **rows = ARENA_ARRAY(group->arena, struct work_op *, entry->room);
        if (entry->n_rows)
            memcpy(rows, entry->rows, entry->n_rows * sizeof *rows);
        entry->rows = rows;
    }
    entry->rows[entry->n_rows++] = op;
}

static void
plan_work(struct group *group, struct db_work *work)
{
    for (struct work_op *op = work->first; op; op = op->next) {
        if (op->statement->rows) {
            add_row(group, find_rows(group, op->statement), op);
            continue;
        }
        struct entry *entry = add_entry(group, op->statement);
        entry->op = op;
        entry->work = work;
        group->expects |= op->expect;
    }
}

static void
plan_prepares(struct group *group, const struct session *session)
{
    for (size_t i = 0; i < group->n_entries; i++) {
        struct entry *entry = &group->entries[i];
        entry->prepare = !session_is_prepared(session, entry->statement);
        for (size_t j = 0; j < i && entry->prepare; j++)
            entry->prepare = group->entries[j].statement != entry->statement;
    }
}

static void
release_arrays(struct group *group)
{
    for (size_t i = 0; i < group->n_entries; i++)
        for (int j = 0; group->entries[i].arrays && j < group->entries[i].statement->n_params; j++)
            text_release(&group->entries[i].arrays[j]);
}

/* ------------------------------------------------------------------ sending a group */

static const struct db_statement begin_statement = { .name = "okno_begin", .text = "BEGIN" };
static const struct db_statement commit_statement = { .name = "okno_commit", .text = "COMMIT" };
static const struct db_statement rollback_statement = { .name = "okno_rollback", .text = "ROLLBACK" };

static void
send_plain(struct session *session, const struct db_statement *statement)
{
    PQsendQueryParams(session->pg, statement->text, 0, NULL, NULL, NULL, NULL, 0);
}

static void
send_rows(struct session *session, struct group *group, struct entry *entry)
{
    const struct db_statement *statement = entry->statement;
    int n = statement->n_params;
    const char **values = ARENA_ARRAY(group->arena, const char *, n);
    int *lengths = ARENA_ARRAY(group->arena, int, n), *formats = ARENA_ARRAY(group->arena, int, n);
    const struct db_value **column = ARENA_ARRAY(group->arena, const struct db_value *, entry->n_rows);
    entry->arrays = ARENA_ARRAY(group->arena, struct text, n);
    for (int i = 0; i < n; i++) {
        for (size_t row = 0; row < entry->n_rows; row++)
            column[row] = &entry->rows[row]->args.values[i];
        formats[i] =
            array_build(&entry->arrays[i], statement->types ? statement->types[i] : NULL, column, entry->n_rows);
        lengths[i] = (int)entry->arrays[i].length;
        values[i] = entry->arrays[i].data;
    }
    PQsendQueryPrepared(session->pg, statement->name, n, values, lengths, formats, 0);
}

static void
send_entry(struct session *session, struct group *group, struct entry *entry)
{
    const struct db_statement *statement = entry->statement;
    if (entry->prepare)
        PQsendPrepare(session->pg, statement->name, statement->text, 0, NULL);
    if (entry->op) {
        struct pq_params params = params_of(group->arena, entry->op->args);
        PQsendQueryPrepared(session->pg, statement->name, params.n, params.values, params.lengths, params.formats, 0);
        return;
    }
    send_rows(session, group, entry);
}

static bool
group_late(void *arg)
{
    struct group *group = arg;
    for (size_t i = 0; i < group->n; i++)
        if (is_late(group->members[i]->call))
            return true;
    return false;
}

static PGresult *
command_result(struct session *session, struct group *group, bool *ret_broken)
{
    PGresult *result = session_result(session, group_late, group, ret_broken);
    if (!*ret_broken)
        PQclear(session_result(session, group_late, group, ret_broken));
    return result;
}

static bool
good(const PGresult *result)
{
    return PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
}

/* What went wrong belongs to a member only when it ran alone. */
static void
blame(struct group *group, const struct db_statement *statement, const PGresult *result, bool *ret_repeat)
{
    if (PQresultStatus(result) == PGRES_PIPELINE_ABORTED)
        return;
    *ret_repeat |= sqlstate_repeat(PQresultErrorField(result, PG_DIAG_SQLSTATE));
    if (group->n == 1)
        group->members[0]->code = fail_of_result(group->members[0]->call, statement, result);
}

static void
disappoint(struct group *group, const struct work_op *op)
{
    if (group->n == 1)
        group->members[0]->code = rpc_fail(group->members[0]->call, op->code, op->ru, op->en, "", "");
}

struct round {
    bool failed, broken, repeat;
};

static void
receive_command(struct session *session, struct group *group, const struct db_statement *statement,
                const struct work_op *op, bool prepare, struct round *round)
{
    if (round->broken)
        return;
    PGresult *result = command_result(session, group, &round->broken);
    if (round->broken) {
        PQclear(result);
        return;
    }
    if (!good(result)) {
        if (!round->failed)
            blame(group, statement, result, &round->repeat);
        round->failed = true;
    } else if (prepare) {
        session_set_prepared(session, statement);
    } else if (op && op->expect && strtol(PQcmdTuples(result), NULL, 10) != 1) {
        if (!round->failed)
            disappoint(group, op);
        round->failed = true;
    }
    PQclear(result);
}

static void
receive_entries(struct session *session, struct group *group, struct round *round)
{
    if (!group->begun)
        receive_command(session, group, &begin_statement, NULL, false, round);
    for (size_t i = 0; i < group->n_entries; i++) {
        struct entry *entry = &group->entries[i];
        if (entry->prepare)
            receive_command(session, group, entry->statement, NULL, true, round);
        receive_command(session, group, entry->statement, entry->op, false, round);
    }
}

static void
receive_sync(struct session *session, struct round *round)
{
    if (!round->broken)
        PQclear(session_result(session, NULL, NULL, &round->broken));
}

/* COMMIT or ROLLBACK as a pipeline of its own. */
static void
end_transaction(struct session *session, struct group *group, const struct db_statement *statement, struct round *round)
{
    if (round->broken)
        return;
    send_plain(session, statement);
    PQpipelineSync(session->pg);
    round->broken = !session_flush(session);
    receive_command(session, group, statement, NULL, false, round);
    receive_sync(session, round);
}

/*
 * Without expectations COMMIT goes down with the statements: after an error the server skips it and the sync ends
 * the failed pipeline, leaving the transaction to be rolled back.
 */
static enum verdict
run_group(struct session *session, struct group *group, bool *ret_repeat)
{
    struct round round = { 0 };
    plan_prepares(group, session);
    if (!group->begun)
        send_plain(session, &begin_statement);
    for (size_t i = 0; i < group->n_entries; i++)
        send_entry(session, group, &group->entries[i]);
    if (!group->expects)
        send_plain(session, &commit_statement);
    PQpipelineSync(session->pg);
    round.broken = !session_flush(session);
    receive_entries(session, group, &round);
    bool committing = !group->expects;
    if (committing)
        receive_command(session, group, &commit_statement, NULL, false, &round);
    receive_sync(session, &round);
    if (!committing && !round.failed && !round.broken) {
        committing = true;
        end_transaction(session, group, &commit_statement, &round);
    }
    if (round.failed && !round.broken) {
        struct round undo = { 0 };
        end_transaction(session, group, &rollback_statement, &undo);
        if (undo.broken)
            session_close(session);
    }
    *ret_repeat = round.repeat;
    if (round.broken) {
        session_close(session);
        return committing && !round.failed ? BROKEN_COMMITTING : round.failed ? FAILED : BROKEN_BEFORE;
    }
    return round.failed ? FAILED : COMMITTED;
}

/* ------------------------------------------------------------------ outcomes */

static bool
ensure(struct session *session, struct db_work **members, size_t n)
{
    while (!session_ensure(session)) {
        bool wanted = false;
        for (size_t i = 0; i < n; i++)
            wanted |= !is_late(members[i]->call);
        if (!wanted || db_closing)
            return false;
        nap();
    }
    return true;
}

enum verdict
writes_group(struct session *session, struct arena *arena, struct db_work **members, size_t n, bool begun,
             bool *ret_repeat)
{
    struct group group = { .members = members, .n = n, .arena = arena, .begun = begun };
    for (size_t i = 0; i < n; i++) {
        members[i]->code = RPC_OK;
        plan_work(&group, members[i]);
    }
    enum verdict verdict = run_group(session, &group, ret_repeat);
    release_arrays(&group);
    return verdict;
}

static enum verdict
try_members(struct lane *lane, struct db_work **members, size_t n, bool *ret_repeat)
{
    *ret_repeat = false;
    if (!ensure(&lane->session, members, n)) {
        for (size_t i = 0; i < n; i++)
            members[i]->code = fail_unavailable(members[i]->call);
        return FAILED;
    }
    arena_reset(lane->arena);
    return writes_group(&lane->session, lane->arena, members, n, false, ret_repeat);
}

/*
 * "Commit sent, connection lost": the record of the request tells. Without one nobody can know, and the caller is
 * told so; a repeat that was committed after all runs into the record's key.
 */
bool
writes_settle(struct session *session, struct db_work *work)
{
    bool known = false;
    if (ensure(session, &work, 1) && requests_committed(session, work->call, &known)) {
        work->code = RPC_OK;
        return true;
    }
    if (known)
        return false;
    rpc_explain(work->call, "OUTCOME_UNKNOWN", NULL);
    work->code = rpc_fail(work->call, RPC_UNAVAILABLE,
                          "Связь с базой данных прервалась при записи: проверьте, выполнено ли действие",
                          "The connection to the database broke while committing: check whether it was done");
    return true;
}

static void
run_alone(struct lane *lane, struct db_work *work)
{
    for (int tries = 0; tries < REPEATS; tries++) {
        if (is_late(work->call)) {
            work->code = fail_late(work->call);
            return;
        }
        bool repeat;
        enum verdict verdict = try_members(lane, &work, 1, &repeat);
        if (verdict == COMMITTED || (verdict == FAILED && !repeat))
            return;
        if (verdict == BROKEN_COMMITTING && writes_settle(&lane->session, work))
            return;
        if (work->code == RPC_OK)
            work->code = fail_unavailable(work->call);
    }
}

static void
run_members(struct lane *lane, struct db_work **members, size_t n)
{
    bool repeat;
    if (n == 1) {
        run_alone(lane, members[0]);
        return;
    }
    enum verdict verdict = try_members(lane, members, n, &repeat);
    if (verdict == COMMITTED)
        return;
    for (size_t i = 0; i < n; i++)
        if (verdict != BROKEN_COMMITTING || !writes_settle(&lane->session, members[i]))
            run_alone(lane, members[i]);
}

/* ------------------------------------------------------------------ lanes */

static size_t
take_group(struct queue *queue, struct db_work *members[GROUP])
{
    size_t n = 0, limit = db_opts.group_limit && db_opts.group_limit < GROUP ? (size_t)db_opts.group_limit : GROUP;
    while (queue->first && n < limit) {
        struct db_work *work = queue->first;
        queue->first = work->next;
        work->next = NULL;
        work->taken = true;
        members[n++] = work;
    }
    if (!queue->first)
        queue->last = &queue->first;
    else
        pthread_cond_signal(&queue->work);
    return n;
}

/* Answers a member; the work is its caller's again. */
static void
tell(struct db_work *work)
{
    if (!work->detached) {
        waiter_tell(&work->waiter);
        return;
    }
    if (work->code == RPC_OK)
        after_commit(work);
    rpc_resume(work->call, work->code);
}

/* Those whose time was up before a lane took them need not run; the others move to the front. */
static size_t
drop_late(struct db_work **members, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!is_late(members[i]->call)) {
            members[kept++] = members[i];
            continue;
        }
        members[i]->code = fail_late(members[i]->call);
        tell(members[i]);
    }
    return kept;
}

static void *
lane_main(void *arg)
{
    struct lane *lane = arg;
    struct queue *queue = &queues[lane->session.relaxed];
    struct db_work *members[GROUP];
    session_ensure(&lane->session);
    pthread_mutex_lock(&lock);
    while (!db_closing || queue->first) {
        if (!queue->first) {
            wait_until(&queue->work, &lock, time_mono_us() + 1000000);
            continue;
        }
        size_t n = take_group(queue, members);
        pthread_mutex_unlock(&lock);
        n = drop_late(members, n);
        if (n > 0)
            run_members(lane, members, n);
        for (size_t i = 0; i < n; i++)
            tell(members[i]);
        pthread_mutex_lock(&lock);
    }
    pthread_mutex_unlock(&lock);
    session_close(&lane->session);
    return NULL;
}

static void
open_queue(struct queue *queue, int count, bool relaxed)
{
    condition_init(&queue->work);
    queue->first = NULL;
    queue->last = &queue->first;
    queue->n_lanes = count;
    queue->lanes = calloc((size_t)count, sizeof *queue->lanes);
    if (!queue->lanes)
        abort();
    for (int i = 0; i < count; i++) {
        struct lane *lane = &queue->lanes[i];
        lane->session = (struct session){ .url = db_opts.url, .schema = db_opts.schema, .relaxed = relaxed };
        lane->arena = arena_new(SIZE_MAX);
        if (pthread_create(&lane->thread, NULL, lane_main, lane))
            abort();
    }
}

void
writes_open(int count)
{
    open_queue(&queues[0], count, false);
    open_queue(&queues[1], 1, true);
}

void
writes_close(void)
{
    for (int q = 0; q < 2; q++) {
        pthread_mutex_lock(&lock);
        pthread_cond_broadcast(&queues[q].work);
        pthread_mutex_unlock(&lock);
        for (int i = 0; i < queues[q].n_lanes; i++) {
            pthread_join(queues[q].lanes[i].thread, NULL);
            arena_free(queues[q].lanes[i].arena);
        }
        free(queues[q].lanes);
        queues[q].n_lanes = 0;
    }
}
