/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What surrounds a method: whose a repeat is, and what is on record of it. */
#include <okno/applicants.rpc.h>
#include <okno/audit.h>
#include <okno/pg_fixture.h>
#include <okno/service_test.schema.h>

#include <libs/service/internal.h>

#include <string.h>
#include <unistd.h>

static const struct db_statement put_note = {
    .name = "put_note",
    .rows = true,
    .n_params = 1,
    .text = "INSERT INTO note (id) SELECT * FROM unnest($1::text[])",
};
static const struct db_statement find_note = { .name = "find_note",
                                               .n_params = 1,
                                               .text = "SELECT id FROM note WHERE id = $1" };

/* The request's note says what becomes of it; whatever is made has a fresh id. */
static enum rpc_code
create(struct rpc_call *call, const void *request, void *reply)
{
    const Applicants__CreateApplicantRequest *req = request;
    Applicants__Applicant *rep = reply;
    char id[37];
    if (text_equal(req->note, "none"))
        return RPC_OK;
    uuid7(id);
    rep->applicant_id = arena_strdup(call->arena, id);
    audit_object(call, "applicant", rep->applicant_id, NULL);
    if (text_equal(req->note, "nothing"))
        return RPC_OK;
    if (text_equal(req->note, "not in arbat") && text_equal(call->caller.centre, "arbat"))
        return rpc_fail(call, RPC_PERMISSION_DENIED, "Не здесь", "Not here");
    struct db_work *work = db_begin(call);
    if (text_starts(req->note, "once ")) {
        struct db_rows rows;
        enum rpc_code code = db_rows(call, &find_note, DB_ARGS(req->note), &rows);
        if (code != RPC_OK)
            return code;
        if (rows.n)
            return rpc_fail(call, RPC_NOT_FOUND, "Этого больше нет", "It is not there any more");
        db_put(work, &put_note, DB_ARGS(req->note));
    }
    db_put(work, &put_note, DB_ARGS(rep->applicant_id));
    return db_finish(work);
}

static enum rpc_code
get(struct rpc_call *call, const void *request, void *reply)
{
    const Applicants__GetApplicantRequest *req = request;
    Applicants__Applicant *rep = reply;
    rep->applicant_id = req->applicant_id;
    audit_object(call, "applicant", req->applicant_id, NULL);
    return RPC_OK;
}

static const struct rpc_binding bindings[] = {
    { &applicants_method_create_applicant, create },
    { &applicants_method_get_applicant, get },
};

__attribute__((constructor)) static void
use(void)
{
    pg_fixture_use(&(struct pg_fixture){ .service = "servicetest",
                                         .schema = service_test_schema,
                                         .n_schema = service_test_schema_count,
                                         .bindings = bindings,
                                         .n_bindings = OKNO_ARRAY_SIZE(bindings) });
}

static const char *
create_id(const char *note)
{
    const Applicants__Applicant *made = CALL(Applicants__CreateApplicant, .note = (char *)(uintptr_t)note);
    return made->applicant_id;
}

/* Kinds of the records about an applicant, oldest first. */
static const char *
records_of(const char *applicant_id)
{
    return pg_query(pg_text("SELECT string_agg(kind, ' ' ORDER BY txid, id) FROM audit_record"
                            " WHERE object = 'applicant:%s'",
                            applicant_id));
}

/* ------------------------------------------------------------------ whose a key is */

TEST(a_repeat_gets_the_stored_outcome)
{
    PG_AS(RPC_ROLE_OPERATOR, .subject = "anna", .centre = "tverskoy");
    pg_request_id = pg_uuid();
    const char *first = create_id("make");
    EXPECT_TEXT(create_id("make"), first);
    pg_request_id = pg_uuid();
    EXPECT(!text_equal(create_id("make"), first));
}

TEST(a_repeat_whose_effect_stands_in_its_way_gets_it_too)
{
    PG_AS(RPC_ROLE_OPERATOR, .subject = "anna", .centre = "tverskoy");
    const char *note = pg_text("once %s", pg_uuid());
    pg_request_id = pg_uuid();
    const char *first = create_id(note);
    EXPECT_TEXT(create_id(note), first);
    pg_request_id = pg_uuid();
    EXPECT_CODE(TRY(Applicants__CreateApplicant, .note = (char *)(uintptr_t)note), RPC_NOT_FOUND);
}

TEST(a_key_is_its_caller_s_with_centre_agency_and_applicant)
{
    static const struct rpc_caller callers[] = {
        { .role = RPC_ROLE_OPERATOR, .subject = "anna", .centre = "tverskoy" },
        { .role = RPC_ROLE_OPERATOR, .subject = "anna", .centre = "arbat" },
        { .role = RPC_ROLE_SUPERVISOR, .subject = "anna", .centre = "tverskoy" },
        { .role = RPC_ROLE_OPERATOR, .subject = "boris", .centre = "tverskoy" },
        { .role = RPC_ROLE_OPERATOR, .subject = "anna", .agency = "tverskoy" },
        { .role = RPC_ROLE_OPERATOR, .subject = "anna", .applicant = "tverskoy" },
        { .role = RPC_ROLE_OPERATOR, .subject = "8:tverskoy:anna", .centre = "" },
        { .role = RPC_ROLE_OPERATOR, .subject = "anna", .centre = "tverskoy", .agency = "mvd" },
    };
    const char *made[OKNO_ARRAY_SIZE(callers)];
    pg_request_id = pg_uuid();
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(callers); i++) {
        pg_as(callers[i]);
        made[i] = create_id("make");
        for (size_t k = 0; k < i; k++)
            EXPECT(!text_equal(made[i], made[k]));
    }
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(callers); i++) {
        pg_as(callers[i]);
        EXPECT_TEXT(create_id("make"), made[i]);
    }
}

