/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/db.h>
#include <okno/proto.h>
#include <okno/test.h>
#include <okno/tracking.rpc.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SCHEMA "dbtest"

static const struct db_migration migrations[] = {
    { "db/0001_requests.sql",
      "CREATE TABLE request (caller text, request_id text, method text, request_sha256 bytea, reply bytea,"
      " created timestamptz DEFAULT now(), PRIMARY KEY (caller, request_id));",
      "a" },
    { "test/0001_things.sql",
      "CREATE TABLE thing (id text PRIMARY KEY, size int NOT NULL CHECK (size >= 0), version int DEFAULT 1);", "b" },
};

static const struct db_statement put_thing = {
    .name = "put_thing",
    .rows = true,
    .n_params = 2,
    .text = "INSERT INTO thing (id, size) SELECT * FROM unnest($1::text[], $2::int[])",
};
static const struct db_statement grow_thing = {
    .name = "grow_thing",
    .n_params = 2,
    .text = "UPDATE thing SET size = size + 1, version = version + 1 WHERE id = $1 AND version = $2",
};
static const struct db_statement grow_things = {
    .name = "grow_things",
    .rows = true,
    .n_params = 2,
    .types = (const char *const[]){ "text[]", "int4[]" },
    .text = "UPDATE thing SET size = size + 1, version = version + 1"
            " FROM unnest($1::text[], $2::int4[]) AS row (key, seen) WHERE id = row.key AND version = row.seen",
};
static const struct db_statement get_version = { .name = "get_version",
                                                 .n_params = 1,
                                                 .text = "SELECT version FROM thing WHERE id = $1" };
static const struct db_statement count_things = { .name = "count_things", .text = "SELECT count(*) AS n FROM thing" };
static const struct db_statement slow = {
    .name = "slow", .n_params = 1, .alone = true, .text = "SELECT pg_sleep($1::float8)"
};

static void
open_database(void)
{
    const char *url = getenv("OKNO_TEST_DATABASE");
    TEXT_SCOPED error = { 0 };
    ck_assert_msg(url != NULL, "run me under tests/support/with_postgres");
    enum rpc_code code = db_migrate(url, SCHEMA, migrations, 2, false, NULL, NULL, &error);
    ck_assert_msg(code == RPC_OK, "%s", error.data);
    db_open(&(struct db_options){ url, SCHEMA, 2, 2, 0 });
}

__attribute__((constructor)) static void
set_fixture(void)
{
    test_before = open_database;
    test_after = db_close;
}

static void
start_call(struct rpc_call *call, const char *request_id, int64_t timeout_ms)
{
    rpc_call_init(call, "tester", timeout_ms, NULL);
    call->method = &tracking_method_claim_task;
    call->request_id = request_id;
    call->request = proto_new(call->arena, &tracking__claim_task_request__descriptor);
    call->reply = proto_new(call->arena, &tracking__task__descriptor);
}

static const char *
fresh_id(struct rpc_call *call)
{
    char id[37];
    uuid7(id);
    return arena_strdup(call->arena, id);
}

static int64_t
count(struct rpc_call *call)
{
    struct db_rows rows;
    int64_t n = -1;
    EXPECT_CODE(db_rows(call, &count_things, DB_NO_ARGS, &rows), RPC_OK);
    EXPECT(parse_int64(db_cell(&rows, 0, "n"), &n));
    return n;
}

