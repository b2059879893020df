/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "play.h"

#define DEFINITIONS "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>"
#define PROCESS(inside) "<process id='P' isExecutable='true'>" inside "</process>"
#define CALLING(id, called)                                                                                            \
    "<process id='" id "' isExecutable='true'><startEvent id='" id                                                     \
    "s'/>" FLOW(id "f", id "s", id "-" called) "<callActivity id='" id "-" called "' calledElement='" called           \
                                               "'/></process>"
#define SIMPLE START("s") FLOW("f0", "s", "a") USER("a")

/* The rule and the element that are told; nothing else may be wrong. */
static void
refused(const char *definitions, const char *rule, const char *element)
{
    PLAY_SCOPED play = { 0 };
    EXPECT_CODE(play_parse(&play, definitions), RPC_INVALID_ARGUMENT);
    if (!play_fault(&play, rule, element))
        ck_abort_msg("%s at %s expected, but: %s at %s", rule, element, play.faults.items[0].rule,
                     play.faults.items[0].element);
    EXPECT(utf8_valid(play.faults.items[0].message_ru, strlen(play.faults.items[0].message_ru)));
}

TEST(static_rules)
{
    static const struct {
        const char *process, *rule, *element;
    } cases[] = {
        { SIMPLE "<sequenceFlow id='f9' sourceRef='a' targetRef='gone'/>", "flow-end-unknown", "f9" },
        { SIMPLE FLOW("f1", "a", "s"), "start-incoming", "s" },
        { SIMPLE FLOW("f1", "a", "e") END("e") FLOW("f2", "e", "a"), "end-outgoing", "e" },
        { SIMPLE USER("a"), "duplicate-id", "a" },
        { SIMPLE "<userTask/>", "id-missing", "" },
        { SIMPLE "<adHocSubProcess id='h'/>", "not-executable", "h" },
        { SIMPLE "<boundaryEvent id='b' attachedToRef='none'><timerEventDefinition><timeDuration>PT1H</timeDuration>"
                 "</timerEventDefinition></boundaryEvent>",
          "boundary-host", "b" },
        { SIMPLE "<boundaryEvent id='b' attachedToRef='s'><errorEventDefinition/></boundaryEvent>", "boundary-host",
          "b" },
        { SIMPLE "<boundaryEvent id='b' attachedToRef='a'><cancelEventDefinition/></boundaryEvent>",
          "cancel-outside-transaction", "b" },
        { SIMPLE
          "<boundaryEvent id='b' attachedToRef='a' cancelActivity='false'><errorEventDefinition/></boundaryEvent>",
          "error-interrupts", "b" },
        { SIMPLE "<boundaryEvent id='b' attachedToRef='a'><compensateEventDefinition/></boundaryEvent>",
          "compensation-handler", "b" },
        { SIMPLE FLOW("f1", "a", "g") "<eventBasedGateway id='g'/>" FLOW("f2", "g", "b") FLOW("f3", "g", "c") USER("b")
              USER("c"),
          "event-gateway-target", "g" },
        { SIMPLE FLOW("f1", "a", "g") "<exclusiveGateway id='g' default='f2'/>" FLOW_IF("f2", "g", "b", "x")
              FLOW_IF("f3", "g", "c", "y") USER("b") USER("c"),
          "default-condition", "f2" },
        { SIMPLE FLOW("f1", "a", "g") "<exclusiveGateway id='g'/>" FLOW_IF("f2", "g", "b", "x") FLOW("f3", "g", "c")
              USER("b") USER("c"),
          "condition-missing", "f3" },
        { SIMPLE FLOW("f1", "a", "g") "<exclusiveGateway id='g' default='f0'/>" FLOW("f2", "g", "b") USER("b"),
          "default-unknown", "g" },
        { SIMPLE FLOW("f1", "a", "l") "<intermediateThrowEvent id='l'><linkEventDefinition name='L'/>"
                                      "</intermediateThrowEvent>",
          "link-without-pair", "l" },
        { SIMPLE FLOW("f1", "a",
                      "m") "<intermediateCatchEvent id='m'><messageEventDefinition/></intermediateCatchEvent>",
          "event-name", "m" },
        { SIMPLE FLOW("f1", "a", "m") "<intermediateCatchEvent id='m'><messageEventDefinition messageRef='no'/>"
                                      "</intermediateCatchEvent>",
          "ref-unknown", "m" },
        { SIMPLE FLOW("f1", "a", "t") "<intermediateCatchEvent id='t'><timerEventDefinition><timeDuration>soon"
                                      "</timeDuration></timerEventDefinition></intermediateCatchEvent>",
          "timer-text", "t" },
        { SIMPLE FLOW_IF("f1", "a", "b", "x ==") USER("b"), "script-syntax", "a" },
        { SIMPLE FLOW("f1", "a", "b") "<scriptTask id='b'><script>\27Lua</script></scriptTask>", "xml", "" },
        { SIMPLE "<sequenceFlow id='f1' sourceRef='a' targetRef='b'><conditionExpression language='groovy'>x"
                 "</conditionExpression></sequenceFlow>" USER("b"),
          "expression-language", "a" },
        { SIMPLE FLOW("f1", "a", "v") "<serviceTask id='v'/>", "operation-missing", "v" },
        { SIMPLE "<subProcess id='w' triggeredByEvent='true'>" START("ws") "</subProcess>", "event-sub-process-trigger",
          "ws" },
        { SIMPLE FLOW("f1", "a", "w") "<subProcess id='w'>" USER("i") "</subProcess>" FLOW("f2", "a", "i"),
          "flow-crosses", "f2" },
        { START("s")
              FLOW("f0", "s", "a") "<userTask id='a'><extensionElements><okno:term value='P5W'/></extensionElements>"
                                   "</userTask>",
          "okno-term", "a" },
        { START("s")
              FLOW("f0", "s", "a") "<userTask id='a'><extensionElements><okno:magic/></extensionElements></userTask>",
          "okno-unknown", "a" },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(cases); i++) {
        char whole[4096];
        snprintf(whole, sizeof whole, "<process id='P' isExecutable='true'>%s</process>", cases[i].process);
        refused(whole, cases[i].rule, cases[i].element);
    }
}

