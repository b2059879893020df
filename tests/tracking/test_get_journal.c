/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The journal, case files, and the jobs. */
#include "fixture.h"

#include "jobs/jobs.h"
#include "journal.h"

TEST(the_journal_shows_what_was_registered_that_day)
{
    const Tracking__Application *app = submit();
    const Tracking__Application *refused =
        CALL(Tracking__RefuseAcceptance, .service_code = "passport", .applicant_id = pg_uuid(),
             .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat", .reason_code = "incomplete",
             .text = "Нет паспорта.");
    advance(app->application_id, "write-off");
    const Tracking__GetJournalResponse *journal = CALL(Tracking__GetJournal, .date = registration_day());
    EXPECT(journal->n_entries >= 2);
    const Tracking__JournalEntry *entry = journal->entries[journal->n_entries - 2];
    EXPECT_TEXT(entry->number, app->number);
    EXPECT_INT(entry->line, (int)journal->n_entries - 1);
    EXPECT_TEXT(entry->applicant_name, NAME);
    EXPECT_TEXT(entry->operator_, "op");
    EXPECT_INT(entry->documents, 2);
    EXPECT_INT(entry->sheets, 4);
    EXPECT_INT(entry->channel, TRACKING__CHANNEL__COUNTER);
    EXPECT_TEXT(entry->sent_on, today());
    EXPECT_TEXT(entry->result_on, today());
    EXPECT_TEXT(entry->issued_on, today());
    EXPECT_TEXT(entry->status, "ISSUED");
    entry = journal->entries[journal->n_entries - 1];
    EXPECT_TEXT(entry->number, refused->number);
    EXPECT_TEXT(entry->note, "incomplete: Нет паспорта.");
    const Tracking__GetJournalResponse *before = CALL(Tracking__GetJournal, .date = days_from(registration_day(), -1));
    EXPECT_INT(before->n_entries, 0);
}

static const Tracking__JournalEntry *
last_entry(void)
{
    as_supervisor();
    const Tracking__GetJournalResponse *journal = CALL(Tracking__GetJournal, .date = registration_day());
    EXPECT(journal->n_entries > 0);
    return journal->entries[journal->n_entries - 1];
}

TEST(the_journal_says_how_a_result_was_issued)
{
    const char *id = submit()->application_id;
    EXPECT_INT(last_entry()->issue_way, TRACKING__ISSUE_WAY__ISSUE_WAY_UNSPECIFIED);
    EXPECT_TEXT(last_entry()->register_number, "");
    advance(id, "write-off");
    EXPECT_INT(last_entry()->issue_way, TRACKING__ISSUE_WAY__IN_PERSON);
    id = submit()->application_id;
    advance(id, "issue");
    pass_with(id, "issue", "ISSUED", "representativeId", pg_uuid());
    EXPECT_INT(last_entry()->issue_way, TRACKING__ISSUE_WAY__TO_REPRESENTATIVE);
    id = submit()->application_id;
    advance(id, "issue");
    pass(id, "issue", "POSTED");
    EXPECT_INT(last_entry()->issue_way, TRACKING__ISSUE_WAY__BY_POST);
    id = submit_service("passport", 1)->application_id;
    pass(id, "send", "SENT");
    pass(id, "decide", "GRANTED");
    EXPECT_TEXT(last_entry()->issued_on, today());
    EXPECT_INT(last_entry()->issue_way, TRACKING__ISSUE_WAY__ELECTRONICALLY);
}

TEST(the_journal_is_that_of_ones_own_centre)
{
    EXPECT_CODE(TRY(Tracking__GetJournal, .date = today(), .centre_code = "tver"), RPC_PERMISSION_DENIED);
    as_controller();
    EXPECT_CODE(TRY(Tracking__GetJournal, .date = today()), RPC_INVALID_ARGUMENT);
    CALL(Tracking__GetJournal, .date = today(), .centre_code = "tver");
}

TEST(the_journal_opens_in_office_programs)
{
    submit();
    const Common__Content *file =
        pg_call("GetJournalFile", &(&(Tracking__GetJournalRequest){ .date = registration_day() })->base);
    const char *text = pg_text("%.*s", (int)file->data.len, (const char *)file->data.data);
    EXPECT(text_starts(file->content_type, "text/csv"));
    EXPECT(text_starts(text, "\xEF\xBB\xBF№ п/п;Номер;"));
    EXPECT(strstr(text, ";Образцов О. О.;"));
    EXPECT(strstr(text, ";окно центра;"));
    EXPECT_INT(file->total_size, (int64_t)file->data.len);
}

TEST(no_cell_of_the_journal_becomes_a_formula)
{
    Tracking__JournalEntry entry = TRACKING__JOURNAL_ENTRY__INIT, *entries[] = { &entry };
    Tracking__GetJournalResponse journal = TRACKING__GET_JOURNAL_RESPONSE__INIT;
    TEXT_SCOPED csv = { 0 };
    entry.applicant_name = "=HYPERLINK(\"http://x\")";
    entry.service_name = "а;б \"в\"\nг";
    entry.planned_on = "2026-11-30";
    entry.register_number = "Р-7, Р-9";
    entry.issue_way = TRACKING__ISSUE_WAY__ELECTRONICALLY;
    journal.entries = entries;
    journal.n_entries = 1;
    journal_csv(&journal, &csv);
    EXPECT(strstr(csv.data, ";\"'=HYPERLINK(\"\"http://x\"\")\";"));
    EXPECT(strstr(csv.data, ";\"а;б \"\"в\"\"\nг\";"));
    EXPECT(strstr(csv.data, ";30.11.2026;;Р-7, Р-9;;;в электронном виде;;\r\n"));
}

/* ------------------------------------------------------------------ case files */

