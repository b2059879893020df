/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Courier's registers: three hands, which are three people, and what they signed for. */
#include "fixture.h"

#define HAND(id, role, more)                                                                                           \
    "<userTask id='" id "' name='" id "' okno:operation='hand-over'><extensionElements><okno:performer role='" role    \
    "' " more "<okno:outcome code='SIGNED' label='1'/></extensionElements></userTask>"
#define REGISTER "<okno:form><okno:field name='register' label='2' type='text' required='true'/></okno:form>"
#define FLOW(id, from, to) "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'/>"

static const char carried[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:okno='urn:okno:bpmn:1' "
    "targetNamespace='https://okno.example/tests'><process id='bounded' name='Курьер' isExecutable='true'>"
    "<startEvent id='s'/>" HAND("gives", "OPERATOR", "centre='application'/>" REGISTER) HAND("carries", "COURIER", "/>")
        HAND("takes", "AGENCY", "agency='application'/>")
            HAND("returns", "AGENCY", "agency='application'/>" REGISTER) "<endEvent id='e'/>" FLOW("f1", "s", "gives")
                FLOW("f2", "gives", "carries") FLOW("f3", "carries", "takes") FLOW("f4", "takes", "returns")
                    FLOW("f5", "returns", "e") "</process></definitions>";

static const char *
apply(void)
{
    publish(carried);
    as_operator("op");
    return submit_service("bounded-service", 0)->application_id;
}

static enum rpc_code
sign(const char *id, const char *number)
{
    return TRY(Tracking__CompleteTask, .task_id = live_task(id)->task_id, .outcome = "SIGNED",
               .fields = number ? fields("register", number) : NULL);
}

static const Tracking__CourierRegister *
found(const char *number)
{
    return CALL(Tracking__GetCourierRegister, .number = number);
}

TEST(three_hands_are_three_people)
{
    const char *id = apply(), *number = pg_text("Р-%s", pg_uuid());
    EXPECT_CODE(sign(id, NULL), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(sign(id, number), RPC_OK);
    EXPECT_TEXT(live_task(id)->step, "carries");
    EXPECT_CODE(sign(id, NULL), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "SAME_HAND");
    as_operator("driver");
    EXPECT_CODE(sign(id, NULL), RPC_OK);
    EXPECT(!found(number)->complete);
    as_agency();
    EXPECT_CODE(sign(id, NULL), RPC_OK);
    EXPECT(found(number)->complete);
    EXPECT_CODE(sign(id, "of the agency"), RPC_OK);
    as_supervisor();
    const Tracking__GetJournalResponse *journal = CALL(Tracking__GetJournal, .date = registration_day());
    EXPECT_TEXT(journal->entries[journal->n_entries - 1]->register_number, number);
}

TEST(a_register_names_its_cases_and_who_signed)
{
    const char *ids[] = { apply(), apply() }, *number = pg_text("Р-%s", pg_uuid());
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(ids); i++)
        EXPECT_CODE(sign(ids[i], number), RPC_OK);
    as_operator("driver");
    EXPECT_CODE(sign(ids[0], NULL), RPC_OK);
    as_agency();
    EXPECT_CODE(sign(ids[0], NULL), RPC_OK);
    EXPECT_CODE(sign(ids[0], "other number"), RPC_OK);
    const Tracking__CourierRegister *seen = found(number);
    EXPECT_INT(seen->n_cases, 2);
    EXPECT(!seen->complete);
    const Tracking__CourierCase *first = seen->cases[0];
    EXPECT_TEXT(first->application_id, ids[0]);
    EXPECT_INT(first->sheets, 4);
    EXPECT_INT(first->n_hands, 3);
    EXPECT_TEXT(first->hands[0]->signed_by, "op");
    EXPECT_TEXT(first->hands[0]->place, "arbat");
    EXPECT_TEXT(first->hands[1]->signed_by, "driver");
    EXPECT_TEXT(first->hands[1]->role, "COURIER");
    EXPECT_TEXT(first->hands[2]->place, "mvd");
    EXPECT(first->hands[2]->signed_);
    EXPECT_INT(seen->cases[1]->n_hands, 2);
    EXPECT_TEXT(seen->cases[1]->hands[1]->signed_by, "");
    as_archive();
    EXPECT_CODE(TRY(Tracking__GetCourierRegister, .number = number), RPC_NOT_FOUND);
    as_other_operator();
    EXPECT_CODE(TRY(Tracking__GetCourierRegister, .number = number), RPC_NOT_FOUND);
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Tracking__GetCourierRegister, .number = number), RPC_PERMISSION_DENIED);
}