/* Without a fault, but for warnings. */
static void
taken(const char *process)
{
    PLAY_SCOPED play = { 0 };
    char whole[4096];
    snprintf(whole, sizeof whole,
             "<message id='m1' name='one'/><error id='e1' errorCode='E1'/><process id='P' isExecutable='true'>%s"
             "</process>",
             process);
    enum rpc_code code = play_parse(&play, whole);
    if (code != RPC_OK)
        ck_abort_msg("%s: %s at %s", process, play.faults.items[0].rule, play.faults.items[0].element);
}

#define WHOLE START("s") FLOW("f0", "s", "a") USER("a") FLOW("f1", "a", "e") END("e")
#define ON_A(id, definition) "<boundaryEvent id='" id "' attachedToRef='a'>" definition "</boundaryEvent>"
#define AN_HOUR "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
#define AN_ERROR "<errorEventDefinition errorRef='e1'/>"
#define LOOPED(loop)                                                                                                   \
    START("s") FLOW("f0", "s", "a") "<userTask id='a'>" loop "</userTask>" FLOW("f1", "a", "e") END("e")
#define MULTI(attributes)                                                                                              \
    "<multiInstanceLoopCharacteristics " attributes "><loopCardinality>2</loopCardinality>"                            \
    "</multiInstanceLoopCharacteristics>"
#define GATE(direction, flows)                                                                                         \
    START("s")                                                                                                         \
    FLOW("f0", "s", "g") "<parallelGateway id='g' gatewayDirection='" direction "'/>" flows END("e") END("x")
#define HANDLER(id, more) "<userTask id='" id "' isForCompensation='true'/>" more

