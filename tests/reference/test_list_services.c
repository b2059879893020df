/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "data.h"

#include <okno/catalogue.h>

#include <string.h>

static const Reference__ServiceCard *
listed(const Reference__ListServicesResponse *list, const char *code)
{
    for (size_t i = 0; i < list->n_services; i++)
        if (text_equal(list->services[i]->service_code, code))
            return list->services[i];
    return NULL;
}

TEST(without_a_question_all_cards_come_by_name)
{
    data_load_all();
    const Reference__ListServicesResponse *list = CALL(Reference__ListServices, .page_size = 200);
    EXPECT_INT(list->n_services, data_read("services")->n_services);
    EXPECT_TEXT(list->next_page_token, "");
    EXPECT_TEXT(list->services[0]->service_code, "hunting-ticket-annulment");
    for (size_t i = 1; i < list->n_services; i++)
        EXPECT(strcmp(list->services[i - 1]->name, list->services[i]->name) < 0);
}

/* Reads a list page by page: every card once, in the order of one large page. */
static void
walk(const char *query, int page_size)
{
    const Reference__ListServicesResponse *whole = CALL(Reference__ListServices, .query = query, .page_size = 200);
    const char *token = "";
    size_t seen = 0;
    do {
        const Reference__ListServicesResponse *page =
            CALL(Reference__ListServices, .query = query, .page_size = page_size, .page_token = token);
        EXPECT(page->n_services > 0);
        for (size_t i = 0; i < page->n_services; i++)
            EXPECT_TEXT(page->services[i]->service_code, whole->services[seen++]->service_code);
        token = page->next_page_token;
    } while (*token);
    EXPECT_INT(seen, whole->n_services);
}

TEST(pages_are_a_whole)
{
    data_load_all();
    walk("", 7);
    walk("", 79);
    walk("справка", 2);
    walk("справка", 1);
}

TEST(a_page_stays_put_when_a_card_comes_in)
{
    data_load_all();
    const Reference__ListServicesResponse *first = CALL(Reference__ListServices, .page_size = 5);
    const Reference__ListServicesResponse *second =
        CALL(Reference__ListServices, .page_size = 5, .page_token = first->next_page_token);
    Reference__ServiceCard *card = data_card("aaa");
    card->name = "Аааа: раньше всех";
    data_load(data_of_card(card));
    const Reference__ListServicesResponse *again =
        CALL(Reference__ListServices, .page_size = 5, .page_token = first->next_page_token);
    EXPECT_TEXT(again->services[0]->service_code, second->services[0]->service_code);
    EXPECT_INT(again->n_services, 5);
}

TEST(a_token_of_another_list_is_refused)
{
    data_load_all();
    const Reference__ListServicesResponse *list = CALL(Reference__ListServices, .page_size = 5);
    EXPECT_CODE(TRY(Reference__ListServices, .agency = "mvd", .page_token = list->next_page_token),
                RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("pageToken"));
    EXPECT_CODE(TRY(Reference__ListServices, .query = "загран", .page_token = list->next_page_token),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Reference__ListServices, .page_token = "junk"), RPC_INVALID_ARGUMENT);
}

TEST(filters_narrow)
{
    data_load_all();
    const Reference__ListServicesResponse *list = CALL(Reference__ListServices, .agency = "gibdd", .page_size = 200);
    EXPECT_INT(list->n_services, 2);
    list = CALL(Reference__ListServices, .life_situation = "turning-14", .page_size = 200);
    EXPECT(listed(list, "passport-internal"));
    for (size_t i = 0; i < list->n_services; i++) {
        bool has = false;
        for (size_t j = 0; j < list->services[i]->n_life_situations; j++)
            has |= text_equal(list->services[i]->life_situations[j], "turning-14");
        EXPECT(has);
    }
    list = CALL(Reference__ListServices, .theme = "identity", .page_size = 200);
    EXPECT(listed(list, "passport-foreign") && !listed(list, "kindergarten"));
    list = CALL(Reference__ListServices, .recipient = REFERENCE__RECIPIENT__LEGAL_ENTITY, .page_size = 200);
    EXPECT(!listed(list, "passport-foreign") && listed(list, "building-permit"));
    list = CALL(Reference__ListServices, .query = "паспорт", .agency = "mvd", .page_size = 200);
    EXPECT(listed(list, "passport-foreign") && !listed(list, "technical-passport"));
}

