/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The chain and its anchor against whoever has the database's password. */
#include <okno/audit.h>
#include <okno/log.h>
#include <okno/proto.h>
#include <okno/test.h>
#include <okno/tracking.rpc.h>

#include <okno/audit_test.schema.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCHEMA "audittest"

static char folder[] = "/tmp/okno-audit-test.XXXXXX";
static struct rpc_call call; /* the test's own */
static const char *anchor;
static struct text report;

/* Whatever somebody may do to the tables. */
static void
sql(const char *text)
{
    static int n;
    struct db_rows rows;
    struct db_statement *statement = ARENA_NEW(call.arena, struct db_statement);
    memcpy(statement,
           &(struct db_statement){ .name = arena_printf(call.arena, "harm_%d", n++), .alone = true, .text = text },
           sizeof *statement);
    EXPECT_CODE(db_rows(&call, statement, DB_NO_ARGS, &rows), RPC_OK);
}

static void
open_all(void)
{
    const char *url = getenv("OKNO_TEST_DATABASE");
    ck_assert_msg(url != NULL, "run me under tests/support/with_postgres");
    TEXT_SCOPED error = { 0 };
    enum rpc_code code = db_migrate(url, SCHEMA, audit_test_schema, audit_test_schema_count, false, NULL, NULL, &error);
    ck_assert_msg(code == RPC_OK, "%s", error.data);
    log_open("test", LOG_LEVEL_ERROR);
    db_open(&(struct db_options){ url, SCHEMA, 2, 2, 0 });
    audit_open();
    rpc_call_init(&call, "test", 60000, NULL);
    memcpy(folder, "/tmp/okno-audit-test.XXXXXX", sizeof folder);
    EXPECT(mkdtemp(folder) != NULL);
    anchor = audit_anchor_path(call.arena, folder, SCHEMA);
    sql("TRUNCATE audit_record, audit_seal");
}

static void
close_all(void)
{
    unlink(anchor);
    EXPECT_INT(rmdir(folder), 0); /* nothing else was left there */
    rpc_call_release(&call);
    text_release(&report);
    db_on_commit(NULL);
    db_close();
    log_close();
}

__attribute__((constructor)) static void
set_fixture(void)
{
    test_before = open_all;
    test_after = close_all;
}

static const struct db_statement put_note = {
    .name = "put_note",
    .rows = true,
    .n_params = 1,
    .text = "INSERT INTO note (text) SELECT * FROM unnest($1::text[])",
};

/* So many calls that change something: a record each. */
static void
change(int n)
{
    for (int i = 0; i < n; i++) {
        struct rpc_call one;
        rpc_call_init(&one, "somebody", 10000, NULL);
        struct db_work *work = db_begin(&one);
        audit_object(&one, "note", "1", NULL);
        db_put(work, &put_note, DB_ARGS("text"));
        EXPECT_CODE(db_commit(work), RPC_OK);
        rpc_call_release(&one);
    }
}

/* Records are sealed once no transaction of the cluster is older: other tests may have some. */
static void
await_settled(void)
{
    static const struct db_statement count_open = {
        .name = "count_open",
        .alone = true,
        .text = "SELECT count(*) AS n FROM audit_record WHERE txid >= pg_snapshot_xmin(pg_current_snapshot())",
    };
    struct db_rows rows;
    for (int i = 0; i < 1000; i++) {
        EXPECT_CODE(db_rows(&call, &count_open, DB_NO_ARGS, &rows), RPC_OK);
        if (text_equal(db_cell(&rows, 0, "n"), "0"))
            return;
        usleep(10000);
    }
    ck_abort_msg("a transaction stays open");
}

static void
seal(void)
{
    await_settled();
    EXPECT_CODE(audit_seal(&call, anchor), RPC_OK);
}

/* Three seals over five records each. */
static void
make_chain(void)
{
    for (int i = 0; i < 3; i++) {
        change(5);
        seal();
    }
}

static enum rpc_code
verify(const char *with)
{
    text_clear(&report);
    return audit_verify(&call, with, &report);
}

#define EXPECT_REPORT(words) ck_assert_msg(strstr(report.data, (words)) != NULL, "%s", report.data)

TEST(a_chain_that_nobody_touched_holds)
{
    make_chain();
    change(2);
    EXPECT_CODE(verify(anchor), RPC_OK);
    EXPECT_REPORT("3 seals over 15 records hold, 2 records are not sealed yet; so says the anchor ");
    EXPECT_REPORT(" up to seal 3");
}

TEST(sealed_records_that_were_edited_added_or_deleted_are_found)
{
    static const char *const harms[] = {
        "UPDATE audit_record SET subject = 'somebody else'"
        " WHERE (txid, id) = (SELECT txid, id FROM audit_record ORDER BY txid, id LIMIT 1)",
        "DELETE FROM audit_record WHERE (txid, id) = (SELECT txid, id FROM audit_record ORDER BY txid, id LIMIT 1)",
        "INSERT INTO audit_record (txid, at, kind, method, role, subject, place, object, reason, trace)"
        " SELECT txid, at, kind, method, role, subject, place, object, reason, trace"
        " FROM audit_record ORDER BY txid, id LIMIT 1",
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(harms); i++) {
        sql("TRUNCATE audit_record, audit_seal");
        unlink(anchor);
        make_chain();
        EXPECT_CODE(verify(anchor), RPC_OK);
        sql(harms[i]);
        EXPECT_CODE(verify(anchor), RPC_DATA_LOSS);
        EXPECT_REPORT("seal 1 does not hold");
        EXPECT_CODE(verify(NULL), RPC_DATA_LOSS);
    }
}

