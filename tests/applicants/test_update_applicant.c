/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support.h"

#include <okno/applicants.methods.h>

#include <pthread.h>
#include <string.h>

#define PATHS(...)                                                                                                     \
    (&(Google__Protobuf__FieldMask){ .n_paths = sizeof((char *[]){ __VA_ARGS__ }) / sizeof(char *),                    \
                                     .paths = (char *[]){ __VA_ARGS__ } })
#define WITH_PERSON(p) .kind_case = APPLICANTS__APPLICANT__KIND_PERSON, .person = (p)

TEST(update_changes_what_the_mask_names)
{
    const Applicants__Applicant *made = new_person("Старый", "Иван", "Петрович");
    Applicants__Person person = { .last_name = "Новый", .first_name = "Другой" };
    Applicants__Applicant patch = { WITH_PERSON(&person), .note = "не это" };
    const Applicants__Applicant *read = CALL(Applicants__UpdateApplicant, .applicant_id = made->applicant_id,
                                             .applicant = &patch, .update_mask = PATHS("person.last_name"));
    EXPECT_TEXT(read->person->last_name, "Новый");
    EXPECT_TEXT(read->person->first_name, "Иван");
    EXPECT_TEXT(read->person->snils, made->person->snils);
    EXPECT_TEXT(read->note, "");
    EXPECT_TEXT(read->etag, "2");
    EXPECT_TEXT(read->pseudonym, made->pseudonym);
    read = CALL(Applicants__GetApplicant, .applicant_id = made->applicant_id);
    EXPECT_TEXT(read->person->last_name, "Новый");
    EXPECT_INT(events_of("ApplicantChanged", made->applicant_id), 1);
}

TEST(update_takes_a_path_of_json_and_clears_what_is_absent)
{
    const Applicants__Applicant *made = new_person(NULL, "Иван", "Петрович");
    Applicants__Person person = { .last_name = "" };
    Applicants__Applicant patch = { WITH_PERSON(&person) };
    const Applicants__Applicant *read = CALL(Applicants__UpdateApplicant, .applicant_id = made->applicant_id,
                                             .applicant = &patch, .update_mask = PATHS("person.middleName"));
    EXPECT_TEXT(read->person->middle_name, "");
}

TEST(update_without_a_mask_takes_what_is_there)
{
    const Applicants__Applicant *made = new_person(NULL, NULL, NULL);
    Applicants__Contacts contacts = { .phone = "8 (916) 765-43-21" };
    Applicants__Applicant patch = { .contacts = &contacts, .pseudonym = "Заявитель", .applicant_id = pg_uuid() };
    const Applicants__Applicant *read =
        CALL(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &patch);
    EXPECT_TEXT(read->contacts->phone, "+79167654321");
    EXPECT_TEXT(read->pseudonym, made->pseudonym);
    EXPECT_TEXT(read->applicant_id, made->applicant_id);
    EXPECT_TEXT(read->person->last_name, made->person->last_name);
}

TEST(update_takes_back_a_record_that_was_read)
{
    const Applicants__Applicant *made = new_person(NULL, NULL, NULL);
    Applicants__Applicant copy = *made;
    copy.note = "Глухой, говорить письменно";
    const Applicants__Applicant *read =
        CALL(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &copy);
    EXPECT_TEXT(read->note, copy.note);
    EXPECT_CODE(TRY(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &copy), RPC_ABORTED);
    EXPECT_TEXT(pg_last->reason, "STALE_ETAG");
}

TEST(update_refuses_a_stale_etag)
{
    const Applicants__Applicant *made = new_person(NULL, NULL, NULL);
    Applicants__Applicant patch = { .note = "раз" };
    CALL(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &patch, .etag = "1");
    patch.note = "два";
    EXPECT_CODE(TRY(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &patch, .etag = "1"),
                RPC_ABORTED);
    EXPECT_TEXT(pg_last->reason, "STALE_ETAG");
    CALL(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &patch, .etag = "2");
    const Applicants__Applicant *read = CALL(Applicants__GetApplicant, .applicant_id = made->applicant_id);
    EXPECT_TEXT(read->note, "два");
    EXPECT_TEXT(read->etag, "3");
}

TEST(update_that_changes_nothing_writes_nothing)
{
    const Applicants__Applicant *made = new_person(NULL, NULL, NULL);
    Applicants__Person person = { .last_name = made->person->last_name };
    Applicants__Applicant patch = { WITH_PERSON(&person) };
    const Applicants__Applicant *read = CALL(Applicants__UpdateApplicant, .applicant_id = made->applicant_id,
                                             .applicant = &patch, .update_mask = PATHS("person.last_name"));
    EXPECT_TEXT(read->etag, "1");
    EXPECT_INT(events_of("ApplicantChanged", made->applicant_id), 0);
    EXPECT_TEXT(pg_query(pg_text("SELECT kind FROM audit_record WHERE object = 'applicant:%s'"
                                 " AND method = 'applicants_update_applicant'",
                                 made->applicant_id)),
                "READING");
}