TEST(a_centre_lists_what_it_provides)
{
    data_load_all();
    const Reference__LoadReferenceRequest *all = data_read("");
    const Reference__Centre *small = NULL;
    for (size_t i = 0; i < all->n_centres && !small; i++)
        if (all->centres[i]->n_excluded_services)
            small = all->centres[i];
    const Reference__ListServicesResponse *list =
        CALL(Reference__ListServices, .centre = small->centre_code, .page_size = 200);
    EXPECT_INT(list->n_services, all->n_services - small->n_excluded_services);
    for (size_t i = 0; i < small->n_excluded_services; i++)
        EXPECT(!listed(list, small->excluded_services[i]));
}

TEST(a_district_lists_what_is_given_there)
{
    data_load_all();
    const Reference__ListServicesResponse *arbat = CALL(Reference__ListServices, .oktmo = "45374000", .page_size = 200);
    const Reference__ListServicesResponse *any = CALL(Reference__ListServices, .page_size = 200);
    EXPECT(listed(arbat, "passport-foreign") && listed(any, "house-notice") && !listed(arbat, "house-notice"));
    const char *district = listed(any, "house-notice")->district_codes[0];
    EXPECT(listed(CALL(Reference__ListServices, .oktmo = district, .page_size = 200), "house-notice"));
    const char *place = pg_text("%s101", district);
    EXPECT(listed(CALL(Reference__ListServices, .oktmo = place, .page_size = 200), "house-notice"));
}

TEST(codes_that_name_nothing_are_told)
{
    data_load_all();
    EXPECT_CODE(TRY(Reference__ListServices, .agency = "x", .theme = "y", .life_situation = "z", .centre = "c",
                    .oktmo = "99999999"),
                RPC_INVALID_ARGUMENT);
    EXPECT_INT(pg_last->n_violations, 5);
    EXPECT(pg_violation("agency") && pg_violation("theme") && pg_violation("lifeSituation") && pg_violation("centre"));
}

TEST(the_basic_view_leaves_out_what_only_the_card_shows)
{
    data_load_all();
    const Reference__ListServicesResponse *list =
        CALL(Reference__ListServices, .query = "загран", .view = REFERENCE__LIST_SERVICES_REQUEST__VIEW__BASIC);
    EXPECT_INT(list->services[0]->n_documents, 0);
    EXPECT_INT(list->services[0]->n_synonyms, 0);
    EXPECT(*list->services[0]->name && list->services[0]->term && list->services[0]->n_recipients);
    list = CALL(Reference__ListServices, .query = "загран");
    EXPECT(list->services[0]->n_documents > 0);
}

TEST(a_card_that_there_is_not_is_not_found)
{
    EXPECT_CODE(TRY(Reference__GetService, .service_code = "no-such"), RPC_NOT_FOUND);
    EXPECT(strstr(pg_last->message, "no-such"));
    pg_language = "en";
    EXPECT_CODE(TRY(Reference__GetService, .service_code = "no-such"), RPC_NOT_FOUND);
    EXPECT(strstr(pg_last->message, "no service"));
    EXPECT_CODE(TRY(Reference__GetService, .service_code = ""), RPC_INVALID_ARGUMENT);
}

TEST(a_question_too_long_is_refused)
{
    TEXT_SCOPED query = { 0 };
    for (int i = 0; i < 201; i++)
        text_adds(&query, "ж");
    EXPECT_CODE(TRY(Reference__ListServices, .query = query.data), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("query"));
}
