/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* With what a process begins by itself: any of the triggers of its start events, timers at their moments. */
#include "play.h"

#define TIMED(time) "<startEvent id='s'><timerEventDefinition>" time "</timerEventDefinition></startEvent>"
#define DATE(text) "<timeDate>" text "</timeDate>"
#define CYCLE(text) "<timeCycle>" text "</timeCycle>"
#define AFTER FLOW("f", "s", "a") USER("a")
#define SECOND INT64_C(1000000)

static struct bpmn_beginning
trigger(const struct play *play, const char *element, size_t index)
{
    struct bpmn_beginning found = { 0 };
    EXPECT(bpmn_beginning(bpmn_model_find(play->model, element), index, &found));
    return found;
}

static size_t
triggers(const struct play *play, const char *element)
{
    struct bpmn_beginning found;
    size_t n = 0;
    while (bpmn_beginning(bpmn_model_find(play->model, element), n, &found))
        n++;
    return n;
}

TEST(any_trigger_of_a_start_event_begins)
{
    PLAY_SCOPED play;
    play_open(&play,
              "<startEvent id='s'><messageEventDefinition messageRef='m1'/><signalEventDefinition signalRef='s1'/>"
              "<timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition></startEvent>" AFTER);
    EXPECT_INT(triggers(&play, "s"), 3);
    EXPECT_INT(trigger(&play, "s", 0).trigger, BPMN_MESSAGE);
    EXPECT_TEXT(trigger(&play, "s", 0).name, "one");
    EXPECT_TEXT(trigger(&play, "s", 1).name, "bell");
    EXPECT_TEXT(trigger(&play, "s", 2).timer, "R/P1D");
    EXPECT_TEXT(trigger(&play, "s", 2).name, "");
    static const struct bpmn_event ways[] = { { .kind = BPMN_START, .name = "one" },
                                              { .kind = BPMN_START, .name = "bell" },
                                              { .kind = BPMN_START, .element = "s" } };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(ways); i++) {
        struct play once = play;
        EXPECT_CODE(play_step(&once, ways[i]), RPC_OK);
        EXPECT_WAITS(&once, "a");
    }
    EXPECT_CODE(play_step(&play, (struct bpmn_event){ .kind = BPMN_START }), RPC_NOT_FOUND);
}

TEST(what_begins_nothing_by_itself_has_no_triggers)
{
    PLAY_SCOPED play;
    play_open(&play, START("s") FLOW("f0", "s", "c") "<intermediateCatchEvent id='c'><signalEventDefinition signalRef="
                                                     "'s1'/></intermediateCatchEvent>" FLOW("f1", "c", "a") USER("a"));
    EXPECT_INT(triggers(&play, "s"), 0);
    EXPECT_INT(triggers(&play, "c"), 0);
    EXPECT_INT(triggers(&play, "a"), 0);
}

TEST(what_instantiates_is_a_beginning_too)
{
    PLAY_SCOPED play;
    play_open(&play,
              "<receiveTask id='r' messageRef='m1' instantiate='true'/>" FLOW("f1", "r", "a")
                  USER("a") "<eventBasedGateway id='g' instantiate='true'/>" FLOW("f2", "g", "c") FLOW(
                      "f3", "g",
                      "d") "<intermediateCatchEvent id='c'><messageEventDefinition messageRef='m2'/>"
                           "</intermediateCatchEvent><intermediateCatchEvent id='d'><timerEventDefinition>" DATE(
                               "2030-01-01") "</timerEventDefinition></intermediateCatchEvent>" FLOW("f4", "c", "a")
                               FLOW("f5", "d", "a"));
    EXPECT_TEXT(trigger(&play, "r", 0).name, "one");
    EXPECT_INT(triggers(&play, "r"), 1);
    EXPECT_TEXT(trigger(&play, "c", 0).name, "two");
    EXPECT_TEXT(trigger(&play, "d", 0).timer, "2030-01-01");
}

/* The rule, the element and the line that are told. */
static void
refused(const char *process, const char *rule, const char *element, int line)
{
    PLAY_SCOPED play = { 0 };
    char whole[2048];
    snprintf(whole, sizeof whole,
             "<message id='m1' name='one'/><message id='m2' name='two'/>\n"
             "<process id='P' isExecutable='true'>\n%s</process>",
             process);
    EXPECT_CODE(play_parse(&play, whole), RPC_INVALID_ARGUMENT);
    ck_assert_msg(play_fault(&play, rule, element), "%s at %s expected, but: %s", rule, element,
                  play.faults.items[0].rule);
    EXPECT_INT(play.faults.items[0].line, line);
}

#define BOTH "<messageEventDefinition messageRef='m1'/><messageEventDefinition messageRef='m2'/>"

