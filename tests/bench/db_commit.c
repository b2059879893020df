/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Callers that each write the bare rows of an application through libs/db: `scripts/bench db`. Prints one JSON object.
 */
#include "histogram.h"

#include <okno/db.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CALLERS 1024
#define PADDING 700 /* brings the row to about 1 KB */

static const struct db_statement put_rows = {
    .name = "bench_put_rows",
    .rows = true,
    .n_params = 4,
    .text = "WITH a AS (INSERT INTO application (service_code, applicant_id, centre_code, channel, scenario, "
            "documents, answers)"
            " SELECT s, p::uuid, 'arbat', 'COUNTER', 0, d::json, n::json"
            " FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r (s, p, d, n) RETURNING id),"
            " h AS (INSERT INTO application_history (application_id, actor, action)"
            " SELECT id, 'bench', 'REGISTERED' FROM a)"
            " INSERT INTO outbox (topic, payload) SELECT 'application', json_build_object('id', id) FROM a",
};

static int64_t from_us, until_us;
static atomic_long failures;
static struct histogram times;
static char answers[PADDING + 32];

static void
commit_one(void)
{
    struct rpc_call call;
    char applicant[37];
    uuid7(applicant);
    rpc_call_init(&call, "bench", 30000, NULL);
    int64_t start = time_mono_us();
    struct db_work *work = db_begin(&call);
    db_put(work, &put_rows,
           DB_ARGS("passport-foreign", applicant, "[{\"kind\": \"passport\", \"form\": \"COPY\", \"sheets\": 2}]",
                   answers));
    bool good = db_commit(work) == RPC_OK;
    int64_t now = time_mono_us();
    if (!good)
        atomic_fetch_add(&failures, 1);
    if (start >= from_us && now <= until_us && good)
        histogram_add(&times, now - start);
    rpc_call_release(&call);
}

static void *
caller_main(void *arg)
{
    (void)arg;
    while (time_mono_us() < until_us)
        commit_one();
    return NULL;
}

static const char *
option(int argc, char **argv, const char *name, const char *fallback)
{
    for (int i = 1; i + 1 < argc; i += 2)
        if (strcmp(argv[i], name) == 0)
            return argv[i + 1];
    return fallback;
}

static int
number(int argc, char **argv, const char *name, const char *fallback)
{
    return (int)strtol(option(argc, argv, name, fallback), NULL, 10);
}

int
main(int argc, char **argv)
{
    const char *url = option(argc, argv, "--database", NULL), *schema = option(argc, argv, "--schema", NULL);
    bool group = strcmp(option(argc, argv, "--mode", "group"), "group") == 0;
    int callers = number(argc, argv, "--callers", "64"), seconds = number(argc, argv, "--seconds", "5");
    if (!url || !schema || callers < 1 || callers > MAX_CALLERS) {
        fprintf(stderr,
                "usage: %s --database URL --schema NAME [--mode group|single] [--callers N] [--connections N]"
                " [--seconds S] [--warmup S]\n",
                argv[0]);
        return 64;
    }
    memset(answers, 'x', sizeof answers);
    snprintf(answers, sizeof answers, "{\"purpose\": \"");
    answers[13] = 'x';
    memcpy(answers + PADDING, "\"}", 3);
    db_open(&(struct db_options){ .url = url,
                                  .schema = schema,
                                  .read_lanes = 1,
                                  .write_lanes = number(argc, argv, "--connections", "2"),
                                  .group_limit = group ? 0 : 1 });
    from_us = time_mono_us() + number(argc, argv, "--warmup", "1") * INT64_C(1000000);
    until_us = from_us + seconds * INT64_C(1000000);
    pthread_t threads[MAX_CALLERS];
    for (int i = 0; i < callers; i++)
        pthread_create(&threads[i], NULL, caller_main, NULL);
    for (int i = 0; i < callers; i++)
        pthread_join(threads[i], NULL);
    long calls = atomic_load(&times.calls);
    printf("{\"calls\":%ld,\"seconds\":%d,\"calls_per_s\":%.1f,\"p50_us\":%ld,\"p99_us\":%ld,\"failures\":%ld}\n",
           calls, seconds, (double)calls / seconds, histogram_percentile_us(&times, 0.5),
           histogram_percentile_us(&times, 0.99), atomic_load(&failures));
    db_close();
    return atomic_load(&failures) ? 1 : 0;
}
