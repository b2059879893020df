/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Turns: callers of many threads and of another process's connection change one counter. Opened by test_db.c. */
#include <okno/db.h>
#include <okno/proto.h>
#include <okno/test.h>
#include <okno/tracking.rpc.h>

#include <pthread.h>
#include <stdlib.h>

#define THREADS 24
#define EACH 40

static const struct db_statement make_tables = {
    .name = "make_turn_tables",
    .text = "DO $$ BEGIN"
            " CREATE TABLE IF NOT EXISTS counter (name text PRIMARY KEY, value bigint NOT NULL);"
            " CREATE TABLE IF NOT EXISTS taken (name text, value bigint, who text, PRIMARY KEY (name, value));"
            " END $$",
};
static const struct db_statement put_counter = {
    .name = "put_counter",
    .n_params = 1,
    .text = "INSERT INTO counter (name, value) VALUES ($1, 0)",
};
static const struct db_statement lock_counter = {
    .name = "lock_counter",
    .n_params = 1,
    .text = "SELECT value FROM counter WHERE name = $1 FOR UPDATE",
};
static const struct db_statement save_counter = {
    .name = "save_counter",
    .n_params = 2,
    .text = "UPDATE counter SET value = $2 WHERE name = $1",
};
static const struct db_statement put_taken = {
    .name = "put_taken",
    .rows = true,
    .n_params = 3,
    .text = "INSERT INTO taken (name, value, who) SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[])",
};
static const struct db_statement count_taken = {
    .name = "count_taken",
    .n_params = 1,
    .text = "SELECT count(*) AS n, max(value) AS top FROM taken WHERE name = $1",
};
static const struct db_statement get_counter = {
    .name = "get_counter",
    .n_params = 1,
    .text = "SELECT value FROM counter WHERE name = $1",
};

static const struct db_statement get_backend = {
    .name = "get_backend",
    .text = "SELECT pg_backend_pid() AS pid, current_setting('enable_seqscan') AS reads_whole_tables",
};

struct counter {
    const char *name;
    int64_t value;
};

static void *
open_counter(struct arena *arena, const char *key, const struct db_rows *rows)
{
    struct counter *counter = ARENA_NEW(arena, struct counter);
    if (!rows[0].n)
        return NULL;
    counter->name = arena_strdup(arena, key);
    if (!parse_int64(db_cell(&rows[0], 0, "value"), &counter->value))
        abort();
    return counter;
}

static void
save(void *thing, struct db_work *work)
{
    const struct counter *counter = thing;
    db_put(work, &save_counter, DB_ARGS(counter->name, counter->value));
}

static const struct db_turn_kind kind = {
    .name = "counter",
    .load = (const struct db_statement *const[]){ &lock_counter, NULL },
    .open = open_counter,
    .save = save,
};

struct wish {
    int64_t collide; /* takes this value instead of the next: a unique violation when it is taken */
    bool refuse;
    int64_t got;
};

static enum rpc_code
take(struct db_turn *turn, void *thing, struct db_work *work, void *arg)
{
    struct counter *counter = thing;
    struct wish *wish = arg;
    if (!counter)
        return rpc_fail(db_turn_call(turn), RPC_NOT_FOUND, "Счётчика нет", "There is no counter");
    if (wish->refuse)
        return rpc_fail(db_turn_call(turn), RPC_FAILED_PRECONDITION, "Нельзя", "Not allowed");
    wish->got = wish->collide ? wish->collide : ++counter->value;
    db_put(work, &put_taken, DB_ARGS(counter->name, wish->got, "somebody"));
    ((Tracking__Task *)db_turn_call(turn)->reply)->etag = arena_printf(db_turn_call(turn)->arena, "%d", (int)wish->got);
    return RPC_OK;
}

static enum rpc_code
turn_of(const char *name, const char *request_id, struct wish *wish)
{
    struct rpc_call call;
    rpc_call_init(&call, "tester", 20000, NULL);
    call.method = &tracking_method_claim_task;
    call.request_id = request_id;
    call.request = proto_new(call.arena, &tracking__claim_task_request__descriptor);
    call.reply = proto_new(call.arena, &tracking__task__descriptor);
    enum rpc_code code = db_take_turn(&call, &kind, name, take, wish);
    rpc_call_release(&call);
    return code;
}

static int64_t
number(const struct db_statement *statement, const char *name, const char *column)
{
    struct rpc_call call;
    struct db_rows rows;
    int64_t value = -1;
    rpc_call_init(&call, "tester", 5000, NULL);
    EXPECT_CODE(db_rows(&call, statement, DB_ARGS(name), &rows), RPC_OK);
    EXPECT(parse_int64(db_cell(&rows, 0, column), &value));
    rpc_call_release(&call);
    return value;
}

static const char *
new_counter(char name[37])
{
    struct rpc_call call;
    rpc_call_init(&call, "tester", 5000, NULL);
    uuid7(name);
    struct db_work *work = db_begin(&call);
    db_put(work, &make_tables, DB_NO_ARGS);
    db_put(work, &put_counter, DB_ARGS((const char *)name));
    EXPECT_CODE(db_commit(work), RPC_OK);
    rpc_call_release(&call);
    return name;
}

