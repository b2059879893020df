/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** okno migrate: runs the schema files that the database lacks, telling of each. */
#include "okno.h"

#include <okno/schemas.h>

#include <getopt.h>
#include <unistd.h>

#define RETRY_MS 500

struct options {
    bool dry_run;
    int64_t wait_ms;
};

struct progress {
    const char *service;
    bool dry_run;
    int files;
    int64_t started_us;
};

static void
tell(const char *name, bool done, void *arg)
{
    struct progress *progress = arg;
    if (!done) {
        progress->files++;
        progress->started_us = time_mono_us();
        printf("%s: %s %s\n", progress->service, progress->dry_run ? "would run" : "running", name);
        return;
    }
    printf("%s: ran %s in %lld ms\n", progress->service, name,
           (long long)((time_mono_us() - progress->started_us) / 1000));
}

/* A database that is starting is no failure yet. */
static enum db_schema_state
await_database(struct okno *okno, const struct okno_schema *schema, int64_t until_us, struct text *detail)
{
    for (;;) {
        text_clear(detail);
        enum db_schema_state state =
            db_schema_check(okno->common.database_url, schema->service, schema->files, *schema->n_files, detail);
        if (state != DB_SCHEMA_UNREACHABLE || time_mono_us() >= until_us)
            return state;
        usleep(RETRY_MS * 1000);
    }
}

static int
migrate_one(struct okno *okno, const struct okno_schema *schema, const struct options *options)
{
    TEXT_SCOPED detail = { 0 };
    int64_t until_us = time_mono_us() + options->wait_ms * 1000;
    enum db_schema_state state = await_database(okno, schema, until_us, &detail);
    if (state == DB_SCHEMA_UNREACHABLE)
        return okno_fail(EX_UNAVAILABLE, "%s", detail.data);
    if (state == DB_SCHEMA_UNKNOWN)
        return okno_fail(EX_CONFIG, "%s: %s", schema->service, detail.data);
    struct progress progress = { .service = schema->service, .dry_run = options->dry_run };
    TEXT_SCOPED error = { 0 };
    enum rpc_code code = db_migrate(okno->common.database_url, schema->service, schema->files, *schema->n_files,
                                    options->dry_run, tell, &progress, &error);
    if (code != RPC_OK)
        return okno_fail(okno_exit_code(code), "%s: %s", schema->service, error.data);
    if (!progress.files)
        printf("%s: nothing to do, %zu files are in the database\n", schema->service, *schema->n_files);
    return EX_OK;
}

static const struct okno_schema *
find_schema(const char *service)
{
    for (size_t i = 0; i < okno_schemas_count; i++)
        if (text_equal(okno_schemas[i].service, service))
            return &okno_schemas[i];
    return NULL;
}

static int
migrate(struct okno *okno, const struct options *options, char **services)
{
    int exit_code = EX_OK;
    for (char **service = services; *service; service++)
        if (!find_schema(*service))
            return okno_usage("migrate", "no service \"%s\" has a schema", *service);
    for (char **service = services; *service && !exit_code; service++)
        exit_code = migrate_one(okno, find_schema(*service), options);
    for (size_t i = 0; !*services && i < okno_schemas_count && !exit_code; i++)
        exit_code = migrate_one(okno, &okno_schemas[i], options);
    return exit_code;
}

int
okno_migrate(struct okno *okno, int argc, char **argv)
{
    static const struct option longs[] = { { "dry-run", no_argument, NULL, 'n' },
                                           { "wait", required_argument, NULL, 'w' },
                                           { 0 } };
    struct options options = { 0 };
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (option == 'n')
            options.dry_run = true;
        else if (option != 'w')
            return okno_bad_option("migrate", argv, optind);
        else if (!conf_duration(optarg, &options.wait_ms))
            return okno_usage("migrate", "--wait takes a time such as 30s, not \"%s\"", optarg);
    }
    if (text_empty(okno->common.database_url))
        return okno_fail(EX_CONFIG,
                         "database.url is not set: the connection string of the administrator's role is needed");
    return migrate(okno, &options, argv + optind);
}
