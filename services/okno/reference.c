/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * okno reference load: every YAML file of the folder is a piece of one LoadReferenceRequest. Pieces are put together
 * record by record, and each record remembers its file, so that a refusal names the place a person edits.
 */
#include "okno.h"

#include <okno/json.h>
#include <okno/proto.h>
#include <okno/reference.rpc.h>

#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define CALL_MS INT64_C(120000)

struct file {
    const char *name;
    ProtobufCMessage *piece;
};

struct load {
    struct okno *okno;
    const char *folder;
    struct file *files;
    size_t n;
    ProtobufCMessage *whole;
};

/* ------------------------------------------------------------------ reading the files */

static int
is_yaml(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return *entry->d_name != '.' && length > 5 && text_equal(entry->d_name + length - 5, ".yaml");
}

static int
list_files(struct load *load)
{
    struct dirent **entries;
    int n = scandir(load->folder, &entries, is_yaml, alphasort);
    if (n < 0)
        return okno_fail(EX_NOINPUT, "%s: %s", load->folder, strerror(errno));
    load->files = ARENA_ARRAY(load->okno->arena, struct file, n);
    for (int i = 0; i < n; i++) {
        load->files[load->n++].name = arena_strdup(load->okno->arena, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return n ? EX_OK : okno_fail(EX_NOINPUT, "%s: holds no .yaml file", load->folder);
}

static int
read_piece(struct load *load, struct file *file)
{
    struct arena *arena = load->okno->arena;
    struct json_error error;
    TEXT_SCOPED json = { 0 };
    TEXT_SCOPED problems = { 0 };
    const char *path = arena_printf(arena, "%s/%s", load->folder, file->name);
    if (conf_yaml_to_json(path, &json, &problems) != RPC_OK) {
        fputs(problems.data, stderr);
        return EX_DATAERR;
    }
    const ProtobufCMessageDescriptor *type = &reference__load_reference_request__descriptor;
    if (json_to_message(arena, type, json.data, json.length, &file->piece, &error) != RPC_OK)
        return okno_fail(EX_DATAERR, "%s: %s%s%s", path, error.path, *error.path ? ": " : "", error.message_en);
    return EX_OK;
}

/* ------------------------------------------------------------------ putting the pieces together */

static void
append(struct arena *arena, ProtobufCMessage *whole, const ProtobufCFieldDescriptor *field,
       const ProtobufCMessage *piece)
{
    size_t have = *proto_count(whole, field), more = *proto_count(piece, field), size = proto_value_size(field->type);
    if (!more)
        return;
    char *items = arena_alloc(arena, (have + more) * size);
    if (have)
        memcpy(items, *(char **)proto_member(whole, field), have * size);
    memcpy(items + have * size, *(char **)proto_member(piece, field), more * size);
    *(char **)proto_member(whole, field) = items;
    *proto_count(whole, field) = have + more;
}

static int
merge(struct load *load, const struct file *file)
{
    for (unsigned i = 0; i < load->whole->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &load->whole->descriptor->fields[i];
        if (!proto_has(file->piece, field))
            continue;
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            append(load->okno->arena, load->whole, field, file->piece);
        else if (field->type == PROTOBUF_C_TYPE_MESSAGE && !proto_has(load->whole, field))
            *(void **)proto_member(load->whole, field) = *(void **)proto_member(file->piece, field);
        else
            return okno_fail(EX_DATAERR, "%s/%s: %s must stand in one file only", load->folder, file->name,
                             field->name);
    }
    return EX_OK;
}

static int
read_folder(struct load *load)
{
    int exit_code = list_files(load);
    load->whole = proto_new(load->okno->arena, &reference__load_reference_request__descriptor);
    for (size_t i = 0; i < load->n && !exit_code; i++) {
        exit_code = read_piece(load, &load->files[i]);
        if (!exit_code)
            exit_code = merge(load, &load->files[i]);
    }
    return exit_code;
}

/* ------------------------------------------------------------------ telling where a refused record stands */

/* The record's own code ("passport-foreign"): the first field of every record. */
static const char *
code_of(const ProtobufCMessage *piece, const ProtobufCFieldDescriptor *list, size_t index)
{
    const ProtobufCMessage *record = (*(ProtobufCMessage ***)proto_member(piece, list))[index];
    const ProtobufCFieldDescriptor *first = &record->descriptor->fields[0];
    if (first->type != PROTOBUF_C_TYPE_STRING || first->label == PROTOBUF_C_LABEL_REPEATED)
        return "";
    return *(const char **)proto_member(record, first);
}

/* "services[57].term" of the whole, as file, record and rest: "services-family.yaml: services[3] (adoption).term". */
static void
print_place(const struct load *load, const char *path)
{
    const char *bracket = strchr(path, '['), *end = bracket ? strchr(bracket, ']') : NULL;
    const ProtobufCFieldDescriptor *field =
        proto_field(load->whole->descriptor, path, bracket ? (size_t)(bracket - path) : strcspn(path, "."));
    size_t index = bracket ? strtoul(bracket + 1, NULL, 10) : 0;
    for (size_t i = 0; field && i < load->n; i++) {
        const ProtobufCMessage *piece = load->files[i].piece;
        bool list = field->label == PROTOBUF_C_LABEL_REPEATED && end;
        size_t n = !proto_has(piece, field) ? 0 : list ? *proto_count(piece, field) : 1;
        if (index < n || (n && !list)) {
            fprintf(stderr, "  %s/%s: ", load->folder, load->files[i].name);
            if (list && field->type == PROTOBUF_C_TYPE_MESSAGE)
                fprintf(stderr, "%s[%zu] (%s)%s", field->name, index, code_of(piece, field, index), end + 1);
            else
                fputs(path, stderr);
            return;
        }
        index -= n;
    }
    fprintf(stderr, "  %s", path);
}

static void
print_refusal(const struct load *load, const struct rpc_call *call)
{
    fprintf(stderr, "%s: %s\n", rpc_code_name(call->code), call->message);
    for (size_t i = 0; i < call->n_violations; i++) {
        print_place(load, call->violations[i].field);
        fprintf(stderr, ": %s\n", call->violations[i].message);
    }
}

/* ------------------------------------------------------------------ loading */

static enum rpc_code
send_whole(struct load *load, struct rpc_client *client)
{
    struct rpc_call call;
    ProtobufCMessage *reply;
    char request_id[37];
    uuid7(request_id); /* a lost connection may repeat the call */
    okno_call_init(load->okno, &call, CALL_MS);
    enum rpc_code code = rpc_invoke(&call, client, &reference_method_load_reference, load->whole, request_id, &reply);
    if (code == RPC_OK) {
        const Reference__LoadReferenceResponse *loaded = (const Reference__LoadReferenceResponse *)reply;
        printf("added %d, changed %d, unchanged %d", loaded->added, loaded->changed, loaded->unchanged);
        printf(loaded->withdrawn ? ", withdrawn %d\n" : "\n", loaded->withdrawn);
    } else {
        print_refusal(load, &call);
    }
    rpc_call_release(&call);
    return code;
}

/* What the folder does not have is withdrawn. The calendar is one record, which is there or stays. */
static void
say_complete(struct load *load)
{
    static const char *kinds[] = { "service", "agency", "centre", "territory", "classifier" };
    Reference__LoadReferenceRequest *whole = (Reference__LoadReferenceRequest *)load->whole;
    whole->complete_kinds = kinds;
    whole->n_complete_kinds = OKNO_ARRAY_SIZE(kinds);
}

int
okno_reference_load(struct okno *okno, int argc, char **argv)
{
    static const struct option longs[] = { { "wait", required_argument, NULL, 'w' },
                                           { "complete", no_argument, NULL, 'c' },
                                           { 0 } };
    int64_t wait_ms = 0;
    bool complete = false;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", longs, NULL)) != -1;)
        if (option == 'c')
            complete = true;
        else if (option != 'w')
            return okno_bad_option("reference load", argv, optind);
        else if (!conf_duration(optarg, &wait_ms))
            return okno_usage("reference load", "--wait takes a time such as 30s, not \"%s\"", optarg);
    if (argc - optind != 1)
        return okno_usage("reference load", "one folder is needed");
    struct load load = { .okno = okno, .folder = argv[optind] };
    int exit_code = read_folder(&load);
    if (exit_code)
        return exit_code;
    if (complete)
        say_complete(&load);
    struct rpc_client *client = okno_client(okno, "reference");
    if (!client)
        return okno_fail(EX_CONFIG, "peers.reference is not configured");
    if (okno_await(client, wait_ms))
        exit_code = okno_exit_code(send_whole(&load, client));
    else
        exit_code = okno_fail(EX_UNAVAILABLE, "reference does not answer; `okno status` tells more");
    rpc_client_close(client);
    return exit_code;
}
