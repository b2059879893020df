/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Complaints: taking in, terms, who considers them, what their tasks do, lists and journal. */
#include "fixture.h"

#include "jobs/jobs.h"

/* What a test changes of the usual complaint comes after it. */
#pragma GCC diagnostic ignored "-Woverride-init"

#define STATUS(name) TRACKING__COMPLAINT__STATUS__##name
#define AGAINST(name) TRACKING__COMPLAINT__AGAINST__##name

/* ------------------------------------------------------------------ the usual complaint and its tasks */

/* From the portal, against an operator of "arbat". */
#define BY_PORTAL(...)                                                                                                 \
    .channel = TRACKING__CHANNEL__PORTAL, .matter = TRACKING__COMPLAINT__MATTER__ACTION, .topic = "complaint-staff",   \
    .against = AGAINST(OFFICIAL), .against_centre = "arbat", .official = "rude", .text = "Грубость у окна",            \
    ##__VA_ARGS__

static const Tracking__Complaint *
file(const char *applicant)
{
    as_applicant(applicant);
    return CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant));
}

static const Tracking__Complaint *
see(const char *complaint_id)
{
    as_controller();
    return CALL(Tracking__GetComplaint, .complaint_id = complaint_id);
}

static const Tracking__Task *
task_of(const char *complaint_id, const char *step)
{
    const Tracking__Complaint *complaint = see(complaint_id);
    for (size_t i = 0; i < complaint->n_tasks; i++)
        if (text_equal(complaint->tasks[i]->step, step))
            return complaint->tasks[i];
    ck_abort_msg("the complaint does not wait in %s", step);
}

static Google__Protobuf__Value *
value_of(const char *text)
{
    static Google__Protobuf__Value made[64];
    static size_t n;
    Google__Protobuf__Value *value = &made[n++ % OKNO_ARRAY_SIZE(made)];
    google__protobuf__value__init(value);
    value->kind_case = text ? GOOGLE__PROTOBUF__VALUE__KIND_STRING_VALUE : GOOGLE__PROTOBUF__VALUE__KIND_BOOL_VALUE;
    if (text)
        value->string_value = (char *)(uintptr_t)text;
    else
        value->bool_value = true;
    return value;
}

/* What a decision brings along; NULL leaves a field out. */
static Google__Protobuf__Struct *
decision(const char *answer, const char *measures, bool offence)
{
    static Google__Protobuf__Struct all;
    static Google__Protobuf__Struct__FieldsEntry entries[3], *list[3];
    const char *const names[] = { "answer", "measures", "offence" }, *const texts[] = { answer, measures, NULL };
    google__protobuf__struct__init(&all);
    for (size_t i = 0; i < 3; i++) {
        if (i < 2 ? !texts[i] : !offence)
            continue;
        google__protobuf__struct__fields_entry__init(&entries[i]);
        entries[i].key = (char *)(uintptr_t)names[i];
        entries[i].value = value_of(texts[i]);
        list[all.n_fields++] = &entries[i];
    }
    all.fields = list;
    return &all;
}

/* As the caller that is set: claims and completes. */
static enum rpc_code
end(const Tracking__Task *task, const char *outcome, Google__Protobuf__Struct *given)
{
    enum rpc_code code = TRY(Tracking__ClaimTask, .task_id = task->task_id);
    return code == RPC_OK ? TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = outcome, .fields = given)
                          : code;
}

/* As the head of the centre. */
static void
do_task(const char *complaint_id, const char *step, const char *outcome, Google__Protobuf__Struct *given)
{
    const Tracking__Task *task = task_of(complaint_id, step);
    as_supervisor();
    enum rpc_code code = end(task, outcome, given);
    ck_assert_msg(code == RPC_OK, "%s: %s", step, pg_last->message);
}

static const char *
happened(const char *complaint_id)
{
    as_controller();
    const Tracking__ListComplaintHistoryResponse *list =
        CALL(Tracking__ListComplaintHistory, .complaint_id = complaint_id);
    const char *all = "";
    for (size_t i = 0; i < list->n_movements; i++)
        all = pg_text("%s%s%s", all, i ? " " : "", list->movements[i]->action);
    return all;
}

