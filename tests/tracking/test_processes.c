/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Regulations as data, and the processes that run on them. */
#include "fixture.h"

#include "jobs/jobs.h"
#include "process/errands.h"
#include "process/process.h"

#include <string.h>
#include <unistd.h>

#define HEAD                                                                                                           \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "                   \
    "targetNamespace='https://okno.example/tests'><message id='m' name='answer'/><signal id='g' name='all clear'/>"
#define PROCESS(id, body) HEAD "<process id='" id "' name='Проба' isExecutable='true'>" body "</process></definitions>"
#define FLOW(a, b) "<sequenceFlow id='" a "-" b "' sourceRef='" a "' targetRef='" b "'/>"

static const char *
waits(const Tracking__Process *process)
{
    const char *all = "";
    for (size_t i = 0; i < process->n_waiting; i++)
        all = pg_text("%s%s%s:%s", all, i ? " " : "", process->waiting[i]->element, process->waiting[i]->waits_for);
    return all;
}

static const char *
trail(const Tracking__Process *process)
{
    const char *all = "";
    for (size_t i = 0; i < process->n_steps; i++)
        for (size_t j = 0; j < process->steps[i]->n_trail; j++)
            all = pg_text("%s%s%s", all, *all ? "; " : "", process->steps[i]->trail[j]);
    return all;
}

static const char *
begin(const char *regulation)
{
    const Tracking__Process *process = CALL(Tracking__CreateProcess, .regulation = regulation);
    return process->process_id;
}

static const Tracking__Process *
now(const char *process_id)
{
    return CALL(Tracking__GetProcess, .process_id = process_id);
}

#define TWO_TASKS(id, name)                                                                                            \
    PROCESS(id, "<startEvent id='s'/><userTask id='first' name='" name                                                 \
                "'><extensionElements><okno:outcome code='YES' label='Да'/></extensionElements></userTask>"          \
                "<userTask id='second'/><endEvent id='e'/>" FLOW("s", "first") FLOW("first", "second")                 \
                    FLOW("second", "e"))

TEST(a_regulation_is_published_once_and_never_changes)
{
    as_controller();
    const Tracking__Regulation *first = CALL(Tracking__PublishRegulation, .chunk = whole(TWO_TASKS("twice", "Раз")));
    EXPECT_INT(first->version, 1);
    EXPECT_TEXT(first->code, "twice");
    EXPECT_INT(publish(TWO_TASKS("twice", "Раз")), 1);
    EXPECT_INT(publish(TWO_TASKS("twice", "Два")), 2);
    const Tracking__Regulation *old = CALL(Tracking__GetRegulation, .code = "twice", .version = 1);
    EXPECT(strstr(old->bpmn, "Раз") && !strstr(old->bpmn, "Два"));
    EXPECT_TEXT(old->elements[2]->id, "first");
    EXPECT_TEXT(old->elements[2]->outcomes[0], "YES");
    const Tracking__Regulation *newest = CALL(Tracking__GetRegulation, .code = "twice");
    EXPECT_INT(newest->version, 2);
    const Tracking__DiffRegulationsResponse *diff =
        CALL(Tracking__DiffRegulations, .code = "twice", .from = 1, .to = 2);
    EXPECT_INT(diff->n_changes, 1);
    EXPECT_TEXT(diff->changes[0]->id, "first");
    EXPECT_TEXT(diff->changes[0]->change, "CHANGED");
    const Tracking__ListRegulationsResponse *all = CALL(Tracking__ListRegulations, .code = "twice");
    EXPECT_INT(all->n_regulations, 2);
    EXPECT_CODE(TRY(Tracking__GetRegulation, .code = "no-such"), RPC_NOT_FOUND);
}

