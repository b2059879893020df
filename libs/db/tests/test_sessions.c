/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is sent down a connection after something went wrong: libpq is listened to, and made to fail. Opened by
 * test_db.c. */
#include <okno/db.h>
#include <okno/test.h>

#include <dlfcn.h>
#include <libpq-fe.h>
#include <stdatomic.h>
#include <string.h>

static atomic_int cancels, ended;
static atomic_bool rollback_fails;
static atomic_int syncs_until_lost; /* 0: none is lost */

/* The library's own function, behind the one below. */
#define REAL(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))

int
PQcancel(PGcancel *cancel, char *errbuf, int errbufsize)
{
    atomic_fetch_add(&cancels, 1);
    return REAL(PQcancel)(cancel, errbuf, errbufsize);
}

void
PQfinish(PGconn *conn)
{
    atomic_fetch_add(&ended, 1);
    REAL(PQfinish)(conn);
}

int
PQsendQueryParams(PGconn *conn, const char *command, int n, const Oid *types, const char *const *values,
                  const int *lengths, const int *formats, int result_format)
{
    if (atomic_load(&rollback_fails) && strcmp(command, "ROLLBACK") == 0)
        command = "SELECT 1 / 0";
    return REAL(PQsendQueryParams)(conn, command, n, types, values, lengths, formats, result_format);
}

PGresult *
PQgetResult(PGconn *conn)
{
    PGresult *result = REAL(PQgetResult)(conn);
    if (PQresultStatus(result) != PGRES_PIPELINE_SYNC || !atomic_load(&syncs_until_lost)
        || atomic_fetch_sub(&syncs_until_lost, 1) != 1)
        return result;
    PQclear(result);
    return NULL;
}

static const struct db_statement sleep_long = { .name = "sleep_long",
                                                .n_params = 1,
                                                .text = "SELECT pg_sleep(30), $1::text" };
static const struct db_statement put_note = {
    .name = "put_note",
    .n_params = 1,
    .text = "INSERT INTO thing (id, size) VALUES (gen_random_uuid()::text, $1)",
};
static const struct db_statement sum_notes = { .name = "sum_notes",
                                               .n_params = 1,
                                               .text = "SELECT count(*) AS n FROM thing WHERE size = $1" };

static enum rpc_code
run_statement(struct db_tx *tx, void *arg)
{
    return db_tx_run(tx, arg, DB_ARGS("1"), NULL);
}

static enum rpc_code
refuse(struct db_tx *tx, void *arg)
{
    (void)tx;
    (void)arg;
    return RPC_ABORTED;
}

static enum rpc_code
agree(struct db_tx *tx, void *arg)
{
    (void)tx;
    (void)arg;
    return RPC_OK;
}

static enum rpc_code
transaction(int64_t timeout_ms, enum rpc_code (*body)(struct db_tx *tx, void *arg), void *arg)
{
    struct rpc_call call;
    rpc_call_init(&call, "tester", timeout_ms, NULL);
    enum rpc_code code = db_transaction(&call, body, arg);
    rpc_call_release(&call);
    return code;
}

static enum rpc_code
write_size(int64_t timeout_ms, const struct db_statement *statement, const char *size)
{
    struct rpc_call call;
    rpc_call_init(&call, "tester", timeout_ms, NULL);
    struct db_work *work = db_begin(&call);
    db_put(work, statement, DB_ARGS(size));
    enum rpc_code code = db_commit(work);
    rpc_call_release(&call);
    return code;
}

static void *
open_nothing(struct arena *arena, const char *key, const struct db_rows *rows)
{
    (void)key;
    (void)rows;
    return arena_alloc(arena, 1);
}

static enum rpc_code
decide_nothing(struct db_turn *turn, void *thing, struct db_work *work, void *arg)
{
    (void)turn;
    (void)thing;
    (void)work;
    (void)arg;
    return RPC_OK;
}

static enum rpc_code
sleeping_turn(int64_t timeout_ms)
{
    static const struct db_statement *const load[] = { &sleep_long, NULL };
    static const struct db_turn_kind kind = { .load = load, .open = open_nothing };
    struct rpc_call call;
    rpc_call_init(&call, "tester", timeout_ms, NULL);
    enum rpc_code code = db_take_turn(&call, &kind, "sleeping", decide_nothing, NULL);
    rpc_call_release(&call);
    return code;
}

TEST(what_is_late_is_cancelled_and_its_rollback_is_not)
{
    atomic_store(&cancels, 0);
    EXPECT_CODE(transaction(300, run_statement, (void *)(uintptr_t)&sleep_long), RPC_DEADLINE_EXCEEDED);
    EXPECT_INT(atomic_load(&cancels), 1);
    EXPECT_CODE(write_size(300, &sleep_long, "1"), RPC_DEADLINE_EXCEEDED);
    EXPECT_INT(atomic_load(&cancels), 2);
    EXPECT_CODE(sleeping_turn(300), RPC_DEADLINE_EXCEEDED);
    EXPECT_INT(atomic_load(&cancels), 3);
}

TEST(a_connection_whose_rollback_fails_meets_nobody)
{
    for (int i = 0; i < 5; i++) {
        atomic_store(&rollback_fails, true);
        EXPECT_CODE(transaction(5000, refuse, NULL), RPC_ABORTED);
        EXPECT_CODE(write_size(5000, &put_note, "-1"), RPC_INVALID_ARGUMENT);
        atomic_store(&rollback_fails, false);
        EXPECT_CODE(transaction(5000, agree, NULL), RPC_OK);
        EXPECT_CODE(write_size(5000, &put_note, "1"), RPC_OK);
    }
}

static int64_t
count_notes(const char *size)
{
    struct rpc_call call;
    struct db_rows rows;
    int64_t n = -1;
    rpc_call_init(&call, "tester", 5000, NULL);
    EXPECT_CODE(db_rows(&call, &sum_notes, DB_ARGS(size), &rows), RPC_OK);
    EXPECT(parse_int64(db_cell(&rows, 0, "n"), &n));
    rpc_call_release(&call);
    return n;
}

TEST(a_connection_out_of_step_is_given_up_and_what_it_said_holds)
{
    int64_t before = count_notes("7");
    atomic_store(&ended, 0);
    atomic_store(&syncs_until_lost, 1);
    EXPECT_CODE(write_size(5000, &put_note, "7"), RPC_OK);
    EXPECT_INT(atomic_load(&ended), 1);
    atomic_store(&syncs_until_lost, 1);
    EXPECT_INT(count_notes("7"), before + 1);
    EXPECT_INT(atomic_load(&ended), 2);
    atomic_store(&syncs_until_lost, 2); /* of BEGIN, then of COMMIT */
    EXPECT_CODE(transaction(5000, agree, NULL), RPC_OK);
    EXPECT_INT(atomic_load(&ended), 3);
    atomic_store(&syncs_until_lost, 1);
    EXPECT_CODE(transaction(5000, agree, NULL), RPC_UNAVAILABLE); /* lost before COMMIT was sent */
    EXPECT_INT(atomic_load(&ended), 4);
    EXPECT_CODE(transaction(5000, agree, NULL), RPC_OK);
}
