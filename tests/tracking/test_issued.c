/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The unified register of issued documents: what enters it, verification, annulment, who sees what. */
#include "issued_documents.h"

#include "issued/issued_rules.h"

/* ------------------------------------------------------------------ the register */

static size_t
count(const Tracking__ListIssuedDocumentsResponse *list)
{
    return list->n_documents;
}

TEST(the_decision_enters_the_register_and_the_issue_hands_it_over)
{
    const char *applicant = pg_uuid();
    const Tracking__Application *app = submit_for(applicant);
    advance(app->application_id, "decide");
    EXPECT_INT(
        ((const Tracking__ListIssuedDocumentsResponse *)CALL(Tracking__ListIssuedDocuments, .number = app->number))
            ->n_documents,
        0);
    pass(app->application_id, "decide", "GRANTED");
    const Tracking__IssuedDocument *made = newest(app);
    EXPECT_INT(made->kind, KIND(RESULT));
    EXPECT_INT(made->state, STATE(REGISTERED));
    EXPECT_TEXT(made->name, "Паспорт гражданина");
    EXPECT_TEXT(made->registered_by, "official");
    EXPECT_TEXT(made->agency_code, "mvd");
    EXPECT_TEXT(made->service_name, "Выдача паспорта");
    EXPECT_TEXT(made->applicant_name, NAME);
    EXPECT_TEXT(made->registered_on, today());
    EXPECT_INT(strlen(made->number), 10);
    EXPECT_INT(strlen(made->code), 8);
    EXPECT_INT(verify(made->number, made->code)->verdict, VERDICT(NOT_ISSUED));
    pass(app->application_id, "receive", "RECEIVED");
    pass(app->application_id, "inform", "INFORMED");
    pass(app->application_id, "issue", "ISSUED");
    const Tracking__IssuedDocument *issued = newest(app);
    EXPECT_TEXT(issued->issued_document_id, made->issued_document_id);
    EXPECT_INT(issued->state, STATE(ISSUED));
    EXPECT_INT(issued->form, FORM(PAPER));
    EXPECT_TEXT(issued->issued_by, "op");
    EXPECT(issued->issued);
    EXPECT_INT(verify(made->number, made->code)->verdict, VERDICT(VALID));
}

TEST(the_electronic_result_is_issued_with_the_decision)
{
    const Tracking__Application *app = submit_service("passport", 1);
    pass(app->application_id, "send", "SENT");
    pass(app->application_id, "decide", "GRANTED");
    const Tracking__IssuedDocument *issued = newest(app);
    EXPECT_INT(issued->state, STATE(ISSUED));
    EXPECT_INT(issued->form, FORM(ELECTRONIC));
    EXPECT_TEXT(issued->issued_by, "official");
}

TEST(refusals_enter_the_register_with_their_grounds)
{
    const Tracking__Application *app = submit();
    advance(app->application_id, "decide");
    pass_with(app->application_id, "decide", "REFUSED", "reasonCode", "no-citizenship");
    pass(app->application_id, "receive", "RECEIVED");
    pass(app->application_id, "inform", "INFORMED");
    pass(app->application_id, "refusal", "HANDED");
    const Tracking__IssuedDocument *refusal = newest(app);
    EXPECT_INT(refusal->kind, KIND(REFUSAL));
    EXPECT_INT(refusal->state, STATE(ISSUED));
    EXPECT_TEXT(refusal->ground_code, "no-citizenship");
    EXPECT_TEXT(refusal->ground_text, "Гражданство не подтверждено.");
    EXPECT_TEXT(refusal->name, "Решение об отказе в предоставлении услуги");
}

