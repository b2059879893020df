/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * okno rpc list, describe: what the running daemons say of themselves (okno.system.v1 reflection).
 * okno rpc call stands in call.c.
 */
#include "rpc.h"

#include <okno/services.h>
#include <okno/system.rpc.h>

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define REFLECTION_MS 3000
#define MAX_DESCRIBED 100

const struct rpc_service *
find_service(const char *name)
{
    for (size_t i = 0; i < okno_services_count; i++)
        if (text_equal(okno_services[i]->name, name))
            return okno_services[i];
    return NULL;
}

/* ------------------------------------------------------------------ asking */

/* Services met so far, each once, in the order of the answers. */
struct catalogue {
    const System__ServiceDescription *services[MAX_DESCRIBED];
    size_t n;
    int silent; /* daemons that did not answer */
};

static void
add(struct catalogue *catalogue, const System__ServiceDescription *service)
{
    for (size_t i = 0; i < catalogue->n; i++)
        if (text_equal(catalogue->services[i]->name, service->name))
            return;
    if (catalogue->n < MAX_DESCRIBED)
        catalogue->services[catalogue->n++] = service;
}

static void
ask(struct okno *okno, struct rpc_call *call, const char *name, struct catalogue *catalogue)
{
    const System__DescribeServicesRequest request = SYSTEM__DESCRIBE_SERVICES_REQUEST__INIT;
    struct rpc_client *client = okno_client(okno, name);
    ProtobufCMessage *reply;
    if (!client) {
        okno_fail(EX_CONFIG, "peers.%s is not configured", name);
        catalogue->silent++;
        return;
    }
    enum rpc_code code = rpc_invoke(call, client, &system_method_describe_services, &request.base, NULL, &reply);
    rpc_client_close(client);
    if (code != RPC_OK) {
        okno_fail(EX_UNAVAILABLE, "%s does not answer: %s", name, call->message);
        catalogue->silent++;
        return;
    }
    const System__DescribeServicesResponse *described = (const System__DescribeServicesResponse *)reply;
    for (size_t i = 0; i < described->n_services; i++)
        add(catalogue, described->services[i]);
}

/* What one daemon serves, or all that are configured. */
static void
gather(struct okno *okno, struct rpc_call *call, const char *to, struct catalogue *catalogue)
{
    const struct conf_map *peers = &okno->common.peers;
    if (to) {
        ask(okno, call, to, catalogue);
        return;
    }
    for (size_t i = 0; i < peers->count; i++) {
        call->deadline_us = time_mono_us() + REFLECTION_MS * 1000;
        ask(okno, call, peers->entries[i].name, catalogue);
    }
    if (!peers->count)
        okno_fail(EX_CONFIG, "peers is empty in %s", okno->folder);
}

static const System__ServiceDescription *
described(const struct catalogue *catalogue, const char *name, size_t length)
{
    for (size_t i = 0; i < catalogue->n; i++)
        if (strlen(catalogue->services[i]->name) == length && strncmp(catalogue->services[i]->name, name, length) == 0)
            return catalogue->services[i];
    return NULL;
}

/* --to and at most one argument. */
static int
parse(const char *command, int argc, char **argv, const char **ret_to, const char **ret_argument)
{
    static const struct option longs[] = { { "to", required_argument, NULL, 't' }, { 0 } };
    *ret_to = NULL;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", longs, NULL)) != -1;)
        if (option == 't')
            *ret_to = optarg;
        else
            return okno_bad_option(command, argv, optind);
    if (argc - optind > 1)
        return okno_usage(command, "unexpected argument %s", argv[optind + 1]);
    *ret_argument = argv[optind];
    return EX_OK;
}

/* ------------------------------------------------------------------ list */

static int
print_list(const struct catalogue *catalogue, const char *name)
{
    if (!name) {
        for (size_t i = 0; i < catalogue->n; i++)
            puts(catalogue->services[i]->name);
        return catalogue->silent ? EX_UNAVAILABLE : EX_OK;
    }
    const System__ServiceDescription *service = described(catalogue, name, strlen(name));
    if (!service)
        return okno_fail(EX_NOINPUT, "no daemon that answers serves %s; `okno rpc list` names what there is", name);
    for (size_t i = 0; i < service->n_methods; i++)
        printf("%s/%s\n", service->name, service->methods[i]);
    return EX_OK;
}

