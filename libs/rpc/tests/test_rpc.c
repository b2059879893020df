/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/rpc.h>
#include <okno/test.h>

#include "echo.pb-c.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const struct rpc_method echo_read = {
    "echo.Echo",
    "Read",
    "echo_read",
    &echo__echo_request__descriptor,
    &echo__echo_reply__descriptor,
    RPC_ROLE_BIT(RPC_ROLE_OPERATOR) | RPC_ROLE_BIT(RPC_ROLE_SERVICE),
    false,
    false,
    NULL,
};
static const struct rpc_method echo_write = {
    "echo.Echo",
    "Write",
    "echo_write",
    &echo__echo_request__descriptor,
    &echo__echo_reply__descriptor,
    RPC_ROLE_BIT(RPC_ROLE_OPERATOR),
    false,
    true,
    NULL,
};
static const struct rpc_method echo_absent = {
    "echo.Echo",
    "Absent",
    "echo_absent",
    &echo__echo_request__descriptor,
    &echo__echo_reply__descriptor,
    RPC_ROLE_BIT(RPC_ROLE_OPERATOR),
    false,
    false,
    NULL,
};

static atomic_int times, stopped; /* calls that ran, and those that were cancelled while they did */

static enum rpc_code
echo(struct rpc_call *call, const void *request, void *reply)
{
    const Echo__EchoRequest *req = request;
    Echo__EchoReply *rep = reply;
    atomic_fetch_add(&times, 1);
    if (req->fail_code) {
        rpc_violate(call, "data", "Поле %s", "Field %s", "плохое");
        rpc_explain(call, "BECAUSE", "id-1");
        return rpc_fail(call, (enum rpc_code)req->fail_code, "Не вышло %d", "It failed %d", 7);
    }
    for (uint32_t ms = 0; ms < req->sleep_ms && !call->cancelled; ms++)
        usleep(1000);
    if (call->cancelled)
        atomic_fetch_add(&stopped, 1);
    rep->data = req->data;
    rep->caller = arena_printf(call->arena, "%s/%s", rpc_role_name(call->caller.role), call->caller.subject);
    rep->times = (uint32_t)atomic_load(&times);
    return RPC_OK;
}

/* Calls that left their worker, until the test ends them. */
#define PARKED 3
static struct rpc_call *_Atomic parked[PARKED];
static atomic_int n_parked;

static enum rpc_code
park(struct rpc_call *call, const void *request, void *reply)
{
    enum rpc_code code = echo(call, request, reply);
    if (code != RPC_OK)
        return code;
    atomic_store(&parked[atomic_fetch_add(&n_parked, 1)], call);
    return RPC_DETACHED;
}

static const struct rpc_method echo_park = {
    "echo.Echo",
    "Park",
    "echo_park",
    &echo__echo_request__descriptor,
    &echo__echo_reply__descriptor,
    RPC_ROLE_BIT(RPC_ROLE_OPERATOR),
    false,
    false,
    NULL,
};

/* Passes the call on to another service. */
static struct rpc_client *onward;
static atomic_int passed;
static _Atomic(enum rpc_code) passed_code;

static enum rpc_code
pass(struct rpc_call *call, const void *request, void *reply)
{
    (void)reply;
    ProtobufCMessage *answer;
    enum rpc_code code = rpc_invoke(call, onward, &echo_read, request, NULL, &answer);
    atomic_store(&passed_code, code);
    atomic_fetch_add(&passed, 1);
    return code;
}

static const struct rpc_method echo_pass = {
    "echo.Echo",
    "Pass",
    "echo_pass",
    &echo__echo_request__descriptor,
    &echo__echo_reply__descriptor,
    RPC_ROLE_BIT(RPC_ROLE_OPERATOR),
    false,
    false,
    NULL,
};
static const struct rpc_binding bindings[] = {
    { &echo_write, echo }, { &echo_read, echo }, { &echo_park, park }, { &echo_pass, pass }
};

static char address[2][64];
static const char *one_address[] = { address[0], NULL };
static const char *other_address[] = { address[1], NULL };
static const char *both_addresses[] = { address[0], address[1], NULL };

