/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../record.h"

#include <okno/applicants.methods.h>
#include <okno/applicants.sql.h>

enum rpc_code
applicants_list_representatives(struct rpc_call *call, const Applicants__ListRepresentativesRequest *req,
                                Applicants__ListRepresentativesResponse *rep)
{
    enum rpc_code code = record_visible(call, req->applicant_id);
    if (code == RPC_OK)
        code = DB_LIST(call, &applicants_sql_list_representatives, DB_ARGS(req->applicant_id), rep, representatives,
                       applicants__representative__descriptor);
    return code == RPC_OK && !rep->n_representatives ? record_exists(call, req->applicant_id) : code;
}
