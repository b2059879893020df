/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support.h"

#include <okno/applicants.methods.h>

#include <pthread.h>
#include <string.h>

#define PERSON(p) .kind_case = APPLICANTS__CREATE_APPLICANT_REQUEST__KIND_PERSON, .person = (p)
#define PROPRIETOR(p) .kind_case = APPLICANTS__CREATE_APPLICANT_REQUEST__KIND_SOLE_PROPRIETOR, .sole_proprietor = (p)
#define ENTITY(p) .kind_case = APPLICANTS__CREATE_APPLICANT_REQUEST__KIND_LEGAL_ENTITY, .legal_entity = (p)

TEST(create_stores_a_person_in_normal_spelling)
{
    as_operator();
    const char *snils = new_snils(), *digits = new_digits(4), *number = new_digits(6);
    Applicants__IdentityDocument document = {
        .kind = "01", .number = pg_text("%s№ %s", digits, number), .issued = "2000-03-01", .issuer_code = "770001"
    };
    Applicants__Person person = { .last_name = "  Пробный ",
                                  .first_name = "Иван",
                                  .middle_name = "Петрович",
                                  .birth_date = "1980-01-01",
                                  .identity_document = &document,
                                  .snils = pg_text("%.3s%.3s%.3s%.2s", snils, snils + 4, snils + 8, snils + 12) };
    Applicants__Contacts contacts = { .phone = "8 916 000-11-22", .email = " Name@EXAMPLE.org " };
    const Applicants__Applicant *made = CALL(Applicants__CreateApplicant, PERSON(&person), .contacts = &contacts);
    const Applicants__Applicant *read = CALL(Applicants__GetApplicant, .applicant_id = made->applicant_id);
    EXPECT_TEXT(read->person->last_name, "Пробный");
    EXPECT_TEXT(read->person->snils, snils);
    EXPECT_TEXT(read->person->identity_document->series, digits);
    EXPECT_TEXT(read->person->identity_document->number, number);
    EXPECT_TEXT(read->person->identity_document->issuer_code, "770-001");
    EXPECT_TEXT(read->contacts->phone, "+79160001122");
    EXPECT_TEXT(read->contacts->email, "Name@example.org");
    EXPECT_TEXT(read->pseudonym, made->pseudonym);
    EXPECT_TEXT(read->etag, "1");
    EXPECT_INT(read->created->seconds, made->created->seconds);
    EXPECT_INT(read->created->nanos, made->created->nanos);
    EXPECT_INT(events_of("ApplicantRegistered", made->applicant_id), 1);
}

TEST(create_knows_all_three_kinds)
{
    as_operator();
    Applicants__Person person = { .last_name = "Пробный", .first_name = "Иван", .birth_date = "1980-01-01" };
    Applicants__SoleProprietor proprietor = { .person = &person, .ogrnip = new_ogrnip() };
    const Applicants__Applicant *made = CALL(Applicants__CreateApplicant, PROPRIETOR(&proprietor));
    made = CALL(Applicants__GetApplicant, .applicant_id = made->applicant_id);
    EXPECT_INT(made->kind_case, APPLICANTS__APPLICANT__KIND_SOLE_PROPRIETOR);
    EXPECT_TEXT(made->sole_proprietor->ogrnip, proprietor.ogrnip);
    made = new_entity("Общество с ограниченной ответственностью «Проба»", "ООО «Проба»");
    made = CALL(Applicants__GetApplicant, .applicant_id = made->applicant_id);
    EXPECT_INT(made->kind_case, APPLICANTS__APPLICANT__KIND_LEGAL_ENTITY);
    EXPECT_TEXT(made->legal_entity->short_name, "ООО «Проба»");
}

TEST(create_may_only_say_whether_it_would)
{
    as_operator();
    Applicants__Person person = {
        .last_name = " Пробный", .first_name = "Иван", .birth_date = "1980-01-01", .snils = new_snils()
    };
    const Applicants__Applicant *said = CALL(Applicants__CreateApplicant, PERSON(&person), .validate_only = true);
    EXPECT_TEXT(said->person->last_name, "Пробный");
    EXPECT_TEXT(said->applicant_id, "");
    const Applicants__Applicant *made = CALL(Applicants__CreateApplicant, PERSON(&person));
    EXPECT_CODE(TRY(Applicants__CreateApplicant, PERSON(&person), .validate_only = true), RPC_ALREADY_EXISTS);
    EXPECT_INT(events_of("ApplicantRegistered", made->applicant_id), 1);
    person.birth_date = "2980-01-01";
    EXPECT_CODE(TRY(Applicants__CreateApplicant, PERSON(&person), .validate_only = true), RPC_INVALID_ARGUMENT);
}

