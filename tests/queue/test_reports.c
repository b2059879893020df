/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reports R188: what a day of two windows comes to, by every dimension, and as files. */
#include "fixture.h"

#include <unistd.h>

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

TEST(what_a_window_was_open_for_is_said_of_no_hour_or_group)
{
    play_day();
    static const Queue__Dimension without[] = { QUEUE__DIMENSION__BY_HOUR, QUEUE__DIMENSION__BY_GROUP,
                                                QUEUE__DIMENSION__BY_OPERATION, QUEUE__DIMENSION__BY_SERVICE },
                                  with[] = { QUEUE__DIMENSION__BY_CENTRE, QUEUE__DIMENSION__BY_WINDOW,
                                             QUEUE__DIMENSION__BY_EMPLOYEE, QUEUE__DIMENSION__BY_DAY };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(without); i++) {
        const Queue__QueueReport *none = report(without[i]), *some = report(with[i]);
        EXPECT(none->n_rows && some->n_rows);
        EXPECT(!none->rows[0]->_open_seconds_case && !none->rows[0]->_load_percent_case);
        EXPECT(none->total->_open_seconds_case && none->total->_load_percent_case);
        EXPECT(some->rows[0]->_open_seconds_case && some->rows[0]->_load_percent_case);
    }
}

TEST(windows_of_several_centres_are_several)
{
    play_day();
    pg_query("INSERT INTO session SELECT gen_random_uuid(), 'tver', window_id, '10', operator, substitutes, 'CLOSED',"
             " break_reason, opened, changed, opened + interval '30 min', 0, 1 FROM session WHERE window_number = '1'");
    for (int i = 0; i < 2; i++)
        pg_query(pg_text("INSERT INTO spell (centre_code, day, ticket_id, group_code, service_code, purpose,"
                         " window_number, operator, called, waited_ms, way_ms, service_ms, outcome) SELECT '%s', day,"
                         " ticket_id, group_code, service_code, purpose, '10', operator, called, waited_ms, way_ms,"
                         " 15 * 60000, outcome FROM spell WHERE window_number = '2' AND outcome = 'FINISHED'",
                         i ? "tver" : "arbat"));
    PG_AS(RPC_ROLE_CONTROLLER, .subject = "city");
    const Queue__QueueReport *city = report(QUEUE__DIMENSION__BY_WINDOW);
    static const char *const names[] = { "Центр Арбат. Окно 1", "Центр Арбат. Окно 2", "Центр Арбат. Окно 10",
                                         "Центр Тверской. Окно 10" };
    EXPECT_INT((int)city->n_rows, 4);
    for (size_t i = 0; i < city->n_rows; i++)
        EXPECT_TEXT(city->rows[i]->name, names[i]);
    EXPECT_TEXT(city->rows[3]->key, "10");
    EXPECT_TEXT(city->rows[3]->centre_code, "tver");
    EXPECT_INT(city->rows[3]->open_seconds / 60, 30);
    EXPECT_INT(city->rows[3]->load_percent, 50);
    EXPECT_INT(city->rows[2]->open_seconds, 0);
    EXPECT_INT(city->rows[0]->load_percent, 50);
    EXPECT_INT(city->total->open_seconds / 60, 150);
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
}

static const Common__Content *
file_of(Queue__Dimension by, Queue__GetQueueReportFileRequest__FileKind kind)
{
    return CALL(Queue__GetQueueReportFile, .from_date = today(), .to_date = today(), .by = by, .kind = kind);
}

TEST(a_file_in_english_has_english_headings_and_leaves_blank_what_is_not_known)
{
    play_day();
    pg_language = "en";
    const Common__Content *csv =
        file_of(QUEUE__DIMENSION__BY_GROUP, QUEUE__GET_QUEUE_REPORT_FILE_REQUEST__FILE_KIND__CSV);
    const char *text = pg_text("%.*s", (int)csv->data.len, (const char *)csv->data.data);
    EXPECT(text_starts(text, "\xEF\xBB\xBF"
                             "By;Visitors;Served;"));
    const char *passports = strstr(text, "\"Passports\";2;2;");
    EXPECT(passports && strstr(passports, ";;;0\r\n") && strstr(passports, ";;;0\r\n") < strchr(passports, '\n'));
    EXPECT(strstr(text, "\"Total\";5;3;1;1;0;") && strstr(text, ";30;20\r\n"));
}

/* One file of the archive. */
static const char *
unpack(const Common__Content *book, const char *name)
{
    static char text[1 << 16];
    char path[] = "/tmp/okno-report-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_eq(write(fd, book->data.data, book->data.len), (ssize_t)book->data.len);
    close(fd);
    FILE *pipe = popen(pg_text("python3 -c 'import sys, zipfile\n"
                               "sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' %s %s",
                               path, name),
                       "r");
    size_t n = fread(text, 1, sizeof text - 1, pipe);
    text[n] = '\0';
    ck_assert_int_eq(pclose(pipe), 0);
    unlink(path);
    return pg_text("%s", text);
}

static bool
in_order(const char *text, const char *const *parts, size_t n)
{
    for (size_t i = 0; i < n && text; i++)
        text = strstr(text, parts[i]);
    return text != NULL;
}

TEST(a_sheet_holds_the_headings_and_the_numbers)
{
    static const char *const headings[2][4] = { { ">Разрез<", ">Посетителей<", ">Окна открыты, с<", ">Неявка, %<" },
                                                { ">By<", ">Visitors<", ">Windows open, s<", ">Absence, %<" } };
    static const char *const rows[] = { "r=\"A2\"",
                                        "r=\"B2\"><v>2</v>",
                                        "r=\"C2\"><v>2</v>",
                                        "r=\"M2\"",
                                        "<row r=\"3\"",
                                        "<row r=\"4\"",
                                        "r=\"B4\" s=\"1\"><v>4</v>",
                                        "r=\"L4\" s=\"1\"><v>72",
                                        "r=\"M4\" s=\"1\"><v>30</v>" };
    play_day();
    for (int english = 0; english < 2; english++) {
        pg_language = english ? "en" : "ru";
        const Common__Content *book =
            file_of(QUEUE__DIMENSION__BY_WINDOW, QUEUE__GET_QUEUE_REPORT_FILE_REQUEST__FILE_KIND__XLSX);
        EXPECT(strstr(book->file_name, ".xlsx"));
        const char *texts = unpack(book, "xl/sharedStrings.xml");
        EXPECT(in_order(texts, headings[english], 4));
        EXPECT(strstr(texts, english ? ">Window 1<" : ">Окно 1<") && strstr(texts, english ? ">Total<" : ">Итого<"));
        EXPECT(strstr(unpack(book, "xl/workbook.xml"), english ? "name=\"Report\"" : "name=\"Отчёт\""));
        const char *sheet = unpack(book, "xl/worksheets/sheet1.xml");
        ck_assert_msg(in_order(sheet, rows, OKNO_ARRAY_SIZE(rows)), "%s", sheet);
    }
    pg_language = "ru";
    const char *sheet =
        unpack(file_of(QUEUE__DIMENSION__BY_HOUR, QUEUE__GET_QUEUE_REPORT_FILE_REQUEST__FILE_KIND__XLSX),
               "xl/worksheets/sheet1.xml");
    EXPECT(strstr(sheet, "r=\"K2\"") && !strstr(sheet, "r=\"L2\"") && !strstr(sheet, "r=\"M2\""));
    EXPECT(strstr(sheet, "r=\"N2\""));
}
