/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The queue for a quota (R248): its order, who sees the place, a term that stands in it; documents step by step. */
#include "fixture.h"

#include <okno/json.h>

static const char *
apply(const char *applicant)
{
    as_applicant(applicant);
    const char *id = ((const Tracking__Application *)CALL(
                          Tracking__SubmitApplication, .service_code = "high-tech", .applicant_id = applicant,
                          .channel = TRACKING__CHANNEL__PORTAL, .centre_code = "arbat", .scenario = 2))
                         ->application_id;
    as_operator("op");
    pass(id, "check", "PASSED");
    pass(id, "send", "SENT");
    return id;
}

static const char *
queue_up(void)
{
    const char *id = apply(pg_uuid());
    pass(id, "commission", "INDICATED");
    EXPECT_TEXT(live_task(id)->step, "quota");
    return id;
}

/* "2 of 3", "" outside the queue. */
static const char *
place(const char *id)
{
    const Tracking__QueuePlace *queue = look(id)->queue;
    return queue ? pg_text("%d of %d", queue->place, queue->length) : "";
}

static void
begin(void)
{
    publish_deployed("vmp");
    pg_query("UPDATE application SET in_queue = false WHERE service_code IN ('high-tech', 'nursery')");
}

TEST(the_place_in_the_queue_is_seen_and_moves)
{
    begin();
    const char *a = queue_up(), *b = queue_up(), *c = queue_up();
    EXPECT_TEXT(place(a), "1 of 3");
    EXPECT_TEXT(place(b), "2 of 3");
    EXPECT_TEXT(place(c), "3 of 3");
    EXPECT(look(a)->queue->since && !look(a)->queue->told);
    pass(a, "quota", "MOVED");
    EXPECT_TEXT(place(a), "1 of 3");
    pass(a, "quota", "ALLOTTED");
    EXPECT_TEXT(place(a), "");
    EXPECT_TEXT(place(b), "1 of 2");
    pass(a, "clinic-review", "REJECTED");
    EXPECT_TEXT(place(a), "1 of 3");
    EXPECT_TEXT(place(c), "3 of 3");
    CALL(Tracking__WithdrawApplication, .application_id = b, .reason = "передумал");
    EXPECT_TEXT(place(b), "");
    EXPECT_TEXT(place(c), "2 of 2");
    EXPECT(strstr(history(a), "QUEUE_MOVED") && strstr(history(a), "QUOTA_ALLOTTED"));
}

TEST(the_applicant_and_the_tracking_page_see_the_place)
{
    begin();
    const char *first = queue_up(), *who = pg_uuid(), *id = apply(who);
    pass(id, "commission", "INDICATED");
    (void)first;
    as_applicant(who);
    const Tracking__Application *app = CALL(Tracking__GetApplication, .application_id = id);
    EXPECT_INT(app->queue->place, 2);
    as_stranger();
    const Tracking__TrackApplicationResponse *track =
        CALL(Tracking__TrackApplication, .number = app->number, .code = app->tracking_code);
    EXPECT_INT(track->queue_place, 2);
    EXPECT_INT(track->queue_length, 2);
    EXPECT_TEXT(track->status_text, "Вы в очереди на квоту: место видно в заявлении");
}

TEST(the_queue_is_listed_in_its_order_by_pages)
{
    begin();
    const char *ids[] = { queue_up(), queue_up(), queue_up() }, *token = "";
    as_agency();
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(ids); i++) {
        const Tracking__ListQueueResponse *page =
            CALL(Tracking__ListQueue, .service_code = "high-tech", .page_size = 1, .page_token = token);
        EXPECT_INT(page->n_entries, 1);
        EXPECT_INT(page->entries[0]->place, (int)i + 1);
        EXPECT_TEXT(page->entries[0]->application_id, ids[i]);
        EXPECT_TEXT(page->entries[0]->waiting_in[0], "quota");
        token = page->next_page_token;
    }
    EXPECT_TEXT(token, "");
    as_archive();
    EXPECT_INT(((const Tracking__ListQueueResponse *)CALL(Tracking__ListQueue, .service_code = "high-tech"))->n_entries,
               0);
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Tracking__ListQueue, .service_code = "high-tech"), RPC_PERMISSION_DENIED);
}

