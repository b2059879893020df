/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support.h"

#include <string.h>

#define AS_SERVICE() PG_AS(RPC_ROLE_SERVICE, .subject = "tracking", .service = "tracking")

TEST(check_tells_names_and_kind)
{
    const Applicants__Applicant *person = new_person("Пробный", "Иван", "Петрович");
    const Applicants__Applicant *entity = new_entity("Общество с ограниченной ответственностью «Проба»", "ООО «Проба»");
    AS_SERVICE();
    const Applicants__CheckApplicantResponse *rep =
        CALL(Applicants__CheckApplicant, .applicant_id = person->applicant_id);
    EXPECT(rep->found);
    EXPECT_INT(rep->kind, APPLICANTS__CHECK_APPLICANT_RESPONSE__KIND__PERSON);
    EXPECT_TEXT(rep->display_name, "Пробный И. П.");
    EXPECT_TEXT(rep->full_name, "Пробный Иван Петрович");
    EXPECT_TEXT(rep->pseudonym, person->pseudonym);
    EXPECT_TEXT(rep->representative_problem, "");
    rep = CALL(Applicants__CheckApplicant, .applicant_id = entity->applicant_id);
    EXPECT_INT(rep->kind, APPLICANTS__CHECK_APPLICANT_RESPONSE__KIND__LEGAL_ENTITY);
    EXPECT_TEXT(rep->display_name, "ООО «Проба»");
    EXPECT_TEXT(rep->full_name, "Общество с ограниченной ответственностью «Проба»");
    rep = CALL(Applicants__CheckApplicant, .applicant_id = pg_uuid());
    EXPECT(!rep->found);
}

TEST(check_is_for_services_only)
{
    const Applicants__Applicant *person = new_person(NULL, NULL, NULL);
    EXPECT_CODE(TRY(Applicants__CheckApplicant, .applicant_id = person->applicant_id), RPC_PERMISSION_DENIED);
}

static const char *
give_power(const Applicants__Applicant *who, const Applicants__Applicant *actor, bool may_receive)
{
    as_operator();
    Applicants__Representative power = { .representative_applicant_id = actor->applicant_id,
                                         .basis = "доверенность",
                                         .issued = "2025-01-01",
                                         .valid_until = "2999-12-31",
                                         .n_scope = 2,
                                         .scope = (const char *[]){ "passport-foreign", "passport-internal" },
                                         .may_receive = may_receive };
    const Applicants__Representative *made =
        CALL(Applicants__AddRepresentative, .applicant_id = who->applicant_id, .representative = &power);
    return made->representative_id;
}

static void
expect_problem(const Applicants__CheckApplicantResponse *rep, const char *part)
{
    EXPECT(rep->found && !rep->representative_valid);
    ck_assert_msg(strstr(rep->representative_problem, part) != NULL, "«%s»", rep->representative_problem);
}

TEST(check_judges_the_power_of_attorney)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL), *actor = new_person("Верный", "Пётр", NULL);
    const char *id = who->applicant_id, *power = give_power(who, actor, false);
    AS_SERVICE();
    const Applicants__CheckApplicantResponse *rep = CALL(
        Applicants__CheckApplicant, .applicant_id = id, .representative_id = power, .service_code = "passport-foreign");
    EXPECT(rep->representative_valid);
    EXPECT_TEXT(rep->representative_name, "Верный Пётр");
    EXPECT_TEXT(rep->representative_problem, "");
    expect_problem(
        CALL(Applicants__CheckApplicant, .applicant_id = id, .representative_id = power, .service_code = "marriage"),
        "не включают эту услугу");
    expect_problem(
        CALL(Applicants__CheckApplicant, .applicant_id = id, .representative_id = power, .on_date = "2024-12-31"),
        "не начались");
    expect_problem(
        CALL(Applicants__CheckApplicant, .applicant_id = id, .representative_id = power, .on_date = "3000-01-01"),
        "истёк");
    expect_problem(CALL(Applicants__CheckApplicant, .applicant_id = id, .representative_id = power, .to_receive = true),
                   "получение результата");
    expect_problem(CALL(Applicants__CheckApplicant, .applicant_id = id, .representative_id = pg_uuid()), "нет");
    expect_problem(CALL(Applicants__CheckApplicant, .applicant_id = id, .representative_id = "никто"), "нет");
    expect_problem(CALL(Applicants__CheckApplicant, .applicant_id = actor->applicant_id, .representative_id = power),
                   "нет");
}

TEST(check_hears_of_a_revocation_at_once)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL), *actor = new_person(NULL, NULL, NULL);
    const char *power = give_power(who, actor, true);
    CALL(Applicants__RevokeRepresentative, .applicant_id = who->applicant_id, .representative_id = power);
    AS_SERVICE();
    pg_language = "en";
    expect_problem(CALL(Applicants__CheckApplicant, .applicant_id = who->applicant_id, .representative_id = power),
                   "revoked");
}
