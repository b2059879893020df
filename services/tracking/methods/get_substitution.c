/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../substitutions.h"

#include <okno/tracking.methods.h>

enum rpc_code
tracking_get_substitution(struct rpc_call *call, const Tracking__GetSubstitutionRequest *req,
                          Tracking__Substitution *rep)
{
    return substitutions_get(call, req->substitution_id, rep);
}
