/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/serial.h>

#include <pthread.h>
#include <stdlib.h>

struct range {
    int64_t next, end;
};

struct serial {
    int64_t block;
    serial_take *take;
    pthread_mutex_t lock;
    pthread_cond_t taken;
    int64_t series;
    struct range now, later; /* `later` is taken ahead of need */
    bool taking;
};

struct serial *
serial_new(int64_t block, serial_take *take)
{
    struct serial *serial = calloc(1, sizeof *serial);
    if (!serial)
        abort();
    serial->block = block;
    serial->take = take;
    pthread_mutex_init(&serial->lock, NULL);
    pthread_cond_init(&serial->taken, NULL);
    return serial;
}

void
serial_free(struct serial *serial)
{
    if (!serial)
        return;
    pthread_mutex_destroy(&serial->lock);
    pthread_cond_destroy(&serial->taken);
    free(serial);
}

static int64_t
left(const struct range *range)
{
    return range->end - range->next;
}

/* Under the lock: makes `series` the one that is kept. */
static void
turn_to(struct serial *serial, int64_t series)
{
    if (serial->series == series)
        return;
    serial->series = series;
    serial->now = serial->later = (struct range){ 0, 0 };
}

/* Under the lock, which is let go for the while of taking. A block that comes for a series of yesterday is lost. */
static enum rpc_code
take_block(struct serial *serial, struct rpc_call *call, int64_t series)
{
    int64_t first = 0;
    serial->taking = true;
    pthread_mutex_unlock(&serial->lock);
    enum rpc_code code = serial->take(call, series, serial->block, &first);
    pthread_mutex_lock(&serial->lock);
    serial->taking = false;
    if (code == RPC_OK && serial->series == series)
        serial->later = (struct range){ first, first + serial->block };
    pthread_cond_broadcast(&serial->taken);
    return code;
}

/* Under the lock: a number, if there is one in memory. */
static bool
draw(struct serial *serial, int64_t *ret_number)
{
    if (!left(&serial->now)) {
        serial->now = serial->later;
        serial->later = (struct range){ 0, 0 };
    }
    if (!left(&serial->now))
        return false;
    *ret_number = serial->now.next++;
    return true;
}

static bool
wants_ahead(const struct serial *serial)
{
    return !serial->taking && !left(&serial->later) && left(&serial->now) < serial->block / 4;
}

enum rpc_code
serial_next(struct serial *serial, struct rpc_call *call, int64_t series, int64_t *ret_number)
{
    enum rpc_code code = RPC_OK;
    bool drawn = false;
    pthread_mutex_lock(&serial->lock);
    while (code == RPC_OK && !drawn) {
        turn_to(serial, series);
        drawn = draw(serial, ret_number);
        if (!drawn && serial->taking)
            pthread_cond_wait(&serial->taken, &serial->lock);
        else if (!drawn)
            code = take_block(serial, call, series);
    }
    /* Ahead of need a failure does no harm: whoever finds the block empty will try again and tell. */
    if (drawn && wants_ahead(serial) && take_block(serial, call, series) != RPC_OK)
        call->code = RPC_OK;
    pthread_mutex_unlock(&serial->lock);
    return code;
}