TEST(a_faulty_regulation_is_refused_naming_element_line_and_rule)
{
    as_controller();
    const char *bpmn = PROCESS("faulty", "<startEvent id='s'/>\n<userTask id='dance' okno:operation='dance'/>" FLOW(
                                             "s", "dance") FLOW("dance", "nowhere"));
    EXPECT_CODE(TRY(Tracking__PublishRegulation, .chunk = whole(bpmn)), RPC_INVALID_ARGUMENT);
    const Tracking__CheckRegulationResponse *checked = CALL(Tracking__CheckRegulation, .chunk = whole(bpmn));
    EXPECT(!checked->publishable && checked->n_faults > 0);
    bool found = false;
    for (size_t i = 0; i < checked->n_faults; i++)
        found |= strstr(checked->faults[i]->message, "nowhere") && checked->faults[i]->line == 2;
    EXPECT(found);
    checked = CALL(Tracking__CheckRegulation,
                   .chunk = whole(PROCESS(
                       "odd", "<startEvent id='s'/><userTask id='dance' okno:operation='dance'/>" FLOW("s", "dance"))));
    EXPECT(!checked->publishable);
    EXPECT_TEXT(checked->faults[0]->rule, "operation-unknown");
    EXPECT_TEXT(checked->faults[0]->element, "dance");
    EXPECT_CODE(TRY(Tracking__PublishRegulation, .chunk = whole("")), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Tracking__PublishRegulation, .chunk = whole("not xml")), RPC_INVALID_ARGUMENT);
}

TEST(a_regulation_comes_in_pieces)
{
    enum { PIECE = 100 };
    const char *bpmn = pg_text(TWO_TASKS("pieces", "Раз")), *upload = pg_uuid();
    size_t size = strlen(bpmn);
    as_controller();
    for (size_t at = 0; at < size; at += PIECE) {
        Common__Chunk piece = COMMON__CHUNK__INIT;
        size_t left = size - at;
        piece.upload_id = upload;
        piece.offset = (int64_t)at;
        piece.data = (ProtobufCBinaryData){ left < PIECE ? left : PIECE, (uint8_t *)(uintptr_t)bpmn + at };
        piece.last = left <= PIECE;
        const Tracking__Regulation *published = CALL(Tracking__PublishRegulation, .chunk = &piece);
        EXPECT_TEXT(published->code, piece.last ? "pieces" : "");
    }
    const Tracking__Regulation *published = CALL(Tracking__GetRegulation, .code = "pieces");
    EXPECT_TEXT(published->bpmn, bpmn);
    Common__Chunk late = COMMON__CHUNK__INIT;
    late.upload_id = pg_uuid();
    late.offset = 100;
    late.data = (ProtobufCBinaryData){ 100, (uint8_t *)(uintptr_t)bpmn };
    late.last = true;
    EXPECT_CODE(TRY(Tracking__PublishRegulation, .chunk = &late), RPC_FAILED_PRECONDITION);
    late.offset = 4 * 1024 * 1024;
    EXPECT_CODE(TRY(Tracking__PublishRegulation, .chunk = &late), RPC_INVALID_ARGUMENT);
}

TEST(a_process_of_its_own_runs_to_its_end)
{
    as_controller();
    publish(TWO_TASKS("own", "Раз"));
    const Tracking__Process *process =
        CALL(Tracking__CreateProcess, .regulation = "own", .variables = fields("who", "me"));
    const char *id = process->process_id;
    EXPECT_TEXT(waits(process), "first:TASK");
    const char *task = pg_query(pg_text("SELECT task_id FROM task WHERE process_id = '%s' AND state = 'OPEN'", id));
    as_supervisor();
    CALL(Tracking__ClaimTask, .task_id = task);
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task, .outcome = "NO"), RPC_INVALID_ARGUMENT);
    const Tracking__CompleteTaskResponse *done =
        CALL(Tracking__CompleteTask, .task_id = task, .outcome = "YES", .fields = fields("note", "fine"));
    EXPECT_TEXT(done->next->step, "second");
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task, .outcome = "YES"), RPC_FAILED_PRECONDITION);
    CALL(Tracking__ClaimTask, .task_id = done->next->task_id);
    CALL(Tracking__CompleteTask, .task_id = done->next->task_id, .outcome = "any");
    as_controller();
    process = CALL(Tracking__GetProcess, .process_id = id);
    EXPECT_INT(process->state, TRACKING__PROCESS__STATE__COMPLETED);
    EXPECT_INT(process->n_steps, 3);
    EXPECT_TEXT(process->steps[1]->actor, "boss");
    EXPECT(strstr(trail(process), "LEFT first; ") && strstr(trail(process), "ENTERED second"));
    EXPECT_CODE(TRY(Tracking__GetProcess, .process_id = pg_uuid()), RPC_NOT_FOUND);
}