/* ------------------------------------------------------------------ from the portal to the answer */

TEST(a_complaint_is_registered_considered_and_answered)
{
    const char *applicant = pg_uuid();
    const Tracking__Complaint *filed = file(applicant);
    const char *id = filed->complaint_id;
    EXPECT_INT(filed->status, STATUS(FILED));
    EXPECT_INT(filed->epgu_status, 44);
    EXPECT(text_starts(filed->number, "Ж-"));
    EXPECT_TEXT(filed->register_by, working_day(today(), 1));
    EXPECT_TEXT(filed->planned_on, "");
    EXPECT_TEXT(filed->decider_role, "SUPERVISOR");
    EXPECT_TEXT(filed->decider_centre, "arbat");
    EXPECT_INT(filed->term_days, 15);
    EXPECT_TEXT(task_of(id, "register")->due_on, working_day(today(), 1));
    do_task(id, "register", "REGISTERED", NULL);
    const Tracking__Complaint *registered = see(id);
    EXPECT_INT(registered->status, STATUS(REGISTERED));
    EXPECT_INT(registered->epgu_status, 45);
    EXPECT_TEXT(registered->registered_on, today());
    EXPECT_TEXT(registered->planned_on, working_day(today(), 15));
    EXPECT_TEXT(task_of(id, "consider")->due_on, registered->planned_on);
    do_task(id, "consider", "SATISFIED", decision("Жалоба обоснована.", "Проведён инструктаж.", false));
    const Tracking__Complaint *decided = see(id);
    EXPECT_INT(decided->status, STATUS(SATISFIED));
    EXPECT_INT(decided->epgu_status, 46);
    EXPECT_TEXT(decided->decided_by, "boss");
    EXPECT_TEXT(decided->answer, "Жалоба обоснована.");
    EXPECT_TEXT(decided->measures, "Проведён инструктаж.");
    EXPECT(strcmp(decided->answer_by, today()) > 0);
    EXPECT_TEXT(task_of(id, "send-answer")->due_on, decided->answer_by);
    EXPECT_INT(decided->n_tasks, 1);
    do_task(id, "send-answer", "SENT", NULL);
    const Tracking__Complaint *answered = see(id);
    EXPECT(answered->answered);
    EXPECT_INT(answered->n_tasks, 0);
    EXPECT_TEXT(happened(id), "FILED REGISTERED SATISFIED ANSWERED");
    as_applicant(applicant);
    const Tracking__Complaint *own = CALL(Tracking__GetComplaint, .complaint_id = id);
    EXPECT_TEXT(own->status_text, "Жалоба удовлетворена, ответ направлен");
    EXPECT_INT(own->n_tasks, 0);
    const Common__Content *answer = CALL(Tracking__GetComplaintAnswer, .complaint_id = id);
    EXPECT(memcmp(answer->data.data, "%PDF-", 5) == 0);
    EXPECT(strstr(events(id), "ComplaintMoved"));
}

TEST(a_decision_has_its_reasons)
{
    const char *id = file(pg_uuid())->complaint_id;
    do_task(id, "register", "REGISTERED", NULL);
    const Tracking__Task *task = task_of(id, "consider");
    as_supervisor();
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    EXPECT_CODE(end(task, "REFUSED", NULL), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("fields.answer") && !pg_violation("fields.measures"));
    EXPECT_CODE(end(task, "SATISFIED", decision("Да.", NULL, false)), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("fields.measures"));
    EXPECT_CODE(end(task, "EXTENDED", decision("Да.", NULL, false)), RPC_INVALID_ARGUMENT);
    as_applicant(see(id)->applicant_id);
    EXPECT_CODE(TRY(Tracking__GetComplaintAnswer, .complaint_id = id), RPC_FAILED_PRECONDITION);
    do_task(id, "consider", "REFUSED", decision("Доводы не подтвердились.", NULL, false));
    EXPECT_INT(see(id)->status, STATUS(REFUSED));
    EXPECT_INT(see(id)->epgu_status, 47);
}

