/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One state: a copy of the message, ordered so that codes are found by bisection. */
#include "state.h"

#include <okno/proto.h>

#include <stdlib.h>
#include <string.h>

/* Every record begins with its code: field 1 of the .proto. */
static const char *
code_of(const void *record)
{
    const ProtobufCMessage *message = record;
    return *(const char *const *)proto_member(message, &message->descriptor->fields[0]);
}

static int
compare_records(const void *a, const void *b)
{
    return strcmp(code_of(*(void *const *)a), code_of(*(void *const *)b));
}

static int
compare_code(const void *code, const void *record)
{
    return strcmp(code, code_of(*(void *const *)record));
}

static void *
find(const char *code, void *records, size_t n)
{
    void **found = code && n ? bsearch(code, records, n, sizeof(void *), compare_code) : NULL;
    return found ? *found : NULL;
}

static void
order(void *records, size_t n)
{
    if (n)
        qsort(records, n, sizeof(void *), compare_records);
}

/* ------------------------------------------------------------------ making */

static void
order_items(struct catalogue *cat)
{
    const Reference__Catalogue *all = cat->content;
    cat->items = ARENA_ARRAY(cat->arena, Reference__ClassifierItem **, all->n_classifiers);
    for (size_t i = 0; i < all->n_classifiers; i++) {
        const Reference__Classifier *classifier = all->classifiers[i];
        cat->items[i] = arena_memdup(cat->arena, classifier->items, classifier->n_items * sizeof(void *));
        order(cat->items[i], classifier->n_items);
    }
}

/* NULL when a day is none; calendar_new refuses the rest. */
static struct calendar *
make_calendar(struct arena *arena, const Reference__Calendar *calendar)
{
    if (!calendar)
        return calendar_new(1, 1, NULL, 0);
    struct calendar_day *days = ARENA_ARRAY(arena, struct calendar_day, calendar->n_days);
    for (size_t i = 0; i < calendar->n_days; i++) {
        if (!date_parse(calendar->days[i]->date, &days[i].date))
            return NULL;
        days[i].kind = (enum calendar_day_kind)calendar->days[i]->kind;
    }
    return calendar_new(calendar->first_year, calendar->last_year, days, calendar->n_days);
}

struct catalogue *
catalogue_new(const Reference__Catalogue *content)
{
    struct arena *arena = arena_new(SIZE_MAX);
    struct catalogue *cat = ARENA_NEW(arena, struct catalogue);
    atomic_init(&cat->references, 1);
    cat->arena = arena;
    cat->content = proto_copy(arena, &content->base);
    cat->calendar = cat->content ? make_calendar(arena, cat->content->calendar) : NULL;
    if (!cat->calendar) {
        arena_free(arena);
        return NULL;
    }
    Reference__Catalogue *all = cat->content;
    order(all->services, all->n_services);
    order(all->agencies, all->n_agencies);
    order(all->centres, all->n_centres);
    order(all->territories, all->n_territories);
    order(all->classifiers, all->n_classifiers);
    order_items(cat);
    return cat;
}

void
catalogue_free(struct catalogue *cat)
{
    if (!cat)
        return;
    if (cat->derived_free)
        cat->derived_free(cat->derived);
    calendar_free(cat->calendar);
    arena_free(cat->arena);
}

/* ------------------------------------------------------------------ looking up */

const Reference__ServiceCard *
catalogue_service(const struct catalogue *cat, const char *service_code)
{
    return find(service_code, cat->content->services, cat->content->n_services);
}

const Reference__Agency *
catalogue_agency(const struct catalogue *cat, const char *agency_code)
{
    return find(agency_code, cat->content->agencies, cat->content->n_agencies);
}

const Reference__Centre *
catalogue_centre(const struct catalogue *cat, const char *centre_code)
{
    return find(centre_code, cat->content->centres, cat->content->n_centres);
}

/* Every record of a list begins with its code, and codes need no quotes. */
static const char *
codes_of(struct arena *arena, const void *list, size_t n, size_t offset)
{
    const char *const *records = list;
    TEXT_SCOPED out = { 0 };
    text_addc(&out, '{');
    for (size_t i = 0; i < n; i++)
        text_addf(&out, "%s%s", i ? "," : "", *(const char *const *)(const void *)(records[i] + offset));
    text_addc(&out, '}');
    return arena_strndup(arena, out.data, out.length);
}

static const char *
one_code(struct arena *arena, const char *code, bool exists)
{
    return exists ? arena_printf(arena, "{%s}", code) : "{}";
}

const char *
catalogue_centre_codes(const struct catalogue *cat, struct arena *arena, const char *only)
{
    if (only)
        return one_code(arena, only, catalogue_centre(cat, only) != NULL);
    return codes_of(arena, cat->content->centres, cat->content->n_centres, offsetof(Reference__Centre, centre_code));
}

const char *
catalogue_agency_codes(const struct catalogue *cat, struct arena *arena, const char *only)
{
    if (only)
        return one_code(arena, only, catalogue_agency(cat, only) != NULL);
    return codes_of(arena, cat->content->agencies, cat->content->n_agencies, offsetof(Reference__Agency, agency_code));
}

const Reference__Territory *
catalogue_territory(const struct catalogue *cat, const char *oktmo)
{
    return find(oktmo, cat->content->territories, cat->content->n_territories);
}

const Reference__Classifier *
catalogue_classifier(const struct catalogue *cat, const char *classifier_code)
{
    return find(classifier_code, cat->content->classifiers, cat->content->n_classifiers);
}

const Reference__ClassifierItem *
catalogue_item(const struct catalogue *cat, const char *classifier_code, const char *item_code)
{
    const Reference__Catalogue *all = cat->content;
    Reference__Classifier **found =
        classifier_code && all->n_classifiers
            ? bsearch(classifier_code, all->classifiers, all->n_classifiers, sizeof *found, compare_code)
            : NULL;
    return found ? find(item_code, cat->items[found - all->classifiers], (*found)->n_items) : NULL;
}

const char *
catalogue_item_name(const struct catalogue *cat, const char *classifier_code, const char *item_code)
{
    const Reference__ClassifierItem *item = catalogue_item(cat, classifier_code, item_code);
    return item ? item->name : item_code ? item_code : "";
}

const struct calendar *
catalogue_calendar(const struct catalogue *cat)
{
    return cat->calendar;
}

int64_t
catalogue_version(const struct catalogue *cat)
{
    return cat->content->version;
}

void *
catalogue_derived(const struct catalogue *cat)
{
    return cat->derived;
}

const Reference__Catalogue *
catalogue_all(const struct catalogue *cat)
{
    return cat->content;
}
