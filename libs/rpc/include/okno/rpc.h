/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Calls between daemons: what a person who knows gRPC expects, over nng streams and protobuf-c.
 *
 * A method is a function from request to reply that runs on a worker thread; a client is all replicas of a
 * service behind one handle. Deadlines travel and shrink, failures carry a code, a text for people and the
 * fields at fault, and a call is repeated only when repeating is harmless.
 */
#ifndef OKNO_RPC_H
#define OKNO_RPC_H

#include <okno/base.h>
#include <protobuf-c/protobuf-c.h>

/* ------------------------------------------------------------------ description (filled by generated code) */

/** okno.Role of proto/okno/options.proto. */
enum rpc_role {
    RPC_ROLE_NOBODY = 0,
    RPC_ROLE_APPLICANT = 1,
    RPC_ROLE_OPERATOR = 2,
    RPC_ROLE_CONSULTANT = 3,
    RPC_ROLE_SUPERVISOR = 4,
    RPC_ROLE_AGENCY = 5,
    RPC_ROLE_CONTROLLER = 6,
    RPC_ROLE_CALL_CENTRE = 7,
    RPC_ROLE_KIOSK = 8,
    RPC_ROLE_ADMIN = 9,
    RPC_ROLE_SERVICE = 10,
    RPC_ROLE_ANYONE = 11,
    RPC_ROLE_COUNT
};
#define RPC_ROLE_BIT(role) (1u << (role))

const char *rpc_role_name(enum rpc_role role);
/** RPC_ROLE_NOBODY when there is no role of that name. */
enum rpc_role rpc_role_by_name(const char *name);

/** okno.Format of proto/okno/options.proto. */
enum rpc_format {
    RPC_FORMAT_TEXT = 0,
    RPC_FORMAT_DATE = 1,
    RPC_FORMAT_UUID = 2,
    RPC_FORMAT_SNILS = 3,
    RPC_FORMAT_INN_PERSON = 4,
    RPC_FORMAT_INN_ENTITY = 5,
    RPC_FORMAT_OGRN = 6,
    RPC_FORMAT_OGRNIP = 7,
    RPC_FORMAT_KPP = 8,
    RPC_FORMAT_PHONE = 9,
    RPC_FORMAT_EMAIL = 10,
    RPC_FORMAT_OKTMO = 11,
    RPC_FORMAT_CODE = 12,
};

/** (okno.field) of one field, defaults filled in. */
struct rpc_field_rule {
    bool required;
    uint32_t max_length; /* code points of a string; 0 for what is no string */
    uint32_t max_items;  /* elements of a repeated field; 0 for a single one */
    enum rpc_format format;
    int64_t min, max;                        /* of a number; both 0: any */
    const struct rpc_message_rules *message; /* of a field that is a message of ours; NULL otherwise */
};

/** Rules of a message's fields. `<okno/X.rules.h>` has one for every message: tracking__task__rules. */
struct rpc_message_rules {
    const ProtobufCMessageDescriptor *message;
    const struct rpc_field_rule *fields; /* one for each of message->fields, in their order */
};

struct rpc_method {
    const char *service; /* "okno.tracking.v1.Tracking" */
    const char *name;    /* "SubmitApplication" */
    const char *label;   /* "tracking_submit_application": function, log and metric label */
    const ProtobufCMessageDescriptor *request;
    const ProtobufCMessageDescriptor *reply;
    uint32_t allow;                        /* RPC_ROLE_BIT of every role that may call */
    bool personal;                         /* the reply shows personal data */
    bool write;                            /* changes something; repeatable under a request id */
    const struct rpc_message_rules *rules; /* of the request; NULL when it is not a message of ours */
};

struct rpc_service {
    const char *name;   /* "okno.tracking.v1.Tracking" */
    const char *daemon; /* "tracking"; NULL when every daemon serves it */
    const struct rpc_method *const *methods;
    size_t n_methods;
    const char *description; /* for people: the .proto with its comments and rules in words */
};

struct rpc_call;
typedef enum rpc_code rpc_handler(struct rpc_call *call, const void *request, void *reply);

struct rpc_binding {
    const struct rpc_method *method;
    rpc_handler *handler;
};

/* ------------------------------------------------------------------ a call, as a method sees it */

