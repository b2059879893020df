/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Applications that wait for no person: their terms, where they stand, and what keeps them from being lost. */
#include "fixture.h"

#include "jobs/jobs.h"

#include <okno/exchange.rpc.h>

#define HEAD                                                                                                           \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "                   \
    "targetNamespace='https://okno.example/tests'><message id='m' name='news'/><signal id='g' name='all clear'/>"
#define PROCESS(id, body)                                                                                              \
    HEAD "<error id='bad' errorCode='broken'/><process id='" id "' name='Ожидание' isExecutable='true'>" body          \
         "</process></definitions>"
#define FLOW(a, b) "<sequenceFlow id='" a "-" b "' sourceRef='" a "' targetRef='" b "'/>"
#define REQUEST(term)                                                                                                  \
    "<startEvent id='s'/><serviceTask id='ask' name='Запрос' "                                                   \
    "okno:operation='exchange.request'><extensionElements>" term                                                       \
    "</extensionElements></serviceTask><userTask id='then'><extensionElements><okno:performer role='OPERATOR' "        \
    "centre='application'/></extensionElements></userTask><endEvent id='e'/>" FLOW("s", "ask") FLOW("ask", "then")     \
        FLOW("then", "e")
#define CAUGHT                                                                                                         \
    "<boundaryEvent id='failed' attachedToRef='ask'><errorEventDefinition/></boundaryEvent><userTask id='by-hand'>"    \
    "<extensionElements><okno:performer role='OPERATOR' centre='application'/></extensionElements></userTask>" FLOW(   \
        "failed", "by-hand")

static const char *
apply(const char *bpmn)
{
    publish(bpmn);
    as_operator("op");
    return submit_service("waiting-service", 0)->application_id;
}

static const Tracking__ListMissedTermsResponse *
missed(const char *application_id)
{
    as_supervisor();
    return CALL(Tracking__ListMissedTerms, .application_id = application_id);
}

/* The exchange comes back without an answer. */
static void
fail_request(const char *process_id)
{
    pg_query(pg_text("UPDATE errand SET kind = 'NOT_ANSWERED', detail = 'not-answered' WHERE process_id = '%s'",
                     process_id));
    hurry_errands(1);
}

static void
fire_timers(void)
{
    run_job(tracking_job_fire_timers);
    run_job(tracking_job_fire_other_timers);
}

/* ------------------------------------------------------------------ terms */

TEST(an_application_that_waits_for_a_request_misses_its_term_on_record)
{
    const char *id = apply(PROCESS("waiting", REQUEST("") CAUGHT));
    EXPECT(!live_task(id));
    pg_query(pg_text("UPDATE application SET planned_on = current_date - 1 WHERE application_id = '%s'", id));
    run_job(tracking_job_mark_missed_terms);
    run_job(tracking_job_mark_missed_terms);
    const Tracking__ListMissedTermsResponse *list = missed(id);
    EXPECT_INT((int)list->n_terms, 1);
    const Tracking__MissedTerm *term = list->terms[0];
    EXPECT_INT(term->kind, TRACKING__MISSED_TERM__KIND__SERVICE);
    EXPECT(term->without_task);
    EXPECT_TEXT(term->place, "arbat");
    EXPECT_TEXT(term->step, "ask");
    EXPECT_TEXT(term->responsible, "");
    EXPECT_TEXT(term->responsible_role, "SUPERVISOR");
    EXPECT_TEXT(term->application_number, look(id)->number);
    EXPECT_TEXT(term->service_code, "waiting-service");
    EXPECT_TEXT(history(id), "REGISTERED TERM_MISSED");
    CALL(Tracking__AnswerMissedTerm, .task_id = term->task_id, .kind = term->kind, .text = "Орган молчит.");
    EXPECT_TEXT(missed(id)->terms[0]->answer, "Орган молчит.");
    /* Whoever gets the next task was not there when the term passed. */
    fail_request(id);
    EXPECT_TEXT(live_task(id)->step, "by-hand");
    run_job(tracking_job_mark_missed_terms);
    EXPECT_TEXT(
        pg_query(pg_text("SELECT count(*) FROM missed_term WHERE application_id = '%s' AND kind = 'SERVICE'", id)),
        "1");
}

