/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An absent specialist's tasks are in the hands of who stands in for them (R207). */
#include "fixture.h"

#include "jobs/jobs.h"

#define LIST(...) ((const Tracking__ListTasksResponse *)CALL(Tracking__ListTasks, .page_size = 200, ##__VA_ARGS__))
#define STATE(name) TRACKING__SUBSTITUTION__STATE__##name

/* Names that no other test has: nobody is absent twice. */
static const char *
somebody(const char *who)
{
    return pg_text("%s-%s", who, pg_uuid());
}

static const Tracking__Substitution *
set(const char *absent, const char *substitute, const char *from, const char *to)
{
    as_supervisor();
    return CALL(Tracking__CreateSubstitution, .absent = absent, .substitute = substitute, .from_date = from,
                .to_date = to, .reason = "отпуск");
}

static const Tracking__Substitution *
set_today(const char *absent, const char *substitute)
{
    return set(absent, substitute, today(), days_from(today(), 13));
}

static enum rpc_code
try_set(const char *absent, const char *substitute, const char *from, const char *to)
{
    as_supervisor();
    return TRY(Tracking__CreateSubstitution, .absent = absent, .substitute = substitute, .from_date = from,
               .to_date = to, .reason = "отпуск");
}

static const char *
claimed_by(const char *who)
{
    const char *id = submit()->application_id;
    as_operator(who);
    CALL(Tracking__ClaimTask, .task_id = live_task(id)->task_id);
    return id;
}

static bool
sees(const char *application_id, const char *assignee)
{
    const Tracking__ListTasksResponse *list = LIST(.assignee = assignee);
    for (size_t i = 0; i < list->n_tasks; i++)
        if (text_equal(list->tasks[i]->application_id, application_id))
            return true;
    return false;
}

TEST(a_substitute_does_the_tasks_of_the_absent_one)
{
    const char *absent = somebody("absent"), *substitute = somebody("substitute"), *id = claimed_by(absent);
    const char *task = live_task(id)->task_id;
    as_operator(substitute);
    EXPECT(!sees(id, "") && !sees(id, "me"));
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task, .outcome = "PASSED"), RPC_ABORTED);
    set_today(absent, substitute);
    as_operator(substitute);
    EXPECT(sees(id, "") && sees(id, "me"));
    const Tracking__Task *seen = CALL(Tracking__GetTask, .task_id = task);
    EXPECT_TEXT(seen->assignee, absent);
    EXPECT_TEXT(seen->substitute, substitute);
    as_operator("third");
    EXPECT(!sees(id, ""));
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task, .outcome = "PASSED"), RPC_ABORTED);
    as_operator(substitute);
    const Tracking__CompleteTaskResponse *done = CALL(Tracking__CompleteTask, .task_id = task, .outcome = "PASSED");
    EXPECT_TEXT(done->task->assignee, substitute);
    EXPECT_TEXT(done->task->in_place_of, absent);
    seen = CALL(Tracking__GetTask, .task_id = task);
    EXPECT_TEXT(seen->in_place_of, absent);
    EXPECT_TEXT(seen->substitute, "");
    EXPECT_TEXT(pg_query(pg_text("SELECT actor || ' ' || in_place_of FROM movement WHERE application_id = '%s'"
                                 " AND in_place_of <> ''",
                                 id)),
                pg_text("%s %s", substitute, absent));
    const Tracking__Process *process = CALL(Tracking__GetProcess, .process_id = id);
    EXPECT_TEXT(process->steps[process->n_steps - 1]->actor, substitute);
    EXPECT_TEXT(process->steps[process->n_steps - 1]->in_place_of, absent);
}

TEST(a_substitute_gives_a_task_back)
{
    const char *absent = somebody("absent"), *substitute = somebody("substitute"), *id = claimed_by(absent);
    set_today(absent, substitute);
    as_operator(substitute);
    const Tracking__Task *released = CALL(Tracking__ReleaseTask, .task_id = live_task(id)->task_id);
    EXPECT_INT(released->state, TRACKING__TASK__STATE__OPEN);
    as_supervisor();
    const Tracking__ListHistoryResponse *list = CALL(Tracking__ListHistory, .application_id = id);
    EXPECT_TEXT(list->movements[list->n_movements - 1]->action, "RELEASED");
    EXPECT_TEXT(list->movements[list->n_movements - 1]->in_place_of, absent);
    EXPECT_TEXT(list->movements[list->n_movements - 2]->in_place_of, "");
}

