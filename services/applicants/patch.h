/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What an UpdateApplicant makes of a record, and whether the caller may. */
#ifndef OKNO_APPLICANTS_PATCH_H
#define OKNO_APPLICANTS_PATCH_H

#include "rules.h"

/**
 * Writes the masked fields over the record and checks the whole.
 *
 * @before  as it is stored
 * @after   a copy of it in the call's arena; on success the new record, normalised
 */
enum rpc_code patch_apply(struct rpc_call *call, const Applicants__UpdateApplicantRequest *req,
                          const Applicants__Applicant *before, Applicants__Applicant *after) OKNO_MUST_CHECK;

/** PERMISSION_DENIED when an APPLICANT changes what only the centre may. */
enum rpc_code patch_allowed(struct rpc_call *call, const struct changes *changes) OKNO_MUST_CHECK;

#endif