static struct rpc_server *
serve(const char *const *addresses, int workers, int queue_limit)
{
    struct rpc_server *server;
    struct rpc_server_options options = {
        .name = "echo",
        .addresses = addresses,
        .workers = workers,
        .queue_limit = queue_limit,
        .max_message = 1 << 20,
        .call_memory = 4 << 20,
    };
    EXPECT_CODE(rpc_server_open(&options, bindings, OKNO_ARRAY_SIZE(bindings), &server), RPC_OK);
    return server;
}

static struct rpc_client *
dial(const char *const *addresses)
{
    return rpc_client_open(&(struct rpc_client_options){
        .name = "echo", .addresses = addresses, .max_message = 1 << 20, .max_waiting = 1000 });
}

static void
name_sockets(void)
{
    for (int i = 0; i < 2; i++)
        snprintf(address[i], sizeof address[i], "ipc:///tmp/okno-rpc-test-%d-%d.sock", (int)getpid(), i);
    atomic_store(&times, 0);
    atomic_store(&stopped, 0);
    atomic_store(&passed, 0);
}

static void
remove_sockets(void)
{
    for (int i = 0; i < 2; i++)
        unlink(address[i] + strlen("ipc://"));
}

__attribute__((constructor)) static void
set_fixture(void)
{
    test_before = name_sockets;
    test_after = remove_sockets;
}

static void
start_call(struct rpc_call *call, int64_t timeout_ms)
{
    rpc_call_init(call, "tester", timeout_ms, NULL);
    call->caller.role = RPC_ROLE_OPERATOR;
    call->caller.service = "";
}

static enum rpc_code
call_echo(struct rpc_call *call, struct rpc_client *client, const struct rpc_method *method, Echo__EchoRequest request,
          const char *request_id, Echo__EchoReply **ret_reply)
{
    return rpc_invoke(call, client, method, &request.base, request_id, (ProtobufCMessage **)ret_reply);
}

#define REQUEST(...)                                                                                                   \
    ((Echo__EchoRequest){ .base = PROTOBUF_C_MESSAGE_INIT(&echo__echo_request__descriptor), __VA_ARGS__ })

TEST(frames_are_cut_at_their_length_and_foreign_streams_refused)
{
    uint8_t bytes[RPC_FRAME_HEADER + 3] = { 0 };
    rpc_frame_header(bytes, RPC_FRAME_REPLY, 0x1122334455667788, 3);
    struct rpc_frame frame;
    size_t size;
    EXPECT_INT(rpc_frame_parse(bytes, 5, 100, &frame, &size), 0);
    EXPECT_INT(rpc_frame_parse(bytes, sizeof bytes - 1, 100, &frame, &size), 0);
    EXPECT_INT(size, sizeof bytes);
    EXPECT_INT(rpc_frame_parse(bytes, sizeof bytes, 100, &frame, &size), 1);
    EXPECT_INT(frame.id, 0x1122334455667788);
    EXPECT_INT(frame.body_size, 3);
    EXPECT_INT(rpc_frame_parse(bytes, sizeof bytes, 2, &frame, &size), -1);
    EXPECT_INT(rpc_frame_parse((const uint8_t *)"GET / HTTP/1.1\r\n\r\n", 18, 1 << 30, &frame, &size), -1);
}

TEST(a_call_goes_through_with_its_caller)
{
    struct rpc_server *server = serve(one_address, 4, 100);
    struct rpc_client *client = dial(one_address);
    struct rpc_call call;
    start_call(&call, 5000);
    Echo__EchoReply *reply;
    uint8_t data[] = "окно";
    EXPECT_CODE(call_echo(&call, client, &echo_read, REQUEST(.data = { sizeof data, data }), NULL, &reply), RPC_OK);
    EXPECT_INT(reply->data.len, sizeof data);
    EXPECT_TEXT(reply->caller, "OPERATOR/tester");
    rpc_call_release(&call);
    rpc_client_close(client);
    rpc_server_close(server);
}

