/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Taking a ticket: group, number, limits, admission, priority, several services in a visit. */
#include "fixture.h"

TEST(tickets_are_numbered_by_group_and_day)
{
    EXPECT_TEXT(take_ticket("passports")->number, "А001");
    EXPECT_TEXT(take_ticket("archive")->number, "В001");
    const Queue__Ticket *second = take_ticket("passports");
    EXPECT_TEXT(second->number, "А002");
    EXPECT_INT(second->state, STATE(WAITING));
    EXPECT_INT(second->source, QUEUE__SOURCE__KIOSK);
    EXPECT_INT((int)strlen(second->code), 8);
    EXPECT_INT(second->estimate->place, 2);
    EXPECT_TEXT(second->day, today());
    EXPECT_TEXT(actions(second->ticket_id), "ISSUED");
}

TEST(a_service_leads_to_its_group)
{
    Queue__TicketItem item = { .service_code = "archive-copy" };
    Queue__TicketItem *items[] = { &item };
    as_kiosk();
    const Queue__IssueTicketResponse *rep =
        CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1);
    EXPECT_TEXT(rep->ticket->group_code, "archive");
    item = (Queue__TicketItem){ .service_code = "passport", .purpose = QUEUE__PURPOSE__COLLECT };
    rep = CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1);
    EXPECT_TEXT(rep->ticket->group_code, "collect");
    item = (Queue__TicketItem){ .purpose = QUEUE__PURPOSE__STATUS };
    rep = CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1);
    EXPECT_TEXT(rep->ticket->group_code, "advice");
    item = (Queue__TicketItem){ .service_code = "passport" };
    rep = CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1, .scenario = 3);
    EXPECT_TEXT(rep->ticket->group_code, "express");
}

TEST(what_there_is_not_gets_no_ticket)
{
    Queue__TicketItem item = { .service_code = "no-such" };
    Queue__TicketItem *items[] = { &item };
    as_kiosk();
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1), RPC_NOT_FOUND);
    item.service_code = "fishing";
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "NOT_PROVIDED");
    item = (Queue__TicketItem){ .group_code = "no-such" };
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "tver", .items = items, .n_items = 1), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat"), RPC_INVALID_ARGUMENT);
    item = (Queue__TicketItem){ .group_code = "passports" };
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1, .priority_code = "king"),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("priorityCode"));
    as_operator("op");
    EXPECT_CODE(TRY(Queue__TrackTicket, .code = "AAAAAAAA"), RPC_NOT_FOUND);
    as_stranger();
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1), RPC_PERMISSION_DENIED);
}

TEST(a_closed_centre_issues_none)
{
    Queue__TicketItem item = { .group_code = "passports" };
    Queue__TicketItem *items[] = { &item };
    as_call_centre();
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "closed", .items = items, .n_items = 1),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "CLOSED");
}

TEST(a_hall_says_who_is_received_now)
{
    Queue__TicketItem item = { .purpose = QUEUE__PURPOSE__ASK };
    Queue__TicketItem *items[] = { &item };
    set_limits("{\"receptionEndsMinutes\":60}");
    open_tver(-60, 30);
    as_call_centre();
    const Queue__Hall *hall = CALL(Queue__GetHall, .centre_code = "tver");
    EXPECT(hall->open && !hall->applies_open);
    EXPECT(hall->opens->seconds < hall->at->seconds && hall->closes->seconds > hall->at->seconds);
    CALL(Queue__IssueTicket, .centre_code = "tver", .items = items, .n_items = 1);
    item.purpose = QUEUE__PURPOSE__COLLECT;
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "tver", .items = items, .n_items = 1), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "CLOSED");
    open_tver(2, 180);
    hall = CALL(Queue__GetHall, .centre_code = "tver");
    EXPECT(!hall->open && !hall->applies_open && hall->opens->seconds > hall->at->seconds);
}

