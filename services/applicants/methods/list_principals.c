/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../record.h"

#include <okno/applicants.methods.h>
#include <okno/applicants.sql.h>

enum rpc_code
applicants_list_principals(struct rpc_call *call, const Applicants__ListPrincipalsRequest *req,
                           Applicants__ListPrincipalsResponse *rep)
{
    char today[11];
    date_format(date_of_time(time_now_us()), today);
    enum rpc_code code = record_visible(call, req->applicant_id);
    if (code == RPC_OK)
        code = DB_LIST(call, &applicants_sql_list_principals, DB_ARGS(req->applicant_id, (const char *)today), rep,
                       principals, applicants__principal__descriptor);
    return code == RPC_OK && !rep->n_principals ? record_exists(call, req->applicant_id) : code;
}
