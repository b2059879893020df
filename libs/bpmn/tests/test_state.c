/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What holds in every state, whatever happens; migration; how big and how quick a state is. */
#include "play.h"

#define RICH                                                                                                           \
    START("s")                                                                                                         \
    FLOW("f0", "s", "p")                                                                                               \
    "<parallelGateway id='p'/><inclusiveGateway id='j'/>" FLOW("f1", "p", "a") FLOW("f2", "p", "u")                    \
        FLOW("f3", "p", "g") USER(                                                                                     \
            "a") "<boundaryEvent id='ab' attachedToRef='a' "                                                           \
                 "cancelActivity='false'><timerEventDefinition><timeCycle>R3/PT1H"                                     \
                 "</timeCycle></timerEventDefinition></boundaryEvent>" FLOW("f4", "ab", "r") USER(                     \
                     "r") "<subProcess id='u'><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"  \
                          "<completionCondition>numberOfCompletedInstances == 2</completionCondition>"                 \
                          "</multiInstanceLoopCharacteristics>" START("us") FLOW(                                      \
                              "u0", "us",                                                                              \
                              "v") "<serviceTask id='v' okno:operation='x'/><boundaryEvent id='vb' attachedToRef='v'>" \
                                   "<compensateEventDefinition/></boundaryEvent><task id='undo' "                      \
                                   "isForCompensation='true'/>"                                                        \
                                   "<association id='as' sourceRef='vb' targetRef='undo'/></subProcess>"               \
                                   "<boundaryEvent id='ub' "                                                           \
                                   "attachedToRef='u'><errorEventDefinition/></boundaryEvent>" FLOW(                   \
                                       "f5", "ub", "j") "<eventBasedGateway id='g'/>" FLOW("f6", "g", "m")             \
                                       FLOW(                                                                           \
                                           "f7", "g",                                                                  \
                                           "t") "<intermediateCatchEvent id='m'><messageEventDefinition "              \
                                                "messageRef='m1'/>"                                                    \
                                                "</intermediateCatchEvent><intermediateCatchEvent "                    \
                                                "id='t'><timerEventDefinition><timeDuration>"                          \
                                                "PT3H</timeDuration></timerEventDefinition></"                         \
                                                "intermediateCatchEvent>" FLOW("f8", "m", "j") FLOW(                   \
                                                    "f9", "t",                                                         \
                                                    "c") "<intermediateThrowEvent id='c'><compensateEventDefinition/>" \
                                                         "</intermediateThrowEvent>" FLOW("f10", "c", "j")             \
                                                             FLOW("f11", "a", "j") FLOW("f12", "u", "j")               \
                                                                 FLOW("f13", "j", "z")                                 \
                                                                     USER("z") "<subProcess id='w' "                   \
                                                                               "triggeredByEvent='true'><startEvent "  \
                                                                               "id='ws' isInterrupting='false'>"       \
                                                                               "<signalEventDefinition "               \
                                                                               "signalRef='s1'/></startEvent>" FLOW(   \
                                                                                   "w0", "ws", "wa")                   \
                                                                                   USER("wa") "</subProcess>"

static void
check_invariants(struct play *play)
{
    const struct bpmn_state *state = play->state;
    EXPECT((state->status == BPMN_ACTIVE) == (state->n_tokens > 0));
    for (size_t i = 0; i < state->n_tokens; i++) {
        const struct bpmn_token *token = state->tokens[i];
        const struct bpmn_token *parent = bpmn_state_token(state, token->parent);
        EXPECT(token->phase != BPMN_READY && (i == 0 || state->tokens[i - 1]->id < token->id));
        EXPECT(i == 0 ? token->parent == 0 : parent != NULL);
        bool aside = token->host || token->element->kind == BPMN_START_EVENT; /* lies with whom it waits for */
        EXPECT(!parent || aside || parent->element == token->element->parent || parent->element == token->element);
        EXPECT(token->host == 0 || bpmn_state_token(state, token->host) != NULL);
    }
    for (size_t i = 0; i < play->effects.n; i++) /* nothing is entered or created twice with one id */
        for (size_t j = 0; j < i; j++)
            EXPECT(play->effects.items[i].kind > BPMN_TASK_CANCELLED
                   || play->effects.items[i].kind != play->effects.items[j].kind
                   || play->effects.items[i].token != play->effects.items[j].token);
}

