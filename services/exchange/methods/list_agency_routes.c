/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/db.h>
#include <okno/exchange.methods.h>
#include <okno/exchange.sql.h>

enum rpc_code
exchange_list_agency_routes(struct rpc_call *call, const Exchange__ListAgencyRoutesRequest *req,
                            Exchange__ListAgencyRoutesResponse *rep)
{
    (void)req;
    return DB_LIST(call, &exchange_sql_list_routes, DB_NO_ARGS, rep, routes, exchange__agency_route__descriptor);
}
