/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One group of units of work: their statements go down one pipeline in one transaction, rows of the same statement
 * joined.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* One statement to send: the joined rows of many works, or one op. */
struct entry {
    const struct db_statement *statement;
    struct work_op *op;              /* NULL for joined rows */
    const struct work_op *expecting; /* one that says what is wrong when not all its rows are touched */
    struct work_op **rows;
    size_t n_rows, room;
    struct text *arrays; /* parameters made of the rows */
    bool prepare;
};

struct group {
    struct db_work **members;
    size_t n;
    struct arena *arena;
    struct entry *entries;
    size_t n_entries, capacity;
    bool expects, begun;
};

/* ------------------------------------------------------------------ planning a group */

static struct entry *
add_entry(struct group *group, const struct db_statement *statement)
{
    if (group->n_entries == group->capacity) {
        size_t capacity = group->capacity ? 2 * group->capacity : 32;
        struct entry *entries = ARENA_ARRAY(group->arena, struct entry, capacity);
        if (group->n_entries)
            memcpy(entries, group->entries, group->n_entries * sizeof *entries);
        group->entries = entries;
        group->capacity = capacity;
    }
    struct entry *entry = &group->entries[group->n_entries++];
    *entry = (struct entry){ .statement = statement };
    return entry;
}

static struct entry *
find_rows(struct group *group, const struct db_statement *statement)
{
    for (size_t i = 0; i < group->n_entries; i++)
        if (group->entries[i].statement == statement)
            return &group->entries[i];
    return add_entry(group, statement);
}

static void
add_row(struct group *group, struct entry *entry, struct work_op *op)
{
    if (entry->n_rows == entry->room) {
        entry->room = entry->room ? 2 * entry->room : group->n;
        struct work_op **rows = ARENA_ARRAY(group->arena, struct work_op *, entry->room);
        if (entry->n_rows)
            memcpy(rows, entry->rows, entry->n_rows * sizeof *rows);
        entry->rows = rows;
    }
    entry->rows[entry->n_rows++] = op;
}

static void
plan_work(struct group *group, struct db_work *work)
{
    for (struct work_op *op = work->first; op; op = op->next) {
        struct entry *entry;
        if (op->statement->rows) {
            entry = find_rows(group, op->statement);
            add_row(group, entry, op);
        } else {
            entry = add_entry(group, op->statement);
            entry->op = op;
        }
        if (op->expect)
            entry->expecting = op;
        group->expects |= op->expect;
    }
}

static void
plan_prepares(struct group *group, const struct session *session)
{
    for (size_t i = 0; i < group->n_entries; i++) {
        struct entry *entry = &group->entries[i];
        entry->prepare = !session_is_prepared(session, entry->statement);
        for (size_t j = 0; j < i && entry->prepare; j++)
            entry->prepare = group->entries[j].statement != entry->statement;
    }
}

static void
release_arrays(struct group *group)
{
    for (size_t i = 0; i < group->n_entries; i++)
        for (int j = 0; group->entries[i].arrays && j < group->entries[i].statement->n_params; j++)
            text_release(&group->entries[i].arrays[j]);
}

/* ------------------------------------------------------------------ sending a group */

static const struct db_statement begin_statement = { .name = "okno_begin", .text = "BEGIN" };
static const struct db_statement commit_statement = { .name = "okno_commit", .text = "COMMIT" };

static void
send_plain(struct session *session, const struct db_statement *statement)
{
    PQsendQueryParams(session->pg, statement->text, 0, NULL, NULL, NULL, NULL, 0);
}

static int
compare_keys(const void *a, const void *b)
{
    const struct db_value *left = (*(struct work_op *const *)a)->args.values;
    const struct db_value *right = (*(struct work_op *const *)b)->args.values;
    return left->kind == DB_TEXT && right->kind == DB_TEXT ? strcmp(left->text, right->text) : 0;
}

static void
send_rows(struct session *session, struct group *group, struct entry *entry)
{
    const struct db_statement *statement = entry->statement;
    if (entry->expecting) /* by key, so that groups after the same rows do not wait for each other crosswise */
        qsort(entry->rows, entry->n_rows, sizeof *entry->rows, compare_keys);
    int n = statement->n_params;
    const char **values = ARENA_ARRAY(group->arena, const char *, n);
    int *lengths = ARENA_ARRAY(group->arena, int, n), *formats = ARENA_ARRAY(group->arena, int, n);
    const struct db_value **column = ARENA_ARRAY(group->arena, const struct db_value *, entry->n_rows);
    entry->arrays = ARENA_ARRAY(group->arena, struct text, n);
    for (int i = 0; i < n; i++) {
        for (size_t row = 0; row < entry->n_rows; row++)
            column[row] = &entry->rows[row]->args.values[i];
        formats[i] =
            array_build(&entry->arrays[i], statement->types ? statement->types[i] : NULL, column, entry->n_rows);
        lengths[i] = (int)entry->arrays[i].length;
        values[i] = entry->arrays[i].data;
    }
    PQsendQueryPrepared(session->pg, statement->name, n, values, lengths, formats, 0);
}

