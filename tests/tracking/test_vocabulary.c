/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What publishing a regulation checks beyond the standard: words that would mean nothing when it runs. */
#include "fixture.h"

#define HEAD                                                                                                           \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "                   \
    "targetNamespace='https://okno.example/tests'>"
#define PROCESS(body)                                                                                                  \
    HEAD "<process id='judged' name='Проба' isExecutable='true'><startEvent id='s'/><endEvent id='e'/>" body           \
         "</process></definitions>"
#define FLOW(a, b) "<sequenceFlow id='" a "-" b "' sourceRef='" a "' targetRef='" b "'/>"
#define STEP(element) PROCESS(element FLOW("s", "x") FLOW("x", "e"))
#define PERFORMER "<okno:performer role='OPERATOR' centre='application'/>"
#define TASK(id, operation, outcomes)                                                                                  \
    "<userTask id='" id "' " operation "><extensionElements>" PERFORMER outcomes "</extensionElements></userTask>"
#define OUT(code) "<okno:outcome code='" code "' label='" code "'/>"
#define SHOWN(id, status)                                                                                              \
    "<intermediateThrowEvent id='" id "'><extensionElements><okno:status code='" status                                \
    "'/></extensionElements></intermediateThrowEvent>"

/* "rule:element rule:element", warnings in brackets. */
static const char *
faults(const char *bpmn)
{
    as_controller();
    const Tracking__CheckRegulationResponse *checked = CALL(Tracking__CheckRegulation, .chunk = whole(bpmn));
    const char *all = "";
    bool refused = false;
    for (size_t i = 0; i < checked->n_faults; i++) {
        const Tracking__RegulationFault *fault = checked->faults[i];
        refused |= !fault->warning;
        all = pg_text(fault->warning ? "%s%s(%s:%s)" : "%s%s%s:%s", all, *all ? " " : "", fault->rule, fault->element);
    }
    EXPECT_INT(checked->publishable, !refused);
    return all;
}

TEST(words_that_would_mean_nothing_are_named)
{
    EXPECT_TEXT(faults(STEP("<serviceTask id='x' okno:operation='make.coffee'/>")), "operation-unknown:x");
    EXPECT_TEXT(faults(STEP("<businessRuleTask id='x' okno:operation='rule'/>")), "operation-unknown:x");
    EXPECT_TEXT(faults(STEP("<manualTask id='x' okno:operation='dance'><extensionElements>" PERFORMER
                            "</extensionElements></manualTask>")),
                "operation-unknown:x");
    EXPECT_TEXT(faults(STEP("<userTask id='x'><extensionElements><okno:performer role='CLERK'/></extensionElements>"
                            "</userTask>")),
                "role-unknown:x");
    EXPECT_TEXT(faults(STEP("<userTask id='x'><extensionElements><okno:performer role='=who'/></extensionElements>"
                            "</userTask>")),
                "");
    EXPECT_TEXT(faults(STEP("<userTask id='x' okno:share='abc'/>")), "share:x");
    EXPECT_TEXT(faults(STEP("<userTask id='x' okno:share='0'/>")), "share:x");
    EXPECT_TEXT(faults(STEP("<userTask id='x' okno:share='20'/>")), "");
}

TEST(what_is_called_is_there)
{
    EXPECT_TEXT(faults(STEP("<callActivity id='x' calledElement='scenario-0' okno:binding='x'/>")), "binding:x");
    EXPECT_TEXT(faults(STEP("<callActivity id='x' calledElement='scenario-0' okno:binding='0'/>")), "binding:x");
    EXPECT_TEXT(faults(STEP("<callActivity id='x' calledElement='scenario-0' okno:binding='1'/>")), "");
    EXPECT_TEXT(faults(STEP("<callActivity id='x' calledElement='scenario-0'/>")), "");
    EXPECT_TEXT(faults(STEP("<callActivity id='x' calledElement='scenario-0' okno:binding='4000'/>")),
                "called-unknown:x");
    EXPECT_TEXT(faults(STEP("<callActivity id='x' calledElement='no-such' okno:binding='1'/>")), "called-unknown:x");
    EXPECT_TEXT(faults(STEP("<callActivity id='x' calledElement='no-such' okno:binding='latest'/>")),
                "(called-unknown:x)"); /* may be published later */
}

#define ASKS "<serviceTask id='x' okno:operation='exchange.request'/>"
#define CARRIED TASK("t", "", "") FLOW("s", "t") FLOW("t", "x") FLOW("x", "e")

