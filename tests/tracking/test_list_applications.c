/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

#define STATUS(name) TRACKING__APPLICATION__STATUS__##name

static bool
has(const Tracking__ListApplicationsResponse *list, const char *id)
{
    for (size_t i = 0; i < list->n_applications; i++)
        if (text_equal(list->applications[i]->application_id, id))
            return true;
    return false;
}

#define LIST(...) ((const Tracking__ListApplicationsResponse *)CALL(Tracking__ListApplications, ##__VA_ARGS__))

TEST(pages_show_every_application_once_newest_first)
{
    const char *who = pg_uuid(), *ids[7], *token = "", *last = "g";
    for (int i = 0; i < 7; i++)
        ids[i] = submit_for(who)->application_id;
    int seen = 0;
    for (int page = 0; page < 4; page++) {
        const Tracking__ListApplicationsResponse *list = LIST(.applicant_id = who, .page_size = 2, .page_token = token);
        for (size_t i = 0; i < list->n_applications; i++, seen++) {
            EXPECT(strcmp(list->applications[i]->application_id, last) < 0);
            last = list->applications[i]->application_id;
        }
        token = list->next_page_token;
        if (page == 1)
            submit_for(who); /* what is added meanwhile does not shift the pages */
    }
    EXPECT_TEXT(token, "");
    EXPECT_INT(seen, 7);
    EXPECT_TEXT(last, ids[0]);
}

TEST(a_token_of_another_list_is_refused)
{
    const char *who = pg_uuid();
    submit_for(who);
    submit_for(who);
    const char *token = LIST(.applicant_id = who, .page_size = 1)->next_page_token;
    EXPECT(*token);
    EXPECT_CODE(TRY(Tracking__ListApplications, .applicant_id = pg_uuid(), .page_size = 1, .page_token = token),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Tracking__ListApplications, .applicant_id = who, .page_token = "nonsense"), RPC_INVALID_ARGUMENT);
}

TEST(filters_of_a_centre_work_together)
{
    const Tracking__Application *passport = submit(), *copy = submit_service("archive-copy", 0);
    advance(copy->application_id, "decide");
    const Tracking__ListApplicationsResponse *all = LIST(.page_size = 200);
    EXPECT(has(all, passport->application_id) && has(all, copy->application_id));
    const Tracking__ListApplicationsResponse *sent = LIST(.status = STATUS(SENT), .page_size = 200);
    EXPECT(!has(sent, passport->application_id) && has(sent, copy->application_id));
    const Tracking__ListApplicationsResponse *passports = LIST(.service_code = "passport", .page_size = 200);
    EXPECT(has(passports, passport->application_id) && !has(passports, copy->application_id));
    const Tracking__ListApplicationsResponse *archives = LIST(.agency_code = "archive", .page_size = 200);
    EXPECT(!has(archives, passport->application_id) && has(archives, copy->application_id));
    EXPECT_INT(LIST(.centre_code = "tver")->n_applications, 0);
    const Tracking__ListApplicationsResponse *none = LIST(.status = STATUS(SENT), .service_code = "passport");
    EXPECT(!has(none, passport->application_id));
}

TEST(a_period_is_in_days_of_registration)
{
    const char *id = submit()->application_id, *day = registration_day();
    EXPECT(has(LIST(.from_date = day, .to_date = day, .page_size = 200), id));
    EXPECT(!has(LIST(.to_date = days_from(today(), -1), .page_size = 200), id));
    EXPECT(!has(LIST(.from_date = days_from(day, 1), .page_size = 200), id));
    EXPECT(has(LIST(.from_date = days_from(day, -3), .status = STATUS(REGISTERED), .page_size = 200), id));
}

TEST(a_number_finds_its_application)
{
    const Tracking__Application *app = submit();
    const Tracking__ListApplicationsResponse *list = LIST(.number = app->number);
    EXPECT_INT(list->n_applications, 1);
    EXPECT_TEXT(list->applications[0]->application_id, app->application_id);
    EXPECT_TEXT(list->applications[0]->applicant_name, NAME);
    EXPECT_INT(list->applications[0]->n_documents, 0);
    EXPECT_INT(LIST(.number = app->number, .status = STATUS(ISSUED))->n_applications, 0);
    EXPECT_CODE(TRY(Tracking__ListApplications, .number = "12-34"), RPC_INVALID_ARGUMENT);
    as_other_operator();
    EXPECT_INT(LIST(.number = app->number)->n_applications, 0);
}