TEST(what_cannot_begin_is_refused)
{
    refused("<startEvent id='s' parallelMultiple='true'>" BOTH "</startEvent>" AFTER, "not-executable", "s", 5);
    refused(TIMED("<timeDuration>PT1H</timeDuration>") AFTER, "start-duration", "s", 5);
    refused("<startEvent id='s'><extensionElements><okno:term value='5 WORKING'/></extensionElements>"
            "<timerEventDefinition/></startEvent>" AFTER,
            "start-duration", "s", 5);
    refused(TIMED(DATE("=planned")) AFTER, "start-expression", "s", 5);
    refused(TIMED(CYCLE("daily")) AFTER, "timer-text", "s", 5);
    refused("<eventBasedGateway id='g' instantiate='true'/>" FLOW("f2", "g", "c") FLOW(
                "f3", "g",
                "d") "<intermediateCatchEvent id='c'><messageEventDefinition messageRef='m1'/></intermediateCatchEvent>"
                     "<intermediateCatchEvent id='d'><timerEventDefinition><timeDuration>PT1H</timeDuration>"
                     "</timerEventDefinition></intermediateCatchEvent>" FLOW("f4", "c", "a") FLOW("f5", "d", "a")
                         USER("a"),
            "start-duration", "d", 5);
}

TEST(a_condition_is_warned_about)
{
    PLAY_SCOPED play = { 0 };
    EXPECT_CODE(play_parse(&play,
                           "<process id='P' isExecutable='true'><startEvent id='s'><conditionalEventDefinition>"
                           "<condition>x</condition></conditionalEventDefinition></startEvent>" AFTER "</process>"),
                RPC_OK);
    EXPECT(play_fault(&play, "start-condition", "s") && play.faults.items[0].warning);
}

/* ------------------------------------------------------------------ moments */

static int64_t
at(const char *text)
{
    int64_t us;
    EXPECT(time_parse(text, &us));
    return us;
}

/* Moments from the first on, as seconds after `from`; "-" when there is none. */
static const char *
moments(struct play *play, const char *timer, const char *from, int most)
{
    struct bpmn_moments next;
    const char *all = "-";
    bool more = bpmn_moments_first(timer, at(from), &next);
    for (int i = 0; more && i < most; i++) {
        long long after = (next.due_us - at(from)) / SECOND;
        all = i ? arena_printf(play->arena, "%s %lld", all, after) : arena_printf(play->arena, "%lld", after);
        more = bpmn_moments_next(timer, &next);
    }
    return all;
}

TEST(moments_of_timers)
{
    static const struct {
        const char *timer, *moments;
    } cases[] = {
        { "2026-12-01T10:00:00Z", "0" },
        { "2026-12-01T09:59:59Z", "-" }, /* it has passed */
        { "2026-12-01T10:00:10Z", "10" },
        { "R/PT1M", "60 120 180 240 300" },
        { "R2/PT1M", "60 120" },
        { "R1/PT1S", "1" },
        { "R/2026-12-01T09:59:30Z/PT1M", "30 90 150 210 270" },
        { "R3/2026-12-01T09:59:30Z/PT1M", "30 90" }, /* one of the three has passed */
        { "R3/2026-12-01T09:00:00Z/PT1M", "-" },
        { "R3/2026-12-01T10:00:00Z/P1D", "0 86400 172800" },
        { "R2/2026-11-30T10:00:00Z/P1D", "0" },
        { "R2/2026-11-28T10:00:00Z/P1D", "-" },
        { "R/1990-01-01T00:00:00Z/PT1S", "0 1 2 3 4" },
        { "R/2026-11-30T11:00:00Z/P1D", "3600 90000 176400 262800 349200" },
        { "R3/2026-12-01T09:00:00Z/2026-12-01T10:30:00Z",
          "1800 7200" }, /* from the one to the other, again and again */
        { "R2/2026-12-01T13:00+03:00/PT0.5H", "0 1800" },
    };
    PLAY_SCOPED play = { .arena = arena_new(1024 * 1024) };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(cases); i++)
        if (!text_equal(moments(&play, cases[i].timer, "2026-12-01T10:00:00Z", 5), cases[i].moments))
            ck_abort_msg("%s: %s", cases[i].timer, moments(&play, cases[i].timer, "2026-12-01T10:00:00Z", 5));
}

/* As the day that is its midnight: by the time zone of the service. */
TEST(times_without_a_zone_are_local)
{
    struct bpmn_moments next;
    int64_t ten_us = time_of_date((struct date){ 2026, 12, 1 }, 10 * 60);
    EXPECT(bpmn_moments_first("2026-12-01T10:00", 0, &next));
    EXPECT_INT(next.due_us, ten_us);
    EXPECT(bpmn_moments_first("2026-12-01T10:00:30.5", 0, &next));
    EXPECT_INT(next.due_us, ten_us + 30 * SECOND + SECOND / 2);
    EXPECT(bpmn_moments_first("R2/2026-12-01/2026-12-01T10:00", 0, &next));
    EXPECT(bpmn_moments_next("R2/2026-12-01/2026-12-01T10:00", &next));
    EXPECT_INT(next.due_us, ten_us);
}