TEST(rows_fill_messages_by_column_name)
{
    static const struct db_statement everything = {
        .name = "everything",
        .n_params = 1,
        .text = "SELECT $1::text AS application_id, 5::int AS scenario, 'SENT' AS status, true AS overdue,"
                " timestamptz '2026-11-21 23:59:41.5+03' AS submitted, date '2026-12-01' AS planned_on,"
                " ARRAY['check', 'a \"b\"'] AS waiting_in, NULL::text AS result,"
                " '[{\"kind\": \"passport\", \"sheets\": 2, \"form\": \"COPY\"}]'::jsonb AS documents,"
                " '{\"purpose\": \"ипотека\", \"area\": 50.5}'::jsonb AS answers",
    };
    struct rpc_call call;
    start_call(&call, "", 5000);
    Tracking__Application *a = proto_new(call.arena, &tracking__application__descriptor);
    EXPECT_CODE(db_one(&call, &everything, DB_ARGS("номер «1»"), &a->base), RPC_OK);
    EXPECT_TEXT(a->application_id, "номер «1»");
    EXPECT_INT(a->scenario, 5);
    EXPECT_INT(a->status, TRACKING__APPLICATION__STATUS__SENT);
    EXPECT(a->overdue);
    EXPECT_INT(a->submitted->seconds, 1795294781);
    EXPECT_INT(a->submitted->nanos, 500000000);
    EXPECT_TEXT(a->planned_on, "2026-12-01");
    EXPECT_INT(a->n_waiting_in, 2);
    EXPECT_TEXT(a->waiting_in[1], "a \"b\"");
    EXPECT_TEXT(a->result, "");
    EXPECT_INT(a->n_documents, 1);
    EXPECT_INT(a->documents[0]->form, TRACKING__DOCUMENT__FORM__COPY);
    EXPECT_INT(a->answers->n_fields, 2);
    EXPECT_TEXT(db_json_field(call.arena, &a->base, "documents"),
                "[{\"kind\":\"passport\",\"form\":\"COPY\",\"sheets\":2}]");
    EXPECT_TEXT(db_json_field(call.arena, &a->base, "answers"), "{\"area\":50.5,\"purpose\":\"ипотека\"}");
    rpc_call_release(&call);
}

/* Every element type there and back: once in binary form, and as a literal where the value is not of the form. */
static const char *const kinds[] = { "text[]", "uuid[]", "bytea[]", "timestamptz[]", "date[]",  "bool[]",
                                     "int2[]", "int4[]", "int8[]",  "json[]",        "jsonb[]", "numeric[]" };
static const struct db_statement put_kinds = {
    .name = "put_kinds",
    .rows = true,
    .n_params = 12,
    .types = kinds,
    .text = "INSERT INTO kinds SELECT * FROM unnest($1::text[], $2::uuid[], $3::bytea[], $4::timestamptz[], $5::date[],"
            " $6::bool[], $7::int2[], $8::int4[], $9::int8[], $10::json[], $11::jsonb[], $12::numeric[])",
};
static const struct db_statement make_kinds = {
    .name = "make_kinds",
    .text =
        "CREATE TABLE IF NOT EXISTS kinds (t text, u uuid, b bytea, at timestamptz, d date, y bool, i2 int2, i4 int4,"
        " i8 int8, j json, jb jsonb, n numeric)",
};
static const struct db_statement get_kinds = {
    .name = "get_kinds",
    .n_params = 1,
    .text = "SELECT kinds::text AS all FROM kinds WHERE i8 = $1",
};

static const char *
kinds_of(struct rpc_call *call, int64_t i8)
{
    struct db_rows rows;
    EXPECT_CODE(db_rows(call, &get_kinds, DB_ARGS(i8), &rows), RPC_OK);
    EXPECT_INT(rows.n, 1);
    return db_cell(&rows, 0, "all");
}

