/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

#include "catalogue.h"
#include "intake.h"
#include "issued/keys.h"
#include "jobs/jobs.h"
#include "process/regulations.h"
#include "settings.h"

#include <okno/applicants.rpc.h>
#include <okno/catalogue.h>
#include <okno/json.h>
#include <okno/proto.h>
#include <okno/tracking.schema.h>
#include <okno/tracking.sql.h>

#include <stdio.h>

struct tracking_settings tracking_settings;
int applicants_asked;

/* ------------------------------------------------------------------ other services */

static enum rpc_code
give_catalogue(struct rpc_call *call, int64_t known, Reference__Catalogue **ret_catalogue)
{
    ProtobufCMessage *all;
    struct json_error error;
    if (json_to_message(call->arena, &reference__catalogue__descriptor, catalogue_json, strlen(catalogue_json), &all,
                        &error)
        != RPC_OK)
        ck_abort_msg("%s: %s", error.path, error.message_en);
    *ret_catalogue = known ? proto_new(call->arena, &reference__catalogue__descriptor) : (Reference__Catalogue *)all;
    (*ret_catalogue)->version = 1;
    return RPC_OK;
}

static enum rpc_code
check_applicant(struct rpc_call *call, const void *request, void *reply)
{
    const Applicants__CheckApplicantRequest *req = request;
    Applicants__CheckApplicantResponse *rep = reply;
    (void)call;
    applicants_asked++;
    rep->found = !text_equal(req->applicant_id, NO_APPLICANT);
    rep->kind = text_equal(req->applicant_id, LEGAL_ENTITY) ? APPLICANTS__CHECK_APPLICANT_RESPONSE__KIND__LEGAL_ENTITY
                                                            : APPLICANTS__CHECK_APPLICANT_RESPONSE__KIND__PERSON;
    rep->display_name = NAME;
    rep->full_name = FULL_NAME;
    rep->pseudonym = PSEUDONYM;
    bool not_to_receive = req->to_receive && text_equal(req->representative_id, NOT_TO_RECEIVE);
    rep->representative_valid =
        *req->representative_id && !text_equal(req->representative_id, NO_POWER) && !not_to_receive;
    if (*req->representative_id) {
        rep->representative_name = "Доверенная Д. Д.";
        rep->representative_applicant_id = PROXY;
    }
    if (text_equal(req->representative_id, NO_POWER))
        rep->representative_problem = "доверенность истекла";
    if (not_to_receive)
        rep->representative_problem = "доверенность не даёт права получать результат";
    return RPC_OK;
}

static const struct rpc_binding applicants[] = { { &applicants_method_check_applicant, check_applicant } };

static struct rpc_caller now;

static void
as(struct rpc_caller caller)
{
    now = caller;
    pg_as(caller);
}

Common__Chunk *
whole(const char *bpmn)
{
    static Common__Chunk made[16];
    static size_t n;
    Common__Chunk *chunk = &made[n++ % OKNO_ARRAY_SIZE(made)];
    common__chunk__init(chunk);
    chunk->data = (ProtobufCBinaryData){ strlen(bpmn), (uint8_t *)(uintptr_t)bpmn };
    chunk->last = true;
    return chunk;
}

int
publish(const char *bpmn)
{
    as_controller();
    return ((const Tracking__Regulation *)CALL(Tracking__PublishRegulation, .chunk = whole(bpmn)))->version;
}

void run_job(enum rpc_code (*job)(struct rpc_call *call))
{
    struct rpc_call call;
    rpc_call_init(&call, "tracking", 60000, NULL);
    EXPECT_CODE(job(&call), RPC_OK);
    rpc_call_release(&call);
}

void
run_errands(int rounds)
{
    for (int i = 0; i < rounds; i++)
        run_job(tracking_job_run_errands);
}

void
hurry_errands(int rounds)
{
    for (int i = 0; i < rounds; i++) {
        pg_query("UPDATE errand SET not_before = now()");
        run_job(tracking_job_run_errands);
    }
}

/* What stands in a regulation's text in place of `from`; both NULL: the file as it is. */
static void
publish_changed(const char *name, const char *from, const char *to)
{
    static char bpmn[262144];
    char path[512];
    snprintf(path, sizeof path, "%s/%s.bpmn", REGULATIONS, name);
    FILE *file = fopen(path, "re");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(bpmn, 1, sizeof bpmn - 1, file);
    bpmn[size] = '\0';
    fclose(file);
    char *at = from ? strstr(bpmn, from) : NULL;
    ck_assert(!from || at);
    const char *text = from ? pg_text("%.*s%s%s", (int)(at - bpmn), bpmn, to, at + strlen(from)) : bpmn;
    publish(text);
}

/* The town's own regulations, one for each scenario. */
static void
publish_named(const char *name)
{
    publish_changed(name, NULL, NULL);
}

