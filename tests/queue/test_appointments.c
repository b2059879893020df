/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Appointments: free times, one winner, confirming, moving, cancelling, checking in, what falls due. */
#include "fixture.h"

#include "jobs/jobs.h"
#include "settings.h"

#include <pthread.h>

static const Queue__Appointment *
reserve(Google__Protobuf__Timestamp *starts, const char *applicant_id)
{
    as_applicant(applicant_id);
    return CALL(Queue__ReserveAppointment, .centre_code = "arbat", .group_code = "passports",
                .purpose = QUEUE__PURPOSE__APPLY, .starts = starts);
}

static void
move_to(const char *appointment_id, int minutes)
{
    pg_query(pg_text("UPDATE appointment SET starts = date_trunc('second', now()) + interval '%d min' WHERE"
                     " appointment_id = '%s'",
                     minutes, appointment_id));
}

static void run(enum rpc_code (*job)(struct rpc_call *call))
{
    struct rpc_call call;
    rpc_call_init(&call, "job", 20000, NULL);
    EXPECT_CODE(job(&call), RPC_OK);
    rpc_call_release(&call);
}

static const char *
state_of(const char *appointment_id)
{
    return pg_query(pg_text("SELECT state FROM appointment WHERE appointment_id = '%s'", appointment_id));
}

TEST(slots_follow_norm_share_and_bookings)
{
    Google__Protobuf__Timestamp *slot = free_slot(10);
    const Queue__ListSlotsResponse *list =
        CALL(Queue__ListSlots, .centre_code = "arbat", .service_code = "passport", .date = tomorrow());
    EXPECT_TEXT(list->group_code, "passports");
    EXPECT_INT((int)list->n_slots, 144);
    EXPECT_INT(list->slots[10]->free, 2); /* half of four windows */
    EXPECT_INT(list->slots[10]->minutes, 10);
    reserve(slot, pg_uuid());
    list = CALL(Queue__ListSlots, .centre_code = "arbat", .service_code = "passport", .date = tomorrow());
    EXPECT_INT(list->slots[10]->free, 1);
    reserve(slot, pg_uuid());
    list = CALL(Queue__ListSlots, .centre_code = "arbat", .service_code = "passport", .date = tomorrow());
    EXPECT_INT((int)list->n_slots, 143);
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Queue__ReserveAppointment, .centre_code = "arbat", .group_code = "passports",
                    .purpose = QUEUE__PURPOSE__APPLY, .starts = slot),
                RPC_ABORTED);
    EXPECT_TEXT(pg_last->reason, "SLOT_TAKEN");
}

TEST(there_are_no_slots_where_nobody_is_received)
{
    as_stranger();
    const Queue__ListSlotsResponse *list =
        CALL(Queue__ListSlots, .centre_code = "closed", .group_code = "passports", .date = tomorrow());
    EXPECT_INT((int)list->n_slots, 0);
    EXPECT(*list->closed_reason);
    list = CALL(Queue__ListSlots, .centre_code = "arbat", .group_code = "passports", .date = "2099-12-01");
    EXPECT(*list->closed_reason);
    list = CALL(Queue__ListSlots, .centre_code = "arbat", .group_code = "advice", .purpose = QUEUE__PURPOSE__ASK,
                .date = tomorrow());
    EXPECT(*list->closed_reason);
    EXPECT_CODE(TRY(Queue__ListSlots, .centre_code = "nowhere", .group_code = "passports", .date = tomorrow()),
                RPC_NOT_FOUND);
}

