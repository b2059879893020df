/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reports R188: what a day of two windows comes to, by every dimension, and as files. */
#include "fixture.h"

static void
serve_one(const char *session, const char *group_code, int waited, int served)
{
    const char *id = take_ticket(group_code)->ticket_id;
    age(id, waited);
    EXPECT_TEXT(call_next(session)->ticket_id, id);
    CALL(Queue__ServeTicket, .ticket_id = id);
    age(id, served);
    CALL(Queue__FinishTicket, .ticket_id = id);
}

static void
play_day(void)
{
    const char *one = open_window("1", "a"), *two = open_window("2", "b");
    serve_one(one, "passports", 5, 10);
    serve_one(one, "archive", 25, 20);
    serve_one(two, "passports", 7, 6);
    const char *id = take_ticket("collect")->ticket_id;
    EXPECT_TEXT(call_next(two)->ticket_id, id);
    CALL(Queue__NoShowTicket, .ticket_id = id);
    id = take_ticket("advice")->ticket_id;
    CALL(Queue__CancelTicket, .ticket_id = id);
    pg_query("UPDATE session SET opened = opened - interval '1 hour'");
    as_supervisor();
}

static const Queue__QueueReport *
report(Queue__Dimension by)
{
    return CALL(Queue__GetQueueReport, .from_date = today(), .to_date = tomorrow(), .by = by);
}

static const Queue__ReportRow *
row_of(const Queue__QueueReport *report, const char *key)
{
    for (size_t i = 0; i < report->n_rows; i++)
        if (text_equal(report->rows[i]->key, key))
            return report->rows[i];
    ck_abort_msg("no row %s", key);
    return NULL;
}

TEST(a_report_counts_attendance_waiting_service_and_load)
{
    play_day();
    const Queue__QueueReport *groups = report(QUEUE__DIMENSION__BY_GROUP);
    EXPECT_INT((int)groups->n_rows, 4);
    const Queue__ReportRow *passports = row_of(groups, "passports"), *total = groups->total;
    EXPECT_TEXT(passports->name, "Паспорта");
    EXPECT_INT(passports->tickets, 2);
    EXPECT_INT(passports->served, 2);
    EXPECT_INT(passports->wait_seconds / 60, 6);
    EXPECT_INT(passports->service_seconds / 60, 8);
    EXPECT_INT(passports->within_norm_percent, 100);
    EXPECT_INT(row_of(groups, "archive")->within_norm_percent, 0);
    EXPECT_INT(row_of(groups, "collect")->no_show_percent, 100);
    EXPECT_TEXT(total->name, "Итого");
    EXPECT_INT(total->tickets, 5);
    EXPECT_INT(total->served, 3);
    EXPECT_INT(total->no_shows, 1);
    EXPECT_INT(total->cancelled, 1);
    EXPECT_INT(total->open_seconds / 60, 120);
    EXPECT_INT(total->load_percent, 30); /* 36 minutes of 120 */
}

TEST(windows_and_employees_have_their_own_work)
{
    play_day();
    const Queue__QueueReport *windows = report(QUEUE__DIMENSION__BY_WINDOW),
                             *people = report(QUEUE__DIMENSION__BY_EMPLOYEE);
    EXPECT_INT(row_of(windows, "1")->served, 2);
    EXPECT_TEXT(row_of(windows, "1")->name, "Окно 1");
    EXPECT_INT(row_of(windows, "1")->load_percent, 50);
    EXPECT_INT(row_of(windows, "2")->no_shows, 1);
    EXPECT_INT(row_of(people, "b")->served, 1);
    EXPECT_INT(row_of(people, "b")->load_percent, 10);
    EXPECT_INT(row_of(report(QUEUE__DIMENSION__BY_OPERATION), "APPLY")->tickets, 3);
    EXPECT_INT(row_of(report(QUEUE__DIMENSION__BY_CENTRE), "arbat")->tickets, 5);
    EXPECT_INT((int)report(QUEUE__DIMENSION__BY_DAY)->n_rows, 1);
    EXPECT_INT(report(QUEUE__DIMENSION__BY_HOUR)->total->tickets, 5);
    EXPECT_INT(row_of(report(QUEUE__DIMENSION__BY_SERVICE), "-")->tickets, 5);
}

TEST(a_day_without_anybody_is_a_report_too)
{
    as_supervisor();
    const Queue__QueueReport *empty = report(QUEUE__DIMENSION__BY_GROUP);
    EXPECT_INT((int)empty->n_rows, 0);
    EXPECT_INT(empty->total->tickets, 0);
    EXPECT_INT(empty->total->within_norm_percent, 100);
}

TEST(a_report_is_for_who_may_see_it_and_of_sensible_days)
{
    as_operator("op");
    EXPECT_CODE(TRY(Queue__GetQueueReport, .from_date = today(), .to_date = today()), RPC_PERMISSION_DENIED);
    as_supervisor();
    EXPECT_CODE(TRY(Queue__GetQueueReport, .from_date = today(), .to_date = today(), .centre_code = "tver"),
                RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Queue__GetQueueReport, .from_date = tomorrow(), .to_date = today()), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Queue__GetQueueReport, .from_date = "2020-01-01", .to_date = today()), RPC_INVALID_ARGUMENT);
}

TEST(a_report_is_a_file_too)
{
    play_day();
    pg_query("UPDATE spell SET operator = '=cmd'");
    const Common__Content *csv =
        CALL(Queue__GetQueueReportFile, .from_date = today(), .to_date = today(), .by = QUEUE__DIMENSION__BY_EMPLOYEE,
             .kind = QUEUE__GET_QUEUE_REPORT_FILE_REQUEST__FILE_KIND__CSV);
    const char *text = pg_text("%.*s", (int)csv->data.len, (const char *)csv->data.data);
    EXPECT(text_starts(text, "\xEF\xBB\xBF\xD0\xA0\xD0\xB0\xD0\xB7\xD1\x80\xD0\xB5\xD0\xB7;"));
    EXPECT(strstr(text, "\"'=cmd\";4;3;1;"));
    EXPECT(strstr(text, "\"Итого\";4;3;1;0;0;"));
    const Common__Content *sheet = CALL(Queue__GetQueueReportFile, .from_date = today(), .to_date = today(),
                                        .kind = QUEUE__GET_QUEUE_REPORT_FILE_REQUEST__FILE_KIND__XLSX);
    EXPECT(sheet->data.len > 4000);
    EXPECT_INT(memcmp(sheet->data.data, "PK\3\4", 4), 0);
    EXPECT(strstr(sheet->file_name, ".xlsx"));
}
