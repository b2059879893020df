/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "okno.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void
complain(const char *command, const char *fmt, va_list args)
{
    fprintf(stderr, "okno%s%s: ", command ? " " : "", command ? command : "");
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
}

int
okno_fail(int exit_code, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    complain(NULL, fmt, args);
    va_end(args);
    return exit_code;
}

int
okno_usage(const char *command, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    complain(command, fmt, args);
    va_end(args);
    fprintf(stderr, "`okno %s%s--help` tells more\n", command ? command : "", command ? " " : "");
    return EX_USAGE;
}

int
okno_bad_option(const char *command, char **argv, int optind)
{
    return okno_usage(command, "%s is not an option of this command, or lacks its value", argv[optind - 1]);
}

int
okno_make_folder(struct okno *okno, const char *path, mode_t mode)
{
    const char *folder = dirname(arena_strdup(okno->arena, path));
    if (mkdir(folder, mode) != 0 && errno != EEXIST)
        return okno_fail(EX_CANTCREAT, "%s: %s", folder, strerror(errno));
    return EX_OK;
}

int
okno_exit_code(enum rpc_code code)
{
    switch (code) {
    case RPC_OK:
        return EX_OK;
    case RPC_INVALID_ARGUMENT:
    case RPC_OUT_OF_RANGE:
    case RPC_ALREADY_EXISTS:
        return EX_DATAERR;
    case RPC_NOT_FOUND:
        return EX_NOINPUT;
    case RPC_PERMISSION_DENIED:
    case RPC_UNAUTHENTICATED:
        return EX_NOPERM;
    case RPC_UNAVAILABLE:
    case RPC_DEADLINE_EXCEEDED:
        return EX_UNAVAILABLE;
    case RPC_ABORTED:
    case RPC_RESOURCE_EXHAUSTED:
        return EX_TEMPFAIL;
    default:
        return EX_SOFTWARE;
    }
}

void
okno_print_failure(const struct rpc_call *call)
{
    fprintf(stderr, "%s: %s\n", rpc_code_name(call->code), call->message ? call->message : "");
    for (size_t i = 0; i < call->n_violations; i++)
        fprintf(stderr, "  %s: %s\n", call->violations[i].field, call->violations[i].message);
    if (!text_empty(call->reason))
        fprintf(stderr, "  reason: %s\n", call->reason);
    if (!text_empty(call->subject_id))
        fprintf(stderr, "  id: %s\n", call->subject_id);
}

/* ------------------------------------------------------------------ tables */

void
table_row(struct table *table, const char *const *cells)
{
    if (table->n == table->capacity) {
        size_t wider = table->capacity ? 2 * table->capacity : 16;
        const char **more = ARENA_ARRAY(table->arena, const char *, wider *(size_t)table->n_columns);
        if (table->n)
            memcpy(more, table->cells, table->n * (size_t)table->n_columns * sizeof *more);
        table->cells = more;
        table->capacity = wider;
    }
    memcpy(table->cells + table->n * (size_t)table->n_columns, cells, (size_t)table->n_columns * sizeof *cells);
    table->n++;
}

static size_t
width_of(const struct table *table, int column)
{
    size_t width = 0;
    for (size_t row = 0; row < table->n; row++) {
        size_t length = utf8_length(table->cells[row * (size_t)table->n_columns + (size_t)column]);
        width = length > width ? length : width;
    }
    return width;
}

void
table_print(const struct table *table, FILE *to)
{
    for (size_t row = 0; row < table->n; row++) {
        for (int column = 0; column < table->n_columns; column++) {
            const char *cell = table->cells[row * (size_t)table->n_columns + (size_t)column];
            fputs(cell, to);
            if (column + 1 < table->n_columns)
                fprintf(to, "%*s", (int)(width_of(table, column) - utf8_length(cell) + 2), "");
        }
        fputc('\n', to);
    }
}
