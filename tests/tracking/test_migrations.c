/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What runs on one version of a regulation goes on with another, or is refused where that cannot be safe. */
#include "fixture.h"

#include <string.h>

#define HEAD                                                                                                           \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "                   \
    "targetNamespace='https://okno.example/tests'><message id='m' name='reply of a migration'/><process id='%s' "      \
    "name='Проба' "                                                                                               \
    "isExecutable='true'>"                                                                                             \
    "<startEvent id='s'/>"
#define TASK(id, name, outcome)                                                                                        \
    "<userTask id='" id "' name='" name "'><extensionElements><okno:performer role='SUPERVISOR' centre='arbat'/>"      \
    "<okno:outcome code='" outcome "' label='Да'/></extensionElements></userTask>"
#define FLOW(a, b) "<sequenceFlow id='" a "-" b "' sourceRef='" a "' targetRef='" b "'/>"
#define TAIL "<endEvent id='e'/></process></definitions>"

/* Two tasks one after another. */
#define OLD                                                                                                            \
    HEAD TASK("first", "Раз", "YES") TASK("second", "Два", "YES") FLOW("s", "first") FLOW("first", "second")           \
        FLOW("second", "e") TAIL
/* The second is another kind of element, the first has another name and outcome. */
#define NEW                                                                                                            \
    HEAD TASK("begin", "Начало", "OK") "<receiveTask id='second' messageRef='m'/>" FLOW("s", "begin")                  \
        FLOW("begin", "second") FLOW("second", "e") TAIL

static void
publish_under(const char *code, const char *bpmn)
{
    as_controller();
    const Tracking__Regulation *published = CALL(Tracking__PublishRegulation, .chunk = whole(bpmn));
    EXPECT_TEXT(published->code, code);
}

/* A code of its own with both versions. */
static const char *
two_versions(void)
{
    const char *code = pg_text("m%.8s", pg_uuid() + 28);
    publish_under(code, pg_text(OLD, code));
    return code;
}

static const char *
task_of(const char *process_id)
{
    return pg_query(
        pg_text("SELECT task_id FROM task WHERE process_id = '%s' AND state IN ('OPEN', 'CLAIMED')", process_id));
}

static const char *
begin(const char *code, bool passes_first)
{
    as_controller();
    const Tracking__Process *process = CALL(Tracking__CreateProcess, .regulation = code);
    const char *id = process->process_id;
    as_supervisor();
    if (passes_first)
        CALL(Tracking__CompleteTask, .task_id = task_of(id), .outcome = "YES");
    as_controller();
    return id;
}

static const Tracking__Process *
now(const char *process_id)
{
    return CALL(Tracking__GetProcess, .process_id = process_id);
}

static Tracking__ElementMove first_to_begin = { .from = "first", .to = "begin" }, to_nowhere, from_nowhere;
static Tracking__ElementMove *moves[3] = { &first_to_begin };

static const Tracking__MigrateRegulationResponse *
migrate(const char *code, bool dry_run)
{
    tracking__element_move__init(&first_to_begin);
    first_to_begin.from = "first";
    first_to_begin.to = "begin";
    return CALL(Tracking__MigrateRegulation, .code = code, .from = 1, .to = 2, .moves = moves, .n_moves = 1,
                .dry_run = dry_run);
}

