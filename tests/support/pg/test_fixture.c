/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The fixture itself, over a made-up service. */
#include <okno/pg_fixture.h>
#include <okno/reference.rpc.h>

#include <string.h>

static const struct db_migration schema[] = {
    { "made_up/0001_notes.sql",
      "CREATE TABLE request (caller text, request_id text, method text, request_sha256 bytea, reply bytea,"
      " created timestamptz DEFAULT now(), PRIMARY KEY (caller, request_id));"
      "CREATE TABLE note (id text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());",
      "0" },
};

static enum rpc_code
get_service(struct rpc_call *call, const void *request, void *reply)
{
    const Reference__GetServiceRequest *req = request;
    Reference__ServiceCard *rep = reply;
    if (text_equal(req->service_code, "none"))
        return rpc_fail(call, RPC_NOT_FOUND, "Услуги %s нет", "There is no service %s", req->service_code);
    rep->service_code = req->service_code;
    rep->name = arena_printf(call->arena, "%s в %s", rpc_role_name(call->caller.role), call->caller.centre);
    return RPC_OK;
}

/* Asks itself through the peer "reference". */
static enum rpc_code
get_centre(struct rpc_call *call, const void *request, void *reply)
{
    const Reference__GetCentreRequest *req = request;
    Reference__Centre *rep = reply;
    Reference__GetServiceRequest onward = REFERENCE__GET_SERVICE_REQUEST__INIT;
    onward.service_code = req->centre_code;
    Reference__ServiceCard *card;
    enum rpc_code code = reference_call_get_service(call, &onward, &card);
    if (code == RPC_OK)
        rep->name = card->name;
    return code;
}

static enum rpc_code
load(struct rpc_call *call, const void *request, void *reply)
{
    const Reference__LoadReferenceRequest *req = request;
    Reference__LoadReferenceResponse *rep = reply;
    for (size_t i = 0; i < req->n_services; i++)
        if (!*req->services[i]->short_name)
            rep->added++;
    (void)call;
    return RPC_OK;
}

static const struct rpc_binding bindings[] = {
    { &reference_method_get_service, get_service },
    { &reference_method_get_centre, get_centre },
    { &reference_method_load_reference, load },
};

static const struct db_statement good = {
    .name = "good",
    .file = "good.sql",
    .n_params = 2,
    .types = (const char *const[]){ "text", "int8" },
    .fills = "okno.reference.v1.Change",
    .text = "SELECT id AS code, at AS changed, 1 AS version FROM note WHERE id = $1 LIMIT $2",
};
static const struct db_statement *statements[] = { &good };

__attribute__((constructor)) static void
use(void)
{
    pg_fixture_use(&(struct pg_fixture){ .service = "made_up",
                                         .schema = schema,
                                         .n_schema = 1,
                                         .bindings = bindings,
                                         .n_bindings = OKNO_ARRAY_SIZE(bindings),
                                         .statements = statements,
                                         .n_statements = 1 });
}

TEST(statements_are_compared_with_the_schema)
{
    pg_check_statements();
}

TEST(a_call_has_the_caller_that_was_said)
{
    PG_AS(RPC_ROLE_KIOSK, .centre = "arbat");
    const Reference__ServiceCard *card = CALL(Reference__GetService, .service_code = "a");
    EXPECT_TEXT(card->name, "KIOSK в arbat");
    EXPECT_TEXT(card->service_code, "a");
}

TEST(failures_and_violations_can_be_looked_at)
{
    EXPECT_CODE(TRY(Reference__GetService, .service_code = "none"), RPC_NOT_FOUND);
    EXPECT_TEXT(pg_last->message, "Услуги none нет");
    EXPECT_CODE(TRY(Reference__GetService), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("serviceCode"));
    EXPECT(!pg_violation("name"));
}

TEST(roles_are_held_to_the_manifest)
{
    PG_AS(RPC_ROLE_KIOSK);
    EXPECT_CODE(TRY(Reference__LoadReference), RPC_PERMISSION_DENIED);
}

TEST(messages_in_requests_need_no_init)
{
    PG_AS(RPC_ROLE_ADMIN);
    Reference__ServiceCard card = { .service_code = "a", .name = "А", .agency_code = "b", .type_code = "010101" };
    const Reference__LoadReferenceResponse *rep =
        CALL(Reference__LoadReference, .n_services = 1, .services = (Reference__ServiceCard *[]){ &card });
    EXPECT_INT(rep->added, 1);
}

TEST(peers_are_served_by_the_test)
{
    pg_peer("reference", bindings, OKNO_ARRAY_SIZE(bindings));
    PG_AS(RPC_ROLE_OPERATOR, .centre = "sokol");
    const Reference__Centre *centre = CALL(Reference__GetCentre, .centre_code = "a");
    EXPECT_TEXT(centre->name, "OPERATOR в sokol");
    EXPECT_CODE(TRY(Reference__GetCentre, .centre_code = "none"), RPC_NOT_FOUND);
}

TEST(the_database_can_be_asked)
{
    pg_query(pg_text("INSERT INTO note (id) VALUES ('%s')", pg_uuid()));
    EXPECT(pg_query("SELECT count(*) FROM note"));
    EXPECT(!pg_query("SELECT id FROM note WHERE false"));
}