static const Tracking__CaseFile *
case_file(const char *index)
{
    const Tracking__ListCaseFilesResponse *list = CALL(Tracking__ListCaseFiles);
    for (size_t i = 0; i < list->n_case_files; i++)
        if (text_equal(list->case_files[i]->index, index))
            return list->case_files[i];
    return NULL;
}

TEST(applications_are_written_off_to_the_case_of_their_theme)
{
    const Tracking__Application *first = submit(), *second = submit();
    advance(first->application_id, "write-off");
    advance(second->application_id, "write-off");
    pass(first->application_id, "write-off", "WRITTEN_OFF");
    pass(second->application_id, "write-off", "WRITTEN_OFF");
    const Tracking__CaseFile *file = case_file("03-01");
    EXPECT_TEXT(file->title, "Заявления о паспортах");
    EXPECT_TEXT(file->storage, "5 лет ЭПК, ст. 154");
    EXPECT(!file->closed);
    const Tracking__CaseFile *whole = CALL(Tracking__GetCaseFile, .case_file_id = file->case_file_id);
    EXPECT_INT(whole->n_entries, whole->items);
    const Tracking__CaseItem *last = whole->entries[whole->n_entries - 1],
                             *before = whole->entries[whole->n_entries - 2];
    EXPECT_TEXT(last->application_id, second->application_id);
    EXPECT_INT(last->sheets, 5);
    EXPECT_INT(last->first_sheet, before->first_sheet + before->sheets);
    EXPECT_INT(whole->sheets, last->first_sheet + last->sheets - 1);
    EXPECT_TEXT(last->operator_, "op");
    as_other_operator();
    EXPECT_CODE(TRY(Tracking__GetCaseFile, .case_file_id = file->case_file_id), RPC_NOT_FOUND);
    EXPECT(!case_file("03-01"));
}

TEST(an_operator_may_choose_another_case)
{
    const char *id = submit()->application_id;
    advance(id, "write-off");
    const Tracking__Task *task = live_task(id);
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "WRITTEN_OFF",
                    .fields = fields("caseIndex", "99-99")),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "WRITTEN_OFF",
                    .fields = fields("sheets", "many")),
                RPC_INVALID_ARGUMENT);
    CALL(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "WRITTEN_OFF",
         .fields = fields("caseIndex", "04-01"));
    EXPECT_TEXT(look(id)->case_file, "04-01");
    EXPECT(case_file("04-01"));
}

TEST(a_theme_without_a_case_is_told)
{
    const char *id = submit()->application_id;
    pg_query(pg_text("UPDATE application SET service_code = 'hunting' WHERE application_id = '%s'", id));
    advance(id, "write-off");
    const Tracking__Task *task = live_task(id);
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "WRITTEN_OFF"),
                RPC_FAILED_PRECONDITION);
    EXPECT(strstr(pg_last->message, "theme-cases"));
}

TEST(cases_of_earlier_years_are_closed)
{
    pg_query(
        pg_text("INSERT INTO case_file VALUES ('%s', 'arbat', 2019, '03-01', 'Старое', '5 лет', 1, 1)", pg_uuid()));
    const Tracking__ListCaseFilesResponse *list = CALL(Tracking__ListCaseFiles, .year = 2019);
    EXPECT_INT(list->n_case_files, 1);
    EXPECT(list->case_files[0]->closed);
    EXPECT_INT(((const Tracking__ListCaseFilesResponse *)CALL(Tracking__ListCaseFiles, .year = 1990))->n_case_files, 0);
}

/* ------------------------------------------------------------------ missed terms */

static const char *
missed(const char *id)
{
    return pg_query(
        pg_text("SELECT string_agg(kind || ' ' || step || ' ' || responsible || ' ' || place, ', ' ORDER BY kind)"
                " FROM missed_term WHERE application_id = '%s'",
                id));
}

TEST(missed_terms_are_recorded_once_against_whoever_is_responsible)
{
    const char *id = submit()->application_id;
    run_job(tracking_job_mark_missed_terms);
    EXPECT(!missed(id));
    CALL(Tracking__ClaimTask, .task_id = live_task(id)->task_id);
    pg_query(pg_text("UPDATE task SET due_on = due_on - 60 WHERE application_id = '%s'", id));
    run_job(tracking_job_mark_missed_terms);
    EXPECT_TEXT(missed(id), "STEP check op arbat");
    pg_query(pg_text("UPDATE application SET planned_on = planned_on - 60 WHERE application_id = '%s'", id));
    run_job(tracking_job_mark_missed_terms);
    run_job(tracking_job_mark_missed_terms);
    EXPECT_TEXT(missed(id), "SERVICE check op arbat, STEP check op arbat");
    EXPECT_TEXT(history(id), "REGISTERED CLAIMED STEP_TERM_MISSED TERM_MISSED");
}

TEST(a_suspended_application_misses_nothing)
{
    const char *id = submit()->application_id;
    CALL(Tracking__SuspendApplication, .application_id = id, .reason_code = "applicant-request");
    pg_query(pg_text("UPDATE task SET due_on = due_on - 60 WHERE application_id = '%s'", id));
    pg_query(pg_text("UPDATE application SET planned_on = planned_on - 60 WHERE application_id = '%s'", id));
    run_job(tracking_job_mark_missed_terms);
    EXPECT(!missed(id));
}

TEST(an_agency_answers_for_its_own_terms)
{
    const char *id = submit()->application_id;
    advance(id, "decide");
    pg_query(pg_text("UPDATE task SET due_on = due_on - 60 WHERE application_id = '%s' AND state = 'OPEN'", id));
    run_job(tracking_job_mark_missed_terms);
    EXPECT_TEXT(missed(id), "STEP decide  mvd");
}
