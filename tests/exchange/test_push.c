/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Messages posted to an agency's own system: a real HTTP peer, peer.py. */
#include "fixture.h"
#include "push.h"
#include "settings.h"

#include <okno/catalogue.h>
#include <okno/reference.rpc.h>

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* ------------------------------------------------------------------ the peer */

static FILE *peer_in, *peer_out;
static pid_t peer_pid;
static int port;
static const char *log_path;

static void
start_peer(void)
{
    int in[2], out[2];
    const char *script = getenv("EXCHANGE_PEER");
    ck_assert_msg(script != NULL, "EXCHANGE_PEER names peer.py");
    log_path = pg_text("%s/peer.log", keys_folder);
    ck_assert(pipe(in) == 0 && pipe(out) == 0);
    peer_pid = fork();
    if (peer_pid == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[1]);
        close(out[0]);
        execl("/usr/bin/python3", "python3", script, log_path, LAND_SECRET, keys_folder, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    peer_in = fdopen(in[1], "w");
    peer_out = fdopen(out[0], "r");
    ck_assert_int_eq(fscanf(peer_out, "%d", &port), 1);
}

static void
stop_peer(void)
{
    int status;
    fclose(peer_in);
    fclose(peer_out);
    waitpid(peer_pid, &status, 0);
}

static const char *
at(const char *path)
{
    return pg_text("http://127.0.0.1:%d%s", port, path);
}

static int
received(void)
{
    const char *text = read_text(log_path);
    int n = 0;
    for (const char *c = text ? text : ""; *c; c++)
        n += *c == '\n';
    return n;
}

static bool
logged(const char *part)
{
    const char *text = read_text(log_path);
    return text && strstr(text, part);
}

/* ------------------------------------------------------------------ pushing by hand */

static bool
push(void)
{
    struct rpc_call call;
    bool found = false;
    rpc_call_init(&call, "exchange", 30000, NULL);
    enum rpc_code code = push_one(&call, &found);
    ck_assert_msg(code == RPC_OK, "%s: %s", rpc_code_name(code), call.message ? call.message : "");
    rpc_call_release(&call);
    return found;
}

static void
time_passes(void)
{
    pg_query("UPDATE message SET visible_from = now(), pushed_until = NULL WHERE state = 'WAITING'");
}

static const char *
state_of_message(const char *request_id)
{
    return pg_query(pg_text("SELECT state || ' ' || attempts FROM message WHERE request_id = '%s' AND kind = 'REQUEST'",
                            request_id));
}

TEST(a_message_is_posted_signed_and_the_request_delivered)
{
    start_peer();
    make_certificates();
    land_is_a_system_signed(at("/ok"), EXCHANGE__AGENCY_ROUTE__SIGNATURE__HMAC_AND_CMS);
    const char *id = ask("land")->request_id;
    EXPECT(push() && !push());
    EXPECT_INT(received(), 1);
    EXPECT(logged("\"hmac\": true") && logged("\"cms\": true") && logged(id) && logged("77:01:0001001:1024"));
    EXPECT(logged("application/cloudevents+json"));
    EXPECT_TEXT(history(id), "CREATE SEND DELIVER");
    EXPECT_TEXT(events(id), "RequestSent");
    EXPECT_TEXT(state_of_message(id), "DONE 1");
    stop_peer();
}

TEST(what_fails_is_tried_again_later_with_the_same_id)
{
    static const char *const paths[] = { "/error", "/lost", "/slow", "/away" };
    start_peer();
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(paths); i++) {
        land_is_a_system(at(paths[i]));
        const char *id = ask("land")->request_id;
        EXPECT(push());
        EXPECT_TEXT(state_of_message(id), "WAITING 1");
        EXPECT(!push());
        EXPECT_INT(look(id)->state, EXCHANGE__REQUEST__STATE__SENT);
        land_is_a_system(at("/ok"));
        time_passes();
        EXPECT(push());
        EXPECT_TEXT(state_of_message(id), "DONE 2");
        EXPECT_TEXT(history(id), "CREATE SEND DELIVER");
        EXPECT_TEXT(events(id), "RequestSent");
    }
    EXPECT_INT(received(), 8);
    EXPECT(logged("\"times\": 2") && !logged("\"times\": 3") && !logged("\"hmac\": false"));
    stop_peer();
}

TEST(a_lost_answer_is_settled_by_the_id)
{
    start_peer();
    land_is_a_system(at("/lost"));
    const char *id = ask("land")->request_id;
    EXPECT(push());
    land_is_a_system(at("/known"));
    time_passes();
    EXPECT(push());
    EXPECT_TEXT(state_of_message(id), "DONE 2");
    EXPECT_INT(look(id)->state, EXCHANGE__REQUEST__STATE__DELIVERED);
    stop_peer();
}

