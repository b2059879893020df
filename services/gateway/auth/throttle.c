/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#define ENTRIES 65536

struct throttle {
    struct limiter *limiter;
    struct limit account, address; /* quota 0: none */
};

struct throttle *
throttle_new(const struct auth_options *options)
{
    struct throttle *throttle = calloc(1, sizeof *throttle);
    if (!throttle)
        abort();
    throttle->limiter = limiter_new(ENTRIES);
    throttle->account = (struct limit){ options->account_tries, options->tries_window_s };
    throttle->address = (struct limit){ options->address_tries, options->tries_window_s };
    return throttle;
}

void
throttle_free(struct throttle *throttle)
{
    if (!throttle)
        return;
    limiter_free(throttle->limiter);
    free(throttle);
}

static uint64_t
account_key(const struct throttle *throttle, const char *login)
{
    return limit_hash(throttle->limiter, login, strlen(login));
}

static uint64_t
address_key(const struct throttle *throttle, uint64_t address)
{
    return limit_hash(throttle->limiter, &address, sizeof address);
}

static bool
take(struct throttle *throttle, uint64_t key, const struct limit *limit, int64_t *ret_retry_s)
{
    struct limit_state state;
    if (limit->quota == 0 || limit_take(throttle->limiter, key, limit, 1, time_mono_us(), &state))
        return true;
    *ret_retry_s = state.retry_s;
    return false;
}

static void
give(struct throttle *throttle, uint64_t key, const struct limit *limit)
{
    if (limit->quota)
        limit_give(throttle->limiter, key, limit, 1);
}

/* Tries at an account that is shut cost the address nothing: an office sits behind one. */
bool
throttle_take(struct throttle *throttle, const char *login, uint64_t address, int64_t *ret_retry_s)
{
    uint64_t at = address_key(throttle, address);
    if (!take(throttle, at, &throttle->address, ret_retry_s))
        return false;
    if (take(throttle, account_key(throttle, login), &throttle->account, ret_retry_s))
        return true;
    give(throttle, at, &throttle->address);
    return false;
}

void
throttle_give(struct throttle *throttle, const char *login, uint64_t address)
{
    give(throttle, address_key(throttle, address), &throttle->address);
    give(throttle, account_key(throttle, login), &throttle->account);
}
