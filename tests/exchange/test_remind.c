/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"
#include "jobs/jobs.h"

#include <pthread.h>

static void *
remind(void *arg)
{
    struct rpc_call call;
    (void)arg;
    rpc_call_init(&call, "exchange", 30000, NULL);
    EXPECT_CODE(exchange_job_remind(&call), RPC_OK);
    rpc_call_release(&call);
    return NULL;
}

static void
due_in(const char *request_id, int half, int due)
{
    pg_query(pg_text("UPDATE exchange_request SET half_on = current_date + %d, due_on = current_date + %d WHERE "
                     "request_id = '%s'",
                     half, due, request_id));
}

/* Kinds of the messages about a request, joined by blanks. */
static const char *
messages(const char *request_id)
{
    const char *kinds = pg_query(
        pg_text("SELECT string_agg(kind, ' ' ORDER BY created) FROM message WHERE request_id = '%s'", request_id));
    return kinds ? kinds : "";
}

TEST(an_agency_is_reminded_twice_and_each_time_once)
{
    const char *id = ask("mvd")->request_id;
    remind(NULL);
    EXPECT_TEXT(messages(id), "");
    due_in(id, -1, 2);
    remind(NULL);
    remind(NULL);
    EXPECT_TEXT(messages(id), "REMINDER_HALF");
    EXPECT_TEXT(events(id), "RequestSent RequestReminded");
    due_in(id, -5, -2);
    remind(NULL);
    remind(NULL);
    EXPECT_TEXT(messages(id), "REMINDER_HALF REMINDER_LATE");
    EXPECT_TEXT(events(id), "RequestSent RequestReminded RequestOverdue");
    EXPECT_TEXT(history(id), "CREATE SEND REMIND_HALF REMIND_LATE");
    EXPECT(look(id)->overdue);
    as_official("o");
    EXPECT(((const Exchange__ListRequestsResponse *)CALL(Exchange__ListRequests, .overdue = true))->n_requests >= 1);
    EXPECT_INT(((const Exchange__NextMessageResponse *)CALL(Exchange__NextMessage))->message->dispatch->kind,
               EXCHANGE__DISPATCH__KIND__REMINDER_HALF);
    CALL(Exchange__AnswerRequest, .request_id = id);
    EXPECT(!((const Exchange__NextMessageResponse *)CALL(Exchange__NextMessage))->message);
    EXPECT(look(id)->overdue);
}

TEST(whoever_is_late_at_once_is_reminded_of_that_alone)
{
    const char *id = ask("mvd")->request_id;
    due_in(id, -5, -2);
    remind(NULL);
    EXPECT_TEXT(events(id), "RequestSent RequestOverdue");
}

TEST(what_is_answered_is_not_reminded_of)
{
    const char *id = ask("mvd")->request_id;
    as_official("o");
    CALL(Exchange__AnswerRequest, .request_id = id);
    due_in(id, -5, -2);
    remind(NULL);
    EXPECT_TEXT(events(id), "RequestSent RequestAnswered");
    EXPECT_TEXT(messages(id), "");
}

TEST(several_replicas_remind_once)
{
    enum { REPLICAS = 4, REQUESTS = 20 };
    pthread_t threads[REPLICAS];
    const char *ids[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
        ids[i] = ask("mvd")->request_id;
        due_in(ids[i], -5, -2);
    }
    for (int i = 0; i < REPLICAS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, remind, NULL), 0);
    for (int i = 0; i < REPLICAS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < REQUESTS; i++) {
        EXPECT_TEXT(events(ids[i]), "RequestSent RequestOverdue");
        EXPECT_TEXT(messages(ids[i]), "REMINDER_LATE");
    }
}
