/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"
#include "settings.h"

#define HMAC EXCHANGE__AGENCY_ROUTE__SIGNATURE__HMAC

static enum rpc_code
set(const char *agency, const char *endpoint, Exchange__AgencyRoute__Signature signature, const char *key_id)
{
    Exchange__AgencyRoute route = { .agency_code = agency,
                                    .way = EXCHANGE__WAY__SYSTEM,
                                    .endpoint = endpoint,
                                    .signature = signature,
                                    .key_id = key_id };
    as_admin();
    return TRY(Exchange__SetAgencyRoute, .route = &route);
}

TEST(a_route_is_set_and_completed)
{
    EXPECT_CODE(set("land", "https://land.example.org/okno", HMAC, "land"), RPC_OK);
    EXPECT_CODE(set("land", "https://land.example.org/exchange", HMAC, "land"), RPC_OK);
    const Exchange__ListAgencyRoutesResponse *list = CALL(Exchange__ListAgencyRoutes);
    EXPECT_INT(list->n_routes, 1);
    EXPECT_TEXT(list->routes[0]->endpoint, "https://land.example.org/exchange");
    EXPECT_INT(list->routes[0]->attempts, 12);
    EXPECT_INT(list->routes[0]->timeout_seconds, 10);
    as_operator();
    EXPECT_CODE(TRY(Exchange__ListAgencyRoutes), RPC_PERMISSION_DENIED);
}

TEST(a_route_that_cannot_work_is_refused)
{
    exchange_settings.push_plain = false;
    EXPECT_CODE(set("land", "http://land.example.org/", HMAC, "land"), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("route.endpoint"));
    static const char *const wrong[] = { "file:///etc/passwd", "land", "https://",
                                         "https://user:word@land.example.org/", "gopher://land.example.org/" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(wrong); i++)
        EXPECT_CODE(set("land", wrong[i], HMAC, "land"), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(set("nobody", "", HMAC, "land"), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("route.agencyCode"));
    EXPECT_CODE(set("land", "", HMAC, "none"), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("route.keyId"));
    EXPECT_CODE(set("land", "", HMAC, "../../etc/passwd"), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(set("land", "", 0, "land"), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("route.signature"));
    EXPECT_CODE(set("land", "", EXCHANGE__AGENCY_ROUTE__SIGNATURE__CMS, "land"), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("route.keyId") && pg_violation("route.signature"));
}
