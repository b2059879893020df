/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "okno.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_WAITING 64
#define CONNECT_MS 3000

static struct rpc_client *
open_client(struct okno *okno, const char *name, const char *const *addresses)
{
    return rpc_client_open(&(struct rpc_client_options){
        .name = name,
        .addresses = addresses,
        .tls = { okno->common.tls_ca, okno->common.tls_cert, NULL },
        .max_message = okno->common.max_message,
        .max_waiting = MAX_WAITING,
    });
}

static const char *const *
null_terminated(struct okno *okno, const struct conf_list *list)
{
    const char **copy = ARENA_ARRAY(okno->arena, const char *, list->count + 1);
    for (size_t i = 0; i < list->count; i++)
        copy[i] = list->items[i];
    return copy;
}

size_t
okno_replicas(struct okno *okno, const char *only, struct replica **ret_replicas)
{
    const struct conf_map *peers = &okno->common.peers;
    size_t n = 0;
    for (size_t i = 0; i < peers->count; i++)
        n += peers->entries[i].values.count;
    struct replica *replicas = ARENA_ARRAY(okno->arena, struct replica, n);
    n = 0;
    for (size_t i = 0; i < peers->count; i++)
        for (size_t k = 0; k < peers->entries[i].values.count; k++) {
            const struct conf_entry *peer = &peers->entries[i];
            if (only && !text_equal(only, peer->name))
                continue;
            const char **addresses = ARENA_ARRAY(okno->arena, const char *, 2);
            addresses[0] = peer->values.items[k];
            replicas[n++] = (struct replica){ peer->name, addresses[0], open_client(okno, peer->name, addresses) };
        }
    *ret_replicas = replicas;
    return n;
}

void
okno_replicas_close(struct replica *replicas, size_t n)
{
    for (size_t i = 0; i < n; i++)
        rpc_client_close(replicas[i].client);
}

struct rpc_client *
okno_client(struct okno *okno, const char *service_or_address)
{
    const struct conf_list *addresses = conf_map_find(&okno->common.peers, service_or_address);
    if (addresses)
        return open_client(okno, service_or_address, null_terminated(okno, addresses));
    if (!strstr(service_or_address, "://"))
        return NULL;
    const char **one = ARENA_ARRAY(okno->arena, const char *, 2);
    one[0] = service_or_address;
    return open_client(okno, "peer", one);
}

/* The messages of the services are in Russian and English. */
static const char *
language(void)
{
    static const char *const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(variables); i++) {
        const char *value = getenv(variables[i]);
        if (!text_empty(value))
            return text_starts(value, "ru") ? "ru" : "en";
    }
    return "en";
}

void
okno_call_init(struct okno *okno, struct rpc_call *call, int64_t timeout_ms)
{
    const struct passwd *account = getpwuid(getuid());
    rpc_call_init(call, account ? arena_strdup(okno->arena, account->pw_name) : "okno", timeout_ms, NULL);
    call->caller.role = RPC_ROLE_ADMIN;
    call->caller.service = "okno";
    call->language = language();
}

bool
okno_await(struct rpc_client *client, int64_t wait_ms)
{
    int64_t until_us = time_mono_us() + (wait_ms > CONNECT_MS ? wait_ms : CONNECT_MS) * 1000;
    while (!rpc_client_ready(client) && time_mono_us() < until_us)
        usleep(10000);
    return rpc_client_ready(client);
}
