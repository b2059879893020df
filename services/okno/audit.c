/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** okno audit verify: walks the hash chain of every schema that has one, and compares its end with the anchor here. */
#include "okno.h"

#include <okno/audit.h>
#include <okno/schemas.h>

#include <getopt.h>
#include <unistd.h>

#define VERIFY_MS INT64_C(3600000)
#define CONNECT_MS 5000
#define BROKEN 1

/* Services share a state folder, or have one each below it. */
static const char *
anchor_of(struct okno *okno, const char *service)
{
    const char *state = okno->common.state;
    const char *own = audit_anchor_path(okno->arena, arena_printf(okno->arena, "%s/%s", state, service), service);
    return access(own, F_OK) == 0 ? own : audit_anchor_path(okno->arena, state, service);
}

static enum rpc_code
verify_open(struct okno *okno, const char *service, struct text *report)
{
    struct rpc_call call;
    int64_t until_us = time_mono_us() + CONNECT_MS * 1000;
    while (!db_ready() && time_mono_us() < until_us)
        usleep(10000);
    okno_call_init(okno, &call, VERIFY_MS);
    enum rpc_code code = audit_verify(&call, anchor_of(okno, service), report);
    if (code != RPC_OK && !report->length)
        text_adds(report, call.message ? call.message : rpc_code_name(code));
    rpc_call_release(&call);
    return code;
}

static int
verify_one(struct okno *okno, const struct okno_schema *schema)
{
    TEXT_SCOPED detail = { 0 };
    const char *url = okno->common.database_url;
    enum db_schema_state state = db_schema_check(url, schema->service, schema->files, *schema->n_files, &detail);
    if (state == DB_SCHEMA_UNREACHABLE)
        return okno_fail(EX_UNAVAILABLE, "%s", detail.data);
    if (state != DB_SCHEMA_CURRENT)
        return okno_fail(EX_CONFIG, "%s: %s", schema->service, detail.data);
    db_open(&(struct db_options){ .url = url, .schema = schema->service, .read_lanes = 1, .write_lanes = 1 });
    TEXT_SCOPED report = { 0 };
    enum rpc_code code = verify_open(okno, schema->service, &report);
    db_close();
    printf("%s: %s: %s\n", code == RPC_OK ? "ok" : "FAIL", schema->service, report.data);
    return code == RPC_OK ? EX_OK : code == RPC_DATA_LOSS ? BROKEN : okno_exit_code(code);
}

/* Whether the command names this service; without names, all are meant. */
static bool
meant(const struct okno_schema *schema, char **services)
{
    for (char **service = services; *service; service++)
        if (text_equal(*service, schema->service))
            return true;
    return !*services;
}

int
okno_audit_verify(struct okno *okno, int argc, char **argv)
{
    static const struct option longs[] = { { 0 } };
    opterr = 0;
    if (getopt_long(argc, argv, "", longs, NULL) != -1)
        return okno_bad_option("audit verify", argv, optind);
    int exit_code = EX_OK, verified = 0;
    for (size_t i = 0; i < okno_schemas_count; i++) {
        if (!meant(&okno_schemas[i], argv + optind))
            continue;
        verified++;
        int one = verify_one(okno, &okno_schemas[i]);
        exit_code = exit_code == BROKEN || !one ? exit_code : one;
    }
    if (!verified && argv[optind])
        return okno_usage("audit verify", "no service of that name has a schema");
    return exit_code;
}