TEST(signs_of_an_offence_go_to_the_prosecutor)
{
    const char *id = file(pg_uuid())->complaint_id;
    do_task(id, "register", "REGISTERED", NULL);
    do_task(id, "consider", "SATISFIED", decision("Требовали деньги.", "Передано прокурору.", true));
    EXPECT(see(id)->offence);
    EXPECT_INT(see(id)->n_tasks, 2);
    as_controller();
    const Tracking__ListComplaintsResponse *marked = CALL(Tracking__ListComplaints, .offence = true, .page_size = 200);
    bool found = false;
    for (size_t i = 0; i < marked->n_complaints; i++)
        found |= text_equal(marked->complaints[i]->complaint_id, id);
    EXPECT(found);
    do_task(id, "inform-prosecutor", "SENT", NULL);
    EXPECT(see(id)->prosecutor_informed);
    do_task(id, "send-answer", "SENT", NULL);
    EXPECT_TEXT(happened(id), "FILED REGISTERED SATISFIED PROSECUTOR_INFORMED ANSWERED");
}

/* ------------------------------------------------------------------ terms */

TEST(five_days_for_refused_acceptance_and_corrections)
{
    static const char *const topics[] = { "complaint-acceptance", "complaint-correction" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(topics); i++) {
        const char *applicant = pg_uuid();
        as_applicant(applicant);
        const Tracking__Complaint *complaint =
            CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .topic = topics[i]));
        EXPECT_INT(complaint->term_days, 5);
        do_task(complaint->complaint_id, "register", "REGISTERED", NULL);
        EXPECT_TEXT(task_of(complaint->complaint_id, "consider")->due_on, working_day(today(), 5));
    }
}

static void
fire(void)
{
    struct rpc_call job;
    rpc_call_init(&job, "tracking", 60000, NULL);
    EXPECT_CODE(tracking_job_fire_timers(&job), RPC_OK);
    rpc_call_release(&job);
}

TEST(a_missed_term_is_on_record_and_goes_to_the_controlling_organisation)
{
    publish_late_complaints();
    const char *id = file(pg_uuid())->complaint_id;
    publish_complaints_again();
    do_task(id, "register", "REGISTERED", NULL);
    const Tracking__Task *consider = task_of(id, "consider");
    as_supervisor();
    CALL(Tracking__ClaimTask, .task_id = consider->task_id);
    pg_query(pg_text("UPDATE complaint SET planned_on = planned_on - 60 WHERE complaint_id = '%s'", id));
    fire();
    const Tracking__Complaint *late = see(id);
    EXPECT(late->missed);
    EXPECT(late->overdue);
    EXPECT_TEXT(happened(id), "FILED REGISTERED TERM_MISSED");
    EXPECT(strstr(pg_query(pg_text("SELECT comment FROM complaint_movement WHERE complaint_id = '%s'"
                                   " AND action = 'TERM_MISSED'",
                                   id)),
                  "consider, boss, "));
    const Tracking__Task *explain = task_of(id, "explain-lateness");
    EXPECT_TEXT(explain->role, "CONTROLLER");
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = explain->task_id), RPC_PERMISSION_DENIED);
    as_controller();
    const Tracking__ListTasksResponse *own = CALL(Tracking__ListTasks, .step = "explain-lateness", .page_size = 200);
    bool listed = false;
    for (size_t i = 0; i < own->n_tasks; i++)
        listed |= text_equal(own->tasks[i]->task_id, explain->task_id);
    EXPECT(listed);
    EXPECT_CODE(end(explain, "NOTED", NULL), RPC_OK);
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = consider->task_id, .outcome = "REFUSED",
                    .fields = decision("Нет оснований.", NULL, false)),
                RPC_OK);
    EXPECT(see(id)->missed);
}

/* ------------------------------------------------------------------ who considers, and who may not */