static struct bpmn_event
chance(struct play *play, uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    uint32_t choice = *seed >> 8;
    const struct bpmn_token *token = play->state->tokens[choice % play->state->n_tokens];
    struct bpmn_event event = { .token = token->id };
    play->now_us += token->due_us > play->now_us && choice % 3 ? token->due_us - play->now_us : 1;
    switch (choice / 64 % 16) {
    case 0:
        event.kind = play->state->suspended ? BPMN_RESUME : BPMN_SUSPEND;
        break;
    case 1:
        event = (struct bpmn_event){ .kind = BPMN_SIGNAL_DELIVERED, .name = "bell" };
        break;
    case 2:
        event = (struct bpmn_event){ .kind = BPMN_MESSAGE_DELIVERED, .name = "one" };
        break;
    case 3:
        event.kind = BPMN_SERVICE_FAILED;
        event.code = "E1";
        break;
    case 4:
    case 5:
    case 6:
        event.kind = BPMN_TIMER_FIRED;
        break;
    case 7:
        event.kind = BPMN_TIMER_REDATED;
        event.due_us = play->now_us + HOUR_US;
        break;
    case 8:
    case 9:
    case 10:
        event.kind = BPMN_SERVICE_RETURNED;
        break;
    default:
        event.kind = BPMN_TASK_COMPLETED;
    }
    return event;
}

TEST(any_events_keep_the_state_whole)
{
    size_t ended = 0, steps = 0, largest = 0;
    for (uint32_t seed = 1; seed <= 60; seed++) {
        PLAY_SCOPED play;
        uint32_t chances = seed;
        play_open(&play, RICH);
        play_start(&play, NULL);
        for (int i = 0; i < 120 && play.state->status == BPMN_ACTIVE; i++) {
            enum rpc_code code = play_step(&play, chance(&play, &chances));
            EXPECT(code == RPC_OK || code == RPC_NOT_FOUND || code == RPC_FAILED_PRECONDITION);
            steps += code == RPC_OK;
            if (code == RPC_OK)
                check_invariants(&play);
            largest = play.stored > largest ? play.stored : largest;
        }
        ended += play.state->status == BPMN_COMPLETED;
    }
    printf("%zu steps, %zu instances completed, largest state %zu bytes\n", steps, ended, largest);
    EXPECT(ended > 10 && steps > 300);
}

/* ------------------------------------------------------------------ migration */

#define BEFORE START("s") FLOW("f0", "s", "a") USER("a") FLOW("f1", "a", "b") USER("b")

static void
other_version(struct play *play, struct play *ret_other, const char *process)
{
    play_open(play, BEFORE);
    play_start(play, NULL);
    play_open(ret_other, process);
}

TEST(instance_moves_to_another_version)
{
    PLAY_SCOPED play, other;
    other_version(
        &play, &other,
        START("s") FLOW("f0", "s", "x") USER("x") FLOW("f1", "x", "c")
            USER("c") "<boundaryEvent id='t' attachedToRef='x'><timerEventDefinition><timeDuration>PT1H</timeDuration>"
                      "</timerEventDefinition></boundaryEvent>" FLOW("f2", "t", "c"));
    struct bpmn_mapping map = { "a", "x" };
    struct bpmn_event migrate = { .kind = BPMN_MIGRATE, .target = other.model };
    EXPECT_CODE(play_step(&play, migrate), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(play.fault.rule, "migration-unsafe");
    EXPECT_TEXT(play.fault.element, "a");
    migrate.map = &map;
    migrate.n_map = 1;
    EXPECT_CODE(play_step(&play, migrate), RPC_OK);
    EXPECT_TEXT(play_effects(&play, BPMN_TIMER_SET), "t");
    struct bpmn_model *old = play.model;
    play.model = other.model;
    play_done(&play, "x", NULL);
    EXPECT_WAITS(&play, "c");
    play.model = old;
}

TEST(unsafe_migration_is_refused)
{
    static const char *const versions[] = {
        START("s") FLOW("f0", "s", "b") USER("b"),
        START("s") FLOW("f0", "s", "a") "<manualTask id='a'/>",
        START("s") FLOW("f0", "s", "u") "<subProcess id='u'>" USER("a") "</subProcess>",
        START("s") FLOW("f0", "s", "a") "<userTask id='a'><standardLoopCharacteristics loopMaximum='2'/></userTask>",
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(versions); i++) {
        PLAY_SCOPED play, other;
        other_version(&play, &other, versions[i]);
        EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_MIGRATE, .target = other.model }),
                    RPC_FAILED_PRECONDITION);
        EXPECT_TEXT(play.fault.element, "a");
        EXPECT_WAITS(&play, "a");
    }
}

