/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

#include <okno/ids.h>

TEST(submit_registers_number_dates_code_and_first_task)
{
    const Tracking__Application *app = submit();
    struct ids_eno eno;
    EXPECT_INT(ids_eno_parse(app->number, &eno), IDS_OK);
    EXPECT_TEXT(eno.department, "0101");
    EXPECT_TEXT(eno.system, "9301001");
    EXPECT_TEXT(eno.service_type, "010101");
    EXPECT_INT(app->status, TRACKING__APPLICATION__STATUS__REGISTERED);
    EXPECT_TEXT(app->registered_on, registration_day());
    EXPECT_TEXT(app->planned_on, working_day(registration_day(), 5));
    EXPECT_INT(strlen(app->tracking_code), 8);
    EXPECT_TEXT(app->applicant_name, NAME);
    EXPECT_TEXT(app->operator_, "op");
    EXPECT_TEXT(app->waiting_in[0], "check");
    EXPECT_INT(app->epgu_status, 1);
    EXPECT_INT(app->moscow_status, 1050);
    const Tracking__Task *task = live_task(app->application_id);
    EXPECT_TEXT(task->step, "check");
    EXPECT_TEXT(task->centre_code, "arbat");
    EXPECT_TEXT(task->application_number, app->number);
    EXPECT(strcmp(task->due_on, app->planned_on) <= 0);
    EXPECT_INT(task->n_outcomes, 2);
}

TEST(submit_leaves_history_event_and_audit)
{
    const Tracking__Application *app = submit();
    EXPECT_TEXT(history(app->application_id), "REGISTERED");
    EXPECT_TEXT(events(app->application_id), "ApplicationSubmitted");
    EXPECT_TEXT(
        pg_query(pg_text("SELECT count(*) FROM audit_record WHERE object = 'application:%s' AND kind = 'CHANGE'",
                         app->application_id)),
        "1");
}

TEST(submit_is_read_back_as_it_was_answered)
{
    Tracking__Document *documents[] = { document("passport-rf") };
    const Tracking__Application *app =
        CALL(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = pg_uuid(),
             .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat", .documents = documents, .n_documents = 1,
             .answers = fields("reason", "замена"));
    const Tracking__Application *seen = CALL(Tracking__GetApplication, .application_id = app->application_id);
    EXPECT_TEXT(seen->number, app->number);
    EXPECT_TEXT(seen->tracking_code, app->tracking_code);
    EXPECT_TEXT(seen->planned_on, app->planned_on);
    EXPECT_INT(seen->n_documents, 1);
    EXPECT_TEXT(seen->documents[0]->document_id, app->documents[0]->document_id);
    EXPECT_TEXT(seen->documents[0]->name, "Паспорт");
    EXPECT_INT(seen->documents[0]->sheets, 2);
    EXPECT_TEXT(seen->answers->fields[0]->value->string_value, "замена");
    EXPECT_TEXT(seen->etag, app->etag);
    EXPECT(!seen->overdue);
}