TEST(the_absent_one_may_still_work)
{
    const char *absent = somebody("absent"), *id = claimed_by(absent);
    set_today(absent, somebody("substitute"));
    as_operator(absent);
    EXPECT(sees(id, "me"));
    const Tracking__CompleteTaskResponse *done =
        CALL(Tracking__CompleteTask, .task_id = live_task(id)->task_id, .outcome = "PASSED");
    EXPECT_TEXT(done->task->in_place_of, "");
}

TEST(a_substitution_holds_on_its_days_and_in_its_place_only)
{
    const char *absent = somebody("absent"), *later = somebody("later"), *far = somebody("far"),
               *id = claimed_by(absent), *tomorrow = days_from(today(), 1);
    EXPECT_INT(set(absent, later, tomorrow, tomorrow)->state, STATE(PLANNED));
    as_operator(later);
    EXPECT(!sees(id, "me"));
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = live_task(id)->task_id, .outcome = "PASSED"), RPC_ABORTED);
    pg_as((struct rpc_caller){ .role = RPC_ROLE_SUPERVISOR, .subject = "far-boss", .centre = "tver" });
    CALL(Tracking__CreateSubstitution, .absent = absent, .substitute = far, .from_date = today(), .to_date = today(),
         .reason = "чужой центр");
    as_operator(far);
    EXPECT(!sees(id, "me"));
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = live_task(id)->task_id, .outcome = "PASSED"), RPC_ABORTED);
}

TEST(cancelling_ends_it_at_once)
{
    const char *absent = somebody("absent"), *substitute = somebody("substitute"), *id = claimed_by(absent);
    const char *set_id = set_today(absent, substitute)->substitution_id;
    as_other_operator();
    EXPECT_CODE(TRY(Tracking__GetSubstitution, .substitution_id = set_id), RPC_NOT_FOUND);
    as_operator(substitute);
    EXPECT_CODE(TRY(Tracking__CancelSubstitution, .substitution_id = set_id), RPC_PERMISSION_DENIED);
    EXPECT(sees(id, "me"));
    as_supervisor();
    const Tracking__Substitution *ended =
        CALL(Tracking__CancelSubstitution, .substitution_id = set_id, .reason = "вышел раньше");
    EXPECT_INT(ended->state, STATE(CANCELLED));
    EXPECT_CODE(TRY(Tracking__CancelSubstitution, .substitution_id = set_id), RPC_FAILED_PRECONDITION);
    as_operator(substitute);
    EXPECT(!sees(id, "me"));
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = live_task(id)->task_id, .outcome = "PASSED"), RPC_ABORTED);
    EXPECT_CODE(TRY(Tracking__ReleaseTask, .task_id = live_task(id)->task_id), RPC_ABORTED);
    const Tracking__Substitution *kept = CALL(Tracking__GetSubstitution, .substitution_id = set_id);
    EXPECT_TEXT(kept->cancelled_by, "boss");
    EXPECT_TEXT(kept->cancel_reason, "вышел раньше");
    EXPECT_INT(set_today(absent, somebody("next"))->state, STATE(RUNNING));
}

