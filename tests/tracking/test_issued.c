/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The unified register of issued documents: what enters it, papers and signatures, verification, annulment. */
#include "fixture.h"

#include "issued/issued_rules.h"
#include "issued/keys.h"
#include "jobs/jobs.h"
#include "settings.h"

#include <openssl/sha.h>
#include <stdlib.h>

#define KIND(name) TRACKING__ISSUED_DOCUMENT__KIND__##name
#define STATE(name) TRACKING__ISSUED_DOCUMENT__STATE__##name
#define FORM(name) TRACKING__ISSUED_DOCUMENT__FORM__##name
#define VERDICT(name) TRACKING__ISSUED_DOCUMENT_VERDICT__VERDICT__##name

/* ------------------------------------------------------------------ keys and files */

static char folder[64];

static void
remove_folder(void)
{
    if (*folder && system(pg_text("rm -rf %s", folder)) != 0)
        ck_abort_msg("%s stays", folder);
    *folder = '\0';
}

__attribute__((constructor)) static void
clean_up(void)
{
    test_after = remove_folder;
}

/* A key with a certificate of its own in <name>.key and <name>.pem. */
static void
make_key(const char *name, const char *algorithm)
{
    if (!*folder) {
        snprintf(folder, sizeof folder, "/tmp/okno-issued-XXXXXX");
        ck_assert_ptr_nonnull(mkdtemp(folder));
    }
    ck_assert_int_eq(
        system(pg_text("openssl req -x509 -nodes -days 2 -subj '/CN=%s' %s -keyout %s/%s.key -out %s/%s.pem"
                       " 2>/dev/null",
                       name, algorithm, folder, name, folder, name)),
        0);
}

static void
sign_with(const char *installation, bool agencies)
{
    tracking_settings.issued_key = *installation ? pg_text("%s/%s.key", folder, installation) : "";
    tracking_settings.issued_certificate = *installation ? pg_text("%s/%s.pem", folder, installation) : "";
    tracking_settings.issued_folder = agencies ? folder : "";
    issued_keys_close();
    issued_keys_open();
}

/* Documents of earlier tests wait too. */
static void
seal(void)
{
    pg_query("UPDATE issued_document SET not_before = now() - interval '1 s' WHERE sealed IS NULL");
    while (pg_query("SELECT 1 FROM issued_document WHERE sealed IS NULL AND not_before <= now()")) {
        struct rpc_call job;
        rpc_call_init(&job, "tracking", 60000, NULL);
        EXPECT_CODE(tracking_job_seal_documents(&job), RPC_OK);
        rpc_call_release(&job);
    }
}

