/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * One HTTP request on its way to a call and back, and what the files of this folder share about it.
 * Everything it needs lives in its arena; requests are used again.
 *
 * The loop's thread owns a request. While a call is under way its connection is suspended and the request
 * belongs to the call, until loop_call_done gives it back.
 */
#ifndef OKNO_GATEWAY_REQUEST_H
#define OKNO_GATEWAY_REQUEST_H

#include "connection.h"
#include "headers.h"
#include "limit.h"
#include "range.h"
#include "router.h"
#include "trace.h"

#include <pthread.h>
#include <stdatomic.h>

#define UPLOAD_CHUNK ((size_t)256 * 1024)

enum request_phase {
    REQUEST_HEAD,      /* its head is not here yet */
    REQUEST_BODY,      /* takes the body */
    REQUEST_CALLING,   /* suspended: a service works */
    REQUEST_ANSWERED,  /* the answer is there; what is left of a small body is dropped before it is given */
    REQUEST_GIVEN,     /* the answer is on its way to the client */
    REQUEST_TAKEN,     /* a stream has taken the connection over: the library may close its side */
    REQUEST_LINGERING, /* the answer went out before the body was read; what still comes is dropped */
};

/** A route as the edge uses it. */
struct endpoint {
    const struct route *route;
    struct rpc_client *client;
    enum http_method http_method;
    const ProtobufCFieldDescriptor *body;         /* NULL: the whole request, or no body */
    const ProtobufCFieldDescriptor *upload;       /* field of type okno.common.Chunk; NULL: no upload */
    const ProtobufCFieldDescriptor *request_etag; /* takes If-Match; NULL: none */
    const ProtobufCFieldDescriptor *reply_etag;   /* becomes the first part of ETag */
    const ProtobufCFieldDescriptor *offset;       /* of a download: where to go on */
    const ProtobufCFieldDescriptor *validate;     /* validate_only; NULL: none */
};

/** What came back, copied into the request's arena by the RPC library's thread. */
struct outcome {
    enum rpc_code code;
    const char *message, *reason, *subject_id;
    struct rpc_violation *violations;
    size_t n_violations;
    const uint8_t *reply;
    size_t reply_size;
};

struct upload;   /* upload.c */
struct download; /* download.c */

struct auth_endpoint; /* ../auth */
struct session;
struct trial;
struct journey;
struct asked; /* live/ */
struct live;

struct edge;

struct request {
    struct request *next; /* of the done list, or of the spare ones */
    struct edge *edge;
    struct connection *connection;
    struct MHD_Connection *mhd;
    struct arena *arena;
    enum request_phase phase;
    int64_t begun_us;

    /* the head */
    const char *target; /* as it stood in the request line */
    const char *http_method;
    struct uri uri;
    struct headers headers;
    bool english;
    char trace[TRACE_SIZE], trace_id[TRACE_ID_SIZE];

    /* who and what */
    const struct endpoint *endpoint;
    const char *const *values; /* of the route's variables */
    struct rpc_caller caller;
    bool signed_in;
    const struct auth_endpoint *auth; /* an address of signing in; NULL: not one of those */
    struct session *session;          /* of the cookie; NULL: without, or by token */
    bool session_over;                /* there was a cookie, which is good no more */
    int64_t expires_us;               /* of the token or session, for streams; by time_now_us */
    const struct limit *limit;        /* the one that holds for the caller; NULL: none was asked */
    struct limit_state limit_state;

    /* the body and the call */
    struct arena *reply_arena; /* takes the outcome: the request's own, or that of a piece of an upload or download */
    struct text body;
    size_t body_memory;                    /* taken from the edge's */
    struct journey *journey;               /* to the identity provider */
    struct trial *trial;                   /* of signing in */
    void (*work)(struct request *request); /* of another thread, while the connection sleeps */
    struct upload *upload;
    struct download *download;
    struct asked *asked; /* for a stream that is to be opened; NULL: none is */
    ProtobufCMessage *message;
    bool validates; /* says what is wrong, and makes nothing */
    struct outcome outcome;

    /* the answer */
    struct MHD_Response *response;
    const char *answer; /* its bytes, owned by the response */
    size_t answer_size;
    unsigned status;
    enum rpc_code code;
    bool ranged; /* only `range` of a file is sent */
    struct range range;
    const char *challenge, *allow, *policy; /* header fields that only some answers have; NULL */
    const char *cookie[2];                  /* Set-Cookie; NULL: none */
    int64_t retry_s;                        /* Retry-After; 0: what the limit says */
    bool broken;                            /* the connection cannot be used after this request */
};

struct request *http_request_new(struct edge *edge, const char *target);
/** After the answer was given or the client went away. */
void http_request_end(struct request *request);

/** The library's access handler: called with the head, with every piece of the body, and after it. */
enum MHD_Result http_request_step(struct request *request, const char *http_method, const char *version,
                                  const char *bytes, size_t *bytes_left);

/* ---- admit.c */
/** Whether the request may be made, by its head. False: it is answered with the reason. */
bool admit_request(struct request *request, const char *version);
/** Answer with 405, 401 and 403, and are false. */
bool admit_refuse_method(struct request *request, unsigned methods);
bool admit_refuse_stranger(struct request *request);
bool admit_refuse_role(struct request *request);

/** Hash of the client's address, also behind a proxy that we trust. */
uint64_t http_address_of(const struct request *request);

