/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Opening and closing: routes become endpoints, the library's daemon is started without a socket or thread of
 * its own. */
#include "auth.h"
#include "live.h"

#include <okno/log.h>
#include <okno/proto.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define LIMITER_ENTRIES 65536
#define READING_BASE ((size_t)1024 * 1024)
#define READING_FACTOR 32               /* parsed JSON to its text, at most that is taken */
#define HEAD_MEMORY ((size_t)16 * 1024) /* of a connection: for the head of a request, then for its body's pieces */
#define FLAG_SUSPEND 8192               /* MHD_ALLOW_SUSPEND_RESUME without the pipe that other threads would need */

/* ------------------------------------------------------------------ endpoints */

static const ProtobufCFieldDescriptor *
text_field(const ProtobufCMessageDescriptor *type, const char *name)
{
    const ProtobufCFieldDescriptor *field = proto_field(type, name, strlen(name));
    return field && field->type == PROTOBUF_C_TYPE_STRING && field->label != PROTOBUF_C_LABEL_REPEATED ? field : NULL;
}

static const ProtobufCFieldDescriptor *
named_field(const ProtobufCMessageDescriptor *type, const char *name)
{
    return *name && strcmp(name, "*") != 0 ? proto_field(type, name, strlen(name)) : NULL;
}

static void
endpoint_init(struct endpoint *endpoint, const struct route *route, const struct edge_options *options)
{
    const ProtobufCMessageDescriptor *request = route->method->request;
    endpoint->route = route;
    endpoint->client = options->peer(options->arg, route->service);
    endpoint->http_method = http_method_by_name(route->http_method);
    endpoint->upload = named_field(request, route->upload);
    endpoint->body = endpoint->upload ? NULL : named_field(request, route->body);
    endpoint->request_etag = text_field(request, "etag");
    endpoint->reply_etag = text_field(route->method->reply, "etag");
    endpoint->validate = proto_field(request, "validate_only", strlen("validate_only"));
    endpoint->offset = route->download ? proto_field(request, "offset", strlen("offset")) : NULL;
}

/* ------------------------------------------------------------------ the library's callbacks */

static struct connection *
connection_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* A request line has come. */
static void *
on_target(void *arg, const char *target, struct MHD_Connection *mhd)
{
    struct edge *edge = arg;
    struct request *request = http_request_new(edge, target);
    request->mhd = mhd;
    request->connection = connection_of(mhd);
    request->connection->request = request;
    http_connection_enter(&edge->connections, request->connection, CONNECTION_IDLE,
                          edge_deadline(edge, edge->options.limits.header_ms, 0));
    return request;
}

static enum MHD_Result
on_step(void *arg, struct MHD_Connection *mhd, const char *path, const char *http_method, const char *version,
        const char *bytes, size_t *bytes_left, void **context)
{
    (void)arg;
    (void)mhd;
    (void)path;
    return http_request_step(*context, http_method, version, bytes, bytes_left);
}

static void
end_request(struct connection *connection)
{
    struct request *request = connection->request;
    connection->request = NULL;
    if (request)
        http_request_end(request);
}

static void
on_completed(void *arg, struct MHD_Connection *mhd, void **context, enum MHD_RequestTerminationCode why)
{
    (void)context;
    (void)why;
    struct edge *edge = arg;
    struct connection *connection = connection_of(mhd);
    if (!connection)
        return;
    end_request(connection);
    http_connection_enter(&edge->connections, connection, CONNECTION_IDLE,
                          edge_deadline(edge, edge->options.limits.idle_ms, 0));
}

static void
on_connection(void *arg, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode what)
{
    struct edge *edge = arg;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        int fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        const struct sockaddr *address = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
        struct connection *connection = *context =
            http_connection_new(&edge->connections, fd, listener_address(edge, address),
                                edge_deadline(edge, edge->options.limits.header_ms, 0));
        connection->proxy = listener_is_proxy(edge, address);
    } else {
        end_request(*context); /* the library forgets to tell when it ran out of memory for the target */
        http_connection_free(&edge->connections, *context);
        *context = NULL;
    }
    edge->n_connections = edge->connections.count;
}

/* Targets are taken apart by uri.c, once. */
static size_t
leave_escapes(void *arg, struct MHD_Connection *mhd, char *text)
{
    (void)arg;
    (void)mhd;
    return strlen(text);
}

static void __attribute__((format(printf, 2, 0))) on_message(void *arg, const char *fmt, va_list args)
{
    (void)arg;
    char text[300];
    vsnprintf(text, sizeof text, fmt, args);
    text[strcspn(text, "\n")] = '\0';
    log_debug("libmicrohttpd", LOG_STR("says", text));
}

/* ------------------------------------------------------------------ opening */

static void
start_library(struct edge *edge)
{
    edge->mhd = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | FLAG_SUSPEND | MHD_USE_ERROR_LOG, 0, NULL, NULL, on_step, edge,
        MHD_OPTION_EXTERNAL_LOGGER, on_message, NULL, MHD_OPTION_NOTIFY_CONNECTION, on_connection, edge,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, edge, MHD_OPTION_URI_LOG_CALLBACK, on_target, edge,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL, MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEAD_MEMORY,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)edge->options.limits.connections + 1024, MHD_OPTION_CONNECTION_TIMEOUT,
        0u, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!edge->mhd)
        abort();
}