TEST(create_tells_all_that_is_wrong_at_once)
{
    as_operator();
    Applicants__IdentityDocument document = {
        .kind = "01", .series = "45", .number = "12", .issued = "2999-01-01", .issuer_code = "779-001"
    };
    Applicants__Person person = { .last_name = "Проб2ный",
                                  .birth_date = "2980-01-01",
                                  .snils = "112-233-445 96",
                                  .inn = "500100732250",
                                  .identity_document = &document,
                                  .citizenship = "РФ" };
    Applicants__Contacts contacts = { .phone = "12", .email = "nobody", .oktmo = "000" };
    EXPECT_CODE(TRY(Applicants__CreateApplicant, PERSON(&person), .contacts = &contacts), RPC_INVALID_ARGUMENT);
    static const char *const fields[] = {
        "person.lastName",
        "person.firstName",
        "person.birthDate",
        "person.snils",
        "person.inn",
        "person.citizenship",
        "person.identityDocument.number",
        "person.identityDocument.issued",
        "person.identityDocument.issuerCode",
        "contacts.phone",
        "contacts.email",
        "contacts.oktmo",
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(fields); i++)
        ck_assert_msg(pg_violation(fields[i]) != NULL, "%s is not told", fields[i]);
    EXPECT_INT(pg_last->n_violations, OKNO_ARRAY_SIZE(fields));
    Applicants__LegalEntity entity = { .name = "Проба", .inn = "7707083894", .kpp = "00", .ogrn = "1027700132196" };
    EXPECT_CODE(TRY(Applicants__CreateApplicant, ENTITY(&entity)), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("legalEntity.inn") && pg_violation("legalEntity.kpp") && pg_violation("legalEntity.ogrn"));
    Applicants__SoleProprietor proprietor = { .person = &person, .ogrnip = "304500116000154" };
    EXPECT_CODE(TRY(Applicants__CreateApplicant, PROPRIETOR(&proprietor)), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("soleProprietor.ogrnip") && pg_violation("soleProprietor.person.identityDocument.number"));
}

TEST(create_wants_one_of_the_three_kinds)
{
    as_operator();
    EXPECT_CODE(TRY(Applicants__CreateApplicant, .note = "никто"), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("person"));
}

TEST(create_speaks_english_when_asked)
{
    as_operator();
    pg_language = "en";
    EXPECT_CODE(TRY(Applicants__CreateApplicant, .note = "nobody"), RPC_INVALID_ARGUMENT);
    EXPECT(strstr(pg_violation("person"), "Give one of"));
}

TEST(create_checks_documents_by_their_kind)
{
    as_operator();
    static const struct {
        const char *kind, *series, *number, *stored;
    } good[] = {
        { "02", "iv-мю", "123456", "02:IV-МЮ 123456" },
        { "28", "", "72 1234567", "28:72 1234567" },
        { "08", "ab 12", " 34-56 ", "08:AB12 34-56" },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(good); i++) {
        pg_query(pg_text("DELETE FROM identifier WHERE value = '%s'", good[i].stored));
        Applicants__IdentityDocument document = { .kind = good[i].kind,
                                                  .series = good[i].series,
                                                  .number = good[i].number };
        Applicants__Person person = {
            .last_name = "Пробный", .first_name = "Иван", .birth_date = "1980-01-01", .identity_document = &document
        };
        const Applicants__Applicant *made = CALL(Applicants__CreateApplicant, PERSON(&person));
        EXPECT_TEXT(pg_query(pg_text("SELECT value FROM identifier WHERE applicant_id = '%s'", made->applicant_id)),
                    good[i].stored);
    }
    Applicants__IdentityDocument unknown = { .kind = "27", .number = "1" };
    Applicants__Person person = {
        .last_name = "Пробный", .first_name = "Иван", .birth_date = "1980-01-01", .identity_document = &unknown
    };
    EXPECT_CODE(TRY(Applicants__CreateApplicant, PERSON(&person)), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("person.identityDocument.kind"));
}