/** Who asks, as the gateway learnt from the token. Texts are never NULL. */
struct rpc_caller {
    enum rpc_role role;
    const char *subject; /* `sub` of the token; the daemon's name for a daemon's own calls */
    const char *centre;
    const char *agency;
    const char *applicant;
    const char *service; /* that passed the call on ("okno.tracking.v1.Tracking"); "" at the edge */
};

struct rpc_violation {
    const char *field; /* lowerCamel path: "documents[2].sheets" */
    const char *message;
};

/** Everything a method may know of its call. Methods read it; libs/rpc and libs/service fill it. */
struct rpc_call {
    const struct rpc_method *method;
    struct arena *arena; /* lives until the reply is sent */
    struct rpc_caller caller;
    const char *request_id; /* "" when the write is not meant to be repeated */
    const char *trace;      /* W3C traceparent, "" without */
    const char *language;   /* "ru" or "en" */
    int64_t deadline_us;    /* by time_mono_us */
    void *context;          /* of the server: libs/service keeps its struct service here */
    void *server_call;      /* of libs/rpc; NULL where no server runs the call: jobs, tests */

    /* the failure, once there is one */
    enum rpc_code code;
    const char *message;
    const char *reason;
    const char *subject_id;
    struct rpc_violation *violations;
    size_t n_violations;
    const char *constraint; /* of the database, violated by the call; libs/db sets it */

    /* what the call is about and why, for its record; libs/audit sets them */
    const char *object, *motive;
    bool committed; /* a work was committed for it; libs/db sets it */
    bool recording; /* its last act is the record that it was shown; libs/audit sets it */
    /* what a call that left its worker goes on with, once, when it is resumed; NULL: it is over */
    enum rpc_code (*then)(struct rpc_call *call, void *arg);
    void *then_arg;

    const ProtobufCMessage *request;
    ProtobufCMessage *reply;
    ProtobufCBinaryData packed_request; /* as it came; empty where no server runs the call */
    ProtobufCBinaryData packed_reply;   /* set by whoever packs the finished reply before it is sent */
    _Atomic bool cancelled;             /* the client went away or said cancel */
};

/**
 * Says once, where it is known, what went wrong. Everyone above returns the code untouched.
 *
 * @ru, @en  the sentence in both languages, printf-like, over the same arguments in the same order; what was
 *           wrong, where, what is allowed; no personal data
 * @return   `code`
 */
enum rpc_code rpc_fail(struct rpc_call *call, enum rpc_code code, const char *ru, const char *en, ...) OKNO_PRINTF(3, 5)
    OKNO_PRINTF(4, 5);

/** Adds a field at fault. The call has not failed until `rpc_check` is asked. */
void rpc_violate(struct rpc_call *call, const char *field, const char *ru, const char *en, ...) OKNO_PRINTF(3, 5)
    OKNO_PRINTF(4, 5);

/** RPC_INVALID_ARGUMENT when any field was found at fault, naming them all; RPC_OK otherwise. */
enum rpc_code rpc_check(struct rpc_call *call) OKNO_MUST_CHECK;

/** Machine-readable reason of the failure and the id of what stands in the way; either may be NULL. */
void rpc_explain(struct rpc_call *call, const char *reason, const char *subject_id);

/**
 * Ends a call that has left its worker. A method, or a library on its behalf, whose last act would be to sleep hands
 * the call to whoever it waits for and returns RPC_DETACHED, touching nothing of the call any more; the worker takes
 * the next one. Possible only where `server_call` is set.
 *
 * @code  outcome, as the method would have returned it; the reply, or what rpc_fail said, is complete. Where the call
 *        has a `then`, that is run by a worker first and gives the outcome
 */
void rpc_resume(struct rpc_call *call, enum rpc_code code);

/** True for a caller in whose language the text is English. */
bool rpc_english(const struct rpc_call *call);

/** Milliseconds the call may still take, 0 when it is late. */
int64_t rpc_time_left_ms(const struct rpc_call *call);

/**
 * A call of the daemon's own: for jobs and for the start. Role SERVICE, the given subject.
 * Free it with rpc_call_release; its arena goes with it.
 */
void rpc_call_init(struct rpc_call *call, const char *subject, int64_t timeout_ms, void *context);
void rpc_call_release(struct rpc_call *call);

