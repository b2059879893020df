/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "limit.h"

#define WAYS 4

/* "Generic cell rate algorithm": the bucket is one time, at which it will be full again. */
struct bucket {
    uint64_t key;
    int64_t full_us;
};

struct limiter {
    uint64_t secret[2];
    size_t rows; /* a power of two */
    struct bucket (*row)[WAYS];
};

/* Both halves of the product: every bit of the word reaches every bit of the result. */
static uint64_t
mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t
limit_hash(const struct limiter *limiter, const void *bytes, size_t size)
{
    uint64_t hash = mix(limiter->secret[0] ^ size, limiter->secret[1] | 1), word;
    for (const uint8_t *p = bytes; size > 0; p += 8) {
        size_t take = size < 8 ? size : 8;
        word = 0;
        memcpy(&word, p, take);
        hash = mix(hash ^ word, limiter->secret[1] | 1) + limiter->secret[0];
        size -= take;
    }
    return mix(hash, limiter->secret[0] | 1);
}

struct limiter *
limiter_new(size_t entries)
{
    struct limiter *limiter = calloc(1, sizeof *limiter);
    if (!limiter)
        abort();
    random_bytes(limiter->secret, sizeof limiter->secret);
    limiter->rows = 1;
    while (limiter->rows * WAYS < entries)
        limiter->rows *= 2;
    limiter->row = calloc(limiter->rows, sizeof *limiter->row);
    if (!limiter->row)
        abort();
    return limiter;
}

void
limiter_free(struct limiter *limiter)
{
    if (!limiter)
        return;
    free(limiter->row);
    free(limiter);
}

/* A bucket that is full says nothing, so the fullest of a row is the least loss. */
static struct bucket *
bucket_of(struct limiter *limiter, uint64_t key)
{
    struct bucket *row = limiter->row[key & (limiter->rows - 1)], *fullest = row;
    for (size_t way = 0; way < WAYS; way++) {
        if (row[way].key == key)
            return &row[way];
        if (row[way].full_us < fullest->full_us)
            fullest = &row[way];
    }
    *fullest = (struct bucket){ .key = key };
    return fullest;
}

bool
limit_take(struct limiter *limiter, uint64_t key, const struct limit *limit, int64_t cost, int64_t now_us,
           struct limit_state *ret_state)
{
    struct bucket *bucket = bucket_of(limiter, key);
    int64_t window_us = limit->window_s * 1000000;
    int64_t full_us = bucket->full_us > now_us ? bucket->full_us : now_us;
    int64_t after_us = full_us + cost * window_us / limit->quota;
    bool taken = after_us - now_us <= window_us;
    if (taken)
        full_us = bucket->full_us = after_us;
    ret_state->remaining = (window_us - (full_us - now_us)) * limit->quota / window_us;
    ret_state->reset_s = (full_us - now_us + 999999) / 1000000;
    ret_state->retry_s = taken ? 0 : (after_us - now_us - window_us + 999999) / 1000000;
    return taken;
}

void
limit_give(struct limiter *limiter, uint64_t key, const struct limit *limit, int64_t cost)
{
    bucket_of(limiter, key)->full_us -= cost * limit->window_s * 1000000 / limit->quota;
}