TEST(rows_of_every_type_arrive_as_they_are)
{
    struct rpc_call call;
    struct db_rows rows;
    const char *uuid = "0190163D-8694-739b-aea5-966c26f8ad91";
    ProtobufCBinaryData bytes = { 3, (uint8_t[]){ 0, 255, '"' } }, none = { 0, NULL };
    start_call(&call, "", 5000);
    EXPECT_CODE(db_rows(&call, &make_kinds, DB_NO_ARGS, &rows), RPC_OK);
    struct db_work *work = db_begin(&call);
    db_put(work, &put_kinds,
           DB_ARGS("«a, \"b\\{}»", uuid, bytes, db_time(-1500000), "1969-12-31", true, -32768, INT32_MIN, 1LL, "[1]",
                   "{\"b\":1,\"a\":2}", "1.50"));
    db_put(work, &put_kinds,
           DB_ARGS("", db_null(), none, db_null(), db_null(), false, 32767, INT32_MAX, 2LL, db_null(), db_null(),
                   db_null()));
    EXPECT_CODE(db_commit(work), RPC_OK);
    work = db_begin(&call);
    db_put(work, &put_kinds,
           DB_ARGS(7, db_null(), db_null(), db_null(), "infinity", db_null(), "5", "6", "3", db_null(), db_null(), 9));
    EXPECT_CODE(db_commit(work), RPC_OK);
    EXPECT_TEXT(
        kinds_of(&call, 1),
        "(\"«a, \"\"b\\\\{}»\",0190163d-8694-739b-aea5-966c26f8ad91,\"\\\\x00ff22\","
        "\"1969-12-31 23:59:58.5+00\",1969-12-31,t,-32768,-2147483648,1,[1],\"{\"\"a\"\": 2, \"\"b\"\": 1}\",1.50)");
    EXPECT_TEXT(kinds_of(&call, 2), "(\"\",,\"\\\\x\",,,f,32767,2147483647,2,,,)");
    EXPECT_TEXT(kinds_of(&call, 3), "(7,,,,infinity,,5,6,3,,,9)");
    rpc_call_release(&call);
}

TEST(a_value_that_does_not_fit_its_type_is_told)
{
    struct rpc_call call;
    struct db_rows rows;
    start_call(&call, "", 5000);
    EXPECT_CODE(db_rows(&call, &make_kinds, DB_NO_ARGS, &rows), RPC_OK);
    struct db_work *work = db_begin(&call);
    db_put(
        work, &put_kinds,
        DB_ARGS("", "no uuid", db_null(), db_null(), db_null(), db_null(), 1, 1, 4LL, db_null(), db_null(), db_null()));
    EXPECT(db_commit(work) != RPC_OK);
    work = db_begin(&call);
    db_put(work, &put_kinds,
           DB_ARGS("", db_null(), db_null(), db_null(), db_null(), db_null(), 40000, 1, 4LL, db_null(), db_null(),
                   db_null()));
    EXPECT(db_commit(work) != RPC_OK);
    rpc_call_release(&call);
}

TEST(no_row_is_not_found_and_an_error_is_worded)
{
    struct rpc_call call;
    start_call(&call, "", 5000);
    struct db_rows rows;
    static const struct db_statement wrong = { .name = "wrong", .text = "SELECT no_such_column" };
    Tracking__Task *task = proto_new(call.arena, &tracking__task__descriptor);
    static const struct db_statement none = { .name = "none", .text = "SELECT 'x' AS task_id WHERE false" };
    EXPECT_CODE(db_one(&call, &none, DB_NO_ARGS, &task->base), RPC_NOT_FOUND);
    EXPECT_CODE(db_rows(&call, &wrong, DB_NO_ARGS, &rows), RPC_INTERNAL);
    EXPECT(call.message != NULL);
    EXPECT_CODE(db_rows(&call, &count_things, DB_NO_ARGS, &rows), RPC_OK);
    rpc_call_release(&call);
}

TEST(a_value_that_cannot_be_what_it_should_reaches_no_log)
{
    static const struct db_statement misfit = { .name = "misfit", .n_params = 1, .text = "SELECT $1::text::int" };
    struct rpc_call call;
    struct db_rows rows;
    char said[4096] = "";
    int kept = dup(STDERR_FILENO), file = memfd_create("log", 0);
    start_call(&call, "", 5000);
    dup2(file, STDERR_FILENO);
    EXPECT_CODE(db_rows(&call, &misfit, DB_ARGS("Иванова"), &rows), RPC_INTERNAL);
    dup2(kept, STDERR_FILENO);
    EXPECT(pread(file, said, sizeof said - 1, 0) > 0);
    EXPECT(strstr(said, "22P02") && strstr(said, "misfit") && !strstr(said, "Иванова"));
    close(file);
    close(kept);
    rpc_call_release(&call);
}