static void
send_entry(struct session *session, struct group *group, struct entry *entry)
{
    const struct db_statement *statement = entry->statement;
    if (entry->prepare)
        PQsendPrepare(session->pg, statement->name, statement->text, 0, NULL);
    if (entry->op) {
        struct pq_params params = params_of(group->arena, entry->op->args);
        PQsendQueryPrepared(session->pg, statement->name, params.n, params.values, params.lengths, params.formats, 0);
        return;
    }
    send_rows(session, group, entry);
}

static bool
group_late(void *arg)
{
    struct group *group = arg;
    for (size_t i = 0; i < group->n; i++)
        if (call_late(group->members[i]->call))
            return true;
    return false;
}

static PGresult *
command_result(struct session *session, struct group *group, bool *ret_broken)
{
    PGresult *result = session_result(session, group_late, group, ret_broken);
    if (!*ret_broken)
        PQclear(session_result(session, group_late, group, ret_broken));
    return result;
}

static bool
good(const PGresult *result)
{
    return PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
}

/* What went wrong belongs to a member only when it ran alone. */
static void
blame(struct group *group, const struct db_statement *statement, const PGresult *result, bool *ret_repeat)
{
    if (PQresultStatus(result) == PGRES_PIPELINE_ABORTED)
        return;
    *ret_repeat |= sqlstate_repeat(PQresultErrorField(result, PG_DIAG_SQLSTATE));
    if (group->n == 1)
        group->members[0]->code = fail_of_result(group->members[0]->call, statement, result);
}

static void
disappoint(struct group *group, const struct work_op *op)
{
    if (group->n == 1)
        group->members[0]->code = rpc_fail(group->members[0]->call, op->code, op->ru, op->en, "", "");
}

/* Whether the statement touched one row for each of those it was sent. Two for the same row are one too few. */
static bool
touched_all(const struct entry *entry, PGresult *result)
{
    return strtoul(PQcmdTuples(result), NULL, 10) == (entry->op ? 1 : entry->n_rows);
}

struct round {
    bool failed, broken, repeat, committed;
};

static void
receive_command(struct session *session, struct group *group, const struct db_statement *statement,
                const struct entry *expecting, bool prepare, struct round *round)
{
    if (round->broken)
        return;
    PGresult *result = command_result(session, group, &round->broken);
    if (round->broken) {
        PQclear(result);
        return;
    }
    if (!good(result)) {
        if (!round->failed)
            blame(group, statement, result, &round->repeat);
        round->failed = true;
    } else if (prepare) {
        session_set_prepared(session, statement);
    } else if (expecting && !touched_all(expecting, result)) {
        if (!round->failed)
            disappoint(group, expecting->expecting);
        round->failed = true;
    }
    round->committed = statement == &commit_statement && !round->failed;
    PQclear(result);
}

static void
receive_entries(struct session *session, struct group *group, struct round *round)
{
    if (!group->begun)
        receive_command(session, group, &begin_statement, NULL, false, round);
    for (size_t i = 0; i < group->n_entries; i++) {
        struct entry *entry = &group->entries[i];
        if (entry->prepare)
            receive_command(session, group, entry->statement, NULL, true, round);
        receive_command(session, group, entry->statement, entry->expecting ? entry : NULL, false, round);
    }
}

static void
receive_sync(struct session *session, struct round *round)
{
    if (!round->broken)
        round->broken = !session_sync(session);
}

/* COMMIT as a pipeline of its own. */
static void
commit(struct session *session, struct group *group, struct round *round)
{
    send_plain(session, &commit_statement);
    PQpipelineSync(session->pg);
    round->broken = !session_flush(session);
    receive_command(session, group, &commit_statement, NULL, false, round);
    receive_sync(session, round);
}

/*
 * Without expectations COMMIT goes down with the statements: after an error the server skips it and the sync ends
 * the failed pipeline, leaving the transaction to be rolled back.
 */
static enum verdict
run_group(struct session *session, struct group *group, bool *ret_repeat)
{
    struct round round = { 0 };
    plan_prepares(group, session);
    if (!group->begun)
        send_plain(session, &begin_statement);
    for (size_t i = 0; i < group->n_entries; i++)
        send_entry(session, group, &group->entries[i]);
    if (!group->expects)
        send_plain(session, &commit_statement);
    PQpipelineSync(session->pg);
    round.broken = !session_flush(session);
    receive_entries(session, group, &round);
    bool committing = !group->expects;
    if (committing)
        receive_command(session, group, &commit_statement, NULL, false, &round);
    receive_sync(session, &round);
    if (!committing && !round.failed && !round.broken) {
        committing = true;
        commit(session, group, &round);
    }
    if (round.failed && !round.broken)
        session_roll_back(session);
    *ret_repeat = round.repeat;
    if (round.broken) {
        session_close(session);
        if (!round.committed)
            return committing && !round.failed ? BROKEN_COMMITTING : round.failed ? FAILED : BROKEN_BEFORE;
    }
    return round.failed ? FAILED : COMMITTED;
}

enum verdict
writes_group(struct session *session, struct arena *arena, struct db_work **members, size_t n, bool begun,
             bool *ret_repeat)
{
    struct group group = { .members = members, .n = n, .arena = arena, .begun = begun };
    for (size_t i = 0; i < n; i++) {
        members[i]->code = RPC_OK;
        plan_work(&group, members[i]);
    }
    enum verdict verdict = run_group(session, &group, ret_repeat);
    release_arrays(&group);
    return verdict;
}