TEST(messages_signals_and_cancelling_move_a_process)
{
    as_controller();
    CALL(Tracking__PublishRegulation,
         .chunk = whole(PROCESS(
             "letters", "<startEvent id='s'/><intermediateCatchEvent id='wait'><messageEventDefinition "
                        "messageRef='m'/></intermediateCatchEvent><intermediateCatchEvent id='hush'>"
                        "<signalEventDefinition signalRef='g'/></intermediateCatchEvent><userTask id='last'/>" FLOW(
                            "s", "wait") FLOW("wait", "hush") FLOW("hush", "last"))));
    const char *id = begin("letters");
    EXPECT_TEXT(pg_query(pg_text("SELECT name FROM process_subscription WHERE process_id = '%s'", id)), "answer");
    EXPECT_CODE(TRY(Tracking__SendProcessMessage, .process_id = id, .name = "no such"), RPC_NOT_FOUND);
    const Tracking__Process *process =
        CALL(Tracking__SendProcessMessage, .process_id = id, .name = "answer", .variables = fields("said", "yes"));
    EXPECT_TEXT(waits(process), "hush:SIGNAL");
    EXPECT_TEXT(waits(CALL(Tracking__SignalProcess, .process_id = id, .name = "all clear")), "last:TASK");
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM process_subscription WHERE process_id = '%s'", id)), "0");
    process = CALL(Tracking__CancelProcess, .process_id = id, .reason = "не нужно");
    EXPECT_INT(process->state, TRACKING__PROCESS__STATE__CANCELLED);
    EXPECT_TEXT(pg_query(pg_text("SELECT state FROM task WHERE process_id = '%s'", id)), "CANCELLED");
    EXPECT_CODE(TRY(Tracking__CancelProcess, .process_id = id, .reason = "again"), RPC_FAILED_PRECONDITION);
}

TEST(a_running_process_stays_on_its_version_until_it_is_moved)
{
    as_controller();
    publish(TWO_TASKS("moving", "Раз"));
    const char *id = begin("moving");
    CALL(Tracking__PublishRegulation,
         .chunk = whole(PROCESS("moving", "<startEvent id='s'/><userTask id='once'/><endEvent id='e'/>" FLOW(
                                              "s", "once") FLOW("once", "e"))));
    EXPECT_INT(now(id)->version, 1);
    EXPECT_CODE(TRY(Tracking__MigrateProcess, .process_id = id, .version = 2), RPC_FAILED_PRECONDITION);
    Tracking__ElementMove move = TRACKING__ELEMENT_MOVE__INIT, *moves[] = { &move };
    move.from = "first";
    move.to = "once";
    const Tracking__Process *moved =
        CALL(Tracking__MigrateProcess, .process_id = id, .version = 2, .moves = moves, .n_moves = 1);
    EXPECT_INT(moved->version, 2);
    EXPECT_TEXT(waits(moved), "once:TASK");
}

TEST(an_application_shows_its_regulation_and_its_process)
{
    const Tracking__Application *app = submit();
    EXPECT_TEXT(look(app->application_id)->regulation, "scenario-0");
    EXPECT_INT(look(app->application_id)->regulation_version, 1);
    as_supervisor();
    const Tracking__Process *process = CALL(Tracking__GetProcess, .process_id = app->application_id);
    EXPECT_TEXT(process->application_id, app->application_id);
    EXPECT(strstr(waits(process), "check:TASK"));
    as_other_operator();
    EXPECT_CODE(TRY(Tracking__GetProcess, .process_id = app->application_id), RPC_NOT_FOUND);
    as_controller();
    EXPECT_CODE(TRY(Tracking__CancelProcess, .process_id = app->application_id, .reason = "x"),
                RPC_FAILED_PRECONDITION);
}

TEST(of_two_who_complete_a_task_at_once_one_wins)
{
    const Tracking__Application *app = submit();
    const Tracking__Task *task = live_task(app->application_id);
    as_operator("op");
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    pg_query(pg_text("UPDATE process SET edition = edition + 1 WHERE process_id = '%s'", app->application_id));
    CALL(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "PASSED");
    EXPECT_TEXT(live_task(app->application_id)->step, "send");
}

/* ------------------------------------------------------------------ what comes from nobody's hand */

static void
fire_timers(void)
{
    run_job(tracking_job_fire_timers);
    run_job(tracking_job_fire_other_timers);
}

#define TIMED(id, after)                                                                                               \
    PROCESS(id,                                                                                                        \
            "<startEvent id='s'/><intermediateCatchEvent id='rest'><timerEventDefinition><timeDuration>" after         \
            "</timeDuration></timerEventDefinition></intermediateCatchEvent><userTask id='after'/>" FLOW("s", "rest")  \
                FLOW("rest", "after"))