TEST(a_unit_of_work_is_all_or_nothing)
{
    struct rpc_call call;
    start_call(&call, "", 5000);
    int64_t before = count(&call);
    struct db_work *work = db_begin(&call);
    db_put(work, &put_thing, DB_ARGS(fresh_id(&call), 1));
    db_put(work, &put_thing, DB_ARGS(fresh_id(&call), 2));
    EXPECT_CODE(db_commit(work), RPC_OK);
    EXPECT_INT(count(&call), before + 2);
    work = db_begin(&call);
    db_put(work, &put_thing, DB_ARGS(fresh_id(&call), 1));
    db_put(work, &put_thing, DB_ARGS(fresh_id(&call), -1));
    EXPECT_CODE(db_commit(work), RPC_INVALID_ARGUMENT);
    EXPECT_TEXT(db_violated(&call), "thing_size_check");
    EXPECT_INT(count(&call), before + 2);
    rpc_call_release(&call);
}

TEST(an_expectation_unmet_undoes_the_work)
{
    struct rpc_call call;
    start_call(&call, "", 5000);
    const char *id = fresh_id(&call);
    struct db_work *work = db_begin(&call);
    db_put(work, &put_thing, DB_ARGS(id, 1));
    EXPECT_CODE(db_commit(work), RPC_OK);
    int64_t before = count(&call);
    for (int version = 1; version <= 2; version++) {
        work = db_begin(&call);
        db_put(work, &put_thing, DB_ARGS(fresh_id(&call), 1));
        db_expect(work, &grow_thing, DB_ARGS(id, 1), RPC_ABORTED, "Запись изменилась", "The record has changed");
        EXPECT_CODE(db_commit(work), version == 1 ? RPC_OK : RPC_ABORTED);
    }
    EXPECT_TEXT(call.message, "Запись изменилась");
    EXPECT_INT(count(&call), before + 1);
    rpc_call_release(&call);
}

/* ------------------------------------------------------------------ many at once */

struct clerk {
    pthread_t thread;
    int number;
    int ok, failed;
};

static void *
clerk_main(void *arg)
{
    struct clerk *clerk = arg;
    for (int i = 0; i < 50; i++) {
        struct rpc_call call;
        start_call(&call, "", 20000);
        bool bad = (i + clerk->number) % 5 == 0;
        struct db_work *work = db_begin(&call);
        db_put(work, &put_thing, DB_ARGS(fresh_id(&call), bad ? -1 : 1));
        enum rpc_code code = db_commit(work);
        clerk->ok += code == RPC_OK && !bad;
        clerk->failed += code == RPC_INVALID_ARGUMENT && bad;
        rpc_call_release(&call);
    }
    return NULL;
}

enum { RIVALS = 16, GROWTHS = 40 };

/* Grows a thing of its own, which must always succeed, and the one that all want, where the first wins. */
static void *
rival_main(void *arg)
{
    struct clerk *clerk = arg;
    struct rpc_call call;
    start_call(&call, "", 20000);
    const char *own = arena_printf(call.arena, "own-%d-%s", clerk->number, fresh_id(&call));
    struct db_work *work = db_begin(&call);
    db_put(work, &put_thing, DB_ARGS(own, 1));
    clerk->ok = db_commit(work) == RPC_OK;
    for (int i = 1; i <= GROWTHS; i++) {
        work = db_begin(&call);
        db_expect(work, &grow_things, DB_ARGS(own, i), RPC_ABORTED, "Занято", "Taken");
        clerk->ok += db_commit(work) == RPC_OK;
        work = db_begin(&call);
        db_expect(work, &grow_things, DB_ARGS("wanted", i), RPC_ABORTED, "Занято", "Taken");
        clerk->failed += db_commit(work) == RPC_ABORTED;
    }
    rpc_call_release(&call);
    return NULL;
}