TEST(update_checks_the_merged_record)
{
    const Applicants__Applicant *made = new_person(NULL, NULL, NULL);
    Applicants__IdentityDocument document = { .kind = "01", .number = "12" };
    Applicants__Person person = { .snils = "112-233-445 96", .identity_document = &document };
    Applicants__Applicant patch = { WITH_PERSON(&person) };
    EXPECT_CODE(TRY(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &patch,
                    .update_mask = PATHS("person.first_name", "person.identity_document")),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("applicant.person.snils"));
    person.snils = "";
    EXPECT_CODE(TRY(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &patch,
                    .update_mask = PATHS("person.first_name", "person.identity_document")),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("applicant.person.firstName"));
    EXPECT(pg_violation("applicant.person.identityDocument.number"));
    EXPECT_INT(pg_last->n_violations, 2);
    EXPECT_CODE(TRY(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &patch,
                    .update_mask = PATHS("person.nose")),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("updateMask"));
    EXPECT_CODE(TRY(Applicants__UpdateApplicant, .applicant_id = made->applicant_id), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("applicant"));
    EXPECT_CODE(TRY(Applicants__UpdateApplicant, .applicant_id = made->applicant_id,
                    .applicant = &(Applicants__Applicant){ .note = "" }, .update_mask = PATHS("person")),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("applicant.person"));
}

TEST(update_moves_identifiers)
{
    const Applicants__Applicant *made = new_person(NULL, NULL, NULL), *other = new_person(NULL, NULL, NULL);
    Applicants__Person person = { .snils = other->person->snils };
    Applicants__Applicant patch = { WITH_PERSON(&person) };
    EXPECT_CODE(TRY(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &patch,
                    .update_mask = PATHS("person.snils")),
                RPC_ALREADY_EXISTS);
    EXPECT_TEXT(pg_last->subject_id, other->applicant_id);
    person.snils = new_snils();
    CALL(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &patch,
         .update_mask = PATHS("person.snils"));
    /* The one that became free may be taken, the new one may not. */
    Applicants__Person third = {
        .last_name = "Третий", .first_name = "Иван", .birth_date = "1980-01-01", .snils = person.snils
    };
    EXPECT_CODE(TRY(Applicants__CreateApplicant, .kind_case = APPLICANTS__CREATE_APPLICANT_REQUEST__KIND_PERSON,
                    .person = &third),
                RPC_ALREADY_EXISTS);
    EXPECT_TEXT(pg_last->subject_id, made->applicant_id);
    third.snils = made->person->snils;
    CALL(Applicants__CreateApplicant, .kind_case = APPLICANTS__CREATE_APPLICANT_REQUEST__KIND_PERSON, .person = &third);
}

TEST(update_lets_a_person_become_a_proprietor)
{
    const Applicants__Applicant *made = new_person("Деловой", NULL, NULL);
    Applicants__Person person = {
        .last_name = "Деловой", .first_name = "Иван", .birth_date = "1980-02-29", .snils = made->person->snils
    };
    Applicants__SoleProprietor proprietor = { .person = &person, .ogrnip = new_ogrnip() };
    Applicants__Applicant patch = { .kind_case = APPLICANTS__APPLICANT__KIND_SOLE_PROPRIETOR,
                                    .sole_proprietor = &proprietor };
    const Applicants__Applicant *read =
        CALL(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &patch);
    EXPECT_INT(read->kind_case, APPLICANTS__APPLICANT__KIND_SOLE_PROPRIETOR);
    read = CALL(Applicants__GetApplicant, .applicant_id = made->applicant_id);
    EXPECT_TEXT(read->sole_proprietor->ogrnip, proprietor.ogrnip);
    EXPECT_TEXT(pg_query(pg_text("SELECT display_name FROM applicant WHERE applicant_id = '%s'", made->applicant_id)),
                "ИП Деловой И.");
    Applicants__LegalEntity entity = {
        .name = "Проба", .inn = new_inn_entity(), .kpp = "770801001", .ogrn = new_ogrn()
    };
    Applicants__Applicant other = { .kind_case = APPLICANTS__APPLICANT__KIND_LEGAL_ENTITY, .legal_entity = &entity };
    EXPECT_CODE(TRY(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &other),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("applicant"));
}

