/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/serial.h>
#include <okno/test.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define BLOCK 8
#define THREADS 8
#define EACH 1000

static atomic_long store, takes;
static atomic_int fail_next;

static enum rpc_code
take(struct rpc_call *call, int64_t series, int64_t count, int64_t *ret_first)
{
    takes++;
    if (fail_next > 0 && fail_next-- > 0)
        return rpc_fail(call, RPC_UNAVAILABLE, "нет связи", "no connection");
    *ret_first = series * 1000000 + atomic_fetch_add(&store, count);
    return RPC_OK;
}

static void
start(struct rpc_call *call)
{
    store = takes = 0;
    fail_next = 0;
    rpc_call_init(call, "test", 10000, NULL);
}

TEST(numbers_follow_each_other_over_blocks)
{
    struct rpc_call call;
    start(&call);
    struct serial *serial = serial_new(BLOCK, take);
    for (int64_t i = 0; i < 5 * BLOCK; i++) {
        int64_t number = -1;
        EXPECT_CODE(serial_next(serial, &call, 0, &number), RPC_OK);
        EXPECT_INT(number, i);
    }
    serial_free(serial);
    rpc_call_release(&call);
}

TEST(the_next_block_is_there_before_it_is_needed)
{
    struct rpc_call call;
    start(&call);
    struct serial *serial = serial_new(BLOCK, take);
    int64_t number;
    for (int i = 0; i < BLOCK; i++)
        EXPECT_CODE(serial_next(serial, &call, 0, &number), RPC_OK);
    EXPECT_INT(takes, 2);
    fail_next = 1;
    EXPECT_CODE(serial_next(serial, &call, 0, &number), RPC_OK);
    EXPECT_INT(number, BLOCK);
    serial_free(serial);
    rpc_call_release(&call);
}

TEST(another_series_begins_anew)
{
    struct rpc_call call;
    start(&call);
    struct serial *serial = serial_new(BLOCK, take);
    int64_t number;
    EXPECT_CODE(serial_next(serial, &call, 25, &number), RPC_OK);
    EXPECT_INT(number, 25000000);
    EXPECT_CODE(serial_next(serial, &call, 26, &number), RPC_OK);
    EXPECT_INT(number, 26000000 + BLOCK);
    serial_free(serial);
    rpc_call_release(&call);
}

TEST(a_store_that_is_away_is_told_and_asked_again)
{
    struct rpc_call call;
    start(&call);
    struct serial *serial = serial_new(BLOCK, take);
    int64_t number = -1;
    fail_next = 1;
    EXPECT_CODE(serial_next(serial, &call, 0, &number), RPC_UNAVAILABLE);
    EXPECT_INT(number, -1);
    EXPECT_CODE(serial_next(serial, &call, 0, &number), RPC_OK);
    serial_free(serial);
    rpc_call_release(&call);
}

static unsigned char given[2 * THREADS * EACH];
static pthread_mutex_t mark = PTHREAD_MUTEX_INITIALIZER;

static void *
draw_many(void *arg)
{
    struct serial *serial = arg;
    struct rpc_call call;
    rpc_call_init(&call, "test", 10000, NULL);
    for (int i = 0; i < EACH; i++) {
        int64_t number = -1;
        if (serial_next(serial, &call, 0, &number) != RPC_OK || number < 0 || number >= (int64_t)sizeof given)
            abort();
        pthread_mutex_lock(&mark);
        given[number]++;
        pthread_mutex_unlock(&mark);
    }
    rpc_call_release(&call);
    return NULL;
}

TEST(threads_never_get_the_same_number)
{
    struct rpc_call call;
    start(&call);
    struct serial *serial = serial_new(BLOCK, take);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        EXPECT_INT(pthread_create(&threads[i], NULL, draw_many, serial), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    int sum = 0;
    for (size_t i = 0; i < sizeof given; i++) {
        EXPECT(given[i] <= 1);
        sum += given[i];
    }
    EXPECT_INT(sum, THREADS * EACH);
    serial_free(serial);
    rpc_call_release(&call);
}