TEST(a_failure_arrives_with_text_fields_and_reason)
{
    struct rpc_server *server = serve(one_address, 4, 100);
    struct rpc_client *client = dial(one_address);
    struct rpc_call call;
    start_call(&call, 5000);
    Echo__EchoReply *reply;
    EXPECT_CODE(call_echo(&call, client, &echo_read, REQUEST(.fail_code = RPC_ALREADY_EXISTS), NULL, &reply),
                RPC_ALREADY_EXISTS);
    EXPECT_TEXT(call.message, "Не вышло 7");
    EXPECT_TEXT(call.reason, "BECAUSE");
    EXPECT_TEXT(call.subject_id, "id-1");
    EXPECT_INT(call.n_violations, 1);
    EXPECT_TEXT(call.violations[0].message, "Поле плохое");
    EXPECT_CODE(call_echo(&call, client, &echo_absent, REQUEST(), NULL, &reply), RPC_UNIMPLEMENTED);
    call.caller.role = RPC_ROLE_KIOSK;
    EXPECT_CODE(call_echo(&call, client, &echo_read, REQUEST(), NULL, &reply), RPC_PERMISSION_DENIED);
    rpc_call_release(&call);
    rpc_client_close(client);
    rpc_server_close(server);
}

TEST(a_slow_call_does_not_hold_up_a_fast_one)
{
    struct rpc_server *server = serve(one_address, 4, 100);
    struct rpc_client *client = dial(one_address);
    struct rpc_call call;
    start_call(&call, 5000);
    Echo__EchoRequest slow = REQUEST(.sleep_ms = 2000), fast = REQUEST();
    struct rpc_future a, b;
    ProtobufCMessage *reply;
    int64_t start = time_mono_us();
    rpc_start(&call, &a, client, &echo_read, &slow.base, NULL);
    rpc_start(&call, &b, client, &echo_read, &fast.base, NULL);
    EXPECT_CODE(rpc_wait(&b, &reply), RPC_OK);
    EXPECT(time_mono_us() - start < 1500000);
    EXPECT_CODE(rpc_wait(&a, &reply), RPC_OK);
    rpc_call_release(&call);
    rpc_client_close(client);
    rpc_server_close(server);
}

static void *
drain(void *server)
{
    rpc_server_drain(server, 5000);
    return server;
}

TEST(a_detached_call_leaves_its_worker_and_is_answered_when_resumed)
{
    struct rpc_server *server = serve(one_address, 1, 100);
    struct rpc_client *client = dial(one_address);
    struct rpc_call call;
    start_call(&call, 5000);
    Echo__EchoRequest request = REQUEST();
    struct rpc_future futures[PARKED], other;
    ProtobufCMessage *reply;
    atomic_store(&n_parked, 0);
    for (int i = 0; i < PARKED; i++)
        rpc_start(&call, &futures[i], client, &echo_park, &request.base, NULL);
    while (atomic_load(&n_parked) < PARKED)
        usleep(1000);
    rpc_start(&call, &other, client, &echo_read, &request.base, NULL);
    EXPECT_CODE(rpc_wait(&other, &reply), RPC_OK); /* the only worker is free */
    int waiting, running = PARKED + 1;             /* its worker may still be putting the answered call away */
    for (int i = 0; i < 1000 && running > PARKED; i++) {
        rpc_server_load(server, &waiting, &running);
        usleep(1000);
    }
    EXPECT_INT(running, PARKED);
    pthread_t drainer;
    EXPECT_INT(pthread_create(&drainer, NULL, drain, server), 0);
    usleep(50000);
    for (int i = PARKED - 1; i >= 0; i--) {
        struct rpc_call *left = atomic_load(&parked[i]);
        rpc_resume(left, i == 1 ? rpc_fail(left, RPC_ABORTED, "Не вышло", "It failed") : RPC_OK);
    }
    for (int i = 0; i < PARKED; i++)
        EXPECT_CODE(rpc_wait(&futures[i], &reply), i == 1 ? RPC_ABORTED : RPC_OK);
    pthread_join(drainer, NULL);
    rpc_call_release(&call);
    rpc_client_close(client);
    rpc_server_close(server);
}

