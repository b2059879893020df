/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Keeps N echo calls of 200 bytes in flight: the calling half of `scripts/bench rpc`. Every call is packed,
 * checked and unpacked like a real one. Prints one JSON object, described in README.md.
 */
#include "histogram.h"
#include "rpc_echo.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DATA_SIZE 197 /* with tag and length: 200 bytes */

struct options {
    const char *address;
    int inflight;
    double seconds, warmup_s;
    pid_t server;
};

/* One call in flight after another. */
struct lane {
    int64_t started_us;
    uint64_t sequence;
};

static struct rpc_client *client;
static atomic_bool measuring, stopping;
static atomic_int under_way;
static atomic_long failures;
static struct histogram times;

static bool
is_answer(const struct lane *lane, const struct rpc_outcome *outcome)
{
    if (outcome->code != RPC_OK)
        return false;
    Echo__EchoReply *reply = echo__echo_reply__unpack(NULL, outcome->reply_size, outcome->reply);
    bool same =
        reply && reply->data.len == DATA_SIZE && !memcmp(reply->data.data, &lane->sequence, sizeof lane->sequence);
    echo__echo_reply__free_unpacked(reply, NULL);
    return same;
}

static void start(struct lane *lane);

static void
done(void *arg, const struct rpc_outcome *outcome)
{
    struct lane *lane = arg;
    bool good = is_answer(lane, outcome);
    if (!good)
        atomic_fetch_add(&failures, 1);
    else if (atomic_load_explicit(&measuring, memory_order_relaxed))
        histogram_add(&times, time_mono_us() - lane->started_us);
    if (good && !atomic_load_explicit(&stopping, memory_order_relaxed))
        start(lane);
    else
        atomic_fetch_sub(&under_way, 1);
}

static void
start(struct lane *lane)
{
    lane->started_us = time_mono_us();
    lane->sequence++;
    uint8_t data[DATA_SIZE] = { 0 }, payload[DATA_SIZE + 16];
    memcpy(data, &lane->sequence, sizeof lane->sequence);
    Echo__EchoRequest echo = ECHO__ECHO_REQUEST__INIT;
    echo.data = (ProtobufCBinaryData){ sizeof data, data };
    struct rpc_request request = { .method = &echo_method,
                                   .payload = payload,
                                   .payload_size = echo__echo_request__pack(&echo, payload),
                                   .caller = { RPC_ROLE_OPERATOR, "bench", "arbat", "", "", "" },
                                   .timeout_ms = 10000 };
    rpc_client_start(client, &request, done, lane);
}

/* CPU time of a process in microseconds; 0 when there is no such process. */
static double
cpu_us(pid_t pid)
{
    clockid_t clock;
    struct timespec used;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return 0;
    return (double)used.tv_sec * 1e6 + (double)used.tv_nsec / 1e3;
}

/* Lets the calls run through warm-up and measurement, then reports. */
static void
measure(const struct options *o)
{
    usleep((useconds_t)(o->warmup_s * 1e6));
    double client_us = cpu_us(0), server_us = o->server ? cpu_us(o->server) : 0;
    int64_t from_us = time_mono_us();
    atomic_store(&measuring, true);
    usleep((useconds_t)(o->seconds * 1e6));
    atomic_store(&measuring, false);
    double took_s = (double)(time_mono_us() - from_us) / 1e6;
    client_us = cpu_us(0) - client_us;
    server_us = o->server ? cpu_us(o->server) - server_us : 0;
    atomic_store(&stopping, true);
    long n = atomic_load(&times.calls);
    double per_call = n ? 1 / (double)n : 0;
    printf("{\"inflight\":%d,\"seconds\":%.3f,\"calls\":%ld,\"calls_per_s\":%.1f,\"p50_us\":%ld,\"p99_us\":%ld,"
           "\"client_cpu_us\":%.2f,\"server_cpu_us\":%.2f}\n",
           o->inflight, took_s, n, (double)n / took_s, histogram_percentile_us(&times, 0.5),
           histogram_percentile_us(&times, 0.99), client_us * per_call, server_us * per_call);
}

static struct options
parse(int argc, char **argv)
{
    struct options o = { .inflight = 64, .seconds = 5, .warmup_s = 1 };
    for (int i = 1; i + 1 < argc; i += 2) {
        if (!strcmp(argv[i], "--address"))
            o.address = argv[i + 1];
        else if (!strcmp(argv[i], "--inflight"))
            o.inflight = (int)strtol(argv[i + 1], NULL, 10);
        else if (!strcmp(argv[i], "--seconds"))
            o.seconds = strtod(argv[i + 1], NULL);
        else if (!strcmp(argv[i], "--warmup"))
            o.warmup_s = strtod(argv[i + 1], NULL);
        else if (!strcmp(argv[i], "--server-pid"))
            o.server = (pid_t)strtol(argv[i + 1], NULL, 10);
    }
    return o;
}

int
main(int argc, char **argv)
{
    struct options o = parse(argc, argv);
    if (!o.address || o.inflight < 1) {
        fprintf(stderr, "usage: %s --address URL [--inflight N] [--seconds S] [--warmup S] [--server-pid PID]\n",
                argv[0]);
        return 64;
    }
    const char *addresses[] = { o.address, NULL };
    client = rpc_client_open(&(struct rpc_client_options){
        .name = "echo", .addresses = addresses, .max_message = 1 << 20, .max_waiting = 10000 });
    struct lane *lanes = calloc((size_t)o.inflight, sizeof *lanes);
    atomic_store(&under_way, o.inflight);
    for (int i = 0; i < o.inflight; i++)
        start(&lanes[i]);
    measure(&o);
    while (atomic_load(&under_way))
        usleep(1000);
    rpc_client_close(client);
    free(lanes);
    if (atomic_load(&failures))
        fprintf(stderr, "%ld calls failed\n", atomic_load(&failures));
    return atomic_load(&failures) ? 1 : 0;
}
