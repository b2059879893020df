/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

#define STATE(name) TRACKING__TASK__STATE__##name
#define LIST(...) ((const Tracking__ListTasksResponse *)CALL(Tracking__ListTasks, ##__VA_ARGS__))

static const Tracking__Task *
find(const Tracking__ListTasksResponse *list, const char *application_id)
{
    for (size_t i = 0; i < list->n_tasks; i++)
        if (text_equal(list->tasks[i]->application_id, application_id))
            return list->tasks[i];
    return NULL;
}

TEST(operators_see_the_open_tasks_of_their_centre_and_their_own_claims)
{
    const char *open = submit()->application_id, *mine = submit()->application_id, *theirs = submit()->application_id;
    CALL(Tracking__ClaimTask, .task_id = live_task(mine)->task_id);
    as_operator("other");
    CALL(Tracking__ClaimTask, .task_id = live_task(theirs)->task_id);
    as_operator("op");
    const Tracking__ListTasksResponse *list = LIST(.page_size = 200);
    EXPECT(find(list, open) && find(list, mine) && !find(list, theirs));
    EXPECT_TEXT(find(list, open)->name, "Проверка заявления и комплекта документов");
    EXPECT_TEXT(find(list, open)->role, "OPERATOR");
    const Tracking__ListTasksResponse *claimed = LIST(.state = STATE(CLAIMED), .page_size = 200);
    EXPECT(!find(claimed, open) && find(claimed, mine) && find(claimed, theirs));
    const Tracking__ListTasksResponse *own = LIST(.assignee = "me", .page_size = 200);
    EXPECT(!find(own, open) && find(own, mine) && !find(own, theirs));
    const Tracking__ListTasksResponse *others = LIST(.assignee = "other", .page_size = 200);
    EXPECT(find(others, theirs) && !find(others, mine));
    as_other_operator();
    EXPECT(!find(LIST(.page_size = 200), open));
    EXPECT_INT(LIST(.centre_code = "arbat")->n_tasks, 0);
}

TEST(officials_see_the_tasks_of_their_agency)
{
    const char *id = submit()->application_id;
    as_agency();
    EXPECT(!find(LIST(.page_size = 200), id));
    advance(id, "decide");
    as_agency();
    EXPECT_TEXT(find(LIST(.page_size = 200), id)->step, "decide");
    EXPECT_TEXT(find(LIST(.step = "decide", .service_code = "passport", .page_size = 200), id)->agency_code, "mvd");
    as_archive();
    EXPECT(!find(LIST(.page_size = 200), id));
    as_operator("op");
    EXPECT(!find(LIST(.page_size = 200), id));
    EXPECT(find(LIST(.application_id = id), id));
}

TEST(applicants_see_what_their_applications_wait_for_from_them)
{
    const Tracking__Application *app = submit();
    const char *id = app->application_id, *other = submit()->application_id;
    as_applicant(app->applicant_id);
    EXPECT(!find(LIST(.page_size = 200), id)); /* the centre's own */
    pg_query(pg_text("UPDATE task SET role = 'APPLICANT', centre_code = NULL WHERE application_id IN ('%s', '%s')", id,
                     other));
    EXPECT(find(LIST(.page_size = 200), id));
    EXPECT_INT(LIST(.application_id = id)->n_tasks, 1);
    EXPECT(!find(LIST(.application_id = id), other));
    as_applicant(pg_uuid());
    EXPECT_INT(LIST(.page_size = 200)->n_tasks, 0);
    EXPECT_INT(LIST(.application_id = id)->n_tasks, 0);
}

TEST(tasks_come_by_the_day_they_are_due_page_by_page)
{
    const char *token = "", *last = "", *ids[5];
    for (int i = 0; i < 5; i++) {
        ids[i] = submit()->application_id;
        pg_query(pg_text("UPDATE task SET due_on = date '1990-01-10' - %d, step = 'page' WHERE application_id = '%s'",
                         i, ids[i]));
    }
    int seen = 0;
    do {
        const Tracking__ListTasksResponse *list =
            LIST(.step = "page", .overdue = true, .page_size = 2, .page_token = token);
        for (size_t i = 0; i < list->n_tasks; i++, seen++) {
            EXPECT(strcmp(list->tasks[i]->due_on, last) >= 0);
            EXPECT(list->tasks[i]->overdue);
            last = list->tasks[i]->due_on;
        }
        token = list->next_page_token;
    } while (*token);
    EXPECT_INT(seen, 5);
    EXPECT_CODE(TRY(Tracking__ListTasks, .page_token = "x"), RPC_INVALID_ARGUMENT);
    pg_query("UPDATE task SET state = 'CANCELLED' WHERE step = 'page'");
}

