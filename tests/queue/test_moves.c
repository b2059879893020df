/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Moves of a ticket at a window: each as it should be, and each where it must not be. */
#include "fixture.h"

#include "moves.h"

static const char *
called_at(const char *session_id)
{
    const Queue__Ticket *ticket = call_next(session_id);
    ck_assert_ptr_nonnull(ticket);
    return ticket->ticket_id;
}

TEST(a_ticket_is_called_served_and_finished)
{
    const char *id = take_ticket("passports")->ticket_id, *session = open_window("1", "op"), *application = pg_uuid();
    age(id, 7);
    const Queue__Ticket *called = call_next(session);
    EXPECT_TEXT(called->ticket_id, id);
    EXPECT_INT(called->state, STATE(CALLED));
    EXPECT_TEXT(called->window_number, "1");
    EXPECT_TEXT(called->operator_, "op");
    EXPECT_INT(called->calls, 1);
    EXPECT_INT(((const Queue__Ticket *)CALL(Queue__ServeTicket, .ticket_id = id))->state, STATE(SERVING));
    age(id, 5);
    const char *applications[] = { application, application };
    const Queue__Ticket *done = CALL(Queue__FinishTicket, .ticket_id = id, .result = "принято",
                                     .application_ids = applications, .n_application_ids = 2);
    EXPECT_INT(done->state, STATE(FINISHED));
    EXPECT_TEXT(done->result, "принято");
    EXPECT_INT((int)done->n_application_ids, 1);
    EXPECT(done->ended);
    EXPECT_TEXT(actions(id), "ISSUED CALLED SERVING FINISHED");
    EXPECT_TEXT(pg_query(pg_text("SELECT (waited_ms / 60000 = 7 AND service_ms / 60000 = 5) FROM ticket"
                                 " WHERE ticket_id = '%s'",
                                 id)),
                "t");
    EXPECT_TEXT(
        pg_query("SELECT outcome || ' ' || window_number || ' ' || operator || ' ' || waited_ms / 60000 FROM spell"),
        "FINISHED 1 op 7");
}