TEST(a_call_waits_for_a_peer_that_is_not_up_yet)
{
    struct rpc_client *client = dial(one_address);
    struct rpc_call call;
    start_call(&call, 5000);
    Echo__EchoRequest request = REQUEST();
    struct rpc_future future;
    ProtobufCMessage *reply;
    rpc_start(&call, &future, client, &echo_read, &request.base, NULL);
    usleep(50000);
    struct rpc_server *server = serve(one_address, 2, 10);
    EXPECT_CODE(rpc_wait(&future, &reply), RPC_OK);
    rpc_call_release(&call);
    rpc_client_close(client);
    rpc_server_close(server);
}

TEST(a_late_call_fails_in_time_and_work_nobody_waits_for_is_dropped)
{
    struct rpc_server *server = serve(one_address, 1, 100);
    struct rpc_client *client = dial(one_address);
    struct rpc_call call;
    Echo__EchoReply *reply;
    struct rpc_future futures[5];
    start_call(&call, 5000); /* there is a connection */
    EXPECT_CODE(call_echo(&call, client, &echo_read, REQUEST(), NULL, &reply), RPC_OK);
    rpc_call_release(&call);
    start_call(&call, 150);
    Echo__EchoRequest slow = REQUEST(.sleep_ms = 2000);
    for (int i = 0; i < 5; i++)
        rpc_start(&call, &futures[i], client, &echo_read, &slow.base, NULL);
    int64_t start = time_mono_us();
    for (int i = 0; i < 5; i++)
        EXPECT_CODE(rpc_wait(&futures[i], (ProtobufCMessage **)&reply), RPC_DEADLINE_EXCEEDED);
    EXPECT(time_mono_us() - start < 1500000);
    rpc_call_release(&call);
    start_call(&call, 5000);
    EXPECT_CODE(call_echo(&call, client, &echo_read, REQUEST(), NULL, &reply), RPC_OK);
    EXPECT_INT(reply->times, 3); /* the very first, the first slow one and this: four never ran */
    rpc_call_release(&call);
    rpc_client_close(client);
    rpc_server_close(server);
}

TEST(a_full_queue_refuses_at_once)
{
    struct rpc_server *server = serve(one_address, 1, 2);
    struct rpc_client *client = dial(one_address);
    struct rpc_call call;
    start_call(&call, 5000);
    Echo__EchoRequest slow = REQUEST(.sleep_ms = 200);
    struct rpc_future futures[20];
    int refused = 0;
    ProtobufCMessage *reply;
    for (int i = 0; i < 20; i++)
        rpc_start(&call, &futures[i], client, &echo_read, &slow.base, NULL);
    for (int i = 0; i < 20; i++)
        refused += rpc_wait(&futures[i], &reply) == RPC_RESOURCE_EXHAUSTED;
    EXPECT(refused >= 10 && refused <= 18);
    rpc_call_release(&call);
    rpc_client_close(client);
    rpc_server_close(server);
}

TEST(calls_move_to_the_other_replica_when_one_drains)
{
    struct rpc_server *first = serve(one_address, 4, 1000), *second = serve(other_address, 4, 1000);
    struct rpc_client *client = dial(both_addresses);
    struct rpc_call call;
    start_call(&call, 10000);
    Echo__EchoRequest request = REQUEST(.sleep_ms = 5);
    struct rpc_future futures[200];
    ProtobufCMessage *reply;
    for (int i = 0; i < 100; i++)
        rpc_start(&call, &futures[i], client, &echo_write, &request.base, NULL);
    rpc_server_drain(first, 5000);
    for (int i = 100; i < 200; i++)
        rpc_start(&call, &futures[i], client, &echo_write, &request.base, NULL);
    rpc_server_close(first);
    for (int i = 0; i < 200; i++)
        EXPECT_CODE(rpc_wait(&futures[i], &reply), RPC_OK);
    EXPECT_INT(atomic_load(&times), 200); /* none ran twice */
    rpc_call_release(&call);
    rpc_client_close(client);
    rpc_server_close(second);
}

