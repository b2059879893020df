/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Clerks at the windows of one hall, over RPC: each takes a ticket for its queue, calls the next, serves and finishes
 * it, again and again. Everything is durable and repeatable (a request id each), audited and in the event log. Counted
 * are tickets, calls and finishes; serving is done and not counted. Prints one JSON object: `scripts/bench queue`.
 */
#include "caller.h"
#include "histogram.h"

#include <okno/queue.rpc.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_CLERKS 256

static const char *centre;
static int64_t from_us, until_us;
static atomic_long nobody;
static struct histogram times;

struct clerk {
    pthread_t thread;
    char subject[24], window_id[40], session_id[40], group[64];
};

/* The reply lives until the call is released. */
static bool
invoke(struct rpc_call *call, const struct clerk *clerk, enum rpc_role role, const struct rpc_method *method,
       const ProtobufCMessage *request, ProtobufCMessage **ret_reply, bool counts)
{
    int64_t start = time_mono_us();
    bool good = caller_invoke(call, role, clerk->subject, centre, method, request, ret_reply);
    int64_t now = time_mono_us();
    if (good && counts && start >= from_us && now <= until_us)
        histogram_add(&times, now - start);
    return good;
}

/* ------------------------------------------------------------------ a clerk */

static void
take_ticket(struct clerk *clerk)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    Queue__TicketItem item = QUEUE__TICKET_ITEM__INIT;
    Queue__TicketItem *items[] = { &item };
    Queue__IssueTicketRequest request = QUEUE__ISSUE_TICKET_REQUEST__INIT;
    item.group_code = clerk->group;
    request.centre_code = centre;
    request.items = items;
    request.n_items = 1;
    invoke(&call, clerk, RPC_ROLE_KIOSK, &queue_method_issue_ticket, &request.base, &reply, true);
    rpc_call_release(&call);
}

static bool
call_next(struct clerk *clerk, char ticket_id[40])
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    Queue__CallNextRequest request = QUEUE__CALL_NEXT_REQUEST__INIT;
    request.session_id = clerk->session_id;
    bool good = invoke(&call, clerk, RPC_ROLE_OPERATOR, &queue_method_call_next, &request.base, &reply, true);
    const Queue__Ticket *ticket = good ? ((Queue__CallNextResponse *)reply)->ticket : NULL;
    if (ticket)
        snprintf(ticket_id, 40, "%s", ticket->ticket_id);
    else
        atomic_fetch_add(&nobody, 1);
    rpc_call_release(&call);
    return ticket != NULL;
}

static void
serve(struct clerk *clerk, const char *ticket_id)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    Queue__ServeTicketRequest begin = QUEUE__SERVE_TICKET_REQUEST__INIT;
    Queue__FinishTicketRequest end = QUEUE__FINISH_TICKET_REQUEST__INIT;
    begin.ticket_id = end.ticket_id = ticket_id;
    end.result = "done";
    bool good = invoke(&call, clerk, RPC_ROLE_OPERATOR, &queue_method_serve_ticket, &begin.base, &reply, false);
    rpc_call_release(&call);
    if (!good)
        return;
    invoke(&call, clerk, RPC_ROLE_OPERATOR, &queue_method_finish_ticket, &end.base, &reply, true);
    rpc_call_release(&call);
}

static void *
clerk_main(void *arg)
{
    struct clerk *clerk = arg;
    char ticket_id[40];
    while (time_mono_us() < until_us) {
        take_ticket(clerk);
        if (call_next(clerk, ticket_id))
            serve(clerk, ticket_id);
    }
    return NULL;
}

/* ------------------------------------------------------------------ the hall */

static bool
open_session(struct clerk *clerk)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    Queue__OpenSessionRequest request = QUEUE__OPEN_SESSION_REQUEST__INIT;
    request.window_id = clerk->window_id;
    bool good = invoke(&call, clerk, RPC_ROLE_OPERATOR, &queue_method_open_session, &request.base, &reply, false);
    if (good)
        snprintf(clerk->session_id, sizeof clerk->session_id, "%s", ((Queue__Session *)reply)->session_id);
    rpc_call_release(&call);
    return good;
}

static bool
close_session(struct clerk *clerk)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    Queue__CloseSessionRequest request = QUEUE__CLOSE_SESSION_REQUEST__INIT;
    request.session_id = clerk->session_id;
    bool good = invoke(&call, clerk, RPC_ROLE_OPERATOR, &queue_method_close_session, &request.base, &reply, false);
    rpc_call_release(&call);
    return good;
}

/* A window for each clerk; its queue is the first that the window serves. */
static bool
seat(struct clerk *clerks, int n)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    struct clerk boss = { .subject = "boss" };
    Queue__ListWindowsRequest request = QUEUE__LIST_WINDOWS_REQUEST__INIT;
    bool good = invoke(&call, &boss, RPC_ROLE_SUPERVISOR, &queue_method_list_windows, &request.base, &reply, false);
    const Queue__ListWindowsResponse *list = good ? (const Queue__ListWindowsResponse *)reply : NULL;
    for (int i = 0; i < n && good; i++) {
        good = i < (int)list->n_windows && list->windows[i]->n_groups > 0;
        if (!good)
            break;
        snprintf(clerks[i].subject, sizeof clerks[i].subject, "clerk-%d", i);
        snprintf(clerks[i].window_id, sizeof clerks[i].window_id, "%s", list->windows[i]->window_id);
        snprintf(clerks[i].group, sizeof clerks[i].group, "%s", list->windows[i]->groups[0]->group_code);
    }
    rpc_call_release(&call);
    for (int i = 0; i < n && good; i++)
        good = open_session(&clerks[i]);
    return good;
}

int
main(int argc, char **argv)
{
    static struct clerk clerks[MAX_CLERKS];
    const char *address = caller_option(argc, argv, "--address", NULL);
    int n = (int)caller_number(argc, argv, "--clients", "64"),
        seconds = (int)caller_number(argc, argv, "--seconds", "5");
    centre = caller_option(argc, argv, "--centre", NULL);
    if (!address || !centre || n < 1 || n > MAX_CLERKS) {
        fprintf(stderr, "usage: %s --address ADDRESS --centre CODE [--clients N] [--seconds S] [--warmup S]\n",
                argv[0]);
        return 64;
    }
    caller_open("queue", address);
    if (!seat(clerks, n)) {
        fprintf(stderr, "%s\n", *caller_first_failure() ? caller_first_failure() : "the hall has too few windows");
        return 1;
    }
    from_us = time_mono_us() + caller_number(argc, argv, "--warmup", "1") * INT64_C(1000000);
    until_us = from_us + seconds * INT64_C(1000000);
    for (int i = 0; i < n; i++)
        pthread_create(&clerks[i].thread, NULL, clerk_main, &clerks[i]);
    for (int i = 0; i < n; i++)
        pthread_join(clerks[i].thread, NULL);
    for (int i = 0; i < n; i++)
        close_session(&clerks[i]);
    long calls = atomic_load(&times.calls);
    printf("{\"calls\":%ld,\"seconds\":%d,\"calls_per_s\":%.1f,\"p50_us\":%ld,\"p99_us\":%ld,\"nobody\":%ld,"
           "\"failures\":%ld,\"first_failure\":\"%s\"}\n",
           calls, seconds, (double)calls / seconds, histogram_percentile_us(&times, 0.5),
           histogram_percentile_us(&times, 0.99), atomic_load(&nobody), caller_failures(), caller_first_failure());
    caller_close();
    return caller_failures() ? 1 : 0;
}
