/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Schema changes: numbered, forward-only files, each recorded with its hash. Runs as an administrator of the
 * database; the services themselves only compare.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define LEASE_SECONDS "600"

static void
add_error(struct text *error, PGconn *pg, const char *what)
{
    text_addf(error, "%s: %s", what, PQerrorMessage(pg));
    while (error->length && error->data[error->length - 1] == '\n')
        error->data[--error->length] = '\0';
}

static bool
command(PGconn *pg, const char *sql, struct text *error)
{
    PGresult *result = PQexec(pg, sql);
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!good && error)
        add_error(error, pg, "statement failed");
    PQclear(result);
    return good;
}

static bool commandf(PGconn *pg, struct text *error, const char *fmt, ...) OKNO_PRINTF(3, 4);

static bool
commandf(PGconn *pg, struct text *error, const char *fmt, ...)
{
    struct arena *arena = arena_new(SIZE_MAX);
    va_list args;
    va_start(args, fmt);
    bool good = command(pg, arena_vprintf(arena, fmt, args), error);
    va_end(args);
    arena_free(arena);
    return good;
}

static void
ignore_notice(void *arg, const PGresult *result)
{
    (void)arg;
    (void)result;
}

static PGconn *
connect_to(const char *url, struct text *error)
{
    const char *names[] = { "dbname", "connect_timeout", "application_name", NULL };
    const char *values[] = { url, "5", "okno-migrate", NULL };
    PGconn *pg = PQconnectdbParams(names, values, 1);
    if (PQstatus(pg) == CONNECTION_OK) {
        PQsetNoticeReceiver(pg, ignore_notice, NULL);
        return pg;
    }
    add_error(error, pg, "cannot connect");
    PQfinish(pg);
    return NULL;
}

/* ------------------------------------------------------------------ what the schema has */

static PGresult *
recorded(PGconn *pg, const char *schema)
{
    struct arena *arena = arena_new(SIZE_MAX);
    PGresult *result =
        PQexec(pg, arena_printf(arena, "SELECT name, sha256 FROM %s.migration ORDER BY at, name", schema));
    arena_free(arena);
    if (PQresultStatus(result) == PGRES_TUPLES_OK)
        return result;
    bool no_schema = text_equal(PQresultErrorField(result, PG_DIAG_SQLSTATE), "42P01")
                     || text_equal(PQresultErrorField(result, PG_DIAG_SQLSTATE), "3F000");
    PQclear(result);
    return no_schema ? PQmakeEmptyPGresult(pg, PGRES_TUPLES_OK) : NULL;
}

static int
find_recorded(const PGresult *result, const char *name)
{
    for (int i = 0; i < PQntuples(result); i++)
        if (text_equal(PQgetvalue(result, i, 0), name))
            return i;
    return -1;
}

static bool
known(const char *name, const struct db_migration *migrations, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text_equal(migrations[i].name, name))
            return true;
    return false;
}

static enum db_schema_state
compare(const PGresult *have, const struct db_migration *migrations, size_t n, struct text *detail)
{
    for (int i = 0; i < PQntuples(have); i++)
        if (!known(PQgetvalue(have, i, 0), migrations, n)) {
            text_addf(detail, "the database has %s, which this program does not know: it is older than the database",
                      PQgetvalue(have, i, 0));
            return DB_SCHEMA_UNKNOWN;
        }
    for (size_t i = 0; i < n; i++) {
        int row = find_recorded(have, migrations[i].name);
        if (row < 0) {
            text_addf(detail, "%s has not been run: run `okno migrate`", migrations[i].name);
            return DB_SCHEMA_BEHIND;
        }
        if (!text_equal(PQgetvalue(have, row, 1), migrations[i].sha256)) {
            text_addf(detail, "%s differs from what was run: a published migration must never be edited",
                      migrations[i].name);
            return DB_SCHEMA_UNKNOWN;
        }
    }
    text_addf(detail, "%zu migrations", n);
    return DB_SCHEMA_CURRENT;
}

enum db_schema_state
db_schema_check(const char *url, const char *schema, const struct db_migration *migrations, size_t n,
                struct text *ret_detail)
{
    PGconn *pg = connect_to(url, ret_detail);
    if (!pg)
        return DB_SCHEMA_UNREACHABLE;
    PGresult *have = recorded(pg, schema);
    enum db_schema_state state = DB_SCHEMA_UNREACHABLE;
    if (have)
        state = compare(have, migrations, n, ret_detail);
    else
        add_error(ret_detail, pg, "cannot read the migrations");
    PQclear(have);
    PQfinish(pg);
    return state;
}

/* ------------------------------------------------------------------ running */

/*
 * Schema, role and the two tables of the migrations themselves. Who may not make roles goes without: then the service
 * connects as the administrator does.
 */
