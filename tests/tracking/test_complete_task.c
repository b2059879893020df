/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

#include <okno/audit.h>

#include <pthread.h>

#define STATUS(name) TRACKING__APPLICATION__STATUS__##name

TEST(an_application_lives_from_the_counter_to_the_case_file)
{
    const Tracking__Application *app = submit();
    const char *id = app->application_id;
    EXPECT_INT(pass(id, "check", "PASSED")->status, STATUS(CHECKED));
    EXPECT_INT(pass(id, "send", "SENT")->status, STATUS(SENT));
    EXPECT_INT(pass(id, "decide", "GRANTED")->status, STATUS(DECIDED));
    EXPECT_INT(pass(id, "receive", "RECEIVED")->status, STATUS(DECIDED));
    EXPECT_INT(pass(id, "inform", "INFORMED")->status, STATUS(READY));
    const Tracking__CompleteTaskResponse *issued = pass(id, "issue", "ISSUED");
    EXPECT_INT(issued->status, STATUS(ISSUED));
    EXPECT_TEXT(issued->next->step, "write-off");
    const Tracking__CompleteTaskResponse *last = pass(id, "write-off", "WRITTEN_OFF");
    EXPECT(!last->next);
    EXPECT_INT(last->status, STATUS(ISSUED));
    const Tracking__Application *seen = look(id);
    EXPECT_TEXT(seen->case_file, "03-01");
    EXPECT_TEXT(seen->result, "Паспорт гражданина");
    EXPECT(seen->closed);
    EXPECT_INT(seen->n_waiting_in, 0);
    EXPECT_TEXT(seen->etag, "8");
    EXPECT_TEXT(history(id), "REGISTERED CLAIMED CHECKED CLAIMED SENT CLAIMED GRANTED CLAIMED RECEIVED "
                             "CLAIMED INFORMED CLAIMED ISSUED"
                             " CLAIMED WRITTEN_OFF");
}

TEST(a_refused_service_ends_with_the_reasoned_refusal)
{
    const char *id = submit()->application_id;
    advance(id, "decide");
    EXPECT_INT(pass_with(id, "decide", "REFUSED", "reasonCode", "no-citizenship")->status, STATUS(REFUSED));
    pass(id, "receive", "RECEIVED");
    const Tracking__CompleteTaskResponse *informed = pass(id, "inform", "INFORMED");
    EXPECT_INT(informed->status, STATUS(REFUSED));
    EXPECT_TEXT(informed->next->step, "refusal");
    EXPECT(!look(id)->closed);
    EXPECT_INT(pass(id, "refusal", "HANDED")->status, STATUS(REFUSED));
    const Tracking__Application *seen = look(id);
    EXPECT(seen->closed);
    EXPECT_TEXT(seen->refusal_code, "no-citizenship");
    EXPECT_TEXT(seen->refusal_text, "Гражданство не подтверждено.");
    EXPECT_INT(seen->epgu_status, 4);
    EXPECT_INT(seen->moscow_status, 1080);
    EXPECT_TEXT(pass(id, "write-off", "WRITTEN_OFF")->task->step, "write-off");
    EXPECT_INT(look(id)->status, STATUS(REFUSED));
}

TEST(a_refusal_needs_a_ground_of_the_card)
{
    const char *id = submit()->application_id;
    advance(id, "decide");
    const Tracking__Task *task = live_task(id);
    as_agency();
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "REFUSED"), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("fields.reasonCode"));
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "REFUSED",
                    .fields = fields("reasonCode", "incomplete")),
                RPC_INVALID_ARGUMENT);
}

TEST(the_first_line_check_may_refuse_acceptance)
{
    const char *id = submit()->application_id;
    const Tracking__Task *task = live_task(id);
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "REFUSED",
                    .fields = fields("reasonCode", "incomplete")),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("fields.text"));
    const Tracking__CompleteTaskResponse *rep =
        CALL(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "REFUSED", .comment = "Нет фотографии.",
             .fields = fields("reasonCode", "incomplete"));
    EXPECT_INT(rep->status, STATUS(ACCEPTANCE_REFUSED));
    EXPECT(!rep->next);
    EXPECT_TEXT(look(id)->refusal_text, "Нет фотографии.");
}

TEST(the_electronic_scenario_ends_with_the_decision)
{
    const char *id = submit_service("passport", 1)->application_id;
    EXPECT_INT(pass(id, "send", "SENT")->status, STATUS(SENT));
    const Tracking__CompleteTaskResponse *decided = pass(id, "decide", "GRANTED");
    EXPECT_INT(decided->status, STATUS(ISSUED));
    EXPECT_TEXT(decided->next->step, "write-off");
    EXPECT(look(id)->closed);
}

TEST(originals_that_do_not_match_send_the_result_back)
{
    const char *id = submit()->application_id;
    advance(id, "issue");
    const Tracking__CompleteTaskResponse *rep = pass(id, "issue", "MISMATCH");
    EXPECT_INT(rep->status, STATUS(SENT));
    EXPECT_TEXT(rep->next->step, "decide");
    EXPECT_TEXT(rep->next->agency_code, "mvd");
}