int
okno_rpc_list(struct okno *okno, int argc, char **argv)
{
    const char *to, *name;
    struct catalogue catalogue = { .n = 0 };
    struct rpc_call call;
    int exit_code = parse("rpc list", argc, argv, &to, &name);
    if (exit_code)
        return exit_code;
    okno_call_init(okno, &call, REFLECTION_MS);
    gather(okno, &call, to, &catalogue);
    exit_code = print_list(&catalogue, name);
    rpc_call_release(&call);
    return exit_code;
}

/* ------------------------------------------------------------------ describe */

/*
 * A service's text is paragraphs set apart by empty lines: the service's own, whose rest are its methods, and one for
 * each message and enum. Calls `use` for each that holds the line; false when none did.
 */
static bool
print_paragraphs(const char *text, const char *line)
{
    bool found = false;
    while (*text) {
        const char *end = strstr(text, "\n\n");
        size_t length = end ? (size_t)(end - text) + 1 : strlen(text);
        if (memmem(text, length, line, strlen(line))) {
            printf("%s%.*s", found ? "\n" : "", (int)length, text);
            found = true;
        }
        text += end ? length + 1 : length;
    }
    return found;
}

/* A message or enum by its full name, or by the last part of it. */
static bool
print_message(const struct catalogue *catalogue, const char *name)
{
    static const char *const kinds[] = { "message", "enum" };
    bool full = strncmp(name, "okno.", 5) == 0;
    for (size_t i = 0; i < catalogue->n; i++)
        for (size_t k = 0; k < OKNO_ARRAY_SIZE(kinds); k++) {
            TEXT_SCOPED line = { 0 };
            text_addf(&line, "%s%s%s {", full ? kinds[k] : "", full ? " " : ".", name);
            if (print_paragraphs(catalogue->services[i]->text, line.data))
                return true;
        }
    return false;
}

/* The method's paragraph and those of its request and reply. */
static bool
print_method(const System__ServiceDescription *service, const char *name)
{
    const struct rpc_service *known = find_service(service->name);
    TEXT_SCOPED line = { 0 };
    text_addf(&line, "  rpc %s(", name);
    if (!print_paragraphs(service->text, line.data))
        return false;
    for (size_t i = 0; known && i < known->n_methods; i++) {
        const struct rpc_method *method = known->methods[i];
        if (!text_equal(method->name, name))
            continue;
        const char *types[] = { method->request->name, method->reply->name };
        for (size_t k = 0; k < OKNO_ARRAY_SIZE(types); k++) {
            text_clear(&line);
            text_addf(&line, "message %s {", types[k]);
            putchar('\n');
            print_paragraphs(service->text, line.data);
        }
    }
    return true;
}

static int
print_description(const struct catalogue *catalogue, const char *name)
{
    size_t length = strcspn(name, "/");
    const System__ServiceDescription *service = described(catalogue, name, length);
    bool found = false;
    if (service && name[length])
        found = print_method(service, name + length + 1);
    else if (service)
        found = fputs(service->text, stdout) >= 0;
    else
        found = print_message(catalogue, name);
    return found ? EX_OK : okno_fail(EX_NOINPUT, "no daemon that answers knows %s", name);
}

int
okno_rpc_describe(struct okno *okno, int argc, char **argv)
{
    const char *to, *name;
    struct catalogue catalogue = { .n = 0 };
    struct rpc_call call;
    int exit_code = parse("rpc describe", argc, argv, &to, &name);
    if (exit_code)
        return exit_code;
    if (!name)
        return okno_usage("rpc describe", "a service, method or message is needed");
    okno_call_init(okno, &call, REFLECTION_MS);
    gather(okno, &call, to, &catalogue);
    exit_code = print_description(&catalogue, name);
    rpc_call_release(&call);
    return exit_code;
}
