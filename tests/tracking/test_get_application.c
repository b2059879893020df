/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who sees what of an application: by id, by number and code, in its history. */
#include "fixture.h"

#include <okno/veil.h>

TEST(an_application_is_seen_by_those_it_concerns)
{
    const char *who = pg_uuid();
    const char *id = submit_for(who)->application_id;
    as_applicant(who);
    const Tracking__Application *mine = CALL(Tracking__GetApplication, .application_id = id);
    EXPECT(*mine->tracking_code);
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Tracking__GetApplication, .application_id = id), RPC_NOT_FOUND);
    as_applicant("");
    EXPECT_CODE(TRY(Tracking__GetApplication, .application_id = id), RPC_NOT_FOUND);
    as_other_operator();
    EXPECT_CODE(TRY(Tracking__GetApplication, .application_id = id), RPC_NOT_FOUND);
    as_operator("anyone");
    CALL(Tracking__GetApplication, .application_id = id);
    as_controller();
    const Tracking__Application *watched = CALL(Tracking__GetApplication, .application_id = id);
    EXPECT_TEXT(watched->tracking_code, "");
}

TEST(an_agency_sees_what_was_sent_to_it)
{
    const char *id = submit()->application_id;
    as_agency();
    EXPECT_CODE(TRY(Tracking__GetApplication, .application_id = id), RPC_NOT_FOUND);
    advance(id, "decide");
    as_agency();
    const Tracking__Application *sent = CALL(Tracking__GetApplication, .application_id = id);
    EXPECT_TEXT(sent->applicant_name, NAME);
    EXPECT_TEXT(sent->tracking_code, "");
    as_archive();
    EXPECT_CODE(TRY(Tracking__GetApplication, .application_id = id), RPC_NOT_FOUND);
}

TEST(an_agency_with_pseudonyms_sees_the_matter_not_the_person)
{
    Tracking__Document *documents[] = { document("passport-rf") };
    const Tracking__Application *app =
        CALL(Tracking__SubmitApplication, .service_code = "archive-copy", .applicant_id = pg_uuid(),
             .representative_id = pg_uuid(), .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat",
             .documents = documents, .n_documents = 1, .answers = fields("lastName", "Образцов"));
    advance(app->application_id, "decide");
    as_archive();
    const Tracking__Application *seen = CALL(Tracking__GetApplication, .application_id = app->application_id);
    EXPECT_TEXT(seen->applicant_name, PSEUDONYM);
    EXPECT_TEXT(seen->applicant_id, "");
    EXPECT_TEXT(seen->representative_id, "");
    EXPECT_TEXT(seen->documents[0]->number, "");
    EXPECT_INT(seen->answers->n_fields, 0);
    const Tracking__ListApplicationsResponse *list = CALL(Tracking__ListApplications, .number = app->number);
    EXPECT_INT(list->n_applications, 1);
    EXPECT_TEXT(list->applications[0]->applicant_name, PSEUDONYM);
    EXPECT_TEXT(list->applications[0]->applicant_id, "");
    const Tracking__ListApplicationsResponse *probe =
        CALL(Tracking__ListApplications, .applicant_id = app->applicant_id);
    EXPECT_INT(probe->n_applications, 0);
}

/* Sent from the portal, completed there by a document: what the applicant did and named themself. */
static const Tracking__Application *
apply_by_portal(void)
{
    Tracking__Document *passport = document("passport-rf"), *photo = document("photo");
    const char *who = pg_uuid();
    passport->name = "Паспорт Образцова";
    photo->name = "Фотография Образцова";
    as_applicant(who);
    const Tracking__Application *app =
        CALL(Tracking__SubmitApplication, .service_code = "archive-copy", .applicant_id = who,
             .channel = TRACKING__CHANNEL__PORTAL, .centre_code = "arbat", .documents = &passport, .n_documents = 1,
             .answers = fields("lastName", "Образцов"));
    CALL(Tracking__AddDocument, .application_id = app->application_id, .document = photo);
    pass(app->application_id, "accept", "ACCEPTED");
    advance(app->application_id, "decide");
    return app;
}

