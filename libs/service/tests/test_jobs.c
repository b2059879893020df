/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Jobs of two replicas over one database: the row decides who runs them. */
#include <okno/pg_fixture.h>

#include <libs/service/internal.h>

#include <stdatomic.h>
#include <unistd.h>

static atomic_int runs, running, together, failures_left;

/* Long enough for the other replica to come by. */
static enum rpc_code
work(struct rpc_call *call)
{
    EXPECT(call->context != NULL);
    if (atomic_fetch_add(&running, 1) > 0)
        atomic_fetch_add(&together, 1);
    usleep(300000);
    atomic_fetch_add(&runs, 1);
    atomic_fetch_sub(&running, 1);
    return atomic_fetch_sub(&failures_left, 1) > 0 ? RPC_UNAVAILABLE : RPC_OK;
}

static const struct service_job list[] = { { "test-work", 500, work }, { NULL, 0, NULL } };
static const struct service_description description = { .name = "servicetest", .jobs = list };
static struct service one, two;

static void
begin(void)
{
    atomic_store(&runs, 0);
    atomic_store(&together, 0);
    atomic_store(&failures_left, 0);
    pg_query("DELETE FROM job");
    one = two = (struct service){ .description = &description };
    one.conf.state = two.conf.state = "/nonexistent";
}

static void
await_runs(int wanted, int64_t within_ms)
{
    int64_t until_us = time_mono_us() + within_ms * 1000;
    while (atomic_load(&runs) < wanted && time_mono_us() < until_us)
        usleep(10000);
    ck_assert_int_ge(atomic_load(&runs), wanted);
}

TEST(one_replica_at_a_time_runs_a_job)
{
    begin();
    int64_t start = time_mono_us();
    struct jobs *first = jobs_start(&one), *second = jobs_start(&two);
    await_runs(4, 20000);
    jobs_stop(first);
    jobs_stop(second);
    int64_t periods = (time_mono_us() - start) / 500000 + 1;
    EXPECT_INT(atomic_load(&together), 0);
    ck_assert_int_le(atomic_load(&runs), periods); /* not once for each replica */
}

TEST(the_lease_of_a_replica_that_is_gone_is_waited_for)
{
    begin();
    pg_query("INSERT INTO job (name, holder, until, next_at)"
             " VALUES ('test-work', 'gone', now() + interval '2 seconds', now())");
    int64_t start = time_mono_us();
    struct jobs *first = jobs_start(&one);
    await_runs(1, 20000);
    jobs_stop(first);
    ck_assert_int_ge(time_mono_us() - start, 2000000);
    EXPECT(!text_equal(pg_query("SELECT holder FROM job WHERE name = 'test-work'"), "gone"));
}

TEST(a_job_that_was_run_is_anybodys_when_it_is_due_again)
{
    begin();
    struct jobs *first = jobs_start(&one);
    await_runs(1, 20000);
    jobs_stop(first);
    EXPECT_TEXT(pg_query("SELECT until <= now() FROM job WHERE name = 'test-work'"), "t"); /* no lease is left */
    atomic_store(&runs, 0);
    struct jobs *second = jobs_start(&two);
    await_runs(1, 2500); /* sooner than a lease would end */
    jobs_stop(second);
}

TEST(a_job_that_failed_is_run_again)
{
    begin();
    atomic_store(&failures_left, 1);
    struct jobs *first = jobs_start(&one);
    await_runs(2, 20000);
    jobs_stop(first);
    EXPECT_TEXT(pg_query("SELECT until <= now() FROM job WHERE name = 'test-work'"), "t");
}

TEST(a_job_is_not_run_before_it_is_due)
{
    begin();
    pg_query("INSERT INTO job (name, holder, until, next_at) VALUES ('test-work', 'other', now(), now() + interval '1 "
             "hour')");
    struct jobs *first = jobs_start(&one);
    usleep(1500000);
    jobs_stop(first);
    EXPECT_INT(atomic_load(&runs), 0);
}
