/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Windows, sessions, the hall's snapshot, messages, settings. */
#include "fixture.h"

#include "settings.h"

TEST(a_window_has_one_operator_and_an_operator_one_window)
{
    open_window("1", "a");
    as_operator("b");
    EXPECT_CODE(TRY(Queue__OpenSession, .window_id = window_of("1")), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "WINDOW_TAKEN");
    as_operator("a");
    EXPECT_CODE(TRY(Queue__OpenSession, .window_id = window_of("2")), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "OPERATOR_BUSY");
    EXPECT_CODE(TRY(Queue__OpenSession, .window_id = window_of("2"), .operator_ = "b"), RPC_PERMISSION_DENIED);
    EXPECT_CODE(TRY(Queue__OpenSession, .window_id = pg_uuid()), RPC_NOT_FOUND);
    as_supervisor();
    const Queue__Session *seated = CALL(Queue__OpenSession, .window_id = window_of("2"), .operator_ = "b");
    EXPECT_TEXT(seated->operator_, "b");
    const Queue__ListWindowsResponse *list = CALL(Queue__ListWindows);
    EXPECT_INT((int)list->n_windows, 5);
    EXPECT_TEXT(list->windows[1]->session->operator_, "b");
    EXPECT(!list->windows[2]->session);
}

TEST(a_break_has_a_reason_and_is_no_open_time)
{
    const char *session = open_window("1", "op");
    EXPECT_CODE(TRY(Queue__BreakSession, .session_id = session), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Queue__ResumeSession, .session_id = session), RPC_FAILED_PRECONDITION);
    const Queue__Session *away = CALL(Queue__BreakSession, .session_id = session, .reason = "обед");
    EXPECT_INT(away->state, QUEUE__SESSION__STATE__BREAK);
    EXPECT_TEXT(away->break_reason, "обед");
    EXPECT_CODE(TRY(Queue__CallNext, .session_id = session), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "NOT_OPEN");
    pg_query("UPDATE session SET changed = changed - interval '30 min', opened = opened - interval '1 hour'");
    const Queue__Session *back = CALL(Queue__ResumeSession, .session_id = session);
    EXPECT_INT(back->state, QUEUE__SESSION__STATE__OPEN);
    EXPECT_TEXT(pg_query("SELECT break_ms / 60000 FROM session"), "30");
}

TEST(a_supervisor_says_what_a_window_serves)
{
    Queue__GroupWeight only = { .group_code = "archive", .weight = 3 }, wrong = { .group_code = "no", .weight = 1 };
    Queue__GroupWeight *groups[] = { &only }, *bad[] = { &wrong };
    const char *passport = take_ticket("passports")->ticket_id, *archive = take_ticket("archive")->ticket_id;
    const char *session = open_window("1", "op");
    as_operator("op");
    EXPECT_CODE(TRY(Queue__UpdateWindow, .window_id = window_of("1"), .groups = groups, .n_groups = 1),
                RPC_PERMISSION_DENIED);
    as_supervisor();
    EXPECT_CODE(TRY(Queue__UpdateWindow, .window_id = window_of("1"), .groups = bad, .n_groups = 1),
                RPC_INVALID_ARGUMENT);
    const Queue__Window *window =
        CALL(Queue__UpdateWindow, .window_id = window_of("1"), .groups = groups, .n_groups = 1);
    EXPECT_INT((int)window->n_groups, 1);
    EXPECT_INT(window->groups[0]->weight, 3);
    EXPECT_CODE(TRY(Queue__UpdateWindow, .window_id = window_of("1"), .name = "x", .etag = "1"), RPC_ABORTED);
    EXPECT_TEXT(call_next(session)->ticket_id, archive);
    EXPECT_TEXT(look(passport)->ticket_id, passport);
    /* Loading the same settings again leaves the supervisor's change alone. */
    set_limits("{\"reminderMinutes\":[1440,120]}");
    EXPECT_TEXT(pg_query("SELECT groups FROM hall_window WHERE centre_code = 'arbat' AND number = '1'"), "archive=3");
}