/* Whether somebody acts under this name in the history and in the process, as the caller sees them. */
static bool
acts(const char *application_id, const char *name)
{
    bool moves = false, steps = false;
    const Tracking__ListHistoryResponse *all = CALL(Tracking__ListHistory, .application_id = application_id);
    for (size_t i = 0; i < all->n_movements; i++)
        moves |= text_equal(all->movements[i]->actor, name);
    const Tracking__Process *process = CALL(Tracking__GetProcess, .process_id = application_id);
    for (size_t i = 0; i < process->n_steps; i++)
        steps |= text_equal(process->steps[i]->actor, name);
    EXPECT_INT(moves, steps);
    return moves;
}

static const Google__Protobuf__Struct *
answers_in(const Tracking__Process *process)
{
    for (size_t i = 0; i < process->variables->n_fields; i++)
        if (text_equal(process->variables->fields[i]->key, "answers"))
            return process->variables->fields[i]->value->struct_value;
    ck_abort_msg("the process has no answers");
}

TEST(who_applies_by_the_portal_is_no_operator_of_it)
{
    const Tracking__Application *app = apply_by_portal();
    EXPECT_TEXT(app->operator_, "");
    EXPECT_TEXT(look(app->application_id)->operator_, "");
    as_supervisor();
    const Tracking__GetJournalResponse *journal = CALL(Tracking__GetJournal, .date = registration_day());
    EXPECT_TEXT(journal->entries[journal->n_entries - 1]->number, app->number);
    EXPECT_TEXT(journal->entries[journal->n_entries - 1]->operator_, "");
}

TEST(an_agency_with_pseudonyms_learns_nobody_from_the_portal)
{
    const char *id = apply_by_portal()->application_id;
    as_archive();
    const Tracking__Application *seen = CALL(Tracking__GetApplication, .application_id = id);
    EXPECT_TEXT(seen->operator_, "");
    EXPECT_INT(seen->n_documents, 2);
    EXPECT_TEXT(seen->documents[0]->name, "Паспорт");    /* of the card */
    EXPECT_TEXT(seen->documents[1]->name, "Фотография"); /* of the classifier */
    EXPECT(acts(id, PSEUDONYM) && acts(id, "op") && !acts(id, "citizen"));
    const Tracking__Process *process = CALL(Tracking__GetProcess, .process_id = id);
    EXPECT_INT(answers_in(process)->n_fields, 0);
    as_supervisor();
    EXPECT(acts(id, "citizen") && !acts(id, PSEUDONYM));
    EXPECT_INT(answers_in(CALL(Tracking__GetProcess, .process_id = id))->n_fields, 1);
    EXPECT_TEXT(look(id)->documents[0]->name, "Паспорт Образцова");
}

TEST(a_decision_under_a_pseudonym_loses_nothing_of_the_record)
{
    const char *id = submit_service("archive-copy", 0)->application_id;
    advance(id, "decide");
    pass(id, "decide", "GRANTED");
    const Tracking__Application *seen = look(id);
    EXPECT_TEXT(seen->applicant_name, NAME);
    EXPECT_TEXT(seen->documents[0]->number, "4500 123456");
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM event WHERE key = '%s' AND position('%s'::bytea IN payload) = 0",
                                 id, seen->applicant_id)),
                "0");
}

TEST(answers_about_a_person_are_hidden_at_every_level)
{
    Google__Protobuf__Value *inner = &(Google__Protobuf__Value)GOOGLE__PROTOBUF__VALUE__INIT;
    inner->kind_case = GOOGLE__PROTOBUF__VALUE__KIND_STRUCT_VALUE;
    inner->struct_value = fields("passportNumber", "1234");
    Google__Protobuf__Struct *outer = fields("details", "");
    outer->fields[0]->value = inner;
    veil_hide(outer);
    EXPECT_INT(outer->n_fields, 1);
    EXPECT_INT(inner->struct_value->n_fields, 0);
    Google__Protobuf__Struct *matter = fields("purpose", "обмен");
    veil_hide(matter);
    EXPECT_INT(matter->n_fields, 1);
    Google__Protobuf__Struct *person = fields("Контактный телефон", "1");
    veil_hide(person);
    EXPECT_INT(person->n_fields, 0);
}

