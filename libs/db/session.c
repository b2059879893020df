/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#include <okno/log.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define BACKOFF_FIRST_MS 50
#define BACKOFF_LAST_MS 250  /* a restart takes a second or two; little should be added to it */
#define PLANS_MS 10000       /* how long a kept plan may stand */
#define POLL_MS 50           /* how often lateness is looked at while waiting */
#define CANCEL_GRACE_MS 3000 /* a server that does not even cancel is given up */

bool
session_command(struct session *session, const char *sql)
{
    PGresult *result = PQexec(session->pg, sql);
    bool good = PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
    PQclear(result);
    return good;
}

static void
later(struct session *session)
{
    session->retry_at_us = time_mono_us() + session->backoff_ms * 1000;
    session->backoff_ms = session->backoff_ms * 2 < BACKOFF_LAST_MS ? session->backoff_ms * 2 : BACKOFF_LAST_MS;
}

/*
 * A write, and what a turn loads, is planned once, often over tables that are still empty, where reading a table whole
 * looks cheapest; kept, that plan would be a disaster over a full one.
 */
#define BY_KEY                                                                                                         \
    " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"

static bool
connect_now(struct session *session)
{
    const char *names[] = { "dbname",           "options", "application_name", "connect_timeout", "client_encoding",
                            "tcp_user_timeout", NULL };
    TEXT_SCOPED options = { 0 };
    text_addf(&options,
              "-c search_path=%s,public -c TimeZone=UTC -c DateStyle=ISO -c bytea_output=hex"
              " -c statement_timeout=60s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
              " -c jit=off%s%s", /* compiling a plan takes longer than any statement of ours */
              session->schema, session->relaxed ? " -c synchronous_commit=off" : "", session->by_key ? BY_KEY : "");
    TEXT_SCOPED application = { 0 };
    text_addf(&application, "okno-%s", session->schema);
    const char *values[] = { session->url, options.data, application.data, "5", "UTF8", "10000", NULL };
    session->pg = PQconnectdbParams(names, values, 1);
    if (PQstatus(session->pg) == CONNECTION_OK && PQenterPipelineMode(session->pg)
        && PQsetnonblocking(session->pg, 1) == 0)
        return true;
    log_warn("no connection to the database", LOG_STR("error", PQerrorMessage(session->pg)));
    return false;
}

static void
ignore_notice(void *arg, const PGresult *result)
{
    (void)arg;
    (void)result;
}

/* A plan is kept as it was made: over a table that was nearly empty then, it reads all of what has grown since. */
static bool
forget_plans(struct session *session)
{
    PQsendQueryParams(session->pg, "DISCARD PLANS", 0, NULL, NULL, NULL, NULL, 0);
    PQpipelineSync(session->pg);
    bool broken = !session_flush(session);
    for (int i = 0; i < 2 && !broken; i++) /* the command and its end */
        PQclear(session_result(session, NULL, NULL, &broken));
    session->plans_until_us = time_mono_us() + PLANS_MS * INT64_C(1000);
    return !broken && session_sync(session);
}

/* A server that went away while nothing was asked has said so, or closed the stream: seen before a command meets it. */
static bool
is_alive(const struct session *session)
{
    struct pollfd fd = { PQsocket(session->pg), POLLIN, 0 };
    for (int i = 0; i < 3 && poll(&fd, 1, 0) > 0; i++) /* what it said, then the end */
        if (!PQconsumeInput(session->pg))
            return false;
    return PQstatus(session->pg) == CONNECTION_OK;
}

bool
session_ensure(struct session *session)
{
    bool fit = session->pg && is_alive(session);
    if (fit && !session->by_key && time_mono_us() >= session->plans_until_us)
        fit = forget_plans(session);
    if (fit)
        return true;
    if (time_mono_us() < session->retry_at_us)
        return false;
    if (!session->backoff_ms)
        session->backoff_ms = BACKOFF_FIRST_MS;
    session_close(session);
    if (!connect_now(session)) {
        session_close(session);
        later(session);
        return false;
    }
    PQsetNoticeReceiver(session->pg, ignore_notice, NULL);
    session->backoff_ms = BACKOFF_FIRST_MS;
    session->plans_until_us = time_mono_us() + PLANS_MS * INT64_C(1000);
    return true;
}

