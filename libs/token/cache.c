/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#include <pthread.h>

#define WAYS 4

/* A set of four places per row of the table; the least recently used gives way. Nothing of a token is kept
 * but its hash and what it says. */
struct entry {
    uint8_t digest[DIGEST_SIZE];
    uint64_t generation; /* of the keys it was verified under; 0: the place is free */
    uint64_t used;
    size_t issuer;
    struct token_claims claims;
    char *texts; /* what the claims point into */
};

struct cache {
    pthread_mutex_t lock;
    uint64_t clock;
    size_t rows; /* a power of two */
    struct entry (*row)[WAYS];
};

struct cache *
cache_new(size_t entries)
{
    struct cache *cache = calloc(1, sizeof *cache);
    if (!cache)
        abort();
    cache->rows = 1;
    while (cache->rows * WAYS < entries)
        cache->rows *= 2;
    cache->row = calloc(cache->rows, sizeof *cache->row);
    if (!cache->row)
        abort();
    pthread_mutex_init(&cache->lock, NULL);
    return cache;
}

void
cache_free(struct cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < cache->rows; i++)
        for (size_t way = 0; way < WAYS; way++)
            free(cache->row[i][way].texts);
    pthread_mutex_destroy(&cache->lock);
    free(cache->row);
    free(cache);
}

static struct entry *
row_of(struct cache *cache, const uint8_t digest[DIGEST_SIZE])
{
    uint64_t head;
    memcpy(&head, digest, sizeof head);
    return cache->row[head & (cache->rows - 1)];
}

static struct entry *
place_of(struct entry *row, const uint8_t digest[DIGEST_SIZE])
{
    for (size_t way = 0; way < WAYS; way++)
        if (row[way].generation && memcmp(row[way].digest, digest, DIGEST_SIZE) == 0)
            return &row[way];
    return NULL;
}

static void
copy_claims(struct arena *arena, const struct token_claims *from, struct token_claims *ret_claims)
{
    *ret_claims = *from;
    ret_claims->subject = arena_strdup(arena, from->subject);
    ret_claims->centre = *from->centre ? arena_strdup(arena, from->centre) : "";
    ret_claims->agency = *from->agency ? arena_strdup(arena, from->agency) : "";
    ret_claims->applicant = *from->applicant ? arena_strdup(arena, from->applicant) : "";
}

bool
cache_find(struct cache *cache, const uint8_t digest[DIGEST_SIZE], int64_t now_us,
           uint64_t (*generation)(void *arg, size_t issuer), void *arg, struct arena *arena,
           struct token_claims *ret_claims)
{
    pthread_mutex_lock(&cache->lock);
    struct entry *entry = place_of(row_of(cache, digest), digest);
    bool found = entry && entry->claims.expires_us > now_us && entry->generation == generation(arg, entry->issuer);
    if (found) {
        entry->used = ++cache->clock;
        copy_claims(arena, &entry->claims, ret_claims);
    }
    pthread_mutex_unlock(&cache->lock);
    return found;
}

static struct entry *
place_for(struct entry *row, const uint8_t digest[DIGEST_SIZE])
{
    struct entry *place = place_of(row, digest);
    if (place)
        return place;
    place = &row[0];
    for (size_t way = 1; way < WAYS; way++)
        if (row[way].used < place->used)
            place = &row[way];
    return place;
}

/* All texts of the claims in one piece of memory. */
static char *
pack_texts(const struct token_claims *from, struct token_claims *to)
{
    const char *const texts[] = { from->subject, from->centre, from->agency, from->applicant };
    const char **places[] = { &to->subject, &to->centre, &to->agency, &to->applicant };
    size_t size = 0;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++)
        size += strlen(texts[i]) + 1;
    char *memory = malloc(size), *next = memory;
    if (!memory)
        abort();
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++) {
        size_t length = strlen(texts[i]) + 1;
        *places[i] = memcpy(next, texts[i], length);
        next += length;
    }
    return memory;
}

void
cache_add(struct cache *cache, const uint8_t digest[DIGEST_SIZE], size_t issuer, uint64_t generation,
          const struct token_claims *claims)
{
    struct entry fresh = { .generation = generation, .issuer = issuer, .claims = *claims };
    fresh.texts = pack_texts(claims, &fresh.claims);
    memcpy(fresh.digest, digest, DIGEST_SIZE);
    pthread_mutex_lock(&cache->lock);
    struct entry *place = place_for(row_of(cache, digest), digest);
    char *old = place->texts;
    fresh.used = ++cache->clock;
    *place = fresh;
    pthread_mutex_unlock(&cache->lock);
    free(old);
}