TEST(a_busy_system_is_given_the_time_it_asks_for)
{
    start_peer();
    land_is_a_system(at("/busy"));
    const char *id = ask("land")->request_id;
    EXPECT(push());
    double left = 0;
    EXPECT(parse_double(
        pg_query(pg_text("SELECT extract(epoch FROM visible_from - now()) FROM message WHERE request_id = '%s'", id)),
        &left));
    EXPECT(left > 2 && left <= 3);
    stop_peer();
}

TEST(after_the_last_attempt_it_is_a_dead_letter_to_be_driven_again)
{
    start_peer();
    land_is_a_system(at("/error"));
    const char *id = ask("land")->request_id;
    for (int i = 0; i < 3; i++, time_passes())
        EXPECT(push());
    EXPECT(!push());
    EXPECT_TEXT(state_of_message(id), "DEAD 3");
    EXPECT(look(id)->undelivered);
    EXPECT_INT(look(id)->state, EXCHANGE__REQUEST__STATE__SENT);
    EXPECT_TEXT(events(id), "RequestSent");
    as_admin();
    const Exchange__ListDeadLettersResponse *list = CALL(Exchange__ListDeadLetters);
    EXPECT_INT(list->n_dead_letters, 1);
    const Exchange__DeadLetter *dead = list->dead_letters[0];
    EXPECT_TEXT(dead->request_id, id);
    EXPECT_TEXT(dead->error, "the answer has status 500");
    EXPECT_INT(dead->attempts, 3);
    CALL(Exchange__RedriveMessage, .message_id = dead->message_id);
    EXPECT_CODE(TRY(Exchange__RedriveMessage, .message_id = dead->message_id), RPC_FAILED_PRECONDITION);
    EXPECT_INT(((const Exchange__ListDeadLettersResponse *)CALL(Exchange__ListDeadLetters))->n_dead_letters, 0);
    land_is_a_system(at("/ok"));
    EXPECT(push());
    EXPECT_TEXT(history(id), "CREATE SEND UNDELIVERED REDRIVE DELIVER");
    EXPECT(!look(id)->undelivered);
    stop_peer();
}

TEST(a_discarded_request_has_failed_once)
{
    start_peer();
    land_is_a_system(at("/gone"));
    const char *id = ask("land")->request_id;
    EXPECT(push());
    EXPECT_TEXT(state_of_message(id), "DEAD 1");
    as_admin();
    const char *message =
        ((const Exchange__ListDeadLettersResponse *)CALL(Exchange__ListDeadLetters))->dead_letters[0]->message_id;
    CALL(Exchange__DiscardMessage, .message_id = message, .comment = "системы больше нет");
    EXPECT_CODE(TRY(Exchange__DiscardMessage, .message_id = message), RPC_FAILED_PRECONDITION);
    EXPECT_INT(look(id)->state, EXCHANGE__REQUEST__STATE__FAILED);
    EXPECT_TEXT(events(id), "RequestSent RequestAnswered");
    as_operator();
    EXPECT_CODE(TRY(Exchange__ListDeadLetters), RPC_PERMISSION_DENIED);
    stop_peer();
}

TEST(a_reminder_given_up_does_not_end_the_request)
{
    land_is_a_system("");
    const char *id = ask("land")->request_id;
    as_land();
    const Exchange__AgencyMessage *message =
        ((const Exchange__NextMessageResponse *)CALL(Exchange__NextMessage))->message;
    CALL(Exchange__AcknowledgeMessage, .message_id = message->message_id, .accepted = true);
    pg_query(pg_text("INSERT INTO message (message_id, agency_code, request_id, kind, state, created, visible_from)"
                     " VALUES ('%s', 'land', '%s', 'REMINDER_HALF', 'DEAD', now(), now())",
                     message_id(), id));
    pg_query(pg_text("INSERT INTO message (message_id, agency_code, request_id, kind, state, created, visible_from)"
                     " VALUES ('%s', 'land', '%s', 'REMINDER_LATE', 'DEAD', now(), now())",
                     message_id(), id));
    pg_query(pg_text("UPDATE exchange_request SET undelivered = true WHERE request_id = '%s'", id));
    as_admin();
    const Exchange__ListDeadLettersResponse *list = CALL(Exchange__ListDeadLetters);
    EXPECT_INT(list->n_dead_letters, 2);
    CALL(Exchange__DiscardMessage, .message_id = list->dead_letters[0]->message_id);
    EXPECT(look(id)->undelivered);
    as_admin();
    CALL(Exchange__RedriveMessage, .message_id = list->dead_letters[1]->message_id);
    EXPECT(!look(id)->undelivered);
    EXPECT_INT(look(id)->state, EXCHANGE__REQUEST__STATE__DELIVERED);
    EXPECT_TEXT(history(id), "CREATE SEND DELIVER DISCARD REDRIVE");
}