/* ------------------------------------------------------------------ transport security */

/** Mutually authenticated TLS for tls+tcp:// addresses. All three are needed there, unused for ipc://. */
struct rpc_tls {
    const char *ca_file;     /* PEM: who may be on the other side */
    const char *cert_file;   /* PEM: certificate and private key of this daemon */
    const char *server_name; /* that a server's certificate must carry; NULL: the host of the address */
};

/**
 * What is wrong with an address that is to be called, in English; NULL when nothing is. Certificates are checked by
 * the name of the host (subjectAltName, DNS), so that tls+tcp:// takes no IP address.
 */
const char *rpc_address_fault(const char *address);

/* ------------------------------------------------------------------ server */

struct rpc_server_options {
    const char *name;             /* "tracking" */
    const char *const *addresses; /* NULL-terminated: "ipc:///run/okno/tracking.sock", "tls+tcp://0.0.0.0:7001" */
    struct rpc_tls tls;
    int workers;          /* threads that run methods */
    int queue_limit;      /* calls that may wait for a worker; beyond: RESOURCE_EXHAUSTED */
    size_t max_message;   /* bytes of a frame; a larger one ends the connection */
    size_t call_memory;   /* limit of a call's arena for sizes chosen by others */
    unsigned socket_mode; /* of ipc sockets; 0: 0600 */
    void *context;        /* becomes rpc_call.context */
    /** Runs every call; NULL: just the handler. libs/service puts validation, audit and metrics here. */
    enum rpc_code (*dispatch)(struct rpc_call *call, const struct rpc_binding *binding);
    /** What is left of dispatch for a call that was detached, with the code it was resumed with; runs on a worker. */
    enum rpc_code (*resumed)(struct rpc_call *call, enum rpc_code code);
    /** After every call, answered or refused: for log and metrics. NULL is fine. */
    void (*finished)(const struct rpc_call *call, const struct rpc_method *method, int64_t elapsed_us, void *context);
};

struct rpc_server;

/**
 * Binds the addresses and starts the workers.
 *
 * @bindings  methods served; must outlive the server
 * @return    RPC_OK; RPC_UNAVAILABLE when an address cannot be bound, RPC_INVALID_ARGUMENT when it is malformed
 *            or TLS files are unusable (logged)
 */
enum rpc_code rpc_server_open(const struct rpc_server_options *options, const struct rpc_binding *bindings,
                              size_t n_bindings, struct rpc_server **ret_server) OKNO_MUST_CHECK;
/** No new calls: clients are told to go elsewhere; returns when all calls under way are answered or time is up. */
void rpc_server_drain(struct rpc_server *server, int64_t timeout_ms);
void rpc_server_close(struct rpc_server *server); /* NULL is fine */
/** Calls waiting and running, for metrics. */
void rpc_server_load(struct rpc_server *server, int *ret_waiting, int *ret_running);

/* ------------------------------------------------------------------ client */

struct rpc_client_options {
    const char *name;             /* of the service called, for logs */
    const char *const *addresses; /* NULL-terminated: one per replica */
    struct rpc_tls tls;
    size_t max_message;
    int max_waiting; /* calls that may wait for a connection; beyond: UNAVAILABLE at once */
};

struct rpc_client;

/** Starts connecting in the background; a peer that is not up yet is waited for with back-off. */
struct rpc_client *rpc_client_open(const struct rpc_client_options *options);
/** Fails what is under way with CANCELLED. */
void rpc_client_close(struct rpc_client *client);
/** Whether any replica is connected now. */
bool rpc_client_ready(struct rpc_client *client);

/** What came of a call. Texts and bytes are valid only during the callback. */
struct rpc_outcome {
    enum rpc_code code;
    const char *message, *reason, *subject_id;
    const struct rpc_violation *violations;
    size_t n_violations;
    const uint8_t *reply; /* packed */
    size_t reply_size;
};
typedef void rpc_done(void *arg, const struct rpc_outcome *outcome);

struct rpc_request {
    const struct rpc_method *method;
    const uint8_t *payload; /* packed; copied before rpc_client_start returns */
    size_t payload_size;
    struct rpc_caller caller;
    const char *request_id, *trace, *language; /* NULL is "" */
    int64_t timeout_ms;
};

