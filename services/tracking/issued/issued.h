/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The unified register of issued documents (R19): entries that follow an application, and what a caller may see. */
#ifndef OKNO_TRACKING_ISSUED_H
#define OKNO_TRACKING_ISSUED_H

#include "issued_rules.h"

#include "../record.h"

/** Whose documents they are: of a loaded record, or of an application that is just being made. */
struct issued_subject {
    struct rpc_call *call;
    const Tracking__Application *app;
    const char *applicant_id;
    const Reference__ServiceCard *card;
    int64_t now_us;
};
struct issued_subject issued_subject(const struct record *record);

/** What happened. Texts may be NULL. */
struct issued_note {
    unsigned acts;              /* enum issued_act */
    const char *agency;         /* that decided; "" or NULL: that of the application */
    bool on_paper;              /* handed over by a person or by post */
    const char *representative; /* who came for it; "" or NULL: the applicant */
    const char *reason;         /* of an annulment */
};
/** Adds to the work what the register makes of it; nothing without an act. */
void issued_put(struct db_work *work, const struct issued_subject *subject, const struct issued_note *note);

/**
 * The document as the caller may see it.
 *
 * @return RPC_NOT_FOUND, worded, also for one that exists but is not theirs
 */
enum rpc_code issued_load(struct rpc_call *call, const char *issued_document_id,
                          Tracking__IssuedDocument *ret_document) OKNO_MUST_CHECK;
/** Takes away what the caller must not see. */
void issued_finish(const struct view *view, Tracking__IssuedDocument *document);
/**
 * That its file may be given out to the caller, and is there: PERMISSION_DENIED, UNAVAILABLE, worded;
 * FAILED_PRECONDITION for a representative without a power to take it.
 */
enum rpc_code issued_must_have_file(struct rpc_call *call, const Tracking__IssuedDocument *document) OKNO_MUST_CHECK;

/** What the public is told of it; UNKNOWN for NULL. */
void issued_tell(struct rpc_call *call, const Tracking__IssuedDocument *document, Tracking__IssuedDocumentVerdict *ret);

/** Whole content of a file of the register, read piece by piece. RPC_DATA_LOSS, worded, when it is gone. */
enum rpc_code issued_content(struct rpc_call *call, const char *sha256, struct text *ret_content) OKNO_MUST_CHECK;

#endif
