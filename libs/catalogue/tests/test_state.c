/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

#include <okno/test.h>

static struct arena *arena;
static struct catalogue *cat;

static void
make(void)
{
    arena = arena_new(SIZE_MAX);
    Reference__Catalogue *content = made_up(arena, 7, "Вторая");
    cat = catalogue_new(content);
    EXPECT(cat);
    content->services[2]->name = "changed behind its back";
}

static void
drop(void)
{
    catalogue_free(cat);
    arena_free(arena);
}

TEST(codes_are_found_in_any_order)
{
    make();
    EXPECT_TEXT(catalogue_service(cat, "b")->name, "Вторая");
    EXPECT_TEXT(catalogue_service(cat, "a")->service_code, "a");
    EXPECT_TEXT(catalogue_service(cat, "c")->service_code, "c");
    EXPECT_TEXT(catalogue_centre(cat, "arbat")->centre_code, "arbat");
    EXPECT_TEXT(catalogue_agency(cat, "mvd")->agency_code, "mvd");
    EXPECT_TEXT(catalogue_territory(cat, "45333000")->okrug, "САО");
    EXPECT_INT(catalogue_classifier(cat, "themes")->n_items, 2);
    EXPECT_INT(catalogue_version(cat), 7);
    drop();
}

TEST(what_there_is_not_is_not_found)
{
    make();
    EXPECT(!catalogue_service(cat, "d"));
    EXPECT(!catalogue_service(cat, ""));
    EXPECT(!catalogue_service(cat, NULL));
    EXPECT(!catalogue_centre(cat, "b"));
    EXPECT(!catalogue_item(cat, "themes", "banana"));
    EXPECT(!catalogue_item(cat, "none", "zebra"));
    drop();
}

TEST(withdrawn_cards_are_still_found)
{
    make();
    EXPECT(catalogue_service(cat, "gone")->withdrawn);
    drop();
}

TEST(items_are_found_and_keep_their_order)
{
    make();
    EXPECT_TEXT(catalogue_item(cat, "themes", "apple")->name, "Яблоко");
    EXPECT_TEXT(catalogue_item(cat, "themes", "zebra")->name, "Зебра");
    EXPECT_TEXT(catalogue_classifier(cat, "themes")->items[0]->code, "zebra");
    EXPECT_TEXT(catalogue_item_name(cat, "themes", "apple"), "Яблоко");
    EXPECT_TEXT(catalogue_item_name(cat, "themes", "banana"), "banana");
    EXPECT_TEXT(catalogue_item_name(cat, "themes", NULL), "");
    drop();
}

TEST(the_calendar_answers)
{
    make();
    struct date end;
    EXPECT_CODE(calendar_add_days(catalogue_calendar(cat), (struct date){ 2026, 4, 30 }, 1, CALENDAR_WORKING, &end),
                RPC_OK);
    EXPECT_INT(date_compare(end, (struct date){ 2026, 5, 4 }), 0);
    drop();
}

TEST(without_a_calendar_today_is_out_of_range)
{
    arena = arena_new(SIZE_MAX);
    Reference__Catalogue *content = made_up(arena, 1, "");
    content->calendar = NULL;
    cat = catalogue_new(content);
    struct date end;
    EXPECT_CODE(calendar_add_days(catalogue_calendar(cat), (struct date){ 2026, 4, 30 }, 1, CALENDAR_WORKING, &end),
                RPC_OUT_OF_RANGE);
    drop();
}

TEST(a_bad_calendar_makes_no_state)
{
    arena = arena_new(SIZE_MAX);
    Reference__Catalogue *content = made_up(arena, 1, "");
    content->calendar->days[0]->date = "2026-02-30";
    EXPECT(!catalogue_new(content));
    content->calendar->days[0]->date = "2025-05-01";
    EXPECT(!catalogue_new(content));
    arena_free(arena);
}

TEST(nothing_at_all_is_a_state_too)
{
    Reference__Catalogue empty = REFERENCE__CATALOGUE__INIT;
    cat = catalogue_new(&empty);
    EXPECT(!catalogue_service(cat, "a"));
    EXPECT(!catalogue_item(cat, "themes", "apple"));
    catalogue_free(cat);
}

TEST(a_centre_provides_what_is_not_switched_off)
{
    make();
    const Reference__Centre *arbat = catalogue_centre(cat, "arbat");
    EXPECT(catalogue_provides(arbat, catalogue_service(cat, "a")));
    EXPECT(!catalogue_provides(arbat, catalogue_service(cat, "c")));
    EXPECT(!catalogue_provides(arbat, catalogue_service(cat, "gone")));
    Reference__Centre closed = *arbat;
    closed.withdrawn = true;
    EXPECT(!catalogue_provides(&closed, catalogue_service(cat, "a")));
    drop();
}

TEST(a_service_of_a_district_serves_it_and_its_okrug)
{
    make();
    const Reference__ServiceCard *local = catalogue_service(cat, "a");
    EXPECT(catalogue_serves(cat, local, "45374000"));
    EXPECT(catalogue_serves(cat, local, "45374000101"));
    EXPECT(!catalogue_serves(cat, local, "45333000"));
    EXPECT(catalogue_serves(cat, local, "45286000000"));
    EXPECT(!catalogue_serves(cat, local, "45277000000"));
    EXPECT(catalogue_serves(cat, catalogue_service(cat, "b"), "45333000"));
    drop();
}