TEST(reading_leaves_an_audit_record)
{
    const char *id = submit()->application_id;
    look(id);
    EXPECT_TEXT(
        pg_query(pg_text("SELECT subject FROM audit_record WHERE kind = 'READING' AND object = 'application:%s'", id)),
        "boss");
}

TEST(the_public_tracks_by_number_and_code)
{
    const Tracking__Application *app = submit();
    as_stranger();
    const Tracking__TrackApplicationResponse *seen =
        CALL(Tracking__TrackApplication, .number = app->number,
             .code = pg_text("%.4s-%s", app->tracking_code, app->tracking_code + 4));
    EXPECT_TEXT(seen->number, app->number);
    EXPECT_TEXT(seen->service_name, "Выдача паспорта");
    EXPECT_TEXT(seen->status_text, "Заявление зарегистрировано");
    EXPECT_TEXT(seen->planned_on, app->planned_on);
    EXPECT(seen->changed);
    EXPECT_CODE(TRY(Tracking__TrackApplication, .number = app->number, .code = "AAAAAAAA"), RPC_NOT_FOUND);
    const char *said = pg_last->message;
    EXPECT_CODE(TRY(Tracking__TrackApplication, .number = "0001-9000003-067201-99999999/26", .code = "AAAAAAAA"),
                RPC_NOT_FOUND);
    EXPECT_TEXT(pg_last->message, said);
    EXPECT_CODE(TRY(Tracking__TrackApplication, .number = "nonsense", .code = "????????"), RPC_NOT_FOUND);
    EXPECT_TEXT(pg_last->message, said);
}

TEST(the_history_tells_of_every_document_that_moved)
{
    const Tracking__Application *app = submit();
    advance(app->application_id, "decide");
    const Tracking__ListHistoryResponse *all = CALL(Tracking__ListHistory, .application_id = app->application_id);
    int registered = 0, sent = 0;
    for (size_t i = 0; i < all->n_movements; i++) {
        const Tracking__Movement *moved = all->movements[i];
        if (*moved->document_id && text_equal(moved->action, "REGISTERED"))
            registered++;
        if (*moved->document_id && text_equal(moved->action, "SENT")) {
            sent++;
            EXPECT_TEXT(moved->from_place, "arbat");
            EXPECT_TEXT(moved->to_place, "mvd");
        }
    }
    EXPECT_INT(registered, 2);
    EXPECT_INT(sent, 2); /* the agency keeps originals of this service */
    EXPECT_TEXT(all->movements[0]->action, "REGISTERED");
    EXPECT_TEXT(all->movements[0]->actor, "op");
    EXPECT_TEXT(all->movements[0]->actor_role, "OPERATOR");
    EXPECT_TEXT(all->movements[0]->from_place, "applicant");
    as_other_operator();
    EXPECT_CODE(TRY(Tracking__ListHistory, .application_id = app->application_id), RPC_NOT_FOUND);
}

TEST(the_receipt_is_a_pdf_for_those_it_concerns)
{
    const Tracking__Application *app = submit();
    const Common__Content *receipt = CALL(Tracking__GetReceipt, .application_id = app->application_id);
    EXPECT_TEXT(receipt->content_type, "application/pdf");
    EXPECT(receipt->data.len > 1000 && memcmp(receipt->data.data, "%PDF", 4) == 0);
    EXPECT_INT(receipt->total_size, (int64_t)receipt->data.len);
    EXPECT(!strchr(receipt->file_name, '/'));
    as_other_operator();
    EXPECT_CODE(TRY(Tracking__GetReceipt, .application_id = app->application_id), RPC_NOT_FOUND);
}