static void
write_file(const char *name, const Common__Content *content)
{
    FILE *file = fopen(pg_text("%s/%s", folder, name), "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(content->data.data, 1, content->data.len, file), content->data.len);
    fclose(file);
}

static const char *
digest(const void *data, size_t size)
{
    uint8_t bytes[SHA256_DIGEST_LENGTH];
    char hex[2 * SHA256_DIGEST_LENGTH + 1];
    SHA256(data, size, bytes);
    hex_encode(bytes, sizeof bytes, hex);
    return pg_text("%s", hex);
}

/* ------------------------------------------------------------------ the register */

/* The newest document of an application, as a supervisor of the centre sees it. */
static const Tracking__IssuedDocument *
newest(const Tracking__Application *app)
{
    as_supervisor();
    const Tracking__ListIssuedDocumentsResponse *list = CALL(Tracking__ListIssuedDocuments, .number = app->number);
    ck_assert_uint_gt(list->n_documents, 0);
    const Tracking__IssuedDocument *document =
        CALL(Tracking__GetIssuedDocument, .issued_document_id = list->documents[0]->issued_document_id);
    as_operator("op");
    return document;
}

static const Tracking__IssuedDocumentVerdict *
verify(const char *number, const char *code)
{
    as_stranger();
    const Tracking__IssuedDocumentVerdict *verdict =
        CALL(Tracking__VerifyIssuedDocument, .number = number, .code = code);
    as_operator("op");
    return verdict;
}

static const Tracking__IssuedDocumentVerdict *
verify_file(const void *data, size_t size)
{
    Common__Chunk chunk = { .upload_id = "u", .data = { size, (uint8_t *)(uintptr_t)data }, .last = true };
    as_stranger();
    const Tracking__IssuedDocumentVerdict *verdict = CALL(Tracking__VerifyIssuedFile, .chunk = &chunk);
    as_operator("op");
    return verdict;
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

/* ------------------------------------------------------------------ papers and signatures */

static const Tracking__IssuedDocument *
issue_electronically(const Tracking__Application *app)
{
    pass(app->application_id, "send", "SENT");
    pass(app->application_id, "decide", "GRANTED");
    seal();
    return newest(app);
}

static bool
openssl_verifies(const char *certificate)
{
    return system(pg_text("openssl cms -verify -binary -inform DER -in %s/sig -content %s/pdf -certfile %s/%s.pem "
                          "-nointern -noverify -out /dev/null 2>/dev/null",
                          folder, folder, folder, certificate))
           == 0;
}

TEST(a_document_is_made_signed_and_verified_by_anybody)
{
    make_key("town", "-newkey rsa:2048");
    make_key("other", "-newkey rsa:2048");
    sign_with("town", false);
    const Tracking__IssuedDocument *document = issue_electronically(submit_service("passport", 1));
    EXPECT_TEXT(document->content_type, "application/pdf");
    EXPECT(text_starts(document->signer, "town, сертификат "));
    const char *id = document->issued_document_id;
    const Common__Content *pdf = CALL(Tracking__DownloadIssuedDocument, .issued_document_id = id);
    EXPECT(memcmp(pdf->data.data, "%PDF-", 5) == 0);
    EXPECT_TEXT(pdf->file_name, pg_text("%s.pdf", document->number));
    EXPECT_TEXT(digest(pdf->data.data, pdf->data.len), document->sha256);
    EXPECT_INT(pdf->total_size, document->size);
    const Common__Content *signature = CALL(Tracking__DownloadIssuedSignature, .issued_document_id = id);
    EXPECT_TEXT(signature->content_type, "application/pkcs7-signature");
    write_file("pdf", pdf);
    write_file("sig", signature);
    EXPECT(openssl_verifies("town"));
    EXPECT(!openssl_verifies("other"));
    const Tracking__IssuedDocumentVerdict *verdict = verify_file(pdf->data.data, pdf->data.len);
    EXPECT_INT(verdict->verdict, VERDICT(VALID));
    EXPECT_TEXT(verdict->signature, "GOOD");
    EXPECT(verdict->signed_electronically);
    EXPECT_TEXT(verdict->number, document->number);
    EXPECT_TEXT(verdict->agency_name, "Внутренние дела");
    EXPECT_INT(verify_file("%PDF-1.4 another", 16)->verdict, VERDICT(UNKNOWN));
    tracking_settings.issued_trusted = pg_text("%s/town.pem", folder);
    sign_with("other", false);
    EXPECT_TEXT(verify_file(pdf->data.data, pdf->data.len)->signature, "GOOD"); /* by a former key */
    tracking_settings.issued_trusted = "";
    EXPECT_TEXT(verify_file(pdf->data.data, pdf->data.len)->signature, "FORGED");
}

TEST(the_paper_says_what_it_is_and_leads_to_its_verification)
{
    const Tracking__Application *app = submit();
    advance(app->application_id, "issue");
    make_key("unused", "-newkey rsa:2048");
    seal();
    const Tracking__IssuedDocument *document = newest(app);
    EXPECT_TEXT(document->signer, ""); /* no key is configured */
    write_file("pdf", CALL(Tracking__DownloadIssuedDocument, .issued_document_id = document->issued_document_id));
    EXPECT_CODE(TRY(Tracking__DownloadIssuedSignature, .issued_document_id = document->issued_document_id),
                RPC_NOT_FOUND);
    ck_assert_int_eq(system(pg_text("pdftotext -layout %s/pdf %s/txt", folder, folder)), 0);
    const char *const words[] = { document->number, document->code, FULL_NAME, "Внутренние дела",
                                  "Паспорт гражданина" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(words); i++)
        ck_assert_msg(system(pg_text("tr '\\n' ' ' < %s/txt | tr -s ' ' | grep -qF '%s'", folder, words[i])) == 0, "%s",
                      words[i]);
}

TEST(gost_signatures_hold_where_the_engine_is_installed)
{
    TEXT_SCOPED error = { 0 };
    if (sign_engine("gost", &error) != RPC_OK)
        return; /* libs/sign says what is missing */
    make_key("gost", "-engine gost -newkey gost2012_256 -pkeyopt paramset:A");
    tracking_settings.issued_engine = "gost";
    tracking_settings.issued_digest = "md_gost12_256";
    sign_with("gost", false);
    const Tracking__IssuedDocument *document = issue_electronically(submit_service("passport", 1));
    EXPECT(text_starts(document->signer, "gost, "));
    const Common__Content *pdf =
        CALL(Tracking__DownloadIssuedDocument, .issued_document_id = document->issued_document_id);
    EXPECT_TEXT(verify_file(pdf->data.data, pdf->data.len)->signature, "GOOD");
}

TEST(an_agency_with_a_key_of_its_own_signs_with_that)
{
    make_key("town", "-newkey rsa:2048");
    make_key("mvd", "-newkey ec -pkeyopt ec_paramgen_curve:P-256");
    sign_with("town", true);
    const Tracking__IssuedDocument *document = issue_electronically(submit_service("passport", 1));
    EXPECT(text_starts(document->signer, "mvd, "));
    const Common__Content *pdf =
        CALL(Tracking__DownloadIssuedDocument, .issued_document_id = document->issued_document_id);
    EXPECT_TEXT(verify_file(pdf->data.data, pdf->data.len)->signature, "GOOD");
}

TEST(without_its_key_a_document_waits_and_is_not_given_out_unsigned)
{
    make_key("town", "-newkey rsa:2048");
    make_key("wrong", "-newkey rsa:2048");
    sign_with("town", false);
    tracking_settings.issued_certificate = pg_text("%s/wrong.pem", folder);
    issued_keys_close();
    issued_keys_open();
    const Tracking__IssuedDocument *document = issue_electronically(submit_service("passport", 1));
    EXPECT(!document->sealed);
    EXPECT_CODE(TRY(Tracking__DownloadIssuedDocument, .issued_document_id = document->issued_document_id),
                RPC_UNAVAILABLE);
    EXPECT_INT(verify(document->number, document->code)->verdict, VERDICT(VALID));
    sign_with("town", false);
    seal();
    EXPECT(CALL(Tracking__DownloadIssuedSignature, .issued_document_id = document->issued_document_id));
}

static enum rpc_code
upload(const char *application_id, const char *upload_id, int64_t offset, const void *data, size_t size, bool last)
{
    Common__Chunk chunk = {
        .upload_id = upload_id, .offset = offset, .data = { size, (uint8_t *)(uintptr_t)data }, .last = last
    };
    return TRY(Tracking__UploadResult, .application_id = application_id, .chunk = &chunk);
}

TEST(the_agencys_own_file_is_the_document)
{
    static const char pdf[] = "%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n";
    const Tracking__Application *app = submit();
    const char *id = app->application_id, *name = pg_uuid();
    advance(id, "decide");
    as_archive();
    EXPECT_CODE(upload(id, name, 0, pdf, sizeof pdf, true), RPC_NOT_FOUND);
    as_agency();
    EXPECT_CODE(upload(id, pg_uuid(), 0, "MZ", 2, true), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(upload(id, pg_uuid(), 0, pdf, 20, false), RPC_OK);
    EXPECT_CODE(upload(id, name, 0, pdf, sizeof pdf, true), RPC_OK);
    EXPECT_TEXT(((const Tracking__UploadResultResponse *)pg_last->reply)->sha256, digest(pdf, sizeof pdf));
    pass(id, "decide", "GRANTED");
    as_agency();
    EXPECT_CODE(upload(id, pg_uuid(), 0, pdf, sizeof pdf, true), RPC_FAILED_PRECONDITION);
    seal();
    const Tracking__IssuedDocument *document = newest(app);
    EXPECT_TEXT(document->sha256, digest(pdf, sizeof pdf));
    EXPECT(document->sealed);
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM result_file WHERE application_id = '%s'", id)), "0");
    const Common__Content *back =
        CALL(Tracking__DownloadIssuedDocument, .issued_document_id = document->issued_document_id);
    EXPECT_INT(back->data.len, sizeof pdf);
    EXPECT(strstr(history(id), "RESULT_UPLOADED"));
}

TEST(a_large_file_is_verified_in_pieces)
{
    enum { SIZE = 300000, HALF = 150000 };
    uint8_t *bytes = calloc(1, SIZE);
    memcpy(bytes, "%PDF-1.4\n", 9);
    const Tracking__Application *app = submit();
    const char *id = app->application_id, *name = pg_uuid(), *check = pg_uuid();
    advance(id, "decide");
    as_agency();
    EXPECT_CODE(upload(id, name, 0, bytes, HALF, false), RPC_OK);
    EXPECT_CODE(upload(id, name, HALF, bytes + HALF, HALF, true), RPC_OK);
    pass(id, "decide", "GRANTED");
    seal();
    as_stranger();
    Common__Chunk first = { .upload_id = check, .data = { HALF, bytes } },
                  second = { .upload_id = check, .offset = HALF, .data = { HALF, bytes + HALF }, .last = true };
    CALL(Tracking__VerifyIssuedFile, .chunk = &first);
    const Tracking__IssuedDocumentVerdict *verdict = CALL(Tracking__VerifyIssuedFile, .chunk = &second);
    EXPECT_INT(verdict->verdict, VERDICT(NOT_ISSUED));
    EXPECT_TEXT(verdict->number, newest(app)->number);
    free(bytes);
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

static size_t
count(const Tracking__ListIssuedDocumentsResponse *list)
{
    return list->n_documents;
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