TEST(what_leads_where)
{
    static const struct {
        const char *process, *rule, *element;
    } cases[] = {
        { WHOLE "<intermediateCatchEvent id='c'>" AN_HOUR "</intermediateCatchEvent>" FLOW("f2", "c", "a"),
          "incoming-missing", "c" },
        { WHOLE END("lost"), "incoming-missing", "lost" },
        { WHOLE START("s9"), "outgoing-missing", "s9" },
        { START("s"), "outgoing-missing", "s" },
        { USER("a") FLOW("f1", "a", "e") END("e"), "start-missing", "P" },
        { START("s") FLOW("f0", "s", "u") "<subProcess id='u'>" USER("i") FLOW("u0", "i", "ie")
              END("ie") "</subProcess>",
          "start-missing", "u" },
        { GATE("Converging", FLOW("f1", "g", "e") FLOW("f2", "g", "x")), "gateway-direction", "g" },
        { GATE("Diverging", FLOW("f1", "s", "g") FLOW("f2", "g", "e") FLOW("f3", "g", "x")), "gateway-direction", "g" },
        { GATE("Mixed", FLOW("f1", "g", "e") FLOW("f2", "g", "x")), "gateway-direction", "g" },
        { GATE("Sideways", FLOW("f1", "g", "e") FLOW("f2", "g", "x")), "gateway-direction", "g" },
        { START("s") FLOW("f0", "s",
                          "t") "<intermediateThrowEvent id='t'><linkEventDefinition name='L'/>"
                               "</intermediateThrowEvent><intermediateCatchEvent id='c'><linkEventDefinition "
                               "name='L'/></intermediateCatchEvent>" FLOW("f1", "t", "c") FLOW("f2", "c", "e") END("e"),
          "link-flow", "t" },
        { START("s") FLOW("f0", "s", "a") USER("a") FLOW("f1", "a", "c")
              FLOW("f3", "a",
                   "t") "<intermediateThrowEvent id='t'><linkEventDefinition name='L'/></intermediateThrowEvent>"
                        "<intermediateCatchEvent id='c'><linkEventDefinition name='L'/></intermediateCatchEvent>" FLOW(
                            "f2", "c", "e") END("e"),
          "link-flow", "c" },
        { WHOLE ON_A("b", AN_HOUR), "outgoing-missing", "b" },
        { WHOLE "<usrTask id='h'/>", "element-unknown", "h" },
        { START("s") FLOW("f0", "s", "c") "<intermediateCatchEvent id='c'><mesageEventDefinition/>" AN_HOUR
                                          "</intermediateCatchEvent>" FLOW("f1", "c", "e") END("e"),
          "element-unknown", "c" },
        { START("s") FLOW("f0", "s", "c") "<intermediateCatchEvent id='c'><timerEventDefinition><timeDuration>PT1H"
                                          "</timeDuration><timeDate>2030-01-01</timeDate></timerEventDefinition>"
                                          "</intermediateCatchEvent>" FLOW("f1", "c", "e") END("e"),
          "timer-twice", "c" },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(cases); i++) {
        char whole[4096];
        snprintf(whole, sizeof whole, PROCESS("%s"), cases[i].process);
        refused(whole, cases[i].rule, cases[i].element);
    }
    refused("<proces id='Q'/>" PROCESS(WHOLE), "element-unknown", "Q");
    taken(WHOLE);
    taken(GATE("Diverging", FLOW("f1", "g", "e") FLOW("f2", "g", "x")));
    taken(USER("a") FLOW("f1", "a", "b") USER("b")); /* neither start nor end */
    taken("<receiveTask id='a' messageRef='m1' instantiate='true'/>" FLOW("f1", "a", "e") END("e"));
    taken(WHOLE
          "<laneSet id='l'><lane id='l1'><flowNodeRef>a</flowNodeRef></lane></laneSet><dataObject id='d'/>"
          "<dataStoreReference id='ds'/><group id='gr'/><textAnnotation id='ta'><text>x</text></textAnnotation>"
          "<ioSpecification><inputSet/><outputSet/></ioSpecification><property id='pr'/><auditing/><monitoring/>");
}

