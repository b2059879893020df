/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "observe.h"

#include <okno/log.h>
#include <okno/metrics.h>

/* Statuses counted by themselves; all others are "other". A request without an answer has none. */
static const unsigned STATUSES[] = { 200, 201, 204, 206, 303, 304, 400, 401, 403, 404, 405, 406, 409, 412,
                                     413, 414, 415, 416, 417, 422, 429, 499, 500, 501, 502, 503, 504, 0 };
#define N_STATUSES (OKNO_ARRAY_SIZE(STATUSES) + 1)

struct route_series {
    struct metrics_series *seconds;
    struct metrics_series *by_status[N_STATUSES]; /* made when first needed */
};

struct observer {
    enum log_requests log_requests;
    struct metrics_family *requests;
    const struct route *list;
    size_t n_routes;
    struct route_series *series; /* one for each route, the last for what matched none */
    struct metrics_series *connections, *in_flight;
    struct metrics_series *streams[6];
};

static double
read_connections(void *edge)
{
    int connections, requests;
    edge_load(edge, &connections, &requests);
    return connections;
}

static double
read_requests(void *edge)
{
    int connections, requests;
    edge_load(edge, &connections, &requests);
    return requests;
}

static struct edge_streams
streams_of(void *edge)
{
    struct edge_streams streams;
    edge_streams(edge, &streams);
    return streams;
}

static double
read_streams(void *edge)
{
    return streams_of(edge).open;
}

static double
read_stream_delay(void *edge)
{
    return (double)streams_of(edge).delay_us / 1e6;
}

static double
read_stream_events(void *edge)
{
    return (double)streams_of(edge).events;
}

static double
read_stream_frames(void *edge)
{
    return (double)streams_of(edge).frames;
}

static double
read_streams_dropped(void *edge)
{
    return (double)streams_of(edge).dropped;
}

static double
read_stream_snapshots(void *edge)
{
    return (double)streams_of(edge).snapshots;
}

static void
watch_streams(struct observer *observer, void *edge)
{
    static const struct {
        bool counter;
        const char *name, *help;
        metrics_read *read;
    } what[OKNO_ARRAY_SIZE(observer->streams)] = {
        { false, "okno_streams_open", "Live streams open.", read_streams },
        { false, "okno_stream_delay_seconds", "Of the newest event, from its transaction to the streams.",
          read_stream_delay },
        { true, "okno_stream_events", "Events read from logs for streams.", read_stream_events },
        { true, "okno_stream_frames", "Events, snapshots and ticks sent to clients.", read_stream_frames },
        { true, "okno_streams_dropped", "Streams ended because their client was too slow.", read_streams_dropped },
        { true, "okno_stream_snapshots", "Calls made for snapshots.", read_stream_snapshots },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(what); i++) {
        struct metrics_family *family = what[i].counter
                                            ? metrics_counter(what[i].name, what[i].help, METRICS_LIST(NULL))
                                            : metrics_gauge(what[i].name, what[i].help, METRICS_LIST(NULL));
        observer->streams[i] = metrics_callback(family, METRICS_LIST(NULL), what[i].read, edge);
    }
}

static const char *
name_of(const struct observer *observer, size_t route, const char **ret_pattern)
{
    *ret_pattern = route < observer->n_routes ? observer->list[route].pattern : "";
    return route < observer->n_routes ? observer->list[route].http_method : "";
}

struct observer *
observer_new(enum log_requests log_requests, const struct route *list, size_t n_routes)
{
    struct observer *observer = calloc(1, sizeof *observer);
    if (!observer || !(observer->series = calloc(n_routes + 1, sizeof *observer->series)))
        abort();
    observer->log_requests = log_requests;
    observer->list = list;
    observer->n_routes = n_routes;
    observer->requests = metrics_counter("okno_http_requests", "Requests, by route and status of the answer.",
                                         METRICS_LIST("method", "route", "status"));
    struct metrics_family *seconds =
        metrics_histogram("okno_http_request_seconds", "From a request's first line to its end.",
                          METRICS_LIST("method", "route"), metrics_latency);
    for (size_t i = 0; i <= n_routes; i++) {
        const char *pattern, *method = name_of(observer, i, &pattern);
        observer->series[i].seconds = metrics_series(seconds, METRICS_LIST(method, pattern));
    }
    return observer;
}

void
observer_free(struct observer *observer)
{
    if (!observer)
        return;
    free(observer->series);
    free(observer);
}

void
observer_watch(struct observer *observer, const struct edge *edge)
{
    void *data = (void *)(uintptr_t)edge;
    observer->connections =
        metrics_callback(metrics_gauge("okno_http_connections", "Open connections.", METRICS_LIST(NULL)),
                         METRICS_LIST(NULL), read_connections, data);
    observer->in_flight =
        metrics_callback(metrics_gauge("okno_http_in_flight", "Requests under way.", METRICS_LIST(NULL)),
                         METRICS_LIST(NULL), read_requests, data);
    watch_streams(observer, data);
}

void
observer_unwatch(struct observer *observer)
{
    metrics_callback_end(observer->connections);
    metrics_callback_end(observer->in_flight);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(observer->streams); i++)
        metrics_callback_end(observer->streams[i]);
}

static void
count(struct observer *observer, const struct edge_record *record)
{
    size_t status = 0, route = record->route < observer->n_routes ? record->route : observer->n_routes;
    while (status < OKNO_ARRAY_SIZE(STATUSES) && STATUSES[status] != record->status)
        status++;
    struct metrics_series **series = &observer->series[route].by_status[status];
    if (!*series) {
        char text[12] = "other";
        const char *pattern, *method = name_of(observer, route, &pattern);
        if (status < OKNO_ARRAY_SIZE(STATUSES))
            snprintf(text, sizeof text, "%u", STATUSES[status]);
        *series = metrics_series(observer->requests, METRICS_LIST(method, pattern, text));
    }
    metrics_count(*series, 1);
    metrics_observe(observer->series[route].seconds, (double)record->elapsed_us / 1e6);
}

static void
write_line(const struct edge_record *record, const char *pattern)
{
    log_set_trace(record->trace_id);
    log_each(LOG_LEVEL_INFO, "request", LOG_STR("method", record->http_method), LOG_STR("route", pattern),
             LOG_STR("path", record->path), LOG_UINT("status", record->status), LOG_CODE(record->code),
             LOG_INT("took_us", record->elapsed_us), LOG_STR("role", record->role));
    log_set_trace(NULL);
}

void
observer_record(struct observer *observer, const struct edge_record *record)
{
    const char *pattern;
    name_of(observer, record->route, &pattern);
    count(observer, record);
    if (observer->log_requests == LOG_REQUESTS_ALL
        || (observer->log_requests == LOG_REQUESTS_FAILED && record->status >= 500))
        write_line(record, pattern);
}