TEST(a_refusal_to_accept_is_the_centres_own_document)
{
    as_operator("op");
    const Tracking__Application *app =
        CALL(Tracking__RefuseAcceptance, .service_code = "passport", .applicant_id = pg_uuid(),
             .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat", .reason_code = "incomplete",
             .text = "Нет фотографии.");
    const Tracking__IssuedDocument *refusal = newest(app);
    EXPECT_INT(refusal->kind, KIND(ACCEPTANCE_REFUSAL));
    EXPECT_INT(refusal->state, STATE(ISSUED));
    EXPECT_TEXT(refusal->agency_code, "");
    EXPECT_TEXT(refusal->issued_by, "op");
    EXPECT_TEXT(refusal->ground_text, "Нет фотографии.");
    as_agency();
    EXPECT_CODE(TRY(Tracking__GetIssuedDocument, .issued_document_id = refusal->issued_document_id), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Tracking__AnnulIssuedDocument, .issued_document_id = refusal->issued_document_id, .reason = "x"),
                RPC_NOT_FOUND);
    const Tracking__Application *checked = submit();
    const Tracking__Task *task = live_task(checked->application_id);
    as_operator("op");
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    CALL(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "REFUSED", .comment = "Не хватает.",
         .fields = fields("reasonCode", "incomplete"));
    EXPECT_INT(newest(checked)->kind, KIND(ACCEPTANCE_REFUSAL));
}

TEST(a_result_that_does_not_match_goes_back_and_is_annulled)
{
    const Tracking__Application *app = submit();
    const char *id = app->application_id;
    advance(id, "issue");
    const Tracking__IssuedDocument *first = newest(app);
    pass(id, "issue", "MISMATCH");
    EXPECT_INT(newest(app)->state, STATE(RETURNED));
    EXPECT_INT(verify(first->number, first->code)->verdict, VERDICT(NOT_ISSUED));
    pass(id, "decide", "GRANTED");
    as_supervisor();
    const Tracking__IssuedDocument *old =
        CALL(Tracking__GetIssuedDocument, .issued_document_id = first->issued_document_id);
    EXPECT_INT(old->state, STATE(ANNULLED));
    EXPECT_TEXT(old->annulled_by, "official");
    EXPECT(*old->annulment_reason);
    EXPECT_INT(verify(first->number, first->code)->verdict, VERDICT(ANNULLED));
    const Tracking__IssuedDocument *second = newest(app);
    EXPECT(!text_equal(second->number, first->number));
    EXPECT_INT(second->state, STATE(REGISTERED));
}

/* ------------------------------------------------------------------ who may what */

TEST(verification_tells_no_person_and_takes_no_guess)
{
    const Tracking__Application *app = submit();
    advance(app->application_id, "write-off");
    const Tracking__IssuedDocument *document = newest(app);
    const Tracking__IssuedDocumentVerdict *verdict =
        verify(document->number, pg_text(" %.4s-%.4s", document->code, document->code + 4));
    EXPECT_INT(verdict->verdict, VERDICT(VALID));
    EXPECT_INT(verdict->kind, KIND(RESULT));
    EXPECT_TEXT(verdict->issued_on, today());
    EXPECT_INT(verify(document->number, "AAAAAAAA")->verdict, VERDICT(UNKNOWN));
    EXPECT_TEXT(verify(document->number, "AAAAAAAA")->number, "");
    EXPECT_INT(verify("26-9999999", document->code)->verdict, VERDICT(UNKNOWN));
}

TEST(the_register_shows_each_what_is_theirs)
{
    const char *applicant = pg_uuid();
    const Tracking__Application *app = submit_for(applicant);
    advance(app->application_id, "write-off");
    const char *id = newest(app)->issued_document_id;
    as_applicant(applicant);
    const Tracking__IssuedDocument *own = CALL(Tracking__GetIssuedDocument, .issued_document_id = id);
    EXPECT_INT(strlen(own->code), 8);
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Tracking__GetIssuedDocument, .issued_document_id = id), RPC_NOT_FOUND);
    as_other_operator();
    EXPECT_CODE(TRY(Tracking__GetIssuedDocument, .issued_document_id = id), RPC_NOT_FOUND);
    as_archive();
    EXPECT_CODE(TRY(Tracking__GetIssuedDocument, .issued_document_id = id), RPC_NOT_FOUND);
    as_agency();
    const Tracking__IssuedDocument *seen = CALL(Tracking__GetIssuedDocument, .issued_document_id = id);
    EXPECT_TEXT(seen->code, "");
    EXPECT_TEXT(seen->applicant_id, applicant);
    as_stranger();
    EXPECT_CODE(TRY(Tracking__GetIssuedDocument, .issued_document_id = id), RPC_PERMISSION_DENIED);
}