TEST(whom_it_is_against_does_not_consider_it)
{
    const char *applicant = pg_uuid();
    as_applicant(applicant);
    const Tracking__Complaint *about_boss =
        CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .official = "boss"));
    const Tracking__Task *task = task_of(about_boss->complaint_id, "register");
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = task->task_id), RPC_PERMISSION_DENIED);
    EXPECT_TEXT(pg_last->reason, "COMPLAINT_AGAINST_CALLER");
    EXPECT_CODE(TRY(Tracking__GetComplaint, .complaint_id = about_boss->complaint_id), RPC_NOT_FOUND);
    as_operator("op");
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = task->task_id), RPC_PERMISSION_DENIED);
    as_controller();
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = task->task_id), RPC_PERMISSION_DENIED);
    as_applicant(applicant);
    const Tracking__Complaint *about_head =
        CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .official = "boss", .head = true));
    EXPECT_TEXT(about_head->decider_role, "CONTROLLER");
    const Tracking__Task *above = task_of(about_head->complaint_id, "register");
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = above->task_id), RPC_PERMISSION_DENIED);
    as_controller();
    EXPECT_CODE(end(above, "REGISTERED", NULL), RPC_OK);
}

TEST(who_took_part_in_the_application_does_not_consider_a_complaint_about_it)
{
    const char *applicant = pg_uuid();
    const Tracking__Application *app = submit_for(applicant);
    const Tracking__Task *check = live_task(app->application_id);
    as_supervisor();
    CALL(Tracking__ClaimTask, .task_id = check->task_id);
    CALL(Tracking__CompleteTask, .task_id = check->task_id, .outcome = "PASSED");
    as_applicant(applicant);
    const Tracking__Complaint *complaint =
        CALL(Tracking__FileComplaint,
             BY_PORTAL(.applicant_id = applicant, .official = "", .application_id = app->application_id));
    EXPECT_TEXT(complaint->application_number, app->number);
    EXPECT_TEXT(complaint->service_code, "passport");
    const Tracking__Task *task = task_of(complaint->complaint_id, "register");
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = task->task_id), RPC_PERMISSION_DENIED);
}

TEST(a_complaint_against_a_place_goes_above_it)
{
    const char *applicant = pg_uuid();
    const Tracking__Application *app = submit_for(applicant);
    as_applicant(applicant);
    const Tracking__Complaint *centre =
        CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .against = AGAINST(CENTRE), .official = "",
                                                .against_centre = "", .application_id = app->application_id));
    EXPECT_TEXT(centre->against_centre, "arbat");
    EXPECT_TEXT(centre->decider_role, "CONTROLLER");
    const Tracking__Complaint *agency =
        CALL(Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .against = AGAINST(AGENCY), .official = "",
                                                .against_centre = "", .application_id = app->application_id));
    EXPECT_TEXT(agency->against_agency, "mvd");
    EXPECT_TEXT(agency->decider_role, "CONTROLLER");
    const Tracking__Complaint *official = CALL(
        Tracking__FileComplaint, BY_PORTAL(.applicant_id = applicant, .against_centre = "", .against_agency = "mvd"));
    EXPECT_TEXT(official->decider_role, "AGENCY");
    EXPECT_TEXT(official->decider_agency, "mvd");
    const Tracking__Task *task = task_of(official->complaint_id, "register");
    as_agency();
    EXPECT_CODE(end(task, "REGISTERED", NULL), RPC_OK);
}

TEST(what_is_not_theirs_is_forwarded)
{
    const char *id = file(pg_uuid())->complaint_id;
    do_task(id, "register", "FORWARDED", NULL);
    const Tracking__Complaint *complaint = see(id);
    EXPECT_INT(complaint->status, STATUS(FILED));
    EXPECT_TEXT(complaint->decider_role, "CONTROLLER");
    EXPECT_TEXT(complaint->decider_centre, "");
    as_controller();
    EXPECT_CODE(end(task_of(id, "accept-forwarded"), "REGISTERED", NULL), RPC_OK);
    const Tracking__Task *consider = task_of(id, "consider");
    EXPECT_TEXT(consider->role, "CONTROLLER");
    EXPECT_TEXT(consider->centre_code, "");
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = consider->task_id), RPC_PERMISSION_DENIED);
    as_controller();
    EXPECT_CODE(end(consider, "REFUSED", decision("Нет оснований.", NULL, false)), RPC_OK);
    EXPECT_TEXT(happened(id), "FILED FORWARDED REGISTERED REFUSED");
}

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
    as_applicant(applicant);
    EXPECT_INT(((const Tracking__Complaint *)CALL(Tracking__GetComplaint, .complaint_id = own->complaint_id))
                   ->contacts->n_fields,
               1);
}