TEST(nobody_is_late_while_an_application_stands_in_the_queue)
{
    begin();
    const char *id = queue_up();
    pg_query(pg_text("UPDATE application SET registered_on = registered_on - 140, planned_on = planned_on - 140,"
                     " stopped_on = stopped_on - 140 WHERE application_id = '%s'",
                     id));
    EXPECT(!look(id)->overdue);
    pass(id, "quota", "ALLOTTED");
    EXPECT(!look(id)->overdue);
    EXPECT(strcmp(look(id)->planned_on, today()) > 0);
}

TEST(an_agency_that_counts_by_its_own_rules_tells_the_place)
{
    begin();
    publish_deployed("kindergarten");
    as_applicant("00000000-0000-7000-8000-0000000000cc");
    const char *id =
        ((const Tracking__Application *)CALL(Tracking__SubmitApplication, .service_code = "nursery", .scenario = 1,
                                             .applicant_id = "00000000-0000-7000-8000-0000000000cc",
                                             .channel = TRACKING__CHANNEL__PORTAL, .centre_code = "arbat"))
            ->application_id;
    as_operator("op");
    pass(id, "check", "PASSED");
    pass(id, "send", "SENT");
    const Tracking__Task *task = live_task(id);
    Google__Protobuf__Struct *told = fields("position", "");
    told->fields[0]->value->kind_case = GOOGLE__PROTOBUF__VALUE__KIND_NUMBER_VALUE;
    told->fields[0]->value->number_value = 17;
    as_agency();
    CALL(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "ENQUEUED", .fields = told);
    EXPECT_INT(look(id)->queue->place, 17);
    EXPECT(look(id)->queue->told);
}

TEST(documents_come_step_by_step)
{
    begin();
    const char *who = pg_uuid(), *id = apply(who);
    pass(id, "commission", "MORE");
    as_applicant(who);
    Tracking__Document *more = document_of("military-id", TRACKING__DOCUMENT__FORM__SCAN, "");
    const Tracking__Document *added = CALL(Tracking__AddDocument, .application_id = id, .document = more);
    EXPECT_TEXT(added->name, "Военный билет");
    EXPECT(uuid_valid(added->document_id));
    Tracking__Document *odd = document_of("no-such-kind", TRACKING__DOCUMENT__FORM__SCAN, "");
    EXPECT_CODE(TRY(Tracking__AddDocument, .application_id = id, .document = odd), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("document.kind"));
    static const char pdf[] = "%PDF-1.4\n%%EOF\n";
    Common__Chunk chunk = { .upload_id = "u", .data = { sizeof pdf, (uint8_t *)(uintptr_t)pdf }, .last = true };
    CALL(Tracking__UploadScan, .application_id = id, .document_id = added->document_id, .chunk = &chunk);
    const Tracking__Application *app = CALL(Tracking__GetApplication, .application_id = id);
    EXPECT_INT(app->n_documents, 1);
    EXPECT(*app->documents[0]->sha256);
    CALL(Tracking__CompleteTask, .task_id = live_task(id)->task_id, .outcome = "CORRECTED");
    EXPECT_TEXT(live_task(id)->step, "commission");
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Tracking__AddDocument, .application_id = id, .document = more), RPC_NOT_FOUND);
    as_operator("op");
    pass(id, "commission", "INDICATED");
    pass(id, "quota", "ALLOTTED");
    pass(id, "clinic-review", "ACCEPTED");
    pass(id, "decide", "GRANTED");
    EXPECT_CODE(TRY(Tracking__AddDocument, .application_id = id, .document = more), RPC_FAILED_PRECONDITION);
}