TEST(an_address_inside_is_not_posted_to_unless_allowed)
{
    start_peer();
    land_is_a_system(at("/ok"));
    const char *id = ask("land")->request_id;
    exchange_settings.push_private = false;
    EXPECT(push());
    EXPECT_INT(received(), 0);
    EXPECT_TEXT(state_of_message(id), "DEAD 1");
    as_admin();
    EXPECT(strstr(((const Exchange__ListDeadLettersResponse *)CALL(Exchange__ListDeadLetters))->dead_letters[0]->error,
                  "not public"));
    stop_peer();
}

TEST(one_message_of_an_agency_is_under_way_at_a_time)
{
    start_peer();
    land_is_a_system(at("/ok"));
    ask("land");
    ask("land");
    pg_query("UPDATE message SET pushed_until = now() + interval '1 minute', visible_from = now() + interval '1 minute'"
             " WHERE message_id = (SELECT message_id FROM message ORDER BY created LIMIT 1)");
    EXPECT(!push());
    time_passes();
    EXPECT(push() && push() && !push());
    EXPECT_INT(received(), 2);
    stop_peer();
}

/* ------------------------------------------------------------------ threads, and death */

static void
await(const char *sql, const char *value)
{
    for (int i = 0; i < 200 && !text_equal(pg_query(sql), value); i++)
        usleep(50000);
    EXPECT_TEXT(pg_query(sql), value);
}

TEST(the_senders_threads_deliver_by_themselves)
{
    start_peer();
    exchange_settings.push_threads = 4;
    exchange_settings.push_every_ms = 50;
    land_is_a_system(at("/ok"));
    push_open(NULL);
    for (int i = 0; i < 20; i++)
        ask("land");
    await("SELECT count(*) FROM message WHERE state = 'DONE'", "20");
    push_close();
    EXPECT_INT(received(), 20);
    EXPECT(!logged("\"times\": 2"));
    stop_peer();
}

static enum rpc_code
give_catalogue_again(struct rpc_call *call, const void *request, void *reply)
{
    const struct catalogue *cat;
    (void)request;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code == RPC_OK)
        *(Reference__Catalogue *)reply = *catalogue_all(cat);
    return code;
}

/* The real daemon in the test's database, beside the test's own functions. */
static pid_t
start_daemon(void)
{
    static const struct rpc_binding reference[] = { { &reference_method_get_catalogue, give_catalogue_again } };
    pg_peer("reference", reference, 1);
    const char *run = pg_text("%s", keys_folder),
               *socket = pg_text("ipc:///tmp/okno-test-%d-reference.sock", (int)getpid());
    pid_t pid = fork();
    if (pid)
        return pid;
    setenv("OKNO_RUN", run, 1);
    setenv("OKNO_STATE", run, 1);
    setenv("OKNO_DATABASE", getenv("OKNO_TEST_DATABASE"), 1);
    setenv("OKNO_EXCHANGE__PEERS__REFERENCE", socket, 1);
    setenv("OKNO_EXCHANGE__ADMIN__LISTEN", "", 1);
    setenv("OKNO_EXCHANGE__PUSH__PRIVATE", "true", 1);
    setenv("OKNO_EXCHANGE__PUSH__PLAIN", "true", 1);
    setenv("OKNO_EXCHANGE__KEYS__FOLDER", keys_folder, 1);
    execl(getenv("EXCHANGE_DAEMON"), "okno-exchange", "--config", getenv("EXCHANGE_CONFIG"), (char *)NULL);
    _exit(127);
}

TEST(kill_between_delivery_and_acknowledgement_delivers_again_and_once)
{
    int status;
    start_peer();
    Exchange__AgencyRoute route = { .agency_code = "land",
                                    .way = EXCHANGE__WAY__SYSTEM,
                                    .endpoint = at("/stuck"),
                                    .signature = EXCHANGE__AGENCY_ROUTE__SIGNATURE__HMAC,
                                    .key_id = "land",
                                    .timeout_seconds = 60 };
    as_admin();
    CALL(Exchange__SetAgencyRoute, .route = &route);
    const char *id = ask("land")->request_id;
    pid_t pid = start_daemon();
    for (int i = 0; i < 1200 && received() == 0; i++)
        usleep(50000);
    EXPECT_INT(received(), 1);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    EXPECT_TEXT(state_of_message(id), "WAITING 1");
    EXPECT_INT(look(id)->state, EXCHANGE__REQUEST__STATE__SENT);
    EXPECT(!push()); /* its visibility is not over yet */
    land_is_a_system(at("/known"));
    time_passes();
    EXPECT(push());
    EXPECT(logged("\"times\": 2"));
    EXPECT_TEXT(history(id), "CREATE SEND DELIVER");
    EXPECT_TEXT(events(id), "RequestSent");
    stop_peer();
}
