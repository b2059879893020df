/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

#include <okno/log.h>
#include <okno/test.h>

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static atomic_int version, failing, looks;

/* What the reference service would answer. */
static enum rpc_code
pretend(struct rpc_call *call, int64_t known, Reference__Catalogue **ret_catalogue)
{
    int now = atomic_load(&version);
    atomic_fetch_add(&looks, 1);
    if (atomic_load(&failing))
        return rpc_fail(call, RPC_UNAVAILABLE, "нет", "no");
    if (known == now && now) {
        *ret_catalogue = proto_new(call->arena, &reference__catalogue__descriptor);
        (*ret_catalogue)->version = now;
    } else {
        *ret_catalogue = made_up(call->arena, now, arena_printf(call->arena, "Вторая %d", now));
    }
    return RPC_OK;
}

static void
start(int first_version, bool away, int64_t every_ms)
{
    log_open("test", LOG_LEVEL_ERROR);
    atomic_store(&version, first_version);
    atomic_store(&failing, away);
    atomic_store(&looks, 0);
    catalogue_open(&(struct catalogue_options){ .source = pretend, .every_ms = every_ms });
}

static struct rpc_call
new_call(void)
{
    struct rpc_call call;
    rpc_call_init(&call, "test", 5000, NULL);
    return call;
}

static const char *
seen(struct rpc_call *call)
{
    const struct catalogue *cat;
    EXPECT_CODE(catalogue_of(call, &cat), RPC_OK);
    return catalogue_service(cat, "b")->name;
}

static bool
becomes_ready(void)
{
    TEXT_SCOPED detail = { 0 };
    for (int i = 0; i < 500 && !catalogue_ready(&detail); i++)
        usleep(10000);
    return catalogue_ready(&detail);
}

static bool
becomes(const char *name)
{
    bool equal = false;
    for (int i = 0; i < 500 && !equal; i++) {
        struct rpc_call call = new_call();
        equal = text_equal(seen(&call), name);
        rpc_call_release(&call);
        usleep(10000);
    }
    return equal;
}

TEST(a_call_keeps_its_state_while_others_see_the_new_one)
{
    start(1, false, 10);
    EXPECT(becomes_ready());
    struct rpc_call old = new_call();
    EXPECT_TEXT(seen(&old), "Вторая 1");
    atomic_store(&version, 2);
    EXPECT(becomes("Вторая 2"));
    EXPECT_TEXT(seen(&old), "Вторая 1");
    arena_reset(old.arena);
    EXPECT_TEXT(seen(&old), "Вторая 2");
    rpc_call_release(&old);
    catalogue_close();
}

TEST(a_state_outlives_the_follower_while_a_call_reads_it)
{
    start(1, false, 10);
    EXPECT(becomes_ready());
    struct rpc_call call = new_call();
    const char *name = seen(&call);
    catalogue_close();
    EXPECT_TEXT(name, "Вторая 1");
    rpc_call_release(&call);
}

TEST(refresh_shows_at_once_what_was_loaded)
{
    start(1, false, 3600000);
    EXPECT(becomes_ready());
    atomic_store(&version, 2);
    struct rpc_call call = new_call();
    EXPECT_CODE(catalogue_refresh(&call), RPC_OK);
    EXPECT_TEXT(seen(&call), "Вторая 2");
    rpc_call_release(&call);
    catalogue_close();
}

TEST(without_a_source_calls_are_told_so_until_it_comes)
{
    start(1, true, 20);
    struct rpc_call call = new_call();
    const struct catalogue *cat;
    EXPECT_CODE(catalogue_of(&call, &cat), RPC_UNAVAILABLE);
    EXPECT(!text_empty(call.message));
    atomic_store(&failing, 0);
    EXPECT(becomes_ready());
    rpc_call_release(&call);
    catalogue_close();
}

TEST(a_source_that_goes_away_leaves_the_state)
{
    start(3, false, 10);
    EXPECT(becomes_ready());
    atomic_store(&failing, 1);
    int before = atomic_load(&looks);
    while (atomic_load(&looks) < before + 3)
        usleep(10000);
    struct rpc_call call = new_call();
    EXPECT_TEXT(seen(&call), "Вторая 3");
    rpc_call_release(&call);
    atomic_store(&version, 4);
    atomic_store(&failing, 0);
    EXPECT(becomes("Вторая 4"));
    catalogue_close();
}

/* ------------------------------------------------------------------ many readers while states change */

static atomic_bool enough;

static void *
read_on(void *arg)
{
    int *reads = arg;
    struct rpc_call call = new_call();
    while (!atomic_load(&enough)) {
        const char *first = seen(&call);
        const char *again = seen(&call);
        if (!text_equal(first, again))
            abort();
        arena_reset(call.arena);
        (*reads)++;
    }
    rpc_call_release(&call);
    return NULL;
}

TEST(many_readers_never_see_a_freed_state)
{
    enum { READERS = 4, CHANGES = 200 };
    start(1, false, 1);
    EXPECT(becomes_ready());
    pthread_t threads[READERS];
    int reads[READERS] = { 0 };
    atomic_store(&enough, false);
    for (int i = 0; i < READERS; i++)
        EXPECT_INT(pthread_create(&threads[i], NULL, read_on, &reads[i]), 0);
    for (int i = 2; i < 2 + CHANGES; i++) {
        atomic_store(&version, i);
        usleep(1000);
    }
    atomic_store(&enough, true);
    for (int i = 0; i < READERS; i++) {
        pthread_join(threads[i], NULL);
        EXPECT(reads[i] > 0);
    }
    catalogue_close();
}