TEST(a_request_that_passes_its_term_is_on_record_for_the_supervisor)
{
    const char *id = apply(PROCESS("waiting", REQUEST("<okno:term value='0 MINUTES' missed='supervisor'/>") CAUGHT));
    fire_timers();
    fire_timers();
    const Tracking__ListMissedTermsResponse *list = missed(id);
    EXPECT_INT((int)list->n_terms, 1);
    const Tracking__MissedTerm *term = list->terms[0];
    EXPECT_INT(term->kind, TRACKING__MISSED_TERM__KIND__STEP);
    EXPECT(term->without_task && uuid_valid(term->task_id));
    EXPECT_TEXT(term->process_id, id);
    EXPECT_TEXT(term->step, "ask");
    EXPECT_TEXT(term->name, "Запрос");
    EXPECT_TEXT(term->place, "arbat");
    EXPECT_TEXT(term->due_on, today());
    EXPECT_TEXT(history(id), "REGISTERED STEP_TERM_MISSED");
    CALL(Tracking__AnswerMissedTerm, .task_id = term->task_id, .text = "Орган молчит.");
    EXPECT_TEXT(missed(id)->terms[0]->answered_by, "boss");
    as_agency();
    EXPECT_CODE(TRY(Tracking__AnswerMissedTerm, .task_id = term->task_id, .text = "?"), RPC_NOT_FOUND);
}

TEST(late_tasks_of_suspended_applications_do_not_hide_the_others)
{
    const char *stopped = submit()->application_id, *late = submit()->application_id;
    as_supervisor();
    CALL(Tracking__SuspendApplication, .application_id = stopped, .reason_code = "applicant-request");
    pg_query(pg_text("INSERT INTO task (task_id, application_id, application_number, service_code, step, state,"
                     " centre_code, due_on, created) SELECT gen_random_uuid(), '%s', '', 'passport', 'check', 'OPEN',"
                     " 'arbat', current_date - 30, now() FROM generate_series(1, 250)",
                     stopped));
    pg_query(pg_text("UPDATE task SET due_on = current_date - 1 WHERE application_id = '%s'", late));
    run_job(tracking_job_mark_missed_terms);
    EXPECT_INT((int)missed(stopped)->n_terms, 0);
    EXPECT_INT((int)missed(late)->n_terms, 1);
    pg_query(pg_text("DELETE FROM task WHERE application_id = '%s' AND process_id IS NULL", stopped));
}

/* ------------------------------------------------------------------ where it stands */

static const char *
waits_in(const char *application_id)
{
    const Tracking__Application *app = look(application_id);
    const char *all = "";
    for (size_t i = 0; i < app->n_waiting_in; i++)
        all = pg_text("%s%s%s", all, i ? " " : "", app->waiting_in[i]);
    return all;
}

