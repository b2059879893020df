/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "support.h"

#include <string.h>

static const Applicants__SearchApplicantsResponse *
search(const char *query)
{
    return CALL(Applicants__SearchApplicants, .query = query);
}

static void
expect_found(const char *query, const Applicants__Applicant *expected)
{
    const Applicants__SearchApplicantsResponse *found = search(query);
    for (size_t i = 0; i < found->n_applicants; i++)
        if (text_equal(found->applicants[i]->applicant_id, expected->applicant_id))
            return;
    ck_abort_msg("«%s» does not find the applicant", query);
}

static void
expect_only(const char *query, const Applicants__Applicant *expected)
{
    const Applicants__SearchApplicantsResponse *found = search(query);
    ck_assert_msg(found->n_applicants == 1, "«%s» finds %zu", query, found->n_applicants);
    EXPECT_TEXT(found->applicants[0]->applicant_id, expected->applicant_id);
}

TEST(search_takes_the_parts_of_a_name_in_any_order)
{
    const char *last = new_word(), *middle = new_word();
    const Applicants__Applicant *made = new_person(pg_text("Ё%s", last), "Семён", middle);
    expect_only(pg_text("ё%s семён", last), made);
    expect_only(pg_text("семен  %s е%s", middle, last), made);
    expect_only(pg_text("СЕМЁН Ё%s", last), made);
    expect_only(pg_text("с %s", middle), made);
    EXPECT_INT(search(pg_text("ё%s пётр", last))->n_applicants, 0);
}

TEST(search_takes_beginnings_of_words)
{
    const char *last = new_word();
    const Applicants__Applicant *made = new_person(last, "Иван", "Петрович");
    expect_only(pg_text("%.*s", 20, last), made);
    expect_only(pg_text("%.*s и п", 20, last), made);
    EXPECT_INT(search(pg_text("%.*s и и", 20, last))->n_applicants, 0);
    EXPECT_INT(search(pg_text("щщщ%s", last))->n_applicants, 0);
}

TEST(search_shows_once_who_has_two_such_words)
{
    const char *word = new_word();
    const Applicants__Applicant *made = new_person(pg_text("%sов", word), word, pg_text("%sович", word));
    expect_only(word, made);
    expect_only(pg_text("%s %s", word, word), made);
    expect_only(pg_text("%s %sов %sович", word, word, word), made);
}

TEST(search_knows_initials)
{
    const char *last = new_word();
    const Applicants__Applicant *two = new_person(last, "Иван", "Ильич"), *one = new_person(last, "Пётр", "Ильич");
    expect_only(pg_text("%s и. и.", last), two);
    expect_only(pg_text("%s П.И.", last), one);
}

TEST(search_finds_the_same_whichever_word_leads)
{
    const char *rare = new_word(), *common = new_word();
    const Applicants__Applicant *made = new_person(rare, common, NULL);
    for (int i = 0; i < 5; i++)
        new_person(NULL, common, NULL);
    const char *query = pg_text("%.10s %s", rare, common); /* the common one is the longer */
    expect_only(query, made);
    pg_query("ANALYZE applicant_word");
    expect_only(query, made);
    EXPECT_INT(search(common)->n_applicants, 6);
}

TEST(search_finds_entities_past_their_legal_form)
{
    const char *word = new_word();
    const Applicants__Applicant *made =
        new_entity(pg_text("Общество с ограниченной ответственностью «%s и партнёры»", word), NULL);
    expect_only(pg_text("ООО «%s»", word), made);
    expect_only(pg_text("общество с ограниченной ответственностью %s", word), made);
    expect_only(pg_text("партнеры %s", word), made);
}

TEST(search_by_a_hyphened_name)
{
    const char *word = new_word();
    const Applicants__Applicant *made = new_person(pg_text("%s-Сибиряк", word), NULL, NULL);
    expect_only(pg_text("%s-сибиряк", word), made);
    expect_only(pg_text("сибиряк %s", word), made);
}

TEST(search_forgives_a_slip)
{
    const char *last = new_word(), *other = new_word();
    const Applicants__Applicant *made = new_person(last, "Всеволод", other);
    new_person(last, "Анна", NULL);
    /* the third letter (bytes 4 and 5) becomes another */
    const char *wrong = pg_text("%.4sщ%s", last, last + 6);
    EXPECT_INT(search(wrong)->n_applicants, 2);
    expect_only(pg_text("%s всеволод", wrong), made);
    expect_only(pg_text("%s всевлоод", wrong), made);
    expect_only(pg_text("%s всев", wrong), made);
    EXPECT_INT(search(pg_text("%s игорь", wrong))->n_applicants, 0);
}

TEST(search_by_identifiers_in_any_spelling)
{
    const Applicants__Applicant *made = new_person(NULL, NULL, NULL);
    const char *s = made->person->snils;
    expect_only(s, made);
    expect_only(pg_text("%.3s%.3s%.3s%.2s", s, s + 4, s + 8, s + 12), made);
    expect_only(pg_text(" %.3s %.3s %.3s %.2s ", s, s + 4, s + 8, s + 12), made);
    expect_only(made->person->inn, made);
    const Applicants__IdentityDocument *papers = made->person->identity_document;
    expect_only(pg_text("%s %s", papers->series, papers->number), made);
    expect_only(pg_text("%.2s %s №%s", papers->series, papers->series + 2, papers->number), made);
    expect_only(made->pseudonym, made);
    expect_only(made->pseudonym + strlen("Заявитель "), made);
    made = new_entity("Проба", NULL);
    expect_only(made->legal_entity->inn, made);
    expect_only(made->legal_entity->ogrn, made);
}