TEST(a_timer_fires_once_when_it_is_due)
{
    as_controller();
    publish(TIMED("timed", "PT1H"));
    publish(TIMED("soon", "PT1S"));
    const char *id = begin("timed"), *soon = begin("soon");
    usleep(1100000);
    fire_timers();
    fire_timers();
    EXPECT_TEXT(waits(now(id)), "rest:TIMER");
    EXPECT_TEXT(waits(now(soon)), "after:TASK");
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM task WHERE process_id = '%s'", soon)), "1");
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM process_timer WHERE process_id = '%s'", soon)), "0");
    pg_query(pg_text("UPDATE process_timer SET due = now() - interval '2 hours' WHERE process_id = '%s'", id));
    fire_timers();
    EXPECT_TEXT(waits(now(id)), "rest:TIMER"); /* the row may lie; the state does not */
}

#define PT1S "<timerEventDefinition><timeDuration>PT1S</timeDuration></timerEventDefinition>"

TEST(several_timers_of_one_process_fire_in_one_round)
{
    as_controller();
    publish(PROCESS("triple",
                    "<startEvent id='s'/><userTask id='work'/><boundaryEvent id='a' attachedToRef='work' "
                    "cancelActivity='false'>" PT1S "</boundaryEvent><boundaryEvent id='b' attachedToRef='work' "
                    "cancelActivity='false'>" PT1S "</boundaryEvent><userTask id='ta'/><userTask id='tb'/>" FLOW(
                        "s", "work") FLOW("a", "ta") FLOW("b", "tb")));
    const char *ids[] = { begin("triple"), begin("triple"), begin("triple") };
    usleep(1100000);
    fire_timers();
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(ids); i++) {
        EXPECT_TEXT(waits(now(ids[i])), "work:TASK ta:TASK tb:TASK");
        EXPECT_INT(now(ids[i])->n_steps, 3);
    }
}

#define HURRIED(id)                                                                                                    \
    PROCESS(                                                                                                           \
        id,                                                                                                            \
        "<startEvent id='s'/><userTask id='do'><extensionElements><okno:performer role='OPERATOR' "                    \
        "centre='arbat'/><okno:term value='=\"1 MINUTES\"' missed='supervisor'/></extensionElements></userTask>" FLOW( \
            "s", "do"))

TEST(the_term_of_a_task_that_passes_is_on_record_once)
{
    as_controller();
    publish(HURRIED("hurried"));
    const char *id = begin("hurried");
    EXPECT_TEXT(pg_query(pg_text("SELECT (due > now())::text FROM task WHERE process_id = '%s'", id)), "true");
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM process_timer WHERE process_id = '%s'", id)), "0");
    pg_query(pg_text("UPDATE task SET due = now() - interval '1 hour' WHERE process_id = '%s'", id));
    fire_timers();
    EXPECT_TEXT(pg_query(pg_text("SELECT missed::text FROM task WHERE process_id = '%s'", id)), "false");
}

TEST(a_term_in_days_waits_until_there_is_a_calendar)
{
    static const char *const terms[] = { "5 WORKING", "5 CALENDAR", "4 HOURS" };
    as_controller();
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(terms); i++) {
        struct rpc_call call;
        struct process process;
        publish(
            pg_text(PROCESS("dated", "<startEvent id='s'/><userTask id='do'><extensionElements><okno:term value='%s'/>"
                                     "</extensionElements></userTask>" FLOW("s", "do")),
                    terms[i]));
        const struct process_origin origin = { "dated", (int)i + 1, NULL, pg_uuid(), "", "", 0, NULL };
        rpc_call_init(&call, "tracking", 30000, NULL);
        EXPECT_CODE(process_begin(&call, NULL, &origin, NULL, &process), i < 2 ? RPC_UNAVAILABLE : RPC_OK);
        rpc_call_release(&call);
    }
}