#define DEPLOYED "../../../deploy/data/regulations/"
#define COMPLAINT DEPLOYED "complaint"

void
publish_deployed(const char *code)
{
    struct rpc_caller before = now;
    as_controller();
    publish_named(pg_text(DEPLOYED "%s", code));
    as(before);
}

void
publish_late_complaints(void)
{
    struct rpc_caller before = now;
    as_controller();
    publish_changed(COMPLAINT, "=complaint.term", "0 MINUTES");
    as(before);
}

void
publish_complaints_again(void)
{
    pg_query("DELETE FROM regulation WHERE code = 'complaint' AND version > 1");
    regulations_forget("complaint");
}

static void
publish_all(void)
{
    as_controller();
    publish_named("scenario-0");
    publish_named("scenario-1");
    publish_named("scenario-2");
    publish_named("scenario-3");
    publish_named(COMPLAINT);
}

static void
open_town(void)
{
    tracking_settings = (struct tracking_settings){ "https://okno.example", "", 1 << 20, "", "", "", "", "", "" };
    applicants_asked = 0;
    pg_peer("applicants", applicants, 1);
    catalogue_open(&(struct catalogue_options){ .source = give_catalogue });
    struct rpc_call call;
    rpc_call_init(&call, "test", 10000, NULL);
    EXPECT_CODE(catalogue_refresh(&call), RPC_OK);
    rpc_call_release(&call);
    intake_open();
    regulations_open();
    issued_keys_open();
    publish_all();
    as_operator("op");
}

void (*also_close)(void);

static void
close_town(void)
{
    if (also_close)
        also_close();
    intake_close();
    regulations_close();
    issued_keys_close();
    catalogue_close();
}

static const ProtobufCMessageDescriptor *const rows[] = { &tracking__process_row__descriptor,
                                                          &tracking__errand__descriptor,
                                                          &tracking__due_timer__descriptor,
                                                          &tracking__unsealed_document__descriptor, NULL };

PG_FIXTURE(tracking, .open = open_town, .close = close_town, .rows = rows);

/* ------------------------------------------------------------------ callers */

void
as_operator(const char *subject)
{
    as((struct rpc_caller){ .role = RPC_ROLE_OPERATOR, .subject = subject, .centre = "arbat" });
}

void
as_other_operator(void)
{
    as((struct rpc_caller){ .role = RPC_ROLE_OPERATOR, .subject = "far", .centre = "tver" });
}

void
as_supervisor(void)
{
    as((struct rpc_caller){ .role = RPC_ROLE_SUPERVISOR, .subject = "boss", .centre = "arbat" });
}

void
as_agency(void)
{
    as((struct rpc_caller){ .role = RPC_ROLE_AGENCY, .subject = "official", .agency = "mvd" });
}

void
as_archive(void)
{
    as((struct rpc_caller){ .role = RPC_ROLE_AGENCY, .subject = "archivist", .agency = "archive" });
}

void
as_applicant(const char *applicant_id)
{
    as((struct rpc_caller){ .role = RPC_ROLE_APPLICANT, .subject = "citizen", .applicant = applicant_id });
}

void
as_controller(void)
{
    as((struct rpc_caller){ .role = RPC_ROLE_CONTROLLER, .subject = "control" });
}

void
as_stranger(void)
{
    as((struct rpc_caller){ .role = RPC_ROLE_ANYONE, .subject = "" });
}

/* ------------------------------------------------------------------ applications */

Tracking__Document *
document_of(const char *kind, Tracking__Document__Form form, const char *valid_until)
{
    static Tracking__Document made[256];
    static size_t n;
    Tracking__Document *document = &made[n++ % OKNO_ARRAY_SIZE(made)];
    tracking__document__init(document);
    document->kind = kind;
    document->form = form;
    document->sheets = 2;
    document->copies = 1;
    document->number = "4500 123456";
    document->valid_until = valid_until;
    return document;
}

Tracking__Document *
document(const char *kind)
{
    return document_of(kind, TRACKING__DOCUMENT__FORM__ORIGINAL, "");
}

static const Tracking__Application *
submit_as_set(const char *service_code, int scenario, const char *applicant_id)
{
    struct rpc_caller before = now;
    as_operator("op");
    Tracking__Document *documents[] = { document("passport-rf"),
                                        document_of("birth-certificate", TRACKING__DOCUMENT__FORM__COPY, "") };
    const Tracking__Application *app =
        CALL(Tracking__SubmitApplication, .service_code = service_code, .applicant_id = applicant_id,
             .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat", .scenario = scenario,
             .documents = documents, .n_documents = 2);
    as(before);
    return app;
}

const Tracking__Application *
submit(void)
{
    return submit_as_set("passport", 0, pg_uuid());
}

const Tracking__Application *
submit_for(const char *applicant_id)
{
    return submit_as_set("passport", 0, applicant_id);
}

