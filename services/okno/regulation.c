/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** okno regulation check|publish|list|show|diff: electronic regulations as BPMN files. */
#include "asking.h"

#include <okno/tracking.rpc.h>

#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_MAX ((size_t)4 * 1024 * 1024) /* as tracking takes them */

/* ------------------------------------------------------------------ files */

static int
read_file(struct arena *arena, const char *path, Common__Chunk *ret_chunk)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return okno_fail(EX_NOINPUT, "%s: %s", path, strerror(errno));
    char *bytes = arena_alloc(arena, FILE_MAX + 1);
    size_t length = fread(bytes, 1, FILE_MAX + 1, file);
    bool whole = feof(file) && !ferror(file) && length <= FILE_MAX;
    fclose(file);
    if (!whole)
        return okno_fail(EX_DATAERR, "%s: cannot be read, or is larger than %zu bytes", path, FILE_MAX);
    common__chunk__init(ret_chunk);
    ret_chunk->data = (ProtobufCBinaryData){ length, (uint8_t *)bytes };
    ret_chunk->last = true;
    return EX_OK;
}

static int
is_bpmn(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return *entry->d_name != '.' && length > 5 && text_equal(entry->d_name + length - 5, ".bpmn");
}

typedef int each_file(struct asking *asking, const char *path);

/* The worst exit code of all; one bad file does not keep the others back. */
static int
with_folder(struct asking *asking, const char *folder, each_file *run)
{
    struct dirent **entries;
    int worst = EX_OK, n = scandir(folder, &entries, is_bpmn, alphasort);
    if (n < 0)
        return okno_fail(EX_NOINPUT, "%s: %s", folder, strerror(errno));
    for (int i = 0; i < n; i++) {
        int code = run(asking, arena_printf(asking->okno->arena, "%s/%s", folder, entries[i]->d_name));
        worst = code ? code : worst;
        free(entries[i]);
    }
    free(entries);
    return n ? worst : okno_fail(EX_NOINPUT, "%s: holds no .bpmn file", folder);
}

static int
with_path(struct asking *asking, const char *path, each_file *run)
{
    struct stat about;
    bool folder = stat(path, &about) == 0 && S_ISDIR(about.st_mode);
    return folder ? with_folder(asking, path, run) : run(asking, path);
}

static int
with_files(struct okno *okno, const char *command, int argc, char **argv, each_file *run)
{
    static const struct option longs[] = { { "wait", required_argument, NULL, 'w' }, { 0 } };
    int64_t wait_ms = 0;
    struct asking asking;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", longs, NULL)) != -1;)
        if (option != 'w')
            return okno_bad_option(command, argv, optind);
        else if (!conf_duration(optarg, &wait_ms))
            return okno_usage(command, "--wait takes a time such as 30s, not \"%s\"", optarg);
    if (optind == argc)
        return okno_usage(command, "a file or a folder is needed");
    int worst = asking_open(okno, wait_ms, &asking);
    if (worst)
        return worst;
    for (int i = optind; i < argc; i++) {
        int code = with_path(&asking, argv[i], run);
        worst = code ? code : worst;
    }
    asking_close(&asking);
    return worst;
}

/* ------------------------------------------------------------------ check and publish */

static void
print_fault(const char *path, const Tracking__RegulationFault *fault)
{
    fprintf(stderr, "%s:%d: %s%s%s%s [%s]\n", path, fault->line, fault->warning ? "warning: " : "", fault->element,
            *fault->element ? ": " : "", fault->message, fault->rule);
}

static int
check_file(struct asking *asking, const char *path)
{
    Tracking__CheckRegulationRequest request = TRACKING__CHECK_REGULATION_REQUEST__INIT;
    const Tracking__CheckRegulationResponse *reply;
    Common__Chunk chunk;
    int exit_code = read_file(asking->okno->arena, path, &chunk);
    if (exit_code)
        return exit_code;
    request.chunk = &chunk;
    enum rpc_code code = asking_call(asking, &tracking_method_check_regulation, &request.base, &reply);
    if (code != RPC_OK)
        return okno_exit_code(code);
    for (size_t i = 0; i < reply->n_faults; i++)
        print_fault(path, reply->faults[i]);
    printf("%s: %s %s\n", path, *reply->code ? reply->code : "-",
           reply->publishable ? "could be published" : "cannot be published");
    return reply->publishable ? EX_OK : EX_DATAERR;
}

static int
publish_file(struct asking *asking, const char *path)
{
    Tracking__PublishRegulationRequest request = TRACKING__PUBLISH_REGULATION_REQUEST__INIT;
    const Tracking__Regulation *reply;
    Common__Chunk chunk;
    int exit_code = read_file(asking->okno->arena, path, &chunk);
    if (exit_code)
        return exit_code;
    request.chunk = &chunk;
    enum rpc_code code = asking_call(asking, &tracking_method_publish_regulation, &request.base, &reply);
    if (code != RPC_OK) {
        fprintf(stderr, "%s: not published\n", path);
        return code == RPC_INVALID_ARGUMENT ? EX_DATAERR : okno_exit_code(code);
    }
    for (size_t i = 0; i < reply->n_warnings; i++)
        print_fault(path, reply->warnings[i]);
    printf("%s version %d: %s\n", reply->code, reply->version, reply->name);
    return EX_OK;
}