static enum rpc_code
move(struct play *play, struct play *other, const char *before, const char *after)
{
    play_open(play, before);
    play_start(play, NULL);
    play_open(other, after);
    return play_step(play, (struct bpmn_event){ .kind = BPMN_MIGRATE, .target = other->model });
}

#define ONE_TASK START("s") FLOW("f0", "s", "a") "<subProcess id='a'>" USER("i") "</subProcess>"
#define WITHDRAWAL(id, attributes)                                                                                     \
    "<subProcess id='" id "' triggeredByEvent='true'><startEvent id='" id "s' " attributes                             \
    "><messageEventDefinition messageRef='m1'/></startEvent>" FLOW(id "f", id "s", id "u")                             \
        USER(id "u") "</subProcess>"

TEST(new_event_sub_processes_are_open_after_a_migration)
{
    PLAY_SCOPED play, other, inner, inner_other;
    EXPECT_CODE(move(&play, &other, ONE_TASK, ONE_TASK WITHDRAWAL("w", "")), RPC_OK);
    EXPECT_TEXT(play_effects(&play, BPMN_MESSAGE_OPENED), "ws");
    struct bpmn_model *old = play.model;
    play.model = other.model;
    play_message(&play, "one", NULL);
    EXPECT_WAITS(&play, "wu");
    play.model = old;
    EXPECT_CODE(move(&inner, &inner_other, ONE_TASK,
                     START("s") FLOW("f0", "s", "a") "<subProcess id='a'>" USER("i")
                         WITHDRAWAL("w", "isInterrupting='false'") "</subProcess>"),
                RPC_OK);
    EXPECT_TEXT(play_effects(&inner, BPMN_MESSAGE_OPENED), "ws");
}

/* What has had its time in the old version does not come again in the new one. */
TEST(used_events_stay_used_after_a_migration)
{
#define ONCE                                                                                                           \
    START("s")                                                                                                         \
    FLOW("f0", "s", "a")                                                                                               \
    USER("a")                                                                                                          \
    "<boundaryEvent id='t' attachedToRef='a' cancelActivity='false'><timerEventDefinition><timeDuration>PT1H"          \
    "</timeDuration></timerEventDefinition></boundaryEvent>" FLOW("f1", "t", "x") USER("x")
    PLAY_SCOPED play, other;
    play_open(&play, ONCE);
    play_start(&play, NULL);
    play_timer(&play, "t");
    EXPECT_WAITS(&play, "a x");
    play_open(&other, ONCE FLOW("f2", "a", "x"));
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_MIGRATE, .target = other.model }), RPC_OK);
    EXPECT_WAITS(&play, "a x");
}

TEST(a_message_of_another_name_is_awaited_after_a_migration)
{
    PLAY_SCOPED play, other;
    EXPECT_CODE(move(&play, &other, START("s") FLOW("f0", "s", "a") "<receiveTask id='a' messageRef='m1'/>",
                     START("s") FLOW("f0", "s", "a") "<receiveTask id='a' messageRef='m2' okno:correlation='k'/>"),
                RPC_OK);
    EXPECT_TEXT(play_effect(&play, BPMN_MESSAGE_CLOSED)->name, "one");
    EXPECT_TEXT(play_effect(&play, BPMN_MESSAGE_OPENED)->name, "two");
    EXPECT_TEXT(play_effect(&play, BPMN_MESSAGE_OPENED)->correlation, "k");
    struct bpmn_model *old = play.model;
    play.model = other.model;
    struct bpmn_event message = { .kind = BPMN_MESSAGE_DELIVERED, .name = "one" };
    EXPECT_CODE(play_step(&play, message), RPC_NOT_FOUND);
    play_message(&play, "two", "k");
    EXPECT_STATUS(&play, BPMN_COMPLETED);
    play.model = old;
}