TEST(substitutions_never_go_round)
{
    const char *a = somebody("a"), *b = somebody("b"), *c = somebody("c"), *day = today();
    EXPECT_CODE(try_set(a, a, day, day), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(try_set(a, b, day, days_from(day, -1)), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(try_set(a, b, days_from(day, -1), day), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(try_set(a, b, day, days_from(day, 800)), RPC_INVALID_ARGUMENT);
    const char *first = set(a, b, day, days_from(day, 5))->substitution_id;
    EXPECT_CODE(try_set(b, a, day, day), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(try_set(a, c, days_from(day, 5), days_from(day, 9)), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(try_set(b, c, days_from(day, 2), days_from(day, 3)), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(try_set(c, a, days_from(day, 2), days_from(day, 3)), RPC_FAILED_PRECONDITION);
    set(c, b, day, day);
    set(b, a, days_from(day, 6), days_from(day, 7));
    CALL(Tracking__CancelSubstitution, .substitution_id = first);
    set(c, a, days_from(day, 1), days_from(day, 2));
    as_operator(a);
    EXPECT_CODE(TRY(Tracking__CreateSubstitution, .absent = b, .substitute = a, .from_date = day, .to_date = day,
                    .reason = "x"),
                RPC_PERMISSION_DENIED);
    as_agency();
    EXPECT_TEXT(((const Tracking__Substitution *)CALL(Tracking__CreateSubstitution, .absent = b, .substitute = a,
                                                      .from_date = day, .to_date = day, .reason = "x"))
                    ->agency_code,
                "mvd");
}

TEST(lists_of_substitutions_keep_all_there_were)
{
    const char *absent = somebody("absent"), *one = somebody("one"), *day = today();
    const char *first = set(absent, one, day, day)->substitution_id;
    CALL(Tracking__CancelSubstitution, .substitution_id = first);
    set(absent, one, day, days_from(day, 1));
    set(absent, one, days_from(day, 2), days_from(day, 3));
    const Tracking__ListSubstitutionsResponse *list = CALL(Tracking__ListSubstitutions, .person = absent);
    EXPECT_INT((int)list->n_substitutions, 3);
    EXPECT_INT(list->substitutions[0]->state, STATE(PLANNED));
    EXPECT_INT(list->substitutions[1]->state, STATE(RUNNING));
    EXPECT_INT(list->substitutions[2]->state, STATE(CANCELLED));
    list = CALL(Tracking__ListSubstitutions, .person = one, .running = true);
    EXPECT_INT((int)list->n_substitutions, 1);
    list = CALL(Tracking__ListSubstitutions, .person = one, .page_size = 2);
    EXPECT_INT((int)list->n_substitutions, 2);
    list = CALL(Tracking__ListSubstitutions, .person = one, .page_size = 2, .page_token = list->next_page_token);
    EXPECT_INT((int)list->n_substitutions, 1);
    EXPECT_TEXT(list->substitutions[0]->substitution_id, first);
    as_agency();
    list = CALL(Tracking__ListSubstitutions, .person = one);
    EXPECT_INT((int)list->n_substitutions, 0);
    as_controller();
    list = CALL(Tracking__ListSubstitutions, .person = one, .centre_code = "arbat");
    EXPECT_INT((int)list->n_substitutions, 3);
}

/* A day that passes on a day of the substitution is against the substitute, an earlier one against who had it. */
TEST(a_missed_term_is_against_who_stood_in_on_that_day)
{
    const char *absent = somebody("absent"), *substitute = somebody("substitute"), *before = claimed_by(absent),
               *within = claimed_by(absent), *day = days_from(today(), -1);
    pg_query(pg_text("INSERT INTO substitution VALUES ('%s', 'arbat', NULL, '%s', '%s', '%s', '%s', 'отпуск', 'boss',"
                     " now())",
                     pg_uuid(), absent, substitute, day, today()));
    pg_query(pg_text("UPDATE task SET due_on = '%s' WHERE application_id = '%s'", days_from(day, -1), before));
    pg_query(pg_text("UPDATE task SET due_on = '%s' WHERE application_id = '%s'", day, within));
    run_job(tracking_job_mark_missed_terms);
    as_supervisor();
    const Tracking__ListMissedTermsResponse *list = CALL(Tracking__ListMissedTerms, .application_id = before);
    EXPECT_TEXT(list->terms[0]->responsible, absent);
    EXPECT_TEXT(list->terms[0]->in_place_of, "");
    list = CALL(Tracking__ListMissedTerms, .application_id = within);
    EXPECT_TEXT(list->terms[0]->responsible, substitute);
    EXPECT_TEXT(list->terms[0]->in_place_of, absent);
}
