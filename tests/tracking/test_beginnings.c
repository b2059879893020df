/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Processes that begin with a message or a signal, or at a time. */
#include "fixture.h"

#include "jobs/jobs.h"

#include <pthread.h>
#include <string.h>

#define HEAD                                                                                                           \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "                   \
    "targetNamespace='https://okno.example/tests'><message id='m' name='%s'/><signal id='g' name='%s'/>"
#define BEGINS(what)                                                                                                   \
    "<startEvent id='s'>" what "</startEvent><userTask id='t'/><sequenceFlow id='f' sourceRef='s' targetRef='t'/>"
#define MESSAGE "<messageEventDefinition messageRef='m'/>"
#define SIGNAL "<signalEventDefinition signalRef='g'/>"

static const char *
fresh(const char *prefix)
{
    return pg_text("%s-%.8s", prefix, pg_uuid() + 28);
}

/* A file of one process with this body; the name is both of its message and of its signal. */
static const char *
file(const char *code, const char *name, const char *body)
{
    return pg_text(HEAD "<process id='%s' name='Проба' isExecutable='true'>%s</process></definitions>", name, name,
                   code, body);
}

static const Tracking__Process *
deliver(const char *name, const char *correlation)
{
    return CALL(Tracking__DeliverMessage, .name = name, .correlation = correlation, .variables = fields("said", "да"));
}

static const char *
count(const char *code)
{
    return pg_query(pg_text("SELECT count(*) FROM process WHERE regulation = '%s'", code));
}

TEST(a_message_begins_the_regulation_that_begins_with_it)
{
    const char *code = fresh("begun"), *name = fresh("order");
    publish(file(code, name, BEGINS(MESSAGE)));
    const Tracking__Process *made = deliver(name, "");
    EXPECT_TEXT(made->regulation, code);
    EXPECT_TEXT(made->waiting[0]->element, "t");
    EXPECT_TEXT(made->variables->fields[0]->key, "said");
    EXPECT(!text_equal(deliver(name, "")->process_id, made->process_id)); /* without a correlation each is another */
    EXPECT_CODE(TRY(Tracking__DeliverMessage, .name = fresh("unknown")), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Tracking__CreateProcess, .regulation = code), RPC_NOT_FOUND);
    as_operator("op");
    EXPECT_CODE(TRY(Tracking__DeliverMessage, .name = name), RPC_PERMISSION_DENIED);
}

TEST(a_message_of_one_correlation_begins_one)
{
    const char *code = fresh("once"), *name = fresh("order");
    publish(file(code, name, BEGINS(MESSAGE)));
    const char *first = deliver(name, "A-1")->process_id;
    EXPECT_TEXT(deliver(name, "A-1")->process_id, first);
    EXPECT(!text_equal(deliver(name, "A-2")->process_id, first));
    pg_request_id = pg_uuid();
    const char *keyed = deliver(name, "")->process_id;
    EXPECT_TEXT(deliver(name, "")->process_id, keyed); /* the very same call */
    pg_request_id = "";
    EXPECT_TEXT(count(code), "3");
}

TEST(who_waits_for_a_message_has_it_first)
{
    const char *code = fresh("first"), *name = fresh("order"), *waiter = fresh("waiter");
    publish(file(code, name, BEGINS(MESSAGE)));
    publish(file(waiter, name,
                 "<startEvent id='s'/><intermediateCatchEvent id='w' okno:correlation='B-1'>" MESSAGE
                 "</intermediateCatchEvent><userTask id='t'/><sequenceFlow id='f' sourceRef='s' targetRef='w'/>"
                 "<sequenceFlow id='h' sourceRef='w' targetRef='t'/>"));
    const Tracking__Process *waiting = CALL(Tracking__CreateProcess, .regulation = waiter);
    const char *id = waiting->process_id;
    EXPECT_TEXT(deliver(name, "B-2")->regulation, code);
    EXPECT_TEXT(deliver(name, "B-1")->process_id, id);
    EXPECT_TEXT(deliver(name, "B-1")->regulation, code); /* nobody waits any more */
}

