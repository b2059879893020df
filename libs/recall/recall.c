/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/recall.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* One place for each value of the hash: two keys that share it push each other out, which costs only a question. */
struct place {
    char *key;
    void *data;
    size_t size;
    int64_t until_us;
};

struct recall {
    pthread_mutex_t lock;
    int64_t ttl_us;
    size_t n;
    struct place places[];
};

struct recall *
recall_new(size_t places, int64_t ttl_ms)
{
    struct recall *recall = calloc(1, sizeof *recall + places * sizeof recall->places[0]);
    if (!recall)
        abort();
    pthread_mutex_init(&recall->lock, NULL);
    recall->ttl_us = ttl_ms * 1000;
    recall->n = places;
    return recall;
}

static void
empty(struct place *place)
{
    if (place->data)
        explicit_bzero(place->data, place->size);
    free(place->data);
    free(place->key);
    *place = (struct place){ 0 };
}

void
recall_free(struct recall *recall)
{
    if (!recall)
        return;
    for (size_t i = 0; i < recall->n; i++)
        empty(&recall->places[i]);
    pthread_mutex_destroy(&recall->lock);
    free(recall);
}

/* FNV-1a. */
static struct place *
place_of(struct recall *recall, const char *key)
{
    uint64_t hash = 14695981039346656037u;
    for (const char *c = key; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 1099511628211u;
    return &recall->places[hash % recall->n];
}

void *
recall_get(struct recall *recall, const char *key, struct arena *arena, size_t *ret_size)
{
    void *found = NULL;
    pthread_mutex_lock(&recall->lock);
    struct place *place = place_of(recall, key);
    if (text_equal(place->key, key) && time_mono_us() < place->until_us) {
        found = arena_memdup(arena, place->data, place->size);
        *ret_size = place->size;
    }
    pthread_mutex_unlock(&recall->lock);
    return found;
}

void
recall_put(struct recall *recall, const char *key, const void *data, size_t size)
{
    char *key_copy = strdup(key);
    void *data_copy = malloc(size ? size : 1);
    if (!key_copy || !data_copy)
        abort();
    if (size)
        memcpy(data_copy, data, size);
    pthread_mutex_lock(&recall->lock);
    struct place *place = place_of(recall, key);
    empty(place);
    *place = (struct place){ key_copy, data_copy, size, time_mono_us() + recall->ttl_us };
    pthread_mutex_unlock(&recall->lock);
}
