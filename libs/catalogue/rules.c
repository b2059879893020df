/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What follows from the data. */
#include <okno/catalogue.h>

#include <string.h>

#define DISTRICT_DIGITS 8

bool
catalogue_provides(const Reference__Centre *centre, const Reference__ServiceCard *card)
{
    if (centre->withdrawn || card->withdrawn)
        return false;
    for (size_t i = 0; i < centre->n_excluded_services; i++)
        if (text_equal(centre->excluded_services[i], card->service_code))
            return false;
    return true;
}

static bool
in_okrug(const struct catalogue *cat, const char *district, const char *okrug)
{
    const Reference__Territory *territory = catalogue_territory(cat, district);
    return territory && text_equal(territory->okrug, okrug);
}

bool
catalogue_serves(const struct catalogue *cat, const Reference__ServiceCard *card, const char *oktmo)
{
    const Reference__Territory *territory = catalogue_territory(cat, oktmo);
    bool okrug = territory && text_equal(territory->kind, "OKRUG");
    for (size_t i = 0; i < card->n_district_codes; i++) {
        const char *district = card->district_codes[i];
        if (okrug ? in_okrug(cat, district, territory->okrug) : strncmp(district, oktmo, DISTRICT_DIGITS) == 0)
            return true;
    }
    return card->n_district_codes == 0;
}