TEST(create_checks_benefits_against_the_classifier)
{
    as_operator();
    Applicants__Person person = { .last_name = "Пробный", .first_name = "Иван", .birth_date = "1980-01-01" };
    Applicants__Benefit one = { .category = "pensioner", .document = "удостоверение" }, two = { .category = "idler" };
    const Applicants__Applicant *made = CALL(Applicants__CreateApplicant, PERSON(&person), .n_benefits = 1,
                                             .benefits = (Applicants__Benefit *[]){ &one });
    made = CALL(Applicants__GetApplicant, .applicant_id = made->applicant_id);
    EXPECT_INT(made->n_benefits, 1);
    EXPECT_TEXT(made->benefits[0]->category, "pensioner");
    EXPECT_CODE(TRY(Applicants__CreateApplicant, PERSON(&person), .n_benefits = 2,
                    .benefits = (Applicants__Benefit *[]){ &one, &two }),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("benefits[1].category") && !pg_violation("benefits[0].category"));
    EXPECT_CODE(TRY(Applicants__CreateApplicant, PERSON(&person), .n_benefits = 2,
                    .benefits = (Applicants__Benefit *[]){ &one, &one }),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("benefits[1].category"));
}

/* ------------------------------------------------------------------ the same one twice */

static void
expect_exists(const char *owner)
{
    EXPECT_TEXT(pg_last->reason, "ALREADY_EXISTS");
    EXPECT_TEXT(pg_last->subject_id, owner);
    EXPECT(strstr(pg_last->message, owner));
}

TEST(create_names_who_has_the_identifier)
{
    const Applicants__Applicant *first = new_person(NULL, NULL, NULL);
    const Applicants__IdentityDocument *papers = first->person->identity_document;
    Applicants__Person same_snils = {
        .last_name = "Другой", .first_name = "Пётр", .birth_date = "1990-01-01", .snils = first->person->snils
    };
    EXPECT_CODE(TRY(Applicants__CreateApplicant, PERSON(&same_snils)), RPC_ALREADY_EXISTS);
    expect_exists(first->applicant_id);
    EXPECT(strstr(pg_last->message, "СНИЛС"));
    Applicants__Person same_inn = { .last_name = "Другой",
                                    .first_name = "Пётр",
                                    .birth_date = "1990-01-01",
                                    .snils = new_snils(),
                                    .inn = first->person->inn };
    EXPECT_CODE(TRY(Applicants__CreateApplicant, PERSON(&same_inn)), RPC_ALREADY_EXISTS);
    expect_exists(first->applicant_id);
    Applicants__IdentityDocument document = { .kind = "01",
                                              .number = pg_text("%s %s", papers->series, papers->number) };
    Applicants__Person same_passport = {
        .last_name = "Другой", .first_name = "Пётр", .birth_date = "1990-01-01", .identity_document = &document
    };
    EXPECT_CODE(TRY(Applicants__CreateApplicant, PERSON(&same_passport)), RPC_ALREADY_EXISTS);
    expect_exists(first->applicant_id);
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM applicant_word WHERE applicant_id = '%s'", first->applicant_id)),
                "2");
}

TEST(create_finds_entities_and_proprietors_too)
{
    const Applicants__Applicant *first = new_entity("Проба", NULL);
    Applicants__LegalEntity entity = {
        .name = "Другая", .inn = new_inn_entity(), .kpp = "770801001", .ogrn = first->legal_entity->ogrn
    };
    EXPECT_CODE(TRY(Applicants__CreateApplicant, ENTITY(&entity)), RPC_ALREADY_EXISTS);
    expect_exists(first->applicant_id);
    first = new_person(NULL, NULL, NULL);
    Applicants__Person person = {
        .last_name = "Другой", .first_name = "Пётр", .birth_date = "1990-01-01", .inn = first->person->inn
    };
    Applicants__SoleProprietor proprietor = { .person = &person, .ogrnip = new_ogrnip() };
    EXPECT_CODE(TRY(Applicants__CreateApplicant, PROPRIETOR(&proprietor)), RPC_ALREADY_EXISTS);
    expect_exists(first->applicant_id);
}

TEST(create_leaves_nothing_behind_when_it_fails)
{
    const Applicants__Applicant *first = new_person(NULL, NULL, NULL);
    const char *word = new_word();
    Applicants__Person again = {
        .last_name = word, .first_name = "Пётр", .birth_date = "1990-01-01", .snils = first->person->snils
    };
    EXPECT_CODE(TRY(Applicants__CreateApplicant, PERSON(&again)), RPC_ALREADY_EXISTS);
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM known_word WHERE word = '%s'", word)), "0");
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM applicant WHERE body ->> 'lastName' = '%s'", word)), "0");
}