/**
 * Starts a call without waiting. `done` is called exactly once, on a thread of the library, maybe before this
 * returns; it must not block. A read, and a write with a request id, is repeated on another replica when its
 * connection is lost; whatever was never sent waits for a connection until its time is up.
 *
 * @return  the call's number, for rpc_client_cancel; no other call of the client ever has it
 */
uint64_t rpc_client_start(struct rpc_client *client, const struct rpc_request *request, rpc_done *done, void *arg);
/**
 * Nobody waits for the call any more: `done` is called with CANCELLED before this returns, and the server is told, so
 * that the method and the calls it made end too. What was done is done: a write may have been committed. Nothing
 * happens to a call that was answered meanwhile.
 */
void rpc_client_cancel(struct rpc_client *client, uint64_t number);

/* For an event loop that starts calls and collects their outcomes. */

/**
 * Calls started from now on may wait for rpc_client_flush, so that those of one round leave in one write. Flush soon.
 */
void rpc_client_hold(struct rpc_client *client);
void rpc_client_flush(struct rpc_client *client);
/**
 * `settled` runs after the callbacks of all calls that were over together, on their thread, so that the loop is woken
 * once for many. It must not call this library. NULL ends that: it does not run any more then.
 */
void rpc_client_on_settled(struct rpc_client *client, void (*settled)(void *arg), void *arg);

/* From inside a method: caller, trace, language and the time left travel along, and so does the end of waiting: when
 * the call is cancelled or its time is up, those it made are cancelled within RPC_LOOK_MS. */

#define RPC_LOOK_MS 20

struct rpc_future {
    struct rpc_call *call;
    const struct rpc_method *method;
    struct rpc_client *client;
    uint64_t number;       /* of the call made */
    struct rpc_wait *wait; /* shared with the callback */
};

/**
 * Starts a call. Give every future to rpc_wait exactly once.
 *
 * @request_id  makes a write repeatable; derive it from the call's own and a suffix. NULL for reads.
 */
void rpc_start(struct rpc_call *call, struct rpc_future *future, struct rpc_client *client,
               const struct rpc_method *method, const ProtobufCMessage *request, const char *request_id);
/** The reply, unpacked into the call's arena. On failure the callee's text becomes the call's; CANCELLED when the call
 * is. */
enum rpc_code rpc_wait(struct rpc_future *future, ProtobufCMessage **ret_reply) OKNO_MUST_CHECK;
enum rpc_code rpc_invoke(struct rpc_call *call, struct rpc_client *client, const struct rpc_method *method,
                         const ProtobufCMessage *request, const char *request_id,
                         ProtobufCMessage **ret_reply) OKNO_MUST_CHECK;

/** The client of a service by its name ("tracking"); set by libs/service, used by generated stubs. */
typedef struct rpc_client *rpc_peer_lookup(void *context, const char *service);
void rpc_set_peer_lookup(rpc_peer_lookup *lookup);
struct rpc_client *rpc_peer(struct rpc_call *call, const char *service);

/* ------------------------------------------------------------------ frames (pure; also for the fuzzer) */

enum rpc_frame_kind {
    RPC_FRAME_CALL = 1,
    RPC_FRAME_REPLY = 2,
    RPC_FRAME_CANCEL = 3,
    RPC_FRAME_GOAWAY = 4,
    RPC_FRAME_HELLO = 5,
};
#define RPC_FRAME_HEADER 16

struct rpc_frame {
    enum rpc_frame_kind kind;
    uint64_t id;
    const uint8_t *body;
    size_t body_size;
};

/**
 * Looks at the head of a byte stream; the layout is in proto/okno/wire.proto.
 *
 * @ret_size  size of the whole frame once its header is there, RPC_FRAME_HEADER before
 * @return    1 when the frame is complete, 0 when more bytes are needed, -1 when the stream is not ours or the
 *            body exceeds `max_message`
 */
int rpc_frame_parse(const uint8_t *bytes, size_t size, size_t max_message, struct rpc_frame *ret_frame,
                    size_t *ret_size);
void rpc_frame_header(uint8_t ret_header[RPC_FRAME_HEADER], enum rpc_frame_kind kind, uint64_t id, size_t body_size);

#endif
