/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * 200 clerks at the windows of one hall, half of them at each of two replicas of the service (processes with database
 * connections of their own), call, serve, hold, redirect, give up, go on breaks, while visitors keep coming. Afterwards
 * the log of what happened is read in order and played through a model of the rules, written anew here: whoever was
 * called must have waited, and must have been the one whose turn it was; a window that was told that nobody waits must
 * have been told the truth.
 */
#include "settings.h"

#include <okno/catalogue.h>
#include <okno/json.h>
#include <okno/log.h>
#include <okno/proto.h>
#include <okno/queue.methods.h>
#include <okno/queue.schema.h>
#include <okno/test.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define REPLICAS 2
#define CLERKS 100 /* of each replica */
#define WINDOWS (REPLICAS * CLERKS)
#define VISITORS 6  /* threads of each replica that take tickets */
#define TICKETS 170 /* each */
#define ROUNDS 60   /* calls each clerk tries, at most */
#define PAUSE_US 30000
#define EMPTY_MAX (WINDOWS * ROUNDS)
#define GROUPS 4
#define MINUTE_US INT64_C(60000000)
#define STATE(name) QUEUE__TICKET__STATE__##name

struct queue_settings queue_settings;

/* What the replicas tell the test: shared memory. */
static struct shared {
    _Atomic int errors, calls, empty, visitors_gone;
    char first_error[400];
    struct {
        char window[16];
        int64_t revision;
    } empties[EMPTY_MAX];
} * shared;

/* ------------------------------------------------------------------ the hall */

static const char *const groups[GROUPS] = { "a", "b", "c", "d" };

static int
weight_of(int window, int group)
{
    /* Every window serves two or three groups, with weights of its own. */
    int first = window % GROUPS;
    if (group == first)
        return 1 + window % 3;
    if (group == (first + 1) % GROUPS)
        return 2;
    return window % 5 == 0 && group == (first + 2) % GROUPS ? 5 : 0;
}

static int
head_start_minutes(const char *priority)
{
    return text_equal(priority, "parent") ? 1 : 0;
}

static void
settings_json(struct text *out)
{
    static const char *const letters[GROUPS] = { "А", "В", "Д", "Е" };
    text_adds(out, "{\"halls\":[{\"centreCode\":\"big\",\"groups\":[");
    for (int i = 0; i < GROUPS; i++)
        text_addf(out, "%s{\"groupCode\":\"%s\",\"letter\":\"%s\",\"name\":\"%s\",\"normMinutes\":10}", i ? "," : "",
                  groups[i], letters[i], groups[i]);
    text_adds(out, "],\"priorities\":[{\"priorityCode\":\"veteran\",\"name\":\"v\",\"level\":10},{\"priorityCode\":"
                   "\"parent\",\"name\":\"p\",\"level\":100,\"headStartMinutes\":1}],\"windows\":[");
    for (int w = 0; w < WINDOWS; w++) {
        text_addf(out, "%s{\"number\":\"%d\",\"groups\":[", w ? "," : "", w + 1);
        for (int g = 0, n = 0; g < GROUPS; g++)
            if (weight_of(w, g))
                text_addf(out, "%s{\"groupCode\":\"%s\",\"weight\":%d}", n++ ? "," : "", groups[g], weight_of(w, g));
        text_adds(out, "]}");
    }
    text_adds(out, "]}]}");
}

static enum rpc_code
give_catalogue(struct rpc_call *call, int64_t known, Reference__Catalogue **ret_catalogue)
{
    static const char json[] =
        "{\"version\":\"1\",\"calendar\":{\"firstYear\":2000,\"lastYear\":2100},\"centres\":[{\"centreCode\":\"big\","
        "\"name\":\"Большой\",\"worksOnHolidays\":true,\"timetable\":["
        "{\"weekday\":1,\"opens\":\"00:00\",\"closes\":\"24:00\"},{\"weekday\":2,\"opens\":\"00:00\",\"closes\":\"24:"
        "00\"},"
        "{\"weekday\":3,\"opens\":\"00:00\",\"closes\":\"24:00\"},{\"weekday\":4,\"opens\":\"00:00\",\"closes\":\"24:"
        "00\"},"
        "{\"weekday\":5,\"opens\":\"00:00\",\"closes\":\"24:00\"},{\"weekday\":6,\"opens\":\"00:00\",\"closes\":\"24:"
        "00\"},"
        "{\"weekday\":7,\"opens\":\"00:00\",\"closes\":\"24:00\"}]}]}";
    ProtobufCMessage *all;
    if (json_to_message(call->arena, &reference__catalogue__descriptor, json, strlen(json), &all, NULL) != RPC_OK)
        abort();
    *ret_catalogue = known ? proto_new(call->arena, &reference__catalogue__descriptor) : (Reference__Catalogue *)all;
    (*ret_catalogue)->version = 1;
    return RPC_OK;
}