TEST(a_time_that_is_none_is_refused)
{
    Google__Protobuf__Timestamp odd = *free_slot(3), past = { .seconds = 1700000000 };
    odd.seconds += 60;
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Queue__ReserveAppointment, .centre_code = "arbat", .group_code = "passports", .starts = &odd),
                RPC_FAILED_PRECONDITION);
    EXPECT_CODE(TRY(Queue__ReserveAppointment, .centre_code = "arbat", .group_code = "passports", .starts = &past),
                RPC_FAILED_PRECONDITION);
    set_admissions("[{\"groupCode\":\"passports\",\"mode\":\"LIVE\"}]");
    as_applicant(pg_uuid());
    odd.seconds -= 60;
    EXPECT_CODE(TRY(Queue__ReserveAppointment, .centre_code = "arbat", .group_code = "passports", .starts = &odd),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "LIVE_ONLY");
    as_stranger();
    const Queue__ListSlotsResponse *list =
        CALL(Queue__ListSlots, .centre_code = "arbat", .group_code = "passports", .date = tomorrow());
    EXPECT_INT((int)list->n_slots, 0);
    EXPECT_TEXT(list->closed_reason, "приём в порядке живой очереди");
}

TEST(a_calendar_that_has_ended_stops_booking_and_nothing_else)
{
    Queue__TicketItem item = { .group_code = "passports" };
    Queue__TicketItem *items[] = { &item };
    end_calendar();
    queue_settings.enforce_hours = false; /* today may be a holiday */
    as_stranger();
    const Queue__Hall *hall = CALL(Queue__GetHall, .centre_code = "usual");
    EXPECT(hall->open && hall->applies_open && hall->n_groups == 5);
    as_call_centre();
    EXPECT_CODE(TRY(Queue__IssueTicket, .centre_code = "usual", .items = items, .n_items = 1), RPC_OK);
    as_stranger();
    EXPECT_CODE(TRY(Queue__ListSlots, .centre_code = "usual", .group_code = "passports", .date = tomorrow()),
                RPC_OUT_OF_RANGE);
    EXPECT(text_starts(pg_last->message, "На этот день записаться ещё нельзя"));
    queue_settings.enforce_hours = true;
    hall = CALL(Queue__GetHall, .centre_code = "closed");
    EXPECT(!hall->open && !hall->opens);
}

/* ------------------------------------------------------------------ one winner */

#define RIVALS 24

struct rival {
    pthread_t thread;
    int64_t seconds;
    enum rpc_code code;
};

static void *
rival_main(void *arg)
{
    struct rival *rival = arg;
    struct rpc_call call;
    char who[37];
    Queue__ReserveAppointmentRequest request = QUEUE__RESERVE_APPOINTMENT_REQUEST__INIT;
    Queue__Appointment reply = QUEUE__APPOINTMENT__INIT;
    Google__Protobuf__Timestamp starts = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
    uuid7(who);
    starts.seconds = rival->seconds;
    request.centre_code = "arbat";
    request.group_code = "passports";
    request.purpose = QUEUE__PURPOSE__APPLY;
    request.starts = &starts;
    rpc_call_init(&call, "rival", 20000, NULL);
    call.method = &queue_method_reserve_appointment;
    call.caller = (struct rpc_caller){ RPC_ROLE_APPLICANT, who, "", "", who, "" };
    call.request = &request.base;
    call.reply = &reply.base;
    call.request_id = "";
    rival->code = queue_reserve_appointment(&call, &request, &reply);
    rpc_call_release(&call);
    return NULL;
}

TEST(of_many_who_want_a_time_as_many_get_it_as_there_are_places)
{
    struct rival rivals[RIVALS];
    int won = 0, lost = 0;
    int64_t seconds = free_slot(20)->seconds;
    for (int i = 0; i < RIVALS; i++) {
        rivals[i].seconds = seconds;
        EXPECT_INT(pthread_create(&rivals[i].thread, NULL, rival_main, &rivals[i]), 0);
    }
    for (int i = 0; i < RIVALS; i++) {
        pthread_join(rivals[i].thread, NULL);
        won += rivals[i].code == RPC_OK;
        lost += rivals[i].code == RPC_ABORTED;
    }
    EXPECT_INT(won, 2);
    EXPECT_INT(lost, RIVALS - 2);
}