#define CATCH(id, definition) "<intermediateCatchEvent id='" id "'>" definition "</intermediateCatchEvent>"
#define CHOICE(more)                                                                                                   \
    START("s")                                                                                                         \
    FLOW("f0", "s", "g")                                                                                               \
    "<eventBasedGateway id='g'/>" FLOW("f1", "g", "m") FLOW("f2", "g", "n")                                            \
        CATCH("m", "<messageEventDefinition messageRef='m1'/>") CATCH("n", "<signalEventDefinition signalRef='s1'/>")  \
            more
#define FORK(more)                                                                                                     \
    START("s")                                                                                                         \
    FLOW("f0", "s", "p")                                                                                               \
    "<parallelGateway id='p'/><parallelGateway id='j'/>" FLOW("f1", "p", "j") FLOW("f2", "p", "a") USER("a")           \
        FLOW("f3", "a", "j") FLOW("f4", "j", "z") USER("z") more

TEST(what_would_never_come_makes_a_migration_unsafe)
{
    PLAY_SCOPED choice, choice_other, join, join_other, moved, moved_other;
    EXPECT_CODE(move(&choice, &choice_other, CHOICE(""),
                     CHOICE(FLOW("f3", "g", "o") CATCH("o", "<messageEventDefinition messageRef='m2'/>"))),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(choice.fault.rule, "migration-unsafe");
    EXPECT_TEXT(choice.fault.element, "g");
    EXPECT_CODE(move(&join, &join_other, FORK(""), FORK(FLOW("f5", "p", "b") USER("b") FLOW("f6", "b", "j"))),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(join.fault.rule, "migration-unsafe");
    EXPECT_TEXT(join.fault.element, "j");
    EXPECT_CODE(move(&moved, &moved_other, FORK(""), FORK(FLOW("f5", "z", "b") USER("b"))), RPC_OK);
}

TEST(state_of_another_model_is_refused)
{
    PLAY_SCOPED play, other;
    other_version(&play, &other, START("s") FLOW("f0", "s", "a") USER("a"));
    TEXT_SCOPED text = { 0 };
    const struct bpmn_state *state;
    bpmn_state_pack(play.state, &text);
    EXPECT_CODE(bpmn_state_unpack(other.model, text.data, text.length, play.arena, &state), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(bpmn_state_unpack(play.model, "\377\377", 2, play.arena, &state), RPC_INVALID_ARGUMENT);
}

/* ------------------------------------------------------------------ cost */

TEST(cost_of_a_step)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "a") USER("a")
                         FLOW("f1", "a", "g") "<exclusiveGateway id='g' default='f3'/>" FLOW_IF(
                             "f2", "g", "b", "outcome == 'yes' and contains(answers.purpose, 'ипотека')")
                             FLOW("f3", "g", "c") USER("b") USER("c"));
    play_start(&play, object(&play, "answers", object(&play, "purpose", text(&play, "Ипотека на квартиру"))));
    TEXT_SCOPED row = { 0 }, next = { 0 };
    bpmn_state_pack(play.state, &row);
    struct bpmn_event done = { .kind = BPMN_TASK_COMPLETED, .token = play_token(&play, "a")->id, .outcome = "yes" };
    struct arena *arena = arena_new((size_t)16 * 1024 * 1024);
    int64_t begun_us = time_mono_us();
    for (int i = 0; i < 2000; i++) {
        const struct bpmn_state *state;
        struct bpmn_effects effects;
        struct bpmn_fault fault;
        EXPECT_CODE(bpmn_state_unpack(play.model, row.data, row.length, arena, &state), RPC_OK);
        EXPECT_CODE(bpmn_step(play.model, state, &done, arena, &state, &effects, &fault), RPC_OK);
        text_clear(&next);
        bpmn_state_pack(state, &next);
        arena_reset(arena);
    }
    double each_us = (double)(time_mono_us() - begun_us) / 2000;
    printf("unpack, step with a condition, pack: %.1f us; state %zu bytes\n", each_us, next.length);
    arena_free(arena);
    EXPECT(next.length < 1024);
    EXPECT(each_us < 2000); /* the figure is told; this only catches a slip of kind */
}