TEST(a_number_with_further_filters_finds_what_fits_all_of_them)
{
    const char *who = pg_uuid(), *other = pg_uuid();
    const Tracking__Application *app = submit_for(who);
    EXPECT_INT(LIST(.number = app->number, .applicant_id = who)->n_applications, 1);
    EXPECT_INT(LIST(.number = app->number, .applicant_id = other)->n_applications, 0);
    EXPECT_INT(LIST(.number = app->number, .overdue = true)->n_applications, 0);
    EXPECT_INT(LIST(.applicant_id = who, .overdue = true)->n_applications, 0);
    as_applicant(who);
    EXPECT_INT(LIST(.number = app->number)->n_applications, 1);
    EXPECT_INT(LIST(.number = app->number, .applicant_id = other)->n_applications, 0);
    pg_query(pg_text("UPDATE application SET planned_on = '1999-01-01' WHERE applicant_id = '%s'", who));
    EXPECT_INT(LIST(.number = app->number, .applicant_id = who, .overdue = true)->n_applications, 1);
    EXPECT_INT(LIST(.overdue = true)->n_applications, 1);
    pg_query(pg_text("UPDATE application SET closed = now() WHERE applicant_id = '%s'", who));
}

TEST(everyone_lists_what_is_theirs)
{
    const char *who = pg_uuid(), *id = submit_for(who)->application_id;
    as_applicant(who);
    EXPECT_INT(LIST()->n_applications, 1);
    EXPECT(has(LIST(), id));
    EXPECT_INT(LIST(.applicant_id = pg_uuid())->n_applications, 0);
    as_applicant("not-an-id");
    EXPECT_INT(LIST()->n_applications, 0);
    as_other_operator();
    EXPECT(!has(LIST(.applicant_id = who), id));
    as_agency();
    EXPECT(!has(LIST(.page_size = 200), id));
    advance(id, "decide");
    as_agency();
    EXPECT(has(LIST(.page_size = 200), id));
    EXPECT(has(LIST(.status = STATUS(SENT), .centre_code = "arbat", .service_code = "passport", .page_size = 200), id));
    as_archive();
    EXPECT(!has(LIST(.page_size = 200), id));
    as_controller();
    EXPECT(has(LIST(.page_size = 200), id));
    EXPECT(has(LIST(.status = STATUS(SENT), .page_size = 200), id));
    EXPECT(has(LIST(.service_code = "passport", .page_size = 200), id));
    EXPECT(has(LIST(.agency_code = "mvd", .page_size = 200), id));
    EXPECT(has(LIST(.centre_code = "arbat", .page_size = 200), id));
    EXPECT_INT(LIST(.centre_code = "no-such\",\"arbat")->n_applications, 0);
}

TEST(the_overdue_come_the_most_overdue_first)
{
    const char *who = pg_uuid(), *late = submit_for(who)->application_id, *later = submit()->application_id;
    const char *fine = submit()->application_id;
    pg_query(pg_text("UPDATE application SET planned_on = '1999-01-01' WHERE application_id = '%s'", late));
    pg_query(pg_text("UPDATE application SET planned_on = '1999-01-05' WHERE application_id = '%s'", later));
    const Tracking__ListApplicationsResponse *first = LIST(.overdue = true, .page_size = 1);
    EXPECT_TEXT(first->applications[0]->application_id, late);
    EXPECT(first->applications[0]->overdue);
    const Tracking__ListApplicationsResponse *second =
        LIST(.overdue = true, .page_size = 1, .page_token = first->next_page_token);
    EXPECT_TEXT(second->applications[0]->application_id, later);
    EXPECT(!has(LIST(.overdue = true, .page_size = 200), fine));
    EXPECT(!has(LIST(.overdue = true, .service_code = "archive-copy", .page_size = 200), late));
    as_applicant(who);
    EXPECT(has(LIST(.overdue = true), late));
    as_agency();
    EXPECT(!has(LIST(.overdue = true, .page_size = 200), late));
    advance(late, "decide");
    as_agency();
    EXPECT(has(LIST(.overdue = true, .page_size = 200), late));
    as_controller();
    EXPECT(has(LIST(.overdue = true, .page_size = 200), later));
    pg_query("UPDATE application SET closed = now() WHERE planned_on < '2000-01-01'");
}

TEST(the_list_is_audited_by_its_question)
{
    const char *who = pg_uuid();
    LIST(.applicant_id = who);
    EXPECT_TEXT(
        pg_query(pg_text(
            "SELECT count(*) FROM audit_record WHERE kind = 'READING' AND object LIKE 'applications:%%%s%%'", who)),
        "1");
}