TEST(what_can_be_moved_is_moved_and_the_rest_is_named)
{
    const char *code = two_versions(), *a = begin(code, false), *b = begin(code, false), *later = begin(code, true);
    publish_under(code, pg_text(NEW, code));
    const Tracking__MigrateRegulationResponse *told = migrate(code, true);
    EXPECT_INT(told->moved, 2);
    EXPECT_INT((int)told->n_refusals, 1);
    EXPECT_INT((int)told->n_groups, 2);
    EXPECT_TEXT(told->groups[0]->waiting[0], "first");
    EXPECT_INT(told->groups[0]->processes, 2);
    EXPECT(told->groups[0]->movable && !told->groups[1]->movable);
    EXPECT_TEXT(told->groups[1]->waiting[0], "second");
    EXPECT_TEXT(told->refusals[0]->process_id, later);
    EXPECT_TEXT(told->refusals[0]->element, "second");
    EXPECT(strstr(told->refusals[0]->reason, "элемент другого вида"));
    EXPECT_INT(now(a)->version, 1);
    const Tracking__MigrateRegulationResponse *done = migrate(code, false);
    EXPECT_INT(done->moved, 2);
    EXPECT_INT((int)done->n_refusals, 1);
    EXPECT_INT(now(a)->version, 2);
    EXPECT_INT(now(b)->version, 2);
    EXPECT_INT(now(later)->version, 1);
    EXPECT_TEXT(now(later)->waiting[0]->element, "second");
    EXPECT_TEXT(now(a)->steps[1]->trail[0], "MIGRATED 1 to 2");
    EXPECT_TEXT(now(a)->steps[1]->actor, "control");
    done = migrate(code, false);
    EXPECT_INT(done->moved, 0);
    EXPECT_INT((int)done->n_refusals, 1);
    EXPECT_INT((int)now(a)->n_steps, 2);
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM audit_record WHERE kind = 'CHANGE' AND object"
                                 " LIKE '%%%s%%'",
                                 a)),
                "2"); /* its beginning and its move */
}

TEST(tasks_wait_in_the_new_elements_for_whoever_has_them)
{
    const char *code = two_versions(), *id = begin(code, false), *task = task_of(id);
    as_supervisor();
    CALL(Tracking__ClaimTask, .task_id = task);
    publish_under(code, pg_text(NEW, code));
    migrate(code, false);
    as_supervisor();
    const Tracking__Task *moved = CALL(Tracking__GetTask, .task_id = task);
    EXPECT_TEXT(moved->step, "begin");
    EXPECT_TEXT(moved->name, "Начало");
    EXPECT_TEXT(moved->outcomes[0], "OK");
    EXPECT_TEXT(moved->assignee, "boss");
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task, .outcome = "YES"), RPC_INVALID_ARGUMENT);
    CALL(Tracking__CompleteTask, .task_id = task, .outcome = "OK");
    EXPECT_TEXT(now(id)->waiting[0]->element, "second");
}

TEST(pages_of_a_migration_follow_one_another)
{
    const char *code = two_versions(), *token = "";
    int moved = 0, pages = 0;
    for (int i = 0; i < 5; i++)
        begin(code, i == 2);
    publish_under(code, pg_text(NEW, code));
    do {
        const Tracking__MigrateRegulationResponse *page =
            CALL(Tracking__MigrateRegulation, .code = code, .from = 1, .to = 2, .moves = moves, .n_moves = 1,
                 .page_size = 2, .page_token = token);
        moved += page->moved;
        token = page->next_page_token;
        pages++;
    } while (*token);
    EXPECT_INT(pages, 3);
    EXPECT_INT(moved, 4);
}

TEST(a_migration_that_makes_no_sense_is_refused_as_a_whole)
{
    const char *code = two_versions(), *id = begin(code, false);
    publish_under(code, pg_text(NEW, code));
    tracking__element_move__init(&to_nowhere);
    tracking__element_move__init(&from_nowhere);
    to_nowhere.from = "second";
    to_nowhere.to = "nowhere";
    from_nowhere.from = "nothing";
    from_nowhere.to = "begin";
    moves[1] = &to_nowhere;
    EXPECT_CODE(TRY(Tracking__MigrateRegulation, .code = code, .from = 1, .to = 2, .moves = moves, .n_moves = 2),
                RPC_INVALID_ARGUMENT);
    moves[1] = &from_nowhere;
    EXPECT_CODE(TRY(Tracking__MigrateRegulation, .code = code, .from = 1, .to = 2, .moves = moves, .n_moves = 2),
                RPC_INVALID_ARGUMENT);
    moves[1] = &first_to_begin;
    EXPECT_CODE(TRY(Tracking__MigrateRegulation, .code = code, .from = 1, .to = 2, .moves = moves, .n_moves = 2),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Tracking__MigrateRegulation, .code = code, .from = 1, .to = 1), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Tracking__MigrateRegulation, .code = code, .from = 1, .to = 3), RPC_NOT_FOUND);
    as_supervisor();
    EXPECT_CODE(TRY(Tracking__MigrateRegulation, .code = code, .from = 1, .to = 2), RPC_PERMISSION_DENIED);
    EXPECT_INT(now(id)->version, 1);
}