TEST(a_message_begins_one_regulation)
{
    const char *one = fresh("one"), *two = fresh("two"), *name = fresh("order");
    publish(file(one, name, BEGINS(MESSAGE)));
    const char *second = file(two, name, BEGINS(MESSAGE));
    EXPECT_CODE(TRY(Tracking__PublishRegulation, .chunk = whole(second)), RPC_INVALID_ARGUMENT);
    const Tracking__CheckRegulationResponse *checked = CALL(Tracking__CheckRegulation, .chunk = whole(second));
    EXPECT_TEXT(checked->faults[0]->rule, "message-start-taken");
    EXPECT_TEXT(checked->faults[0]->element, "s");
    EXPECT(strstr(checked->faults[0]->message, one));
    publish(file(one, name, BEGINS("")));
    EXPECT_CODE(TRY(Tracking__DeliverMessage, .name = name), RPC_NOT_FOUND); /* only its newest version counts */
    publish(second);
    EXPECT_TEXT(deliver(name, "")->regulation, two);
    const char *twice = file(fresh("three"), fresh("other"),
                             "<startEvent id='s'>" MESSAGE "</startEvent><startEvent id='u'>" MESSAGE
                             "</startEvent><userTask id='t'/><sequenceFlow id='f' sourceRef='s' targetRef='t'/>"
                             "<sequenceFlow id='h' sourceRef='u' targetRef='t'/>");
    EXPECT_CODE(TRY(Tracking__PublishRegulation, .chunk = whole(twice)), RPC_INVALID_ARGUMENT);
}

#define SENDS(what)                                                                                                    \
    "<startEvent id='s'/><intermediateThrowEvent id='w' okno:correlation='=number'>" what                              \
    "</intermediateThrowEvent><endEvent id='e'/><sequenceFlow id='f' sourceRef='s' targetRef='w'/>"                    \
    "<sequenceFlow id='h' sourceRef='w' targetRef='e'/>"

TEST(a_message_that_a_process_sends_begins_another)
{
    const char *sender = fresh("sender"), *code = fresh("begun"), *name = fresh("order"), *number = fresh("N");
    publish(file(sender, name, SENDS(MESSAGE)));
    CALL(Tracking__CreateProcess, .regulation = sender, .variables = fields("number", number));
    hurry_errands(1);
    EXPECT_TEXT(count(code), "0");
    publish(file(code, name, BEGINS(MESSAGE)));
    hurry_errands(2);
    EXPECT_TEXT(count(code), "1"); /* it waited for somebody who begins with it */
    CALL(Tracking__CreateProcess, .regulation = sender, .variables = fields("number", number));
    hurry_errands(2);
    EXPECT_TEXT(count(code), "1"); /* the same once more */
    CALL(Tracking__CreateProcess, .regulation = sender, .variables = fields("number", fresh("N")));
    hurry_errands(2);
    EXPECT_TEXT(count(code), "2");
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM errand WHERE name = '%s'", name)), "0");
}

TEST(a_signal_begins_all_that_begin_with_it)
{
    const char *one = fresh("one"), *two = fresh("two"), *speaker = fresh("speaker"), *name = fresh("alarm");
    publish(file(one, name, BEGINS(SIGNAL)));
    publish(file(two, name, BEGINS(SIGNAL)));
    publish(file(speaker, name, SENDS(SIGNAL)));
    CALL(Tracking__CreateProcess, .regulation = speaker, .variables = fields("number", "1"));
    hurry_errands(3);
    EXPECT_TEXT(count(one), "1");
    EXPECT_TEXT(count(two), "1");
}

TEST(processes_of_one_file_begin_one_another)
{
    const char *code = fresh("pool"), *name = fresh("order");
    publish(pg_text(HEAD "<process id='%s' name='Заказчик' isExecutable='true'>" SENDS(
                        MESSAGE) "</process><process id='%s-other' name='Исполнитель' isExecutable='true'>"
                                 "<startEvent id='s2'>" MESSAGE "</startEvent><userTask id='t2'/>"
                                 "<sequenceFlow id='f2' sourceRef='s2' targetRef='t2'/></process></definitions>",
                    name, name, code, code));
    CALL(Tracking__CreateProcess, .regulation = code, .variables = fields("number", "7"));
    hurry_errands(2);
    EXPECT_TEXT(count(code), "2");
    EXPECT_TEXT(
        pg_query(pg_text("SELECT step FROM task JOIN process USING (process_id) WHERE regulation = '%s'", code)), "t2");
}

