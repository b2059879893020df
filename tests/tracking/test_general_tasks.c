/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tasks of general processes, which name no centre and no agency: found by those who may perform them. */
#include "fixture.h"

#include <okno/tracking.sql.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST(...) ((const Tracking__ListTasksResponse *)CALL(Tracking__ListTasks, .page_size = 200, ##__VA_ARGS__))

/* A process that waits in one task; `performer` is what its regulation says. */
static const char *
begin(const char *performer)
{
    const char *code = pg_text("g%.8s", pg_uuid() + 28);
    const char *bpmn = pg_text(
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "
        "targetNamespace='https://okno.example/tests'><process id='%s' name='Проба' isExecutable='true'><startEvent "
        "id='s'/><userTask id='general' name='Общее дело'><extensionElements><okno:performer %s/></extensionElements>"
        "</userTask><sequenceFlow id='f' sourceRef='s' targetRef='general'/></process></definitions>",
        code, performer);
    publish(bpmn);
    const Tracking__Process *process = CALL(Tracking__CreateProcess, .regulation = code);
    return process->process_id;
}

static const Tracking__Task *
find(const char *process_id)
{
    const char *token = "";
    do {
        const Tracking__ListTasksResponse *list = LIST(.step = "general", .page_token = token);
        for (size_t i = 0; i < list->n_tasks; i++)
            if (text_equal(list->tasks[i]->process_id, process_id))
                return list->tasks[i];
        token = list->next_page_token;
    } while (*token);
    return NULL;
}

TEST(tasks_of_no_place_are_listed_to_those_of_their_role)
{
    const char *operators = begin("role='OPERATOR'"), *bosses = begin("role='SUPERVISOR'"),
               *officials = begin("role='AGENCY'"), *controllers = begin("role='CONTROLLER'"), *anybody = begin("");
    as_operator("op");
    EXPECT(find(operators) && find(anybody) && !find(bosses) && !find(officials) && !find(controllers));
    EXPECT_INT((int)LIST(.step = "general", .centre_code = "arbat")->n_tasks, 0);
    const char *task = find(operators)->task_id;
    as_other_operator();
    EXPECT(find(operators));
    CALL(Tracking__ClaimTask, .task_id = task);
    as_operator("op");
    EXPECT(!find(operators));
    as_supervisor();
    EXPECT(find(bosses) && find(anybody) && !find(officials));
    CALL(Tracking__CompleteTask, .task_id = find(bosses)->task_id, .outcome = "done");
    as_agency();
    EXPECT(find(officials) && !find(operators) && !find(anybody));
    CALL(Tracking__CompleteTask, .task_id = find(officials)->task_id, .outcome = "done");
    as_controller();
    EXPECT(find(controllers) && find(operators) && find(anybody));
    CALL(Tracking__CompleteTask, .task_id = find(controllers)->task_id, .outcome = "done");
}

TEST(tasks_of_no_place_are_performed_by_their_role_only)
{
    const char *bosses = begin("role='SUPERVISOR'"), *officials = begin("role='AGENCY'");
    const char *query = "SELECT task_id FROM task WHERE process_id = '%s'";
    const char *of_bosses = pg_query(pg_text(query, bosses)), *of_officials = pg_query(pg_text(query, officials));
    as_operator("op");
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = of_bosses), RPC_PERMISSION_DENIED);
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = of_officials), RPC_PERMISSION_DENIED);
    as_agency();
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = of_bosses), RPC_NOT_FOUND);
    CALL(Tracking__ClaimTask, .task_id = of_officials);
}

