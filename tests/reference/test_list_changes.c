/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "data.h"

#include <string.h>

/* A card with so many versions. */
static Reference__ServiceCard *
versions(int n)
{
    Reference__ServiceCard *card = data_card(pg_text("history-%s", pg_uuid()));
    for (int i = 1; i <= n; i++) {
        card->name = pg_text("Имя %d", i);
        data_load(data_of_card(card));
    }
    PG_AS(RPC_ROLE_CONTROLLER);
    return card;
}

TEST(versions_come_newest_first)
{
    data_load_all();
    const Reference__ServiceCard *card = versions(3);
    const Reference__ListChangesResponse *list =
        CALL(Reference__ListChanges, .kind = "service", .code = card->service_code);
    EXPECT_INT(list->n_changes, 3);
    EXPECT_INT(list->changes[0]->version, 3);
    EXPECT(strstr(list->changes[0]->content, "Имя 3"));
    EXPECT(strstr(list->changes[2]->content, "Имя 1"));
    EXPECT_TEXT(list->changes[0]->changed_by, "curator");
    EXPECT(list->changes[0]->changed->seconds >= list->changes[2]->changed->seconds);
    EXPECT(list->changes[0]->load > list->changes[1]->load);
}

TEST(versions_come_in_pages)
{
    data_load_all();
    const Reference__ServiceCard *card = versions(5);
    const Reference__ListChangesResponse *page =
        CALL(Reference__ListChanges, .kind = "service", .code = card->service_code, .page_size = 2);
    EXPECT_INT(page->n_changes, 2);
    page = CALL(Reference__ListChanges, .kind = "service", .code = card->service_code, .page_size = 2,
                .page_token = page->next_page_token);
    EXPECT_INT(page->changes[0]->version, 3);
    page = CALL(Reference__ListChanges, .kind = "service", .code = card->service_code, .page_size = 2,
                .page_token = page->next_page_token);
    EXPECT_INT(page->n_changes, 1);
    EXPECT_TEXT(page->next_page_token, "");
}

TEST(a_withdrawal_is_a_version_without_content)
{
    data_load_all();
    const Reference__ServiceCard *card = versions(1);
    data_load_all();
    PG_AS(RPC_ROLE_SUPERVISOR);
    const Reference__ListChangesResponse *list =
        CALL(Reference__ListChanges, .kind = "service", .code = card->service_code);
    EXPECT_INT(list->n_changes, 2);
    EXPECT_TEXT(list->changes[0]->content, "");
}

TEST(all_changes_come_by_load)
{
    data_load_all();
    const Reference__ServiceCard *card = versions(2);
    const Reference__ListChangesResponse *list = CALL(Reference__ListChanges, .kind = "-", .code = "-", .page_size = 1);
    EXPECT_TEXT(list->changes[0]->code, card->service_code);
    EXPECT_INT(list->changes[0]->version, 2);
    size_t seen = 0;
    for (;;) {
        seen += list->n_changes;
        if (text_empty(list->next_page_token))
            break;
        list = CALL(Reference__ListChanges, .kind = "-", .code = "-", .page_size = 200,
                    .page_token = list->next_page_token);
    }
    EXPECT_INT(seen, strtoul(pg_query("SELECT count(*) FROM record"), NULL, 10));
}

TEST(what_never_was_is_not_found)
{
    PG_AS(RPC_ROLE_ADMIN);
    EXPECT_CODE(TRY(Reference__ListChanges, .kind = "service", .code = "never"), RPC_NOT_FOUND);
    EXPECT_CODE(TRY(Reference__ListChanges, .kind = "services", .code = "never"), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("kind"));
    EXPECT_CODE(TRY(Reference__ListChanges, .kind = "-", .code = "x"), RPC_INVALID_ARGUMENT);
}

TEST(citizens_do_not_see_changes)
{
    PG_AS(RPC_ROLE_APPLICANT);
    EXPECT_CODE(TRY(Reference__ListChanges, .kind = "service", .code = "tax-number"), RPC_PERMISSION_DENIED);
}