TEST(who_applied_for_another_sees_what_was_issued_on_that_application)
{
    const char *who = pg_uuid();
    Tracking__Document *documents[] = { document("passport-rf") };
    const Tracking__Application *app = CALL(
        Tracking__SubmitApplication, .service_code = "passport", .applicant_id = who, .representative_id = pg_uuid(),
        .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat", .documents = documents, .n_documents = 1);
    advance(app->application_id, "write-off");
    seal();
    const char *id = newest(app)->issued_document_id, *own = submit_for(who)->application_id;
    advance(own, "write-off");
    as_applicant(PROXY);
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .applicant_id = who)), 1);
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .number = app->number)), 1);
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .number = app->number, .applicant_id = who)), 1);
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .number = app->number, .applicant_id = PROXY)), 0);
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .number = look(own)->number)), 0);
    as_applicant(PROXY);
    EXPECT_TEXT(
        ((const Tracking__IssuedDocument *)CALL(Tracking__GetIssuedDocument, .issued_document_id = id))->applicant_id,
        who);
    EXPECT(((const Common__Content *)CALL(Tracking__DownloadIssuedDocument, .issued_document_id = id))->data.len > 0);
    as_applicant(pg_uuid());
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .applicant_id = who)), 0);
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .number = app->number)), 0);
    EXPECT_CODE(TRY(Tracking__DownloadIssuedDocument, .issued_document_id = id), RPC_NOT_FOUND);
}

TEST(a_power_to_apply_is_none_to_take_the_result)
{
    const char *who = pg_uuid();
    Tracking__Document *documents[] = { document("passport-rf") };
    const Tracking__Application *app =
        CALL(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = who,
             .representative_id = NOT_TO_RECEIVE, .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat",
             .documents = documents, .n_documents = 1);
    advance(app->application_id, "write-off");
    seal();
    const char *id = newest(app)->issued_document_id;
    as_applicant(PROXY);
    CALL(Tracking__GetIssuedDocument, .issued_document_id = id);
    EXPECT_CODE(TRY(Tracking__DownloadIssuedDocument, .issued_document_id = id), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "NO_POWER_OF_ATTORNEY");
    as_applicant(who);
    EXPECT(((const Common__Content *)CALL(Tracking__DownloadIssuedDocument, .issued_document_id = id))->data.len > 0);
}

TEST(a_pseudonymous_agency_sees_no_person_and_no_file)
{
    const char *applicant = pg_uuid();
    const Tracking__Application *app = submit_service("archive-copy", 0);
    advance(app->application_id, "receive");
    seal();
    as_archive();
    const Tracking__ListIssuedDocumentsResponse *list = CALL(Tracking__ListIssuedDocuments, .number = app->number);
    EXPECT_INT(list->n_documents, 1);
    EXPECT_TEXT(list->documents[0]->applicant_name, PSEUDONYM);
    EXPECT_TEXT(list->documents[0]->applicant_id, "");
    EXPECT_CODE(TRY(Tracking__DownloadIssuedDocument, .issued_document_id = list->documents[0]->issued_document_id),
                RPC_PERMISSION_DENIED);
    EXPECT_INT(
        ((const Tracking__ListIssuedDocumentsResponse *)CALL(Tracking__ListIssuedDocuments, .applicant_id = applicant))
            ->n_documents,
        0);
}

