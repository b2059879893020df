/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

#include <okno/exchange.pb-c.h>

#define PDF "%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"

static const char *
upload(const char *request_id, const char *content)
{
    const char *file_id = pg_uuid();
    Common__Chunk chunk = { .upload_id = pg_uuid(),
                            .data = { strlen(content), (uint8_t *)(uintptr_t)content },
                            .last = true,
                            .file_name = "ответ.pdf" };
    EXPECT_INT(((const Exchange__File *)CALL(Exchange__UploadFile, .request_id = request_id, .file_id = file_id,
                                             .chunk = &chunk))
                   ->size,
               (int)strlen(content));
    return file_id;
}

/* ------------------------------------------------------------------ claiming */

TEST(a_request_is_claimed_by_one_official)
{
    const char *id = ask("mvd")->request_id;
    as_official("first");
    const Exchange__Request *mine = CALL(Exchange__ClaimRequest, .request_id = id);
    EXPECT_INT(mine->state, EXCHANGE__REQUEST__STATE__DELIVERED);
    EXPECT_TEXT(mine->assignee, "first");
    CALL(Exchange__ClaimRequest, .request_id = id);
    as_official("second");
    EXPECT_CODE(TRY(Exchange__ClaimRequest, .request_id = id), RPC_ABORTED);
    EXPECT_TEXT(pg_last->subject_id, "first");
    EXPECT_CODE(TRY(Exchange__AnswerRequest, .request_id = id), RPC_ABORTED);
    EXPECT_CODE(TRY(Exchange__RefuseRequest, .request_id = id, .refusal = EXCHANGE__REFUSAL__NO_DATA, .comment = "нет"),
                RPC_ABORTED);
    EXPECT_CODE(TRY(Exchange__ReleaseRequest, .request_id = id), RPC_ABORTED);
    as_official("first");
    CALL(Exchange__ReleaseRequest, .request_id = id, .comment = "не моё");
    as_official("second");
    EXPECT_TEXT(((const Exchange__Request *)CALL(Exchange__ClaimRequest, .request_id = id))->assignee, "second");
    EXPECT_TEXT(history(id), "CREATE SEND CLAIM RELEASE CLAIM");
}

/* ------------------------------------------------------------------ answering */

TEST(an_answer_closes_the_request_and_wakes_whoever_waits_once)
{
    const Exchange__Request *made = ask("mvd");
    const char *id = made->request_id;
    as_official("o");
    const char *file = upload(id, PDF), *unused = upload(id, PDF "%%");
    const Exchange__Request *answered =
        CALL(Exchange__AnswerRequest, .request_id = id, .fields = fields("registered", "yes"),
             .file_ids = (const char *[]){ file }, .n_file_ids = 1, .comment = "Готово");
    EXPECT_INT(answered->state, EXCHANGE__REQUEST__STATE__ANSWERED);
    EXPECT_CODE(TRY(Exchange__AnswerRequest, .request_id = id), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "REQUEST_CLOSED");
    EXPECT_CODE(TRY(Exchange__RefuseRequest, .request_id = id, .refusal = EXCHANGE__REFUSAL__NO_DATA, .comment = "x"),
                RPC_FAILED_PRECONDITION);
    const Exchange__Request *seen = look(id);
    EXPECT_TEXT(field(seen->fields, "registered"), "yes");
    EXPECT_TEXT(seen->comment, "Готово");
    EXPECT_INT(seen->n_files, 1);
    EXPECT_TEXT(seen->files[0]->file_id, file);
    EXPECT(seen->closed && seen->delivered == NULL);
    const Common__Content *content = CALL(Exchange__DownloadFile, .request_id = id, .file_id = file);
    EXPECT_INT(content->total_size, (int)strlen(PDF));
    EXPECT(memcmp(content->data.data, PDF, strlen(PDF)) == 0);
    EXPECT_CODE(TRY(Exchange__DownloadFile, .request_id = id, .file_id = unused), RPC_NOT_FOUND);
    as_other_operator();
    EXPECT_CODE(TRY(Exchange__DownloadFile, .request_id = id, .file_id = file), RPC_NOT_FOUND);
    EXPECT_TEXT(events(id), "RequestSent RequestAnswered");
}

static const Exchange__RequestAnswered *
answer_event(const char *request_id)
{
    const char *hex = pg_query(
        pg_text("SELECT encode(payload, 'hex') FROM event WHERE key = '%s' AND type LIKE '%%Answered'", request_id));
    ck_assert_ptr_nonnull(hex);
    static uint8_t bytes[4096];
    size_t n = strlen(hex) / 2;
    for (size_t i = 0; i < n; i++) {
        unsigned byte = 0;
        ck_assert_int_eq(sscanf(hex + 2 * i, "%2x", &byte), 1);
        bytes[i] = (uint8_t)byte;
    }
    return exchange__request_answered__unpack(NULL, n, bytes);
}

