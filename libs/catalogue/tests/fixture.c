/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

static void *
add(struct arena *arena, const ProtobufCMessageDescriptor *type, size_t *n, void *list)
{
    ProtobufCMessage ***items = list;
    ProtobufCMessage **more = ARENA_ARRAY(arena, ProtobufCMessage *, *n + 1);
    for (size_t i = 0; i < *n; i++)
        more[i] = (*items)[i];
    *items = more;
    return more[(*n)++] = proto_new(arena, type);
}
#define ADD(list, type) add(arena, &reference__##type##__descriptor, &all->n_##list, &all->list)

static void
add_services(struct arena *arena, Reference__Catalogue *all, const char *name_of_b)
{
    static const char *const codes[] = { "c", "a", "b", "gone" };
    for (int i = 0; i < 4; i++) {
        Reference__ServiceCard *card = ADD(services, service_card);
        card->service_code = arena_strdup(arena, codes[i]);
        card->name = arena_strdup(arena, i == 2 ? name_of_b : "Услуга");
        card->withdrawn = i == 3;
    }
    static const char *local[] = { "45374000" };
    all->services[1]->n_district_codes = 1;
    all->services[1]->district_codes = local;
}

static void
add_territories(struct arena *arena, Reference__Catalogue *all)
{
    static const char *const rows[][3] = {
        { "45286000000", "OKRUG", "ЦАО" },
        { "45277000000", "OKRUG", "САО" },
        { "45374000", "DISTRICT", "ЦАО" },
        { "45333000", "DISTRICT", "САО" },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(rows); i++) {
        Reference__Territory *territory = ADD(territories, territory);
        territory->oktmo = arena_strdup(arena, rows[i][0]);
        territory->kind = arena_strdup(arena, rows[i][1]);
        territory->okrug = arena_strdup(arena, rows[i][2]);
    }
}

static void
add_classifier(struct arena *arena, Reference__Catalogue *all)
{
    static const char *const codes[] = { "zebra", "apple" };
    Reference__Classifier *classifier = ADD(classifiers, classifier);
    classifier->classifier_code = "themes";
    classifier->n_items = 2;
    classifier->items = ARENA_ARRAY(arena, Reference__ClassifierItem *, 2);
    for (int i = 0; i < 2; i++) {
        classifier->items[i] = proto_new(arena, &reference__classifier_item__descriptor);
        classifier->items[i]->code = arena_strdup(arena, codes[i]);
        classifier->items[i]->name = i ? "Яблоко" : "Зебра";
    }
}

static void
add_calendar(struct arena *arena, Reference__Catalogue *all)
{
    all->calendar = proto_new(arena, &reference__calendar__descriptor);
    all->calendar->first_year = all->calendar->last_year = 2026;
    all->calendar->n_days = 1;
    all->calendar->days = ARENA_ARRAY(arena, Reference__CalendarDay *, 1);
    all->calendar->days[0] = proto_new(arena, &reference__calendar_day__descriptor);
    all->calendar->days[0]->date = "2026-05-01";
    all->calendar->days[0]->kind = REFERENCE__CALENDAR_DAY__KIND__OFF;
}

Reference__Catalogue *
made_up(struct arena *arena, int64_t version, const char *name_of_b)
{
    Reference__Catalogue *all = proto_new(arena, &reference__catalogue__descriptor);
    all->version = version;
    add_services(arena, all, name_of_b);
    add_territories(arena, all);
    add_classifier(arena, all);
    add_calendar(arena, all);
    Reference__Centre *centre = ADD(centres, centre);
    centre->centre_code = "arbat";
    centre->n_excluded_services = 1;
    static const char *excluded[] = { "c" };
    centre->excluded_services = excluded;
    Reference__Agency *agency = ADD(agencies, agency);
    agency->agency_code = "mvd";
    return all;
}
