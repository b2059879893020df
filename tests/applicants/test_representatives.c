/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support.h"

#include <string.h>

static const Applicants__Representative *
give_power(const char *applicant_id, const char *actor_id)
{
    Applicants__Representative power = { .representative_applicant_id = actor_id,
                                         .basis = "доверенность 77 АА 1234567",
                                         .issued = "2025-01-01",
                                         .n_scope = 1,
                                         .scope = (const char *[]){ "passport-foreign" },
                                         .may_receive = true };
    return CALL(Applicants__AddRepresentative, .applicant_id = applicant_id, .representative = &power);
}

TEST(representatives_are_added_and_listed)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL), *actor = new_person(NULL, NULL, NULL);
    const Applicants__Representative *first = give_power(who->applicant_id, actor->applicant_id);
    const Applicants__Representative *second = give_power(who->applicant_id, actor->applicant_id);
    const Applicants__ListRepresentativesResponse *list =
        CALL(Applicants__ListRepresentatives, .applicant_id = who->applicant_id);
    EXPECT_INT(list->n_representatives, 2);
    EXPECT_TEXT(list->representatives[0]->representative_id, second->representative_id);
    const Applicants__Representative *read = list->representatives[1];
    EXPECT_TEXT(read->representative_id, first->representative_id);
    EXPECT_TEXT(read->representative_applicant_id, actor->applicant_id);
    EXPECT_TEXT(read->issued, "2025-01-01");
    EXPECT_TEXT(read->valid_until, "");
    EXPECT_INT(read->n_scope, 1);
    EXPECT_TEXT(read->scope[0], "passport-foreign");
    EXPECT(read->may_receive && !read->revoked);
    EXPECT_INT(events_of("RepresentativeAdded", who->applicant_id), 2);
}

TEST(a_person_sees_whom_they_represent_while_the_power_holds)
{
    const Applicants__Applicant *who = new_person("Доверившая", "Мария", NULL), *actor = new_person(NULL, NULL, NULL);
    const char *power = give_power(who->applicant_id, actor->applicant_id)->representative_id;
    const char *past = give_power(who->applicant_id, actor->applicant_id)->representative_id;
    pg_query(pg_text("UPDATE representative SET issued = '2020-01-01', valid_until = '2020-12-31'"
                     " WHERE representative_id = '%s'",
                     past));
    const Applicants__ListPrincipalsResponse *list =
        CALL(Applicants__ListPrincipals, .applicant_id = actor->applicant_id);
    EXPECT_INT(list->n_principals, 1);
    EXPECT_TEXT(list->principals[0]->applicant_id, who->applicant_id);
    EXPECT_TEXT(list->principals[0]->representative_id, power);
    EXPECT_TEXT(list->principals[0]->name, "Доверившая Мария");
    EXPECT_INT(list->principals[0]->kind, APPLICANTS__CHECK_APPLICANT_RESPONSE__KIND__PERSON);
    EXPECT_TEXT(list->principals[0]->scope[0], "passport-foreign");
    CALL(Applicants__RevokeRepresentative, .applicant_id = who->applicant_id, .representative_id = power);
    list = CALL(Applicants__ListPrincipals, .applicant_id = actor->applicant_id);
    EXPECT_INT(list->n_principals, 0);
    EXPECT_CODE(TRY(Applicants__ListPrincipals, .applicant_id = pg_uuid()), RPC_NOT_FOUND);
}

TEST(representatives_of_nobody_are_not_found)
{
    as_operator();
    const char *nobody = pg_uuid();
    EXPECT_CODE(TRY(Applicants__ListRepresentatives, .applicant_id = nobody), RPC_NOT_FOUND);
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL);
    const Applicants__ListRepresentativesResponse *list =
        CALL(Applicants__ListRepresentatives, .applicant_id = who->applicant_id);
    EXPECT_INT(list->n_representatives, 0);
    Applicants__Representative power = { .representative_applicant_id = who->applicant_id,
                                         .basis = "доверенность",
                                         .issued = "2025-01-01" };
    EXPECT_CODE(TRY(Applicants__AddRepresentative, .applicant_id = nobody, .representative = &power), RPC_NOT_FOUND);
}

TEST(add_representative_wants_a_person_who_is_another)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL), *entity = new_entity("Проба", NULL);
    const char *path = "representative.representativeApplicantId";
    const char *const wrong[] = { who->applicant_id, entity->applicant_id, pg_uuid() };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(wrong); i++) {
        Applicants__Representative power = { .representative_applicant_id = wrong[i],
                                             .basis = "доверенность",
                                             .issued = "2025-01-01" };
        EXPECT_CODE(TRY(Applicants__AddRepresentative, .applicant_id = who->applicant_id, .representative = &power),
                    RPC_INVALID_ARGUMENT);
        EXPECT(pg_violation(path));
    }
    /* An entity, though, is represented by people. */
    give_power(entity->applicant_id, who->applicant_id);
}

TEST(add_representative_checks_the_term)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL), *actor = new_person(NULL, NULL, NULL);
    Applicants__Representative power = { .representative_applicant_id = actor->applicant_id,
                                         .basis = "доверенность",
                                         .issued = "2999-01-01",
                                         .valid_until = "2020-01-01",
                                         .n_scope = 1,
                                         .scope = (const char *[]){ "Загранпаспорт" } };
    EXPECT_CODE(TRY(Applicants__AddRepresentative, .applicant_id = who->applicant_id, .representative = &power),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("representative.issued") && pg_violation("representative.validUntil"));
    EXPECT(pg_violation("representative.scope[0]"));
}

TEST(powers_are_revoked_once)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL), *actor = new_person(NULL, NULL, NULL);
    const Applicants__Representative *power = give_power(who->applicant_id, actor->applicant_id);
    as_applicant(who->applicant_id);
    const Applicants__Representative *gone = CALL(Applicants__RevokeRepresentative, .applicant_id = who->applicant_id,
                                                  .representative_id = power->representative_id, .reason = "передумал");
    EXPECT(gone->revoked && gone->n_scope == 1);
    EXPECT_CODE(TRY(Applicants__RevokeRepresentative, .applicant_id = who->applicant_id,
                    .representative_id = power->representative_id),
                RPC_FAILED_PRECONDITION);
    const Applicants__ListRepresentativesResponse *list =
        CALL(Applicants__ListRepresentatives, .applicant_id = who->applicant_id);
    EXPECT_INT(list->representatives[0]->revoked->seconds, gone->revoked->seconds);
    EXPECT_INT(events_of("RepresentativeRevoked", who->applicant_id), 1);
}

TEST(powers_of_others_are_not_found)
{
    const Applicants__Applicant *who = new_person(NULL, NULL, NULL), *actor = new_person(NULL, NULL, NULL);
    const Applicants__Representative *power = give_power(who->applicant_id, actor->applicant_id);
    EXPECT_CODE(TRY(Applicants__RevokeRepresentative, .applicant_id = actor->applicant_id,
                    .representative_id = power->representative_id),
                RPC_NOT_FOUND);
    as_applicant(actor->applicant_id);
    EXPECT_CODE(TRY(Applicants__RevokeRepresentative, .applicant_id = who->applicant_id,
                    .representative_id = power->representative_id),
                RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Applicants__ListRepresentatives, .applicant_id = who->applicant_id), RPC_NOT_FOUND);
}
