/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#include <okno/audit.h>
#include <okno/log.h>
#include <okno/metrics.h>
#include <okno/system.methods.h>

#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#ifndef OKNO_VERSION
#define OKNO_VERSION "unversioned"
#endif

#define SCHEMA_RETRY_MS 500
#define READY_LOOK_MS 10
#define READY_WAIT_MS 5000 /* less than the shortest patience of a caller that has no other replica */

struct options {
    const char *config; /* folder with common.yaml and NAME.yaml */
    bool check, print;
};

struct service *
service_of(const struct rpc_call *call)
{
    return call->context;
}

void *
service_own(const struct service *service)
{
    return service->description->own;
}

const char *
service_name(const struct service *service)
{
    return service->description->name;
}

const char *
service_state(const struct service *service)
{
    return service->conf.state;
}

const char *
service_version(void)
{
    return OKNO_VERSION;
}

struct rpc_client *
service_peer(struct service *service, const char *name)
{
    for (size_t i = 0; i < service->n_peers; i++)
        if (text_equal(service->peers[i].name, name))
            return service->peers[i].client;
    return NULL;
}

static struct rpc_client *
lookup_peer(void *context, const char *name)
{
    return context ? service_peer(context, name) : NULL;
}

/* ------------------------------------------------------------------ command line and configuration */

static void
usage(const char *program, FILE *to)
{
    fprintf(to,
            "usage: %s [--config DIR] [--check-config | --print-config | --describe-config | --version | --help]\n"
            "  --config DIR     folder with common.yaml and the daemon's own file (default $OKNO_CONFIG or /etc/okno)\n"
            "  --check-config   say whether the configuration is good, and stop\n"
            "  --print-config   print every key with where its value comes from, secrets masked, and stop\n"
            "  --describe-config  print every key with its meaning, limits and default, and stop\n",
            program);
}

static void
describe_configuration(const struct service_description *description)
{
    TEXT_SCOPED all = { 0 };
    service_describe(description->keys, &all);
    fputs(all.data, stdout);
}

