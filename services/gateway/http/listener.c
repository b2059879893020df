/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The listening socket, and who is let in. */
#include "request.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <okno/log.h>
#include <sys/epoll.h>
#include <unistd.h>

#define BACKLOG 1024
#define BATCH 64

/* "127.0.0.1:8080" or "[::1]:8080" into its two halves. */
static bool
split_address(const char *address, char ret_host[64], char ret_port[8])
{
    const char *colon = strrchr(address, ':');
    if (!colon || strlen(colon + 1) > 5 || colon == address)
        return false;
    bool bracketed = *address == '[' && colon[-1] == ']';
    size_t length = (size_t)(colon - address) - (bracketed ? 2 : 0);
    if (length == 0 || length >= 64)
        return false;
    snprintf(ret_host, 64, "%.*s", (int)length, address + (bracketed ? 1 : 0));
    snprintf(ret_port, 8, "%s", colon + 1);
    return true;
}

static int
listen_on(const struct addrinfo *at)
{
    int yes = 1;
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

enum rpc_code
listener_open(const char *address, int *ret_fd)
{
    char host[64], port[8];
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
    struct addrinfo *found = NULL;
    if (!split_address(address, host, port) || getaddrinfo(host, port, &hints, &found) != 0) {
        log_error("not an address to listen on: it is like 127.0.0.1:8080 or [::1]:8080", LOG_STR("address", address));
        return RPC_INVALID_ARGUMENT;
    }
    int fd = listen_on(found);
    freeaddrinfo(found);
    if (fd < 0) {
        log_error("cannot listen", LOG_STR("address", address), LOG_ERRNO(errno));
        return RPC_UNAVAILABLE;
    }
    *ret_fd = fd;
    return RPC_OK;
}

int
listener_port(int fd)
{
    struct sockaddr_storage at;
    socklen_t size = sizeof at;
    if (getsockname(fd, (struct sockaddr *)&at, &size) != 0)
        return 0;
    return ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&at)->sin6_port
                                          : ((struct sockaddr_in *)&at)->sin_port);
}

/* Who has a /64 of IPv6 has all of it. */
uint64_t
listener_address(const struct edge *edge, const struct sockaddr *address)
{
    if (address && address->sa_family == AF_INET6)
        return limit_hash(edge->limiter, &((const struct sockaddr_in6 *)address)->sin6_addr, 8);
    if (address && address->sa_family == AF_INET)
        return limit_hash(edge->limiter, &((const struct sockaddr_in *)address)->sin_addr, 4);
    return 0;
}

bool
listener_is_proxy(const struct edge *edge, const struct sockaddr *address)
{
    char text[INET6_ADDRSTRLEN] = "";
    const char *const *proxy = edge->options.proxies;
    if (!proxy || !address)
        return false;
    if (address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, text, sizeof text);
    else if (address->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text, sizeof text);
    while (*proxy && strcmp(*proxy, text) != 0)
        proxy++;
    return *proxy != NULL;
}

static void
let_in(struct edge *edge, int fd, const struct sockaddr *address, socklen_t size)
{
    int yes = 1;
    if (!connections_admit(&edge->connections, listener_address(edge, address))) {
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    MHD_add_connection(edge->mhd, fd, address, size); /* closes the socket when it fails */
}

/* What waits to be accepted would wake the loop without end: it is looked at again a moment later. */
static void
rest(struct edge *edge)
{
    struct epoll_event event = { .data.fd = edge->listen_fd };
    epoll_ctl(edge->poll_fd, EPOLL_CTL_MOD, edge->listen_fd, &event);
    edge->resting = true;
}

void
listener_go_on(struct edge *edge)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = edge->listen_fd };
    if (edge->resting && edge->listen_fd >= 0)
        epoll_ctl(edge->poll_fd, EPOLL_CTL_MOD, edge->listen_fd, &event);
    edge->resting = false;
}

void
listener_accept(struct edge *edge)
{
    for (int i = 0; i < BATCH; i++) {
        struct sockaddr_storage address;
        socklen_t size = sizeof address;
        int fd = accept4(edge->listen_fd, (struct sockaddr *)&address, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0)
            let_in(edge, fd, (struct sockaddr *)&address, size);
        else if ((errno == EMFILE || errno == ENFILE) && !connections_make_room(&edge->connections))
            rest(edge);
        if (fd < 0 && errno != EINTR && errno != ECONNABORTED)
            return;
    }
}
