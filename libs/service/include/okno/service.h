/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * The one entry point of every daemon: configuration, log, database, RPC server and clients, jobs, events, health,
 * signals, drain. A daemon's main file is a description and one call.
 *
 *     int main(int argc, char **argv)
 *     {
 *         return service_main(argc, argv, &(struct service_description) {
 *             .name = "reference", .bindings = reference_bindings, .n_bindings = reference_bindings_count,
 *             .schema = reference_schema, .n_schema = reference_schema_count });
 *     }
 *
 * Options of every daemon: --config DIR, --check-config, --print-config, --describe-config, --version, --help. Exit
 * codes are those of sysexits.h. SIGTERM and SIGINT drain; SIGHUP has no effect.
 */
#ifndef OKNO_SERVICE_H
#define OKNO_SERVICE_H

#include <okno/conf.h>
#include <okno/db.h>
#include <okno/events.h>
#include <okno/rpc.h>

struct service;

/**
 * Work done again and again by one replica at a time, claimed through a row (table job of the schema). A run that takes
 * longer than ten periods (three seconds at least, a minute at most) may meet another: what it does must bear that.
 */
struct service_job {
    const char *name;
    int64_t every_ms;
    enum rpc_code (*run)(struct rpc_call *call); /* call->context is the service */
};

struct service_description {
    const char *name;                   /* "tracking": also schema, role, config file, socket */
    const struct rpc_binding *bindings; /* methods; NULL for a daemon without an RPC server */
    size_t n_bindings;
    const struct db_migration *schema; /* NULL for a daemon without a database */
    size_t n_schema;
    const struct service_job *jobs; /* ended by a NULL name; NULL without */
    const struct conf_key *keys;    /* the daemon's own configuration keys, into `own`; ended by a NULL name */
    void *own;
    /** After configuration, log, clients and database, before the server: load what is kept in memory. The
     *  database may still be down. RPC_UNAVAILABLE ends the daemon with EX_UNAVAILABLE, what else is not RPC_OK with
     *  EX_SOFTWARE. NULL is fine. */
    enum rpc_code (*open)(struct service *service);
    /** Lets callers in by another door than the RPC server's, once `ready` says true or its time is over. Ends the
     *  daemon as `open` does. NULL is fine. */
    enum rpc_code (*listen)(struct service *service);
    /** After the drain, whatever became of `listen`; not when `open` failed. NULL is fine. */
    void (*close)(struct service *service);
    /** Further lines of /readyz: false and a reason while the daemon cannot work. Calls are first let in when it says
     *  true, or some seconds have passed. NULL is fine. */
    bool (*ready)(struct service *service, struct text *ret_detail);
};

int service_main(int argc, char **argv, const struct service_description *description);

/** Settings that all programs of the suite share; the help of each key stands in config.c. */
struct service_conf {
    struct conf_list listen;
    int socket_mode; /* index into 0600, 0660 */
    int workers, queue_limit;
    size_t max_message, call_memory;
    const char *tls_ca, *tls_cert;
    struct conf_map peers;
    const char *database_url;
    int read_lanes, write_lanes;
    const char *admin_listen;
    int log_level, log_format, log_calls;
    const char *timezone, *state;
    int64_t drain_ms;
};

/** Folder of the configuration when no option names one: OKNO_CONFIG, else /etc/okno. */
const char *service_config_folder(void);
/**
 * Reads common.yaml and, when it is there, NAME.yaml of a folder: what service_main does for a daemon, for
 * programs that are none.
 *
 * @name   of the program, also for OKNO_<NAME>__… in the environment
 * @keys   its own keys, ended by CONF_END, into `own`; NULL without
 * @ret_conf, @ret_problems  as of conf_load
 */
enum rpc_code service_configure(const char *name, const char *folder, const struct conf_key *keys, void *own,
                                struct service_conf *ret_common, struct conf **ret_conf,
                                struct text *ret_problems) OKNO_MUST_CHECK;
/** All keys that NAME.yaml and common.yaml may hold, as conf_describe has them. */
void service_describe(const struct conf_key *keys, struct text *ret_text);

/**
 * Adds a violation for every field of the message that breaks the rules of (okno.field) in its .proto. Requests are
 * checked before their method runs; a method checks what it made itself, as the merged message of a PATCH.
 * Below a message with an update mask nothing is required: such a request says only what changes.
 *
 * @rules   of the message: X__rules of <okno/X.rules.h>; NULL: none
 * @prefix  path of the message within the request, "" for the request itself
 */
void service_validate(struct rpc_call *call, const struct rpc_message_rules *rules, const ProtobufCMessage *message,
                      const char *prefix);

/** Adds violations that no (field) rule can express, with rpc_violate; the request may break any rule. */
typedef void service_request_check(struct rpc_call *call, const ProtobufCMessage *request);

/**
 * Adds a check of a method's requests, so that what it finds is reported together with the fields that break their
 * own rules. Pure checks of one request only; called before main, by a constructor.
 */
void service_check_also(const struct rpc_method *method, service_request_check *check);

/** What every request goes through before its method: rules of the fields, then the added checks. */
enum rpc_code service_check_request(struct rpc_call *call) OKNO_MUST_CHECK;

struct service *service_of(const struct rpc_call *call);
void *service_own(const struct service *service); /* description.own */
const char *service_name(const struct service *service);
struct rpc_client *service_peer(struct service *service, const char *name); /* NULL: not configured */
/** Folder for what the daemon keeps beside the database (OKNO_STATE). */
const char *service_state(const struct service *service);
/** Version of the installation, for --version and /readyz. */
const char *service_version(void);

#endif