TEST(who_may_not_do_it_is_not_shown_what_was_done_elsewhere)
{
    pg_request_id = pg_uuid();
    PG_AS(RPC_ROLE_OPERATOR, .subject = "anna", .centre = "tverskoy");
    create_id("not in arbat");
    PG_AS(RPC_ROLE_OPERATOR, .subject = "anna", .centre = "arbat");
    EXPECT_CODE(TRY(Applicants__CreateApplicant, .note = pg_text("not in arbat")), RPC_PERMISSION_DENIED);
    EXPECT_TEXT(pg_last->message, "Не здесь");
}

/* ------------------------------------------------------------------ records */

TEST(a_change_is_on_record_once)
{
    PG_AS(RPC_ROLE_OPERATOR, .centre = "tverskoy");
    EXPECT_TEXT(records_of(create_id("make")), "CHANGE");
}

TEST(a_personal_reply_of_a_write_that_changed_nothing_is_a_reading)
{
    PG_AS(RPC_ROLE_OPERATOR, .centre = "tverskoy");
    EXPECT_TEXT(records_of(create_id("nothing")), "READING");
}

TEST(a_reply_with_nothing_in_it_shows_nothing)
{
    PG_AS(RPC_ROLE_OPERATOR, .subject = "darya", .centre = "tverskoy");
    EXPECT_TEXT(create_id("none"), "");
    EXPECT_TEXT(pg_query("SELECT count(*) FROM audit_record WHERE subject = 'darya'"), "0");
}

TEST(a_repeat_that_shows_personal_data_is_a_reading_of_what_it_shows)
{
    PG_AS(RPC_ROLE_OPERATOR, .subject = "vera", .centre = "tverskoy");
    pg_request_id = pg_uuid();
    const char *made = create_id("make");
    EXPECT_TEXT(records_of(made), "CHANGE");
    create_id("make");
    create_id("make");
    EXPECT_TEXT(records_of(made), "CHANGE READING READING");
    EXPECT_TEXT(pg_query("SELECT count(*) FROM audit_record WHERE subject = 'vera'"), "3");
}

/* ------------------------------------------------------------------ the same over a server, where calls leave their
 * worker */

static struct rpc_server *server;
static struct rpc_client *client;
static char address[80];

static void
open_server(void)
{
    static const char *addresses[] = { address, NULL };
    snprintf(address, sizeof address, "ipc:///tmp/okno-dispatch-test-%d.sock", (int)getpid());
    struct rpc_server_options options = { .name = "servicetest",
                                          .addresses = addresses,
                                          .workers = 2,
                                          .queue_limit = 100,
                                          .max_message = 1 << 20,
                                          .call_memory = 4 << 20,
                                          .dispatch = dispatch_call,
                                          .resumed = dispatch_resumed };
    EXPECT_CODE(rpc_server_open(&options, bindings, OKNO_ARRAY_SIZE(bindings), &server), RPC_OK);
    client = rpc_client_open(&(struct rpc_client_options){
        .name = "servicetest", .addresses = addresses, .max_message = 1 << 20, .max_waiting = 100 });
}

static void
close_server(void)
{
    rpc_client_close(client);
    rpc_server_close(server);
    unlink(address + strlen("ipc://"));
}

static const char *
create_over_server(const char *note, const char *key)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    rpc_call_init(&call, "galina", 10000, NULL);
    call.caller.role = RPC_ROLE_OPERATOR;
    call.caller.service = "";
    Applicants__CreateApplicantRequest request = APPLICANTS__CREATE_APPLICANT_REQUEST__INIT;
    request.note = arena_strdup(call.arena, note);
    EXPECT_CODE(rpc_invoke(&call, client, &applicants_method_create_applicant, &request.base, key, &reply), RPC_OK);
    const char *id = pg_text("%s", ((const Applicants__Applicant *)reply)->applicant_id);
    rpc_call_release(&call);
    return id;
}

TEST(calls_that_leave_their_worker_are_on_record_too)
{
    open_server();
    const char *key = pg_uuid(), *made = create_over_server("make", key);
    EXPECT_TEXT(records_of(made), "CHANGE");
    EXPECT_TEXT(create_over_server("make", key), made);
    EXPECT_TEXT(records_of(made), "CHANGE READING");
    EXPECT_TEXT(records_of(create_over_server("nothing", pg_uuid())), "READING");
    close_server();
}

TEST(a_reply_that_cannot_be_put_on_record_is_not_given)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    open_server();
    const char *key = pg_uuid();
    create_over_server("make", key);
    pg_query("ALTER TABLE audit_record RENAME TO audit_away");
    rpc_call_init(&call, "galina", 10000, NULL);
    call.caller.role = RPC_ROLE_OPERATOR;
    call.caller.service = "";
    Applicants__CreateApplicantRequest request = APPLICANTS__CREATE_APPLICANT_REQUEST__INIT;
    request.note = arena_strdup(call.arena, "make");
    EXPECT_CODE(rpc_invoke(&call, client, &applicants_method_create_applicant, &request.base, key, &reply),
                RPC_INTERNAL);
    rpc_call_release(&call);
    pg_query("ALTER TABLE audit_away RENAME TO audit_record");
    close_server();
}
