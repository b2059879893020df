/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "connection.h"

static uint16_t *
count_of(struct connections *connections, uint64_t address)
{
    return &connections->per_address[address & 0xffff];
}

static void
unlink_from_list(struct connections *connections, struct connection *c)
{
    if (c->prev)
        c->prev->next = c->next;
    else
        connections->list[c->state].first = c->next;
    if (c->next)
        c->next->prev = c->prev;
    else
        connections->list[c->state].last = c->prev;
}

static void
append(struct connections *connections, struct connection *c)
{
    c->prev = connections->list[c->state].last;
    c->next = NULL;
    if (c->prev)
        c->prev->next = c;
    else
        connections->list[c->state].first = c;
    connections->list[c->state].last = c;
}

/* It counts no more from here on; the library closes it when it sees the end of the stream. */
static void
shut(struct connections *connections, struct connection *c)
{
    if (c->shut)
        return;
    c->shut = true;
    connections->count--;
    (*count_of(connections, c->address))--;
    shutdown(c->fd, SHUT_RDWR);
}

static struct connection *
oldest(const struct connections *connections, enum connection_state state, const uint64_t *address)
{
    struct connection *c = connections->list[state].first;
    while (c && (c->shut || (address && (c->address & 0xffff) != (*address & 0xffff))))
        c = c->next;
    return c;
}

/* Heads and bodies alike: were one kind spared, a flood of it would leave newcomers only each other to push
 * out. */
static bool
make_room(struct connections *connections, const uint64_t *address)
{
    struct connection *idle = oldest(connections, CONNECTION_IDLE, address);
    struct connection *reading = oldest(connections, CONNECTION_READING, address);
    if (!idle && !reading)
        return false;
    shut(connections, !reading || (idle && idle->since_us <= reading->since_us) ? idle : reading);
    return true;
}

bool
connections_make_room(struct connections *connections)
{
    return make_room(connections, NULL);
}

bool
connections_admit(struct connections *connections, uint64_t address)
{
    if (*count_of(connections, address) >= connections->limit_per_address && !make_room(connections, &address))
        return false;
    return connections->count < connections->limit || make_room(connections, NULL);
}

struct connection *
http_connection_new(struct connections *connections, int fd, uint64_t address, int64_t deadline_us)
{
    struct connection *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->fd = fd;
    c->address = address;
    c->since_us = time_mono_us();
    c->deadline_us = deadline_us;
    append(connections, c);
    connections->count++;
    (*count_of(connections, address))++;
    return c;
}

void
http_connection_free(struct connections *connections, struct connection *c)
{
    unlink_from_list(connections, c);
    if (!c->shut) {
        connections->count--;
        (*count_of(connections, c->address))--;
    }
    free(c);
}

void
http_connection_enter(struct connections *connections, struct connection *c, enum connection_state state,
                      int64_t deadline_us)
{
    unlink_from_list(connections, c);
    if (state == CONNECTION_IDLE && c->state != CONNECTION_IDLE)
        c->since_us = time_mono_us();
    c->state = state;
    c->deadline_us = deadline_us;
    append(connections, c);
}

void
connections_sweep(struct connections *connections, int64_t now_us)
{
    for (int state = 0; state < CONNECTION_STATES; state++)
        for (struct connection *c = connections->list[state].first; c; c = c->next)
            if (c->deadline_us <= now_us)
                shut(connections, c);
}

void
connections_shut_idle(struct connections *connections)
{
    for (struct connection *c = connections->list[CONNECTION_IDLE].first; c; c = c->next)
        shut(connections, c);
}

void
connections_shut_all(struct connections *connections)
{
    for (int state = 0; state < CONNECTION_STATES; state++)
        for (struct connection *c = connections->list[state].first; c; c = c->next)
            shut(connections, c);
}