/* ------------------------------------------------------------------ its life */

TEST(an_appointment_is_confirmed_moved_and_cancelled)
{
    Google__Protobuf__Timestamp *slot = free_slot(5), *other = free_slot(7);
    const char *who = pg_uuid();
    const Queue__Appointment *made = reserve(slot, who);
    EXPECT_INT(made->state, APPOINTMENT(RESERVED));
    EXPECT(made->expires && made->check_in_from && made->check_in_until);
    as_stranger();
    EXPECT_CODE(TRY(Queue__ConfirmAppointment, .appointment_id = made->appointment_id), RPC_NOT_FOUND);
    const Queue__Appointment *confirmed =
        CALL(Queue__ConfirmAppointment, .appointment_id = made->appointment_id, .code = made->code);
    EXPECT_INT(confirmed->state, APPOINTMENT(CONFIRMED));
    CALL(Queue__ConfirmAppointment, .appointment_id = made->appointment_id, .code = made->code);
    as_applicant(who);
    const Queue__Appointment *moved =
        CALL(Queue__RescheduleAppointment, .appointment_id = made->appointment_id, .starts = other);
    EXPECT_INT(moved->starts->seconds, other->seconds);
    EXPECT_INT(moved->state, APPOINTMENT(CONFIRMED));
    const Queue__ListAppointmentsResponse *mine = CALL(Queue__ListAppointments);
    EXPECT_INT((int)mine->n_appointments, 1);
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Queue__CancelAppointment, .appointment_id = made->appointment_id), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Queue__GetAppointment, .appointment_id = made->appointment_id), RPC_NOT_FOUND);
    as_stranger();
    CALL(Queue__CancelAppointment, .appointment_id = made->appointment_id, .code = made->code);
    EXPECT_CODE(TRY(Queue__ConfirmAppointment, .appointment_id = made->appointment_id, .code = made->code),
                RPC_FAILED_PRECONDITION);
}

static int
found(const char *code)
{
    const Queue__ListAppointmentsResponse *list = CALL(Queue__ListAppointments, .code = code);
    return (int)list->n_appointments;
}

TEST(staff_find_an_appointment_by_its_code_and_move_it)
{
    Google__Protobuf__Timestamp *slot = free_slot(30), *other = free_slot(40);
    as_consultant();
    const Queue__Appointment *made = CALL(Queue__ReserveAppointment, .centre_code = "arbat", .group_code = "passports",
                                          .purpose = QUEUE__PURPOSE__APPLY, .starts = slot);
    const char *code = pg_text("%s", made->code), *id = pg_text("%s", made->appointment_id);
    CALL(Queue__ConfirmAppointment, .appointment_id = id);
    const Queue__ListAppointmentsResponse *list =
        CALL(Queue__ListAppointments, .code = pg_text(" %.4s-%.4s", code, code + 4));
    EXPECT_INT((int)list->n_appointments, 1);
    EXPECT_TEXT(list->appointments[0]->appointment_id, id);
    EXPECT_TEXT(list->appointments[0]->code, "");
    EXPECT_INT(found("AAAA2222"), 0);
    PG_AS(RPC_ROLE_CONSULTANT, .subject = "elsewhere", .centre = "tver");
    EXPECT_INT(found(code), 0);
    as_consultant();
    CALL(Queue__RescheduleAppointment, .appointment_id = id, .starts = other);
    CALL(Queue__CancelAppointment, .appointment_id = id);
    EXPECT_INT(found(code), 1); /* and is told what became of it */
    as_applicant(pg_uuid());
    EXPECT_INT(found(code), 0);
}

