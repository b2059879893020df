/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Officials who carry processes on, over RPC to the daemon of a stack; everything durable, each write with a request
 * id.
 *
 *     --create CODE --count N    starts N processes of a regulation
 *     --tasks FILE               open tasks, an id a line: completes them one after another, each time going on with
 * the task that follows, until the time is up (--seconds S --warmup W), or, with no
 *                                --seconds, until no task is left
 *     --claims 1                 claims each before, as those do who work on it for a while
 *
 * A step is a task completed, so that the next one waits or the process ends; it is timed without a claim before it.
 * Prints one JSON object: `scripts/bench process`.
 */
#include "caller.h"
#include "histogram.h"

#include <okno/tracking.rpc.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CLIENTS 256
#define ID_SIZE 37

static const char *centre, *regulation;
static int n_clients;
static bool claims;
static int64_t from_us, until_us;
static atomic_long left_to_create;
static struct histogram times;
static char (*tasks)[ID_SIZE];
static long n_tasks;

struct official {
    pthread_t thread;
    int number;
    char subject[24];
};

/* The reply lives until the call is released. */
static bool
invoke(struct rpc_call *call, const struct official *official, const struct rpc_method *method,
       const ProtobufCMessage *request, ProtobufCMessage **ret_reply, bool counts)
{
    int64_t start = time_mono_us();
    bool good = caller_invoke(call, RPC_ROLE_SUPERVISOR, official->subject, centre, method, request, ret_reply);
    int64_t now = time_mono_us();
    if (good && counts && start >= from_us && now <= until_us)
        histogram_add(&times, now - start);
    return good;
}

/* ------------------------------------------------------------------ an official */

static bool
claim(const struct official *official, const char *task_id)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    Tracking__ClaimTaskRequest request = TRACKING__CLAIM_TASK_REQUEST__INIT;
    request.task_id = task_id;
    bool good = invoke(&call, official, &tracking_method_claim_task, &request.base, &reply, false);
    rpc_call_release(&call);
    return good;
}

/* Puts the task that follows in the place of this one; nothing when none does. */
static bool
complete(const struct official *official, char task_id[ID_SIZE])
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    Tracking__CompleteTaskRequest request = TRACKING__COMPLETE_TASK_REQUEST__INIT;
    request.task_id = task_id;
    request.outcome = "done";
    bool good = invoke(&call, official, &tracking_method_complete_task, &request.base, &reply, true);
    const Tracking__Task *next = good ? ((const Tracking__CompleteTaskResponse *)reply)->next : NULL;
    snprintf(task_id, ID_SIZE, "%s", next ? next->task_id : "");
    rpc_call_release(&call);
    return good;
}

/* Walks over its own tasks, one step at each; ends when time is up, nothing is left, or a call failed. */
static void *
work(void *arg)
{
    const struct official *official = arg;
    bool any = true;
    while (any) {
        any = false;
        for (long i = official->number; i < n_tasks && time_mono_us() < until_us; i += n_clients) {
            if (!*tasks[i])
                continue;
            if ((claims && !claim(official, tasks[i])) || !complete(official, tasks[i]))
                return NULL;
            any = true;
        }
    }
    return NULL;
}

static void *
create(void *arg)
{
    const struct official *official = arg;
    bool good = true;
    while (good && atomic_fetch_sub(&left_to_create, 1) > 0) {
        struct rpc_call call;
        ProtobufCMessage *reply;
        Tracking__CreateProcessRequest request = TRACKING__CREATE_PROCESS_REQUEST__INIT;
        request.regulation = regulation;
        good = invoke(&call, official, &tracking_method_create_process, &request.base, &reply, true);
        rpc_call_release(&call);
    }
    return NULL;
}

/* ------------------------------------------------------------------ all of them */

static bool
read_tasks(const char *path)
{
    FILE *file = fopen(path, "r");
    long room = 0;
    char line[80];
    while (file && fgets(line, sizeof line, file)) {
        if (n_tasks == room) {
            room = room ? 2 * room : 1024;
            tasks = realloc(tasks, (size_t)room * sizeof *tasks);
            if (!tasks)
                abort();
        }
        snprintf(tasks[n_tasks++], ID_SIZE, "%.36s", line);
    }
    if (file)
        fclose(file);
    return n_tasks > 0;
}

static void
run(void *(*main_of_one)(void *))
{
    static struct official officials[MAX_CLIENTS];
    for (int i = 0; i < n_clients; i++) {
        officials[i].number = i;
        snprintf(officials[i].subject, sizeof officials[i].subject, "official-%d", i);
        pthread_create(&officials[i].thread, NULL, main_of_one, &officials[i]);
    }
    for (int i = 0; i < n_clients; i++)
        pthread_join(officials[i].thread, NULL);
}

static void
print(double seconds)
{
    long steps = atomic_load(&times.calls);
    printf("{\"steps\":%ld,\"seconds\":%.3f,\"steps_per_s\":%.1f,\"p50_us\":%ld,\"p99_us\":%ld,\"failures\":%ld,"
           "\"first_failure\":\"%s\"}\n",
           steps, seconds, (double)steps / seconds, histogram_percentile_us(&times, 0.5),
           histogram_percentile_us(&times, 0.99), caller_failures(), caller_first_failure());
}

int
main(int argc, char **argv)
{
    const char *address = caller_option(argc, argv, "--address", NULL);
    const char *file = caller_option(argc, argv, "--tasks", NULL);
    long seconds = caller_number(argc, argv, "--seconds", "0"), warmup = caller_number(argc, argv, "--warmup", "0");
    n_clients = (int)caller_number(argc, argv, "--clients", "64");
    claims = caller_number(argc, argv, "--claims", "0") != 0;
    centre = caller_option(argc, argv, "--centre", "");
    regulation = caller_option(argc, argv, "--create", NULL);
    atomic_store(&left_to_create, caller_number(argc, argv, "--count", "1000"));
    if (!address || !(regulation || file) || n_clients < 1 || n_clients > MAX_CLIENTS) {
        fprintf(stderr,
                "usage: %s --address ADDRESS (--tasks FILE [--claims 1] [--seconds S] [--warmup S] | --create CODE "
                "[--count N])"
                " [--clients N] [--centre CODE]\n",
                argv[0]);
        return 64;
    }
    if (file && !read_tasks(file)) {
        fprintf(stderr, "%s: no tasks\n", file);
        return 1;
    }
    caller_open("tracking", address);
    from_us = time_mono_us() + warmup * INT64_C(1000000);
    until_us = seconds ? from_us + seconds * INT64_C(1000000) : INT64_MAX;
    run(file ? work : create);
    print(seconds ? (double)seconds : (double)(time_mono_us() - from_us) / 1e6);
    caller_close();
    free(tasks);
    return caller_failures() ? 1 : 0;
}