TEST(the_event_of_an_answer_says_all_that_is_needed)
{
    const Exchange__Request *made = ask("mvd");
    as_official("o");
    const char *file = upload(made->request_id, PDF);
    CALL(Exchange__AnswerRequest, .request_id = made->request_id, .fields = fields("registered", "no"),
         .file_ids = (const char *[]){ file }, .n_file_ids = 1);
    const Exchange__RequestAnswered *event = answer_event(made->request_id);
    EXPECT_TEXT(event->correlation, made->correlation);
    EXPECT_TEXT(event->application_id, made->application_id);
    EXPECT_INT(event->outcome, EXCHANGE__REQUEST__STATE__ANSWERED);
    EXPECT_TEXT(field(event->fields, "registered"), "no");
    EXPECT_INT(event->n_files, 1);
    EXPECT_TEXT(event->files[0]->content_type, "application/pdf");
    exchange__request_answered__free_unpacked((Exchange__RequestAnswered *)(uintptr_t)event, NULL);
}

TEST(files_that_were_not_uploaded_are_no_answer)
{
    const char *id = ask("mvd")->request_id, *other = ask("mvd")->request_id;
    as_official("o");
    const char *file = upload(other, PDF);
    EXPECT_CODE(TRY(Exchange__AnswerRequest, .request_id = id, .file_ids = (const char *[]){ file }, .n_file_ids = 1),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("fileIds[0]"));
    Common__Chunk script = { .upload_id = "u", .data = { 9, (uint8_t *)(uintptr_t) "#!/bin/sh" }, .last = true };
    EXPECT_CODE(TRY(Exchange__UploadFile, .request_id = id, .file_id = pg_uuid(), .chunk = &script),
                RPC_INVALID_ARGUMENT);
    EXPECT_INT(look(id)->state, EXCHANGE__REQUEST__STATE__SENT);
}

/* ------------------------------------------------------------------ refusing and cancelling */

TEST(a_refusal_is_reasoned)
{
    const char *id = ask("mvd")->request_id;
    as_official("o");
    EXPECT_CODE(TRY(Exchange__RefuseRequest, .request_id = id), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("refusal") && pg_violation("comment"));
    CALL(Exchange__RefuseRequest, .request_id = id, .refusal = EXCHANGE__REFUSAL__NO_DATA, .comment = "Сведений нет");
    const Exchange__Request *seen = look(id);
    EXPECT_INT(seen->state, EXCHANGE__REQUEST__STATE__REFUSED);
    EXPECT_INT(seen->refusal, EXCHANGE__REFUSAL__NO_DATA);
    EXPECT_TEXT(seen->comment, "Сведений нет");
    const Exchange__RequestAnswered *event = answer_event(id);
    EXPECT_INT(event->outcome, EXCHANGE__REQUEST__STATE__REFUSED);
    EXPECT_INT(event->refusal, EXCHANGE__REFUSAL__NO_DATA);
    exchange__request_answered__free_unpacked((Exchange__RequestAnswered *)(uintptr_t)event, NULL);
}

TEST(whoever_asked_may_cancel_and_the_agency_is_told)
{
    const char *id = ask("mvd")->request_id;
    as_operator();
    EXPECT_INT(
        ((const Exchange__Request *)CALL(Exchange__CancelRequest, .request_id = id, .comment = "отозвано"))->state,
        EXCHANGE__REQUEST__STATE__CANCELLED);
    EXPECT_CODE(TRY(Exchange__CancelRequest, .request_id = id), RPC_FAILED_PRECONDITION);
    as_official("o");
    EXPECT_CODE(TRY(Exchange__AnswerRequest, .request_id = id), RPC_FAILED_PRECONDITION);
    const Exchange__AgencyMessage *message =
        ((const Exchange__NextMessageResponse *)CALL(Exchange__NextMessage))->message;
    EXPECT_INT(message->dispatch->kind, EXCHANGE__DISPATCH__KIND__CANCELLATION);
    EXPECT_TEXT(message->dispatch->request_id, id);
    EXPECT_TEXT(message->dispatch->comment, "отозвано");
    EXPECT_TEXT(events(id), "RequestSent RequestAnswered");
}

TEST(a_waiting_step_cancels_by_what_it_called_its_request)
{
    const Exchange__Request *made = ask("mvd");
    const char *id = made->request_id, *step = made->correlation;
    as_tracking();
    CALL(Exchange__CancelRequest, .correlation = step);
    EXPECT_INT(look(id)->state, EXCHANGE__REQUEST__STATE__CANCELLED);
    as_tracking();
    EXPECT_CODE(TRY(Exchange__CancelRequest, .correlation = step), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(TRY(Exchange__CancelRequest, .correlation = "no-such"), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Exchange__CancelRequest), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("requestId"));
    as_operator();
    EXPECT_CODE(TRY(Exchange__CancelRequest, .correlation = step), RPC_NOT_FOUND); /* another's */
}

TEST(what_the_agency_never_saw_is_cancelled_silently)
{
    land_is_a_system("");
    const char *id = ask("land")->request_id;
    as_operator();
    CALL(Exchange__CancelRequest, .request_id = id);
    as_land();
    EXPECT(!((const Exchange__NextMessageResponse *)CALL(Exchange__NextMessage))->message);
}