struct crowd {
    const char *name;
    _Atomic int failed;
    bool some_collide;
};

static void *
crowd_main(void *arg)
{
    struct crowd *crowd = arg;
    for (int i = 0; i < EACH; i++) {
        struct wish wish = { .collide = crowd->some_collide && i % 10 == 5 ? 1 : 0 };
        enum rpc_code code = turn_of(crowd->name, "", &wish);
        if (code != (wish.collide ? RPC_ALREADY_EXISTS : RPC_OK))
            crowd->failed++;
    }
    return NULL;
}

static void
run_crowd(struct crowd *crowd)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        EXPECT_INT(pthread_create(&threads[i], NULL, crowd_main, crowd), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    EXPECT_INT(crowd->failed, 0);
}

TEST(callers_take_turns_and_none_is_lost)
{
    char name[37];
    struct crowd crowd = { .name = new_counter(name) };
    run_crowd(&crowd);
    EXPECT_INT(number(&count_taken, name, "n"), THREADS * EACH);
    EXPECT_INT(number(&count_taken, name, "top"), THREADS * EACH);
    EXPECT_INT(number(&get_counter, name, "value"), THREADS * EACH);
}

TEST(who_runs_into_a_constraint_hurts_no_neighbour)
{
    char name[37];
    struct wish first = { 0 };
    struct crowd crowd = { .name = new_counter(name), .some_collide = true };
    EXPECT_CODE(turn_of(name, "", &first), RPC_OK);
    run_crowd(&crowd);
    int good = 1 + THREADS * EACH / 10 * 9;
    EXPECT_INT(number(&count_taken, name, "n"), good);
    EXPECT_INT(number(&get_counter, name, "value"), good);
}

#define THINGS 40
#define TURNS 8
#define CONNECTIONS_MOST 16

/* Which connection a turn had. */
static enum rpc_code
tell_backend(struct db_turn *turn, void *thing, struct db_work *work, void *arg)
{
    struct db_rows rows;
    struct wish wish = { 0 };
    enum rpc_code code = db_turn_rows(turn, &get_backend, DB_NO_ARGS, &rows);
    bool by_key = code == RPC_OK && text_equal(db_cell(&rows, 0, "reads_whole_tables"), "off");
    if (code == RPC_OK && (!by_key || !parse_int64(db_cell(&rows, 0, "pid"), arg)))
        code = RPC_INTERNAL;
    return code == RPC_OK ? take(turn, thing, work, &wish) : code;
}

struct loner {
    char name[37];
    int64_t backends[TURNS];
    int failed;
};

static void *
loner_main(void *arg)
{
    struct loner *loner = arg;
    for (int i = 0; i < TURNS; i++) {
        struct rpc_call call;
        rpc_call_init(&call, "tester", 20000, NULL);
        call.method = &tracking_method_claim_task;
        call.reply = proto_new(call.arena, &tracking__task__descriptor);
        loner->failed += db_take_turn(&call, &kind, loner->name, tell_backend, &loner->backends[i]) != RPC_OK;
        rpc_call_release(&call);
    }
    return NULL;
}

static int
count_backends(const struct loner *loners)
{
    int64_t seen[THINGS * TURNS];
    int n = 0;
    for (int i = 0; i < THINGS * TURNS; i++) {
        int at = 0;
        while (at < n && seen[at] != loners[i / TURNS].backends[i % TURNS])
            at++;
        if (at == n)
            seen[n++] = loners[i / TURNS].backends[i % TURNS];
    }
    return n;
}

TEST(turns_at_many_things_share_a_few_connections_that_stay)
{
    static struct loner loners[THINGS];
    pthread_t threads[THINGS];
    for (int i = 0; i < THINGS; i++)
        new_counter(loners[i].name);
    for (int i = 0; i < THINGS; i++)
        EXPECT_INT(pthread_create(&threads[i], NULL, loner_main, &loners[i]), 0);
    for (int i = 0; i < THINGS; i++) {
        pthread_join(threads[i], NULL);
        EXPECT_INT(loners[i].failed, 0);
        EXPECT_INT(number(&get_counter, loners[i].name, "value"), TURNS);
    }
    EXPECT(count_backends(loners) <= CONNECTIONS_MOST);
}

TEST(a_repeated_turn_changes_nothing_and_is_told_apart)
{
    char name[37], key[37];
    struct wish wish = { 0 };
    new_counter(name);
    uuid7(key);
    EXPECT_CODE(turn_of(name, key, &wish), RPC_OK);
    EXPECT_CODE(turn_of(name, key, &wish), RPC_ALREADY_EXISTS);
    EXPECT_INT(number(&get_counter, name, "value"), 1);
}

TEST(a_refused_turn_leaves_nothing)
{
    char name[37];
    struct wish wish = { .refuse = true };
    EXPECT_CODE(turn_of(new_counter(name), "", &wish), RPC_FAILED_PRECONDITION);
    EXPECT_INT(number(&get_counter, name, "value"), 0);
    EXPECT_CODE(turn_of("no such counter", "", &wish), RPC_NOT_FOUND);
}