/* ---- message.c: path, query and body become the request message. False: refused. */
bool http_message_make(struct request *request);

/* ---- call.c */
/** Starts the call with `request->message`; the connection is suspended. request_answer comes next. */
void http_call_start(struct request *request);
/** Copies an outcome into an arena, on the RPC library's thread. */
void http_call_keep(struct arena *arena, const struct rpc_outcome *from, struct outcome *to);
/** The outcome is there. */
void http_call_answer(struct request *request);

/* ---- upload.c */
void upload_begin(struct request *request);
/** Takes bytes of the body; what stays in `bytes_left` is for later. */
void upload_take(struct request *request, const char *bytes, size_t *bytes_left);
/** The body is complete. */
void upload_end(struct request *request);
/** A piece was taken by the service, or refused. */
void upload_answer(struct request *request);
/** Makes the call with the piece under way repeatable, and all of the upload when the client gave a key. */
const char *upload_piece_id(const struct request *request);
void upload_release(struct upload *upload); /* NULL is fine */

/* ---- download.c */
/** Before the call: a range changes what is asked for. */
void download_prepare(struct request *request);
/** The first piece is there, or refused. */
void download_begin(struct request *request);
void download_refused(struct request *request);
void download_answer(struct request *request);
ssize_t download_read(void *request, uint64_t position, char *buffer, size_t room);
void download_release(struct download *download); /* NULL is fine */

/* ---- reply.c: the answer to a call */
void reply_outcome(struct request *request);
void reply_unreadable(struct request *request);
void reply_nothing(struct request *request, unsigned status);
/** @tag  without quotes; NULL: none */
void reply_etag(struct request *request, const char *tag);
bool reply_not_modified(struct request *request, const char *tag);
/** Names the methods that the path has, in a header of the answer to come. */
void reply_allow(struct request *request, unsigned methods);

/* ---- site.c */
/** Whether it was something that needs no service. */
bool reply_site(struct request *request);

/** Content-Security-Policy of a page that uses the shared scripts and styles. */
const char *site_page_policy(void);

/* ---- problem.c */
/** Answers with a problem of our own. `status` 0: what the code says. */
void http_problem(struct request *request, unsigned status, enum rpc_code code, const char *ru, const char *en, ...)
    OKNO_PRINTF(4, 6) OKNO_PRINTF(5, 6);
/** The same with the field at fault; "" is the request as a whole. */
void http_problem_at(struct request *request, const char *field, const char *ru, const char *en);
void http_problem_too_large(struct request *request, size_t limit);
/** Answers with the failure of a call. */
void http_problem_of_outcome(struct request *request);

/* ---- response.c */
/** Makes the text, which is given away, the answer. */
void response_set(struct request *request, unsigned status, const char *content_type, struct text *text);
/** The same for bytes that live as long as the request. */
void response_set_static(struct request *request, unsigned status, const char *content_type, const char *bytes,
                         size_t size);
void response_set_stream(struct request *request, unsigned status, const char *content_type, size_t size, size_t block,
                         MHD_ContentReaderCallback read, void *arg);
void response_header(struct request *request, const char *name, const char *value);
/** Sends the answer past the library at once and lets the rest of the body come to nothing. */
void response_send_early(struct request *request);

/* ---- edge.c, loop.c */

struct edge {
    struct edge_options options;
    struct limit subject_limit, address_limit; /* quota 0: none */
    struct router *router;
    struct endpoint *endpoint;  /* one for each route */
    struct rpc_client **client; /* of the endpoints, each once */
    size_t n_clients;
    struct limiter *limiter;
    struct connections connections;
    struct request *spare;
    int n_spare;
    struct text scratch;   /* a packed message on its way out */
    struct arena *reading; /* for the JSON being read */
    size_t body_memory;    /* held by bodies */

    struct MHD_Daemon *mhd;
    pthread_t thread;
    int poll_fd, wake_fd, listen_fd, port;
    int64_t swept_us;
    bool resting; /* the listener does */

    struct live *live;

    _Atomic(struct request *) done; /* newest first */
    _Atomic bool sleeping;          /* somebody must be woken */
    _Atomic bool draining, closing;
    int n_calls; /* under way; the loop's own */
    _Atomic int n_connections, n_requests;
};

enum rpc_code listener_open(const char *address, int *ret_fd);
int listener_port(int fd);
/** Hash of an address, the same for all that one subscriber of a network has. */
uint64_t listener_address(const struct edge *edge, const struct sockaddr *address);
/** Whether the address is one of edge_options.proxies. */
bool listener_is_proxy(const struct edge *edge, const struct sockaddr *address);
/** Takes the newcomers that wait, as long as there is room. */
void listener_accept(struct edge *edge);
/** Now and then: looks again at what could not be accepted because no file could be opened. */
void listener_go_on(struct edge *edge);
/** The loop; ends when the edge is closing and no call is under way. */
void *loop_run(void *edge);
/** From any thread: the request's call is over; the loop will go on with it once it is told that they are
 * settled. */
void loop_call_done(struct request *request);
void loop_calls_settled(void *edge);
void loop_wake(struct edge *edge);
/** When something of that size must have been sent or taken by the client, by time_mono_us. */
int64_t edge_deadline(const struct edge *edge, int64_t base_ms, int64_t size);

#endif