TEST(what_begins_itself_does_not_go_on_for_ever)
{
    const char *code = fresh("round"), *name = fresh("again");
    publish(file(code, name,
                 "<startEvent id='s'>" MESSAGE "</startEvent><intermediateThrowEvent id='w'>" MESSAGE
                 "</intermediateThrowEvent><endEvent id='e'/><sequenceFlow id='f' sourceRef='s' targetRef='w'/>"
                 "<sequenceFlow id='h' sourceRef='w' targetRef='e'/>"));
    deliver(name, "");
    hurry_errands(30);
    EXPECT_TEXT(count(code), "16");
    pg_query(pg_text("DELETE FROM errand WHERE name = '%s'", name));
}

/* ------------------------------------------------------------------ at a time */

#define CYCLE(text) "<timerEventDefinition><timeCycle>" text "</timeCycle></timerEventDefinition>"
#define DATE(text) "<timerEventDefinition><timeDate>" text "</timeDate></timerEventDefinition>"

/* As if the next moment of a regulation were so many minutes ago. */
static void
set_due(const char *code, int minutes_ago)
{
    pg_query(pg_text("UPDATE regulation_timer SET due = now() - interval '%d minutes', wake = now() - interval "
                     "'%d minutes' WHERE code = '%s' AND due IS NOT NULL",
                     minutes_ago, minutes_ago, code));
}

static const char *
timer_of(const char *code)
{
    return pg_query(pg_text("SELECT string_agg(concat_ws(' ', version, due > now(), rest), ', ' ORDER BY process, nth)"
                            " FROM regulation_timer WHERE code = '%s'",
                            code));
}

TEST(a_timer_begins_a_process_at_each_of_its_moments)
{
    const char *code = fresh("timed");
    publish(file(code, fresh("n"), BEGINS(CYCLE("R3/PT1H"))));
    EXPECT_TEXT(timer_of(code), "1 t 2");
    run_job(tracking_job_begin_processes);
    EXPECT_TEXT(count(code), "0");
    set_due(code, 90); /* nobody ran for a while: two of its moments have come */
    run_job(tracking_job_begin_processes);
    EXPECT_TEXT(count(code), "2");
    EXPECT_TEXT(timer_of(code), "1 t 0");
    run_job(tracking_job_begin_processes);
    EXPECT_TEXT(count(code), "2");
    set_due(code, 1);
    run_job(tracking_job_begin_processes);
    run_job(tracking_job_begin_processes);
    EXPECT_TEXT(count(code), "3");
    EXPECT_TEXT(timer_of(code), "1 0"); /* no moment is left */
    const char *begun =
        pg_query(pg_text("SELECT string_agg(DISTINCT b.kind || ' ' || b.name, ',') FROM process_begun b "
                         "JOIN process USING (process_id) WHERE regulation = '%s'",
                         code));
    EXPECT_TEXT(begun, "TIMER s");
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM task JOIN process USING (process_id) WHERE regulation = '%s'"
                                 " AND step = 't'",
                                 code)),
                "3");
    publish(file(code, "n", BEGINS("")));
}

TEST(a_date_begins_one_process_and_one_that_has_passed_none)
{
    const char *code = fresh("dated"), *bpmn = file(code, "n", BEGINS(DATE("2099-01-01T09:00:00+03:00")));
    publish(bpmn);
    EXPECT_TEXT(timer_of(code), "1 t 0");
    set_due(code, 1);
    run_job(tracking_job_begin_processes);
    run_job(tracking_job_begin_processes);
    EXPECT_TEXT(count(code), "1");
    publish(bpmn); /* the very same file: nothing begins anew */
    EXPECT_TEXT(timer_of(code), "1 0");
    const char *late = fresh("late"), *past = file(late, "n", BEGINS(DATE("2020-01-01")));
    const Tracking__CheckRegulationResponse *checked = CALL(Tracking__CheckRegulation, .chunk = whole(past));
    EXPECT_TEXT(checked->faults[0]->rule, "start-past");
    EXPECT(checked->faults[0]->warning);
    publish(past);
    run_job(tracking_job_begin_processes);
    EXPECT_TEXT(count(late), "0");
}

TEST(only_the_newest_version_begins_at_a_time)
{
    const char *code = fresh("newer");
    publish(file(code, "n", BEGINS(CYCLE("R/PT1H"))));
    set_due(code, 1);
    publish(file(code, "n", BEGINS(CYCLE("R5/P1D"))));
    EXPECT_TEXT(timer_of(code), "2 t 4");
    run_job(tracking_job_begin_processes);
    EXPECT_TEXT(count(code), "0");
    publish(file(code, "n", BEGINS("")));
    EXPECT(!timer_of(code));
}

