/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Live streams under load: so many streams over so many halls, and visitors who come, are called, served and finished
 * at a given rate of events, over RPC; or messages to the boards of the first hall, each of which all streams get.
 * Every stream must see every revision of its hall, in order. Prints one JSON object: `scripts/bench streams`.
 */
#include "stream_reader.h"

#include <okno/queue.rpc.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CALL_MS 20000
#define MAX_CENTRES 400
#define DRIVERS 32
#define EVENTS_OF_A_VISIT 4

struct window {
    const char *centre;
    char id[40], session_id[40], group[64], operator_[40];
};

static struct rpc_client *client;
static const char *centres[MAX_CENTRES];
static int n_centres, n_windows, windows_each, rate, seconds;
static struct window *windows;
static bool messages;
static atomic_long failures, made, next_window;
static char first_failure[400];
static int64_t begun_us;

static struct rpc_client *
peer(void *context, const char *service)
{
    (void)context;
    (void)service;
    return client;
}

static bool
invoke(struct rpc_call *call, enum rpc_role role, const char *subject, const char *centre,
       const struct rpc_method *method, const ProtobufCMessage *request, ProtobufCMessage **ret_reply)
{
    char request_id[37];
    uuid7(request_id);
    rpc_call_init(call, subject, CALL_MS, NULL);
    call->caller = (struct rpc_caller){ role, subject, centre, "", "", "" };
    enum rpc_code code = rpc_invoke(call, client, method, request, request_id, ret_reply);
    if (code != RPC_OK && atomic_fetch_add(&failures, 1) == 0)
        snprintf(first_failure, sizeof first_failure, "%s: %s: %s", method->name, rpc_code_name(code), call->message);
    return code == RPC_OK;
}

/* ------------------------------------------------------------------ the halls */

static int64_t
revision_of(const char *centre)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    Queue__GetHallRequest request = QUEUE__GET_HALL_REQUEST__INIT;
    request.centre_code = centre;
    bool good = invoke(&call, RPC_ROLE_SUPERVISOR, "boss", centre, &queue_method_get_hall, &request.base, &reply);
    int64_t revision = good ? ((Queue__Hall *)reply)->revision : -1;
    rpc_call_release(&call);
    return revision;
}

static bool
find_windows(const char *centre, struct window *place)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    Queue__ListWindowsRequest request = QUEUE__LIST_WINDOWS_REQUEST__INIT;
    bool good = invoke(&call, RPC_ROLE_SUPERVISOR, "boss", centre, &queue_method_list_windows, &request.base, &reply);
    const Queue__ListWindowsResponse *list = good ? (const Queue__ListWindowsResponse *)reply : NULL;
    good = good && (int)list->n_windows >= windows_each;
    for (int i = 0; i < windows_each && good; i++) {
        place[i].centre = centre;
        snprintf(place[i].id, sizeof place[i].id, "%s", list->windows[i]->window_id);
        snprintf(place[i].group, sizeof place[i].group, "%s", list->windows[i]->groups[0]->group_code);
        snprintf(place[i].operator_, sizeof place[i].operator_, "%.20s-%d", centre, i);
    }
    rpc_call_release(&call);
    return good;
}

static void
open_session(struct window *window)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    Queue__OpenSessionRequest request = QUEUE__OPEN_SESSION_REQUEST__INIT;
    request.window_id = window->id;
    if (invoke(&call, RPC_ROLE_OPERATOR, window->operator_, window->centre, &queue_method_open_session, &request.base,
               &reply))
        snprintf(window->session_id, sizeof window->session_id, "%s", ((Queue__Session *)reply)->session_id);
    rpc_call_release(&call);
}

static void *
open_sessions(void *arg)
{
    (void)arg;
    for (long i; (i = atomic_fetch_add(&next_window, 1)) < n_windows;)
        open_session(&windows[i]);
    return NULL;
}

static void
by_all_drivers(void *(*work)(void *))
{
    pthread_t drivers[DRIVERS];
    for (int i = 0; i < DRIVERS; i++)
        pthread_create(&drivers[i], NULL, work, NULL);
    for (int i = 0; i < DRIVERS; i++)
        pthread_join(drivers[i], NULL);
}

static bool
seat(void)
{
    n_windows = n_centres * windows_each;
    windows = calloc((size_t)n_windows + 1, sizeof *windows);
    for (int i = 0; i < n_centres; i++)
        if (!find_windows(centres[i], &windows[i * windows_each]))
            return false;
    by_all_drivers(open_sessions);
    return failures == 0;
}

/* ------------------------------------------------------------------ what happens in them */

/* One event each: at the window's hall, by its operator. */
static bool
visit(struct window *w)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    char ticket_id[40] = "";
    Queue__TicketItem item = QUEUE__TICKET_ITEM__INIT, *items[] = { &item };
    Queue__IssueTicketRequest issue = QUEUE__ISSUE_TICKET_REQUEST__INIT;
    Queue__CallNextRequest next = QUEUE__CALL_NEXT_REQUEST__INIT;
    Queue__ServeTicketRequest serve = QUEUE__SERVE_TICKET_REQUEST__INIT;
    Queue__FinishTicketRequest finish = QUEUE__FINISH_TICKET_REQUEST__INIT;
    item.group_code = w->group;
    issue.centre_code = w->centre;
    issue.items = items;
    issue.n_items = 1;
    next.session_id = w->session_id;
    bool good = invoke(&call, RPC_ROLE_KIOSK, "kiosk", w->centre, &queue_method_issue_ticket, &issue.base, &reply);
    rpc_call_release(&call);
    good =
        good && invoke(&call, RPC_ROLE_OPERATOR, w->operator_, w->centre, &queue_method_call_next, &next.base, &reply);
    if (good && ((Queue__CallNextResponse *)reply)->ticket)
        snprintf(ticket_id, sizeof ticket_id, "%s", ((Queue__CallNextResponse *)reply)->ticket->ticket_id);
    rpc_call_release(&call);
    serve.ticket_id = finish.ticket_id = ticket_id;
    finish.result = "done";
    good =
        good && *ticket_id
        && invoke(&call, RPC_ROLE_OPERATOR, w->operator_, w->centre, &queue_method_serve_ticket, &serve.base, &reply);
    rpc_call_release(&call);
    good =
        good
        && invoke(&call, RPC_ROLE_OPERATOR, w->operator_, w->centre, &queue_method_finish_ticket, &finish.base, &reply);
    rpc_call_release(&call);
    return good;
}