TEST(a_task_is_completed_by_whoever_claimed_it)
{
    const char *id = submit()->application_id;
    const Tracking__Task *task = live_task(id);
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    as_operator("other");
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "PASSED"), RPC_ABORTED);
    EXPECT(strstr(pg_last->message, "op"));
    as_operator("op");
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "DANCED"), RPC_INVALID_ARGUMENT);
    EXPECT(strstr(pg_violation("outcome"), "PASSED, REFUSED"));
    CALL(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "PASSED");
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "PASSED"), RPC_FAILED_PRECONDITION);
}

TEST(completing_a_task_that_nobody_has_claims_it)
{
    const char *id = submit()->application_id;
    const Tracking__CompleteTaskResponse *rep =
        CALL(Tracking__CompleteTask, .task_id = live_task(id)->task_id, .outcome = "PASSED");
    EXPECT_TEXT(rep->task->assignee, "op");
    EXPECT(rep->task->claimed && rep->task->finished);
    EXPECT_TEXT(history(id), "REGISTERED CHECKED");
}

TEST(a_repeated_completion_gets_the_same_answer)
{
    const char *id = submit()->application_id;
    const Tracking__Task *task = live_task(id);
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    pg_request_id = pg_uuid();
    const Tracking__CompleteTaskResponse *first =
        CALL(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "PASSED");
    const Tracking__CompleteTaskResponse *again =
        CALL(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "PASSED");
    EXPECT_TEXT(again->next->task_id, first->next->task_id);
    pg_request_id = "";
    EXPECT_TEXT(history(id), "REGISTERED CLAIMED CHECKED");
}

TEST(claiming_is_exclusive_and_names_the_winner)
{
    const Tracking__Task *task = live_task(submit()->application_id);
    const Tracking__Task *mine = CALL(Tracking__ClaimTask, .task_id = task->task_id);
    EXPECT_TEXT(mine->assignee, "op");
    EXPECT_INT(mine->state, TRACKING__TASK__STATE__CLAIMED);
    EXPECT(mine->claimed);
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    as_operator("other");
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = task->task_id), RPC_ABORTED);
    EXPECT_TEXT(pg_last->reason, "TASK_CLAIMED");
    EXPECT_TEXT(pg_last->subject_id, "op");
}

TEST(a_released_task_is_free_again)
{
    const Tracking__Task *task = live_task(submit()->application_id);
    EXPECT_CODE(TRY(Tracking__ReleaseTask, .task_id = task->task_id), RPC_FAILED_PRECONDITION);
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    as_operator("other");
    EXPECT_CODE(TRY(Tracking__ReleaseTask, .task_id = task->task_id), RPC_ABORTED);
    as_supervisor();
    const Tracking__Task *free_again = CALL(Tracking__ReleaseTask, .task_id = task->task_id, .comment = "болеет");
    EXPECT_INT(free_again->state, TRACKING__TASK__STATE__OPEN);
    EXPECT_TEXT(free_again->assignee, "");
    as_operator("other");
    const Tracking__Task *theirs = CALL(Tracking__ClaimTask, .task_id = task->task_id);
    EXPECT_TEXT(theirs->assignee, "other");
}

TEST(a_task_changes_only_as_it_was_seen)
{
    const char *id = submit()->application_id, *task = live_task(id)->task_id;
    const char *seen = ((const Tracking__Task *)CALL(Tracking__GetTask, .task_id = task))->etag;
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = task, .etag = "77"), RPC_ABORTED);
    EXPECT_TEXT(pg_last->reason, "STALE_ETAG");
    EXPECT_TEXT(live_task(id)->assignee, "");
    const char *claimed = ((const Tracking__Task *)CALL(Tracking__ClaimTask, .task_id = task, .etag = seen))->etag;
    EXPECT_CODE(TRY(Tracking__ReleaseTask, .task_id = task, .etag = seen), RPC_ABORTED);
    EXPECT_TEXT(pg_last->reason, "STALE_ETAG");
    EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task, .outcome = "PASSED", .etag = seen), RPC_ABORTED);
    EXPECT_TEXT(pg_last->reason, "STALE_ETAG");
    EXPECT_TEXT(history(id), "REGISTERED CLAIMED");
    const char *free_again =
        ((const Tracking__Task *)CALL(Tracking__ReleaseTask, .task_id = task, .etag = claimed))->etag;
    const Tracking__CompleteTaskResponse *done =
        CALL(Tracking__CompleteTask, .task_id = task, .outcome = "PASSED", .etag = free_again);
    EXPECT_TEXT(done->task->etag, ((const Tracking__Task *)CALL(Tracking__GetTask, .task_id = task))->etag);
}