TEST(what_was_published_runs_on_when_rules_become_stricter)
{
    struct arena *arena = arena_new(1 << 20);
    struct bpmn_model *model;
    struct bpmn_faults faults;
    const char *file = DEFINITIONS "<proces id='Q'/>" PROCESS(WHOLE) "</definitions>";
    EXPECT_CODE(bpmn_parse(file, strlen(file), NULL, arena, &model, &faults), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(bpmn_parse_published(file, strlen(file), arena, &model, &faults), RPC_OK);
    EXPECT_INT((int)faults.n, 1);
    EXPECT(faults.items[0].warning && bpmn_model_find(model, "a"));
    bpmn_model_free(model);
    EXPECT_CODE(bpmn_parse_published("<a", 2, arena, &model, &faults), RPC_INVALID_ARGUMENT);
    arena_free(arena);
}

TEST(what_an_activity_may_have)
{
    static const struct {
        const char *process, *rule, *element;
    } cases[] = {
        { START("s") FLOW("f0", "s", "g") "<eventBasedGateway id='g'/>" FLOW("f1", "g", "r")
              FLOW("f2", "g",
                   "c") "<receiveTask id='r' messageRef='m1'/><intermediateCatchEvent id='c'><messageEventDefinition "
                        "messageRef='m1'/></intermediateCatchEvent>",
          "event-gateway-messages", "g" },
        { START("s") FLOW("f0", "s", "g") "<eventBasedGateway id='g'/>" FLOW("f1", "g", "r")
              FLOW("f2", "g", "c") "<receiveTask id='r' messageRef='m1'>" MULTI(
                  "") "</receiveTask><intermediateCatchEvent id='c'>" AN_HOUR "</intermediateCatchEvent>",
          "event-gateway-target", "r" },
        { START("s") FLOW("f0", "s", "r") "<receiveTask id='r' messageRef='m1' instantiate='true'/>",
          "instantiate-incoming", "r" },
        { WHOLE HANDLER("h", ""), "compensation-handler", "h" },
        { WHOLE ON_A("b", "<compensateEventDefinition/>") HANDLER(
              "h",
              "<association id='as' sourceRef='b' targetRef='h'/><boundaryEvent id='hb' attachedToRef='h'>" AN_ERROR
              "</boundaryEvent>" FLOW("f2", "hb", "e")),
          "compensation-boundary", "hb" },
        { START("s") FLOW("f0", "s", "u") "<subProcess id='u'>" USER("i") "</subProcess>" FLOW(
              "f1", "u", "t") "<intermediateThrowEvent id='t'><compensateEventDefinition "
                              "activityRef='i'/></intermediateThrowEvent>" FLOW("f2", "t", "e") END("e"),
          "compensation-activity", "t" },
        { WHOLE ON_A("b1", AN_ERROR) FLOW("f2", "b1", "e") ON_A("b2", AN_ERROR) FLOW("f3", "b2", "e"), "error-twice",
          "b2" },
        { WHOLE ON_A("b1", "<errorEventDefinition/>") FLOW("f2", "b1", "e") ON_A("b2", "<errorEventDefinition/>")
              FLOW("f3", "b2", "e"),
          "error-twice", "b2" },
        { LOOPED("<standardLoopCharacteristics loopMaximum='2'/>" MULTI("")), "loop-twice", "a" },
        { LOOPED(MULTI("behavior='Nonsense'")), "loop-behaviour", "a" },
        { LOOPED(MULTI("behavior='None'")), "behaviour-incomplete", "a" },
        { LOOPED(MULTI("behavior='One'")), "behaviour-incomplete", "a" },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(cases); i++) {
        char whole[4096];
        snprintf(whole, sizeof whole, "<message id='m1' name='one'/><error id='e1' errorCode='E1'/>" PROCESS("%s"),
                 cases[i].process);
        refused(whole, cases[i].rule, cases[i].element);
    }
    taken(LOOPED(MULTI("behavior='All'")));
    taken(WHOLE ON_A("b1", AN_ERROR) FLOW("f2", "b1", "e") ON_A("b2", "<errorEventDefinition/>") FLOW("f3", "b2", "e"));
    taken(WHOLE ON_A("b", "<compensateEventDefinition/>") HANDLER(
        "h",
        "<association id='as' sourceRef='b' targetRef='h'/>") "<subProcess id='w' triggeredByEvent='true'><startEvent "
                                                              "id='ws'>" AN_ERROR "</startEvent>" FLOW(
                                                                  "w0", "ws",
                                                                  "wt") "<endEvent id='wt'><compensateEventDefinition "
                                                                        "activityRef='a'/></endEvent></subProcess>");
}

TEST(times)
{
    static const char *const good[] = { "<timeDate>2026-12-01T09:00:00</timeDate>",
                                        "<timeDate>2026-12-01T09:00</timeDate>",
                                        "<timeDate>2026-12-01T09:00+03:00</timeDate>",
                                        "<timeDate>2026-12-01T09:00Z</timeDate>",
                                        "<timeDate>2026-12-01T09:00:00.5Z</timeDate>",
                                        "<timeDate>2026-12-01</timeDate>",
                                        "<timeDuration>PT0.5H</timeDuration>",
                                        "<timeDuration>P1.5D</timeDuration>",
                                        "<timeDuration>P1Y2M10DT2H30M</timeDuration>",
                                        "<timeCycle>R3/2026-12-01T09:00:00Z/2026-12-02T09:00:00Z</timeCycle>",
                                        "<timeCycle>R/2026-12-01/P1D</timeCycle>" };
    static const char *const bad[] = { "<timeDate>2026-12-01T</timeDate>",
                                       "<timeDate>2026-12-01T9:00</timeDate>",
                                       "<timeDate>2026-12-01T25:00</timeDate>",
                                       "<timeDate>2026-12-01T09:00+</timeDate>",
                                       "<timeDate>2026-12-01T09:00:</timeDate>",
                                       "<timeDate>2026-12-01T09:00:00Z/PT1H</timeDate>",
                                       "<timeDuration>PT0.5H30M</timeDuration>",
                                       "<timeDuration>P0.5Y</timeDuration>",
                                       "<timeDuration>P1D/PT1H</timeDuration>",
                                       "<timeDuration>2026-12-01/2026-12-02</timeDuration>",
                                       "<timeCycle>R3/2026-12-02/2026-12-01</timeCycle>",
                                       "<timeCycle>R3/2026-12-01/PT1H/PT1H</timeCycle>",
                                       "<timeCycle>R3/2026-12-01/2026-12-02/2026-12-03</timeCycle>",
                                       "<timeCycle>R3/2026-12-01</timeCycle>",
                                       "<timeCycle>R3/PT1H/2026-12-02T09:00:00Z</timeCycle>" };
#define WAITING(time)                                                                                                  \
    START("s")                                                                                                         \
    FLOW("f0", "s", "c")                                                                                               \
    "<intermediateCatchEvent id='c'><timerEventDefinition>" time                                                       \
    "</timerEventDefinition></intermediateCatchEvent>" FLOW("f1", "c", "e") END("e")
    char whole[1024];
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(good); i++) {
        snprintf(whole, sizeof whole, WAITING("%s"), good[i]);
        taken(whole);
    }
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(bad); i++) {
        snprintf(whole, sizeof whole, PROCESS(WAITING("%s")), bad[i]);
        refused(whole, "timer-text", "c");
    }
}

