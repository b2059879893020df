/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "journal.h"

#include "period.h"
#include "view.h"

#include <okno/audit.h>
#include <okno/db.h>
#include <okno/tracking.sql.h>

#include <string.h>

static enum rpc_code
choose_centre(struct rpc_call *call, const char *asked, const char **ret_centre)
{
    struct view view;
    enum rpc_code code = view_of(call, &view);
    if (code != RPC_OK)
        return code;
    *ret_centre = view.centre ? view.centre : asked;
    if (view.centre && *asked && !text_equal(view.centre, asked))
        return rpc_fail(call, RPC_PERMISSION_DENIED, "Доступен журнал своего центра: %s",
                        "The journal of your own centre is open to you: %s", view.centre);
    if (text_empty(*ret_centre))
        rpc_violate(call, "centreCode", "Укажите центр", "Name the centre");
    return rpc_check(call);
}

enum rpc_code
journal_load(struct rpc_call *call, const Tracking__GetJournalRequest *req, Tracking__GetJournalResponse *rep,
             const char **ret_centre)
{
    enum rpc_code code = choose_centre(call, req->centre_code, ret_centre);
    if (code != RPC_OK)
        return code;
    audit_object(call, "journal", arena_printf(call->arena, "%s:%s", *ret_centre, req->date), NULL);
    return DB_LIST(call, &tracking_sql_list_journal,
                   DB_ARGS(*ret_centre, req->date, period_first_id(call->arena, req->date),
                           period_last_id(call->arena, req->date)),
                   rep, entries, tracking__journal_entry__descriptor);
}

/* ------------------------------------------------------------------ CSV */

/* A cell; one that an office program would take for a formula begins with an apostrophe. */
static void
add_cell(struct text *out, const char *value)
{
    if (out->data[out->length - 1] != '\n')
        text_addc(out, ';');
    bool formula = *value && strchr("=+-@\t", *value);
    if (!formula && !strpbrk(value, ";\"\r\n")) {
        text_adds(out, value);
        return;
    }
    text_addc(out, '"');
    if (formula)
        text_addc(out, '\'');
    for (const char *c = value; *c; c++) {
        if (*c == '"')
            text_addc(out, '"');
        text_addc(out, *c);
    }
    text_addc(out, '"');
}

static void
add_number(struct text *out, int number)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%d", number);
    add_cell(out, digits);
}

/* "2026-11-21" as people here write it: 21.11.2026. */
static void
add_day(struct text *out, const char *day)
{
    struct date date;
    char written[16] = "";
    if (date_parse(day, &date))
        snprintf(written, sizeof written, "%02d.%02d.%04d", date.day, date.month, date.year);
    add_cell(out, written);
}

static void
add_moment(struct text *out, const Google__Protobuf__Timestamp *at)
{
    char written[32] = "";
    int64_t us = view_time_us(at);
    struct date date = date_of_time(us);
    int minute = minute_of_time(us);
    if (at)
        snprintf(written, sizeof written, "%02d.%02d.%04d %02d:%02d", date.day, date.month, date.year, minute / 60,
                 minute % 60);
    add_cell(out, written);
}

static const char *
channel_words(Tracking__Channel channel)
{
    static const char *const words[] = {
        "", "окно центра", "портал", "телефон", "почта", "терминал", "мобильный офис"
    };
    return (size_t)channel < OKNO_ARRAY_SIZE(words) ? words[channel] : "";
}

static void
add_line(struct text *out, const Tracking__JournalEntry *entry)
{
    add_number(out, entry->line);
    add_cell(out, entry->number);
    add_moment(out, entry->at);
    add_cell(out, entry->applicant_name);
    add_cell(out, entry->representative_name);
    add_cell(out, entry->service_name);
    add_cell(out, entry->agency_code);
    add_cell(out, channel_words(entry->channel));
    add_cell(out, entry->operator_);
    add_number(out, entry->documents);
    add_number(out, entry->sheets);
    add_day(out, entry->planned_on);
    add_day(out, entry->sent_on);
    add_day(out, entry->result_on);
    add_day(out, entry->issued_on);
    add_cell(out, entry->status);
    add_cell(out, entry->note);
    text_adds(out, "\r\n");
}

void
journal_csv(const Tracking__GetJournalResponse *journal, struct text *out)
{
    text_adds(out, "\xEF\xBB\xBF"
                   "№ п/п;Номер;Дата и время;Заявитель;Представитель;Услуга;Орган;Способ подачи;Оператор;Документов;"
                   "Листов;Плановая дата;Передано в орган;Результат получен;Выдано;Статус;Примечание\r\n");
    for (size_t i = 0; i < journal->n_entries; i++)
        add_line(out, journal->entries[i]);
}
