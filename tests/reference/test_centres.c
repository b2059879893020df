/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "data.h"

#include <string.h>

TEST(centres_come_by_name)
{
    data_load_all();
    const Reference__ListCentresResponse *list = CALL(Reference__ListCentres);
    EXPECT_INT(list->n_centres, data_read("centres")->n_centres);
    const Reference__ListCentresResponse *okrug = CALL(Reference__ListCentres, .okrug = "ЦАО");
    EXPECT_INT(okrug->n_centres, 10);
    for (size_t i = 0; i < okrug->n_centres; i++)
        EXPECT_TEXT(okrug->centres[i]->okrug, "ЦАО");
    for (size_t i = 1; i < okrug->n_centres; i++)
        EXPECT(strcmp(okrug->centres[i - 1]->name, okrug->centres[i]->name) < 0);
}

TEST(centres_of_a_service_are_those_that_provide_it)
{
    data_load_all();
    const Reference__LoadReferenceRequest *all = data_read("centres");
    size_t without = 0;
    for (size_t i = 0; i < all->n_centres; i++)
        for (size_t j = 0; j < all->centres[i]->n_excluded_services; j++)
            without += text_equal(all->centres[i]->excluded_services[j], "passport-foreign");
    EXPECT(without > 0);
    const Reference__ListCentresResponse *list = CALL(Reference__ListCentres, .service_code = "passport-foreign");
    EXPECT_INT(list->n_centres, all->n_centres - without);
    EXPECT_CODE(TRY(Reference__ListCentres, .service_code = "no-such"), RPC_NOT_FOUND);
}

TEST(one_centre_in_full)
{
    data_load_all();
    const Reference__Centre *centre = CALL(Reference__GetCentre, .centre_code = "arbat");
    EXPECT_TEXT(centre->system_code, "9301001");
    EXPECT_INT(centre->n_timetable, 7);
    EXPECT_CODE(TRY(Reference__GetCentre, .centre_code = "no-such"), RPC_NOT_FOUND);
}

TEST(the_nearest_centre_comes_first)
{
    data_load_all();
    const Reference__NearestCentresResponse *near =
        CALL(Reference__NearestCentres, .latitude = 55.751, .longitude = 37.593);
    EXPECT_INT(near->n_centres, 5);
    EXPECT_TEXT(near->centres[0]->centre->centre_code, "arbat");
    EXPECT(near->centres[0]->distance_metres < 200);
    for (size_t i = 1; i < near->n_centres; i++)
        EXPECT(near->centres[i - 1]->distance_metres <= near->centres[i]->distance_metres);
    near = CALL(Reference__NearestCentres, .latitude = 55.751, .longitude = 37.593, .limit = 1);
    EXPECT_INT(near->n_centres, 1);
}

TEST(the_nearest_centre_provides_the_service)
{
    data_load_all();
    const Reference__LoadReferenceRequest *all = data_read("centres");
    const Reference__Centre *small = NULL;
    for (size_t i = 0; i < all->n_centres && !small; i++)
        if (all->centres[i]->n_excluded_services)
            small = all->centres[i];
    const Reference__NearestCentresResponse *near =
        CALL(Reference__NearestCentres, .latitude = small->latitude, .longitude = small->longitude,
             .service_code = small->excluded_services[0]);
    EXPECT(!text_equal(near->centres[0]->centre->centre_code, small->centre_code));
}

TEST(places_are_checked)
{
    EXPECT_CODE(TRY(Reference__NearestCentres, .latitude = 91, .longitude = 37), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("latitude") && !pg_violation("longitude"));
    EXPECT_CODE(TRY(Reference__NearestCentres, .latitude = 55, .longitude = 37, .limit = 51), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("limit"));
    EXPECT_CODE(TRY(Reference__NearestCentres), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("latitude") && pg_violation("longitude"));
}

TEST(territories_of_an_okrug)
{
    data_load_all();
    const Reference__ListTerritoriesResponse *all = CALL(Reference__ListTerritories);
    EXPECT_INT(all->n_territories, 158);
    const Reference__ListTerritoriesResponse *okrug = CALL(Reference__ListTerritories, .okrug = "ЗелАО");
    EXPECT(okrug->n_territories > 1 && okrug->n_territories < 10);
}

TEST(agencies_and_classifiers)
{
    data_load_all();
    const Reference__ListAgenciesResponse *agencies = CALL(Reference__ListAgencies);
    EXPECT_INT(agencies->n_agencies, data_read("agencies")->n_agencies);
    const Reference__ListClassifiersResponse *classifiers = CALL(Reference__ListClassifiers);
    EXPECT_INT(classifiers->n_classifiers, data_read("classifiers")->n_classifiers);
    const Reference__Classifier *types = CALL(Reference__GetClassifier, .classifier_code = "applicant-types");
    EXPECT_TEXT(types->items[0]->code, "PERSON");
    EXPECT_CODE(TRY(Reference__GetClassifier, .classifier_code = "no-such"), RPC_NOT_FOUND);
}

TEST(daemons_get_everything_or_the_version)
{
    data_load_all();
    PG_AS(RPC_ROLE_SERVICE, .service = "tracking");
    const Reference__Catalogue *all = CALL(Reference__GetCatalogue);
    EXPECT_INT(all->n_services,
               data_read("services")->n_services
                   + strtoul(pg_query("SELECT count(DISTINCT code) FROM record WHERE kind = 'service' AND withdrawn"),
                             NULL, 10));
    EXPECT(all->version > 0 && all->calendar);
    const Reference__Catalogue *same = CALL(Reference__GetCatalogue, .known_version = all->version);
    EXPECT_INT(same->version, all->version);
    EXPECT_INT(same->n_services, 0);
    EXPECT(!same->calendar);
    PG_AS(RPC_ROLE_APPLICANT);
    EXPECT_CODE(TRY(Reference__GetCatalogue), RPC_PERMISSION_DENIED);
}
