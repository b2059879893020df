/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Keeps N echo calls of 200 bytes in flight: the calling half of `scripts/bench rpc`. Prints one JSON object. */
#include "rpc_echo.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define WARM_UP_US INT64_C(500000)
#define BUCKETS 200000 /* microseconds */

static struct rpc_client *client;
static uint8_t payload[256];
static size_t payload_size;
static int64_t from_us, until_us;
static atomic_int under_way;
static atomic_long calls, failures;
static _Atomic(unsigned) histogram[BUCKETS];

struct lane {
    int64_t started_us;
};

static void start(struct lane *lane);

static void
done(void *arg, const struct rpc_outcome *outcome)
{
    struct lane *lane = arg;
    int64_t now = time_mono_us();
    if (outcome->code != RPC_OK || outcome->reply_size < 200)
        atomic_fetch_add(&failures, 1);
    if (lane->started_us >= from_us && now <= until_us) {
        int64_t took = now - lane->started_us;
        atomic_fetch_add_explicit(&histogram[took < BUCKETS ? took : BUCKETS - 1], 1, memory_order_relaxed);
        atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
    }
    if (now < until_us)
        start(lane);
    else
        atomic_fetch_sub(&under_way, 1);
}

static void
start(struct lane *lane)
{
    struct rpc_request request = { .method = &echo_method, .payload = payload, .payload_size = payload_size,
                                   .caller = { RPC_ROLE_OPERATOR, "bench", "arbat", "", "", "" }, .timeout_ms = 10000 };
    lane->started_us = time_mono_us();
    rpc_client_start(client, &request, done, lane);
}

static long
percentile(double share)
{
    long wanted = (long)((double)atomic_load(&calls) * share), seen = 0;
    for (long us = 0; us < BUCKETS; us++)
        if ((seen += histogram[us]) > wanted)
            return us;
    return BUCKETS;
}

int
main(int argc, char **argv)
{
    int inflight = 64, seconds = 5;
    const char *addresses[] = { NULL, NULL };
    for (int i = 1; i + 1 < argc; i += 2) {
        if (!strcmp(argv[i], "--inflight"))
            inflight = (int)strtol(argv[i + 1], NULL, 10);
        else if (!strcmp(argv[i], "--seconds"))
            seconds = (int)strtol(argv[i + 1], NULL, 10);
        else if (!strcmp(argv[i], "--address"))
            addresses[0] = argv[i + 1];
    }
    if (!addresses[0]) {
        fprintf(stderr, "usage: %s --address URL [--inflight N] [--seconds S]\n", argv[0]);
        return 64;
    }
    Echo__EchoRequest request = ECHO__ECHO_REQUEST__INIT;
    uint8_t data[200];
    memset(data, 'o', sizeof data);
    request.data = (ProtobufCBinaryData) { sizeof data, data };
    payload_size = echo__echo_request__pack(&request, payload);
    client = rpc_client_open(&(struct rpc_client_options) { .name = "echo", .addresses = addresses,
                                                            .max_message = 1 << 20, .max_waiting = 10000 });
    from_us = time_mono_us() + WARM_UP_US;
    until_us = from_us + seconds * INT64_C(1000000);
    struct lane *lanes = calloc((size_t)inflight, sizeof *lanes);
    atomic_store(&under_way, inflight);
    for (int i = 0; i < inflight; i++)
        start(&lanes[i]);
    while (atomic_load(&under_way))
        usleep(10000);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu_us = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    long n = atomic_load(&calls);
    printf("{\"calls_per_s\":%.0f,\"p50_us\":%ld,\"p99_us\":%ld,\"failures\":%ld,\"client_cpu_us_per_call\":%.2f}\n",
           (double)n / seconds, percentile(0.5), percentile(0.99), atomic_load(&failures), n ? cpu_us / (double)n : 0);
    rpc_client_close(client);
    free(lanes);
    return atomic_load(&failures) ? 1 : 0;
}
