/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/events.h>
#include <okno/events.rpc.h>
#include <okno/proto.h>
#include <okno/test.h>
#include <okno/tracking.rpc.h>

#include <okno/events_test.schema.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCHEMA "eventstest"

static const struct db_statement put_seen = {
    .name = "put_seen",
    .n_params = 2,
    .text = "INSERT INTO seen (id, key) VALUES ($1, $2)",
};
static const struct db_statement count_seen = {
    .name = "count_seen",
    .text = "SELECT count(*) AS n, count(DISTINCT id) AS ids FROM seen",
};

static char address[64];
static const char *addresses[] = { address, NULL };
static struct rpc_server *server;
static struct rpc_client *client;

static struct rpc_client *
lookup(void *context, const char *service)
{
    (void)context;
    (void)service;
    return client;
}

static void
open_all(void)
{
    const char *url = getenv("OKNO_TEST_DATABASE");
    ck_assert_msg(url != NULL, "run me under tests/support/with_postgres");
    TEXT_SCOPED error = { 0 };
    enum rpc_code code =
        db_migrate(url, SCHEMA, events_test_schema, events_test_schema_count, false, NULL, NULL, &error);
    ck_assert_msg(code == RPC_OK, "%s", error.data);
    db_open(&(struct db_options){ url, SCHEMA, 2, 2, 0 });
    snprintf(address, sizeof address, "ipc:///tmp/okno-events-test-%d.sock", (int)getpid());
    struct rpc_server_options options = { .name = "events",
                                          .addresses = addresses,
                                          .workers = 4,
                                          .queue_limit = 100,
                                          .max_message = 1 << 20,
                                          .call_memory = 4 << 20 };
    EXPECT_CODE(rpc_server_open(&options, events_bindings, events_bindings_count, &server), RPC_OK);
    client = rpc_client_open(&(struct rpc_client_options){
        .name = "events", .addresses = addresses, .max_message = 1 << 20, .max_waiting = 100 });
    rpc_set_peer_lookup(lookup);
}

static void
close_all(void)
{
    events_stop();
    rpc_client_close(client);
    rpc_server_close(server);
    db_close();
    unlink(address + 6);
}

__attribute__((constructor)) static void
set_fixture(void)
{
    test_before = open_all;
    test_after = close_all;
}

static atomic_int failures_left;

static enum rpc_code
on_event(struct rpc_call *call, const struct event *event, struct db_work *work)
{
    (void)call;
    if (atomic_load(&failures_left) > 0 && atomic_fetch_sub(&failures_left, 1) > 0)
        return RPC_UNAVAILABLE;
    EXPECT_TEXT(event->type, "okno.tracking.v1.ApplicationSubmitted");
    db_put(work, &put_seen, DB_ARGS(event->id, event->key));
    return RPC_OK;
}

static void *
append_events(void *arg)
{
    const char *name = arg;
    for (int i = 0; i < 100; i++) {
        struct rpc_call call;
        rpc_call_init(&call, name, 10000, NULL);
        Tracking__ApplicationSubmitted submitted = TRACKING__APPLICATION_SUBMITTED__INIT;
        submitted.number = arena_printf(call.arena, "%s-%d", name, i);
        struct db_work *work = db_begin(&call);
        events_put(work, submitted.number, &submitted.base);
        EXPECT_CODE(db_commit(work), RPC_OK);
        rpc_call_release(&call);
    }
    return NULL;
}

static void
expect_seen(int64_t wanted)
{
    int64_t n = 0, ids = 0;
    for (int i = 0; i < 300 && n < wanted; i++) {
        struct rpc_call call;
        struct db_rows rows;
        rpc_call_init(&call, "test", 5000, NULL);
        EXPECT_CODE(db_rows(&call, &count_seen, DB_NO_ARGS, &rows), RPC_OK);
        EXPECT(parse_int64(db_cell(&rows, 0, "n"), &n) && parse_int64(db_cell(&rows, 0, "ids"), &ids));
        rpc_call_release(&call);
        usleep(20000);
    }
    EXPECT_INT(n, wanted);
    EXPECT_INT(ids, wanted);
}

TEST(each_event_takes_effect_once_in_whatever_order_they_commit)
{
    pthread_t threads[4];
    const char *names[] = { "a", "b", "c", "d" };
    atomic_store(&failures_left, 2);
    events_follow("one", "events", on_event, NULL);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, append_events, (void *)(uintptr_t)names[i]);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    expect_seen(400);
    events_stop();
    append_events((void *)(uintptr_t) "later");
    events_follow("one", "events", on_event, NULL); /* goes on where it stopped */
    expect_seen(500);
}

static Events__ReadEventsResponse *
read_log(struct rpc_call *call, const Events__Cursor *after, bool newest)
{
    Events__ReadEventsRequest request = EVENTS__READ_EVENTS_REQUEST__INIT;
    Events__ReadEventsResponse *reply;
    request.after = (Events__Cursor *)(uintptr_t)after;
    request.newest = newest;
    request.limit = 1000;
    EXPECT_CODE(events_call_read_events(call, client, &request, &reply), RPC_OK);
    return reply;
}

/* The log up to this entry: what was just appended is not shown while an older transaction is open, anybody's. */
static Events__ReadEventsResponse *
read_until(struct rpc_call *call, const Events__Cursor *after, const char *last)
{
    for (int i = 0; i < 300; i++) {
        Events__ReadEventsResponse *reply = read_log(call, after, false);
        if (reply->n_events && text_equal(reply->events[reply->n_events - 1]->key, last))
            return reply;
        usleep(20000);
    }
    ck_abort_msg("%s is not shown", last);
}

TEST(newest_says_where_the_log_ends_and_nothing_after_it_is_missed)
{
    struct rpc_call call;
    rpc_call_init(&call, "test", 10000, NULL);
    const Events__ReadEventsResponse *begin = read_log(&call, NULL, true);
    append_events((void *)(uintptr_t) "before");
    read_until(&call, begin->end, "before-99");
    const Events__ReadEventsResponse *end = read_log(&call, NULL, true);
    EXPECT_INT((int)end->n_events, 0);
    EXPECT(end->end != NULL);
    append_events((void *)(uintptr_t) "after");
    const Events__ReadEventsResponse *rest = read_until(&call, end->end, "after-99");
    EXPECT_INT((int)rest->n_events, 100);
    EXPECT_TEXT(rest->events[0]->key, "after-0");
    /* The position that streams begin with: the same place by the next transaction. */
    Events__Cursor next = EVENTS__CURSOR__INIT;
    next.txid = end->end->txid + 1;
    EXPECT_INT((int)read_until(&call, &next, "after-99")->n_events, 100);
    rpc_call_release(&call);
}
