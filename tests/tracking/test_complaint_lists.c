/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Complaints: taking in, taking back, lists, journal, veil. */
#include "complainant.h"

/* ------------------------------------------------------------------ taking in */

TEST(a_complaint_at_the_window_is_registered_with_that)
{
    as_operator("op");
    const Tracking__Complaint *complaint =
        CALL(Tracking__FileComplaint,
             BY_PORTAL(.applicant_id = pg_uuid(), .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat"));
    EXPECT_INT(complaint->status, STATUS(REGISTERED));
    EXPECT_TEXT(complaint->planned_on, working_day(today(), 15));
    EXPECT_TEXT(complaint->operator_, "op");
    EXPECT(task_of(complaint->complaint_id, "consider"));
    as_operator("op");
    EXPECT_CODE(TRY(Tracking__FileComplaint, BY_PORTAL(.applicant_id = pg_uuid(), .centre_code = "tver")),
                RPC_PERMISSION_DENIED);
    as_other_operator();
    const Tracking__Complaint *elsewhere =
        CALL(Tracking__FileComplaint,
             BY_PORTAL(.applicant_id = pg_uuid(), .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "tver"));
    EXPECT_INT(elsewhere->status, STATUS(FILED)); /* "arbat" registers what it considers */
}

TEST(a_complaint_says_what_and_whom_it_is_about)
{
    const char *applicant = pg_uuid();
    as_applicant(applicant);
    EXPECT_CODE(TRY(Tracking__FileComplaint, BY_PORTAL(.applicant_id = pg_uuid())), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .topic = "gratitude")),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("topic"));
    EXPECT_CODE(TRY(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .against_centre = "")),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("againstCentre"));
    EXPECT_CODE(TRY(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .against_agency = "mvd")),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .against_centre = "nowhere")),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(
        TRY(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .application_id = submit()->application_id)),
        RPC_NOT_FOUND);
    as_applicant(applicant);
    EXPECT_CODE(TRY(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .representative_id = NO_POWER)),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "NO_POWER_OF_ATTORNEY");
    EXPECT(CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .representative_id = pg_uuid())));
}

TEST(a_repeated_complaint_is_one)
{
    const char *applicant = pg_uuid();
    as_applicant(applicant);
    pg_request_id = pg_uuid();
    const Tracking__Complaint *first = CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant));
    const Tracking__Complaint *again = CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant));
    pg_request_id = "";
    EXPECT_TEXT(again->complaint_id, first->complaint_id);
    EXPECT_TEXT(again->number, first->number);
}

TEST(a_complaint_can_be_taken_back_until_it_is_decided)
{
    const char *applicant = pg_uuid(), *id = file(applicant)->complaint_id;
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Tracking__WithdrawComplaint, .complaint_id = id), RPC_NOT_FOUND);
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__WithdrawComplaint, .complaint_id = id), RPC_PERMISSION_DENIED);
    as_applicant(applicant);
    EXPECT_CODE(TRY(Tracking__WithdrawComplaint, .complaint_id = id, .etag = "9"), RPC_ABORTED);
    const Tracking__Complaint *back = CALL(Tracking__WithdrawComplaint, .complaint_id = id, .reason = "Разобрались");
    EXPECT_INT(back->status, STATUS(WITHDRAWN));
    EXPECT_INT(see(id)->n_tasks, 0);
    EXPECT_TEXT(happened(id), "FILED WITHDRAWN");
    as_applicant(applicant);
    EXPECT_CODE(TRY(Tracking__WithdrawComplaint, .complaint_id = id), RPC_FAILED_PRECONDITION);
    const char *decided = file(applicant)->complaint_id;
    do_task(decided, "register", "REGISTERED", NULL);
    do_task(decided, "consider", "REFUSED", decision("Нет оснований.", NULL, false));
    as_applicant(applicant);
    EXPECT_CODE(TRY(Tracking__WithdrawComplaint, .complaint_id = decided), RPC_FAILED_PRECONDITION);
}

TEST(nobody_stops_a_complaint_behind_its_back)
{
    const char *id = file(pg_uuid())->complaint_id;
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__CancelProcess, .process_id = id, .reason = "x"), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(TRY(Tracking__CreateProcess, .regulation = "complaint"), RPC_FAILED_PRECONDITION);
}

/* ------------------------------------------------------------------ lists, journal, veil */

static size_t
count(const Tracking__ListComplaintsResponse *list)
{
    return list->n_complaints;
}

TEST(complaints_are_seen_by_those_they_concern)
{
    const char *applicant = pg_uuid(), *id = file(applicant)->complaint_id;
    as_supervisor();
    EXPECT(CALL(Tracking__GetComplaint, .complaint_id = id));
    as_other_operator();
    EXPECT_CODE(TRY(Tracking__GetComplaint, .complaint_id = id), RPC_NOT_FOUND);
    as_agency();
    EXPECT_CODE(TRY(Tracking__GetComplaint, .complaint_id = id), RPC_NOT_FOUND);
    as_operator("rude");
    EXPECT_CODE(TRY(Tracking__GetComplaint, .complaint_id = id), RPC_NOT_FOUND);
    EXPECT_INT(count(CALL(Tracking__ListComplaints, .applicant_id = applicant)), 0);
    as_operator("op");
    EXPECT_INT(count(CALL(Tracking__ListComplaints, .applicant_id = applicant)), 1);
    as_applicant(applicant);
    EXPECT_INT(count(CALL(Tracking__ListComplaints)), 1);
    as_stranger();
    EXPECT_CODE(TRY(Tracking__GetComplaint, .complaint_id = id), RPC_PERMISSION_DENIED);
}