TEST(what_is_not_confirmed_in_time_is_free_again)
{
    Google__Protobuf__Timestamp *slot = free_slot(5);
    const char *first = reserve(slot, pg_uuid())->appointment_id, *who = pg_uuid();
    const char *second = reserve(slot, who)->appointment_id;
    pg_query("UPDATE appointment SET expires = now() - interval '1 second'");
    as_applicant(who);
    EXPECT_CODE(TRY(Queue__ConfirmAppointment, .appointment_id = second), RPC_FAILED_PRECONDITION);
    reserve(slot, pg_uuid());
    run(queue_job_tend_appointments);
    EXPECT_TEXT(state_of(first), "EXPIRED");
    EXPECT_TEXT(state_of(second), "EXPIRED");
    EXPECT_TEXT(pg_query("SELECT count(*) FROM appointment WHERE state = 'RESERVED'"), "1");
}

TEST(a_person_has_no_more_appointments_than_allowed)
{
    const char *who = pg_uuid();
    for (int i = 0; i < 3; i++)
        reserve(free_slot(4 * i), who);
    Google__Protobuf__Timestamp *slot = free_slot(20);
    as_applicant(who);
    EXPECT_CODE(TRY(Queue__ReserveAppointment, .centre_code = "arbat", .group_code = "passports", .starts = slot),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "LIMIT");
}

TEST(checking_in_within_the_window_goes_before_the_line)
{
    const Queue__Appointment *made = reserve(free_slot(5), pg_uuid());
    CALL(Queue__ConfirmAppointment, .appointment_id = made->appointment_id);
    const char *ordinary = take_ticket("passports")->ticket_id;
    age(ordinary, 40);
    EXPECT_CODE(TRY(Queue__CheckIn, .code = made->code), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "TOO_EARLY");
    EXPECT(strstr(pg_last->message, pg_text("%.2s.%.2s.%.4s в ", tomorrow() + 8, tomorrow() + 5, tomorrow())));
    EXPECT_CODE(TRY(Queue__CheckIn, .code = "ZZZZZZZZ"), RPC_NOT_FOUND);
    move_to(made->appointment_id, -2);
    const Queue__Ticket *ticket = CALL(Queue__CheckIn, .code = made->code);
    EXPECT_INT(ticket->source, QUEUE__SOURCE__APPOINTMENT);
    EXPECT_INT(ticket->level, 50);
    EXPECT_INT(ticket->estimate->place, 1);
    EXPECT_TEXT(state_of(made->appointment_id), "CHECKED_IN");
    EXPECT_TEXT(call_next(open_window("1", "op"))->ticket_id, ticket->ticket_id);
}

TEST(who_checks_in_again_gets_the_same_ticket)
{
    const Queue__Appointment *made = reserve(free_slot(5), pg_uuid());
    move_to(made->appointment_id, -2);
    as_kiosk();
    const Queue__Ticket *first = CALL(Queue__CheckIn, .code = made->code),
                        *again = CALL(Queue__CheckIn, .code = made->code);
    EXPECT_TEXT(again->ticket_id, first->ticket_id);
    EXPECT_TEXT(again->code, first->code);
    EXPECT_INT(again->estimate->place, 1);
    EXPECT_TEXT(pg_query("SELECT count(*) FROM ticket"), "1");
    EXPECT_TEXT(call_next(open_window("1", "op"))->ticket_id, first->ticket_id);
    as_kiosk();
    again = CALL(Queue__CheckIn, .code = made->code);
    EXPECT_INT(again->state, STATE(CALLED));
    EXPECT(!again->estimate);
    as_operator("op");
    CALL(Queue__ServeTicket, .ticket_id = first->ticket_id);
    CALL(Queue__FinishTicket, .ticket_id = first->ticket_id);
    as_kiosk();
    EXPECT_CODE(TRY(Queue__CheckIn, .code = made->code), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "CHECKED_IN");
    EXPECT_CODE(TRY(Queue__CancelAppointment, .appointment_id = made->appointment_id, .code = made->code),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->message, "Запись использована; выберите время заново");
}