TEST(an_application_names_every_element_that_it_waits_in)
{
    const char *id = apply(PROCESS(
        "waiting",
        "<startEvent id='s'/><parallelGateway id='all'/><receiveTask id='letter' messageRef='m'/>"
        "<intermediateCatchEvent id='either'><messageEventDefinition messageRef='m'/><signalEventDefinition "
        "signalRef='g'/></intermediateCatchEvent><eventBasedGateway id='first'/><intermediateCatchEvent id='later'>"
        "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        "<intermediateCatchEvent id='told'><signalEventDefinition signalRef='g'/></intermediateCatchEvent>"
        "<userTask id='work'><extensionElements><okno:performer role='OPERATOR' centre='application'/>"
        "</extensionElements></userTask><boundaryEvent id='beside' attachedToRef='work'><timerEventDefinition>"
        "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent><endEvent id='e'/>" FLOW("s", "all")
            FLOW("all", "letter") FLOW("all", "either") FLOW("all", "first") FLOW("all", "work") FLOW("first", "later")
                FLOW("first", "told") FLOW("letter", "e") FLOW("either", "e") FLOW("later", "e") FLOW("told", "e")
                    FLOW("work", "e") FLOW("beside", "e")));
    const char *all = pg_text(" %s ", waits_in(id));
    static const char *const expected[] = { " letter ", " either ", " first ", " later ", " told ", " work " };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(expected); i++)
        ck_assert_msg(strstr(all, expected[i]), "%s is not in%s", expected[i], all);
    EXPECT(!strstr(all, "beside"));
    EXPECT_INT((int)look(id)->n_waiting_in, 6);
}

/* ------------------------------------------------------------------ what nobody catches */

TEST(an_error_that_nobody_catches_does_not_close_the_application)
{
    const char *id = apply(PROCESS("waiting", REQUEST("")));
    fail_request(id);
    hurry_errands(2);
    const Tracking__Application *app = look(id);
    EXPECT(!app->closed);
    EXPECT_TEXT(waits_in(id), "ask");
    EXPECT_TEXT(history(id), "REGISTERED REGULATION_STUCK");
    EXPECT(strstr(pg_query(pg_text("SELECT comment FROM movement WHERE action = 'REGULATION_STUCK' AND step = 'ask'"
                                   " AND application_id = '%s'",
                                   id)),
                  "not-answered"));
    int version = publish(PROCESS("waiting", REQUEST("") CAUGHT));
    CALL(Tracking__MigrateProcess, .process_id = id, .version = version);
    hurry_errands(1);
    EXPECT_TEXT(live_task(id)->step, "by-hand");
}

TEST(whoever_would_end_it_with_an_error_is_told)
{
    const char *id =
        apply(PROCESS("waiting", "<startEvent id='s'/><userTask id='try'><extensionElements>"
                                 "<okno:performer role='OPERATOR' centre='application'/></extensionElements></userTask>"
                                 "<endEvent id='e'><errorEventDefinition errorRef='bad'/></endEvent>" FLOW("s", "try")
                                     FLOW("try", "e")));
    as_operator("op");
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = live_task(id)->task_id, .outcome = "DONE"),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "REGULATION_STUCK");
    EXPECT(!look(id)->closed);
    EXPECT_TEXT(live_task(id)->step, "try");
}

/* ------------------------------------------------------------------ what is not wanted any more */

static const char *cancelled;

static enum rpc_code
cancel_request(struct rpc_call *call, const void *request, void *reply)
{
    const Exchange__CancelRequestRequest *req = request;
    (void)call;
    (void)reply;
    cancelled = pg_text("%s", req->correlation);
    return RPC_OK;
}

TEST(a_request_of_a_general_process_is_cancelled_by_what_it_is_called)
{
    static const struct rpc_binding exchange[] = { { &exchange_method_cancel_request, cancel_request } };
    pg_peer("exchange", exchange, 1);
    publish(PROCESS("asking-alone", REQUEST("")));
    const char *id =
        ((const Tracking__Process *)CALL(Tracking__CreateProcess, .regulation = "asking-alone"))->process_id;
    const char *token = pg_query(pg_text("SELECT token FROM errand WHERE process_id = '%s'", id));
    pg_query(pg_text("DELETE FROM errand WHERE process_id = '%s'", id)); /* asked before */
    as_controller();
    CALL(Tracking__CancelProcess, .process_id = id, .reason = "не нужно");
    cancelled = "";
    run_job(tracking_job_run_errands);
    EXPECT_TEXT(cancelled, pg_text("%s/%s", id, token));
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM errand WHERE process_id = '%s'", id)), "0");
}