TEST(a_called_process_runs_and_its_end_comes_back)
{
    as_controller();
    publish(TWO_TASKS("called", "Раз"));
    publish(PROCESS("caller",
                    "<startEvent id='s'/><callActivity id='call' calledElement='called'/><userTask id='then'/>" FLOW(
                        "s", "call") FLOW("call", "then")));
    const char *id = begin("caller");
    EXPECT_TEXT(waits(now(id)), "call:PROCESS");
    run_job(tracking_job_run_errands);
    const char *child = pg_query(pg_text("SELECT process_id FROM process WHERE parent_id = '%s'", id));
    EXPECT(child);
    run_job(tracking_job_run_errands);
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM process WHERE parent_id = '%s'", id)), "1");
    as_supervisor();
    for (int i = 0; i < 2; i++) {
        const char *task =
            pg_query(pg_text("SELECT task_id FROM task WHERE process_id = '%s' AND state = 'OPEN'", child));
        CALL(Tracking__ClaimTask, .task_id = task);
        CALL(Tracking__CompleteTask, .task_id = task, .outcome = "YES");
    }
    run_job(tracking_job_run_errands);
    EXPECT_TEXT(waits(now(id)), "then:TASK");
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM errand WHERE process_id = '%s'", id)), "0");
}

static const char *
count(const char *what)
{
    return pg_query(pg_text("SELECT count(*) FROM %s", what));
}

#define CALLER(id, called)                                                                                             \
    PROCESS(id, "<startEvent id='s'/><callActivity id='call' calledElement='" called                                   \
                "'/><userTask id='then'/><boundaryEvent id='b' attachedToRef='call'><errorEventDefinition/>"           \
                "</boundaryEvent><userTask id='failed'/>" FLOW("s", "call") FLOW("call", "then") FLOW("b", "failed"))

TEST(a_process_of_the_same_file_can_be_called)
{
    as_controller();
    publish(HEAD
            "<process id='family' isExecutable='true'><startEvent id='s'/><callActivity id='call' "
            "calledElement='child'/><userTask id='then'/>" FLOW("s", "call") FLOW(
                "call",
                "then") "</process><process id='child' isExecutable='true'><startEvent id='cs'/><userTask id='play'/>"
                        "<endEvent id='ce'/>" FLOW("cs", "play") FLOW("play", "ce") "</process></definitions>");
    const char *id = begin("family");
    hurry_errands(1);
    const char *child = pg_query(pg_text("SELECT process_id FROM process WHERE parent_id = '%s'", id));
    EXPECT(child);
    EXPECT_TEXT(waits(now(child)), "play:TASK");
    EXPECT_TEXT(now(child)->regulation, "family");
    as_supervisor();
    const char *task = pg_query(pg_text("SELECT task_id FROM task WHERE process_id = '%s'", child));
    CALL(Tracking__ClaimTask, .task_id = task);
    CALL(Tracking__CompleteTask, .task_id = task, .outcome = "any");
    hurry_errands(1);
    EXPECT_TEXT(waits(now(id)), "then:TASK");
}

TEST(regulations_that_call_each_other_in_a_circle_come_to_an_end)
{
    as_controller();
    publish(CALLER("ring-a", "ring-b"));
    publish(CALLER("ring-b", "ring-a"));
    const char *id = begin("ring-a");
    hurry_errands(25);
    EXPECT_TEXT(count("process WHERE regulation LIKE 'ring-%'"), "16");
    EXPECT_TEXT(count("errand"), "0");
    EXPECT_TEXT(count("task WHERE step = 'failed'"), "1"); /* at the innermost, who waits for a person now */
    EXPECT_TEXT(waits(now(id)), "call:PROCESS");
}

TEST(what_is_called_is_not_begun_when_its_caller_has_gone_on)
{
    as_controller();
    publish(TWO_TASKS("late", "Раз"));
    publish(CALLER("hasty", "late"));
    const char *id = begin("hasty");
    CALL(Tracking__CancelProcess, .process_id = id, .reason = "не нужно");
    /* The call is in trouble for a while, the cancelling is not. */
    pg_query("UPDATE errand SET not_before = now() + interval '1 hour' WHERE kind = 'CALL'");
    run_job(tracking_job_run_errands);
    hurry_errands(2);
    EXPECT_TEXT(count(pg_text("process WHERE parent_id = '%s'", id)), "0");
    EXPECT_TEXT(count("errand"), "0");
}