TEST(an_illegal_move_names_what_is_allowed)
{
    const char *id = take_ticket("passports")->ticket_id;
    open_window("1", "op");
    EXPECT_CODE(TRY(Queue__ServeTicket, .ticket_id = id), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "ILLEGAL_MOVE");
    EXPECT(strstr(pg_last->message, "call, postpone, redirect, cancel"));
    EXPECT_CODE(TRY(Queue__FinishTicket, .ticket_id = id), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(TRY(Queue__NoShowTicket, .ticket_id = id), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(TRY(Queue__FinishTicket, .ticket_id = pg_uuid()), RPC_NOT_FOUND);
}

/* Every state against every move, by the database's own word for the state. */
TEST(no_state_knows_a_move_that_the_table_does_not)
{
    as_supervisor();
    for (int state = STATE(ISSUED); state <= (int)STATE(CANCELLED); state++) {
        const char *id = take_ticket("passports")->ticket_id;
        pg_query(pg_text("UPDATE ticket SET state = '%s', called = now(), served = now() WHERE ticket_id = '%s'",
                         protobuf_c_enum_descriptor_get_value(&queue__ticket__state__descriptor, state)->name, id));
        as_supervisor();
        bool finishes = TRY(Queue__FinishTicket, .ticket_id = id, .etag = "1") == RPC_OK;
        EXPECT_INT(finishes, moves_may((hall_state)state, MOVE_FINISH));
        if (!finishes)
            EXPECT_INT(!TRY(Queue__NoShowTicket, .ticket_id = id), moves_may((hall_state)state, MOVE_NO_SHOW));
    }
}

TEST(a_window_has_one_visitor_at_a_time)
{
    take_ticket("passports");
    take_ticket("passports");
    const char *session = open_window("1", "op"), *first = called_at(session);
    EXPECT_CODE(TRY(Queue__CallNext, .session_id = session), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "BUSY");
    EXPECT_TEXT(pg_last->subject_id, first);
    EXPECT_CODE(TRY(Queue__BreakSession, .session_id = session, .reason = "обед"), RPC_FAILED_PRECONDITION);
    as_operator("other");
    EXPECT_CODE(TRY(Queue__CallNext, .session_id = session), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Queue__ServeTicket, .ticket_id = first), RPC_FAILED_PRECONDITION);
}

static const Queue__ListTicketsResponse *
listed(bool absent)
{
    return CALL(Queue__ListTickets, .centre_code = "arbat", .absent = absent);
}

TEST(a_recall_counts_and_has_a_limit)
{
    take_ticket("passports");
    const char *session = open_window("1", "op"), *id = called_at(session);
    for (int i = 2; i <= 4; i++) {
        const Queue__Ticket *again = CALL(Queue__RecallTicket, .ticket_id = id);
        EXPECT_INT(again->calls, i);
        EXPECT_INT(again->state, STATE(CALLED));
    }
    EXPECT_CODE(TRY(Queue__RecallTicket, .ticket_id = id), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "RECALL_LIMIT");
    EXPECT_INT(((const Queue__Ticket *)CALL(Queue__NoShowTicket, .ticket_id = id))->state, STATE(NO_SHOW));
    EXPECT_TEXT(actions(id), "ISSUED CALLED RECALLED RECALLED RECALLED NO_SHOW");
    EXPECT_INT((int)listed(false)->n_tickets, 0);
    EXPECT_INT((int)listed(true)->n_tickets, 1);
    EXPECT_TEXT(listed(true)->tickets[0]->ticket_id, id);
    EXPECT(!listed(true)->tickets[0]->estimate);
    pg_query("UPDATE ticket SET day = day - 1");
    EXPECT_INT((int)listed(true)->n_tickets, 0);
    pg_query("UPDATE ticket SET day = day + 1");
    /* They come after all: within the day, to whoever is free. */
    open_window("2", "late");
    const Queue__Ticket *back = CALL(Queue__RecallTicket, .ticket_id = id);
    EXPECT_TEXT(back->window_number, "2");
    EXPECT_INT(back->calls, 1);
    EXPECT(!back->ended);
}

TEST(who_is_held_comes_back_to_the_window)
{
    take_ticket("passports");
    const char *next = take_ticket("passports")->ticket_id, *session = open_window("1", "op"), *id = called_at(session);
    CALL(Queue__ServeTicket, .ticket_id = id);
    CALL(Queue__HoldTicket, .ticket_id = id, .reason = "заполняет бланк");
    EXPECT_TEXT(called_at(session), next);
    EXPECT_CODE(TRY(Queue__ServeTicket, .ticket_id = id), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "BUSY");
    CALL(Queue__NoShowTicket, .ticket_id = next);
    const Queue__Ticket *back = CALL(Queue__ServeTicket, .ticket_id = id);
    EXPECT_TEXT(back->window_number, "1");
    CALL(Queue__FinishTicket, .ticket_id = id);
    EXPECT_TEXT(
        pg_query(pg_text("SELECT string_agg(outcome, ' ' ORDER BY spell_id) FROM spell WHERE ticket_id = '%s'", id)),
        "HELD FINISHED");
}

TEST(who_is_parked_is_recalled_by_any_window)
{
    take_ticket("passports");
    const char *session = open_window("1", "op"), *id = called_at(session);
    const Queue__Ticket *parked = CALL(Queue__ParkTicket, .ticket_id = id, .reason = "ждёт копию");
    EXPECT_INT(parked->state, STATE(PARKED));
    EXPECT_TEXT(parked->window_number, "");
    EXPECT(!call_next(session));
    const char *other = open_window("2", "colleague");
    EXPECT_TEXT(((const Queue__Ticket *)CALL(Queue__RecallTicket, .ticket_id = id))->session_id, other);
}

TEST(who_is_postponed_comes_back_at_their_place)
{
    const char *first = take_ticket("passports")->ticket_id, *second = take_ticket("passports")->ticket_id;
    const char *session = open_window("1", "op");
    as_consultant();
    const Queue__Ticket *postponed = CALL(Queue__PostponeTicket, .ticket_id = first, .minutes = 10);
    EXPECT_INT(postponed->state, STATE(POSTPONED));
    EXPECT(postponed->postponed_until);
    EXPECT_TEXT(called_at(session), second);
    CALL(Queue__NoShowTicket, .ticket_id = second);
    EXPECT(!call_next(session));
    take_ticket("passports");
    age(first, 20);
    EXPECT_TEXT(called_at(session), first);
}

TEST(a_redirected_ticket_keeps_its_waiting_time)
{
    const char *id = take_ticket("passports")->ticket_id, *session = open_window("1", "op");
    age(id, 30);
    const char *archive = take_ticket("archive")->ticket_id;
    EXPECT_TEXT(called_at(session), id);
    CALL(Queue__ServeTicket, .ticket_id = id);
    EXPECT_CODE(TRY(Queue__RedirectTicket, .ticket_id = id), RPC_INVALID_ARGUMENT);
    const Queue__Ticket *moved =
        CALL(Queue__RedirectTicket, .ticket_id = id, .group_code = "archive", .reason = "не туда");
    EXPECT_INT(moved->state, STATE(TRANSFERRED));
    EXPECT_TEXT(moved->group_code, "archive");
    EXPECT_TEXT(moved->number, "А001");
    EXPECT_TEXT(called_at(open_window("2", "b")), id);
    EXPECT_TEXT(called_at(session), archive);
    as_operator("b");
    moved = CALL(Queue__RedirectTicket, .ticket_id = id, .group_code = "advice"); /* to ask: staff know best */
    EXPECT_TEXT(moved->group_code, "advice");
    EXPECT_CODE(TRY(Queue__RedirectTicket, .ticket_id = id, .group_code = "no"), RPC_FAILED_PRECONDITION);
}

TEST(a_ticket_for_a_window_or_operator_waits_for_them_alone)
{
    const char *id = take_ticket("passports")->ticket_id, *one = open_window("1", "a"), *two = open_window("2", "b");
    as_consultant();
    CALL(Queue__RedirectTicket, .ticket_id = id, .window_id = window_of("2"));
    EXPECT(!call_next(one));
    EXPECT_TEXT(called_at(two), id);
    CALL(Queue__ServeTicket, .ticket_id = id);
    CALL(Queue__RedirectTicket, .ticket_id = id, .operator_ = "a");
    EXPECT(!call_next(two));
    EXPECT_TEXT(called_at(one), id);
    EXPECT_CODE(TRY(Queue__RedirectTicket, .ticket_id = id, .operator_ = "nobody"), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(TRY(Queue__RedirectTicket, .ticket_id = id, .window_id = window_of("4")), RPC_FAILED_PRECONDITION);
    const Queue__Ticket *back = CALL(Queue__ReturnTicket, .ticket_id = id);
    EXPECT_TEXT(back->target_window_id, window_of("2"));
    EXPECT(!call_next(one));
    EXPECT_TEXT(called_at(two), id);
}

TEST(nobody_waits_for_a_window_that_closed)
{
    const char *id = take_ticket("passports")->ticket_id, *one = open_window("1", "a"), *two = open_window("2", "b");
    as_consultant();
    CALL(Queue__RedirectTicket, .ticket_id = id, .window_id = window_of("2"));
    as_operator("b");
    CALL(Queue__BreakSession, .session_id = two, .reason = "перерыв");
    EXPECT(!call_next(one)); /* they come back */
    as_operator("b");
    CALL(Queue__CloseSession, .session_id = two);
    EXPECT_TEXT(called_at(one), id);
}

TEST(a_substitute_has_the_tickets_of_whom_they_stand_in_for)
{
    const char *id = take_ticket("passports")->ticket_id, *one = open_window("1", "a"), *two = open_window("2", "b");
    as_consultant();
    CALL(Queue__RedirectTicket, .ticket_id = id, .operator_ = "b");
    as_operator("b");
    CALL(Queue__CloseSession, .session_id = two);
    as_operator("c");
    const Queue__Session *third = CALL(Queue__OpenSession, .window_id = window_of("3"), .substitutes = "b");
    EXPECT(!call_next(one));
    EXPECT_TEXT(called_at(third->session_id), id);
}

TEST(who_is_away_is_redirected_to_through_their_substitute)
{
    const char *id = take_ticket("passports")->ticket_id, *one = open_window("1", "a");
    as_consultant();
    EXPECT_CODE(TRY(Queue__RedirectTicket, .ticket_id = id, .operator_ = "b"), RPC_FAILED_PRECONDITION);
    as_operator("c");
    const Queue__Session *third = CALL(Queue__OpenSession, .window_id = window_of("3"), .substitutes = "b");
    as_consultant();
    CALL(Queue__RedirectTicket, .ticket_id = id, .operator_ = "b");
    EXPECT(!call_next(one));
    EXPECT_TEXT(called_at(third->session_id), id);
}

TEST(a_window_closes_after_the_last_visitor)
{
    take_ticket("passports");
    take_ticket("passports");
    const char *session = open_window("1", "op"), *id = called_at(session);
    const Queue__Session *closing = CALL(Queue__CloseSession, .session_id = session);
    EXPECT_INT(closing->state, QUEUE__SESSION__STATE__CLOSING);
    EXPECT_CODE(TRY(Queue__CallNext, .session_id = session), RPC_FAILED_PRECONDITION);
    CALL(Queue__ServeTicket, .ticket_id = id);
    CALL(Queue__FinishTicket, .ticket_id = id);
    EXPECT_CODE(TRY(Queue__GetSession, .session_id = session), RPC_NOT_FOUND);
    EXPECT_TEXT(pg_query("SELECT state FROM session"), "CLOSED");
    open_window("1", "op");
}

TEST(a_supervisor_calls_out_of_turn)
{
    take_ticket("passports");
    const char *later = take_ticket("archive")->ticket_id, *session = open_window("1", "op");
    as_supervisor();
    EXPECT_CODE(TRY(Queue__CallTicket, .ticket_id = later), RPC_FAILED_PRECONDITION);
    const Queue__Ticket *called = CALL(Queue__CallTicket, .ticket_id = later, .session_id = session);
    EXPECT_TEXT(called->session_id, session);
    EXPECT_CODE(TRY(Queue__CallTicket, .ticket_id = later, .session_id = session), RPC_FAILED_PRECONDITION);
}

TEST(a_ticket_is_tied_to_a_person_and_to_applications)
{
    const char *id = take_ticket("passports")->ticket_id, *who = pg_uuid(), *application = pg_uuid();
    const char *applications[] = { application };
    as_consultant();
    const Queue__Ticket *linked = CALL(Queue__LinkTicket, .ticket_id = id, .applicant_id = who,
                                       .application_ids = applications, .n_application_ids = 1);
    EXPECT_TEXT(linked->applicant_id, who);
    EXPECT_TEXT(linked->application_ids[0], application);
    EXPECT_CODE(TRY(Queue__LinkTicket, .ticket_id = id, .applicant_id = pg_uuid()), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(TRY(Queue__LinkTicket, .ticket_id = id, .etag = "1"), RPC_ABORTED);
}

TEST(the_window_that_serves_corrects_a_wrong_person)
{
    const char *id = take_ticket("passports")->ticket_id, *right = pg_uuid(), *application = pg_uuid();
    const char *applications[] = { application };
    EXPECT_TEXT(called_at(open_window("1", "op")), id);
    CALL(Queue__LinkTicket, .ticket_id = id, .applicant_id = pg_uuid());
    EXPECT_CODE(TRY(Queue__LinkTicket, .ticket_id = id, .applicant_id = right), RPC_FAILED_PRECONDITION);
    CALL(Queue__ServeTicket, .ticket_id = id);
    as_consultant();
    EXPECT_CODE(TRY(Queue__LinkTicket, .ticket_id = id, .applicant_id = right), RPC_FAILED_PRECONDITION);
    open_window("2", "neighbour");
    EXPECT_CODE(TRY(Queue__LinkTicket, .ticket_id = id, .applicant_id = right), RPC_FAILED_PRECONDITION);
    as_operator("op");
    const Queue__Ticket *linked = CALL(Queue__LinkTicket, .ticket_id = id, .applicant_id = right,
                                       .application_ids = applications, .n_application_ids = 1);
    EXPECT_TEXT(linked->applicant_id, right);
    EXPECT_CODE(TRY(Queue__LinkTicket, .ticket_id = id, .applicant_id = pg_uuid()), RPC_FAILED_PRECONDITION);
}
