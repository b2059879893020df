/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <okno/db.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

enum rpc_code
tracking_list_regulations(struct rpc_call *call, const Tracking__ListRegulationsRequest *req,
                          Tracking__ListRegulationsResponse *rep)
{
    return DB_LIST(call, &tracking_sql_list_regulations, DB_ARGS(db_nonempty(req->code)), rep, regulations,
                   tracking__regulation__descriptor);
}