struct racer {
    pthread_t thread;
    char subject[16];
    const char *task_id;
    enum rpc_code code;
    char message[200];
};

static void *
claim_directly(void *arg)
{
    struct racer *racer = arg;
    Tracking__ClaimTaskRequest req = TRACKING__CLAIM_TASK_REQUEST__INIT;
    Tracking__Task rep = TRACKING__TASK__INIT;
    struct rpc_call call;
    rpc_call_init(&call, racer->subject, 20000, NULL);
    call.caller = (struct rpc_caller){ RPC_ROLE_OPERATOR, racer->subject, "arbat", "", "", "" };
    call.method = &tracking_method_claim_task;
    call.request = &req.base;
    call.reply = &rep.base;
    req.task_id = racer->task_id;
    racer->code = tracking_claim_task(&call, &req, &rep);
    snprintf(racer->message, sizeof racer->message, "%s", call.message ? call.message : "");
    rpc_call_release(&call);
    return NULL;
}

TEST(of_many_who_claim_at_once_one_wins_and_the_rest_hear_who)
{
    enum { RACERS = 16 };
    struct racer racers[RACERS];
    const char *winner = NULL;
    const Tracking__Task *task = live_task(submit()->application_id);
    for (int i = 0; i < RACERS; i++) {
        racers[i].task_id = task->task_id;
        snprintf(racers[i].subject, sizeof racers[i].subject, "op-%d", i);
        EXPECT_INT(pthread_create(&racers[i].thread, NULL, claim_directly, &racers[i]), 0);
    }
    for (int i = 0; i < RACERS; i++) {
        pthread_join(racers[i].thread, NULL);
        if (racers[i].code == RPC_OK) {
            EXPECT(!winner);
            winner = racers[i].subject;
        }
    }
    EXPECT(winner);
    for (int i = 0; i < RACERS; i++)
        if (racers[i].subject != winner) {
            EXPECT_CODE(racers[i].code, RPC_ABORTED);
            EXPECT(strstr(racers[i].message, winner));
        }
}

TEST(tasks_of_other_places_are_not_seen)
{
    const Tracking__Task *task = live_task(submit()->application_id);
    as_other_operator();
    EXPECT_CODE(TRY(Tracking__GetTask, .task_id = task->task_id), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = task->task_id), RPC_NOT_FOUND);
    as_agency();
    EXPECT_CODE(TRY(Tracking__GetTask, .task_id = task->task_id), RPC_NOT_FOUND);
}

TEST(a_step_is_done_by_the_place_that_performs_it)
{
    const char *id = submit()->application_id;
    advance(id, "decide");
    const Tracking__Task *task = live_task(id);
    as_operator("op");
    const Tracking__Task *seen = CALL(Tracking__GetTask, .task_id = task->task_id);
    EXPECT_TEXT(seen->agency_code, "mvd");
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = task->task_id), RPC_PERMISSION_DENIED);
    as_archive();
    EXPECT_CODE(TRY(Tracking__ClaimTask, .task_id = task->task_id), RPC_NOT_FOUND);
}

TEST(a_task_says_its_outcomes_as_the_regulation_words_them)
{
    const char *id = submit()->application_id;
    advance(id, "decide");
    const Tracking__Task *seen = CALL(Tracking__GetTask, .task_id = live_task(id)->task_id);
    EXPECT_INT(seen->n_choices, 2);
    EXPECT_TEXT(seen->choices[0]->outcome, "GRANTED");
    EXPECT_TEXT(seen->choices[0]->label, "Предоставить");
    EXPECT(!seen->choices[0]->refusal);
    EXPECT_TEXT(seen->choices[1]->label, "Отказать");
    EXPECT(seen->choices[1]->refusal);
}

TEST(a_proxy_receives_the_result_with_a_good_power_only)
{
    const char *id = submit()->application_id;
    advance(id, "issue");
    const Tracking__Task *task = live_task(id);
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    static const char *const bad[] = { NO_POWER, NOT_TO_RECEIVE };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(bad); i++) {
        EXPECT_CODE(TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "ISSUED",
                        .fields = fields("representativeId", bad[i])),
                    RPC_FAILED_PRECONDITION);
        EXPECT_TEXT(pg_last->reason, "NO_POWER_OF_ATTORNEY");
    }
    CALL(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "ISSUED",
         .fields = fields("representativeId", pg_uuid()));
}

TEST(a_term_missed_is_on_record_with_the_completion)
{
    const char *id = submit()->application_id;
    pg_query(pg_text("UPDATE task SET due_on = due_on - 30 WHERE application_id = '%s'", id));
    const Tracking__Task *task = live_task(id);
    EXPECT(task->overdue);
    pass(id, "check", "PASSED");
    EXPECT_TEXT(pg_query(pg_text("SELECT kind || ' ' || step || ' ' || responsible || ' ' || place FROM missed_term"
                                 " WHERE application_id = '%s'",
                                 id)),
                "STEP check op arbat");
}
