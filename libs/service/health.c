/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#include <okno/services.h>
#include <okno/system.methods.h>

bool
health_ready(struct service *service, struct text *ret_detail)
{
    bool ready = service->started && !service->draining;
    text_addf(ret_detail, "%s daemon: %s\n", ready ? "+" : "-",
              service->draining  ? "draining"
              : service->started ? "started"
                                 : "starting");
    if (service->description->schema) {
        bool there = db_ready();
        text_addf(ret_detail, "%s database\n", there ? "+" : "-");
        ready &= there;
    }
    for (size_t i = 0; i < service->n_peers; i++) {
        bool there = rpc_client_ready(service->peers[i].client);
        text_addf(ret_detail, "%s peer %s\n", there ? "+" : "-", service->peers[i].name);
        ready &= there;
    }
    pthread_mutex_lock(&service->looking);
    if (service->description->ready && service->started && !service->draining) {
        TEXT_SCOPED detail = { 0 };
        bool fit = service->description->ready(service, &detail);
        text_addf(ret_detail, "%s %s\n", fit ? "+" : "-", detail.length ? detail.data : "service");
        ready &= fit;
    }
    pthread_mutex_unlock(&service->looking);
    return ready;
}

enum rpc_code
system_check_health(struct rpc_call *call, const System__CheckHealthRequest *req, System__CheckHealthResponse *rep)
{
    (void)req;
    struct service *service = call->context;
    TEXT_SCOPED detail = { 0 };
    rep->ready = health_ready(service, &detail);
    rep->daemon = service->description->name;
    rep->version = service_version();
    rep->detail = arena_strdup(call->arena, detail.data);
    int waiting = 0, running = 0;
    if (service->server)
        rpc_server_load(service->server, &waiting, &running);
    rep->waiting = waiting;
    rep->running = running;
    return RPC_OK;
}

static bool
serves(const struct service *service, const struct rpc_service *described)
{
    return !described->daemon || text_equal(described->daemon, service->description->name);
}

enum rpc_code
system_describe_services(struct rpc_call *call, const System__DescribeServicesRequest *req,
                         System__DescribeServicesResponse *rep)
{
    (void)req;
    struct service *service = call->context;
    rep->services = ARENA_ARRAY(call->arena, System__ServiceDescription *, okno_services_count);
    for (size_t i = 0; i < okno_services_count; i++) {
        const struct rpc_service *described = okno_services[i];
        if (!serves(service, described))
            continue;
        System__ServiceDescription *entry = ARENA_NEW(call->arena, System__ServiceDescription);
        system__service_description__init(entry);
        entry->name = described->name;
        entry->text = described->description;
        entry->n_methods = described->n_methods;
        entry->methods = ARENA_ARRAY(call->arena, const char *, described->n_methods);
        for (size_t m = 0; m < described->n_methods; m++)
            entry->methods[m] = described->methods[m]->name;
        rep->services[rep->n_services++] = entry;
    }
    return RPC_OK;
}