TEST(static_rules_of_whole_files)
{
    refused("<process id='P'>" SIMPLE "</process>", "process-not-executable", "P");
    refused(PROCESS(SIMPLE FLOW("f1", "a", "c") "<callActivity id='c' calledElement='P'/>"), "call-cycle", "c");
    refused(PROCESS(SIMPLE FLOW("f1", "a", "c") "<callActivity id='c' calledElement='Q'/>") CALLING("Q", "R")
                CALLING("R", "S") CALLING("S", "Q"),
            "call-cycle", "R-S");
    refused(PROCESS(SIMPLE FLOW("f1", "a", "c") "<callActivity id='c' calledElement='Q'/>") "<process id='Q'/>",
            "called-not-executable", "c");
    refused("<choreography id='C'/>" PROCESS(SIMPLE), "not-executable", "C");
    refused("<message id='m'/>", "process-missing", "");
}

TEST(all_faults_are_told_together_by_line)
{
    PLAY_SCOPED play = { 0 };
    EXPECT_CODE(play_parse(&play, PROCESS("\n" START("s") "\n" FLOW("f0", "s", "no") "\n<serviceTask id='v'/>\n")),
                RPC_INVALID_ARGUMENT);
    EXPECT(play.faults.n >= 2);
    for (size_t i = 1; i < play.faults.n; i++)
        EXPECT(play.faults.items[i].line >= play.faults.items[i - 1].line);
    EXPECT_INT(play.faults.items[0].line, 4);
}

TEST(what_cannot_be_reached_is_a_warning)
{
    PLAY_SCOPED play = { 0 };
    EXPECT_CODE(play_parse(&play, PROCESS(SIMPLE "<exclusiveGateway id='x'/><exclusiveGateway id='y'/>" FLOW(
                                      "f1", "x", "y") FLOW("f2", "y", "x"))),
                RPC_OK);
    EXPECT(play_fault(&play, "unreachable", "x") && play.faults.items[0].warning);
}

