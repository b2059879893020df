/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#include <okno/log.h>

#include <stdlib.h>
#include <unistd.h>

static const char *const socket_mode_names[] = { "0600", "0660", NULL };
static const char *const log_calls_names[] = { "failed", "all", NULL };

#define S struct service_conf
const struct conf_key common_keys[] = {
    CONF_LIST(S, listen, "rpc.listen", "",
              "Addresses for calls: ipc:///path.sock on one host, tls+tcp://host:port between hosts."),
    CONF_ENUM(S, socket_mode, "rpc.socket_mode", "0600", socket_mode_names,
              "Who may open the ipc sockets: this daemon's account, or its group too when each daemon has an account."),
    CONF_INT(S, workers, "rpc.workers", "40", 1, 1024, "Threads that run methods."),
    CONF_INT(S, queue_limit, "rpc.queue_limit", "2048", 1, 1000000, "Calls that may wait for a thread."),
    CONF_SIZE(S, max_message, "rpc.max_message", "8MiB", 1024, 256 << 20, "Largest message taken or sent."),
    CONF_SIZE(S, call_memory, "rpc.call_memory", "64MiB", 65536, 1 << 30,
              "Memory one call may fill with what others send."),
    CONF_STRING(S, tls_ca, "tls.ca_file", "", "PEM file of the authorities whose peers are let in over tls+tcp."),
    CONF_STRING(S, tls_cert, "tls.cert_file", "", "PEM file of this daemon's certificate and key."),
    CONF_MAP(
        S, peers, "peers", "{}",
        "Addresses of other services, one for each replica; after tls+tcp:// a name that its certificate carries."),
    CONF_STRING(S, database_url, "database.url", "", "Connection string of libpq."),
    CONF_INT(S, read_lanes, "database.read_lanes", "2", 1, 64, "Connections that carry reads."),
    CONF_INT(S, write_lanes, "database.write_lanes", "2", 1, 64, "Connections that carry groups of writes."),
    CONF_STRING(S, admin_listen, "admin.listen", "", "host:port of /healthz, /readyz and /metrics; empty: none."),
    CONF_ENUM(S, log_level, "log.level", "info", log_level_names, "How much is logged."),
    CONF_ENUM(S, log_format, "log.format", "auto", log_format_names, "JSON lines, or text for a terminal."),
    CONF_ENUM(S, log_calls, "log.calls", "failed", log_calls_names,
              "A line for every call, or for those that failed or took over a second."),
    CONF_STRING(S, timezone, "timezone", "Europe/Moscow", "Zone of the centres: their days begin at its midnight."),
    CONF_STRING(S, state, "state", "${OKNO_STATE:-/var/lib/okno}", "Folder for what is kept beside the database."),
    CONF_DURATION(S, drain_ms, "drain", "10s", 0, 600000, "How long calls under way may finish after SIGTERM."),
    CONF_END
};

static const struct conf_key no_keys[] = { CONF_END };

const char *
service_config_folder(void)
{
    const char *folder = getenv("OKNO_CONFIG");
    return text_empty(folder) ? "/etc/okno" : folder;
}

/* A peer whose address cannot be called would only ever be away. */
static enum rpc_code
check_peers(const struct conf_map *peers, struct text *ret_problems)
{
    enum rpc_code code = RPC_OK;
    for (size_t i = 0; i < peers->count; i++)
        for (size_t k = 0; k < peers->entries[i].values.count; k++) {
            const char *address = peers->entries[i].values.items[k], *fault = rpc_address_fault(address);
            if (!fault)
                continue;
            text_addf(ret_problems, "peers.%s: %s: %s\n", peers->entries[i].name, address, fault);
            code = RPC_INVALID_ARGUMENT;
        }
    return code;
}

enum rpc_code
service_configure(const char *name, const char *folder, const struct conf_key *keys, void *own,
                  struct service_conf *ret_common, struct conf **ret_conf, struct text *ret_problems)
{
    struct arena *arena = arena_new(1 << 16);
    const char *candidates[] = { arena_printf(arena, "%s/common.yaml", folder),
                                 arena_printf(arena, "%s/%s.yaml", folder, name) };
    const char *files[3] = { candidates[0] };
    if (access(candidates[1], F_OK) == 0)
        files[1] = candidates[1];
    int nothing;
    const struct conf_table tables[] = { { common_keys, ret_common },
                                         { keys ? keys : no_keys, keys ? own : &nothing },
                                         { NULL, NULL } };
    enum rpc_code code = conf_load(name, files, tables, ret_conf, ret_problems);
    arena_free(arena);
    if (code == RPC_OK && (code = check_peers(&ret_common->peers, ret_problems)) != RPC_OK) {
        conf_free(*ret_conf);
        *ret_conf = NULL;
    }
    return code;
}

void
service_describe(const struct conf_key *keys, struct text *ret_text)
{
    struct service_conf nothing;
    const struct conf_table tables[] = { { common_keys, &nothing },
                                         { keys ? keys : no_keys, &nothing },
                                         { NULL, NULL } };
    conf_describe(tables, ret_text);
}