TEST(settings_load_twice_without_a_change_and_are_checked)
{
    Queue__Group good = { .group_code = "a", .letter = "А", .name = "А", .norm_minutes = 5 };
    Queue__Group same = { .group_code = "b", .letter = "А", .name = "Б", .norm_minutes = 5 };
    Queue__Group unlike = { .group_code = "c", .letter = "О", .name = "О", .norm_minutes = 5 };
    Queue__Group *groups[] = { &good, &same, &unlike };
    Queue__HallSettings hall = { .centre_code = "arbat", .groups = groups, .n_groups = 3 };
    Queue__HallSettings nowhere = { .centre_code = "nowhere", .groups = groups, .n_groups = 1 };
    Queue__HallSettings *halls[] = { &hall, &nowhere };
    as_admin();
    EXPECT_CODE(TRY(Queue__LoadQueueSettings, .halls = halls, .n_halls = 2), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("halls[0].groups[1].letter"));
    EXPECT(pg_violation("halls[0].groups[2].letter"));
    EXPECT(pg_violation("halls[1].centreCode"));
    hall.n_groups = 1;
    hall.public_url = "http://elsewhere.example"; /* is the service's to say */
    const Queue__LoadQueueSettingsResponse *rep = CALL(Queue__LoadQueueSettings, .halls = halls, .n_halls = 1);
    EXPECT_INT(rep->changed, 1);
    rep = CALL(Queue__LoadQueueSettings, .halls = halls, .n_halls = 1);
    EXPECT_INT(rep->changed, 0);
    EXPECT_INT(rep->unchanged, 1);
    as_stranger();
    queue_settings.public_url = NULL;
    const Queue__HallSettings *got = CALL(Queue__GetQueueSettings, .centre_code = "arbat");
    EXPECT_INT((int)got->n_groups, 1);
    EXPECT_TEXT(got->public_url, "");
    queue_settings.public_url = "https://uslugi.example";
    got = CALL(Queue__GetQueueSettings, .centre_code = "arbat");
    EXPECT_TEXT(got->public_url, "https://uslugi.example");
    queue_settings.public_url = NULL;
    EXPECT_CODE(TRY(Queue__GetQueueSettings, .centre_code = "nowhere"), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Queue__LoadQueueSettings, .halls = halls, .n_halls = 1), RPC_PERMISSION_DENIED);
}

TEST(a_snapshot_shows_the_hall_and_where_the_log_stands)
{
    take_ticket("passports");
    const char *waiting = take_ticket("passports")->ticket_id;
    const char *session = open_window("2", "op");
    const Queue__Ticket *called = call_next(session);
    as_supervisor();
    CALL(Queue__SendMessage, .centre_code = "arbat", .text = "Окно 7 закрыто");
    EXPECT_CODE(TRY(Queue__SendMessage, .centre_code = "tver", .text = "не ваш"), RPC_NOT_FOUND);
    as_stranger();
    const Queue__Hall *hall = CALL(Queue__GetHall, .centre_code = "arbat");
    EXPECT_INT((int)hall->n_windows, 5);
    EXPECT_INT(hall->windows[1]->state, QUEUE__SESSION__STATE__OPEN);
    EXPECT_TEXT(hall->windows[1]->ticket_number, "А001");
    EXPECT_INT((int)hall->n_calls, 1);
    EXPECT_TEXT(hall->calls[0]->ticket_id, called->ticket_id);
    EXPECT_INT(hall->waiting, 1);
    EXPECT_INT((int)hall->n_groups, 5);
    EXPECT_INT(hall->groups[0]->waiting, 1);
    EXPECT_INT(hall->groups[0]->estimate->place, 2);
    EXPECT(hall->groups[0]->estimate->p90_seconds >= hall->groups[0]->estimate->p50_seconds);
    EXPECT_INT(hall->groups[4]->light, QUEUE__LIGHT__CLOSED);
    EXPECT_INT((int)hall->n_messages, 1);
    EXPECT_INT(hall->within_norm_percent, 100);
    EXPECT(hall->open);
    EXPECT_TEXT(pg_query("SELECT revision FROM hall WHERE centre_code = 'arbat'"), pg_text("%d", (int)hall->revision));
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM event WHERE txid::text::int8 > %d", (int)hall->cursor->txid)),
                "0");
    take_ticket("passports");
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM event WHERE txid::text::int8 > %d", (int)hall->cursor->txid)),
                "1");
    as_stranger();
    EXPECT_CODE(TRY(Queue__GetHall, .centre_code = "nowhere"), RPC_NOT_FOUND);
    as_supervisor();
    const Queue__ListTicketsResponse *list =
        CALL(Queue__ListTickets, .centre_code = "arbat", .window_id = window_of("2"));
    EXPECT_INT((int)list->n_tickets, 2);
    EXPECT_TEXT(list->tickets[0]->ticket_id, waiting);
    EXPECT_INT(list->tickets[0]->estimate->place, 1);
}

TEST(a_new_hall_is_loaded_beside_one_that_changes)
{
    pg_query("WITH w AS (DELETE FROM hall_window WHERE centre_code = 'closed'), s AS (DELETE FROM hall_settings WHERE"
             " centre_code = 'closed') SELECT 1");
    pg_query("DELETE FROM hall WHERE centre_code = 'closed'");
    Queue__Group group = { .group_code = "all", .letter = "А", .name = "Все", .norm_minutes = 10 },
                 *groups[] = { &group };
    Queue__HallSettings arbat = { .centre_code = "arbat", .groups = groups, .n_groups = 1 };
    Queue__HallSettings closed = { .centre_code = "closed", .groups = groups, .n_groups = 1 },
                        *halls[] = { &arbat, &closed };
    as_admin();
    const Queue__LoadQueueSettingsResponse *rep = CALL(Queue__LoadQueueSettings, .halls = halls, .n_halls = 2);
    EXPECT_INT(rep->added, 1);
    EXPECT_INT(rep->changed, 1);
    EXPECT_TEXT(pg_query("SELECT count(*) FROM hall_window WHERE centre_code = 'closed' AND enabled"), "3");
}
