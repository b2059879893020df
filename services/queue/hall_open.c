/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A hall from its rows. The statements name their columns in the order in which they are read here. */
#include "hall.h"

#include "names.h"

#include <okno/json.h>
#include <okno/proto.h>
#include <okno/queue.sql.h>

#include <stdlib.h>
#include <string.h>

#define FEW 12 /* services below which the norm tells more than what was observed */

enum { ROW_HALL, ROW_SETTINGS, ROW_WINDOWS, ROW_TICKETS, ROW_COUNTERS, ROW_PACES, ROW_KINDS };

static const struct db_statement *const under_lock[] = { &queue_sql_lock_hall,
                                                         &queue_sql_get_settings,
                                                         &queue_sql_list_windows,
                                                         &queue_sql_list_live_tickets,
                                                         &queue_sql_list_counters,
                                                         &queue_sql_list_paces,
                                                         NULL };

/* ------------------------------------------------------------------ cells, one after another */

struct reader {
    const char *const *at;
};

static struct reader
reader_of(const struct db_rows *rows, int row)
{
    return (struct reader){ rows->cells + (ptrdiff_t)row * rows->n_columns };
}

static const char *
text(struct reader *reader)
{
    const char *cell = *reader->at++;
    return cell ? cell : "";
}

static int64_t
number(struct reader *reader)
{
    const char *cell = *reader->at++;
    return cell ? strtoll(cell, NULL, 10) : 0;
}

static int32_t
day(struct reader *reader)
{
    struct date date;
    return date_parse(text(reader), &date) ? date_to_days(date) : 0;
}

/* ------------------------------------------------------------------ groups */

static bool
read_settings(struct hall *hall, const struct db_rows *rows)
{
    ProtobufCMessage *settings;
    if (!rows->n)
        return false;
    struct reader reader = reader_of(rows, 0);
    const char *json = text(&reader);
    if (json_to_message(hall->arena, &queue__hall_settings__descriptor, json, strlen(json), &settings, NULL) != RPC_OK)
        return false;
    ((Queue__HallSettings *)settings)->version = number(&reader);
    hall->settings = (const Queue__HallSettings *)settings;
    hall->n_groups = (int)hall->settings->n_groups;
    hall->groups = ARENA_ARRAY(hall->arena, struct hall_group, hall->n_groups);
    for (int i = 0; i < hall->n_groups; i++) {
        hall->groups[i].conf = hall->settings->groups[i];
        hall_norm_deciles(hall->groups[i].conf->norm_minutes, hall->groups[i].deciles);
    }
    return true;
}

static void
read_counters(struct hall *hall, const struct db_rows *rows)
{
    for (int row = 0; row < rows->n; row++) {
        struct reader reader = reader_of(rows, row);
        int group = hall_group(hall, text(&reader));
        if (day(&reader) == hall->today && group >= 0)
            hall->groups[group].last = (int)number(&reader);
    }
}

/* "{60,90,...}" */
static void
read_deciles(struct hall_group *group, const char *array)
{
    for (int i = 0; i < HALL_DECILES && *array; i++) {
        char *end;
        group->deciles[i] = (int)strtol(array + 1, &end, 10);
        array = end;
    }
}

static void
read_paces(struct hall *hall, const struct db_rows *rows)
{
    for (int row = 0; row < rows->n; row++) {
        struct reader reader = reader_of(rows, row);
        int group = hall_group(hall, text(&reader)), observed = (int)number(&reader);
        if (group < 0)
            continue;
        hall->groups[group].observed = observed;
        if (observed >= FEW)
            read_deciles(&hall->groups[group], text(&reader));
    }
}

/* ------------------------------------------------------------------ windows */

static struct hall_session *
read_session(struct hall *hall, struct reader *reader, const struct hall_window *window)
{
    const char *id = text(reader);
    if (!*id)
        return NULL;
    struct hall_session *session = ARENA_NEW(hall->arena, struct hall_session);
    *session = (struct hall_session){ .id = id, .window_id = window->id, .window_number = window->number };
    session->operator_ = text(reader);
    session->substitutes = text(reader);
    session->state = names_value(&queue__session__state__descriptor, text(reader));
    session->break_reason = text(reader);
    session->opened_us = number(reader);
    session->changed_us = number(reader);
    session->break_ms = number(reader);
    session->version = (int)number(reader);
    return session;
}