TEST(a_visit_has_its_services_one_after_another)
{
    Queue__TicketItem first = { .service_code = "passport" }, second = { .purpose = QUEUE__PURPOSE__COLLECT };
    Queue__TicketItem *items[] = { &first, &second };
    as_consultant();
    const Queue__IssueTicketResponse *rep =
        CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 2);
    EXPECT_INT(rep->ticket->state, STATE(WAITING));
    EXPECT_INT(rep->ticket->source, QUEUE__SOURCE__CONSULTANT);
    EXPECT_INT((int)rep->n_further, 1);
    EXPECT_INT(rep->further[0]->state, STATE(ISSUED));
    EXPECT_TEXT(rep->further[0]->visit_id, rep->ticket->visit_id);
    EXPECT_TEXT(rep->ticket->visit_id, rep->ticket->ticket_id);

    Queue__TicketItem third = { .purpose = QUEUE__PURPOSE__ASK };
    Queue__TicketItem *more[] = { &third };
    const Queue__IssueTicketResponse *added = CALL(Queue__IssueTicket, .centre_code = "arbat", .items = more,
                                                   .n_items = 1, .visit_id = rep->ticket->visit_id);
    EXPECT_INT(added->ticket->step, 3);
    EXPECT_INT(added->ticket->state, STATE(ISSUED));

    const char *session = open_window("1", "op");
    const Queue__Ticket *called = call_next(session);
    EXPECT_TEXT(called->ticket_id, rep->ticket->ticket_id);
    EXPECT(!TRY(Queue__ServeTicket, .ticket_id = called->ticket_id));
    EXPECT_INT(look(rep->further[0]->ticket_id)->state, STATE(ISSUED));
    as_operator("op");
    CALL(Queue__FinishTicket, .ticket_id = called->ticket_id);
    EXPECT_INT(look(rep->further[0]->ticket_id)->state, STATE(WAITING));
    EXPECT_INT(look(added->ticket->ticket_id)->state, STATE(ISSUED));
    EXPECT_TEXT(call_next(session)->ticket_id, rep->further[0]->ticket_id);
}

static const Queue__TrackedTicket *
track(const char *code)
{
    as_stranger();
    return CALL(Queue__TrackTicket, .code = code);
}

TEST(a_visit_s_tickets_lead_one_to_the_next)
{
    Queue__TicketItem apply = { .service_code = "passport" }, collect = { .purpose = QUEUE__PURPOSE__COLLECT },
                      ask = { .purpose = QUEUE__PURPOSE__ASK };
    Queue__TicketItem *items[] = { &apply, &collect, &ask };
    as_kiosk();
    const Queue__IssueTicketResponse *rep =
        CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 3);
    const Queue__Ticket *first = rep->ticket, *second = rep->further[0], *third = rep->further[1];
    const Queue__TrackedTicket *tracked = track(first->code);
    EXPECT_TEXT(tracked->next_ticket_id, second->ticket_id);
    EXPECT_TEXT(tracked->next_number, second->number);
    EXPECT_TEXT(tracked->next_code, second->code);
    as_kiosk();
    CALL(Queue__CancelTicket, .ticket_id = second->ticket_id);
    const char *session = open_window("1", "op");
    EXPECT_TEXT(call_next(session)->ticket_id, first->ticket_id);
    CALL(Queue__ServeTicket, .ticket_id = first->ticket_id);
    CALL(Queue__FinishTicket, .ticket_id = first->ticket_id);
    tracked = track(first->code);
    EXPECT_INT(tracked->state, STATE(FINISHED));
    EXPECT_TEXT(tracked->next_number, third->number);
    tracked = track(tracked->next_code);
    EXPECT_TEXT(tracked->ticket_id, third->ticket_id);
    EXPECT_INT(tracked->state, STATE(WAITING));
    EXPECT_TEXT(tracked->next_ticket_id, "");
    EXPECT_TEXT(tracked->next_code, "");
}