static bool
prepare_schema(PGconn *pg, const char *schema, struct text *error)
{
    return commandf(pg, error,
                    "DO $$ BEGIN"
                    " IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'okno_%s')"
                    "  AND (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user) THEN"
                    "  CREATE ROLE okno_%s LOGIN; END IF;"
                    /* Roles belong to the whole cluster: another database's migration may make it meanwhile. */
                    " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;"
                    "CREATE SCHEMA IF NOT EXISTS %s;"
                    "CREATE TABLE IF NOT EXISTS %s.migration (name text PRIMARY KEY, sha256 text NOT NULL,"
                    " at timestamptz NOT NULL DEFAULT clock_timestamp(), by text NOT NULL DEFAULT session_user);"
                    "CREATE TABLE IF NOT EXISTS %s.migration_lease (one boolean PRIMARY KEY DEFAULT true CHECK (one),"
                    " holder text NOT NULL, until timestamptz NOT NULL);",
                    schema, schema, schema, schema, schema);
}

static bool
take_lease(PGconn *pg, const char *schema, const char *holder, struct text *error)
{
    struct arena *arena = arena_new(SIZE_MAX);
    const char *sql = arena_printf(
        arena,
        "INSERT INTO %s.migration_lease (holder, until) VALUES ('%s', now() + interval '" LEASE_SECONDS " seconds')"
        " ON CONFLICT (one) DO UPDATE SET holder = excluded.holder, until = excluded.until"
        " WHERE migration_lease.until < now() RETURNING 1",
        schema, holder);
    PGresult *result = PQexec(pg, sql);
    bool taken = PQntuples(result) == 1;
    if (!taken)
        text_addf(error, "another administrator is migrating %s now; if not, wait %s s for the lease to end", schema,
                  LEASE_SECONDS);
    PQclear(result);
    arena_free(arena);
    return taken;
}

static bool
run_file(PGconn *pg, const char *schema, const struct db_migration *migration, struct text *error)
{
    if (!commandf(pg, error, "BEGIN; SET LOCAL search_path TO %s, public", schema))
        return false;
    bool good = command(pg, migration->text, error)
                && commandf(pg, error, "INSERT INTO %s.migration (name, sha256) VALUES ('%s', '%s')", schema,
                            migration->name, migration->sha256);
    if (!good)
        text_addf(error, " (in %s)", migration->name);
    return command(pg, good ? "COMMIT" : "ROLLBACK", good ? error : NULL) && good;
}

static bool
run_missing(PGconn *pg, const char *schema, const PGresult *have, const struct db_migration *migrations, size_t n,
            bool dry_run, void (*progress)(const char *name, bool done, void *arg), void *arg, struct text *error)
{
    for (size_t i = 0; i < n; i++) {
        if (find_recorded(have, migrations[i].name) >= 0)
            continue;
        if (progress)
            progress(migrations[i].name, false, arg);
        if (dry_run)
            continue;
        if (!run_file(pg, schema, &migrations[i], error))
            return false;
        if (progress)
            progress(migrations[i].name, true, arg);
    }
    return true;
}

static bool
grant(PGconn *pg, const char *schema, struct text *error)
{
    return commandf(pg, error,
                    "DO $$ BEGIN"
                    " IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'okno_%s') THEN"
                    "  GRANT USAGE ON SCHEMA %s TO okno_%s;"
                    "  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %s TO okno_%s;"
                    "  GRANT USAGE ON ALL SEQUENCES IN SCHEMA %s TO okno_%s;"
                    "  REVOKE INSERT, UPDATE, DELETE ON %s.migration, %s.migration_lease FROM okno_%s;"
                    " END IF; END $$",
                    schema, schema, schema, schema, schema, schema, schema, schema, schema, schema);
}

static enum rpc_code
migrate_connected(PGconn *pg, const char *schema, const struct db_migration *migrations, size_t n, bool dry_run,
                  void (*progress)(const char *name, bool done, void *arg), void *arg, struct text *error)
{
    char holder[37];
    uuid7(holder);
    if (!dry_run && (!prepare_schema(pg, schema, error) || !take_lease(pg, schema, holder, error)))
        return RPC_FAILED_PRECONDITION;
    PGresult *have = recorded(pg, schema);
    TEXT_SCOPED detail = { 0 };
    bool good = have != NULL;
    if (good && compare(have, migrations, n, &detail) == DB_SCHEMA_UNKNOWN) {
        text_adds(error, detail.data);
        good = false;
    }
    good = good && run_missing(pg, schema, have, migrations, n, dry_run, progress, arg, error);
    good = good && (dry_run || grant(pg, schema, error));
    PQclear(have);
    if (!dry_run)
        commandf(pg, NULL, "DELETE FROM %s.migration_lease WHERE holder = '%s'", schema, holder);
    return good ? RPC_OK : RPC_FAILED_PRECONDITION;
}

enum rpc_code
db_migrate(const char *url, const char *schema, const struct db_migration *migrations, size_t n, bool dry_run,
           void (*progress)(const char *name, bool done, void *arg), void *arg, struct text *ret_error)
{
    PGconn *pg = connect_to(url, ret_error);
    if (!pg)
        return RPC_UNAVAILABLE;
    enum rpc_code code = migrate_connected(pg, schema, migrations, n, dry_run, progress, arg, ret_error);
    PQfinish(pg);
    return code;
}
