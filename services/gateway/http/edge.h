/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * The HTTP edge: a listening socket, one thread that owns all its connections, and the way from a request to
 * a call and back. Knows routes, tokens and clients only by what it is given.
 */
#ifndef OKNO_GATEWAY_EDGE_H
#define OKNO_GATEWAY_EDGE_H

#include <okno/base.h>
#include <okno/routes.h>
#include <okno/rpc.h>
#include <okno/token.h>

struct edge;
struct pages; /* pages.h */
struct auth;

/** One line of the access log, and what metrics count. Without personal data. */
struct edge_record {
    const char *http_method; /* "" when there was not even a head */
    size_t route;            /* index into the routes; SIZE_MAX when none matched */
    const char *path;        /* as asked, without the query; "" when it could not be read */
    const char *role;        /* of the caller, "" without a token */
    const char *trace_id;    /* 32 hexadecimal digits */
    enum rpc_code code;
    unsigned status; /* of HTTP; 0 when the client went away before */
    int64_t elapsed_us;
};

struct edge_limits {
    size_t body;        /* bytes of a JSON body */
    size_t upload;      /* bytes of an uploaded file */
    size_t body_memory; /* bytes that all bodies under way may hold together */
    int connections;    /* in all */
    int connections_per_address;
    int64_t header_ms;        /* a request's head must be there so soon after it began */
    int64_t body_ms;          /* its body so soon after the head, and */
    int64_t bytes_per_second; /* this much time more for its size; the same holds for reading the answer */
    int64_t idle_ms;          /* between requests on one connection */
    int64_t call_ms;          /* for a service to answer; a client may ask for less */
    int subject_rate;         /* requests a second of one subject; 0: no limit */
    int address_rate;         /* the same of one address without a token */
    int rate_window_s;        /* over which the rate may be used unevenly */
    int streams;              /* live streams in all */
    int streams_per_address;
    size_t stream_backlog; /* bytes that may wait for one client */
    int stream_history;    /* events kept for those who come back */
};

struct edge_options {
    const char *address;        /* "127.0.0.1:8080", "[::1]:8080"; port 0: any free one */
    const char *const *proxies; /* NULL-terminated addresses whose X-Forwarded-For is believed; NULL: none */
    const struct route *routes; /* must outlive the edge */
    size_t n_routes;
    const char *openapi; /* the document of /openapi.json */
    size_t openapi_size;
    const struct pages *pages;     /* the web pages; must outlive the edge; NULL: none */
    struct token_verifier *tokens; /* NULL: every token is refused */
    struct auth *auth;             /* signing in from a browser; NULL: only tokens are known */
    struct rpc_client *(*peer)(void *arg,
                               const char *service); /* of a service that routes name; NULL: it is not there */
    void (*record)(void *arg, const struct edge_record *record); /* after every request; NULL is fine */
    void *arg;
    struct edge_limits limits;
};

/**
 * Listens and starts answering.
 *
 * @return RPC_OK; RPC_INVALID_ARGUMENT when the address is malformed, RPC_UNAVAILABLE when it cannot be
 * listened on (logged)
 */
enum rpc_code edge_open(const struct edge_options *options, struct edge **ret_edge) OKNO_MUST_CHECK;
/** No new connections; what is under way is answered, the connections are closed. Returns when done or time
 * is up. */
void edge_drain(struct edge *edge, int64_t timeout_ms);
/** Waits for the calls under way (their clients must still be open, or be closed meanwhile). NULL is fine. */
void edge_close(struct edge *edge);
/** The port it listens on. */
int edge_port(const struct edge *edge);
/** Connections open and requests under way, for metrics; from any thread. */
void edge_load(const struct edge *edge, int *ret_connections, int *ret_requests);

/** Live streams, for metrics: open now, and since the start. */
struct edge_streams {
    int open, topics;
    uint64_t events, frames, dropped, snapshots;
    int64_t delay_us; /* of the newest event, from its transaction to the sockets */
};
void edge_streams(const struct edge *edge, struct edge_streams *ret_streams);

#endif
