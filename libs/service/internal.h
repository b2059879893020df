/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What the files of libs/service share. */
#ifndef OKNO_SERVICE_INTERNAL_H
#define OKNO_SERVICE_INTERNAL_H

#include <okno/service.h>

#include <pthread.h>

enum log_calls { LOG_CALLS_FAILED, LOG_CALLS_ALL };
extern const struct conf_key common_keys[];

struct peer_client {
    const char *name;
    const char **addresses;
    struct rpc_client *client;
};

struct service {
    const struct service_description *description;
    struct service_conf conf;
    struct rpc_server *server;
    struct peer_client *peers;
    _Atomic size_t n_peers; /* those that are open: the administrator's thread looks at them */
    struct rpc_binding *bindings;
    _Atomic bool draining, started;
    pthread_mutex_t looking; /* the daemon's own `ready` runs on the administrator's thread, until it drains */
    _Atomic long calls;      /* answered so far */
    struct jobs *jobs;
    struct admin *admin;
};

/** Calls of the daemon, one after the other: rules of the fields, the method, audit, repeats. dispatch.c */
enum rpc_code dispatch_call(struct rpc_call *call, const struct rpc_binding *binding);
enum rpc_code dispatch_resumed(struct rpc_call *call, enum rpc_code code);
void dispatch_open(struct service *service);
void dispatch_finished(const struct rpc_call *call, const struct rpc_method *method, int64_t elapsed_us, void *context);

/** jobs.c */
struct jobs *jobs_start(struct service *service);
void jobs_stop(struct jobs *jobs);

/** admin.c: /healthz, /readyz, /metrics on their own port. */
struct admin *admin_start(struct service *service, const char *address);
void admin_stop(struct admin *admin);
/** memory.c: called before any thread starts. */
void memory_share_arenas(void);
/** What a daemon had answered when it was looked at before; it begins with `calls_at_trim` -1. */
#define IDLE_LOOK_MS 10000
struct idleness {
    long calls, calls_at_trim;
};
/** Gives freed memory back to the system once calls have nearly ceased. Called every IDLE_LOOK_MS or oftener. */
void memory_give_back(const struct service *service, struct idleness *seen);
/** health.c: whether everything the daemon needs is there; a line for each dependency. */
bool health_ready(struct service *service, struct text *ret_detail);

#endif