TEST(a_lost_connection_repeats_only_what_may_be_repeated)
{
    struct rpc_server *server = serve(one_address, 8, 100);
    struct rpc_client *client = dial(one_address);
    struct rpc_call call;
    start_call(&call, 5000);
    Echo__EchoRequest slow = REQUEST(.sleep_ms = 1000);
    struct rpc_future read, write, keyed;
    ProtobufCMessage *reply;
    rpc_start(&call, &read, client, &echo_read, &slow.base, NULL);
    rpc_start(&call, &write, client, &echo_write, &slow.base, NULL);
    rpc_start(&call, &keyed, client, &echo_write, &slow.base, "key-1");
    while (atomic_load(&times) < 3)
        usleep(1000);
    rpc_server_close(server);
    server = serve(one_address, 8, 100);
    EXPECT_CODE(rpc_wait(&write, &reply), RPC_UNAVAILABLE);
    EXPECT_CODE(rpc_wait(&read, &reply), RPC_OK);
    EXPECT_CODE(rpc_wait(&keyed, &reply), RPC_OK);
    rpc_call_release(&call);
    rpc_client_close(client);
    rpc_server_close(server);
}

static atomic_int outcomes, rounds;

static void
count_outcome(void *arg, const struct rpc_outcome *outcome)
{
    (void)arg;
    EXPECT_CODE(outcome->code, RPC_OK);
    atomic_fetch_add(&outcomes, 1);
}

static void
count_round(void *arg)
{
    EXPECT(arg == &rounds);
    atomic_fetch_add(&rounds, 1);
}

TEST(held_calls_leave_together_and_their_outcomes_come_in_rounds)
{
    struct rpc_server *server = serve(one_address, 2, 100);
    struct rpc_client *client = dial(one_address);
    struct rpc_request request = { .method = &echo_read, .caller = { .role = RPC_ROLE_OPERATOR }, .timeout_ms = 5000 };
    atomic_store(&outcomes, 0);
    rpc_client_start(client, &request, count_outcome, NULL); /* waits for the connection */
    for (int i = 0; i < 3000 && !atomic_load(&outcomes); i++)
        usleep(1000);
    rpc_client_on_settled(client, count_round, &rounds);
    atomic_store(&rounds, 0);
    rpc_client_hold(client);
    for (int i = 0; i < 50; i++)
        rpc_client_start(client, &request, count_outcome, NULL);
    usleep(50000);
    EXPECT_INT(atomic_load(&outcomes), 1);
    rpc_client_flush(client);
    for (int i = 0; i < 3000 && atomic_load(&outcomes) < 51; i++)
        usleep(1000);
    rpc_client_on_settled(client, NULL, NULL);
    EXPECT_INT(atomic_load(&outcomes), 51);
    EXPECT(atomic_load(&rounds) >= 1 && atomic_load(&rounds) <= 50);
    rpc_client_close(client);
    rpc_server_close(server);
}

static int64_t
processor_ms(void)
{
    struct timespec spent;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return spent.tv_sec * 1000 + spent.tv_nsec / 1000000;
}

