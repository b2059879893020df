/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** okno rpc call: one method, JSON in and out, the exit code is the status. */
#include "rpc.h"

#include <okno/json.h>
#include <okno/proto.h>

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

struct options {
    const char *data, *to, *request_id, *trace, *language;
    int64_t deadline_ms;
    struct rpc_caller caller;
};

/* ------------------------------------------------------------------ what is called */

static const struct rpc_method *
method_of(const struct rpc_service *service, const char *name)
{
    for (size_t i = 0; i < service->n_methods; i++)
        if (text_equal(service->methods[i]->name, name))
            return service->methods[i];
    okno_usage("rpc call", "%s has no method %s; `okno rpc list %s` names them", service->name, name, service->name);
    return NULL;
}

/* NULL, and said why, when there is none. */
static const struct rpc_method *
find_method(const char *name, const struct rpc_service **ret_service)
{
    char service[200];
    const char *slash = strchr(name, '/');
    if (!slash || (size_t)(slash - name) >= sizeof service) {
        okno_usage("rpc call", "a method is written okno.tracking.v1.Tracking/GetApplication");
        return NULL;
    }
    snprintf(service, sizeof service, "%.*s", (int)(slash - name), name);
    *ret_service = find_service(service);
    if (*ret_service)
        return method_of(*ret_service, slash + 1);
    okno_usage("rpc call", "no service %s; `okno rpc list` names what there is", service);
    return NULL;
}

/* ------------------------------------------------------------------ the request */

static int
read_stream(FILE *file, const char *name, struct text *ret_text)
{
    char block[65536];
    size_t got;
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        text_add(ret_text, block, got);
    return ferror(file) ? okno_fail(EX_IOERR, "%s: %s", name, strerror(errno)) : EX_OK;
}

static int
read_data(const char *data, struct text *ret_text)
{
    if (*data != '@') {
        text_adds(ret_text, data);
        return EX_OK;
    }
    if (text_equal(data, "@-"))
        return read_stream(stdin, "standard input", ret_text);
    FILE *file = fopen(data + 1, "re");
    if (!file)
        return okno_fail(EX_NOINPUT, "%s: %s", data + 1, strerror(errno));
    int exit_code = read_stream(file, data + 1, ret_text);
    fclose(file);
    return exit_code;
}

/* A request that is no message is refused with the status the daemon would give. */
static int
read_request(struct okno *okno, const struct rpc_method *method, const char *data, ProtobufCMessage **ret_request)
{
    struct json_error error;
    TEXT_SCOPED json = { 0 };
    int exit_code = read_data(data, &json);
    if (exit_code)
        return exit_code;
    if (json_to_message(okno->arena, method->request, json.data, json.length, ret_request, &error) == RPC_OK)
        return EX_OK;
    fprintf(stderr, "INVALID_ARGUMENT: %s%s%s\n", error.path, *error.path ? ": " : "", error.message_en);
    return RPC_INVALID_ARGUMENT;
}

/* ------------------------------------------------------------------ the call */

static int
invoke(struct okno *okno, const struct options *options, struct rpc_client *client, const struct rpc_method *method,
       const ProtobufCMessage *request)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    okno_call_init(okno, &call, options->deadline_ms);
    const char *own = call.caller.subject;
    call.caller = options->caller;
    call.caller.subject = *options->caller.subject ? options->caller.subject : own;
    call.trace = options->trace;
    call.language = options->language ? options->language : call.language;
    enum rpc_code code = rpc_invoke(&call, client, method, request, options->request_id, &reply);
    if (code == RPC_OK) {
        TEXT_SCOPED json = { 0 };
        json_from_message(reply, &json);
        puts(json.data);
    } else {
        okno_print_failure(&call);
    }
    rpc_call_release(&call);
    return (int)code;
}

static int
set_role(struct options *options, const char *name)
{
    options->caller.role = rpc_role_by_name(name);
    bool known = options->caller.role != RPC_ROLE_NOBODY || text_equal(name, "NOBODY");
    return known ? EX_OK : okno_usage("rpc call", "no role \"%s\"", name);
}

static int
set_option(int option, struct options *options)
{
    struct rpc_caller *caller = &options->caller;
    const char **texts[] = { ['d'] = &options->data,  ['t'] = &options->to,       ['i'] = &options->request_id,
                             ['x'] = &options->trace, ['s'] = &caller->subject,   ['c'] = &caller->centre,
                             ['a'] = &caller->agency, ['p'] = &caller->applicant, ['l'] = &options->language };
    if (option == 'r')
        return set_role(options, optarg);
    if (option == 'o') {
        caller->service = "";
        return EX_OK;
    }
    if (option != 'w') {
        *texts[option] = optarg;
        return EX_OK;
    }
    if (!conf_duration(optarg, &options->deadline_ms) || !options->deadline_ms)
        return okno_usage("rpc call", "--deadline takes a time such as 2s, not \"%s\"", optarg);
    return EX_OK;
}

static int
parse(int argc, char **argv, struct options *options)
{
    static const struct option longs[] = {
        { "data", required_argument, NULL, 'd' },
        { "deadline", required_argument, NULL, 'w' },
        { "role", required_argument, NULL, 'r' },
        { "sub", required_argument, NULL, 's' },
        { "centre", required_argument, NULL, 'c' },
        { "agency", required_argument, NULL, 'a' },
        { "applicant", required_argument, NULL, 'p' },
        { "request-id", required_argument, NULL, 'i' },
        { "trace", required_argument, NULL, 'x' },
        { "language", required_argument, NULL, 'l' },
        { "to", required_argument, NULL, 't' },
        { "outside", no_argument, NULL, 'o' },
        { 0 },
    };
    *options = (struct options){
        .data = "{}", .trace = "", .deadline_ms = 5000, .caller = { RPC_ROLE_ADMIN, "", "", "", "", "okno" }
    };
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "d:", longs, NULL)) != -1;) {
        int exit_code = option == '?' ? okno_bad_option("rpc call", argv, optind) : set_option(option, options);
        if (exit_code)
            return exit_code;
    }
    return argc - optind == 1 ? EX_OK : okno_usage("rpc call", "one SERVICE/METHOD is needed");
}

static int
call_method(struct okno *okno, const struct options *options, const struct rpc_method *method, const char *to)
{
    ProtobufCMessage *request;
    int exit_code = read_request(okno, method, options->data, &request);
    if (exit_code)
        return exit_code;
    struct rpc_client *client = okno_client(okno, to);
    if (!client)
        return okno_fail(EX_CONFIG, "peers.%s is not configured", to);
    exit_code = invoke(okno, options, client, method, request);
    rpc_client_close(client);
    return exit_code;
}

int
okno_rpc_call(struct okno *okno, int argc, char **argv)
{
    struct options options;
    int exit_code = parse(argc, argv, &options);
    if (exit_code)
        return exit_code;
    const struct rpc_service *service = NULL;
    const struct rpc_method *method = find_method(argv[optind], &service);
    if (!method)
        return EX_USAGE;
    const char *to = options.to ? options.to : service->daemon;
    if (!to)
        return okno_usage("rpc call", "every daemon serves %s: say which with --to", service->name);
    return call_method(okno, &options, method, to);
}
