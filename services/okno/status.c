/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** okno status: asks every configured replica for its health, all at once. */
#include "okno.h"

#include <okno/json.h>
#include <okno/system.rpc.h>

#include <getopt.h>
#include <string.h>
#include <unistd.h>

#define ASK_MS 2000
#define PAUSE_MS 100
#define NOT_ALL_READY 1

struct options {
    bool json;
    int64_t wait_ms;
    char **services;
};

struct answer {
    const struct replica *replica;
    const System__CheckHealthResponse *health; /* NULL: did not answer */
    const char *why;
};

static bool
meant(const struct options *options, const char *service)
{
    for (char **name = options->services; *name; name++)
        if (text_equal(*name, service))
            return true;
    return !*options->services;
}

/* ------------------------------------------------------------------ asking */

/* Answers live in the call's arena. */
static bool
ask_all(struct rpc_call *call, const struct replica *replicas, size_t n, struct answer *answers)
{
    const System__CheckHealthRequest request = SYSTEM__CHECK_HEALTH_REQUEST__INIT;
    struct rpc_future *futures = ARENA_ARRAY(call->arena, struct rpc_future, n);
    bool all_ready = true;
    for (size_t i = 0; i < n; i++)
        rpc_start(call, &futures[i], replicas[i].client, &system_method_check_health, &request.base, NULL);
    for (size_t i = 0; i < n; i++) {
        ProtobufCMessage *reply = NULL;
        enum rpc_code code = rpc_wait(&futures[i], &reply);
        answers[i] = (struct answer){ &replicas[i], (const System__CheckHealthResponse *)reply, "" };
        if (code != RPC_OK)
            answers[i].why = arena_strdup(call->arena, call->message);
        all_ready &= answers[i].health && answers[i].health->ready;
    }
    return all_ready;
}

/* ------------------------------------------------------------------ telling */

static const char *
state_of(const struct answer *answer)
{
    return !answer->health ? "unreachable" : answer->health->ready ? "ready" : "not ready";
}

/* Lines of the detail that begin with "-": what is missing. */
static void
print_missing(const struct answer *answer)
{
    const char *line = answer->health && !answer->health->ready ? answer->health->detail : "";
    while (*line) {
        size_t length = strcspn(line, "\n");
        if (*line == '-')
            printf("  %s: missing%.*s\n", answer->replica->service, (int)length - 1, line + 1);
        line += length + (line[length] == '\n');
    }
    if (!answer->health)
        printf("  %s: %s\n", answer->replica->service, answer->why);
}

static void
print_table(struct arena *arena, const struct answer *answers, size_t n)
{
    struct table table = { .arena = arena, .n_columns = 6 };
    TABLE_ROW(&table, "SERVICE", "STATE", "VERSION", "RUNNING", "WAITING", "ADDRESS");
    for (size_t i = 0; i < n; i++) {
        const System__CheckHealthResponse *health = answers[i].health;
        TABLE_ROW(&table, answers[i].replica->service, state_of(&answers[i]), health ? health->version : "-",
                  health ? arena_printf(arena, "%d", health->running) : "-",
                  health ? arena_printf(arena, "%d", health->waiting) : "-", answers[i].replica->address);
    }
    table_print(&table, stdout);
    for (size_t i = 0; i < n; i++)
        print_missing(&answers[i]);
}

static void
add_text(struct text *out, const char *name, const char *value)
{
    text_addf(out, "\"%s\":", name);
    json_add_string(out, value);
}

static void
print_json(const struct answer *answer)
{
    const System__CheckHealthResponse *health = answer->health;
    TEXT_SCOPED line = { 0 };
    text_addc(&line, '{');
    add_text(&line, "service", answer->replica->service);
    text_addc(&line, ',');
    add_text(&line, "address", answer->replica->address);
    text_addf(&line, ",\"reachable\":%s,\"ready\":%s,", health ? "true" : "false",
              health && health->ready ? "true" : "false");
    if (health) {
        add_text(&line, "version", health->version);
        text_addf(&line, ",\"running\":%d,\"waiting\":%d,", health->running, health->waiting);
    }
    add_text(&line, "detail", health ? health->detail : answer->why);
    printf("%s}\n", line.data);
}

/* ------------------------------------------------------------------ the command */

/* True when all are ready, or there is no time to ask again. */
static bool
ask_once(struct okno *okno, const struct options *options, const struct replica *replicas, size_t n, int64_t until_us,
         bool *ret_ready)
{
    struct rpc_call call;
    okno_call_init(okno, &call, ASK_MS);
    struct answer *answers = ARENA_ARRAY(call.arena, struct answer, n);
    *ret_ready = ask_all(&call, replicas, n, answers);
    bool last = *ret_ready || time_mono_us() >= until_us;
    if (last && !options->json)
        print_table(call.arena, answers, n);
    for (size_t i = 0; last && options->json && i < n; i++)
        print_json(&answers[i]);
    rpc_call_release(&call);
    return last;
}

static int
status(struct okno *okno, const struct options *options)
{
    struct replica *all, *replicas;
    size_t n_all = okno_replicas(okno, NULL, &all), n = 0;
    replicas = ARENA_ARRAY(okno->arena, struct replica, n_all);
    for (size_t i = 0; i < n_all; i++)
        if (meant(options, all[i].service))
            replicas[n++] = all[i];
    int64_t until_us = time_mono_us() + options->wait_ms * 1000;
    bool ready = false;
    while (n && !ask_once(okno, options, replicas, n, until_us, &ready))
        usleep(PAUSE_MS * 1000);
    okno_replicas_close(all, n_all);
    if (!n)
        return okno_fail(EX_CONFIG, "no such service stands under peers in %s", okno->folder);
    return ready ? EX_OK : NOT_ALL_READY;
}

int
okno_status(struct okno *okno, int argc, char **argv)
{
    static const struct option longs[] = { { "json", no_argument, NULL, 'j' },
                                           { "wait", required_argument, NULL, 'w' },
                                           { 0 } };
    struct options options = { 0 };
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (option == 'j')
            options.json = true;
        else if (option != 'w')
            return okno_bad_option("status", argv, optind);
        else if (!conf_duration(optarg, &options.wait_ms))
            return okno_usage("status", "--wait takes a time such as 30s, not \"%s\"", optarg);
    }
    options.services = argv + optind;
    return status(okno, &options);
}