int
okno_regulation_check(struct okno *okno, int argc, char **argv)
{
    return with_files(okno, "regulation check", argc, argv, check_file);
}

int
okno_regulation_publish(struct okno *okno, int argc, char **argv)
{
    return with_files(okno, "regulation publish", argc, argv, publish_file);
}

/* ------------------------------------------------------------------ list, show, diff */

int
okno_regulation_list(struct okno *okno, int argc, char **argv)
{
    struct asking asking;
    Tracking__ListRegulationsRequest request = TRACKING__LIST_REGULATIONS_REQUEST__INIT;
    const Tracking__ListRegulationsResponse *reply;
    if (argc > 2 || (argc == 2 && *argv[1] == '-'))
        return okno_usage("regulation list", "at most one code is taken");
    request.code = argc == 2 ? argv[1] : "";
    int exit_code = asking_open(okno, 0, &asking);
    if (exit_code)
        return exit_code;
    struct table table = { .arena = okno->arena, .n_columns = 4 };
    enum rpc_code code = asking_call(&asking, &tracking_method_list_regulations, &request.base, &reply);
    for (size_t i = 0; code == RPC_OK && i < reply->n_regulations; i++) {
        const Tracking__Regulation *one = reply->regulations[i];
        char at[32] = "";
        if (one->published)
            time_format(one->published->seconds * 1000000, at);
        TABLE_ROW(&table, one->code, arena_printf(okno->arena, "%d", one->version), arena_strdup(okno->arena, at),
                  arena_strdup(okno->arena, one->name));
    }
    table_print(&table, stdout);
    asking_close(&asking);
    return okno_exit_code(code);
}

bool
regulation_number(const char *text, int32_t *ret_number)
{
    int64_t value;
    bool good = parse_int64(text, &value) && value > 0 && value <= INT32_MAX;
    if (good)
        *ret_number = (int32_t)value;
    return good;
}

static void
print_elements(struct okno *okno, const Tracking__Regulation *regulation)
{
    struct table table = { .arena = okno->arena, .n_columns = 5 };
    for (size_t i = 0; i < regulation->n_elements; i++) {
        const Tracking__Element *one = regulation->elements[i];
        TABLE_ROW(&table, one->id, one->kind, one->role, one->term, one->name);
    }
    printf("%s version %d: %s\n", regulation->code, regulation->version, regulation->name);
    table_print(&table, stdout);
}

int
okno_regulation_show(struct okno *okno, int argc, char **argv)
{
    static const struct option longs[] = { { "bpmn", no_argument, NULL, 'b' }, { 0 } };
    struct asking asking;
    Tracking__GetRegulationRequest request = TRACKING__GET_REGULATION_REQUEST__INIT;
    const Tracking__Regulation *reply;
    bool file = false;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", longs, NULL)) != -1; file = true)
        if (option != 'b')
            return okno_bad_option("regulation show", argv, optind);
    if (optind == argc || argc - optind > 2
        || (argc - optind == 2 && !regulation_number(argv[optind + 1], &request.version)))
        return okno_usage("regulation show", "a code is needed, and a version from 1 may follow");
    request.code = argv[optind];
    int exit_code = asking_open(okno, 0, &asking);
    if (exit_code)
        return exit_code;
    enum rpc_code code = asking_call(&asking, &tracking_method_get_regulation, &request.base, &reply);
    if (code == RPC_OK && file)
        fputs(reply->bpmn, stdout);
    else if (code == RPC_OK)
        print_elements(okno, reply);
    asking_close(&asking);
    return okno_exit_code(code);
}

int
okno_regulation_diff(struct okno *okno, int argc, char **argv)
{
    struct asking asking;
    Tracking__DiffRegulationsRequest request = TRACKING__DIFF_REGULATIONS_REQUEST__INIT;
    const Tracking__DiffRegulationsResponse *reply;
    if (argc != 4 || !regulation_number(argv[2], &request.from) || !regulation_number(argv[3], &request.to))
        return okno_usage("regulation diff", "a code and two versions are needed");
    request.code = argv[1];
    int exit_code = asking_open(okno, 0, &asking);
    if (exit_code)
        return exit_code;
    struct table table = { .arena = okno->arena, .n_columns = 4 };
    enum rpc_code code = asking_call(&asking, &tracking_method_diff_regulations, &request.base, &reply);
    for (size_t i = 0; code == RPC_OK && i < reply->n_changes; i++)
        TABLE_ROW(&table, reply->changes[i]->change, reply->changes[i]->kind, reply->changes[i]->id,
                  reply->changes[i]->name);
    table_print(&table, stdout);
    asking_close(&asking);
    return okno_exit_code(code);
}