TEST(lists_have_filters_and_pages)
{
    const char *applicant = pg_uuid();
    for (int i = 0; i < 3; i++)
        file(applicant);
    const Tracking__Complaint *last = file(applicant);
    do_task(last->complaint_id, "register", "REGISTERED", NULL);
    as_controller();
    EXPECT_INT(count(CALL(Tracking__ListComplaints, .applicant_id = applicant)), 4);
    EXPECT_INT(count(CALL(Tracking__ListComplaints, .applicant_id = applicant, .status = STATUS(REGISTERED))), 1);
    EXPECT_INT(count(CALL(Tracking__ListComplaints, .number = last->number)), 1);
    EXPECT_INT(count(CALL(Tracking__ListComplaints, .applicant_id = applicant, .centre_code = "arbat")), 4);
    EXPECT_INT(count(CALL(Tracking__ListComplaints, .applicant_id = applicant, .agency_code = "mvd")), 0);
    EXPECT_INT(count(CALL(Tracking__ListComplaints, .applicant_id = applicant, .topic = "complaint-fee")), 0);
    EXPECT_INT(count(CALL(Tracking__ListComplaints, .applicant_id = applicant, .overdue = true)), 0);
    EXPECT_INT(
        count(CALL(Tracking__ListComplaints, .applicant_id = applicant, .from_date = today(), .to_date = today())), 4);
    EXPECT_INT(count(CALL(Tracking__ListComplaints, .applicant_id = applicant, .to_date = days_from(today(), -1))), 0);
    const Tracking__ListComplaintsResponse *first =
        CALL(Tracking__ListComplaints, .applicant_id = applicant, .page_size = 3);
    EXPECT_INT(count(first), 3);
    file(applicant);
    as_controller();
    const Tracking__ListComplaintsResponse *second =
        CALL(Tracking__ListComplaints, .applicant_id = applicant, .page_size = 3, .page_token = first->next_page_token);
    EXPECT_INT(count(second), 1);
    EXPECT_TEXT(second->next_page_token, "");
}

TEST(the_journal_has_every_complaint_of_the_period)
{
    const Tracking__Complaint *complaint = file(pg_uuid());
    as_supervisor();
    const Tracking__GetComplaintJournalResponse *journal =
        CALL(Tracking__GetComplaintJournal, .from_date = today(), .to_date = today());
    bool found = false;
    for (size_t i = 0; i < journal->n_complaints; i++)
        found |= text_equal(journal->complaints[i]->number, complaint->number);
    EXPECT(found);
    const Common__Content *csv =
        pg_call("Tracking__GetComplaintJournalFile",
                &(&(Tracking__GetComplaintJournalRequest){ .from_date = today(), .to_date = today() })->base);
    const char *text = pg_text("%.*s", (int)csv->data.len, (const char *)csv->data.data);
    EXPECT(text_starts(text, "\xEF\xBB\xBF№ п/п;Номер;"));
    EXPECT(strstr(text, complaint->number) && strstr(text, "Поведение сотрудника"));
    EXPECT_CODE(TRY(Tracking__GetComplaintJournal, .from_date = today(), .to_date = days_from(today(), -1)),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Tracking__GetComplaintJournal, .from_date = "2020-01-01", .to_date = today()),
                RPC_INVALID_ARGUMENT);
    as_other_operator();
    EXPECT_CODE(TRY(Tracking__GetComplaintJournal, .from_date = today(), .to_date = today()), RPC_PERMISSION_DENIED);
}

static const char *
who_filed(const char *complaint_id)
{
    const Tracking__ListComplaintHistoryResponse *all =
        CALL(Tracking__ListComplaintHistory, .complaint_id = complaint_id);
    EXPECT_TEXT(all->movements[0]->action, "FILED");
    return all->movements[0]->actor;
}

TEST(an_agency_with_pseudonyms_sees_no_person)
{
    const char *applicant = pg_uuid();
    as_applicant(applicant);
    const Tracking__Complaint *own = CALL(
        Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .against_centre = "", .against_agency = "archive",
                                           .contacts = fields("phone", "+74950000000")));
    const Tracking__Complaint *above =
        CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .against = AGAINST(AGENCY), .official = "",
                                                .against_centre = "", .against_agency = "archive"));
    as_archive();
    const Tracking__Complaint *seen = CALL(Tracking__GetComplaint, .complaint_id = own->complaint_id);
    EXPECT_TEXT(seen->applicant_name, PSEUDONYM);
    EXPECT_TEXT(seen->applicant_id, "");
    EXPECT_INT(seen->contacts->n_fields, 0);
    EXPECT_TEXT(seen->text, "Грубость у окна"); /* it considers this one */
    EXPECT_TEXT(((const Tracking__Complaint *)CALL(Tracking__GetComplaint, .complaint_id = above->complaint_id))->text,
                "");
    EXPECT_INT(count(CALL(Tracking__ListComplaints, .applicant_id = applicant)), 0);
    EXPECT_TEXT(who_filed(own->complaint_id), PSEUDONYM);
    as_applicant(applicant);
    EXPECT_TEXT(who_filed(own->complaint_id), "citizen");
    EXPECT_INT(((const Tracking__Complaint *)CALL(Tracking__GetComplaint, .complaint_id = own->complaint_id))
                   ->contacts->n_fields,
               1);
}