TEST(who_comes_early_waits_for_the_time_unless_a_window_is_idle)
{
    const Queue__Appointment *made = reserve(free_slot(5), pg_uuid());
    const char *session = open_window("1", "op");
    move_to(made->appointment_id, 10);
    as_kiosk();
    const char *early = ((const Queue__Ticket *)CALL(Queue__CheckIn, .code = made->code))->ticket_id;
    const char *ordinary = take_ticket("passports")->ticket_id;
    EXPECT_TEXT(call_next(session)->ticket_id, ordinary);
    CALL(Queue__NoShowTicket, .ticket_id = ordinary);
    EXPECT_TEXT(call_next(session)->ticket_id, early);
}

TEST(who_comes_late_stands_in_the_live_line)
{
    const Queue__Appointment *made = reserve(free_slot(5), pg_uuid());
    move_to(made->appointment_id, -11);
    as_kiosk();
    const Queue__Ticket *late = CALL(Queue__CheckIn, .code = made->code);
    EXPECT_INT(late->level, 100);
    EXPECT_TEXT(late->priority_code, "");
    EXPECT(!late->due);
    set_limits("{\"lateIsLost\":true}");
    made = reserve(free_slot(6), pg_uuid());
    move_to(made->appointment_id, -11);
    as_kiosk();
    EXPECT_CODE(TRY(Queue__CheckIn, .code = made->code), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "LATE");
}

TEST(reminders_go_out_once_each_and_the_missed_are_marked)
{
    const char *who = pg_uuid();
    const Queue__Appointment *made = reserve(free_slot(5), who);
    CALL(Queue__ConfirmAppointment, .appointment_id = made->appointment_id);
    move_to(made->appointment_id, 20 * 60);
    run(queue_job_tend_appointments);
    run(queue_job_tend_appointments);
    EXPECT_TEXT(pg_query("SELECT count(*) FROM event WHERE type LIKE '%AppointmentReminder'"), "1");
    move_to(made->appointment_id, 90);
    run(queue_job_tend_appointments);
    EXPECT_TEXT(pg_query("SELECT count(*) FROM event WHERE type LIKE '%AppointmentReminder'"), "2");
    move_to(made->appointment_id, -60 * 26);
    run(queue_job_tend_appointments);
    EXPECT_TEXT(state_of(made->appointment_id), "MISSED");
}

TEST(how_long_serving_takes_is_learnt_from_who_was_served)
{
    const char *id = take_ticket("passports")->ticket_id, *session = open_window("1", "op");
    EXPECT_TEXT(call_next(session)->ticket_id, id);
    CALL(Queue__ServeTicket, .ticket_id = id);
    age(id, 5);
    CALL(Queue__FinishTicket, .ticket_id = id, .result = "принято");
    EXPECT_TEXT(pg_query(pg_text("SELECT ended IS NOT NULL FROM ticket WHERE ticket_id = '%s'", id)), "t");
    run(queue_job_renew_paces);
    EXPECT_TEXT(pg_query("SELECT group_code || ' ' || observed || ' ' || deciles[5] / 60 FROM pace"), "passports 1 5");
}

TEST(the_end_of_a_day_leaves_nothing_behind)
{
    const char *old = take_ticket("passports")->ticket_id, *now = take_ticket("passports")->ticket_id;
    const char *session = open_window("1", "op");
    EXPECT_TEXT(call_next(session)->ticket_id, old);
    pg_query(pg_text("UPDATE ticket SET day = day - 1 WHERE ticket_id = '%s'", old));
    pg_query("UPDATE session SET opened = opened - interval '2 days'");
    run(queue_job_close_day);
    run(queue_job_renew_paces);
    EXPECT_INT(look(old)->state, STATE(CANCELLED));
    EXPECT_INT(look(now)->state, STATE(WAITING));
    EXPECT_TEXT(pg_query("SELECT state FROM session"), "CLOSED");
}
