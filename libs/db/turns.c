/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Turns: the first caller that wants a thing leads. It takes everybody who waits for the same thing into one
 * transaction, decides for all of them on its own thread, and hands the lead to the next who has come meanwhile.
 */
#include "internal.h"

#include <okno/log.h>
#include <okno/proto.h>

#include <stdlib.h>
#include <string.h>

#define GROUP 128
#define REPEATS 5
#define STATEMENTS 16

/* One caller; lives on its stack while it waits. */
struct taker {
    struct rpc_call *call;
    db_decide *decide;
    void *arg;
    struct db_work *work;
    struct work_op **kept; /* what stays when the call decides again: its audit record */
    enum rpc_code code;
    bool taken, leads; /* under the lock */
    struct taker *next;
    struct waiter waiter;
};

/* A thing that somebody has a turn at now, and who waits for it. */
struct place {
    const struct db_turn_kind *kind;
    const char *key; /* of the leader's call */
    struct taker *first, **last;
    struct place *next;
};

struct db_turn {
    const struct db_turn_kind *kind;
    const char *key;
    struct session *session;
    struct arena *arena;
    struct taker **members, *now;
    size_t n;
    bool failed, broken, repeat;
};

static const struct db_statement begin_turn = { .name = "okno_begin", .text = "BEGIN" };

static struct place *places;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct rpc_call *
db_turn_call(const struct db_turn *turn)
{
    return turn->now->call;
}

/* ------------------------------------------------------------------ the transaction */

static bool
turn_late(void *arg)
{
    const struct db_turn *turn = arg;
    for (size_t i = 0; i < turn->n; i++)
        if (call_late(turn->members[i]->call))
            return true;
    return false;
}

static PGresult *
next_result(struct db_turn *turn)
{
    return turn->broken ? NULL : session_result(turn->session, turn_late, turn, &turn->broken);
}

static bool
send_statement(struct db_turn *turn, const struct db_statement *statement, struct db_args args)
{
    struct pq_params params = params_of(turn->arena, args);
    bool prepare = !session_is_prepared(turn->session, statement);
    if (prepare)
        PQsendPrepare(turn->session->pg, statement->name, statement->text, 0, NULL);
    PQsendQueryPrepared(turn->session->pg, statement->name, params.n, params.values, params.lengths, params.formats, 0);
    return prepare;
}

/* What went wrong belongs to a call only when it is alone. */
static void
blame(struct db_turn *turn, const struct db_statement *statement, const PGresult *result)
{
    if (!turn->failed && PQresultStatus(result) != PGRES_PIPELINE_ABORTED) {
        turn->repeat = sqlstate_repeat(PQresultErrorField(result, PG_DIAG_SQLSTATE));
        if (turn->n == 1)
            turn->members[0]->code = fail_of_result(turn->members[0]->call, statement, result);
    }
    turn->failed = true;
}

/* Result of a command and of the end of it; NULL when it failed. */
static PGresult *
receive(struct db_turn *turn, const struct db_statement *statement)
{
    PGresult *result = next_result(turn);
    if (!turn->broken)
        PQclear(next_result(turn));
    if (turn->broken) {
        PQclear(result);
        return NULL;
    }
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        return result;
    blame(turn, statement, result);
    PQclear(result);
    return NULL;
}

static void
receive_rows(struct db_turn *turn, const struct db_statement *statement, bool prepared, struct arena *arena,
             struct db_rows *ret_rows)
{
    if (prepared) {
        PGresult *result = receive(turn, statement);
        if (result)
            session_set_prepared(turn->session, statement);
        PQclear(result);
    }
    PGresult *result = receive(turn, statement);
    if (result)
        fill_rows(arena, result, ret_rows);
    PQclear(result);
}

static void
end_pipeline(struct db_turn *turn)
{
    PQpipelineSync(turn->session->pg);
    turn->broken |= !session_flush(turn->session);
}

static void
receive_sync(struct db_turn *turn)
{
    turn->broken = turn->broken || !session_sync(turn->session);
}

/* BEGIN, the lock and everything that is loaded behind it, in one round trip. */
static void *
load(struct db_turn *turn)
{
    struct db_rows rows[STATEMENTS] = { 0 };
    bool prepared[STATEMENTS];
    size_t n = 0;
    PQsendQueryParams(turn->session->pg, begin_turn.text, 0, NULL, NULL, NULL, NULL, 0);
    for (; turn->kind->load[n] && n < STATEMENTS; n++)
        prepared[n] = send_statement(turn, turn->kind->load[n], DB_ARGS(turn->key));
    end_pipeline(turn);
    PQclear(receive(turn, &begin_turn));
    for (size_t i = 0; i < n; i++)
        receive_rows(turn, turn->kind->load[i], prepared[i], turn->arena, &rows[i]);
    receive_sync(turn);
    return turn->failed || turn->broken ? NULL : turn->kind->open(turn->arena, turn->key, rows);
}

