/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Live streams under load: so many streams over so many halls, and visitors who come, are called, served and finished
 * at a given rate of events, over RPC; or messages to the boards of the first hall, each of which all streams get.
 * Every stream must see every revision of its hall, in order. Prints one JSON object: `scripts/bench streams`.
 */
#include "caller.h"
#include "stream_reader.h"

#include <okno/queue.rpc.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_CENTRES 400
#define DRIVERS 32
#define EVENTS_OF_A_VISIT 4

struct window {
    const char *centre;
    char id[40], session_id[40], group[64], operator_[40];
};

static const char *centres[MAX_CENTRES];
static int n_centres, n_windows, windows_each, rate, seconds;
static struct window *windows;
static bool messages;
static atomic_long made, next_window;
static int64_t begun_us;

/* ------------------------------------------------------------------ the halls */

static int64_t
revision_of(const char *centre)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    Queue__GetHallRequest request = QUEUE__GET_HALL_REQUEST__INIT;
    request.centre_code = centre;
    bool good =
        caller_invoke(&call, RPC_ROLE_SUPERVISOR, "boss", centre, &queue_method_get_hall, &request.base, &reply);
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
    bool good =
        caller_invoke(&call, RPC_ROLE_SUPERVISOR, "boss", centre, &queue_method_list_windows, &request.base, &reply);
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
    if (caller_invoke(&call, RPC_ROLE_OPERATOR, window->operator_, window->centre, &queue_method_open_session,
                      &request.base, &reply))
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
    return caller_failures() == 0;
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
    bool good =
        caller_invoke(&call, RPC_ROLE_KIOSK, "kiosk", w->centre, &queue_method_issue_ticket, &issue.base, &reply);
    rpc_call_release(&call);
    good = good
           && caller_invoke(&call, RPC_ROLE_OPERATOR, w->operator_, w->centre, &queue_method_call_next, &next.base,
                            &reply);
    if (good && ((Queue__CallNextResponse *)reply)->ticket)
        snprintf(ticket_id, sizeof ticket_id, "%s", ((Queue__CallNextResponse *)reply)->ticket->ticket_id);
    rpc_call_release(&call);
    serve.ticket_id = finish.ticket_id = ticket_id;
    finish.result = "done";
    good = good && *ticket_id
           && caller_invoke(&call, RPC_ROLE_OPERATOR, w->operator_, w->centre, &queue_method_serve_ticket, &serve.base,
                            &reply);
    rpc_call_release(&call);
    good = good
           && caller_invoke(&call, RPC_ROLE_OPERATOR, w->operator_, w->centre, &queue_method_finish_ticket,
                            &finish.base, &reply);
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
    caller_invoke(&call, RPC_ROLE_SUPERVISOR, "boss", request.centre_code, &queue_method_send_message, &request.base,
                  &reply);
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

static void
read_centres(char *list)
{
    for (char *centre; (centre = strsep(&list, ",")) && n_centres < MAX_CENTRES;)
        centres[n_centres++] = centre;
}

int
main(int argc, char **argv)
{
    int streams = (int)caller_number(argc, argv, "--streams", "100");
    windows_each = (int)caller_number(argc, argv, "--windows", "0");
    messages = windows_each == 0;
    rate = (int)caller_number(argc, argv, "--rate", "5");
    seconds = (int)caller_number(argc, argv, "--seconds", "10");
    read_centres(strdup(caller_option(argc, argv, "--centres", "arbat")));
    caller_open("queue", caller_option(argc, argv, "--address", ""));
    const struct reader_options reader = { "127.0.0.1",
                                           (int)caller_number(argc, argv, "--port", "8080"),
                                           caller_option(argc, argv, "--token", ""),
                                           centres,
                                           n_centres,
                                           streams };
    if ((!messages && !seat()) || !reader_start(&reader)) {
        fprintf(stderr, "%s; %ld of %d streams are open\n", caller_first_failure(), (long)reader_counts.open, streams);
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
           (long)reader_counts.ended, caller_failures(), caller_first_failure());
    caller_close();
    return caller_failures() ? 1 : 0;
}
