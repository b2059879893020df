/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** okno queue load: one YAML file is a LoadQueueSettingsRequest: groups, rules of priority, windows and limits. */
#include "okno.h"

#include <okno/json.h>
#include <okno/queue.rpc.h>

#include <getopt.h>
#include <unistd.h>

#define CALL_MS INT64_C(60000)
#define AGAIN_US 250000

static int
read_file(struct okno *okno, const char *path, ProtobufCMessage **ret_request)
{
    struct json_error error;
    TEXT_SCOPED json = { 0 };
    TEXT_SCOPED problems = { 0 };
    if (conf_yaml_to_json(path, &json, &problems) != RPC_OK) {
        fputs(problems.data, stderr);
        return EX_DATAERR;
    }
    const ProtobufCMessageDescriptor *type = &queue__load_queue_settings_request__descriptor;
    if (json_to_message(okno->arena, type, json.data, json.length, ret_request, &error) != RPC_OK)
        return okno_fail(EX_DATAERR, "%s: %s%s%s", path, error.path, *error.path ? ": " : "", error.message_en);
    return EX_OK;
}

/* One attempt; the failure is told unless there may be another. */
static enum rpc_code
send(struct okno *okno, struct rpc_client *client, const ProtobufCMessage *request, bool last)
{
    struct rpc_call call;
    char request_id[37];
    ProtobufCMessage *reply;
    uuid7(request_id); /* a lost connection may repeat the call */
    okno_call_init(okno, &call, CALL_MS);
    enum rpc_code code = rpc_invoke(&call, client, &queue_method_load_queue_settings, request, request_id, &reply);
    if (code == RPC_OK) {
        const Queue__LoadQueueSettingsResponse *loaded = (const Queue__LoadQueueSettingsResponse *)reply;
        printf("halls: added %d, changed %d, unchanged %d\n", loaded->added, loaded->changed, loaded->unchanged);
    } else if (code != RPC_UNAVAILABLE || last) {
        okno_print_failure(&call);
    }
    rpc_call_release(&call);
    return code;
}

/* The service may be starting, or still be waiting for the catalogue. */
static enum rpc_code
send_patiently(struct okno *okno, struct rpc_client *client, const ProtobufCMessage *request, int64_t wait_ms)
{
    int64_t until_us = time_mono_us() + wait_ms * 1000;
    for (;;) {
        bool last = time_mono_us() >= until_us;
        enum rpc_code code = send(okno, client, request, last);
        if (code != RPC_UNAVAILABLE || last)
            return code;
        usleep(AGAIN_US);
    }
}

int
okno_queue_load(struct okno *okno, int argc, char **argv)
{
    static const struct option longs[] = { { "wait", required_argument, NULL, 'w' }, { 0 } };
    int64_t wait_ms = 0;
    ProtobufCMessage *request;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", longs, NULL)) != -1;)
        if (option != 'w')
            return okno_bad_option("queue load", argv, optind);
        else if (!conf_duration(optarg, &wait_ms))
            return okno_usage("queue load", "--wait takes a time such as 30s, not \"%s\"", optarg);
    if (argc - optind != 1)
        return okno_usage("queue load", "one file is needed");
    int exit_code = read_file(okno, argv[optind], &request);
    if (exit_code)
        return exit_code;
    struct rpc_client *client = okno_client(okno, "queue");
    if (!client)
        return okno_fail(EX_CONFIG, "peers.queue is not configured");
    exit_code = okno_exit_code(send_patiently(okno, client, request, wait_ms));
    rpc_client_close(client);
    return exit_code;
}
