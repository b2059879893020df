/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Tests of a service's methods over a real PostgreSQL.
 *
 * One file of the test program says which service it is about; it also brings a test of every .sql file:
 *
 *     PG_FIXTURE(reference);
 *
 * Others call methods as libs/service would: the caller's role, rules of the fields, the method, audit, idempotency.
 *
 *     TEST(get_service_gives_the_whole_card)
 *     {
 *         PG_AS(RPC_ROLE_KIOSK, .centre = "arbat");
 *         const Reference__ServiceCard *card = CALL(Reference__GetService, .service_code = "passport-internal");
 *         EXPECT_TEXT(card->short_name, "Паспорт РФ");
 *         EXPECT_CODE(TRY(Reference__GetService, .service_code = "no-such"), RPC_NOT_FOUND);
 *     }
 *
 * Run the program under tests/support/with_postgres, which gives it an empty database; the schema is migrated once
 * per program, and rows stay from test to test: use fresh ids (pg_uuid).
 */
#ifndef OKNO_PG_FIXTURE_H
#define OKNO_PG_FIXTURE_H

#include <okno/db.h>
#include <okno/rpc.h>
#include <okno/test.h>

struct pg_fixture {
    const char *service; /* also the schema */
    const struct db_migration *schema;
    size_t n_schema;
    const struct rpc_binding *bindings;
    size_t n_bindings;
    const struct db_statement *const *statements;
    size_t n_statements;
    const ProtobufCMessageDescriptor *const *rows; /* messages that statements fill and no method shows; NULL ends */
    void (*open)(void);  /* before each test, after the database: caches, peers. NULL is fine */
    void (*close)(void); /* after each test, before the database */
};

void pg_fixture_use(const struct pg_fixture *fixture);
/** Prepares every statement and compares parameters and columns with what its file says. */
void pg_check_statements(void);

/**
 * Names the service; include <okno/X.methods.h>, <okno/X.sql.h>, <okno/X.schema.h> before.
 * Further fields of struct pg_fixture may follow: PG_FIXTURE(reference, .open = follow, .close = unfollow);
 */
#define PG_FIXTURE(name, ...)                                                                                          \
    __attribute__((constructor)) static void pg_fixture_set(void)                                                      \
    {                                                                                                                  \
        pg_fixture_use(&(struct pg_fixture){ .service = #name,                                                         \
                                             .schema = name##_schema,                                                  \
                                             .n_schema = name##_schema_count,                                          \
                                             .bindings = name##_bindings,                                              \
                                             .n_bindings = name##_bindings_count,                                      \
                                             .statements = name##_sql,                                                 \
                                             .n_statements = name##_sql_count,                                         \
                                             ##__VA_ARGS__ });                                                         \
    }                                                                                                                  \
    TEST(every_statement_is_as_its_file_says)                                                                          \
    {                                                                                                                  \
        pg_check_statements();                                                                                         \
    }                                                                                                                  \
    _Static_assert(1, "")

/* ------------------------------------------------------------------ who calls */

/** Caller of the calls that follow in this test; texts left out are "". Each test begins as a daemon's own call. */
#define PG_AS(role_, ...) pg_as((struct rpc_caller){ .role = (role_), ##__VA_ARGS__ })
void pg_as(struct rpc_caller caller);
/** Idempotency key of the calls that follow, "" to end it. */
extern const char *pg_request_id;
/** "ru" or "en" of the calls that follow. */
extern const char *pg_language;

/** A fresh UUID; lives until the test ends. */
const char *pg_uuid(void);
/** printf that lives until the test ends: for texts of requests. */
const char *pg_text(const char *fmt, ...) OKNO_PRINTF(1, 2);

/* ------------------------------------------------------------------ calls */

/**
 * Calls a method: CALL(Tracking__ClaimTask, .task_id = id). The fields are those of Tracking__ClaimTaskRequest;
 * texts left out are "", messages within need no INIT, an optional field is there when it is not zero. Gives the
 * reply, which lives until the test ends, and fails the test when the method fails.
 */
#define CALL(method, ...) pg_call(#method, &PG_REQUEST(method, ##__VA_ARGS__)->base)
/** The same for a method that may fail: gives its code. */
#define TRY(method, ...) pg_try(#method, &PG_REQUEST(method, ##__VA_ARGS__)->base)
#define PG_REQUEST(method, ...) (&(method##Request){ __VA_ARGS__ })

/** @method  "Tracking__ClaimTask", "ClaimTask"; the request may be of any type: its descriptor is set here */
void *pg_call(const char *method, ProtobufCMessage *request);
enum rpc_code pg_try(const char *method, ProtobufCMessage *request);

/** The last call: its message, reason, violations, reply. */
extern const struct rpc_call *pg_last;
/** What the last call said about a field; NULL when it had nothing against it. */
const char *pg_violation(const char *field);

/* ------------------------------------------------------------------ the database behind the service's back */

/** First cell of what an SQL statement gives, in the service's schema; NULL without rows or for NULL. */
const char *pg_query(const char *sql);

/* ------------------------------------------------------------------ other services */

/** Serves methods of another service for the rest of this test: what the test's own functions answer. */
void pg_peer(const char *service, const struct rpc_binding *bindings, size_t n);

#endif
