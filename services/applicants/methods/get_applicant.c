/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../record.h"

#include <okno/applicants.methods.h>

enum rpc_code
applicants_get_applicant(struct rpc_call *call, const Applicants__GetApplicantRequest *req, Applicants__Applicant *rep)
{
    return record_load(call, req->applicant_id, rep);
}
