/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#include <errno.h>
#include <okno/lock.h>
#include <okno/log.h>
#include <pthread.h>
#include <stdatomic.h>

#define JWKS_MAX ((size_t)512 * 1024)
#define BACKOFF_FIRST_MS 1000
#define BACKOFF_LAST_MS 60000
#define FILE_CHECK_MS 1000

struct source {
    char *jwks;
    bool remote;
    int64_t refresh_ms, kick_ms;
    pthread_t thread;

    pthread_mutex_t loading; /* held while the document is got and judged, by one thread at a time */
    struct text document;    /* as last judged */
    bool failing;            /* said in the log */
    int64_t backoff_ms;

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t wake;
    struct keys *keys;
    bool kicked, closing;
    int64_t tried_us; /* last attempt, by time_mono_us */
    _Atomic uint64_t generation;
};

bool
source_address_valid(const char *jwks)
{
    if (!text_starts(jwks, "http://"))
        return !text_empty(jwks);
    static const char *const loopback[] = { "localhost", "127.0.0.1", "[::1]" };
    const char *host = jwks + strlen("http://");
    if (strchr(host, '@')) /* what stands before it is a user's name, not the host */
        return false;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(loopback); i++)
        if (text_starts(host, loopback[i]) && strchr(":/", host[strlen(loopback[i])]))
            return true;
    return false;
}

/* ------------------------------------------------------------------ loading */

static bool
read_file(const char *path, struct text *ret_body, char why[256])
{
    FILE *file = fopen(path, "re");
    if (!file) {
        snprintf(why, 256, "%s", strerror(errno));
        return false;
    }
    size_t got;
    do {
        char *room = text_reserve(ret_body, 4096);
        got = fread(room, 1, 4096, file);
        ret_body->length += got;
    } while (got > 0 && ret_body->length <= JWKS_MAX);
    bool good = !ferror(file) && ret_body->length <= JWKS_MAX;
    if (!good)
        snprintf(why, 256, "%s", ferror(file) ? "cannot be read" : "is too large");
    fclose(file);
    return good;
}

static void
take_keys(struct source *source, struct keys *keys)
{
    pthread_mutex_lock(&source->lock);
    struct keys *old = source->keys;
    source->keys = keys;
    atomic_store(&source->generation, keys->generation);
    pthread_mutex_unlock(&source->lock);
    keys_release(old);
    log_info("key set loaded", LOG_STR("jwks", source->jwks), LOG_UINT("keys", keys->n));
}

/* The same document again keeps its generation, and with it everything verified under it. */
static bool
judge(struct source *source, const struct text *body, char why[256])
{
    if (source->document.length == body->length && body->length > 0
        && memcmp(source->document.data, body->data, body->length) == 0)
        return atomic_load(&source->generation) != 0;
    struct keys *keys = keys_parse(body->data ? body->data : "", body->length);
    if (!keys) {
        snprintf(why, 256, "is not a JWKS");
        return false;
    }
    text_clear(&source->document);
    text_add(&source->document, body->data, body->length);
    take_keys(source, keys);
    return true;
}

static void
report(struct source *source, bool loaded, const char *why)
{
    if (loaded == !source->failing)
        return;
    source->failing = !loaded;
    if (loaded)
        log_info("key source is back", LOG_STR("jwks", source->jwks));
    else
        log_warn("key source fails; keys known before stay in force", LOG_STR("jwks", source->jwks),
                 LOG_STR("why", why));
}

static bool
load(struct source *source)
{
    char why[256] = "";
    pthread_mutex_lock(&source->loading);
    TEXT_SCOPED body = { 0 };
    bool got = source->remote ? fetch(source->jwks, JWKS_MAX, &body, why) : read_file(source->jwks, &body, why);
    bool loaded = got && judge(source, &body, why);
    report(source, loaded, why);
    if (loaded)
        source->backoff_ms = BACKOFF_FIRST_MS;
    else if (source->backoff_ms < BACKOFF_LAST_MS)
        source->backoff_ms *= 2;
    pthread_mutex_unlock(&source->loading);
    return loaded;
}

/* ------------------------------------------------------------------ keeping fresh */

static int64_t
pause_ms(const struct source *source, bool loaded)
{
    if (!source->remote)
        return FILE_CHECK_MS;
    if (loaded)
        return source->refresh_ms;
    uint16_t jitter;
    random_bytes(&jitter, sizeof jitter);
    return source->backoff_ms / 2 + source->backoff_ms * jitter / 65536;
}

static void
wait_until(struct source *source, int64_t due_us)
{
    while (!source->closing && !source->kicked)
        if (!condition_wait_until(&source->wake, &source->lock, due_us))
            break;
}

static void *
keep_fresh(void *arg)
{
    struct source *source = arg;
    bool loaded = !source->remote && atomic_load(&source->generation) != 0;
    bool first = source->remote;
    pthread_mutex_lock(&source->lock);
    for (;;) {
        if (!first)
            wait_until(source, time_mono_us() + pause_ms(source, loaded) * 1000);
        if (source->closing)
            break;
        first = false;
        source->kicked = false;
        source->tried_us = time_mono_us();
        pthread_mutex_unlock(&source->lock);
        loaded = load(source);
        pthread_mutex_lock(&source->lock);
    }
    pthread_mutex_unlock(&source->lock);
    return NULL;
}

struct source *
source_open(const char *jwks, int refresh_s, int kick_s)
{
    struct source *source = calloc(1, sizeof *source);
    if (!source || !(source->jwks = strdup(jwks)))
        abort();
    source->remote = text_starts(jwks, "http://") || text_starts(jwks, "https://");
    source->refresh_ms = (int64_t)refresh_s * 1000;
    source->kick_ms = (int64_t)kick_s * 1000;
    source->backoff_ms = BACKOFF_FIRST_MS;
    pthread_mutex_init(&source->loading, NULL);
    pthread_mutex_init(&source->lock, NULL);
    pthread_cond_init(&source->wake, NULL);
    if (!source->remote)
        load(source);
    if (pthread_create(&source->thread, NULL, keep_fresh, source) != 0)
        abort();
    return source;
}

void
source_close(struct source *source)
{
    pthread_mutex_lock(&source->lock);
    source->closing = true;
    pthread_cond_signal(&source->wake);
    pthread_mutex_unlock(&source->lock);
    pthread_join(source->thread, NULL);
    keys_release(source->keys);
    text_release(&source->document);
    pthread_cond_destroy(&source->wake);
    pthread_mutex_destroy(&source->lock);
    pthread_mutex_destroy(&source->loading);
    free(source->jwks);
    free(source);
}

/* ------------------------------------------------------------------ asking */

struct keys *
source_keys(struct source *source)
{
    pthread_mutex_lock(&source->lock);
    struct keys *keys = source->keys ? keys_retain(source->keys) : NULL;
    pthread_mutex_unlock(&source->lock);
    return keys;
}

uint64_t
source_generation(struct source *source)
{
    return atomic_load_explicit(&source->generation, memory_order_acquire);
}

/* A file is cheap to look at now; an address is left to the thread, which forged tokens cannot make hurry. */
bool
source_kick(struct source *source, uint64_t generation)
{
    if (!source->remote) {
        load(source);
    } else {
        pthread_mutex_lock(&source->lock);
        if (time_mono_us() - source->tried_us >= source->kick_ms * 1000) {
            source->kicked = true;
            pthread_cond_signal(&source->wake);
        }
        pthread_mutex_unlock(&source->lock);
    }
    return source_generation(source) != generation;
}
