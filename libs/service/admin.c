/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The port for whoever runs the installation; bind it where only they reach. */
#include "internal.h"

#include <okno/log.h>
#include <okno/metrics.h>

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

struct admin {
    struct MHD_Daemon *daemon;
};

static enum MHD_Result
answer(struct MHD_Connection *connection, unsigned status, const char *type, const struct text *body)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(body->length, body->data ? body->data : "", MHD_RESPMEM_MUST_COPY);
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type", type);
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result
handle(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
       const char *upload, size_t *upload_size, void **state)
{
    (void)version;
    (void)upload;
    (void)upload_size;
    (void)state;
    struct service *service = context;
    TEXT_SCOPED body = { 0 };
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
        text_adds(&body, "only GET\n");
        return answer(connection, 405, "text/plain", &body);
    }
    if (text_equal(url, "/healthz")) {
        text_adds(&body, "ok\n");
        return answer(connection, 200, "text/plain", &body);
    }
    if (text_equal(url, "/readyz")) {
        bool ready = health_ready(service, &body);
        if (!MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "verbose")) {
            text_clear(&body);
            text_adds(&body, ready ? "ready\n" : "not ready\n");
        }
        return answer(connection, ready ? 200 : 503, "text/plain", &body);
    }
    if (text_equal(url, "/metrics")) {
        metrics_render(&body);
        return answer(connection, 200, "application/openmetrics-text; version=1.0.0; charset=utf-8", &body);
    }
    text_adds(&body, "/healthz /readyz?verbose /metrics\n");
    return answer(connection, 404, "text/plain", &body);
}

static bool
resolve(const char *address, struct sockaddr_storage *ret_address)
{
    char host[256];
    const char *colon = strrchr(address, ':');
    if (!colon || (size_t)(colon - address) >= sizeof host)
        return false;
    snprintf(host, sizeof host, "%.*s", (int)(colon - address), address);
    struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE }, *found;
    if (getaddrinfo(*host ? host : NULL, colon + 1, &hints, &found))
        return false;
    memcpy(ret_address, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return true;
}

struct admin *
admin_start(struct service *service, const char *address)
{
    struct sockaddr_storage bind_to = { 0 };
    if (text_empty(address))
        return NULL;
    if (!resolve(address, &bind_to)) {
        log_error("admin.listen is not host:port", LOG_STR("address", address));
        return NULL;
    }
    struct admin *admin = calloc(1, sizeof *admin);
    if (!admin)
        abort();
    admin->daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL, 0, NULL, NULL, handle, service,
                         MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&bind_to, MHD_OPTION_CONNECTION_LIMIT, 64u,
                         MHD_OPTION_CONNECTION_TIMEOUT, 10u, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
    if (!admin->daemon)
        log_error("cannot listen for the administrator", LOG_STR("address", address));
    return admin;
}

void
admin_stop(struct admin *admin)
{
    if (!admin)
        return;
    if (admin->daemon)
        MHD_stop_daemon(admin->daemon);
    free(admin);
}
