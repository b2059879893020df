/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "doctor.h"

#include <okno/db.h>
#include <okno/okno.sql.h>
#include <okno/schemas.h>

#include <inttypes.h>
#include <unistd.h>

#define ANSWER_MS 5000
#define OLDEST_SERVER 130000 /* xid8, which event logs and audit chains are ordered by */
#define TRIED_SERVER 150000
#define CLOCK_MS 1000
#define OLD_TRANSACTION_S 60

static int64_t
number(const struct db_rows *facts, const char *column)
{
    int64_t value = 0;
    const char *cell = db_cell(facts, 0, column);
    return cell && parse_int64(cell, &value) ? value : 0;
}

static bool
holds(const struct db_rows *facts, const char *column)
{
    return text_equal(db_cell(facts, 0, column), "t");
}

static void
judge_server(struct doctor *doctor, const struct db_rows *facts)
{
    const char *version = db_cell(facts, 0, "version");
    if (number(facts, "number") < OLDEST_SERVER)
        doctor_fail(doctor, "database", "13 is the oldest that serves, 15 what is tried", "PostgreSQL %s", version);
    else if (number(facts, "number") < TRIED_SERVER)
        doctor_warn(doctor, "database", "15 is what is tried", "PostgreSQL %s", version);
    else
        doctor_ok(doctor, "database", "PostgreSQL %s, %s", version, db_cell(facts, 0, "size"));
    if (holds(facts, "standby"))
        doctor_fail(doctor, "database", "point database.url to the primary",
                    "this server is a standby, it takes no writes");
    if (!text_equal(db_cell(facts, 0, "encoding"), "UTF8"))
        doctor_fail(doctor, "database", "create it anew with ENCODING 'UTF8'", "its encoding is %s",
                    db_cell(facts, 0, "encoding"));
    if (!holds(facts, "trigrams"))
        doctor_fail(doctor, "database", "install postgresql-contrib on its host", "the extension pg_trgm is not there");
}

static void
judge_settings(struct doctor *doctor, const struct db_rows *facts)
{
    if (holds(facts, "durable"))
        doctor_ok(doctor, "durability", "fsync, full_page_writes and synchronous_commit are on");
    else
        doctor_fail(doctor, "durability", "switch fsync, full_page_writes and synchronous_commit on",
                    "what was acknowledged may be lost in a power cut");
    int64_t most = number(facts, "connections_most"), now = number(facts, "connections");
    if (now * 10 > most * 8)
        doctor_warn(doctor, "connections", "raise max_connections or lower database.read_lanes and write_lanes",
                    "%" PRId64 " of %" PRId64 " are taken", now, most);
    else
        doctor_ok(doctor, "connections", "%" PRId64 " of %" PRId64 " are taken", now, most);
    int64_t oldest = number(facts, "oldest_transaction_s");
    if (oldest > OLD_TRANSACTION_S)
        doctor_warn(doctor, "transactions", "end it: events and audit seals wait for it (pg_stat_activity shows it)",
                    "one has been open for %" PRId64 " s", oldest);
}

static void
judge_clock(struct doctor *doctor, const struct db_rows *facts)
{
    int64_t ahead = time_now_us() / 1000 - number(facts, "now_ms");
    if (ahead > CLOCK_MS || ahead < -CLOCK_MS)
        doctor_fail(doctor, "clock", "synchronise both with NTP",
                    "this machine is %" PRId64 " ms ahead of the database's", ahead);
    else
        doctor_ok(doctor, "clock", "agrees with that of the database within a second");
}

static void
examine_server(struct doctor *doctor)
{
    struct rpc_call call;
    struct db_rows facts;
    okno_call_init(doctor->okno, &call, ANSWER_MS);
    db_open(&(struct db_options){
        .url = doctor->okno->common.database_url, .schema = "public", .read_lanes = 1, .write_lanes = 1 });
    if (db_rows(&call, &okno_sql_database_facts, DB_NO_ARGS, &facts) == RPC_OK && facts.n == 1) {
        judge_server(doctor, &facts);
        judge_settings(doctor, &facts);
        judge_clock(doctor, &facts);
    } else {
        doctor_fail(doctor, "database", "look at its log", "%s", call.message ? call.message : "gave no answer");
    }
    db_close();
    rpc_call_release(&call);
}

/* False when the database cannot be reached: the other schemas need no look then. */
static bool
examine_schema(struct doctor *doctor, const struct okno_schema *schema)
{
    TEXT_SCOPED detail = { 0 };
    TEXT_SCOPED subject = { 0 };
    text_addf(&subject, "schema %s", schema->service);
    switch (
        db_schema_check(doctor->okno->common.database_url, schema->service, schema->files, *schema->n_files, &detail)) {
    case DB_SCHEMA_CURRENT:
        doctor_ok(doctor, subject.data, "%s", detail.data);
        return true;
    case DB_SCHEMA_BEHIND:
        doctor_fail(doctor, subject.data, "run `okno migrate`", "%s", detail.data);
        return true;
    case DB_SCHEMA_UNKNOWN:
        doctor_fail(doctor, subject.data, "install the version that made it", "%s", detail.data);
        return true;
    case DB_SCHEMA_UNREACHABLE:
        break;
    }
    doctor_fail(doctor, "database", "start it, or correct database.url in okno.yaml", "%s", detail.data);
    return false;
}

void
doctor_database(struct doctor *doctor)
{
    if (text_empty(doctor->okno->common.database_url)) {
        doctor_fail(doctor, "database", "set database.url in okno.yaml", "no connection string");
        return;
    }
    for (size_t i = 0; i < okno_schemas_count; i++)
        if (!examine_schema(doctor, &okno_schemas[i]))
            return;
    examine_server(doctor);
}