enum rpc_code
db_turn_rows(struct db_turn *turn, const struct db_statement *statement, struct db_args args, struct db_rows *ret_rows)
{
    if (turn->failed || turn->broken)
        return RPC_UNAVAILABLE;
    bool prepared = send_statement(turn, statement, args);
    end_pipeline(turn);
    receive_rows(turn, statement, prepared, turn->now->call->arena, ret_rows);
    receive_sync(turn);
    if (!turn->failed && !turn->broken)
        return RPC_OK;
    return turn->n == 1 && turn->now->code != RPC_OK ? turn->now->code : fail_unavailable(turn->now->call);
}

/* ------------------------------------------------------------------ deciding */

static void
start_anew(struct taker *taker)
{
    struct rpc_call *call = taker->call;
    taker->work->last = taker->kept;
    *taker->kept = NULL;
    taker->code = RPC_OK;
    call->code = RPC_OK;
    call->message = call->reason = call->subject_id = call->constraint = NULL;
    call->n_violations = 0;
    if (call->reply)
        proto_clear(call->reply);
}

static void
decide_one(struct db_turn *turn, struct taker *taker, void *thing)
{
    struct rpc_call *call = taker->call;
    turn->now = taker;
    enum rpc_code code = call_late(call) ? fail_late(call) : taker->decide(turn, thing, taker->work, taker->arg);
    if (taker->code == RPC_OK)
        taker->code = code;
    if (taker->code == RPC_OK && call->method && call->method->write && !text_empty(call->request_id))
        requests_add(taker->work);
}

/* Works of those who were let through and write something. */
static size_t
winners(struct db_turn *turn, struct db_work **ret_works)
{
    size_t n = 0;
    for (size_t i = 0; i < turn->n; i++) {
        struct taker *taker = turn->members[i];
        if (taker->code == RPC_OK && taker->work->first)
            ret_works[n++] = taker->work;
    }
    return n;
}

static void
share_outcome(struct db_turn *turn, struct db_work **works, size_t n)
{
    for (size_t i = 0; i < turn->n; i++)
        for (size_t j = 0; j < n; j++)
            if (turn->members[i]->work == works[j])
                turn->members[i]->code = works[j]->code;
}

static enum verdict
decide_all(struct db_turn *turn)
{
    struct db_work *works[GROUP];
    void *thing = load(turn);
    for (size_t i = 0; i < turn->n && !turn->failed && !turn->broken; i++)
        decide_one(turn, turn->members[i], thing);
    size_t n = turn->failed || turn->broken ? 0 : winners(turn, works);
    if (!n) {
        if (!turn->broken)
            session_roll_back(turn->session);
        return turn->broken ? BROKEN_BEFORE : turn->failed ? FAILED : COMMITTED;
    }
    if (thing && turn->kind->save)
        turn->kind->save(thing, works[n - 1]);
    enum verdict verdict = writes_group(turn->session, turn->arena, works, n, true, &turn->repeat);
    if (turn->n == 1)
        share_outcome(turn, works, n);
    return verdict;
}

/* ------------------------------------------------------------------ outcomes */

/* Takers that wait for a connection. */
struct waiting {
    struct taker **members;
    size_t n;
};

static bool
wanted(void *arg)
{
    const struct waiting *waiting = arg;
    for (size_t i = 0; i < waiting->n; i++)
        if (!call_late(waiting->members[i]->call))
            return true;
    return false;
}

static enum verdict
try_members(const struct place *place, struct session *session, struct taker **members, size_t n, bool *ret_repeat)
{
    for (size_t i = 0; i < n; i++)
        start_anew(members[i]);
    struct waiting waiting = { members, n };
    *ret_repeat = false;
    if (!session_await(session, wanted, &waiting)) {
        for (size_t i = 0; i < n; i++)
            members[i]->code = fail_unavailable(members[i]->call);
        return FAILED;
    }
    struct db_turn turn = { .kind = place->kind, .key = place->key, .session = session, .members = members, .n = n };
    turn.arena = arena_new(SIZE_MAX);
    enum verdict verdict = decide_all(&turn);
    arena_free(turn.arena);
    if (turn.broken)
        session_close(session);
    *ret_repeat = turn.repeat;
    return verdict;
}

/* True when the call has its answer. */
static bool
settle(struct session *session, struct taker *taker)
{
    if (!taker->work->first)
        return false;
    bool settled = writes_settle(session, taker->work);
    if (settled)
        taker->code = taker->work->code;
    return settled;
}

