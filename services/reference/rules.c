/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules.h"

#include <okno/proto.h>

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ loading */

static bool
equal(const ProtobufCMessage *a, const ProtobufCMessage *b)
{
    TEXT_SCOPED left = { 0 };
    TEXT_SCOPED right = { 0 };
    proto_pack(a, &left);
    proto_pack(b, &right);
    return left.length == right.length && (left.length == 0 || memcmp(left.data, right.data, left.length) == 0);
}

static void
put(struct rules_plan *plan, const struct record *record, int version, bool withdrawn)
{
    struct record *next = &plan->puts[plan->n_puts++];
    *next = *record;
    next->version = version;
    next->withdrawn = withdrawn;
}

static void
plan_given(struct rules_plan *plan, const struct record *given, const struct record *stored)
{
    if (!stored) {
        plan->added++;
        put(plan, given, 1, false);
    } else if (stored->withdrawn || !equal(stored->message, given->message)) {
        plan->changed++;
        put(plan, given, stored->version + 1, false);
    } else {
        plan->unchanged++;
    }
}

struct rules_plan
rules_plan(struct arena *arena, const struct records *stored, const struct records *given,
           const bool complete[RECORD_KINDS])
{
    struct rules_plan plan = { .puts = ARENA_ARRAY(arena, struct record, stored->n + given->n) };
    for (size_t i = 0; i < given->n; i++)
        plan_given(&plan, &given->items[i], records_find(stored, given->items[i].kind, given->items[i].code));
    for (size_t i = 0; i < stored->n; i++) {
        const struct record *record = &stored->items[i];
        if (!complete[record->kind] || record->withdrawn || records_find(given, record->kind, record->code))
            continue;
        plan.withdrawn++;
        put(&plan, record, record->version + 1, true);
    }
    return plan;
}

struct records
rules_merge(struct arena *arena, const struct records *stored, const struct records *given,
            const bool complete[RECORD_KINDS])
{
    struct records merged = { .items = ARENA_ARRAY(arena, struct record, stored->n + given->n) };
    for (size_t i = 0; i < given->n; i++)
        merged.items[merged.n++] = given->items[i];
    for (size_t i = 0; i < stored->n; i++) {
        const struct record *record = &stored->items[i];
        if (records_find(given, record->kind, record->code))
            continue;
        merged.items[merged.n] = *record;
        merged.items[merged.n++].withdrawn |= complete[record->kind];
    }
    const struct record *repeat;
    records_order(&merged, &repeat);
    return merged;
}

/* ------------------------------------------------------------------ lists */

static bool
has_text(char *const *items, size_t n, const char *wanted)
{
    for (size_t i = 0; i < n; i++)
        if (text_equal(items[i], wanted))
            return true;
    return false;
}

static bool
is_for(const Reference__ServiceCard *card, Reference__Recipient recipient)
{
    for (size_t i = 0; i < card->n_recipients; i++)
        if (card->recipients[i] == recipient)
            return true;
    return card->n_recipients == 0;
}

bool
rules_shows(const struct catalogue *cat, const Reference__ServiceCard *card,
            const Reference__ListServicesRequest *filter)
{
    char *const *situations = (char *const *)card->life_situations;
    char *const *themes = (char *const *)card->themes;
    if (card->withdrawn || (*filter->agency && !text_equal(filter->agency, card->agency_code)))
        return false;
    if (*filter->life_situation && !has_text(situations, card->n_life_situations, filter->life_situation))
        return false;
    if (*filter->theme && !has_text(themes, card->n_themes, filter->theme))
        return false;
    if (filter->recipient && !is_for(card, filter->recipient))
        return false;
    if (*filter->centre && !catalogue_provides(catalogue_centre(cat, filter->centre), card))
        return false;
    return !*filter->oktmo || catalogue_serves(cat, card, filter->oktmo);
}

bool
rules_centre_shows(const Reference__Centre *centre, const Reference__ServiceCard *card)
{
    return !centre->withdrawn && (!card || catalogue_provides(centre, card));
}

#define EARTH_METRES 6371008.8

static double
radians(double degrees)
{
    return degrees * M_PI / 180;
}

/* Haversine: exact for near points, where the cosine formula is not. */
double
rules_distance_metres(double latitude_a, double longitude_a, double latitude_b, double longitude_b)
{
    double along = sin(radians(latitude_b - latitude_a) / 2), across = sin(radians(longitude_b - longitude_a) / 2);
    double half = along * along + cos(radians(latitude_a)) * cos(radians(latitude_b)) * across * across;
    return 2 * EARTH_METRES * asin(sqrt(half < 1 ? half : 1));
}