TEST(expectations_of_joined_rows_are_each_callers_own)
{
    struct clerk clerks[RIVALS] = { 0 };
    struct rpc_call call;
    struct db_rows rows;
    int ok = 0, failed = 0;
    start_call(&call, "", 20000);
    struct db_work *work = db_begin(&call);
    db_put(work, &put_thing, DB_ARGS("wanted", 1));
    EXPECT_CODE(db_commit(work), RPC_OK);
    for (int i = 0; i < RIVALS; i++) {
        clerks[i].number = i;
        pthread_create(&clerks[i].thread, NULL, rival_main, &clerks[i]);
    }
    for (int i = 0; i < RIVALS; i++) {
        pthread_join(clerks[i].thread, NULL);
        ok += clerks[i].ok;
        failed += clerks[i].failed;
    }
    EXPECT_INT(ok, RIVALS * (GROWTHS + 1));
    EXPECT_CODE(db_rows(&call, &get_version, DB_ARGS("wanted"), &rows), RPC_OK);
    int64_t version = 0;
    EXPECT(parse_int64(db_cell(&rows, 0, "version"), &version));
    EXPECT_INT(failed, RIVALS * GROWTHS - (version - 1));
    EXPECT(version > 1 && version <= GROWTHS + 1);
    rpc_call_release(&call);
}

TEST(nobody_is_hurt_by_a_neighbour_in_the_group)
{
    struct clerk clerks[16] = { 0 };
    struct rpc_call call;
    start_call(&call, "", 5000);
    int64_t before = count(&call);
    int ok = 0, failed = 0;
    for (int i = 0; i < 16; i++) {
        clerks[i].number = i;
        pthread_create(&clerks[i].thread, NULL, clerk_main, &clerks[i]);
    }
    for (int i = 0; i < 16; i++) {
        pthread_join(clerks[i].thread, NULL);
        ok += clerks[i].ok;
        failed += clerks[i].failed;
    }
    EXPECT_INT(ok, 640);
    EXPECT_INT(failed, 160);
    EXPECT_INT(count(&call), before + 640);
    rpc_call_release(&call);
}

static char shared_key[37];
static int winners;

static void *
repeat_main(void *arg)
{
    struct rpc_call call;
    start_call(&call, shared_key, 20000);
    Tracking__Task *reply = (Tracking__Task *)call.reply;
    char id[37];
    uuid7(id);
    reply->task_id = id;
    struct db_work *work = db_begin(&call);
    db_put(work, &put_thing, DB_ARGS(id, 1));
    enum rpc_code code = db_commit(work);
    if (code == RPC_OK)
        __sync_fetch_and_add(&winners, 1);
    else
        code = db_replay(&call);
    EXPECT_CODE(code, RPC_OK);
    snprintf(arg, 37, "%s", ((Tracking__Task *)call.reply)->task_id);
    rpc_call_release(&call);
    return NULL;
}

TEST(one_request_id_at_once_from_all_sides_has_one_outcome)
{
    pthread_t threads[40];
    char seen[40][37];
    struct rpc_call call;
    start_call(&call, "", 5000);
    int64_t before = count(&call);
    uuid7(shared_key);
    for (int i = 0; i < 40; i++)
        pthread_create(&threads[i], NULL, repeat_main, seen[i]);
    for (int i = 0; i < 40; i++)
        pthread_join(threads[i], NULL);
    EXPECT_INT(winners, 1);
    EXPECT_INT(count(&call), before + 1);
    for (int i = 1; i < 40; i++)
        EXPECT_TEXT(seen[i], seen[0]);
    rpc_call_release(&call);
}