TEST(a_visit_has_no_more_services_than_allowed)
{
    Queue__TicketItem item = { .purpose = QUEUE__PURPOSE__ASK };
    Queue__TicketItem *items[] = { &item, &item, &item, &item, &item };
    as_kiosk();
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 5), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "TOO_MANY_SERVICES");
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1, .visit_id = pg_uuid()),
                RPC_NOT_FOUND);
}

TEST(limits_hold_for_a_person_and_day)
{
    Queue__TicketItem item = { .group_code = "passports" };
    Queue__TicketItem *items[] = { &item };
    const char *who = pg_uuid();
    set_limits("{\"ticketsPerPerson\":2}");
    const Queue__Ticket *first = take_ticket_of("passports", who, NULL);
    CALL(Queue__CancelTicket, .ticket_id = first->ticket_id);
    take_ticket_of("passports", who, NULL);
    take_ticket_of("archive", who, NULL);
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1, .applicant_id = who),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "LIMIT");
    take_ticket_of("passports", pg_uuid(), NULL);

    const char *session = open_window("1", "op");
    const char *served = call_next(session)->ticket_id;
    CALL(Queue__ServeTicket, .ticket_id = served);
    CALL(Queue__FinishTicket, .ticket_id = served);
    as_kiosk();
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1, .applicant_id = who),
                RPC_FAILED_PRECONDITION);
}

TEST(one_ticket_a_purpose_where_the_centre_says_so)
{
    Queue__TicketItem item = { .group_code = "archive" };
    Queue__TicketItem *items[] = { &item };
    const char *who = pg_uuid();
    set_limits("{\"onePerPurpose\":true}");
    take_ticket_of("passports", who, NULL);
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1, .applicant_id = who),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "ONE_PER_PURPOSE");
    item = (Queue__TicketItem){ .purpose = QUEUE__PURPOSE__ASK };
    CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1, .applicant_id = who);
}

TEST(operations_are_admitted_as_the_centre_says)
{
    Queue__TicketItem item = { .service_code = "complex" };
    Queue__TicketItem *items[] = { &item };
    as_kiosk();
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "BY_APPOINTMENT");
    /* R194: documents by appointment only, issuing as usual. */
    set_admissions("[{\"purpose\":\"APPLY\",\"mode\":\"APPOINTMENT\"}]");
    as_kiosk();
    item = (Queue__TicketItem){ .group_code = "passports" };
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1), RPC_FAILED_PRECONDITION);
    take_ticket("collect");
    as_supervisor();
    item.purpose = QUEUE__PURPOSE__APPLY;
    CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1);
}

TEST(what_was_sent_electronically_is_dropped_off_where_documents_are_taken_by_appointment)
{
    Queue__TicketItem item = { .service_code = "complex" };
    Queue__TicketItem *items[] = { &item };
    as_kiosk();
    const Queue__IssueTicketResponse *rep =
        CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1, .scenario = 3);
    EXPECT_TEXT(rep->ticket->group_code, "express");
    set_admissions("[{\"purpose\":\"APPLY\",\"mode\":\"APPOINTMENT\"}]");
    as_kiosk();
    CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1, .scenario = 3);
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "BY_APPOINTMENT");
    EXPECT_TEXT(take_ticket("express")->group_code, "express");
}

TEST(a_group_that_is_named_takes_the_purpose)
{
    Queue__TicketItem item = { .group_code = "passports", .purpose = QUEUE__PURPOSE__ASK };
    Queue__TicketItem *items[] = { &item };
    as_kiosk();
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "NO_GROUP");
    item = (Queue__TicketItem){ .group_code = "advice", .purpose = QUEUE__PURPOSE__STATUS };
    CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1);
    item.purpose = QUEUE__PURPOSE__APPLY;
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1), RPC_FAILED_PRECONDITION);
}