static void *
replica(void *unused)
{
    (void)unused;
    run_job(tracking_job_begin_processes);
    return NULL;
}

TEST(two_replicas_begin_each_process_once)
{
    const char *codes[6];
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(codes); i++) {
        codes[i] = fresh(pg_text("both-%zu", i));
        publish(file(codes[i], "n", BEGINS(CYCLE("R40/PT1M"))));
        set_due(codes[i], 45);
    }
    pthread_t threads[2];
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(threads); i++)
        pthread_create(&threads[i], NULL, replica, NULL);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(threads); i++)
        pthread_join(threads[i], NULL);
    run_job(tracking_job_begin_processes); /* what neither had the time for */
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(codes); i++)
        EXPECT_TEXT(count(codes[i]), "40");
}

TEST(any_of_several_triggers_begins)
{
    const char *code = fresh("many"), *name = fresh("order"), *speaker = fresh("speaker");
    publish(file(code, name, BEGINS(MESSAGE SIGNAL CYCLE("R/PT1H"))));
    deliver(name, "");
    EXPECT_TEXT(count(code), "1");
    publish(file(speaker, name, SENDS(SIGNAL)));
    CALL(Tracking__CreateProcess, .regulation = speaker, .variables = fields("number", "1"));
    hurry_errands(3);
    EXPECT_TEXT(count(code), "2");
    set_due(code, 1);
    run_job(tracking_job_begin_processes);
    EXPECT_TEXT(count(code), "3");
    publish(file(code, name, BEGINS("")));
}

/* The rule that a file breaks at this element. */
static const char *
rule_of(const char *bpmn, const char *element)
{
    as_controller();
    EXPECT_CODE(TRY(Tracking__PublishRegulation, .chunk = whole(bpmn)), RPC_INVALID_ARGUMENT);
    const Tracking__CheckRegulationResponse *checked = CALL(Tracking__CheckRegulation, .chunk = whole(bpmn));
    for (size_t i = 0; i < checked->n_faults; i++)
        if (text_equal(checked->faults[i]->element, element) && checked->faults[i]->line == 1)
            return checked->faults[i]->rule;
    return "";
}

TEST(what_cannot_begin_so_is_refused)
{
    const char *code = fresh("wrong"), *name = fresh("order");
    EXPECT_TEXT(rule_of(file(code, name,
                             "<startEvent id='s' parallelMultiple='true'>" MESSAGE SIGNAL
                             "</startEvent><userTask id='t'/><sequenceFlow id='f' sourceRef='s' targetRef='t'/>"),
                        "s"),
                "not-executable");
    EXPECT_TEXT(rule_of(file(code, name,
                             BEGINS("<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>")),
                        "s"),
                "start-duration");
    EXPECT_TEXT(
        rule_of(
            file(
                code, name,
                "<startEvent id='s'>" CYCLE(
                    "R/P1D") "</startEvent><userTask id='t' okno:operation='check'>"
                             "<extensionElements><okno:outcome code='PASSED' label='1'/></extensionElements></userTask>"
                             "<sequenceFlow id='f' sourceRef='s' targetRef='t'/>"),
            "s"),
        "timer-start-application");
    EXPECT_TEXT(rule_of(file(code, name,
                             "<startEvent id='s'>" SIGNAL "</startEvent><startEvent id='u'>" SIGNAL
                             "</startEvent><userTask id='t'/><sequenceFlow id='f' sourceRef='s' targetRef='t'/>"
                             "<sequenceFlow id='h' sourceRef='u' targetRef='t'/>"),
                        "u"),
                "signal-start-twice");
}

TEST(a_moment_that_cannot_begin_is_not_lost)
{
    const char *code = fresh("stuck");
    publish(file(
        code, "n",
        "<startEvent id='s'>" DATE("2099-01-01") "</startEvent><scriptTask id='x'><script>error('no')</script>"
                                                 "</scriptTask><sequenceFlow id='f' sourceRef='s' targetRef='x'/>"));
    set_due(code, 1);
    run_job(tracking_job_begin_processes);
    EXPECT_TEXT(count(code), "0");
    EXPECT_TEXT(pg_query(pg_text("SELECT (due < now())::text || (wake > now())::text FROM regulation_timer"
                                 " WHERE code = '%s'",
                                 code)),
                "truetrue");
    publish(file(code, "n", BEGINS("")));
}