TEST(an_error_that_nobody_would_catch_is_worth_saying)
{
    EXPECT_TEXT(faults(STEP(ASKS)), ""); /* of a general process the caller is told */
    EXPECT_TEXT(faults(PROCESS(ASKS CARRIED)), "(error-uncaught:x)");
    EXPECT_TEXT(faults(PROCESS(ASKS "<boundaryEvent id='b' attachedToRef='x'><errorEventDefinition/></boundaryEvent>"
                                    "<endEvent id='f'/>" FLOW("b", "f") CARRIED)),
                "");
    EXPECT_TEXT(faults(PROCESS(
                    TASK("t", "", "") FLOW("s", "t") FLOW("t", "in") FLOW("in", "e")
                        FLOW("b", "e") "<subProcess id='in'><startEvent id='is'/>" ASKS FLOW(
                            "is", "x") "</subProcess><boundaryEvent id='b' attachedToRef='in'><errorEventDefinition/>"
                                       "</boundaryEvent>")),
                "");
    EXPECT_TEXT(faults(PROCESS(ASKS CARRIED "<subProcess id='w' triggeredByEvent='true'><startEvent id='ws'>"
                                            "<errorEventDefinition/></startEvent><endEvent id='we'/>" FLOW(
                                                "ws", "we") "</subProcess>")),
                "");
}

#define REFUSAL(status, operation, outcomes)                                                                           \
    PROCESS(TASK("t", operation, outcomes) SHOWN("no", status) FLOW("s", "t") FLOW("t", "no") FLOW("no", "e"))

TEST(a_refusal_is_shown_only_after_an_operation_that_asks_for_its_ground)
{
    EXPECT_TEXT(faults(REFUSAL("REFUSED", "", OUT("NO"))), "refusal-without-ground:no");
    EXPECT_TEXT(faults(REFUSAL("REFUSED", "okno:operation='decide'", OUT("GRANTED"))), "refusal-without-ground:no");
    EXPECT_TEXT(faults(REFUSAL("REFUSED", "okno:operation='check'", OUT("REFUSED"))), "refusal-without-ground:no");
    EXPECT_TEXT(faults(REFUSAL("REFUSED", "okno:operation='decide'", OUT("REFUSED"))), "");
    EXPECT_TEXT(faults(REFUSAL("ACCEPTANCE_REFUSED", "okno:operation='check'", OUT("REFUSED"))), "");
    EXPECT_TEXT(faults(REFUSAL("ACCEPTANCE_REFUSED", "okno:operation='decide'", OUT("REFUSED"))),
                "refusal-without-ground:no");
    /* A way round it is one too many: by another task, by a timer, out of a sub-process. */
    EXPECT_TEXT(faults(PROCESS(TASK("t", "okno:operation='decide'", OUT("REFUSED")) SHOWN("no", "REFUSED")
                                   FLOW("s", "t") FLOW("t", "no")
                                       FLOW("no", "e") "<boundaryEvent id='b' attachedToRef='t'><timerEventDefinition>"
                                                       "<timeDuration>PT1H</timeDuration></timerEventDefinition>"
                                                       "</boundaryEvent>" FLOW("b", "no"))),
                "refusal-without-ground:no");
    EXPECT_TEXT(
        faults(PROCESS("<subProcess id='in'><startEvent id='is'/>" TASK("t", "okno:operation='decide'", OUT("REFUSED"))
                           FLOW("is", "t") "</subProcess>" SHOWN("no", "REFUSED") FLOW("s", "in") FLOW("in", "no")
                               FLOW("no", "e"))),
        "");
    EXPECT_TEXT(faults(PROCESS("<subProcess id='in'><startEvent id='is'/>" TASK("t", "", "")
                                   FLOW("is", "t") "</subProcess>" SHOWN("no", "REFUSED") FLOW("s", "in")
                                       FLOW("in", "no") FLOW("no", "e"))),
                "refusal-without-ground:no");
}

TEST(the_delivered_regulations_have_no_such_faults)
{
    static const char *const codes[] = { "scenario-0",       "scenario-1",  "scenario-2",     "scenario-3",
                                         "bundle-service",   "complaint",   "conversion",     "driving-licence",
                                         "kindergarten",     "land-plot",   "life-situation", "marriage-registration",
                                         "passport-foreign", "real-estate", "social-payment", "vmp" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(codes); i++)
        publish_deployed(codes[i]); /* fails where one is refused */
}
