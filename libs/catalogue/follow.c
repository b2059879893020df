/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The state that calls see now, and the thread that looks for a newer one. A call that looks takes a reference and
 * gives it back with its arena; the last reference frees a state that was replaced.
 */
#include "state.h"

#include <okno/lock.h>
#include <okno/log.h>
#include <okno/reference.rpc.h>

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>

#define EVERY_MS 5000
#define BACKOFF_FIRST_MS 100
#define BACKOFF_LAST_MS 1000
#define LOOK_TIMEOUT_MS 3000

static struct catalogue_options options;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct catalogue *current; /* under lock */
static bool stopping;             /* under lock */
static pthread_cond_t stop_said = PTHREAD_COND_INITIALIZER;
static pthread_t thread;

/* One look at a time, so that an older state never replaces a newer one. */
static pthread_mutex_t looking = PTHREAD_MUTEX_INITIALIZER;

/* ------------------------------------------------------------------ references */

static void
release(void *arg)
{
    struct catalogue *cat = arg;
    if (atomic_fetch_sub_explicit(&cat->references, 1, memory_order_acq_rel) == 1)
        catalogue_free(cat);
}

static struct catalogue *
take_current(void)
{
    pthread_mutex_lock(&lock);
    struct catalogue *cat = current;
    if (cat)
        atomic_fetch_add_explicit(&cat->references, 1, memory_order_relaxed);
    pthread_mutex_unlock(&lock);
    return cat;
}

static void
replace_current(struct catalogue *cat)
{
    pthread_mutex_lock(&lock);
    struct catalogue *before = current;
    current = cat;
    pthread_mutex_unlock(&lock);
    if (before)
        release(before);
}

enum rpc_code
catalogue_of(struct rpc_call *call, const struct catalogue **ret_catalogue)
{
    struct catalogue *cat = arena_deferred(call->arena, release);
    if (!cat) {
        cat = take_current();
        if (!cat)
            return rpc_fail(call, RPC_UNAVAILABLE, "Справочники еще не загружены: повторите через минуту",
                            "Reference data are not loaded yet: try again in a minute");
        arena_defer(call->arena, release, cat);
    }
    *ret_catalogue = cat;
    return RPC_OK;
}

/* ------------------------------------------------------------------ looking for a newer state */

static enum rpc_code
ask_reference(struct rpc_call *call, int64_t known, Reference__Catalogue **ret_catalogue)
{
    Reference__GetCatalogueRequest request = REFERENCE__GET_CATALOGUE_REQUEST__INIT;
    request.known_version = known;
    return reference_call_get_catalogue(call, &request, ret_catalogue);
}

/* Version in memory; false while there is none. */
static bool
known_version(int64_t *ret_version)
{
    pthread_mutex_lock(&lock);
    bool known = current != NULL;
    *ret_version = known ? current->content->version : 0;
    pthread_mutex_unlock(&lock);
    return known;
}

/* What a state was made from, and who asks for a look has just loaded, leaves much memory free but scattered: the
 * thread gives it back to the system at its next look, when it is free indeed. */
static atomic_bool much_freed;

static enum rpc_code
look(struct rpc_call *call)
{
    int64_t version;
    bool known = known_version(&version);
    Reference__Catalogue *content;
    enum rpc_code code = options.source(call, version, &content);
    if (code != RPC_OK || (known && content->version == version))
        return code;
    struct catalogue *cat = catalogue_new(content);
    if (!cat)
        return rpc_fail(call, RPC_DATA_LOSS, "Справочники версии %lld: календарь неверен",
                        "Reference data of version %lld: the calendar is not valid", (long long)content->version);
    if (options.derive) {
        cat->derived = options.derive(cat);
        cat->derived_free = options.derived_free;
    }
    replace_current(cat);
    atomic_store(&much_freed, true);
    log_info("reference data", LOG_INT("version", content->version), LOG_UINT("services", content->n_services),
             LOG_UINT("centres", content->n_centres));
    return RPC_OK;
}

static enum rpc_code
look_alone(struct rpc_call *call)
{
    pthread_mutex_lock(&looking);
    enum rpc_code code = look(call);
    pthread_mutex_unlock(&looking);
    return code;
}

enum rpc_code
catalogue_refresh(struct rpc_call *call)
{
    enum rpc_code code = look_alone(call);
    atomic_store(&much_freed, true);
    return code;
}

/* False when it is time to stop. */
static bool
wait_ms(int64_t ms)
{
    int64_t until_us = time_mono_us() + ms * 1000;
    pthread_mutex_lock(&lock);
    while (!stopping && condition_wait_until(&stop_said, &lock, until_us))
        ;
    bool go_on = !stopping;
    pthread_mutex_unlock(&lock);
    return go_on;
}

/* How long to wait before the next look: short while there is nothing to serve from or the source is away. */
static int64_t
pause_after(enum rpc_code code, int64_t *backoff_ms)
{
    int64_t version;
    known_version(&version);
    if (code == RPC_OK && version) {
        *backoff_ms = BACKOFF_FIRST_MS;
        return options.every_ms;
    }
    int64_t pause_ms = *backoff_ms;
    *backoff_ms = pause_ms * 2 < BACKOFF_LAST_MS ? pause_ms * 2 : BACKOFF_LAST_MS;
    return pause_ms;
}

static void *
follow_main(void *arg)
{
    (void)arg;
    int64_t backoff_ms = BACKOFF_FIRST_MS;
    bool away = false;
    enum rpc_code code;
    do {
        struct rpc_call call;
        rpc_call_init(&call, "catalogue", LOOK_TIMEOUT_MS, options.context);
        code = look_alone(&call);
        if (code != RPC_OK && !away)
            log_warn("reference data cannot be had; what is in memory serves on", LOG_CODE(code),
                     LOG_STR("reason", call.message ? call.message : ""));
        if (code == RPC_OK && away)
            log_info("reference data can be had again");
        away = code != RPC_OK;
        rpc_call_release(&call);
        if (atomic_exchange(&much_freed, false))
            malloc_trim(0);
    } while (wait_ms(pause_after(code, &backoff_ms)));
    return NULL;
}

/* ------------------------------------------------------------------ start and end */

void
catalogue_open(const struct catalogue_options *wanted)
{
    options = *wanted;
    if (!options.source)
        options.source = ask_reference;
    if (!options.every_ms)
        options.every_ms = EVERY_MS;
    stopping = false;
    if (pthread_create(&thread, NULL, follow_main, NULL))
        abort();
}

void
catalogue_close(void)
{
    pthread_mutex_lock(&lock);
    stopping = true;
    pthread_cond_broadcast(&stop_said);
    pthread_mutex_unlock(&lock);
    pthread_join(thread, NULL);
    pthread_cond_destroy(&stop_said);
    replace_current(NULL);
}

bool
catalogue_ready(struct text *ret_detail)
{
    int64_t version;
    bool known = known_version(&version);
    if (known)
        text_addf(ret_detail, "reference data of version %lld", (long long)version);
    else
        text_adds(ret_detail, "reference data not loaded yet");
    return known;
}
