/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "journal.h"

#include "csv.h"
#include "period.h"
#include "view.h"

#include <okno/audit.h>
#include <okno/db.h>
#include <okno/tracking.sql.h>

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

static const char *
channel_words(Tracking__Channel channel)
{
    static const char *const words[] = {
        "", "окно центра", "портал", "телефон", "почта", "терминал", "мобильный офис"
    };
    return (size_t)channel < OKNO_ARRAY_SIZE(words) ? words[channel] : "";
}

static const char *
way_words(Tracking__IssueWay way)
{
    static const char *const words[] = { "", "лично", "представителю", "почтой", "в электронном виде" };
    return (size_t)way < OKNO_ARRAY_SIZE(words) ? words[way] : "";
}

static void
add_line(struct text *out, const Tracking__JournalEntry *entry)
{
    csv_number(out, entry->line);
    csv_cell(out, entry->number);
    csv_moment(out, entry->at);
    csv_cell(out, entry->applicant_name);
    csv_cell(out, entry->representative_name);
    csv_cell(out, entry->service_name);
    csv_cell(out, entry->agency_code);
    csv_cell(out, channel_words(entry->channel));
    csv_cell(out, entry->operator_);
    csv_number(out, entry->documents);
    csv_number(out, entry->sheets);
    csv_day(out, entry->planned_on);
    csv_day(out, entry->sent_on);
    csv_cell(out, entry->register_number);
    csv_day(out, entry->result_on);
    csv_day(out, entry->issued_on);
    csv_cell(out, way_words(entry->issue_way));
    csv_cell(out, entry->status);
    csv_cell(out, entry->note);
    text_adds(out, "\r\n");
}

void
journal_csv(const Tracking__GetJournalResponse *journal, struct text *out)
{
    text_adds(out,
              "\xEF\xBB\xBF"
              "№ п/п;Номер;Дата и время;Заявитель;Представитель;Услуга;Орган;Способ подачи;Оператор;Документов;"
              "Листов;Плановая дата;Передано в орган;Реестр передачи;Результат получен;Выдано;Способ выдачи;Статус;"
              "Примечание\r\n");
    for (size_t i = 0; i < journal->n_entries; i++)
        add_line(out, journal->entries[i]);
}