static void
watch(struct edge *edge, int fd)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
    if (epoll_ctl(edge->poll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
        abort();
}

static void
note_client(struct edge *edge, struct rpc_client *client)
{
    size_t i = 0;
    if (!client)
        return;
    while (i < edge->n_clients && edge->client[i] != client)
        i++;
    if (i == edge->n_clients)
        edge->client[edge->n_clients++] = client;
}

static void
prepare(struct edge *edge)
{
    const struct edge_limits *limits = &edge->options.limits;
    edge->subject_limit =
        (struct limit){ (int64_t)limits->subject_rate * limits->rate_window_s, limits->rate_window_s };
    edge->address_limit =
        (struct limit){ (int64_t)limits->address_rate * limits->rate_window_s, limits->rate_window_s };
    edge->connections.limit = limits->connections;
    edge->connections.limit_per_address = limits->connections_per_address;
    edge->limiter = limiter_new(LIMITER_ENTRIES);
    edge->reading = arena_new(READING_BASE + READING_FACTOR * limits->body);
    edge->router = router_new(edge->options.routes, edge->options.n_routes);
    edge->endpoint = calloc(edge->options.n_routes + 1, sizeof *edge->endpoint);
    edge->client = calloc(edge->options.n_routes + LOGS, sizeof(struct rpc_client *));
    if (!edge->endpoint || !edge->client)
        abort();
    for (size_t i = 0; i < edge->options.n_routes; i++) {
        endpoint_init(&edge->endpoint[i], &edge->options.routes[i], &edge->options);
        note_client(edge, edge->endpoint[i].client);
    }
}

enum rpc_code
edge_open(const struct edge_options *options, struct edge **ret_edge)
{
    int listen_fd;
    enum rpc_code code = listener_open(options->address, &listen_fd);
    if (code != RPC_OK)
        return code;
    struct edge *edge = calloc(1, sizeof *edge);
    if (!edge)
        abort();
    edge->options = *options;
    edge->listen_fd = listen_fd;
    edge->port = listener_port(listen_fd);
    edge->poll_fd = epoll_create1(EPOLL_CLOEXEC);
    edge->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (edge->poll_fd < 0 || edge->wake_fd < 0)
        abort();
    prepare(edge);
    edge->live = live_new(edge);
    for (int i = 0; i < LOGS; i++)
        note_client(edge, edge->live->followers[i].client);
    start_library(edge);
    for (size_t i = 0; i < edge->n_clients; i++)
        rpc_client_on_settled(edge->client[i], loop_calls_settled, edge);
    watch(edge, edge->listen_fd);
    watch(edge, edge->wake_fd);
    watch(edge, edge->live->poll_fd);
    watch(edge, MHD_get_daemon_info(edge->mhd, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd);
    if (pthread_create(&edge->thread, NULL, loop_run, edge) != 0)
        abort();
    *ret_edge = edge;
    return RPC_OK;
}

/* ------------------------------------------------------------------ closing */

void
edge_drain(struct edge *edge, int64_t timeout_ms)
{
    int64_t until_us = time_mono_us() + timeout_ms * 1000;
    edge->draining = true;
    loop_wake(edge);
    while (time_mono_us() < until_us && (edge->n_requests > 0 || edge->n_connections > 0))
        usleep(10000);
}

void
edge_close(struct edge *edge)
{
    if (!edge)
        return;
    edge->closing = true;
    loop_wake(edge);
    pthread_join(edge->thread, NULL);
    auth_stop(edge->options.auth);
    for (size_t i = 0; i < edge->n_clients; i++)
        rpc_client_on_settled(edge->client[i], NULL, NULL);
    MHD_stop_daemon(edge->mhd);
    if (edge->listen_fd >= 0)
        close(edge->listen_fd);
    close(edge->poll_fd);
    close(edge->wake_fd);
    for (struct request *next, *spare = edge->spare; spare; spare = next) {
        next = spare->next;
        arena_free(spare->arena);
        free(spare);
    }
    live_free(edge->live);
    text_release(&edge->scratch);
    router_free(edge->router);
    limiter_free(edge->limiter);
    arena_free(edge->reading);
    free(edge->endpoint);
    free(edge->client);
    free(edge);
}

int
edge_port(const struct edge *edge)
{
    return edge->port;
}

void
edge_load(const struct edge *edge, int *ret_connections, int *ret_requests)
{
    *ret_connections = edge->n_connections;
    *ret_requests = edge->n_requests;
}

void
edge_streams(const struct edge *edge, struct edge_streams *ret_streams)
{
    const struct live_counts *counts = &edge->live->counts_shown;
    *ret_streams = (struct edge_streams){ counts->streams, counts->topics,    counts->events,  counts->frames,
                                          counts->dropped, counts->snapshots, counts->delay_us };
}

int64_t
edge_deadline(const struct edge *edge, int64_t base_ms, int64_t size)
{
    return time_mono_us() + base_ms * 1000 + size * 1000000 / edge->options.limits.bytes_per_second;
}