TEST(the_list_has_filters_and_stable_pages)
{
    const char *applicant = pg_uuid();
    for (int i = 0; i < 3; i++)
        advance(submit_for(applicant)->application_id, "receive");
    const Tracking__Application *refused = submit_for(applicant);
    advance(refused->application_id, "decide");
    pass_with(refused->application_id, "decide", "REFUSED", "reasonCode", "no-citizenship");
    as_supervisor();
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .applicant_id = applicant)), 4);
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .applicant_id = applicant, .kind = KIND(REFUSAL))), 1);
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .applicant_id = applicant, .state = STATE(ISSUED))), 0);
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .applicant_id = applicant, .agency_code = "archive")), 0);
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .applicant_id = applicant, .service_code = "passport")), 4);
    EXPECT_INT(
        count(CALL(Tracking__ListIssuedDocuments, .applicant_id = applicant, .from_date = today(), .to_date = today())),
        4);
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .applicant_id = applicant, .to_date = days_from(today(), -1))),
               0);
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .centre_code = "tver")), 0);
    const Tracking__ListIssuedDocumentsResponse *first =
        CALL(Tracking__ListIssuedDocuments, .applicant_id = applicant, .page_size = 3);
    EXPECT_INT(count(first), 3);
    advance(submit_for(applicant)->application_id, "receive"); /* does not move the pages */
    as_supervisor();
    const Tracking__ListIssuedDocumentsResponse *second = CALL(Tracking__ListIssuedDocuments, .applicant_id = applicant,
                                                               .page_size = 3, .page_token = first->next_page_token);
    EXPECT_INT(count(second), 1);
    EXPECT_TEXT(second->next_page_token, "");
    EXPECT(strcmp(first->documents[2]->issued_document_id, second->documents[0]->issued_document_id) > 0);
    EXPECT_CODE(TRY(Tracking__ListIssuedDocuments, .page_token = first->next_page_token), RPC_INVALID_ARGUMENT);
    as_agency();
    EXPECT(count(CALL(Tracking__ListIssuedDocuments, .page_size = 200, .from_date = today())) >= 5);
    as_controller();
    EXPECT(count(CALL(Tracking__ListIssuedDocuments, .page_size = 200, .service_code = "passport")) >= 5);
    EXPECT_INT(count(CALL(Tracking__ListIssuedDocuments, .agency_code = "mvd", .centre_code = "tver")), 0);
}

TEST(whoever_decided_annuls_with_a_reason_once)
{
    const Tracking__Application *app = submit();
    advance(app->application_id, "write-off");
    const Tracking__IssuedDocument *document = newest(app);
    const char *id = document->issued_document_id;
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__AnnulIssuedDocument, .issued_document_id = id, .reason = "Ошибка"),
                RPC_PERMISSION_DENIED);
    as_agency();
    EXPECT_CODE(TRY(Tracking__AnnulIssuedDocument, .issued_document_id = id), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Tracking__AnnulIssuedDocument, .issued_document_id = id, .reason = "Ошибка", .etag = "99"),
                RPC_ABORTED);
    const Tracking__IssuedDocument *annulled =
        CALL(Tracking__AnnulIssuedDocument, .issued_document_id = id, .reason = "Сведения были подложными");
    EXPECT_INT(annulled->state, STATE(ANNULLED));
    EXPECT_CODE(TRY(Tracking__AnnulIssuedDocument, .issued_document_id = id, .reason = "Ещё раз"),
                RPC_FAILED_PRECONDITION);
    const Tracking__IssuedDocumentVerdict *verdict = verify(document->number, document->code);
    EXPECT_INT(verdict->verdict, VERDICT(ANNULLED));
    EXPECT_TEXT(verdict->annulled_on, today());
    EXPECT(strstr(history(app->application_id), "DOCUMENT_ANNULLED"));
    as_operator("op");
    const Tracking__Application *refused = CALL(Tracking__RefuseAcceptance, .service_code = "passport",
                                                .applicant_id = pg_uuid(), .channel = TRACKING__CHANNEL__COUNTER,
                                                .centre_code = "arbat", .reason_code = "incomplete", .text = "Нет.");
    const char *refusal = newest(refused)->issued_document_id;
    as_supervisor();
    EXPECT_INT(((const Tracking__IssuedDocument *)CALL(Tracking__AnnulIssuedDocument, .issued_document_id = refusal,
                                                       .reason = "Отказ был ошибкой"))
                   ->state,
               STATE(ANNULLED));
}