const Tracking__Application *
submit_service(const char *service_code, int scenario)
{
    return submit_as_set(service_code, scenario, pg_uuid());
}

const Tracking__Application *
look(const char *application_id)
{
    struct rpc_caller before = now;
    as_supervisor();
    const Tracking__Application *app = CALL(Tracking__GetApplication, .application_id = application_id);
    as(before);
    return app;
}

const Tracking__Task *
live_task(const char *application_id)
{
    struct rpc_caller before = now;
    as_controller();
    const Tracking__ListTasksResponse *list = CALL(Tracking__ListTasks, .application_id = application_id);
    as(before);
    ck_assert_int_le((int)list->n_tasks, 1);
    return list->n_tasks ? list->tasks[0] : NULL;
}

Google__Protobuf__Struct *
fields(const char *key, const char *value)
{
    struct entry {
        Google__Protobuf__Struct all;
        Google__Protobuf__Struct__FieldsEntry one;
        Google__Protobuf__Struct__FieldsEntry *ones[1];
        Google__Protobuf__Value value;
    };
    static struct entry made[64];
    static size_t n;
    struct entry *entry = &made[n++ % OKNO_ARRAY_SIZE(made)];
    google__protobuf__struct__init(&entry->all);
    google__protobuf__struct__fields_entry__init(&entry->one);
    google__protobuf__value__init(&entry->value);
    entry->value.kind_case = GOOGLE__PROTOBUF__VALUE__KIND_STRING_VALUE;
    entry->value.string_value = (char *)(uintptr_t)value;
    entry->one.key = (char *)(uintptr_t)key;
    entry->one.value = &entry->value;
    entry->ones[0] = &entry->one;
    entry->all.fields = entry->ones;
    entry->all.n_fields = 1;
    return &entry->all;
}

const Tracking__CompleteTaskResponse *
pass_with(const char *application_id, const char *step, const char *outcome, const char *key, const char *value)
{
    struct rpc_caller before = now;
    const Tracking__Task *task = live_task(application_id);
    ck_assert_ptr_nonnull(task);
    EXPECT_TEXT(task->step, step);
    if (text_equal(task->agency_code, "mvd"))
        as_agency();
    else if (text_equal(task->agency_code, "archive"))
        as_archive();
    else
        as_operator("op");
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    const Tracking__CompleteTaskResponse *rep = CALL(
        Tracking__CompleteTask, .task_id = task->task_id, .outcome = outcome,
        .comment = text_equal(outcome, "MISMATCH") ? "Номер другой." : "", .fields = key ? fields(key, value) : NULL);
    as(before);
    return rep;
}

const Tracking__CompleteTaskResponse *
pass(const char *application_id, const char *step, const char *outcome)
{
    return pass_with(application_id, step, outcome, NULL, NULL);
}

void
advance(const char *application_id, const char *step)
{
    static const char *const way[][2] = { { "check", "PASSED" },     { "send", "SENT" },       { "decide", "GRANTED" },
                                          { "receive", "RECEIVED" }, { "inform", "INFORMED" }, { "issue", "ISSUED" } };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(way) && !text_equal(way[i][0], step); i++)
        pass(application_id, way[i][0], way[i][1]);
}

/* ------------------------------------------------------------------ what is left behind */

const char *
history(const char *application_id)
{
    struct rpc_caller before = now;
    as_controller();
    const Tracking__ListHistoryResponse *list = CALL(Tracking__ListHistory, .application_id = application_id);
    as(before);
    const char *all = "";
    for (size_t i = 0; i < list->n_movements; i++)
        if (!*list->movements[i]->document_id)
            all = pg_text("%s%s%s", all, *all ? " " : "", list->movements[i]->action);
    return all;
}

const char *
events(const char *application_id)
{
    return pg_query(pg_text("SELECT string_agg(replace(type, 'okno.tracking.v1.', ''), ' ' ORDER BY txid, id)"
                            " FROM event WHERE key = '%s'",
                            application_id));
}

/* ------------------------------------------------------------------ days */

static const char *
written(struct date date)
{
    char day[11];
    date_format(date, day);
    return pg_text("%s", day);
}

static struct date
parsed(const char *day)
{
    struct date date;
    ck_assert_msg(date_parse(day, &date), "%s", day);
    return date;
}

const char *
today(void)
{
    return written(date_of_time(time_now_us()));
}

const char *
days_from(const char *day, int days)
{
    return written(date_from_days(date_to_days(parsed(day)) + days));
}

const char *
working_day(const char *from, int days)
{
    struct date date = parsed(from);
    while (days > 0) {
        date = date_from_days(date_to_days(date) + 1);
        days -= date_weekday(date) <= 5;
    }
    return written(date);
}

const char *
registration_day(void)
{
    struct date date = parsed(today());
    while (date_weekday(date) > 5)
        date = date_from_days(date_to_days(date) + 1);
    return written(date);
}