TEST(a_request_id_with_another_request_is_refused)
{
    struct rpc_call call;
    char key[37];
    uuid7(key);
    start_call(&call, key, 5000);
    struct db_work *work = db_begin(&call);
    db_put(work, &put_thing, DB_ARGS(fresh_id(&call), 1));
    EXPECT_CODE(db_commit(work), RPC_OK);
    Tracking__ClaimTaskRequest other = TRACKING__CLAIM_TASK_REQUEST__INIT;
    other.task_id = "another";
    call.request = &other.base;
    EXPECT_CODE(db_replay(&call), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(call.reason, "IDEMPOTENCY_KEY_REUSED");
    rpc_call_release(&call);
}

TEST(a_statement_that_is_late_is_cancelled_on_the_server)
{
    struct rpc_call call;
    struct db_rows rows;
    start_call(&call, "", 200);
    int64_t start = time_mono_us();
    EXPECT_CODE(db_rows(&call, &slow, DB_ARGS(30.0), &rows), RPC_DEADLINE_EXCEEDED);
    EXPECT(time_mono_us() - start < 2000000);
    rpc_call_release(&call);
    start_call(&call, "", 5000);
    EXPECT_CODE(db_rows(&call, &count_things, DB_NO_ARGS, &rows), RPC_OK);
    rpc_call_release(&call);
}

static enum rpc_code
count_and_add(struct db_tx *tx, void *arg)
{
    struct rpc_call *call = db_tx_call(tx);
    struct db_rows rows;
    int *runs = arg;
    __sync_fetch_and_add(runs, 1);
    enum rpc_code code = db_tx_rows(tx, &count_things, DB_NO_ARGS, &rows);
    static const struct db_statement add = { .name = "add",
                                             .n_params = 2,
                                             .text = "INSERT INTO thing VALUES ($1, $2)" };
    usleep(20000);
    return code != RPC_OK ? code : db_tx_run(tx, &add, DB_ARGS(fresh_id(call), 1), NULL);
}

static void *
transaction_main(void *arg)
{
    struct rpc_call call;
    start_call(&call, "", 20000);
    EXPECT_CODE(db_transaction(&call, count_and_add, arg), RPC_OK);
    rpc_call_release(&call);
    return NULL;
}

TEST(serialization_failures_are_repeated)
{
    pthread_t threads[4];
    int runs = 0;
    struct rpc_call call;
    start_call(&call, "", 5000);
    int64_t before = count(&call);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, transaction_main, &runs);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    EXPECT_INT(count(&call), before + 4);
    EXPECT(runs >= 4);
    rpc_call_release(&call);
}

/* As a restarted server does: every connection but the one that asks is ended, while nobody uses it. */
TEST(connections_that_ended_while_idle_are_met_by_nobody)
{
    static const struct db_statement end_others = {
        .name = "end_others",
        .text = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    };
    struct rpc_call call;
    struct db_rows rows;
    int runs = 0;
    start_call(&call, "", 5000);
    for (int round = 0; round < 4; round++) {
        int64_t before = count(&call);
        EXPECT_CODE(db_rows(&call, &end_others, DB_NO_ARGS, &rows), RPC_OK);
        usleep(round % 2 ? 0 : 100000);
        struct db_work *work = db_begin(&call);
        db_put(work, &put_thing, DB_ARGS(fresh_id(&call), 1));
        EXPECT_CODE(db_commit(work), RPC_OK);
        EXPECT_CODE(db_rows(&call, &end_others, DB_NO_ARGS, &rows), RPC_OK);
        EXPECT_CODE(db_transaction(&call, count_and_add, &runs), RPC_OK);
        EXPECT_INT(count(&call), before + 2);
    }
    rpc_call_release(&call);
}

TEST(a_schema_that_is_behind_or_unknown_is_told)
{
    const char *url = getenv("OKNO_TEST_DATABASE");
    TEXT_SCOPED detail = { 0 };
    EXPECT_INT(db_schema_check(url, SCHEMA, migrations, 2, &detail), DB_SCHEMA_CURRENT);
    EXPECT_INT(db_schema_check(url, SCHEMA, migrations, 1, &detail), DB_SCHEMA_UNKNOWN);
    EXPECT_INT(db_schema_check(url, "elsewhere", migrations, 2, &detail), DB_SCHEMA_BEHIND);
    struct db_migration edited[2] = { migrations[0], { migrations[1].name, "SELECT 1", "c" } };
    EXPECT_INT(db_schema_check(url, SCHEMA, edited, 2, &detail), DB_SCHEMA_UNKNOWN);
    EXPECT_INT(db_schema_check("host=/nowhere", SCHEMA, migrations, 2, &detail), DB_SCHEMA_UNREACHABLE);
}
