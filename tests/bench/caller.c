/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "caller.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CALL_MS 30000

static struct rpc_client *client;
static atomic_long failures;
static char first_failure[400];

static struct rpc_client *
peer(void *context, const char *service)
{
    (void)context;
    (void)service;
    return client;
}

void
caller_open(const char *service, const char *address)
{
    const char *addresses[] = { address, NULL };
    client = rpc_client_open(&(struct rpc_client_options){
        .name = service, .addresses = addresses, .max_message = 8 << 20, .max_waiting = 10000 });
    rpc_set_peer_lookup(peer);
}

void
caller_close(void)
{
    rpc_client_close(client);
}

bool
caller_invoke(struct rpc_call *call, enum rpc_role role, const char *subject, const char *centre,
              const struct rpc_method *method, const ProtobufCMessage *request, ProtobufCMessage **ret_reply)
{
    char request_id[37];
    uuid7(request_id);
    rpc_call_init(call, subject, CALL_MS, NULL);
    call->caller = (struct rpc_caller){ role, subject, centre, "", "", "" };
    enum rpc_code code = rpc_invoke(call, client, method, request, request_id, ret_reply);
    if (code != RPC_OK && atomic_fetch_add(&failures, 1) == 0)
        snprintf(first_failure, sizeof first_failure, "%s: %s: %s", method->name, rpc_code_name(code), call->message);
    return code == RPC_OK;
}

long
caller_failures(void)
{
    return atomic_load(&failures);
}

const char *
caller_first_failure(void)
{
    return first_failure;
}

const char *
caller_option(int argc, char **argv, const char *name, const char *fallback)
{
    for (int i = 1; i + 1 < argc; i += 2)
        if (strcmp(argv[i], name) == 0)
            return argv[i + 1];
    return fallback;
}

long
caller_number(int argc, char **argv, const char *name, const char *fallback)
{
    return strtol(caller_option(argc, argv, name, fallback), NULL, 10);
}