static void
run_alone(const struct place *place, struct session *session, struct taker *taker)
{
    for (int tries = 0; tries < REPEATS; tries++) {
        bool repeat;
        enum verdict verdict = try_members(place, session, &taker, 1, &repeat);
        if (verdict == COMMITTED || (verdict == FAILED && !repeat))
            return;
        if (verdict == BROKEN_COMMITTING && settle(session, taker))
            return;
        if (taker->code == RPC_OK)
            taker->code = fail_unavailable(taker->call);
        if (call_late(taker->call))
            return;
    }
}

static void
run_members(const struct place *place, struct session *session, struct taker **members, size_t n)
{
    bool repeat;
    enum verdict verdict = n > 1 ? try_members(place, session, members, n, &repeat) : FAILED;
    if (verdict != COMMITTED)
        for (size_t i = 0; i < n; i++)
            if (verdict != BROKEN_COMMITTING || !settle(session, members[i]))
                run_alone(place, session, members[i]);
}

/* ------------------------------------------------------------------ taking turns */

static struct place *
find_place(const struct db_turn_kind *kind, const char *key)
{
    for (struct place *place = places; place; place = place->next)
        if (place->kind == kind && text_equal(place->key, key))
            return place;
    return NULL;
}

static void
remove_place(struct place *place)
{
    for (struct place **at = &places; *at; at = &(*at)->next)
        if (*at == place) {
            *at = place->next;
            return;
        }
}

static void
enqueue(struct place *place, struct taker *taker)
{
    taker->next = NULL;
    *place->last = taker;
    place->last = &taker->next;
}

static struct taker *
dequeue(struct place *place)
{
    struct taker *taker = place->first;
    if (!taker)
        return NULL;
    place->first = taker->next;
    if (!place->first)
        place->last = &place->first;
    taker->taken = true;
    return taker;
}

/* Under the lock. Who is late leaves the queue unless a leader has already taken it along. */
static bool
leave(struct place *place, struct taker *taker)
{
    if (taker->taken)
        return false;
    for (struct taker **at = &place->first; *at; at = &(*at)->next)
        if (*at == taker) {
            *at = taker->next;
            if (!*at)
                place->last = at;
            return true;
        }
    return false;
}

/* Everybody who waits once there is a connection has a turn; then the next who came meanwhile leads. */
static void
lead(struct place *place, struct taker *leader)
{
    struct taker *members[GROUP] = { leader }, *taker;
    size_t n = 1;
    struct session *session = tx_take(leader->call->deadline_us);
    pthread_mutex_lock(&lock);
    while (session && n < GROUP && (taker = dequeue(place)))
        members[n++] = taker;
    pthread_mutex_unlock(&lock);
    if (session) {
        run_members(place, session, members, n);
        tx_give(session);
    } else {
        leader->code = fail_late(leader->call);
    }
    pthread_mutex_lock(&lock);
    taker = dequeue(place);
    if (taker)
        taker->leads = true;
    else
        remove_place(place);
    pthread_mutex_unlock(&lock);
    if (taker)
        waiter_tell(&taker->waiter);
    else
        free(place);
    for (size_t i = 1; i < n; i++)
        waiter_tell(&members[i]->waiter);
}

static struct place *
new_place(const struct db_turn_kind *kind, const char *key)
{
    size_t size = strlen(key) + 1;
    struct place *place = calloc(1, sizeof *place + size);
    if (!place)
        abort();
    place->kind = kind;
    place->key = memcpy(place + 1, key, size);
    place->last = &place->first;
    place->next = places;
    places = place;
    return place;
}

static void
wait_for_turn(struct place *place, struct taker *taker)
{
    if (!waiter_wait(&taker->waiter, taker->call->deadline_us)) {
        pthread_mutex_lock(&lock);
        bool mine = leave(place, taker);
        pthread_mutex_unlock(&lock);
        if (mine) {
            taker->code = fail_late(taker->call);
            return;
        }
        waiter_wait(&taker->waiter, INT64_MAX);
    }
    if (taker->leads)
        lead(place, taker);
}

enum rpc_code
db_take_turn(struct rpc_call *call, const struct db_turn_kind *kind, const char *key, db_decide *decide, void *arg)
{
    struct taker taker = { .call = call, .decide = decide, .arg = arg, .work = db_begin(call) };
    if (!call->method || call->method->write)
        before_commit(taker.work);
    taker.kept = taker.work->last;
    waiter_init(&taker.waiter);
    pthread_mutex_lock(&lock);
    struct place *place = find_place(kind, key);
    bool leads = !place;
    if (leads)
        place = new_place(kind, key);
    else
        enqueue(place, &taker);
    pthread_mutex_unlock(&lock);
    if (leads)
        lead(place, &taker);
    else
        wait_for_turn(place, &taker);
    waiter_release(&taker.waiter);
    if (taker.code == RPC_OK)
        after_commit(taker.work);
    return taker.code;
}