#define CUT_RECORDS                                                                                                    \
    "DELETE FROM audit_record r WHERE (r.txid, r.id) > (SELECT upper_txid, upper_id FROM audit_seal WHERE number = 2)"
#define CUT_SEAL "DELETE FROM audit_seal WHERE number = 3"

TEST(an_end_that_was_cut_off_with_its_seal_is_found)
{
    make_chain();
    sql(CUT_RECORDS);
    EXPECT_CODE(verify(anchor), RPC_DATA_LOSS); /* the seal is still there */
    EXPECT_REPORT("seal 3 does not hold");
    sql(CUT_SEAL);
    EXPECT_CODE(verify(anchor), RPC_DATA_LOSS);
    EXPECT_REPORT("2 seals over 10 records hold");
    EXPECT_REPORT("knows another seal 3, of 20");
    EXPECT_CODE(verify(NULL), RPC_OK); /* the chain alone cannot tell */
}

TEST(a_last_seal_that_was_deleted_alone_is_found)
{
    make_chain();
    sql(CUT_SEAL);
    EXPECT_CODE(verify(anchor), RPC_DATA_LOSS);
    EXPECT_REPORT("5 records are not sealed yet");
    EXPECT_REPORT("knows another seal 3");
}

TEST(a_chain_that_was_emptied_is_found)
{
    make_chain();
    sql("TRUNCATE audit_record, audit_seal");
    EXPECT_CODE(verify(anchor), RPC_DATA_LOSS);
    EXPECT_REPORT("0 seals over 0 records hold, 0 records are not sealed yet");
    EXPECT_REPORT("knows another seal 3");
}

TEST(a_chain_begun_anew_is_found_however_long_it_grows)
{
    make_chain();
    sql("TRUNCATE audit_record, audit_seal");
    for (int i = 0; i < 5; i++) {
        change(1);
        seal();
        EXPECT_CODE(verify(anchor), RPC_DATA_LOSS);
        EXPECT_REPORT("knows another seal 3");
    }
    EXPECT_CODE(verify(NULL), RPC_OK);
}

TEST(who_restored_a_backup_moves_the_anchor_away)
{
    make_chain();
    sql(CUT_RECORDS);
    sql(CUT_SEAL);
    EXPECT_CODE(verify(anchor), RPC_DATA_LOSS);
    EXPECT_REPORT("or the database is a backup from before (then move the anchor away)");
    EXPECT_INT(unlink(anchor), 0);
    EXPECT_CODE(verify(anchor), RPC_OK);
    EXPECT_REPORT("there is no anchor");
    EXPECT_REPORT("a cut at the end of the chain would not be seen");
    seal(); /* nothing new: the newest seal that there is */
    EXPECT_CODE(verify(anchor), RPC_OK);
    EXPECT_REPORT(" up to seal 2");
    change(1);
    seal();
    EXPECT_CODE(verify(anchor), RPC_OK);
    EXPECT_REPORT(" up to seal 3");
}

TEST(a_replica_of_another_host_compares_what_it_saw_last)
{
    const char *other = arena_printf(call.arena, "%s.other", anchor);
    make_chain();
    EXPECT_CODE(audit_seal(&call, other), RPC_OK);
    change(1);
    seal();
    EXPECT_CODE(verify(other), RPC_OK);
    EXPECT_REPORT("4 seals over 16 records hold");
    EXPECT_REPORT(" up to seal 3");
    sql("DELETE FROM audit_seal WHERE number = 4");
    EXPECT_CODE(verify(other), RPC_OK);
    EXPECT_CODE(verify(anchor), RPC_DATA_LOSS);
    EXPECT_CODE(audit_seal(&call, other), RPC_OK);
    EXPECT_CODE(verify(other), RPC_OK);
    EXPECT_REPORT(" up to seal 4");
    EXPECT_INT(unlink(other), 0);
}

TEST(an_anchor_that_is_no_longer_one_is_told)
{
    make_chain();
    FILE *file = fopen(anchor, "we");
    EXPECT(file != NULL);
    fputs("seal 3 abc\n", file);
    fclose(file);
    EXPECT_CODE(verify(anchor), RPC_DATA_LOSS);
    EXPECT_REPORT("is malformed");
    change(1);
    seal();
    EXPECT_CODE(verify(anchor), RPC_DATA_LOSS); /* nobody writes over it */
}

TEST(a_folder_that_cannot_be_written_stops_no_sealing)
{
    anchor = audit_anchor_path(call.arena, "/proc/none", SCHEMA);
    change(3);
    seal();
    EXPECT_CODE(verify(anchor), RPC_OK);
    EXPECT_REPORT("1 seals over 3 records hold, 0 records are not sealed yet; there is no anchor");
}

TEST(a_repeat_is_on_record_under_the_id_that_it_showed)
{
    struct rpc_call again;
    struct db_rows rows;
    static const struct db_statement read_record = { .name = "read_record",
                                                     .text = "SELECT kind || ' ' || object AS said FROM audit_record" };
    rpc_call_init(&again, "somebody", 10000, NULL);
    Tracking__Application *shown = proto_new(again.arena, &tracking__application__descriptor);
    shown->application_id = arena_strdup(again.arena, "first");
    again.reply = &shown->base;
    audit_object(&again, "application", "never-made", NULL);
    EXPECT_CODE(audit_repeat(&again), RPC_OK);
    EXPECT(again.committed);
    EXPECT_CODE(db_rows(&call, &read_record, DB_NO_ARGS, &rows), RPC_OK);
    EXPECT_INT(rows.n, 1);
    EXPECT_TEXT(db_cell(&rows, 0, "said"), "READING application:first");
    rpc_call_release(&again);
}
