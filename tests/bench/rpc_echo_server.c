/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Echo through libs/rpc with a hand-off to workers: the serving half of `scripts/bench rpc`. */
#include "rpc_echo.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static enum rpc_code
echo(struct rpc_call *call, const void *request, void *reply)
{
    (void)call;
    const Echo__EchoRequest *req = request;
    Echo__EchoReply *rep = reply;
    rep->data = req->data;
    return RPC_OK;
}

int
main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: %s --address URL\n", argv[0]);
        return 64;
    }
    const char *addresses[] = { argv[2], NULL };
    static const struct rpc_binding binding = { &echo_method, echo };
    struct rpc_server_options options = { .name = "echo",
                                          .addresses = addresses,
                                          .workers = 16,
                                          .queue_limit = 4096,
                                          .max_message = 1 << 20,
                                          .call_memory = 4 << 20 };
    struct rpc_server *server;
    if (rpc_server_open(&options, &binding, 1, &server) != RPC_OK)
        return 1;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int signal;
    sigwait(&set, &signal);
    rpc_server_close(server);
    return 0;
}