static void
read_windows(struct hall *hall, const struct db_rows *rows)
{
    hall->n_windows = rows->n;
    hall->windows = ARENA_ARRAY(hall->arena, struct hall_window, rows->n + 1);
    hall->ended = ARENA_ARRAY(hall->arena, struct hall_session *, rows->n + HALL_ENDED_ROOM);
    for (int row = 0; row < rows->n; row++) {
        struct reader reader = reader_of(rows, row);
        struct hall_window *window = &hall->windows[row];
        window->id = text(&reader);
        window->number = text(&reader);
        window->name = text(&reader);
        window->weights = hall_read_weights(hall, text(&reader));
        window->enabled = number(&reader) != 0;
        window->version = (int)number(&reader);
        window->session = read_session(hall, &reader, window);
    }
}

/* ------------------------------------------------------------------ tickets */

static void
read_times(struct hall_ticket *t, struct reader *reader)
{
    t->rank_us = number(reader);
    t->issued_us = number(reader);
    t->entered_us = number(reader);
    t->called_us = number(reader);
    t->served_us = number(reader);
    t->ended_us = number(reader);
    t->until_us = number(reader);
    t->due_us = number(reader);
}

static void
read_place(struct hall_ticket *t, struct reader *reader)
{
    t->calls = (int)number(reader);
    t->session_id = text(reader);
    t->window_id = text(reader);
    t->window_number = text(reader);
    t->operator_ = text(reader);
    t->target_window = text(reader);
    t->target_operator = text(reader);
    t->sender_window = text(reader);
    t->applicant = text(reader);
    t->applications = text(reader);
    t->appointment = text(reader);
    t->result = text(reader);
    t->reason = text(reader);
    t->code = text(reader);
    t->waited_ms = number(reader);
    t->way_ms = number(reader);
    t->service_ms = number(reader);
    t->version = (int)number(reader);
}

struct hall_ticket *
hall_add_row(struct hall *hall, const struct db_rows *rows, int row)
{
    struct reader reader = reader_of(rows, row);
    struct hall_ticket *t = hall_add_ticket(hall);
    t->id = text(&reader);
    t->day = day(&reader);
    t->number = text(&reader);
    t->visit_id = text(&reader);
    t->step = (int)number(&reader);
    t->group = hall_group(hall, text(&reader));
    t->service = text(&reader);
    t->purpose = names_value(&queue__purpose__descriptor, text(&reader));
    t->source = names_value(&queue__source__descriptor, text(&reader));
    t->state = names_value(&queue__ticket__state__descriptor, text(&reader));
    t->priority = text(&reader);
    t->level = (int)number(&reader);
    read_times(t, &reader);
    read_place(t, &reader);
    return t;
}

/* A group that left the settings takes its tickets along: they are nobody's to call, and the day's end closes them. */
static void
read_tickets(struct hall *hall, const struct db_rows *rows)
{
    for (int row = 0; row < rows->n; row++)
        if (hall_add_row(hall, rows, row)->group < 0)
            hall->n_tickets--;
}

/* ------------------------------------------------------------------ the whole */

static void *
open_hall(struct arena *arena, const char *centre, const struct db_rows *rows)
{
    struct hall *hall = ARENA_NEW(arena, struct hall);
    if (!rows[ROW_HALL].n)
        return NULL;
    struct reader reader = reader_of(&rows[ROW_HALL], 0);
    hall->arena = arena;
    hall->centre = arena_strdup(arena, centre);
    hall->revision = number(&reader);
    hall->now_us = time_now_us();
    hall->today = date_to_days(date_of_time(hall->now_us));
    if (!read_settings(hall, &rows[ROW_SETTINGS]))
        return NULL;
    read_windows(hall, &rows[ROW_WINDOWS]);
    read_tickets(hall, &rows[ROW_TICKETS]);
    read_counters(hall, &rows[ROW_COUNTERS]);
    read_paces(hall, &rows[ROW_PACES]);
    return hall;
}

enum rpc_code
hall_missing(struct rpc_call *call, const char *centre)
{
    return rpc_fail(call, RPC_NOT_FOUND, "Зала центра %s нет: очередь в нём не настроена",
                    "There is no hall of %s: its queue is not set up", centre);
}

enum rpc_code
hall_look(struct rpc_call *call, const char *centre, struct hall **ret_hall)
{
    struct db_rows rows[ROW_KINDS];
    for (int i = 0; i < ROW_KINDS; i++) {
        enum rpc_code code =
            db_rows(call, i == ROW_HALL ? &queue_sql_get_hall : under_lock[i], DB_ARGS(centre), &rows[i]);
        if (code != RPC_OK)
            return code;
    }
    *ret_hall = open_hall(call->arena, centre, rows);
    return *ret_hall ? RPC_OK : hall_missing(call, centre);
}

const struct db_turn_kind hall_turn = { .name = "hall", .load = under_lock, .open = open_hall, .save = hall_save };
