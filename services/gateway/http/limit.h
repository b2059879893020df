/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * How often one subject or address may ask: a bucket of tokens each, in a table of fixed size. One thread
 * uses it.
 */
#ifndef OKNO_GATEWAY_LIMIT_H
#define OKNO_GATEWAY_LIMIT_H

#include <okno/base.h>

struct limiter;

/** Hash with a seed of this process, so that nobody can choose whom they share a place with. */
uint64_t limit_hash(const struct limiter *limiter, const void *bytes, size_t size);

/** @entries  buckets remembered; the one longest unused gives way */
struct limiter *limiter_new(size_t entries);
void limiter_free(struct limiter *limiter); /* NULL is fine */

struct limit {
    int64_t quota; /* requests that may come at once, and within a window */
    int64_t window_s;
};

struct limit_state {
    int64_t remaining; /* of the quota */
    int64_t reset_s;   /* until the bucket is full again */
    int64_t retry_s;   /* until the next request would be let in; 0 when it was */
};

/** Takes `cost` requests out of the bucket if they are in it. */
bool limit_take(struct limiter *limiter, uint64_t key, const struct limit *limit, int64_t cost, int64_t now_us,
                struct limit_state *ret_state);
/** Puts back what was taken: it did not count. */
void limit_give(struct limiter *limiter, uint64_t key, const struct limit *limit, int64_t cost);

#endif