/* ------------------------------------------------------------------ forms and documents */

static Google__Protobuf__Struct *
number(const char *name, double value)
{
    Google__Protobuf__Struct *made = fields(name, "");
    made->fields[0]->value->kind_case = GOOGLE__PROTOBUF__VALUE__KIND_NUMBER_VALUE;
    made->fields[0]->value->number_value = value;
    return made;
}

static Google__Protobuf__Struct *
truth(const char *name)
{
    Google__Protobuf__Struct *made = fields(name, "");
    made->fields[0]->value->kind_case = GOOGLE__PROTOBUF__VALUE__KIND_BOOL_VALUE;
    made->fields[0]->value->bool_value = true;
    return made;
}

#define FORM(name, type, after)                                                                                        \
    "<userTask id='fill-" name                                                                                         \
    "'><extensionElements><okno:performer role='OPERATOR' centre='application'/><okno:form>"                           \
    "<okno:field name='" name "' label='Поле' type='" type                                                             \
    "'/></okno:form></extensionElements></userTask>" FLOW("fill-" name, after)

TEST(a_field_holds_what_its_type_says)
{
    const char *id = apply(PROCESS("waiting", "<startEvent id='s'/><endEvent id='e'/>" FLOW("s", "fill-n")
                                                  FORM("n", "number", "fill-b") FORM("b", "boolean", "fill-d")
                                                      FORM("d", "date", "e")));
    const struct {
        const char *field;
        Google__Protobuf__Struct *bad, *good;
    } cases[] = { { "fields.n", fields("n", "семь"), number("n", 7) },
                  { "fields.b", number("b", 1), truth("b") },
                  { "fields.d", fields("d", "завтра"), fields("d", "2026-01-31") } };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(cases); i++) {
        const char *task = live_task(id)->task_id;
        as_operator("op");
        EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task, .outcome = "DONE", .fields = cases[i].bad),
                    RPC_INVALID_ARGUMENT);
        EXPECT(pg_violation(cases[i].field));
        CALL(Tracking__CompleteTask, .task_id = task, .outcome = "DONE", .fields = cases[i].good);
    }
    EXPECT(look(id)->closed);
}

TEST(a_step_demands_the_documents_that_it_names)
{
    const char *id = apply(
        PROCESS("waiting", "<startEvent id='s'/><userTask id='check' okno:operation='check'><extensionElements>"
                           "<okno:performer role='OPERATOR' centre='application'/><okno:outcome code='PASSED' "
                           "label='Да'/><okno:document code='military-id' label='Военный билет' required='true'/>"
                           "<okno:document code='act' label='Акт' direction='out'/></extensionElements></userTask>"
                           "<endEvent id='e'/>" FLOW("s", "check") FLOW("check", "e")));
    const char *task = live_task(id)->task_id;
    as_operator("op");
    const Tracking__Task *seen = CALL(Tracking__GetTask, .task_id = task);
    EXPECT_INT((int)seen->n_documents, 2);
    EXPECT_TEXT(seen->documents[0]->kind, "military-id");
    EXPECT_TEXT(seen->documents[0]->label, "Военный билет");
    EXPECT(seen->documents[0]->required && !seen->documents[0]->out);
    EXPECT(!seen->documents[1]->required && seen->documents[1]->out);
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task, .outcome = "PASSED"), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "DOCUMENT_MISSING");
    EXPECT(strstr(pg_last->message, "Военный билет"));
    CALL(Tracking__AddDocument, .application_id = id,
         .document = document_of("military-id", TRACKING__DOCUMENT__FORM__COPY, ""));
    CALL(Tracking__CompleteTask, .task_id = task, .outcome = "PASSED");
    as_controller();
    const Tracking__Regulation *regulation = CALL(Tracking__GetRegulation, .code = "waiting");
    EXPECT_INT((int)regulation->elements[2]->n_documents, 2);
}