TEST(a_process_without_files_left_waits_for_one)
{
    struct rlimit limit, none;
    struct rpc_server *server = serve(one_address, 2, 100);
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    snprintf(at.sun_path, sizeof at.sun_path, "%s", one_address[0] + strlen("ipc://"));
    int fd = socket(AF_UNIX, SOCK_STREAM, 0), lowest = dup(fd);
    close(lowest);
    EXPECT_INT(getrlimit(RLIMIT_NOFILE, &limit), 0);
    none = (struct rlimit){ (rlim_t)lowest, limit.rlim_max };
    EXPECT_INT(setrlimit(RLIMIT_NOFILE, &none), 0);
    EXPECT_INT(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    usleep(100000);
    int64_t begun = processor_ms();
    usleep(500000);
    EXPECT(processor_ms() - begun < 150);
    EXPECT_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
    uint8_t greeting;
    EXPECT_INT(read(fd, &greeting, 1), 1); /* it was let in after all */
    close(fd);
    rpc_server_close(server);
}

TEST(an_oversized_message_ends_only_its_connection)
{
    struct rpc_server *server = serve(one_address, 2, 100);
    struct rpc_client *client = dial(one_address);
    struct rpc_call call;
    start_call(&call, 3000);
    Echo__EchoReply *reply;
    size_t size = 2 << 20;
    uint8_t *data = arena_alloc(call.arena, size);
    EXPECT(call_echo(&call, client, &echo_write, REQUEST(.data = { size, data }), NULL, &reply) != RPC_OK);
    EXPECT_CODE(call_echo(&call, client, &echo_read, REQUEST(), NULL, &reply), RPC_OK);
    rpc_call_release(&call);
    rpc_client_close(client);
    rpc_server_close(server);
}

/* ------------------------------------------------------------------ cancelling */

static _Atomic(enum rpc_code) told;

static void
note_outcome(void *arg, const struct rpc_outcome *outcome)
{
    (void)arg;
    atomic_store(&told, outcome->code);
    atomic_fetch_add(&outcomes, 1);
}

static uint64_t
start_slow(struct rpc_client *client, const struct rpc_method *method, int64_t timeout_ms)
{
    struct arena *arena = arena_new(1 << 16);
    Echo__EchoRequest slow = REQUEST(.sleep_ms = 20000);
    size_t size = protobuf_c_message_get_packed_size(&slow.base);
    uint8_t *payload = arena_alloc(arena, size);
    protobuf_c_message_pack(&slow.base, payload);
    atomic_store(&outcomes, 0);
    uint64_t number = rpc_client_start(client,
                                       &(struct rpc_request){ .method = method,
                                                              .payload = payload,
                                                              .payload_size = size,
                                                              .caller = { .role = RPC_ROLE_OPERATOR },
                                                              .timeout_ms = timeout_ms },
                                       note_outcome, NULL);
    arena_free(arena);
    return number;
}

static void
await(atomic_int *counter, int wanted)
{
    for (int i = 0; i < 5000 && atomic_load(counter) < wanted; i++)
        usleep(1000);
    EXPECT_INT(atomic_load(counter), wanted);
}

TEST(a_cancelled_call_ends_at_once_here_and_there)
{
    struct rpc_server *server = serve(one_address, 1, 100);
    struct rpc_client *client = dial(one_address);
    uint64_t number = start_slow(client, &echo_read, 60000);
    await(&times, 1);
    rpc_client_cancel(client, number);
    EXPECT_INT(atomic_load(&outcomes), 1);
    EXPECT_CODE(atomic_load(&told), RPC_CANCELLED);
    await(&stopped, 1);
    rpc_client_cancel(client, number); /* it is over */
    rpc_client_cancel(client, number + 1);
    struct rpc_call call;
    start_call(&call, 5000);
    Echo__EchoReply *reply;
    EXPECT_CODE(call_echo(&call, client, &echo_read, REQUEST(), NULL, &reply), RPC_OK); /* the only worker is free */
    EXPECT_INT(atomic_load(&outcomes), 1);
    rpc_call_release(&call);
    rpc_client_close(client);
    rpc_server_close(server);
}

TEST(a_call_cancelled_before_there_was_a_connection_never_runs)
{
    struct rpc_client *client = dial(one_address);
    uint64_t number = start_slow(client, &echo_read, 60000);
    rpc_client_cancel(client, number);
    EXPECT_INT(atomic_load(&outcomes), 1);
    EXPECT_CODE(atomic_load(&told), RPC_CANCELLED);
    struct rpc_server *server = serve(one_address, 1, 100);
    struct rpc_call call;
    start_call(&call, 5000);
    Echo__EchoReply *reply;
    EXPECT_CODE(call_echo(&call, client, &echo_read, REQUEST(), NULL, &reply), RPC_OK);
    EXPECT_INT(reply->times, 1);
    rpc_call_release(&call);
    rpc_client_close(client);
    rpc_server_close(server);
}

TEST(a_cancelled_call_does_not_hold_up_a_drain)
{
    struct rpc_server *server = serve(one_address, 1, 100);
    struct rpc_client *client = dial(one_address);
    uint64_t number = start_slow(client, &echo_read, 60000);
    await(&times, 1);
    pthread_t drainer;
    int64_t start = time_mono_us();
    EXPECT_INT(pthread_create(&drainer, NULL, drain, server), 0);
    usleep(100000);
    rpc_client_cancel(client, number);
    pthread_join(drainer, NULL);
    EXPECT(time_mono_us() - start < 3000000);
    rpc_client_close(client);
    rpc_server_close(server);
}

static void
go_away(struct rpc_client *client, uint64_t number)
{
    (void)number;
    rpc_client_close(client);
}

/* A call that a method makes ends soon after somebody stopped waiting for the method, long before its own time. */
static void
expect_onward_call_to_end(void (*leave)(struct rpc_client *client, uint64_t number), int64_t timeout_ms)
{
    struct rpc_server *far = serve(other_address, 1, 100), *near = serve(one_address, 1, 100);
    struct rpc_client *client = dial(one_address);
    onward = dial(other_address);
    uint64_t number = start_slow(client, &echo_pass, timeout_ms);
    await(&times, 1);
    if (leave)
        leave(client, number);
    await(&stopped, 1);
    await(&passed, 1);
    EXPECT_INT(atomic_load(&outcomes), 1);
    if (leave != go_away)
        rpc_client_close(client);
    rpc_server_close(near);
    rpc_client_close(onward);
    rpc_server_close(far);
}

TEST(an_onward_call_ends_when_its_caller_cancels)
{
    expect_onward_call_to_end(rpc_client_cancel, 60000);
    EXPECT_CODE(atomic_load(&passed_code), RPC_CANCELLED);
}

TEST(an_onward_call_ends_when_its_caller_goes_away)
{
    expect_onward_call_to_end(go_away, 60000);
    EXPECT_CODE(atomic_load(&passed_code), RPC_CANCELLED);
}

TEST(an_onward_call_ends_by_its_caller_s_deadline)
{
    expect_onward_call_to_end(NULL, 300);
    EXPECT_CODE(atomic_load(&told), RPC_DEADLINE_EXCEEDED);
    EXPECT(atomic_load(&passed_code) == RPC_DEADLINE_EXCEEDED || atomic_load(&passed_code) == RPC_CANCELLED);
}

TEST(a_cancelled_call_makes_no_more_calls)
{
    struct rpc_server *server = serve(one_address, 1, 100);
    struct rpc_client *client = dial(one_address);
    struct rpc_call call;
    start_call(&call, 5000);
    call.cancelled = true;
    Echo__EchoReply *reply;
    EXPECT_CODE(call_echo(&call, client, &echo_read, REQUEST(), NULL, &reply), RPC_CANCELLED);
    EXPECT_TEXT(call.message, "Вызов отменён");
    rpc_call_release(&call);
    start_call(&call, 5000);
    EXPECT_CODE(call_echo(&call, client, &echo_read, REQUEST(), NULL, &reply), RPC_OK);
    EXPECT_INT(reply->times, 1);
    rpc_call_release(&call);
    rpc_client_close(client);
    rpc_server_close(server);
}

/* ------------------------------------------------------------------ TLS */

/* Path of one of the files that tests/support/with_certificates makes. */
static const char *
certificate(const char *name)
{
    static char paths[8][200];
    static int n;
    const char *folder = getenv("OKNO_TEST_TLS");
    ck_assert_msg(folder != NULL, "run me under tests/support/with_certificates");
    char *path = paths[n++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s.pem", folder, name);
    return path;
}

static struct rpc_server *
serve_tls(const char *const *addresses, const char *name)
{
    struct rpc_server *server;
    struct rpc_server_options options = { .name = "echo",
                                          .addresses = addresses,
                                          .workers = 2,
                                          .queue_limit = 10,
                                          .max_message = 1 << 20,
                                          .call_memory = 4 << 20,
                                          .tls = { certificate("ca"), certificate(name), NULL } };
    EXPECT_CODE(rpc_server_open(&options, bindings, OKNO_ARRAY_SIZE(bindings), &server), RPC_OK);
    return server;
}

/* The outcome of one call by a client of its own. */
static enum rpc_code
call_tls(const char *const *addresses, struct rpc_tls tls, int64_t timeout_ms)
{
    struct rpc_client *client = rpc_client_open(&(struct rpc_client_options){
        .name = "echo", .addresses = addresses, .max_message = 1 << 20, .max_waiting = 10, .tls = tls });
    struct rpc_call call;
    Echo__EchoReply *reply;
    start_call(&call, timeout_ms);
    enum rpc_code code = call_echo(&call, client, &echo_write, REQUEST(), NULL, &reply);
    rpc_call_release(&call);
    rpc_client_close(client);
    return code;
}

static int
free_port(void)
{
    struct sockaddr_in any = { .sin_family = AF_INET };
    socklen_t size = sizeof any;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT(fd >= 0 && bind(fd, (struct sockaddr *)&any, size) == 0);
    EXPECT(getsockname(fd, (struct sockaddr *)&any, &size) == 0);
    close(fd);
    return ntohs(any.sin_port);
}

static const char **
tls_address(void)
{
    static char url[64];
    static const char *addresses[] = { url, NULL };
    snprintf(url, sizeof url, "tls+tcp://localhost:%d", free_port());
    return addresses;
}

TEST(tls_lets_in_only_peers_of_the_same_authority)
{
    const char **addresses = tls_address();
    struct rpc_server *server = serve_tls(addresses, "service");
    const char *ca = certificate("ca");
    EXPECT_CODE(call_tls(addresses, (struct rpc_tls){ ca, certificate("service"), NULL }, 10000), RPC_OK);
    EXPECT_INT(atomic_load(&times), 1);
    EXPECT(call_tls(addresses, (struct rpc_tls){ ca, certificate("foreign"), NULL }, 1000) != RPC_OK);
    EXPECT(call_tls(addresses, (struct rpc_tls){ certificate("stranger"), certificate("service"), NULL }, 1000)
           != RPC_OK);
    EXPECT_INT(atomic_load(&times), 1);
    rpc_server_close(server);
}

TEST(tls_refuses_a_peer_of_the_same_authority_with_another_name)
{
    const char **addresses = tls_address();
    struct rpc_server *server = serve_tls(addresses, "other");
    struct rpc_tls tls = { certificate("ca"), certificate("service"), NULL };
    EXPECT_CODE(call_tls(addresses, tls, 1000), RPC_DEADLINE_EXCEEDED);
    EXPECT_INT(atomic_load(&times), 0);
    tls.server_name = "other.example"; /* whoever is expected under that name is served */
    EXPECT_CODE(call_tls(addresses, tls, 10000), RPC_OK);
    rpc_server_close(server);
}

/* As certificates of deploy/kubernetes name the replicas of a service. */
TEST(tls_takes_a_certificate_for_all_replicas_of_a_service)
{
    const char **addresses = tls_address();
    struct rpc_server *server = serve_tls(addresses, "service");
    struct rpc_tls tls = { certificate("ca"), certificate("service"), "service-0.service" };
    EXPECT_CODE(call_tls(addresses, tls, 10000), RPC_OK);
    tls.server_name = "tracking-0.tracking";
    EXPECT(call_tls(addresses, tls, 1000) != RPC_OK);
    EXPECT_INT(atomic_load(&times), 1);
    rpc_server_close(server);
}

TEST(addresses_that_no_certificate_can_be_checked_against_are_refused)
{
    EXPECT(rpc_address_fault("ipc:///run/okno/tracking.sock") == NULL);
    EXPECT(rpc_address_fault("tls+tcp://a.okno.example.org:7104") == NULL);
    EXPECT(rpc_address_fault("tls+tcp://tracking-0.tracking:7100") == NULL);
    EXPECT(strstr(rpc_address_fault("tls+tcp://10.0.0.7:7104"), "instead of an IP address") != NULL);
    EXPECT(strstr(rpc_address_fault("tls+tcp://[fd00::7]:7104"), "instead of an IP address") != NULL);
    EXPECT(strstr(rpc_address_fault("tls+tcp://:7104"), "host is missing") != NULL);
    EXPECT(strstr(rpc_address_fault("tracking"), "not an address") != NULL);
}