static void
open_service(void)
{
    struct rpc_call call;
    log_open("model", LOG_LEVEL_ERROR);
    db_open(&(struct db_options){ getenv("OKNO_TEST_DATABASE"), "queue", 2, 2, 0 });
    catalogue_open(&(struct catalogue_options){ .source = give_catalogue });
    rpc_call_init(&call, "model", 10000, NULL);
    if (catalogue_refresh(&call) != RPC_OK)
        abort();
    rpc_call_release(&call);
}

static void
close_service(void)
{
    catalogue_close();
    db_close();
}

/* ------------------------------------------------------------------ calls */

static rpc_handler *
handler_of(const struct rpc_method *method)
{
    for (size_t i = 0; i < queue_bindings_count; i++)
        if (queue_bindings[i].method == method)
            return queue_bindings[i].handler;
    abort();
}

/* A call whose reply stays until end_call. */
static enum rpc_code
begin_call(struct rpc_call *call, const struct rpc_method *method, enum rpc_role role, const char *subject,
           const ProtobufCMessage *request)
{
    rpc_call_init(call, subject, 60000, NULL);
    call->method = method;
    call->caller = (struct rpc_caller){ role, subject, "big", "", "", "" };
    call->request_id = "";
    call->request = request;
    call->reply = proto_new(call->arena, method->reply);
    enum rpc_code code = handler_of(method)(call, request, call->reply);
    bool expected = code == RPC_OK || code == RPC_FAILED_PRECONDITION || code == RPC_NOT_FOUND;
    if (!expected && shared->errors++ == 0)
        snprintf(shared->first_error, sizeof shared->first_error, "%s: %s: %s", method->name, rpc_code_name(code),
                 call->message ? call->message : "");
    return code;
}

static enum rpc_code
do_call(const struct rpc_method *method, enum rpc_role role, const char *subject, const ProtobufCMessage *request)
{
    struct rpc_call call;
    enum rpc_code code = begin_call(&call, method, role, subject, request);
    rpc_call_release(&call);
    return code;
}

/* ------------------------------------------------------------------ clerks and visitors */

struct actor {
    pthread_t thread;
    int window; /* from 0 */
    unsigned random;
    char subject[24], session[40], window_id[40];
};

static unsigned
draw(struct actor *actor, unsigned n)
{
    actor->random = actor->random * 1103515245u + 12345u;
    return (actor->random >> 16) % n;
}

static void
open_session(struct actor *actor)
{
    struct rpc_call call;
    Queue__OpenSessionRequest request = QUEUE__OPEN_SESSION_REQUEST__INIT;
    request.window_id = actor->window_id;
    if (begin_call(&call, &queue_method_open_session, RPC_ROLE_OPERATOR, actor->subject, &request.base) == RPC_OK)
        snprintf(actor->session, sizeof actor->session, "%s", ((Queue__Session *)call.reply)->session_id);
    rpc_call_release(&call);
}