TEST(partner_pools_are_only_warned_about)
{
    PLAY_SCOPED play = { 0 };
    EXPECT_CODE(play_parse(&play, "<collaboration id='C'><participant id='pa' processRef='P'/><participant id='pb'/>"
                                  "<messageFlow id='mf' sourceRef='pa' targetRef='pb'/></collaboration>" PROCESS(
                                      SIMPLE) "<process id='Q'><serviceTask id='v'/></process>"),
                RPC_OK);
    EXPECT(play_fault(&play, "operation-missing", "v"));
}

TEST(elements_in_document_order_and_diff)
{
    PLAY_SCOPED play = { 0 }, other = { 0 };
    EXPECT_CODE(play_parse(&play, PROCESS(SIMPLE FLOW("f1", "a", "b") USER("b"))), RPC_OK);
    EXPECT_CODE(play_parse(&other, PROCESS(START("s") FLOW("f0", "s", "a") "<userTask id='a' name='new'/>" FLOW(
                                       "f2", "a", "c") USER("c"))),
                RPC_OK);
    EXPECT_INT(bpmn_model_elements(play.model), 4);
    EXPECT_TEXT(bpmn_model_element(play.model, 1)->id, "s");
    EXPECT_INT(bpmn_model_flows(play.model), 2);
    EXPECT(bpmn_model_element(play.model, 9) == NULL && bpmn_model_find(play.model, "zz") == NULL);
    const struct bpmn_change *changes;
    size_t n = bpmn_diff(play.arena, play.model, other.model, &changes);
    const char *told = "";
    for (size_t i = 0; i < n; i++)
        told = arena_printf(play.arena, "%s%c%s ", told, "+-~"[changes[i].change], changes[i].id);
    EXPECT_TEXT(told, "-b -f1 ~a +c +f2 ");
}

/* ------------------------------------------------------------------ hostile */

static enum rpc_code
parse_raw(struct play *play, const char *bytes, size_t length)
{
    play->arena = play->arena ? play->arena : arena_new(SIZE_MAX);
    int64_t begun_us = time_mono_us();
    enum rpc_code code = bpmn_parse(bytes, length, NULL, play->arena, &play->model, &play->faults);
    int64_t took_us = time_mono_us() - begun_us;
    if (took_us > 500000)
        printf("hostile file of %zu bytes: %lld ms\n", length, (long long)(took_us / 1000));
    EXPECT(took_us < 30000000); /* below a second in plain builds; sanitizers take many times that */
    if (code != RPC_OK)
        EXPECT(play->faults.n > 0);
    return code;
}

TEST(doctype_is_refused)
{
    static const char bomb[] =
        "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><definitions>&b;"
        "</definitions>";
    static const char outside[] = "<!DOCTYPE d SYSTEM 'file:///etc/passwd'><definitions/>";
    PLAY_SCOPED play = { 0 };
    EXPECT_CODE(parse_raw(&play, bomb, sizeof bomb - 1), RPC_INVALID_ARGUMENT);
    EXPECT_TEXT(play.faults.items[0].rule, "dtd");
    EXPECT_CODE(parse_raw(&play, outside, sizeof outside - 1), RPC_INVALID_ARGUMENT);
    EXPECT_TEXT(play.faults.items[0].rule, "dtd");
}

static enum rpc_code
repeated(struct play *play, const char *before, const char *piece, size_t n, const char *after)
{
    TEXT_SCOPED text = { 0 };
    text_adds(&text, before);
    for (size_t i = 0; i < n; i++)
        text_adds(&text, piece);
    text_adds(&text, after);
    return parse_raw(play, text.data, text.length);
}