TEST(an_errand_that_somebody_else_carries_out_has_no_effect_here)
{
    as_controller();
    publish(TWO_TASKS("once", "Раз"));
    publish(CALLER("calls-once", "once"));
    const char *id = begin("calls-once");
    Tracking__Errand errand = TRACKING__ERRAND__INIT;
    errand.errand_id = strtoll(pg_query("SELECT errand_id FROM errand"), NULL, 10);
    errand.kind = ERRAND_CALL;
    errand.process_id = id;
    errand.token = (uint32_t)strtoul(pg_query("SELECT token FROM errand"), NULL, 10);
    errand.name = "once";
    struct rpc_call call;
    rpc_call_init(&call, "tracking", 30000, NULL);
    EXPECT_CODE(errands_run(&call, &errand), RPC_OK);
    EXPECT_CODE(errands_run(&call, &errand), RPC_ABORTED);
    rpc_call_release(&call);
    EXPECT_TEXT(count(pg_text("process WHERE parent_id = '%s'", id)), "1");
}

#define ASKING(condition)                                                                                              \
    PROCESS("asking", "<startEvent id='s'/><callActivity id='call' calledElement='asked'/><exclusiveGateway id='x' "   \
                      "default='no'/><userTask id='yes'/><userTask id='none'/><sequenceFlow id='if' sourceRef='x' "    \
                      "targetRef='yes'><conditionExpression>" condition "</conditionExpression></sequenceFlow>"        \
                      "<sequenceFlow id='no' sourceRef='x' targetRef='none'/>" FLOW("s", "call") FLOW("call", "x"))

TEST(what_comes_to_a_regulation_that_cannot_go_on_is_kept_for_a_better_one)
{
    as_controller();
    publish(PROCESS("asked", "<startEvent id='s'/><endEvent id='e'/>" FLOW("s", "e")));
    publish(ASKING("nothing.there &gt; 1"));
    const char *id = begin("asking");
    hurry_errands(3);
    EXPECT_TEXT(waits(now(id)), "call:PROCESS");
    EXPECT_TEXT(pg_query("SELECT string_agg(kind, ' ') FROM errand"), "CALLED_ENDED");
    publish(ASKING("true"));
    CALL(Tracking__MigrateProcess, .process_id = id, .version = 2);
    hurry_errands(1);
    EXPECT_TEXT(waits(now(id)), "yes:TASK");
    EXPECT_TEXT(count("errand"), "0");
}

TEST(a_message_waits_for_the_next_when_who_waited_has_gone_on)
{
    as_controller();
    publish(PROCESS("reader",
                    "<startEvent id='s'/><intermediateCatchEvent id='read'><messageEventDefinition "
                    "messageRef='m'/></intermediateCatchEvent><userTask id='t'/>" FLOW("s", "read") FLOW("read", "t")));
    publish(PROCESS("writer", "<startEvent id='s'/><intermediateThrowEvent id='write'><messageEventDefinition "
                              "messageRef='m'/></intermediateThrowEvent><endEvent id='e'/>" FLOW("s", "write")
                                  FLOW("write", "e")));
    const char *gone = begin("reader");
    const char *row = pg_query(pg_text("SELECT token FROM process_subscription WHERE process_id = '%s'", gone));
    CALL(Tracking__CancelProcess, .process_id = gone, .reason = "не нужно");
    /* As another replica may see it a moment before that is committed. */
    pg_query(pg_text("INSERT INTO process_subscription (process_id, token, kind, name) VALUES ('%s', %s, 'MESSAGE', "
                     "'answer')",
                     gone, row));
    begin("writer");
    hurry_errands(1);
    EXPECT_TEXT(count("errand"), "1");
    pg_query(pg_text("DELETE FROM process_subscription WHERE process_id = '%s'", gone));
    const char *next = begin("reader");
    hurry_errands(1);
    EXPECT_TEXT(waits(now(next)), "t:TASK");
    EXPECT_TEXT(count("errand"), "0");
}

TEST(a_signal_reaches_all_who_wait_and_a_message_one)
{
    as_controller();
    publish(PROCESS("listener",
                    "<startEvent id='s'/><intermediateCatchEvent id='hear'><signalEventDefinition "
                    "signalRef='g'/></intermediateCatchEvent><intermediateCatchEvent id='read'>"
                    "<messageEventDefinition messageRef='m'/></intermediateCatchEvent><userTask id='t'/>" FLOW(
                        "s", "hear") FLOW("hear", "read") FLOW("read", "t")));
    publish(PROCESS("speaker",
                    "<startEvent id='s'/><intermediateThrowEvent id='say'><signalEventDefinition "
                    "signalRef='g'/></intermediateThrowEvent><intermediateThrowEvent id='write'>"
                    "<messageEventDefinition messageRef='m'/></intermediateThrowEvent><endEvent id='e'/>" FLOW(
                        "s", "say") FLOW("say", "write") FLOW("write", "e")));
    const char *a = begin("listener"), *b = begin("listener");
    begin("speaker");
    for (int i = 0; i < 3; i++)
        run_job(tracking_job_run_errands);
    EXPECT(!strstr(waits(now(a)), "hear") && !strstr(waits(now(b)), "hear"));
    pg_query("UPDATE errand SET not_before = now() WHERE kind = 'MESSAGE'");
    run_job(tracking_job_run_errands);
    int read = (strstr(waits(now(a)), "t:TASK") != NULL) + (strstr(waits(now(b)), "t:TASK") != NULL);
    EXPECT_INT(read, 1);
}