#define MOVE(actor, name, Type, INIT, ...)                                                                             \
    do {                                                                                                               \
        Type request_ = INIT;                                                                                          \
        request_.ticket_id = ticket;                                                                                   \
        __VA_ARGS__;                                                                                                   \
        do_call(&queue_method_##name, RPC_ROLE_OPERATOR, (actor)->subject, &request_.base);                            \
    } while (0)

static void
redirect(struct actor *actor, const char *ticket)
{
    char operator_[24];
    snprintf(operator_, sizeof operator_, "clerk-%u", draw(actor, WINDOWS));
    MOVE(actor, redirect_ticket, Queue__RedirectTicketRequest, QUEUE__REDIRECT_TICKET_REQUEST__INIT,
         if (draw(actor, 2)) request_.operator_ = operator_;
         else request_.group_code = groups[draw(actor, GROUPS)]);
}

static void
serve(struct actor *actor, const char *ticket)
{
    unsigned what = draw(actor, 100);
    if (what < 10) {
        MOVE(actor, no_show_ticket, Queue__NoShowTicketRequest, QUEUE__NO_SHOW_TICKET_REQUEST__INIT);
        return;
    }
    if (what < 14)
        MOVE(actor, recall_ticket, Queue__RecallTicketRequest, QUEUE__RECALL_TICKET_REQUEST__INIT);
    MOVE(actor, serve_ticket, Queue__ServeTicketRequest, QUEUE__SERVE_TICKET_REQUEST__INIT);
    if (what < 30)
        redirect(actor, ticket);
    else if (what < 34)
        MOVE(actor, park_ticket, Queue__ParkTicketRequest, QUEUE__PARK_TICKET_REQUEST__INIT);
    else if (what < 38)
        MOVE(actor, postpone_ticket, Queue__PostponeTicketRequest, QUEUE__POSTPONE_TICKET_REQUEST__INIT,
             request_.minutes = 60);
    else if (what < 44)
        MOVE(actor, hold_ticket, Queue__HoldTicketRequest, QUEUE__HOLD_TICKET_REQUEST__INIT);
    else
        MOVE(actor, finish_ticket, Queue__FinishTicketRequest, QUEUE__FINISH_TICKET_REQUEST__INIT);
}

static void
rest(struct actor *actor)
{
    Queue__BreakSessionRequest away = QUEUE__BREAK_SESSION_REQUEST__INIT;
    Queue__ResumeSessionRequest back = QUEUE__RESUME_SESSION_REQUEST__INIT;
    Queue__CloseSessionRequest close = QUEUE__CLOSE_SESSION_REQUEST__INIT;
    away.session_id = back.session_id = close.session_id = actor->session;
    away.reason = "обед";
    if (draw(actor, 2)) {
        do_call(&queue_method_break_session, RPC_ROLE_OPERATOR, actor->subject, &away.base);
        do_call(&queue_method_resume_session, RPC_ROLE_OPERATOR, actor->subject, &back.base);
    } else {
        do_call(&queue_method_close_session, RPC_ROLE_OPERATOR, actor->subject, &close.base);
        open_session(actor);
    }
}

static void
note_empty(const struct actor *actor, int64_t revision)
{
    int i = shared->empty++;
    snprintf(shared->empties[i].window, sizeof shared->empties[i].window, "%d", actor->window + 1);
    shared->empties[i].revision = revision;
}

/* Whether somebody was there. */
static bool
call_next(struct actor *actor)
{
    struct rpc_call call;
    Queue__CallNextRequest request = QUEUE__CALL_NEXT_REQUEST__INIT;
    request.session_id = actor->session;
    enum rpc_code code = begin_call(&call, &queue_method_call_next, RPC_ROLE_OPERATOR, actor->subject, &request.base);
    const Queue__CallNextResponse *rep = (const Queue__CallNextResponse *)call.reply;
    if (code == RPC_OK && rep->ticket) {
        shared->calls++;
        serve(actor, rep->ticket->ticket_id);
    } else if (code == RPC_OK) {
        note_empty(actor, rep->revision);
    }
    bool nobody = code == RPC_OK && !rep->ticket;
    rpc_call_release(&call);
    return !nobody;
}

static void *
clerk_main(void *arg)
{
    struct actor *actor = arg;
    open_session(actor);
    for (int i = 0; i < ROUNDS; i++) {
        bool last = shared->visitors_gone == REPLICAS * VISITORS;
        if (!call_next(actor)) {
            if (last)
                break;
            usleep(PAUSE_US + draw(actor, PAUSE_US));
        }
        if (draw(actor, 12) == 0)
            rest(actor);
    }
    return NULL;
}

static void
take_ticket(struct actor *actor)
{
    static const char *const priorities[] = { "", "", "", "", "", "", "veteran", "parent" };
    struct rpc_call call;
    Queue__TicketItem item = QUEUE__TICKET_ITEM__INIT;
    Queue__TicketItem *items[] = { &item };
    Queue__IssueTicketRequest request = QUEUE__ISSUE_TICKET_REQUEST__INIT;
    item.group_code = groups[draw(actor, GROUPS)];
    item.purpose = QUEUE__PURPOSE__APPLY;
    request.centre_code = "big";
    request.items = items;
    request.n_items = 1;
    request.priority_code = priorities[draw(actor, OKNO_ARRAY_SIZE(priorities))];
    enum rpc_code code = begin_call(&call, &queue_method_issue_ticket, RPC_ROLE_KIOSK, "kiosk", &request.base);
    if (code == RPC_OK && draw(actor, 25) == 0) {
        Queue__CancelTicketRequest cancel = QUEUE__CANCEL_TICKET_REQUEST__INIT;
        cancel.ticket_id = ((Queue__IssueTicketResponse *)call.reply)->ticket->ticket_id;
        do_call(&queue_method_cancel_ticket, RPC_ROLE_KIOSK, "kiosk", &cancel.base);
    }
    rpc_call_release(&call);
}

static void *
visitor_main(void *arg)
{
    for (int i = 0; i < TICKETS; i++)
        take_ticket(arg);
    shared->visitors_gone++;
    return NULL;
}

/* ------------------------------------------------------------------ a replica */

static void
load_windows(struct actor *clerks, int first)
{
    struct rpc_call call;
    Queue__ListWindowsRequest request = QUEUE__LIST_WINDOWS_REQUEST__INIT;
    if (begin_call(&call, &queue_method_list_windows, RPC_ROLE_SUPERVISOR, "boss", &request.base) != RPC_OK)
        abort();
    const Queue__ListWindowsResponse *rep = (const Queue__ListWindowsResponse *)call.reply;
    for (int i = 0; i < CLERKS; i++) {
        clerks[i].window = first + i;
        clerks[i].random = (unsigned)(first + i) * 7919u + 17u;
        snprintf(clerks[i].subject, sizeof clerks[i].subject, "clerk-%d", first + i);
        snprintf(clerks[i].window_id, sizeof clerks[i].window_id, "%s", rep->windows[first + i]->window_id);
    }
    rpc_call_release(&call);
}

static void
run_replica(int number, int start)
{
    static struct actor clerks[CLERKS], visitors[VISITORS];
    char go;
    if (read(start, &go, 1) != 1)
        _exit(1);
    open_service();
    load_windows(clerks, number * CLERKS);
    for (int i = 0; i < VISITORS; i++) {
        visitors[i].random = (unsigned)(number * VISITORS + i) * 104729u + 3u;
        pthread_create(&visitors[i].thread, NULL, visitor_main, &visitors[i]);
    }
    for (int i = 0; i < CLERKS; i++)
        pthread_create(&clerks[i].thread, NULL, clerk_main, &clerks[i]);
    for (int i = 0; i < CLERKS; i++)
        pthread_join(clerks[i].thread, NULL);
    for (int i = 0; i < VISITORS; i++)
        pthread_join(visitors[i].thread, NULL);
    close_service();
    _exit(0);
}

/* ------------------------------------------------------------------ the model */

struct model_ticket {
    Queue__Ticket *now; /* as the last event said */
    int64_t rank_us;
    int group;
};

struct model_window {
    Queue__Session__State state;
    char operator_[24];
};

static struct model {
    struct model_ticket tickets[REPLICAS * VISITORS * TICKETS];
    int n;
    struct model_window windows[WINDOWS];
    struct arena *arena; /* of the tickets as the log has them */
} model;

static int64_t
us(const Google__Protobuf__Timestamp *time)
{
    return time ? time->seconds * 1000000 + time->nanos / 1000 : 0;
}

static int
group_index(const char *code)
{
    for (int i = 0; i < GROUPS; i++)
        if (text_equal(groups[i], code))
            return i;
    ck_abort_msg("unknown group %s", code);
    return -1;
}

static struct model_ticket *
find(const char *ticket_id)
{
    for (int i = 0; i < model.n; i++)
        if (text_equal(model.tickets[i].now->ticket_id, ticket_id))
            return &model.tickets[i];
    return NULL;
}

static bool
waits(const struct model_ticket *t)
{
    return t->now->state == STATE(WAITING) || t->now->state == STATE(TRANSFERRED);
}

static bool
addressee_at_work(const struct model_ticket *t)
{
    if (!*t->now->target_operator)
        return false;
    for (int w = 0; w < WINDOWS; w++)
        if ((model.windows[w].state == QUEUE__SESSION__STATE__OPEN
             || model.windows[w].state == QUEUE__SESSION__STATE__BREAK)
            && text_equal(model.windows[w].operator_, t->now->target_operator))
            return true;
    return false;
}

static bool
is_for(int window, const struct model_ticket *t)
{
    return *t->now->target_operator && text_equal(model.windows[window].operator_, t->now->target_operator);
}

static bool
may_call(int window, const struct model_ticket *t)
{
    if (!waits(t))
        return false;
    return addressee_at_work(t) ? is_for(window, t) : weight_of(window, t->group) > 0;
}

/* Positive when `b` must be called before `a`. */
static bool
goes_after(int window, int64_t now_us, const struct model_ticket *a, const struct model_ticket *b)
{
    int for_a = is_for(window, a), for_b = is_for(window, b);
    if (for_a != for_b)
        return for_b;
    if (a->now->level != b->now->level)
        return a->now->level > b->now->level;
    int weight_a = weight_of(window, a->group), weight_b = weight_of(window, b->group);
    int64_t score_a = (now_us - a->rank_us) * (weight_a ? weight_a : 1),
            score_b = (now_us - b->rank_us) * (weight_b ? weight_b : 1);
    if (score_a != score_b)
        return score_a < score_b;
    if (a->rank_us != b->rank_us)
        return a->rank_us > b->rank_us;
    int64_t issued_a = us(a->now->issued), issued_b = us(b->now->issued);
    return issued_a != issued_b ? issued_a > issued_b : strcmp(a->now->ticket_id, b->now->ticket_id) > 0;
}

static void
check_call(const Queue__Ticket *called)
{
    struct model_ticket *t = find(called->ticket_id);
    int window = (int)strtol(called->window_number, NULL, 10) - 1;
    ck_assert_msg(t && waits(t), "%s was called while it was not waiting (state %d)", called->number,
                  t ? (int)t->now->state : 0);
    ck_assert_msg(may_call(window, t), "window %d may not call %s", window + 1, called->number);
    ck_assert_int_eq((int)model.windows[window].state, QUEUE__SESSION__STATE__OPEN);
    for (int i = 0; i < model.n; i++)
        if (&model.tickets[i] != t && may_call(window, &model.tickets[i]))
            ck_assert_msg(!goes_after(window, us(called->called), t, &model.tickets[i]),
                          "window %d called %s although it was the turn of %s", window + 1, called->number,
                          model.tickets[i].now->number);
    for (int i = 0; i < model.n; i++)
        ck_assert_msg(
            &model.tickets[i] == t || !text_equal(model.tickets[i].now->session_id, called->session_id)
                || (model.tickets[i].now->state != STATE(CALLED) && model.tickets[i].now->state != STATE(SERVING)),
            "window %d had a visitor already", window + 1);
}

static void
play_ticket(const ProtobufCBinaryData *payload, int64_t revision)
{
    Queue__TicketChanged *event =
        proto_unpack(model.arena, &queue__ticket_changed__descriptor, payload->data, payload->len);
    ck_assert_ptr_nonnull(event);
    ck_assert_int_eq(event->revision, revision);
    if (text_equal(event->action, "CALLED"))
        check_call(event->ticket);
    struct model_ticket *t = find(event->ticket->ticket_id);
    if (!t) {
        EXPECT_TEXT(event->action, "ISSUED");
        t = &model.tickets[model.n++];
        t->rank_us = us(event->ticket->issued) - head_start_minutes(event->ticket->priority_code) * MINUTE_US;
    }
    t->now = event->ticket;
    t->group = group_index(event->ticket->group_code);
}

static void
play_window(const ProtobufCBinaryData *payload, int64_t revision)
{
    Queue__WindowChanged *event = queue__window_changed__unpack(NULL, payload->len, payload->data);
    ck_assert_ptr_nonnull(event);
    ck_assert_int_eq(event->revision, revision);
    struct model_window *window = &model.windows[strtol(event->window->number, NULL, 10) - 1];
    window->state = event->window->session ? event->window->session->state : 0;
    snprintf(window->operator_, sizeof window->operator_, "%s",
             window->state != QUEUE__SESSION__STATE__CLOSED ? event->window->session->operator_ : "");
    queue__window_changed__free_unpacked(event, NULL);
}

static void
check_empties(int64_t revision)
{
    for (int i = 0; i < shared->empty; i++) {
        if (shared->empties[i].revision != revision)
            continue;
        int window = (int)strtol(shared->empties[i].window, NULL, 10) - 1;
        for (int t = 0; t < model.n; t++)
            ck_assert_msg(!may_call(window, &model.tickets[t]), "window %d was told nobody waits, but %s did",
                          window + 1, model.tickets[t].now->number);
    }
}

/* ------------------------------------------------------------------ the log */

static const struct db_statement read_log = {
    .name = "read_log",
    .n_params = 2,
    .text = "SELECT txid::text::int8 AS txid, id, type, encode(payload, 'hex') AS payload FROM event"
            " WHERE (txid, id) > ($1::text::xid8, $2) AND type <> 'okno.queue.v1.HallSettingsChanged'"
            " ORDER BY event.txid, event.id LIMIT 500",
};

static ProtobufCBinaryData
unhex(struct rpc_call *call, const char *hex)
{
    ProtobufCBinaryData data = { strlen(hex) / 2, arena_alloc(call->arena, strlen(hex) / 2 + 1) };
    for (size_t i = 0; i < data.len; i++) {
        unsigned byte;
        ck_assert_int_eq(sscanf(hex + 2 * i, "%2x", &byte), 1);
        data.data[i] = (uint8_t)byte;
    }
    return data;
}

/* One page of the log; how many entries it had. */
static int
play_page(int64_t *txid, int64_t *id, int64_t *revision)
{
    struct rpc_call call;
    struct db_rows rows;
    rpc_call_init(&call, "model", 60000, NULL);
    EXPECT_CODE(db_rows(&call, &read_log, DB_ARGS(*txid, *id), &rows), RPC_OK);
    for (int i = 0; i < rows.n; i++) {
        ProtobufCBinaryData payload = unhex(&call, db_cell(&rows, i, "payload"));
        ++*revision;
        if (text_equal(db_cell(&rows, i, "type"), "okno.queue.v1.TicketChanged"))
            play_ticket(&payload, *revision);
        else
            play_window(&payload, *revision);
        check_empties(*revision);
    }
    if (rows.n)
        EXPECT(parse_int64(db_cell(&rows, rows.n - 1, "txid"), txid)
               && parse_int64(db_cell(&rows, rows.n - 1, "id"), id));
    int n = rows.n;
    rpc_call_release(&call);
    return n;
}

static void
set_up(void)
{
    TEXT_SCOPED error = { 0 };
    TEXT_SCOPED json = { 0 };
    ProtobufCMessage *request;
    struct rpc_call call;
    const char *url = getenv("OKNO_TEST_DATABASE");
    ck_assert_msg(url != NULL, "run me under tests/support/with_postgres");
    enum rpc_code code = db_migrate(url, "queue", queue_schema, queue_schema_count, false, NULL, NULL, &error);
    ck_assert_msg(code == RPC_OK, "%s", error.data);
    open_service();
    settings_json(&json);
    struct arena *arena = arena_new(SIZE_MAX);
    EXPECT_CODE(
        json_to_message(arena, &queue__load_queue_settings_request__descriptor, json.data, json.length, &request, NULL),
        RPC_OK);
    code = begin_call(&call, &queue_method_load_queue_settings, RPC_ROLE_ADMIN, "admin", request);
    ck_assert_msg(code == RPC_OK, "%s", call.message);
    rpc_call_release(&call);
    arena_free(arena);
}

TEST(two_hundred_clerks_on_two_replicas_call_in_the_order_of_the_rule)
{
    int start[2], status;
    pid_t replicas[REPLICAS];
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(shared != MAP_FAILED);
    EXPECT_INT(pipe(start), 0);
    for (int i = 0; i < REPLICAS; i++)
        if ((replicas[i] = fork()) == 0)
            run_replica(i, start[0]);
    set_up();
    EXPECT_INT(write(start[1], "go", REPLICAS), REPLICAS);
    for (int i = 0; i < REPLICAS; i++) {
        EXPECT_INT(waitpid(replicas[i], &status, 0), replicas[i]);
        EXPECT_INT(status, 0);
    }
    ck_assert_msg(shared->errors == 0, "%d calls failed, first %s", shared->errors, shared->first_error);
    int64_t txid = 0, id = 0, revision = 1; /* the settings were the first */
    model.arena = arena_new(SIZE_MAX);
    while (play_page(&txid, &id, &revision))
        ;
    printf("%d tickets, %d calls, %d times nobody, %ld changes\n", model.n, shared->calls, shared->empty,
           (long)revision);
    EXPECT_INT(model.n, REPLICAS * VISITORS * TICKETS);
    ck_assert_int_gt(shared->calls, 800);
    arena_free(model.arena);
    close_service();
}
