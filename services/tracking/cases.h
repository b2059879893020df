/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Writing off to case files by nomenclature (R23, R57). */
#ifndef OKNO_TRACKING_CASES_H
#define OKNO_TRACKING_CASES_H

#include "record.h"

/** The case an application goes to. */
struct cases_place {
    const char *index, *title, *storage;
    int sheets;
};

/**
 * By the operator's choice (`fields.caseIndex`, `fields.sheets`), else by the first theme of the service
 * (classifier "theme-cases") and the sheets of the documents.
 *
 * @return RPC_INVALID_ARGUMENT, RPC_FAILED_PRECONDITION, worded, when no case can be told
 */
enum rpc_code cases_choose(const struct record *record, const Google__Protobuf__Struct *fields,
                           struct cases_place *ret_place) OKNO_MUST_CHECK;

/** Adds the item to the case of this year, opening it with its first item, and notes it in the record. */
void cases_put(struct db_work *work, struct record *record, const struct cases_place *place);

#endif
