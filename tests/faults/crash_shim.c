/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Preloaded into a daemon: kills it (-9) at the n-th thing that it does on a connection which carries groups of writes.
 * A thing is a statement sent and let through to the server, the end of a pipeline sent, or the answer to it received.
 * What is wanted stands in a file that both sides map; crash.py writes it.
 *
 * Relaxed connections (records of reading, seals) are no part of a step and are not counted.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CONNECTIONS 64
#define NAMES 4096
#define PIPELINE_SYNC 10 /* PGRES_PIPELINE_SYNC */
#define SERVER_US 5000   /* for the server to have done what it was sent */

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;

struct wish {
    _Atomic int countdown; /* things until the end; 0: live */
    _Atomic int done;      /* things counted since the wish */
    _Atomic int length;    /* of names */
    char names[NAMES];     /* of what was counted, a line each */
};

static struct wish *wish;
static const PGconn *_Atomic writers[CONNECTIONS];

__attribute__((constructor)) static void
open_wish(void)
{
    const char *path = getenv("OKNO_CRASH");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *mapped = mmap(NULL, sizeof(struct wish), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    wish = mapped == MAP_FAILED ? NULL : mapped;
    close(file);
}

static void *
real(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (!found)
        abort();
    return found;
}

static bool
writes(const PGconn *pg)
{
    for (size_t i = 0; i < CONNECTIONS; i++)
        if (writers[i] == pg)
            return true;
    return false;
}

static void
note_writer(const PGconn *pg)
{
    char *(*options)(const PGconn *) = (char *(*)(const PGconn *))real("PQoptions");
    if (writes(pg) || strstr(options(pg), "synchronous_commit=off"))
        return;
    for (size_t i = 0; i < CONNECTIONS; i++) {
        const PGconn *none = NULL;
        if (atomic_compare_exchange_strong(&writers[i], &none, pg))
            return;
    }
}

static void
forget(const PGconn *pg)
{
    for (size_t i = 0; i < CONNECTIONS; i++) {
        const PGconn *it = pg;
        atomic_compare_exchange_strong(&writers[i], &it, NULL);
    }
}

static void
note_name(const char *what, const char *name)
{
    int size = (int)(strlen(what) + strlen(name) + 2), at = atomic_fetch_add(&wish->length, size);
    if (at + size >= NAMES)
        return;
    char *to = wish->names + at;
    memcpy(to, what, strlen(what));
    to[strlen(what)] = ' ';
    memcpy(to + strlen(what) + 1, name, strlen(name));
    to[size - 1] = '\n';
}

/* Everything sent so far is with the server before the end comes. */
static void
push(PGconn *pg)
{
    int (*request)(PGconn *) = (int (*)(PGconn *))real("PQsendFlushRequest");
    int (*flush)(PGconn *) = (int (*)(PGconn *))real("PQflush");
    request(pg);
    for (int i = 0; i < 1000 && flush(pg) == 1; i++)
        usleep(100);
    usleep(SERVER_US);
}

static void
count(PGconn *pg, const char *what, const char *name)
{
    if (!wish || !writes(pg) || wish->countdown <= 0)
        return;
    note_name(what, name);
    wish->done++;
    if (atomic_fetch_sub(&wish->countdown, 1) != 1)
        return;
    push(pg);
    kill(getpid(), SIGKILL);
    pause();
}

/* ------------------------------------------------------------------ what is watched */

int
PQsendQueryParams(PGconn *pg, const char *command, int n, const unsigned *types, const char *const *values,
                  const int *lengths, const int *formats, int result_format)
{
    int (*send)(PGconn *, const char *, int, const unsigned *, const char *const *, const int *, const int *, int) =
        (int (*)(PGconn *, const char *, int, const unsigned *, const char *const *, const int *, const int *,
                 int))real("PQsendQueryParams");
    if (strcmp(command, "BEGIN") == 0)
        note_writer(pg);
    int sent = send(pg, command, n, types, values, lengths, formats, result_format);
    count(pg, "sent", strlen(command) < 20 ? command : "a query");
    return sent;
}

int
PQsendQueryPrepared(PGconn *pg, const char *name, int n, const char *const *values, const int *lengths,
                    const int *formats, int result_format)
{
    int (*send)(PGconn *, const char *, int, const char *const *, const int *, const int *, int) = (int (*)(
        PGconn *, const char *, int, const char *const *, const int *, const int *, int))real("PQsendQueryPrepared");
    int sent = send(pg, name, n, values, lengths, formats, result_format);
    count(pg, "sent", name);
    return sent;
}

int
PQpipelineSync(PGconn *pg)
{
    int (*sync)(PGconn *) = (int (*)(PGconn *))real("PQpipelineSync");
    int sent = sync(pg);
    count(pg, "sent", "the end");
    return sent;
}

PGresult *
PQgetResult(PGconn *pg)
{
    PGresult *(*get)(PGconn *) = (PGresult * (*)(PGconn *)) real("PQgetResult");
    int (*status)(const PGresult *) = (int (*)(const PGresult *))real("PQresultStatus");
    PGresult *result = get(pg);
    if (result && status(result) == PIPELINE_SYNC)
        count(pg, "received", "the end");
    return result;
}

void
PQfinish(PGconn *pg)
{
    void (*finish)(PGconn *) = (void (*)(PGconn *))real("PQfinish");
    forget(pg);
    finish(pg);
}