TEST(an_application_goes_on_with_the_new_version)
{
    const char *id = submit()->application_id, *task = live_task(id)->task_id;
    as_controller();
    const Tracking__Regulation *old = CALL(Tracking__GetRegulation, .code = "scenario-0", .version = 1);
    const char *name = strstr(old->bpmn, "name=\"Проверка");
    EXPECT(name);
    publish_under("scenario-0", pg_text("%.*sname=\"Новая проверка%s", (int)(name - old->bpmn), old->bpmn,
                                        name + strlen("name=\"Проверка")));
    const Tracking__Process *moved = CALL(Tracking__MigrateProcess, .process_id = id, .version = 2);
    EXPECT_INT(moved->version, 2);
    EXPECT_INT(look(id)->regulation_version, 2);
    EXPECT_TEXT(look(id)->waiting_in[0], "check");
    EXPECT_INT(look(id)->status, TRACKING__APPLICATION__STATUS__REGISTERED);
    EXPECT(strstr(live_task(id)->name, "Новая проверка"));
    EXPECT_TEXT(live_task(id)->task_id, task);
    EXPECT(strstr(history(id), " MIGRATED"));
    pass(id, "check", "PASSED");
    EXPECT_TEXT(live_task(id)->step, "send");
    pg_query("DELETE FROM regulation WHERE code = 'scenario-0' AND version > 1");
}

#define GIVEN(id, performer)                                                                                           \
    "<userTask id='" id "'><extensionElements><okno:performer " performer "/></extensionElements></userTask>"
#define TWO_WORKERS(first, second)                                                                                     \
    HEAD "<parallelGateway id='both'/>" GIVEN("one", first) GIVEN("other", second) FLOW("s", "both")                   \
        FLOW("both", "one") FLOW("both", "other") FLOW("one", "e") FLOW("other", "e") TAIL

static const char *
performer_of(const char *process_id, const char *step)
{
    return pg_query(pg_text("SELECT role || ' ' || COALESCE(centre_code, '-') || ' ' || COALESCE(agency_code, '-') ||"
                            " ' ' || COALESCE(performer, '-') FROM task WHERE process_id = '%s' AND step = '%s'",
                            process_id, step));
}

TEST(what_nobody_has_claimed_goes_to_whom_the_new_version_names)
{
    const char *code = pg_text("m%.8s", pg_uuid() + 28);
    publish_under(code, pg_text(TWO_WORKERS("role='OPERATOR' centre='arbat'", "role='OPERATOR' centre='arbat'"), code));
    const char *open = begin(code, false), *claimed = begin(code, false);
    as_operator("op");
    CALL(Tracking__ClaimTask, .task_id = pg_query(pg_text("SELECT task_id FROM task WHERE process_id = '%s' AND"
                                                          " step = 'one'",
                                                          claimed)));
    publish_under(code,
                  pg_text(TWO_WORKERS("role='AGENCY' agency='mvd'", "role='SUPERVISOR' centre='=\"tver\"'"), code));
    CALL(Tracking__MigrateProcess, .process_id = open, .version = 2);
    CALL(Tracking__MigrateProcess, .process_id = claimed, .version = 2);
    EXPECT_TEXT(performer_of(open, "one"), "AGENCY - mvd -");
    EXPECT_TEXT(performer_of(open, "other"), "OPERATOR arbat - -"); /* an expression is not computed again */
    EXPECT_TEXT(performer_of(claimed, "one"), "OPERATOR arbat - -");
    publish_under(code, pg_text(TWO_WORKERS("role='SUPERVISOR' centre='tver'", "subject='anna'"), code));
    CALL(Tracking__MigrateProcess, .process_id = open, .version = 3);
    EXPECT_TEXT(performer_of(open, "one"), "SUPERVISOR tver - -");
    EXPECT_TEXT(performer_of(open, "other"), " - - anna");
}