TEST(create_repeated_under_its_key_gives_the_same_answer)
{
    as_operator();
    pg_request_id = pg_uuid();
    Applicants__Person person = {
        .last_name = "Пробный", .first_name = "Иван", .birth_date = "1980-01-01", .snils = new_snils()
    };
    const Applicants__Applicant *first = CALL(Applicants__CreateApplicant, PERSON(&person));
    const Applicants__Applicant *again = CALL(Applicants__CreateApplicant, PERSON(&person));
    EXPECT_TEXT(again->applicant_id, first->applicant_id);
    EXPECT_TEXT(again->pseudonym, first->pseudonym);
    EXPECT_TEXT(again->person->snils, person.snils);
    person.first_name = "Пётр";
    EXPECT_CODE(TRY(Applicants__CreateApplicant, PERSON(&person)), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "IDEMPOTENCY_KEY_REUSED");
}

/* ------------------------------------------------------------------ at the same moment */

#define RACERS 8

struct racer {
    pthread_t thread;
    const char *snils;
    enum rpc_code code;
    char made[37], existing[37];
};

/* On a thread of its own, so not by the fixture, which is the test's thread's. */
static void *
race(void *arg)
{
    struct racer *racer = arg;
    struct rpc_call call;
    rpc_call_init(&call, "racer", 20000, NULL);
    call.method = &applicants_method_create_applicant;
    Applicants__CreateApplicantRequest req = APPLICANTS__CREATE_APPLICANT_REQUEST__INIT;
    Applicants__Person person = APPLICANTS__PERSON__INIT;
    Applicants__Applicant rep = APPLICANTS__APPLICANT__INIT;
    req.kind_case = APPLICANTS__CREATE_APPLICANT_REQUEST__KIND_PERSON;
    req.person = &person;
    person.last_name = "Гонщик";
    person.first_name = "Иван";
    person.birth_date = "1980-01-01";
    person.snils = racer->snils;
    call.request = &req.base;
    call.reply = &rep.base;
    racer->code = applicants_create_applicant(&call, &req, &rep);
    snprintf(racer->made, sizeof racer->made, "%s", rep.applicant_id);
    snprintf(racer->existing, sizeof racer->existing, "%s", call.subject_id ? call.subject_id : "");
    rpc_call_release(&call);
    return NULL;
}

TEST(create_at_the_same_moment_has_one_winner)
{
    for (int round = 0; round < 10; round++) {
        struct racer racers[RACERS] = { 0 };
        const char *snils = new_snils(), *winner = NULL;
        for (int i = 0; i < RACERS; i++) {
            racers[i].snils = snils;
            EXPECT_INT(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
        }
        for (int i = 0; i < RACERS; i++)
            pthread_join(racers[i].thread, NULL);
        for (int i = 0; i < RACERS; i++)
            if (racers[i].code == RPC_OK) {
                EXPECT(winner == NULL);
                winner = racers[i].made;
            }
        EXPECT(winner != NULL);
        for (int i = 0; i < RACERS; i++)
            if (racers[i].made != winner) {
                EXPECT_CODE(racers[i].code, RPC_ALREADY_EXISTS);
                EXPECT_TEXT(racers[i].existing, winner);
            }
    }
}

TEST(a_taken_pseudonym_is_replaced)
{
    /* All pseudonyms but a few are free: the constraint is met in the test by making it bite once. */
    pg_query(
        "CREATE SEQUENCE IF NOT EXISTS bites; SELECT setval('bites', 1, false);"
        "GRANT ALL ON SEQUENCE bites TO PUBLIC;"
        "CREATE OR REPLACE FUNCTION bite() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF nextval('bites') = 1 THEN RAISE EXCEPTION USING errcode = '23505', constraint = 'applicant_pseudonym';"
        " END IF; RETURN new; END $$;"
        "CREATE TRIGGER bite BEFORE INSERT ON applicant FOR EACH ROW EXECUTE FUNCTION bite()");
    const Applicants__Applicant *made = new_person(NULL, NULL, NULL);
    pg_query("DROP TRIGGER bite ON applicant");
    EXPECT(*made->pseudonym);
    EXPECT(strtol(pg_query("SELECT last_value FROM bites"), NULL, 10) >= 2);
}