TEST(priority_goes_first_and_a_head_start_counts)
{
    const char *ordinary = take_ticket("passports")->ticket_id;
    const char *parent = take_ticket_of("passports", NULL, "parent")->ticket_id;
    const char *veteran = take_ticket_of("passports", NULL, "veteran")->ticket_id;
    const char *one = open_window("1", "a"), *two = open_window("2", "b"), *three = open_window("3", "c");
    EXPECT_TEXT(call_next(one)->ticket_id, veteran);
    EXPECT_TEXT(call_next(two)->ticket_id, parent);
    EXPECT_TEXT(call_next(three)->ticket_id, ordinary);
    EXPECT(!call_next(open_window("4", "d")));
}

TEST(a_repeated_request_gets_the_same_ticket)
{
    Queue__TicketItem item = { .group_code = "passports" };
    Queue__TicketItem *items[] = { &item };
    as_kiosk();
    pg_request_id = pg_uuid();
    const Queue__IssueTicketResponse *first =
        CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1);
    const Queue__IssueTicketResponse *again =
        CALL(Queue__IssueTicket, .centre_code = "arbat", .items = items, .n_items = 1);
    EXPECT_TEXT(again->ticket->ticket_id, first->ticket->ticket_id);
    pg_request_id = "";
    EXPECT_TEXT(pg_query("SELECT count(*) FROM ticket"), "1");
}

TEST(a_ticket_is_seen_by_those_it_concerns)
{
    const char *who = pg_uuid();
    const Queue__Ticket *ticket = take_ticket_of("passports", who, NULL);
    as_applicant(who);
    const Queue__Ticket *mine = CALL(Queue__GetTicket, .ticket_id = ticket->ticket_id);
    EXPECT_TEXT(mine->code, ticket->code);
    EXPECT_INT(mine->estimate->place, 1);
    EXPECT(!mine->estimate->served);
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Queue__GetTicket, .ticket_id = ticket->ticket_id), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Queue__CancelTicket, .ticket_id = ticket->ticket_id), RPC_NOT_FOUND);
    PG_AS(RPC_ROLE_OPERATOR, .subject = "far", .centre = "tver");
    EXPECT_CODE(TRY(Queue__GetTicket, .ticket_id = ticket->ticket_id), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Queue__CancelTicket, .ticket_id = ticket->ticket_id), RPC_NOT_FOUND);
    as_stranger();
    const Queue__TrackedTicket *tracked =
        CALL(Queue__TrackTicket, .code = pg_text("%.4s-%s", ticket->code, ticket->code + 4));
    EXPECT_TEXT(tracked->number, "А001");
    EXPECT_TEXT(tracked->group_name, "Паспорта");
    EXPECT_INT(tracked->light, QUEUE__LIGHT__CLOSED);
    open_window("1", "op");
    as_stranger();
    tracked = CALL(Queue__TrackTicket, .code = ticket->code);
    EXPECT_INT(tracked->light, QUEUE__LIGHT__GREEN);
    EXPECT_INT(tracked->estimate->windows, 1);
}

TEST(a_ticket_is_printed_for_who_has_its_code)
{
    const Queue__Ticket *ticket = take_ticket("passports");
    const Queue__Ticket *other = take_ticket("passports");
    const Common__Content *paper = CALL(Queue__GetTicketPaper, .ticket_id = ticket->ticket_id); /* by the kiosk */
    EXPECT_TEXT(paper->content_type, "application/pdf");
    EXPECT(paper->data.len > 1000 && memcmp(paper->data.data, "%PDF", 4) == 0);
    EXPECT_INT(paper->total_size, (int64_t)paper->data.len);
    as_stranger();
    EXPECT_CODE(TRY(Queue__GetTicketPaper, .ticket_id = ticket->ticket_id, .code = ticket->code), RPC_OK);
    EXPECT_CODE(TRY(Queue__GetTicketPaper, .ticket_id = ticket->ticket_id, .code = other->code), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Queue__GetTicketPaper, .ticket_id = ticket->ticket_id), RPC_NOT_FOUND);
}