TEST(finished_tasks_are_found_by_their_state)
{
    const char *id = submit()->application_id;
    pass(id, "check", "PASSED");
    const Tracking__ListTasksResponse *done = LIST(.application_id = id, .state = STATE(DONE));
    EXPECT_INT(done->n_tasks, 1);
    EXPECT_TEXT(done->tasks[0]->outcome, "PASSED");
    EXPECT_TEXT(done->tasks[0]->assignee, "op");
    EXPECT(done->tasks[0]->finished);
    EXPECT_INT(done->tasks[0]->n_outcomes, 0);
    EXPECT(!done->tasks[0]->overdue);
}

TEST(controllers_see_all_places_or_one)
{
    const char *centre = submit()->application_id, *agency = submit()->application_id;
    advance(agency, "decide");
    as_controller();
    const Tracking__ListTasksResponse *all = LIST(.page_size = 200);
    EXPECT(find(all, centre) && find(all, agency));
    EXPECT(find(LIST(.centre_code = "arbat", .page_size = 200), centre));
    EXPECT(!find(LIST(.centre_code = "arbat", .page_size = 200), agency));
    EXPECT(find(LIST(.agency_code = "mvd", .page_size = 200), agency));
    EXPECT(!find(LIST(.agency_code = "mvd", .page_size = 200), centre));
    EXPECT_INT(LIST(.centre_code = "x\"},{\"arbat")->n_tasks, 0);
}

TEST(tasks_are_found_by_role_and_by_the_days_of_their_term)
{
    const char *ids[3];
    for (int i = 0; i < 3; i++) {
        ids[i] = submit()->application_id;
        pg_query(pg_text("UPDATE task SET due_on = date '1990-01-10' + %d, step = 'days', role = '%s'"
                         " WHERE application_id = '%s'",
                         i, i == 2 ? "SUPERVISOR" : "OPERATOR", ids[i]));
    }
    const Tracking__ListTasksResponse *list = LIST(.step = "days", .role = "SUPERVISOR");
    EXPECT(list->n_tasks == 1 && find(list, ids[2]));
    EXPECT_INT(LIST(.step = "days", .role = "COURIER")->n_tasks, 0);
    list = LIST(.step = "days", .due_after = "1990-01-10");
    EXPECT(list->n_tasks == 2 && !find(list, ids[0]));
    list = LIST(.step = "days", .due_before = "1990-01-12", .overdue = true);
    EXPECT(list->n_tasks == 2 && !find(list, ids[2]));
    list = LIST(.step = "days", .due_after = "1990-01-10", .due_before = "1990-01-12");
    EXPECT(list->n_tasks == 1 && find(list, ids[1]));
    EXPECT_INT(LIST(.step = "days", .due_before = "2990-01-01", .overdue = true)->n_tasks, 3);
    EXPECT_INT(LIST(.application_id = ids[2], .role = "OPERATOR")->n_tasks, 0);
    EXPECT_INT(LIST(.application_id = ids[2], .role = "SUPERVISOR", .due_after = "1990-01-11")->n_tasks, 1);
    list = LIST(.step = "days", .due_after = "1990-01-10", .page_size = 1);
    list = LIST(.step = "days", .due_after = "1990-01-10", .page_size = 1, .page_token = list->next_page_token);
    EXPECT(list->n_tasks == 1 && find(list, ids[2]));
    EXPECT_CODE(TRY(Tracking__ListTasks, .due_after = "soon"), RPC_INVALID_ARGUMENT);
    pg_query("UPDATE task SET state = 'CANCELLED' WHERE step = 'days'");
}
