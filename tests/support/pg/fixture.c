/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Opening and closing around each test, and the test's way to the database past libs/db. */
#include "internal.h"

#include <okno/audit.h>
#include <okno/log.h>

#include <libs/service/internal.h>

#include <stdlib.h>
#include <unistd.h>

#define MAX_PEERS 8

struct pg_fixture pg_fixture;

static PGconn *connection;
static struct arena *test_arena;

static const char *
database(void)
{
    const char *url = getenv("OKNO_TEST_DATABASE");
    ck_assert_msg(url != NULL, "run me under tests/support/with_postgres");
    return url;
}

const char *
pg_uuid(void)
{
    char uuid[37];
    uuid7(uuid);
    return arena_strdup(test_arena, uuid);
}

const char *
pg_text(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const char *text = arena_vprintf(test_arena, fmt, args);
    va_end(args);
    return text;
}

/* ------------------------------------------------------------------ the database */

static void
migrate(void)
{
    TEXT_SCOPED error = { 0 };
    enum rpc_code code =
        db_migrate(database(), pg_fixture.service, pg_fixture.schema, pg_fixture.n_schema, false, NULL, NULL, &error);
    ck_assert_msg(code == RPC_OK, "cannot migrate %s: %s", pg_fixture.service, error.data ? error.data : "");
}

PGconn *
pg_connection(void)
{
    if (connection)
        return connection;
    const char *names[] = { "dbname", "options", NULL };
    const char *options = pg_text("-c search_path=%s,public", pg_fixture.service);
    const char *values[] = { database(), options, NULL };
    connection = PQconnectdbParams(names, values, 1);
    ck_assert_msg(PQstatus(connection) == CONNECTION_OK, "%s", PQerrorMessage(connection));
    return connection;
}

const char *
pg_query(const char *sql)
{
    PGresult *result = PQexec(pg_connection(), sql);
    ExecStatusType status = PQresultStatus(result);
    ck_assert_msg(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK, "%s: %s", sql, PQresultErrorMessage(result));
    bool empty = PQntuples(result) == 0 || PQgetisnull(result, 0, 0);
    const char *cell = empty ? NULL : pg_text("%s", PQgetvalue(result, 0, 0));
    PQclear(result);
    return cell;
}

/* ------------------------------------------------------------------ other services */

static struct {
    const char *service, *path;
    const char *addresses[2];
    struct rpc_server *server;
    struct rpc_client *client;
} peers[MAX_PEERS];
static int n_peers;

void
pg_peer(const char *service, const struct rpc_binding *bindings, size_t n)
{
    ck_assert_int_lt(n_peers, MAX_PEERS);
    int i = n_peers++;
    peers[i].service = service;
    peers[i].path = pg_text("/tmp/okno-test-%d-%s.sock", (int)getpid(), service);
    peers[i].addresses[0] = pg_text("ipc://%s", peers[i].path);
    struct rpc_server_options options = {
        .name = service,
        .addresses = peers[i].addresses,
        .workers = 4,
        .queue_limit = 1000,
        .max_message = 8 << 20,
        .call_memory = 64 << 20,
        .dispatch = dispatch_call,
    };
    EXPECT_CODE(rpc_server_open(&options, bindings, n, &peers[i].server), RPC_OK);
    peers[i].client = rpc_client_open(&(struct rpc_client_options){
        .name = service, .addresses = peers[i].addresses, .max_message = 8 << 20, .max_waiting = 1000 });
}

static struct rpc_client *
find_peer(void *context, const char *service)
{
    (void)context;
    for (int i = 0; i < n_peers; i++)
        if (text_equal(peers[i].service, service))
            return peers[i].client;
    return NULL;
}

static void
close_peers(void)
{
    for (; n_peers; n_peers--) {
        rpc_client_close(peers[n_peers - 1].client);
        rpc_server_close(peers[n_peers - 1].server);
        unlink(peers[n_peers - 1].path);
    }
}

/* ------------------------------------------------------------------ around each test */

static void
open_all(void)
{
    log_open("test", LOG_LEVEL_ERROR);
    test_arena = arena_new(SIZE_MAX);
    migrate();
    db_open(&(struct db_options){ database(), pg_fixture.service, 2, 2, 0 });
    audit_open();
    rpc_set_peer_lookup(find_peer);
    pg_calls_begin();
    if (pg_fixture.open)
        pg_fixture.open();
}

static void
close_all(void)
{
    if (pg_fixture.close)
        pg_fixture.close();
    pg_calls_end();
    close_peers();
    db_close();
    PQfinish(connection);
    connection = NULL;
    arena_free(test_arena);
    test_arena = NULL;
}

void
pg_fixture_use(const struct pg_fixture *fixture)
{
    pg_fixture = *fixture;
    test_before = open_all;
    test_after = close_all;
}