TEST(update_by_an_applicant_is_for_contacts_and_note)
{
    const Applicants__Applicant *made = new_person(NULL, NULL, NULL), *other = new_person(NULL, NULL, NULL);
    as_applicant(made->applicant_id);
    Applicants__Contacts contacts = { .email = "new@example.org" };
    Applicants__Applicant patch = { .contacts = &contacts, .note = "Звонить вечером" };
    const Applicants__Applicant *read =
        CALL(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &patch);
    EXPECT_TEXT(read->contacts->email, "new@example.org");
    Applicants__Person person = { .last_name = "Князь", .snils = new_snils() };
    Applicants__Applicant names = { WITH_PERSON(&person) };
    EXPECT_CODE(TRY(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &names,
                    .update_mask = PATHS("person.last_name")),
                RPC_PERMISSION_DENIED);
    EXPECT(strstr(pg_last->message, "person.lastName"));
    EXPECT_CODE(TRY(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &names,
                    .update_mask = PATHS("person.snils")),
                RPC_PERMISSION_DENIED);
    EXPECT_CODE(TRY(Applicants__UpdateApplicant, .applicant_id = other->applicant_id, .applicant = &patch),
                RPC_NOT_FOUND);
    /* A record sent back whole, with names as they are, changes only the contacts. */
    Applicants__Applicant whole =
        *(const Applicants__Applicant *)CALL(Applicants__GetApplicant, .applicant_id = made->applicant_id);
    whole.note = "Не звонить";
    CALL(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &whole);
}

TEST(update_keeps_who_changed_what)
{
    const Applicants__Applicant *made = new_person("Прежний", NULL, NULL);
    PG_AS(RPC_ROLE_SUPERVISOR, .subject = "boss-1", .centre = "centre-2");
    Applicants__Person person = { .last_name = "Нынешний" };
    Applicants__Applicant patch = { WITH_PERSON(&person), .note = "сменил фамилию" };
    CALL(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &patch,
         .update_mask = PATHS("note", "person.last_name"));
    EXPECT_TEXT(pg_query(pg_text("SELECT string_agg(concat_ws(' ', version, actor, role, place, fields,"
                                 " before #>> '{person,lastName}'), '; ' ORDER BY version)"
                                 " FROM applicant_change WHERE applicant_id = '%s'",
                                 made->applicant_id)),
                "1 operator-1 OPERATOR centre-1 {}; 2 boss-1 SUPERVISOR centre-2 {person.lastName,note} Прежний");
}

TEST(update_keeps_search_in_step)
{
    const char *old = new_word(), *fresh = new_word();
    const Applicants__Applicant *made = new_person(old, NULL, NULL);
    Applicants__Person person = { .last_name = fresh };
    Applicants__Applicant patch = { WITH_PERSON(&person) };
    CALL(Applicants__UpdateApplicant, .applicant_id = made->applicant_id, .applicant = &patch,
         .update_mask = PATHS("person.last_name"));
    const Applicants__SearchApplicantsResponse *found = CALL(Applicants__SearchApplicants, .query = fresh);
    EXPECT_INT(found->n_applicants, 1);
    found = CALL(Applicants__SearchApplicants, .query = old);
    EXPECT_INT(found->n_applicants, 0);
}

/* ------------------------------------------------------------------ at the same moment */

#define WRITERS 6

static void *
write_note(void *arg)
{
    struct rpc_call call;
    rpc_call_init(&call, "writer", 20000, NULL);
    call.method = &applicants_method_update_applicant;
    Applicants__UpdateApplicantRequest req = APPLICANTS__UPDATE_APPLICANT_REQUEST__INIT;
    Applicants__Applicant patch = APPLICANTS__APPLICANT__INIT, rep = APPLICANTS__APPLICANT__INIT;
    char note[37];
    uuid7(note);
    patch.note = note;
    req.applicant_id = arg;
    req.applicant = &patch;
    call.request = &req.base;
    call.reply = &rep.base;
    enum rpc_code code = applicants_update_applicant(&call, &req, &rep);
    rpc_call_release(&call);
    return (void *)(intptr_t)code;
}

TEST(updates_at_the_same_moment_all_count)
{
    const Applicants__Applicant *made = new_person(NULL, NULL, NULL);
    pthread_t threads[WRITERS];
    long done = 0;
    for (int i = 0; i < WRITERS; i++)
        EXPECT_INT(pthread_create(&threads[i], NULL, write_note, (void *)(uintptr_t)made->applicant_id), 0);
    for (int i = 0; i < WRITERS; i++) {
        void *code;
        pthread_join(threads[i], &code);
        EXPECT((intptr_t)code == RPC_OK || (intptr_t)code == RPC_ABORTED);
        done += (intptr_t)code == RPC_OK;
    }
    const Applicants__Applicant *read = CALL(Applicants__GetApplicant, .applicant_id = made->applicant_id);
    EXPECT_TEXT(read->etag, pg_text("%ld", 1 + done));
    EXPECT(done >= 1);
    EXPECT_INT(events_of("ApplicantChanged", made->applicant_id), done);
}