TEST(too_much_is_refused)
{
    PLAY_SCOPED play = { 0 };
    EXPECT_CODE(repeated(&play, DEFINITIONS, "<task/>", 1000000, ""), RPC_RESOURCE_EXHAUSTED);
    EXPECT_CODE(repeated(&play, DEFINITIONS, "<x/>", 1000000, ""), RPC_RESOURCE_EXHAUSTED);
    EXPECT_CODE(repeated(&play, DEFINITIONS, "<process>", 100000, ""), RPC_RESOURCE_EXHAUSTED);
    EXPECT_CODE(repeated(&play, "<d ", "aaaaaaaaa='' ", 300000, ""), RPC_RESOURCE_EXHAUSTED);
    EXPECT_CODE(repeated(&play, "<!--", "aaaaaaaa", 100000, "--><d/>"), RPC_RESOURCE_EXHAUSTED);
    EXPECT_CODE(repeated(&play, DEFINITIONS "<documentation>", "aaaaaaaa", 1000000, ""), RPC_RESOURCE_EXHAUSTED);
    EXPECT_CODE(repeated(&play, "", " ", 9 * 1024 * 1024, ""), RPC_RESOURCE_EXHAUSTED);
    static const char executable[] = DEFINITIONS "<process id='P' isExecutable='true'>";
    EXPECT_CODE(repeated(&play, executable, "<userTask id='a'/>", 150000, "</process></definitions>"),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(repeated(&play, executable,
                         "<intermediateThrowEvent id='a'><linkEventDefinition name='L'/></intermediateThrowEvent>",
                         90000, "</process></definitions>"),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(repeated(&play, DEFINITIONS "<process id='P' isExecutable='true'><userTask id='a'/>",
                         "<sequenceFlow id='f' sourceRef='a' targetRef='a'><conditionExpression>x</conditionExpression>"
                         "</sequenceFlow>",
                         70000, "</process></definitions>"),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(repeated(&play, "", "", 0, ""), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(repeated(&play, "PK\003\004", "", 0, ""), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(repeated(&play, "<a", "", 0, ""), RPC_INVALID_ARGUMENT);
}

/* The longest chain of calls that fits, each process before the one that it calls, and its end calls the first. */
TEST(a_long_circle_of_calls_is_found_at_once)
{
    PLAY_SCOPED play = { 0 };
    TEXT_SCOPED text = { 0 };
    text_adds(&text, DEFINITIONS);
    for (int i = 0; i < 1600; i++)
        text_addf(&text,
                  "<process id='p%d' isExecutable='true'><startEvent id='s%d'/><sequenceFlow id='f%d' sourceRef='s%d' "
                  "targetRef='c%d'/><callActivity id='c%d' calledElement='p%d'/></process>",
                  i, i, i, i, i, i, i < 1599 ? i + 1 : 0);
    text_adds(&text, "</definitions>");
    EXPECT_CODE(parse_raw(&play, text.data, text.length), RPC_INVALID_ARGUMENT);
    EXPECT_TEXT(play.faults.items[0].rule, "call-cycle");
    EXPECT_TEXT(play.faults.items[0].element, "c0");
}

TEST(five_hundred_elements_in_milliseconds)
{
    PLAY_SCOPED play = { 0 };
    TEXT_SCOPED text = { 0 };
    text_adds(&text, DEFINITIONS "<process id='P' isExecutable='true'><startEvent id='s'/>"
                                 "<sequenceFlow id='f' sourceRef='s' targetRef='t0'/>");
    for (int i = 0; i < 250; i++)
        text_addf(
            &text,
            "<userTask id='t%d' name='Шаг'/><exclusiveGateway id='g%d' default='d%d'/>"
            "<sequenceFlow id='a%d' sourceRef='t%d' targetRef='g%d'/><sequenceFlow id='d%d' sourceRef='g%d' "
            "targetRef='t%d'/>"
            "<sequenceFlow id='c%d' sourceRef='g%d' targetRef='t0'><conditionExpression>x &gt; %d and contains(y, 'я')"
            "</conditionExpression></sequenceFlow>",
            i, i, i, i, i, i, i, i, i < 249 ? i + 1 : 0, i, i, i);
    text_adds(&text, "</process></definitions>");
    int64_t best_us = INT64_MAX;
    for (int i = 0; i < 5; i++) {
        int64_t begun_us = time_mono_us();
        EXPECT_CODE(parse_raw(&play, text.data, text.length), RPC_OK);
        int64_t took_us = time_mono_us() - begun_us;
        best_us = took_us < best_us ? took_us : best_us;
        if (i < 4)
            bpmn_model_free(play.model);
    }
    printf("parse of 500 elements: %lld us\n", (long long)best_us);
    EXPECT(best_us < 200000);
}