static void
send_message(long n)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    char text[60];
    Queue__SendMessageRequest request = QUEUE__SEND_MESSAGE_REQUEST__INIT;
    snprintf(text, sizeof text, "Сообщение %ld", n);
    request.centre_code = centres[n % n_centres];
    request.text = text;
    request.minutes = 1;
    invoke(&call, RPC_ROLE_SUPERVISOR, "boss", request.centre_code, &queue_method_send_message, &request.base, &reply);
    rpc_call_release(&call);
}

/* Each piece of work has its moment, whoever of the drivers does it: what comes late is done at once. */
static void *
drive(void *arg)
{
    (void)arg;
    double every_us = 1e6 / rate * (messages ? 1 : EVENTS_OF_A_VISIT);
    long total = (long)((double)seconds * 1e6 / every_us);
    for (long n; (n = atomic_fetch_add(&next_window, 1)) < total;) {
        int64_t wait_us = begun_us + (int64_t)((double)n * every_us) - time_mono_us();
        if (wait_us > 0)
            usleep((useconds_t)wait_us);
        if (messages)
            send_message(n);
        else /* hall after hall, window after window */
            visit(&windows[n % n_centres * windows_each + n / n_centres % windows_each]);
        atomic_fetch_add(&made, messages ? 1 : EVENTS_OF_A_VISIT);
    }
    return NULL;
}

/* ------------------------------------------------------------------ all of it */

static void
wait_until_quiet(void)
{
    for (int i = 0; i < 300 && time_now_us() - reader_counts.last_us < 2000000; i++)
        usleep(100000);
}

static long
count_behind(void)
{
    long behind = 0;
    for (int i = 0; i < n_centres; i++)
        behind += reader_behind(i, revision_of(centres[i]));
    return behind;
}

static const char *
option(int argc, char **argv, const char *name, const char *fallback)
{
    for (int i = 1; i + 1 < argc; i += 2)
        if (strcmp(argv[i], name) == 0)
            return argv[i + 1];
    return fallback;
}

static int
number(int argc, char **argv, const char *name, const char *fallback)
{
    return (int)strtol(option(argc, argv, name, fallback), NULL, 10);
}

static void
read_centres(char *list)
{
    for (char *centre; (centre = strsep(&list, ",")) && n_centres < MAX_CENTRES;)
        centres[n_centres++] = centre;
}

int
main(int argc, char **argv)
{
    const char *addresses[] = { option(argc, argv, "--address", ""), NULL };
    int streams = number(argc, argv, "--streams", "100");
    windows_each = number(argc, argv, "--windows", "0");
    messages = windows_each == 0;
    rate = number(argc, argv, "--rate", "5");
    seconds = number(argc, argv, "--seconds", "10");
    read_centres(strdup(option(argc, argv, "--centres", "arbat")));
    client = rpc_client_open(&(struct rpc_client_options){
        .name = "queue", .addresses = addresses, .max_message = 8 << 20, .max_waiting = 10000 });
    rpc_set_peer_lookup(peer);
    const struct reader_options reader = {
        "127.0.0.1", number(argc, argv, "--port", "8080"), option(argc, argv, "--token", ""), centres, n_centres,
        streams
    };
    if ((!messages && !seat()) || !reader_start(&reader)) {
        fprintf(stderr, "%s; %ld of %d streams are open\n", first_failure, (long)reader_counts.open, streams);
        return 1;
    }
    fprintf(stderr, "open\n");
    sleep(2);
    reader_measures = true;
    next_window = 0;
    begun_us = time_mono_us();
    by_all_drivers(drive);
    double took_s = (double)(time_mono_us() - begun_us) / 1e6;
    wait_until_quiet();
    long behind = count_behind();
    reader_stop();
    printf("{\"streams\":%d,\"events\":%ld,\"seconds\":%.1f,\"events_per_s\":%.1f,\"changes\":%ld,\"snapshots\":%ld,"
           "\"p50_us\":%ld,\"p99_us\":%ld,\"gaps\":%ld,\"doubles\":%ld,\"behind\":%ld,\"ended\":%ld,\"failures\":%ld,"
           "\"first_failure\":\"%s\"}\n",
           streams, (long)made, took_s, (double)made / took_s, (long)reader_counts.changes,
           (long)reader_counts.snapshots, histogram_percentile_us(&reader_delays, 0.5),
           histogram_percentile_us(&reader_delays, 0.99), (long)reader_counts.gaps, (long)reader_counts.doubles, behind,
           (long)reader_counts.ended, (long)failures, first_failure);
    rpc_client_close(client);
    return failures ? 1 : 0;
}