TEST(submit_refuses_unknown_applicant)
{
    EXPECT_CODE(TRY(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = NO_APPLICANT,
                    .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat"),
                RPC_NOT_FOUND);
}

TEST(submit_refuses_unknown_and_withdrawn_services)
{
    EXPECT_CODE(TRY(Tracking__SubmitApplication, .service_code = "no-such", .applicant_id = pg_uuid(),
                    .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat"),
                RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Tracking__SubmitApplication, .service_code = "gone", .applicant_id = pg_uuid(),
                    .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat"),
                RPC_NOT_FOUND);
}

TEST(submit_names_every_ground_that_stands_in_the_way)
{
    Tracking__Document *documents[] = { document_of("passport-rf", TRACKING__DOCUMENT__FORM__ORIGINAL, "2020-01-01") };
    EXPECT_CODE(TRY(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = LEGAL_ENTITY,
                    .representative_id = NO_POWER, .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat",
                    .documents = documents, .n_documents = 1, .wanted_days = 1),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "ACCEPTANCE_GROUNDS");
    EXPECT(text_starts(pg_violation("applicantId"), "not-provided-here: "));
    EXPECT(text_starts(pg_violation("wantedDays"), "term-too-short: "));
    EXPECT(text_starts(pg_violation("documents"), "invalid-documents: "));
    EXPECT(text_starts(pg_violation("representativeId"), "no-power-of-attorney: "));
}

TEST(submit_refuses_an_incomplete_set_and_a_copy_where_the_original_is_needed)
{
    EXPECT_CODE(TRY(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = pg_uuid(),
                    .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat"),
                RPC_FAILED_PRECONDITION);
    EXPECT(text_starts(pg_violation("documents"), "incomplete: "));
    Tracking__Document *documents[] = { document_of("passport-rf", TRACKING__DOCUMENT__FORM__COPY, "") };
    EXPECT_CODE(TRY(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = pg_uuid(),
                    .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat", .documents = documents,
                    .n_documents = 1),
                RPC_FAILED_PRECONDITION);
}

TEST(submit_refuses_what_the_centre_does_not_provide)
{
    EXPECT_CODE(TRY(Tracking__SubmitApplication, .service_code = "hunting", .applicant_id = pg_uuid(),
                    .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat"),
                RPC_FAILED_PRECONDITION);
    EXPECT(text_starts(pg_violation("serviceCode"), "not-provided-here: "));
    as_other_operator();
    CALL(Tracking__SubmitApplication, .service_code = "hunting", .applicant_id = pg_uuid(),
         .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "tver");
}

TEST(submit_checks_scenario_and_kinds_of_documents_together)
{
    Tracking__Document *documents[] = { document("passport-rf"), document("treasure-map") };
    as_other_operator();
    EXPECT_CODE(TRY(Tracking__SubmitApplication, .service_code = "hunting", .applicant_id = pg_uuid(), .scenario = 2,
                    .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "tver", .documents = documents,
                    .n_documents = 2),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("scenario"));
    EXPECT(pg_violation("documents[1].kind"));
}

TEST(submit_is_for_the_own_centre_and_the_own_person)
{
    as_other_operator();
    EXPECT_CODE(TRY(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = pg_uuid(),
                    .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat"),
                RPC_PERMISSION_DENIED);
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = pg_uuid(),
                    .channel = TRACKING__CHANNEL__PORTAL, .centre_code = "arbat"),
                RPC_NOT_FOUND);
}

TEST(submit_from_the_portal_waits_for_acceptance)
{
    const char *me = pg_uuid();
    Tracking__Document *documents[] = { document("passport-rf") };
    as_applicant(me);
    const Tracking__Application *app =
        CALL(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = me,
             .channel = TRACKING__CHANNEL__PORTAL, .centre_code = "arbat", .documents = documents, .n_documents = 1);
    EXPECT_TEXT(app->waiting_in[0], "accept");
    EXPECT_TEXT(live_task(app->application_id)->step, "accept");
}

TEST(submit_electronically_goes_straight_to_the_agency)
{
    const Tracking__Application *app = submit_service("passport", 1);
    EXPECT_TEXT(app->waiting_in[0], "send");
}

TEST(submit_under_one_key_gives_one_application)
{
    const char *who = pg_uuid();
    Tracking__Document *documents[] = { document("passport-rf") };
    pg_request_id = pg_uuid();
    const Tracking__Application *first = submit_for(who), *again = submit_for(who);
    EXPECT_TEXT(again->application_id, first->application_id);
    EXPECT_TEXT(again->number, first->number);
    EXPECT_TEXT(again->tracking_code, first->tracking_code);
    EXPECT_CODE(TRY(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = pg_uuid(),
                    .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat", .documents = documents,
                    .n_documents = 1),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "IDEMPOTENCY_KEY_REUSED");
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM application WHERE applicant_id = '%s'", who)), "1");
}

TEST(submit_remembers_who_applied_for_a_moment_but_never_a_power_of_attorney)
{
    const char *who = pg_uuid(), *proxy = pg_uuid();
    submit_for(who);
    submit_for(who);
    EXPECT_INT(applicants_asked, 1);
    Tracking__Document *documents[] = { document("passport-rf") };
    for (int i = 0; i < 2; i++)
        CALL(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = who, .representative_id = proxy,
             .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat", .documents = documents, .n_documents = 1);
    EXPECT_INT(applicants_asked, 3);
}

static const Tracking__Application *
submit_as_proxy(const char *who, const char *power)
{
    Tracking__Document *documents[] = { document("passport-rf") };
    return TRY(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = who, .representative_id = power,
               .channel = TRACKING__CHANNEL__PORTAL, .centre_code = "arbat", .documents = documents, .n_documents = 1)
                   == RPC_OK
               ? (const Tracking__Application *)pg_last->reply
               : NULL;
}

TEST(a_representative_applies_in_anothers_name_and_sees_that_application)
{
    const char *who = pg_uuid();
    as_applicant(PROXY);
    const Tracking__Application *app = submit_as_proxy(who, pg_uuid());
    EXPECT(app);
    const char *id = app->application_id, *own = submit_for(PROXY)->application_id;
    EXPECT_TEXT(((const Tracking__Application *)CALL(Tracking__GetApplication, .application_id = id))->applicant_id,
                who);
    const Tracking__ListApplicationsResponse *theirs = CALL(Tracking__ListApplications, .applicant_id = who);
    EXPECT_INT(theirs->n_applications, 1);
    EXPECT_TEXT(theirs->applications[0]->application_id, id);
    const Tracking__ListApplicationsResponse *mine = CALL(Tracking__ListApplications, .page_size = 200);
    EXPECT_TEXT(mine->applications[0]->application_id, own);
    as_applicant(who);
    CALL(Tracking__GetApplication, .application_id = id);
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Tracking__GetApplication, .application_id = id), RPC_NOT_FOUND);
    EXPECT_INT(((const Tracking__ListApplicationsResponse *)CALL(Tracking__ListApplications, .applicant_id = who))
                   ->n_applications,
               0);
}

TEST(nobody_applies_by_a_power_of_somebody_else)
{
    as_applicant(pg_uuid());
    EXPECT(!submit_as_proxy(pg_uuid(), pg_uuid()));
    EXPECT_INT(pg_last->code, RPC_NOT_FOUND);
    EXPECT(!submit_as_proxy(pg_uuid(), ""));
    EXPECT_INT(pg_last->code, RPC_NOT_FOUND);
    as_applicant(PROXY);
    EXPECT(!submit_as_proxy(pg_uuid(), NO_POWER));
    EXPECT_INT(pg_last->code, RPC_FAILED_PRECONDITION);
}

TEST(submit_refuses_answers_without_end)
{
    char *long_text = malloc(70001);
    memset(long_text, 'x', 70000);
    long_text[70000] = '\0';
    EXPECT_CODE(TRY(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = pg_uuid(),
                    .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat", .answers = fields("a", long_text)),
                RPC_INVALID_ARGUMENT);
    free(long_text);
    EXPECT(pg_violation("answers"));
}

TEST(numbers_are_never_given_twice)
{
    for (int i = 0; i < 20; i++)
        submit();
    EXPECT_TEXT(pg_query("SELECT count(*) - count(DISTINCT number) FROM application"), "0");
}

TEST(refusing_acceptance_is_registered_with_its_text)
{
    const Tracking__Application *app =
        CALL(Tracking__RefuseAcceptance, .service_code = "passport", .applicant_id = pg_uuid(),
             .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat", .reason_code = "incomplete",
             .text = "Нет паспорта.");
    const Tracking__Application *seen = look(app->application_id);
    EXPECT_INT(seen->status, TRACKING__APPLICATION__STATUS__ACCEPTANCE_REFUSED);
    EXPECT_TEXT(seen->refusal_code, "incomplete");
    EXPECT_TEXT(seen->refusal_text, "Нет паспорта.");
    EXPECT(seen->closed);
    EXPECT(*seen->number);
    EXPECT(!live_task(app->application_id));
    EXPECT_TEXT(history(app->application_id), "ACCEPTANCE_REFUSED");
}

TEST(acceptance_is_refused_on_lawful_grounds_only)
{
    EXPECT_CODE(TRY(Tracking__RefuseAcceptance, .service_code = "passport", .applicant_id = pg_uuid(),
                    .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat", .reason_code = "bad-mood",
                    .text = "Приходите завтра."),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("reasonCode"));
}