TEST(a_task_for_one_person_is_theirs_and_their_substitutes)
{
    const char *name = pg_text("named-%s", pg_uuid()), *other = pg_text("other-%s", pg_uuid());
    const char *id = begin(pg_text("role='OPERATOR' subject='%s'", name));
    as_operator(other);
    EXPECT(!find(id));
    const char *task = pg_query(pg_text("SELECT task_id FROM task WHERE process_id = '%s'", id));
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = task), RPC_PERMISSION_DENIED);
    as_supervisor();
    EXPECT_TEXT(find(id)->performer, name);
    CALL(Tracking__CreateSubstitution, .absent = name, .substitute = other, .from_date = today(), .to_date = today(),
         .reason = "болезнь");
    as_operator(other);
    EXPECT(find(id));
    as_operator(name);
    EXPECT(find(id));
    CALL(Tracking__ClaimTask, .task_id = task);
    as_operator(other);
    EXPECT_TEXT(find(id)->assignee, name);
    CALL(Tracking__CompleteTask, .task_id = task, .outcome = "done");
}

TEST(pages_of_tasks_of_no_place_stay_put)
{
    const char *ids[5], *token = "", *last = "";
    int seen = 0;
    for (int i = 0; i < 5; i++)
        ids[i] = begin("role='OPERATOR'");
    as_operator("op");
    do {
        const Tracking__ListTasksResponse *list =
            CALL(Tracking__ListTasks, .step = "general", .page_size = 2, .page_token = token);
        for (size_t i = 0; i < list->n_tasks; i++) {
            EXPECT(strcmp(list->tasks[i]->task_id, last) > 0); /* all are due on no day */
            last = list->tasks[i]->task_id;
            for (int j = 0; j < 5; j++)
                seen += text_equal(list->tasks[i]->process_id, ids[j]);
        }
        token = list->next_page_token;
        if (seen == 1)
            begin("role='OPERATOR'"); /* comes at the end */
        as_operator("op");
    } while (*token);
    EXPECT_INT(seen, 5);
}

/* The statement with its parameters as they would be; NULL where none is given. */
static const char *
filled(const char *const *values, int n)
{
    static char text[16384];
    size_t used = 0;
    for (const char *c = tracking_sql_list_tasks.text; *c; c++) {
        int number = *c == '$' ? (int)strtol(c + 1, NULL, 10) : 0;
        if (number < 1 || number > n) {
            text[used++] = *c;
            continue;
        }
        used += (size_t)snprintf(text + used, sizeof text - used, "%s", values[number - 1]);
        c += number > 9 ? 2 : 1;
    }
    text[used] = '\0';
    return text;
}

TEST(lists_of_a_role_are_walks_over_an_index)
{
    static const char *const values[] = { "'{}'::text[]",
                                          "'{}'::text[]",
                                          "'{OPEN,CLAIMED}'::text[]",
                                          "'-infinity'",
                                          "'00000000-0000-0000-0000-000000000000'",
                                          "NULL",
                                          "NULL",
                                          "NULL",
                                          "'op'",
                                          "current_date",
                                          "51",
                                          "'{OPERATOR,COURIER,\"\"}'::text[]",
                                          "'op'",
                                          "'arbat'",
                                          "'op'",
                                          "'OPERATOR'" };
    pg_query("INSERT INTO task (task_id, step, state, due_on, created, role) SELECT gen_random_uuid(), 'explained',"
             " CASE WHEN n % 10 = 0 THEN 'OPEN' ELSE 'DONE' END, date '2030-01-01' + n % 300, now(),"
             " CASE WHEN n % 3 = 0 THEN 'OPERATOR' ELSE 'APPLICANT' END FROM generate_series(1, 30000) AS n");
    pg_query("ANALYZE task");
    pg_query(
        "CREATE OR REPLACE FUNCTION plan_of(statement text) RETURNS text LANGUAGE plpgsql AS $$ DECLARE line text;"
        " whole text := ''; BEGIN FOR line IN EXECUTE 'EXPLAIN ' || statement LOOP whole := whole || line || E'\\n';"
        " END LOOP; RETURN whole; END $$");
    const char *plan = pg_query(pg_text("SELECT plan_of($plan$%s$plan$)", filled(values, OKNO_ARRAY_SIZE(values))));
    EXPECT(strstr(plan, "task_role") && !strstr(plan, "Seq Scan on task"));
    pg_query("DROP FUNCTION plan_of");
    pg_query("DELETE FROM task WHERE step = 'explained'");
}
