/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report.h"

#include "hall.h"
#include "names.h"
#include "view.h"

#include <okno/catalogue.h>
#include <okno/queue.sql.h>

#include <stdlib.h>
#include <string.h>

#define DAYS_MAX 366

/* ------------------------------------------------------------------ names of the rows */

static const char *
purpose_words(const char *key, bool english)
{
    static const char *const words[][3] = { { "APPLY", "Подача", "Applying" },
                                            { "ASK", "Консультация", "Advice" },
                                            { "STATUS", "Статус", "Status" },
                                            { "COLLECT", "Получение", "Collecting" } };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(words); i++)
        if (text_equal(words[i][0], key))
            return words[i][1 + english];
    return key;
}

static const char *
catalogue_words(struct rpc_call *call, Queue__Dimension by, const char *key)
{
    const struct catalogue *cat;
    if (catalogue_of(call, &cat) != RPC_OK)
        return key;
    const Reference__Centre *centre = by == QUEUE__DIMENSION__BY_CENTRE ? catalogue_centre(cat, key) : NULL;
    const Reference__ServiceCard *card = by == QUEUE__DIMENSION__BY_SERVICE ? catalogue_service(cat, key) : NULL;
    return centre ? centre->name : card ? card->name : key;
}

static const char *
group_words(const struct hall *hall, const char *key, bool english)
{
    int group = hall ? hall_group(hall, key) : -1;
    const Queue__Group *conf = group >= 0 ? hall->groups[group].conf : NULL;
    return !conf ? key : english && !text_empty(conf->name_en) ? conf->name_en : conf->name;
}

/* Of one centre by its number; of several with the centre's name. */
static const char *
window_words(struct rpc_call *call, const Queue__ReportRow *row, bool many)
{
    const char *window = arena_printf(call->arena, rpc_english(call) ? "Window %s" : "Окно %s", row->key);
    if (!many)
        return window;
    return arena_printf(call->arena, "%s. %s", catalogue_words(call, QUEUE__DIMENSION__BY_CENTRE, row->centre_code),
                        window);
}

static const char *
name_of(struct rpc_call *call, const struct hall *hall, Queue__Dimension by, const char *key)
{
    bool english = rpc_english(call);
    switch (by) {
    case QUEUE__DIMENSION__BY_OPERATION:
        return purpose_words(key, english);
    case QUEUE__DIMENSION__BY_HOUR:
        return arena_printf(call->arena, "%s:00", key);
    case QUEUE__DIMENSION__BY_GROUP:
        return group_words(hall, key, english);
    case QUEUE__DIMENSION__BY_CENTRE:
    case QUEUE__DIMENSION__BY_SERVICE:
        return catalogue_words(call, by, key);
    default:
        return key;
    }
}

/* ------------------------------------------------------------------ loading */

static enum rpc_code
check_days(struct rpc_call *call, const char *from_date, const char *to_date)
{
    struct date from, to;
    if (!date_parse(from_date, &from) || !date_parse(to_date, &to) || date_compare(to, from) < 0)
        rpc_violate(call, "toDate", "Последний день не раньше первого", "The last day is not before the first");
    else if (date_to_days(to) - date_to_days(from) > DAYS_MAX)
        rpc_violate(call, "toDate", "Не больше %d дней", "No more than %d days", DAYS_MAX);
    return rpc_check(call);
}

/* Names of groups are a hall's own: without one hall, or one set up, their codes do. */
static const struct hall *
hall_of(struct rpc_call *call, const char *centre, Queue__Dimension by)
{
    struct hall *hall = NULL;
    struct rpc_call quiet = *call;
    if (text_empty(centre) || by != QUEUE__DIMENSION__BY_GROUP || hall_look(&quiet, centre, &hall) != RPC_OK)
        return NULL;
    return hall;
}

enum rpc_code
report_load(struct rpc_call *call, const char *from_date, const char *to_date, const char *centre_code,
            Queue__Dimension by, Queue__QueueReport *ret)
{
    const char *bound = view_bound_centre(&call->caller), *centre = bound ? bound : centre_code, *zone = getenv("TZ");
    by = by ? by : QUEUE__DIMENSION__BY_DAY;
    enum rpc_code code = bound ? view_centre(call, centre_code, &centre) : RPC_OK;
    if (code == RPC_OK)
        code = check_days(call, from_date, to_date);
    if (code == RPC_OK)
        code =
            DB_LIST(call, &queue_sql_report,
                    DB_ARGS(from_date, to_date, db_nonempty(centre), names_of(&queue__dimension__descriptor, (int)by),
                            HALL_NORM_US / 1000, zone && *zone ? zone : "UTC"),
                    ret, rows, queue__report_row__descriptor);
    if (code != RPC_OK)
        return code;
    const struct hall *hall = hall_of(call, centre, by);
    ret->total = ret->rows[--ret->n_rows];
    ret->total->name = rpc_english(call) ? "Total" : "Итого";
    for (size_t i = 0; i < ret->n_rows; i++) {
        Queue__ReportRow *row = ret->rows[i];
        bool window = by == QUEUE__DIMENSION__BY_WINDOW;
        row->name = window ? window_words(call, row, text_empty(centre)) : name_of(call, hall, by, row->key);
    }
    return RPC_OK;
}

/* ------------------------------------------------------------------ cells */

const char *
report_name(bool english)
{
    return english ? "Report" : "Отчёт";
}

const char *
report_title(int column, bool english)
{
    static const char *const titles[REPORT_COLUMNS][2] = {
        { "Разрез", "By" },
        { "Посетителей", "Visitors" },
        { "Обслужено", "Served" },
        { "Не явились", "Did not come" },
        { "Отменено", "Cancelled" },
        { "По записи", "By appointment" },
        { "Ожидание, с", "Waiting, s" },
        { "Ожидание 95 %, с", "Waiting 95 %, s" },
        { "До 15 минут, %", "Within 15 minutes, %" },
        { "Путь к окну, с", "Way to the window, s" },
        { "Обслуживание, с", "Service, s" },
        { "Окна открыты, с", "Windows open, s" },
        { "Загрузка, %", "Load, %" },
        { "Неявка, %", "Absence, %" },
    };
    return titles[column][english];
}

struct report_cells
report_cells(const Queue__ReportRow *row)
{
    return (
        struct report_cells){ row->name,
                              { row->tickets, row->served, row->no_shows, row->cancelled, row->by_appointment,
                                row->wait_seconds, row->wait_p95_seconds, row->within_norm_percent, row->way_seconds,
                                row->service_seconds, row->_open_seconds_case ? row->open_seconds : REPORT_BLANK,
                                row->_load_percent_case ? row->load_percent : REPORT_BLANK, row->no_show_percent } };
}