/* -1 to go on, else the exit code. */
static int
parse_options(int argc, char **argv, const struct service_description *description, struct options *options)
{
    static const struct option longs[] = {
        { "config", required_argument, NULL, 'c' },
        { "check-config", no_argument, NULL, 'k' },
        { "print-config", no_argument, NULL, 'p' },
        { "describe-config", no_argument, NULL, 'd' },
        { "version", no_argument, NULL, 'v' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    *options = (struct options){ .config = service_config_folder() };
    int option;
    while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        switch (option) {
        case 'c':
            options->config = optarg;
            break;
        case 'k':
            options->check = true;
            break;
        case 'p':
            options->print = true;
            break;
        case 'd':
            describe_configuration(description);
            return EX_OK;
        case 'v':
            printf("okno-%s %s\n", description->name, OKNO_VERSION);
            return EX_OK;
        case 'h':
            usage(argv[0], stdout);
            return EX_OK;
        default:
            usage(argv[0], stderr);
            return EX_USAGE;
        }
    }
    if (optind == argc)
        return -1;
    fprintf(stderr, "%s: unexpected argument %s\n", argv[0], argv[optind]);
    return EX_USAGE;
}

/* -1 to go on, else the exit code. */
static int
configure(struct service *service, const struct options *options, struct conf **ret_conf)
{
    const struct service_description *d = service->description;
    TEXT_SCOPED problems = { 0 };
    if (service_configure(d->name, options->config, d->keys, d->own, &service->conf, ret_conf, &problems) != RPC_OK) {
        fputs(problems.data, stderr);
        return CONF_EXIT_CODE;
    }
    if (d->schema && text_empty(service->conf.database_url)) {
        fprintf(stderr, "database.url is not set: a libpq connection string is needed\n");
        return CONF_EXIT_CODE;
    }
    if (options->print) {
        TEXT_SCOPED all = { 0 };
        conf_print(*ret_conf, &all);
        fputs(all.data, stdout);
        return EX_OK;
    }
    if (options->check)
        puts("the configuration is good");
    return options->check ? EX_OK : -1;
}

/* ------------------------------------------------------------------ starting */

static void
block_signals(sigset_t *ret_set)
{
    sigemptyset(ret_set);
    sigaddset(ret_set, SIGTERM);
    sigaddset(ret_set, SIGINT);
    sigaddset(ret_set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, ret_set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* SIGTERM or SIGINT within the time. */
static bool
told_to_stop(const sigset_t *set, int64_t wait_ms)
{
    struct timespec wait = { wait_ms / 1000, wait_ms % 1000 * 1000000 };
    int got = sigtimedwait(set, NULL, &wait);
    return got == SIGTERM || got == SIGINT;
}

/* Waits for a database that is not up yet; -1 to go on, else the exit code. */
static int
await_schema(struct service *service, const sigset_t *signals)
{
    const struct service_description *d = service->description;
    for (;;) {
        TEXT_SCOPED detail = { 0 };
        enum db_schema_state state =
            db_schema_check(service->conf.database_url, d->name, d->schema, d->n_schema, &detail);
        if (state == DB_SCHEMA_CURRENT)
            return -1;
        if (state != DB_SCHEMA_UNREACHABLE) {
            log_error("the schema does not fit", LOG_STR("detail", detail.data));
            return EX_CONFIG;
        }
        log_warn("waiting for the database", LOG_STR("detail", detail.data));
        if (told_to_stop(signals, SCHEMA_RETRY_MS))
            return EX_OK;
    }
}

/*
 * As long as it does not listen, callers go to another replica or wait. Not for ever: a daemon that still misses
 * something says so to whoever calls. False when it is told to stop.
 */
static bool
await_ready(struct service *service, const sigset_t *signals)
{
    const struct service_description *d = service->description;
    int64_t until_us = time_mono_us() + READY_WAIT_MS * INT64_C(1000);
    while (d->ready && time_mono_us() < until_us) {
        TEXT_SCOPED detail = { 0 };
        if (d->ready(service, &detail))
            return true;
        if (told_to_stop(signals, READY_LOOK_MS))
            return false;
    }
    return true;
}

static const char **
null_terminated(const struct conf_list *list)
{
    const char **copy = calloc(list->count + 1, sizeof *copy);
    if (!copy)
        abort();
    for (size_t i = 0; i < list->count; i++)
        copy[i] = list->items[i];
    return copy;
}

static void
open_peers(struct service *service)
{
    const struct conf_map *peers = &service->conf.peers;
    service->peers = calloc(peers->count + 1, sizeof *service->peers);
    if (!service->peers)
        abort();
    for (size_t i = 0; i < peers->count; i++) {
        struct peer_client *peer = &service->peers[i];
        peer->name = peers->entries[i].name;
        peer->addresses = null_terminated(&peers->entries[i].values);
        peer->client = rpc_client_open(&(struct rpc_client_options){
            .name = peer->name,
            .addresses = peer->addresses,
            .tls = { service->conf.tls_ca, service->conf.tls_cert, NULL },
            .max_message = service->conf.max_message,
            .max_waiting = service->conf.queue_limit,
        });
        service->n_peers = i + 1;
    }
    rpc_set_peer_lookup(lookup_peer);
}

static void
close_peers(struct service *service)
{
    for (size_t i = 0; i < service->n_peers; i++) {
        rpc_client_close(service->peers[i].client);
        free(service->peers[i].addresses);
    }
    free(service->peers);
}

/* The daemon's own methods, those of its event log, and those every daemon serves. */
static size_t
gather_bindings(struct service *service)
{
    const struct service_description *d = service->description;
    size_t n = 0;
    service->bindings =
        calloc(d->n_bindings + events_bindings_count + system_bindings_count, sizeof *service->bindings);
    if (!service->bindings)
        abort();
    for (size_t i = 0; i < d->n_bindings; i++)
        service->bindings[n++] = d->bindings[i];
    for (size_t i = 0; d->schema && i < events_bindings_count; i++)
        service->bindings[n++] = events_bindings[i];
    for (size_t i = 0; i < system_bindings_count; i++)
        service->bindings[n++] = system_bindings[i];
    return n;
}

static enum rpc_code
open_server(struct service *service)
{
    const struct service_conf *conf = &service->conf;
    if (conf->listen.count == 0)
        return RPC_OK;
    const char **addresses = null_terminated(&conf->listen);
    struct rpc_server_options options = {
        .name = service->description->name,
        .addresses = addresses,
        .tls = { conf->tls_ca, conf->tls_cert, NULL },
        .workers = conf->workers,
        .queue_limit = conf->queue_limit,
        .max_message = conf->max_message,
        .call_memory = conf->call_memory,
        .socket_mode = conf->socket_mode ? 0660 : 0600,
        .context = service,
        .dispatch = dispatch_call,
        .resumed = dispatch_resumed,
        .finished = dispatch_finished,
    };
    size_t n = gather_bindings(service); /* sets the list that is handed on */
    enum rpc_code code = rpc_server_open(&options, service->bindings, n, &service->server);
    free(addresses);
    return code;
}

static double
read_waiting(void *data)
{
    struct service *service = data;
    int waiting = 0, running = 0;
    if (service->server)
        rpc_server_load(service->server, &waiting, &running);
    return waiting;
}

/* ------------------------------------------------------------------ running */

static void
run(struct service *service, const sigset_t *signals)
{
    struct metrics_series *queue =
        metrics_callback(metrics_gauge("okno_rpc_waiting", "Calls waiting for a thread.", METRICS_LIST(NULL)),
                         METRICS_LIST(NULL), read_waiting, service);
    service->started = true;
    log_info("started", LOG_STR("version", OKNO_VERSION));
    sd_notify(0, "READY=1");
    uint64_t watchdog_us = 0;
    int64_t beat_ms = IDLE_LOOK_MS;
    if (sd_watchdog_enabled(0, &watchdog_us) > 0 && (int64_t)watchdog_us / 2000 < beat_ms)
        beat_ms = (int64_t)watchdog_us / 2000;
    struct idleness seen = { .calls_at_trim = -1 };
    while (!told_to_stop(signals, beat_ms)) {
        sd_notify(0, "WATCHDOG=1");
        memory_give_back(service, &seen);
    }
    pthread_mutex_lock(&service->looking);
    service->draining = true;
    pthread_mutex_unlock(&service->looking);
    sd_notify(0, "STOPPING=1");
    log_info("draining");
    if (service->server)
        rpc_server_drain(service->server, service->conf.drain_ms);
    metrics_callback_end(queue);
}

static int
exit_code_of(enum rpc_code code)
{
    return code == RPC_OK ? EX_OK : code == RPC_UNAVAILABLE ? EX_UNAVAILABLE : EX_SOFTWARE;
}

static int
serve(struct service *service, const sigset_t *signals)
{
    const struct service_description *d = service->description;
    int exit_code = exit_code_of(d->open ? d->open(service) : RPC_OK);
    bool opened = !exit_code, goes_on = opened && await_ready(service, signals);
    if (goes_on && open_server(service) != RPC_OK)
        exit_code = EX_UNAVAILABLE;
    if (goes_on && !exit_code && d->listen)
        exit_code = exit_code_of(d->listen(service));
    if (goes_on && !exit_code) {
        if (d->schema)
            service->jobs = jobs_start(service);
        run(service, signals);
    }
    jobs_stop(service->jobs);
    events_stop();
    rpc_server_close(service->server);
    if (d->close && opened)
        d->close(service);
    return exit_code;
}

static int
start(struct service *service, const sigset_t *signals)
{
    const struct service_description *d = service->description;
    const struct service_conf *conf = &service->conf;
    service->admin = admin_start(service, conf->admin_listen);
    if (d->schema) {
        int exit_code = await_schema(service, signals);
        if (exit_code >= 0)
            return exit_code;
        db_open(&(struct db_options){ .url = conf->database_url,
                                      .schema = d->name,
                                      .read_lanes = conf->read_lanes,
                                      .write_lanes = conf->write_lanes });
        audit_open();
    }
    open_peers(service);
    int exit_code = serve(service, signals);
    admin_stop(service->admin); /* it looks at what is closed now */
    service->admin = NULL;
    close_peers(service);
    if (d->schema)
        db_close();
    return exit_code;
}

int
service_main(int argc, char **argv, const struct service_description *description)
{
    struct service service = { .description = description, .looking = PTHREAD_MUTEX_INITIALIZER };
    struct options options;
    struct conf *conf = NULL;
    memory_share_arenas();
    int exit_code = parse_options(argc, argv, description, &options);
    if (exit_code < 0)
        exit_code = configure(&service, &options, &conf);
    if (exit_code >= 0) {
        conf_free(conf);
        return exit_code;
    }
    setenv("TZ", service.conf.timezone, 1);
    tzset();
    log_open(description->name, (enum log_level)service.conf.log_level);
    log_set_format((enum log_format)service.conf.log_format);
    if (!text_empty(conf_warnings(conf)))
        log_warn("configuration", LOG_STR("detail", conf_warnings(conf)));
    sigset_t signals;
    block_signals(&signals);
    dispatch_open(&service);
    exit_code = start(&service, &signals);
    admin_stop(service.admin);
    log_info("stopped", LOG_INT("code", exit_code));
    free(service.bindings);
    log_close();
    conf_free(conf);
    return exit_code;
}
