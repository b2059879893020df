/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "complaint_journal.h"

#include "../csv.h"

#include <okno/audit.h>
#include <okno/tracking.sql.h>

#define DAYS_MAX 366
#define ENTRIES_MAX 20000

static enum rpc_code
check_period(struct rpc_call *call, const Tracking__GetComplaintJournalRequest *req)
{
    struct date from, to;
    if (!date_parse(req->from_date, &from) || !date_parse(req->to_date, &to))
        return rpc_check(call); /* the rules of the fields have said so */
    int64_t days = date_to_days(to) - date_to_days(from);
    if (days < 0 || days >= DAYS_MAX)
        rpc_violate(call, "toDate", "Период — от дня до года", "A period is a day to a year");
    return rpc_check(call);
}

/* A place's own journal; the place asked for, of who sees all. */
static const char *
bound(const char *own, const char *asked)
{
    return own ? own : text_empty(asked) ? NULL : asked;
}

enum rpc_code
complaint_journal_load(struct rpc_call *call, const Tracking__GetComplaintJournalRequest *req,
                       Tracking__GetComplaintJournalResponse *rep)
{
    struct complaint_view view;
    enum rpc_code code = check_period(call, req);
    if (code == RPC_OK)
        code = complaints_view(call, &view);
    if (code != RPC_OK)
        return code;
    audit_object(call, "complaint_journal", arena_printf(call->arena, "%s/%s", req->from_date, req->to_date), NULL);
    code = DB_LIST(call, &tracking_sql_list_complaint_journal,
                   DB_ARGS(bound(view.view.centre, req->centre_code), bound(view.view.agency, req->agency_code),
                           view.not_against, view.view.pseudonymous, view_today(call), req->from_date, req->to_date,
                           ENTRIES_MAX),
                   rep, complaints, tracking__complaint__descriptor);
    for (size_t i = 0; code == RPC_OK && i < rep->n_complaints; i++)
        complaints_finish(call, &view, rep->complaints[i]);
    return code;
}

static const char *
about(const Tracking__Complaint *complaint)
{
    return text_empty(complaint->against_centre) ? complaint->against_agency : complaint->against_centre;
}

static void
add_line(const struct catalogue *cat, const Tracking__Complaint *complaint, int line, struct text *out)
{
    csv_number(out, line);
    csv_cell(out, complaint->number);
    csv_moment(out, complaint->filed);
    csv_day(out, complaint->registered_on);
    csv_cell(out, complaint->applicant_name);
    csv_cell(out, about(complaint));
    csv_cell(out, complaint->official);
    csv_cell(out, catalogue_item_name(cat, "application-themes", complaint->topic));
    csv_cell(out, complaint->application_number);
    csv_day(out, complaint->planned_on);
    csv_cell(out, complaint->status_text);
    csv_moment(out, complaint->decided);
    csv_cell(out, complaint->decided_by);
    csv_moment(out, complaint->answered);
    csv_cell(out, complaint->offence ? "да" : "");
    csv_moment(out, complaint->prosecutor_informed);
    csv_cell(out, complaint->missed ? "да" : "");
    text_adds(out, "\r\n");
}

void
complaint_journal_csv(const struct catalogue *cat, const Tracking__GetComplaintJournalResponse *journal,
                      struct text *out)
{
    text_adds(out,
              CSV_BOM "№ п/п;Номер;Поступила;Зарегистрирована;Заявитель;На кого;Должностное лицо;Предмет;Заявление;"
                      "Срок;Статус;Решение;Кто решил;Ответ направлен;Признаки правонарушения;Сообщено прокурору;"
                      "Срок пропущен\r\n");
    for (size_t i = 0; i < journal->n_complaints; i++)
        add_line(cat, journal->complaints[i], (int)i + 1, out);
}
