/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "data.h"

#include <string.h>

#define WORKING REFERENCE__TERM__KIND__WORKING
#define CALENDAR REFERENCE__TERM__KIND__CALENDAR

static const struct {
    const char *start;
    int days;
    Reference__Term__Kind kind;
    const char *end;
} terms[] = {
    { "2025-12-25", 5, WORKING, "2026-01-13" }, /* 26, 29, 30; 31 December 2025 is a day off: 12, 13 January */
    { "2025-12-25", 5, CALENDAR, "2025-12-30" },
    { "2025-12-25", 7, CALENDAR, "2026-01-12" }, /* 1 January moves to the first working day */
    { "2026-05-08", 1, WORKING, "2026-05-12" },
    { "2026-03-02", 0, WORKING, "2026-03-02" },
    { "2026-03-01", 0, WORKING, "2026-03-02" },
    { "2024-02-28", 1, CALENDAR, "2024-02-29" },
};

TEST(terms_end_as_the_calendar_says)
{
    data_load_all();
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(terms); i++) {
        const Reference__AddDaysResponse *rep =
            CALL(Reference__AddDays, .start = terms[i].start, .days = terms[i].days, .kind = terms[i].kind);
        EXPECT_TEXT(rep->end, terms[i].end);
    }
}

TEST(beyond_the_calendar_nothing_is_guessed)
{
    data_load_all();
    EXPECT_CODE(TRY(Reference__AddDays, .start = "2026-12-30", .days = 10, .kind = WORKING), RPC_OUT_OF_RANGE);
    EXPECT(strstr(pg_last->message, "2013") && strstr(pg_last->message, "2026"));
    pg_language = "en";
    EXPECT_CODE(TRY(Reference__AddDays, .start = "2012-12-30", .days = 10, .kind = CALENDAR), RPC_OUT_OF_RANGE);
    EXPECT(strstr(pg_last->message, "2013 to 2026"));
}

TEST(terms_are_checked)
{
    EXPECT_CODE(TRY(Reference__AddDays, .start = "2026-02-30", .days = 1, .kind = WORKING), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("start"));
    EXPECT_CODE(TRY(Reference__AddDays, .start = "2026-02-20", .days = -1, .kind = WORKING), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("days"));
    EXPECT_CODE(TRY(Reference__AddDays, .start = "2026-02-20", .days = 1), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("kind"));
    EXPECT_CODE(TRY(Reference__AddDays, .start = "2026-02-20", .days = 1, .kind = 7), RPC_INVALID_ARGUMENT);
}

TEST(the_calendar_as_it_was_loaded)
{
    data_load_all();
    const Reference__Calendar *calendar = CALL(Reference__GetCalendar);
    EXPECT_INT(calendar->first_year, 2013);
    EXPECT_INT(calendar->n_days, data_read("calendar")->calendar->n_days);
}

TEST(a_new_year_extends_the_calendar_at_once)
{
    data_load_all();
    Reference__LoadReferenceRequest *request = data_read("calendar");
    request->calendar->last_year++;
    EXPECT_INT(data_load(request)->changed, 1);
    EXPECT_CODE(TRY(Reference__AddDays, .start = "2026-12-30", .days = 10, .kind = WORKING), RPC_OK);
    data_load_all();
    EXPECT_CODE(TRY(Reference__AddDays, .start = "2026-12-30", .days = 10, .kind = WORKING), RPC_OUT_OF_RANGE);
}

TEST(without_a_calendar_it_is_said_so)
{
    data_load_all();
    pg_query("DELETE FROM record WHERE kind = 'calendar'; UPDATE catalogue SET version = version + 1");
    Reference__LoadReferenceRequest *agencies = data_read("agencies");
    agencies->agencies[0]->phone = "+74957777777";
    data_load(agencies); /* and so a new state is seen */
    EXPECT_CODE(TRY(Reference__AddDays, .start = "2026-03-02", .days = 1, .kind = WORKING), RPC_OUT_OF_RANGE);
    EXPECT_CODE(TRY(Reference__GetCalendar), RPC_NOT_FOUND);
    data_load_all();
}