TEST(search_by_telephone_and_mail)
{
    as_operator();
    const char *digits = new_digits(7);
    const char *email = pg_text("Box%s@example.org", digits);
    Applicants__Person person = { .last_name = "Связной", .first_name = "Иван", .birth_date = "1980-01-01" };
    Applicants__Contacts contacts = { .phone = pg_text("8916%s", digits), .email = email };
    const Applicants__Applicant *made =
        CALL(Applicants__CreateApplicant, .kind_case = APPLICANTS__CREATE_APPLICANT_REQUEST__KIND_PERSON,
             .person = &person, .contacts = &contacts);
    expect_only(pg_text("+7 916 %.3s-%s", digits, digits + 3), made);
    expect_only(pg_text("8 (916) %s", digits), made);
    expect_only(pg_text("916%s", digits), made);
    expect_only(pg_text("box%s@EXAMPLE.org", digits), made);
}

TEST(search_finds_whoever_comes_first_to_this_centre)
{
    const Applicants__Applicant *made = new_person(NULL, NULL, NULL);
    PG_AS(RPC_ROLE_CONSULTANT, .centre = "far-away");
    expect_found(made->person->last_name, made);
    as_applicant(made->applicant_id);
    EXPECT_CODE(TRY(Applicants__SearchApplicants, .query = made->person->last_name), RPC_PERMISSION_DENIED);
}

TEST(search_says_what_it_was_asked_for_in_vain)
{
    as_operator();
    EXPECT_INT(search(pg_text("%s%s", new_word(), new_word()))->n_applicants, 0);
    EXPECT_INT(search("«»— %_\\")->n_applicants, 0);
    EXPECT_CODE(TRY(Applicants__SearchApplicants, .query = ""), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Applicants__SearchApplicants, .query = "а", .page_size = 101), RPC_INVALID_ARGUMENT);
}

TEST(search_names_in_the_record_all_who_were_shown)
{
    const char *word = new_word();
    const Applicants__Applicant *one = new_person(word, "Анна", NULL), *two = new_person(word, "Борис", NULL);
    search(word);
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM audit_record WHERE object = 'applicants:%s,%s'",
                                 one->applicant_id, two->applicant_id)),
                "1");
}

/* ------------------------------------------------------------------ pages */

#define PEOPLE 25

TEST(search_pages_show_everybody_once_while_others_come)
{
    const char *word = new_word(), *token = "";
    for (int i = 0; i < PEOPLE; i++)
        new_person(pg_text("%s%c", word, 'a' + i), pg_text("%s", i % 2 ? "Анна" : "Борис"), word);
    const char *seen = "";
    int n = 0, pages = 0;
    do {
        const Applicants__SearchApplicantsResponse *page =
            CALL(Applicants__SearchApplicants, .query = word, .page_size = 10, .page_token = token);
        for (size_t i = 0; i < page->n_applicants; i++, n++) {
            EXPECT(!strstr(seen, page->applicants[i]->applicant_id));
            seen = pg_text("%s %s", seen, page->applicants[i]->applicant_id);
        }
        token = page->next_page_token;
        /* Somebody who stands before what was shown moves nothing. */
        if (!pages++)
            new_person(pg_text("%sa", word), "Ааа", word);
    } while (*token);
    EXPECT_INT(n, PEOPLE);
    EXPECT_INT(pages, 3);
}

TEST(search_pages_are_of_one_query)
{
    const char *word = new_word();
    for (int i = 0; i < 3; i++)
        new_person(word, pg_text("Имя%c", 'a' + i), NULL);
    const Applicants__SearchApplicantsResponse *page =
        CALL(Applicants__SearchApplicants, .query = word, .page_size = 2);
    EXPECT(*page->next_page_token);
    EXPECT_CODE(TRY(Applicants__SearchApplicants, .query = "другое", .page_token = page->next_page_token),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("pageToken"));
    page = CALL(Applicants__SearchApplicants, .query = pg_text(" %s ", word), .page_token = page->next_page_token);
    EXPECT_INT(page->n_applicants, 1);
}

TEST(search_pages_of_misspelt_names_go_on_too)
{
    const char *word = new_word();
    for (int i = 0; i < 5; i++)
        new_person(word, pg_text("Имя%c", 'a' + i), NULL);
    const char *wrong = pg_text("%.4sщ%s", word, word + 6), *token = "";
    int n = 0;
    do {
        const Applicants__SearchApplicantsResponse *page =
            CALL(Applicants__SearchApplicants, .query = wrong, .page_size = 2, .page_token = token);
        n += (int)page->n_applicants;
        token = page->next_page_token;
    } while (*token);
    EXPECT_INT(n, 5);
}
