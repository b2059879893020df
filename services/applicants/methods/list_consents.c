/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../record.h"

#include <okno/applicants.methods.h>
#include <okno/applicants.sql.h>

enum rpc_code
applicants_list_consents(struct rpc_call *call, const Applicants__ListConsentsRequest *req,
                         Applicants__ListConsentsResponse *rep)
{
    enum rpc_code code = record_visible(call, req->applicant_id);
    if (code == RPC_OK)
        code = DB_LIST(call, &applicants_sql_list_consents, DB_ARGS(req->applicant_id), rep, consents,
                       applicants__consent__descriptor);
    return code == RPC_OK && !rep->n_consents ? record_exists(call, req->applicant_id) : code;
}