/* As a version published before operations of services were checked may say. */
TEST(an_operation_that_nobody_knows_is_an_error_of_the_step)
{
    const char *bpmn = PROCESS(
        "odd-service",
        "<startEvent id='s'/><serviceTask id='v' okno:operation='make.coffee'/><boundaryEvent id='b' "
        "attachedToRef='v'><errorEventDefinition/></boundaryEvent><userTask id='by-hand'/><endEvent id='e'/>" FLOW(
            "s", "v") FLOW("v", "e") FLOW("b", "by-hand"));
    as_controller();
    EXPECT_CODE(TRY(Tracking__PublishRegulation, .chunk = whole(bpmn)), RPC_INVALID_ARGUMENT);
    pg_query(pg_text("INSERT INTO regulation VALUES ('odd-service', 1, 'Проба', $bpmn$%s$bpmn$, '', now(), '')", bpmn));
    const char *id = begin("odd-service");
    run_job(tracking_job_run_errands);
    EXPECT_TEXT(waits(now(id)), "by-hand:TASK");
}

/* ------------------------------------------------------------------ verbs of processes of their own */

TEST(whoever_called_is_told_that_what_it_called_was_cancelled)
{
    as_controller();
    publish(TWO_TASKS("dropped", "Раз"));
    publish(CALLER("drops", "dropped"));
    const char *id = begin("drops");
    hurry_errands(1);
    const char *child = pg_query(pg_text("SELECT process_id FROM process WHERE parent_id = '%s'", id));
    CALL(Tracking__CancelProcess, .process_id = child, .reason = "не нужно");
    hurry_errands(1);
    EXPECT_TEXT(waits(now(id)), "failed:TASK");
    EXPECT_TEXT(count(pg_text("errand WHERE process_id = '%s'", id)), "0");
}

TEST(a_running_timer_is_moved_on_record)
{
    Google__Protobuf__Timestamp past = GOOGLE__PROTOBUF__TIMESTAMP__INIT, later = past;
    past.seconds = time_now_us() / 1000000 - 1;
    later.seconds = past.seconds + 7200;
    as_controller();
    publish(TIMED("redated", "PT1H"));
    const char *id = begin("redated");
    const Tracking__Process *moved =
        CALL(Tracking__RedateProcess, .process_id = id, .element = "rest", .due = &later, .reason = "перенос");
    EXPECT_INT((int)(moved->waiting[0]->due->seconds - later.seconds), 0);
    EXPECT_TEXT(
        pg_query(pg_text("SELECT extract(epoch FROM due)::int8 FROM process_timer WHERE process_id = '%s'", id)),
        pg_text("%lld", (long long)later.seconds));
    EXPECT(strstr(trail(now(id)), "REDATED rest to "));
    EXPECT(strstr(trail(now(id)), ": перенос"));
    CALL(Tracking__RedateProcess, .process_id = id, .element = "rest", .due = &past, .reason = "сейчас");
    fire_timers();
    EXPECT_TEXT(waits(now(id)), "after:TASK");
    EXPECT_CODE(TRY(Tracking__RedateProcess, .process_id = id, .element = "rest", .due = &later, .reason = "поздно"),
                RPC_FAILED_PRECONDITION);
    EXPECT_CODE(TRY(Tracking__RedateProcess, .process_id = id, .element = "rest", .reason = "когда"),
                RPC_INVALID_ARGUMENT);
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__RedateProcess, .process_id = id, .element = "rest", .due = &later, .reason = "x"),
                RPC_PERMISSION_DENIED);
    const char *application = submit()->application_id;
    as_controller();
    EXPECT_CODE(
        TRY(Tracking__RedateProcess, .process_id = application, .element = "check", .due = &later, .reason = "x"),
        RPC_FAILED_PRECONDITION);
}
