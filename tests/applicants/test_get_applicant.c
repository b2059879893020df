/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support.h"

TEST(get_is_for_staff_of_any_centre)
{
    const Applicants__Applicant *made = new_person(NULL, NULL, NULL);
    static const enum rpc_role roles[] = { RPC_ROLE_OPERATOR, RPC_ROLE_CONSULTANT, RPC_ROLE_SUPERVISOR,
                                           RPC_ROLE_CALL_CENTRE, RPC_ROLE_SERVICE };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(roles); i++) {
        PG_AS(roles[i], .centre = "another");
        const Applicants__Applicant *read = CALL(Applicants__GetApplicant, .applicant_id = made->applicant_id);
        EXPECT_TEXT(read->person->snils, made->person->snils);
    }
    static const enum rpc_role others[] = { RPC_ROLE_AGENCY, RPC_ROLE_CONTROLLER, RPC_ROLE_KIOSK, RPC_ROLE_ADMIN };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(others); i++) {
        PG_AS(others[i]);
        EXPECT_CODE(TRY(Applicants__GetApplicant, .applicant_id = made->applicant_id), RPC_PERMISSION_DENIED);
    }
}

TEST(get_shows_an_applicant_only_themselves)
{
    const Applicants__Applicant *own = new_person(NULL, NULL, NULL), *other = new_person(NULL, NULL, NULL);
    as_applicant(own->applicant_id);
    const Applicants__Applicant *read = CALL(Applicants__GetApplicant, .applicant_id = own->applicant_id);
    EXPECT_TEXT(read->applicant_id, own->applicant_id);
    EXPECT_CODE(TRY(Applicants__GetApplicant, .applicant_id = other->applicant_id), RPC_NOT_FOUND);
    const char *said = pg_last->message;
    const char *nobody = pg_uuid();
    EXPECT_CODE(TRY(Applicants__GetApplicant, .applicant_id = nobody), RPC_NOT_FOUND);
    EXPECT_TEXT(said, pg_text("Заявителя %s нет", other->applicant_id));
    EXPECT_TEXT(pg_last->message, pg_text("Заявителя %s нет", nobody));
    as_applicant("");
    EXPECT_CODE(TRY(Applicants__GetApplicant, .applicant_id = own->applicant_id), RPC_NOT_FOUND);
}

TEST(get_leaves_a_record_of_the_reading)
{
    const Applicants__Applicant *made = new_person(NULL, NULL, NULL);
    PG_AS(RPC_ROLE_CONSULTANT, .subject = "reader-1", .centre = "centre-9");
    CALL(Applicants__GetApplicant, .applicant_id = made->applicant_id);
    EXPECT_TEXT(pg_query(pg_text("SELECT concat_ws(' ', kind, method, role, subject, place) FROM audit_record"
                                 " WHERE object = 'applicant:%s' AND kind = 'READING'",
                                 made->applicant_id)),
                "READING applicants_get_applicant CONSULTANT reader-1 centre-9");
    EXPECT_TEXT(pg_query(pg_text("SELECT method FROM audit_record WHERE object = 'applicant:%s' AND kind = 'CHANGE'",
                                 made->applicant_id)),
                "applicants_create_applicant");
}

TEST(get_wants_an_id)
{
    as_operator();
    EXPECT_CODE(TRY(Applicants__GetApplicant, .applicant_id = "1"), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("applicantId"));
}