bool
session_await(struct session *session, bool (*wanted)(void *arg), void *arg)
{
    while (!session_ensure(session)) {
        if (db_closing || !wanted(arg))
            return false;
        nap();
    }
    return true;
}

void
session_close(struct session *session)
{
    if (session->pg)
        PQfinish(session->pg);
    session->pg = NULL;
    free(session->prepared);
    session->prepared = NULL;
    session->n_prepared = session->capacity = 0;
}

bool
session_is_prepared(const struct session *session, const struct db_statement *statement)
{
    for (size_t i = 0; i < session->n_prepared; i++)
        if (session->prepared[i] == statement)
            return true;
    return false;
}

void
session_set_prepared(struct session *session, const struct db_statement *statement)
{
    if (session_is_prepared(session, statement))
        return;
    if (session->n_prepared == session->capacity) {
        session->capacity = session->capacity ? 2 * session->capacity : 32;
        session->prepared = realloc(session->prepared, session->capacity * sizeof *session->prepared);
        if (!session->prepared)
            abort();
    }
    session->prepared[session->n_prepared++] = statement;
}

static void
cancel(struct session *session)
{
    char error[256];
    PGcancel *handle = PQgetCancel(session->pg);
    if (handle && !PQcancel(handle, error, sizeof error))
        log_warn("cannot cancel a statement", LOG_STR("error", error));
    PQfreeCancel(handle);
}

static bool
wait_for(struct session *session, short events)
{
    struct pollfd fd = { PQsocket(session->pg), events, 0 };
    int got = poll(&fd, 1, POLL_MS);
    return got > 0 || (got < 0 && errno == EINTR);
}

bool
session_flush(struct session *session)
{
    int left;
    while ((left = PQflush(session->pg)) == 1) {
        wait_for(session, POLLIN | POLLOUT);
        if (!PQconsumeInput(session->pg))
            return false;
    }
    return left == 0;
}

PGresult *
session_result(struct session *session, bool (*late)(void *arg), void *arg, bool *ret_broken)
{
    int64_t cancelled_us = 0;
    *ret_broken = false;
    while (PQisBusy(session->pg)) {
        if (wait_for(session, POLLIN) && !PQconsumeInput(session->pg)) {
            *ret_broken = true;
            return NULL;
        }
        if (!late)
            continue;
        if (!cancelled_us && late(arg)) {
            cancel(session);
            cancelled_us = time_mono_us();
        } else if (cancelled_us && time_mono_us() - cancelled_us > CANCEL_GRACE_MS * 1000) {
            *ret_broken = true;
            return NULL;
        }
    }
    PGresult *result = PQgetResult(session->pg);
    if (PQstatus(session->pg) != CONNECTION_OK) {
        *ret_broken = true;
        PQclear(result);
        return NULL;
    }
    return result;
}

bool
session_sync(struct session *session)
{
    bool broken;
    PGresult *result = session_result(session, NULL, NULL, &broken);
    bool there = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
    PQclear(result);
    return there;
}

/* PGRES_FATAL_ERROR when the connection is gone, or the time is up. */
static ExecStatusType
next_status(struct session *session, int64_t until_us)
{
    while (PQisBusy(session->pg))
        if (time_mono_us() >= until_us || (wait_for(session, POLLIN) && !PQconsumeInput(session->pg)))
            return PGRES_FATAL_ERROR;
    PGresult *result = PQgetResult(session->pg);
    ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    return status;
}

void
session_roll_back(struct session *session)
{
    int64_t until_us = time_mono_us() + CANCEL_GRACE_MS * 1000;
    PQsendQueryParams(session->pg, "ROLLBACK", 0, NULL, NULL, NULL, NULL, 0);
    PQpipelineSync(session->pg);
    bool done = session_flush(session) && next_status(session, until_us) == PGRES_COMMAND_OK;
    if (done) {
        next_status(session, until_us); /* end of the command */
        done = next_status(session, until_us) == PGRES_PIPELINE_SYNC;
    }
    if (!done)
        session_close(session);
}
