/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What every change leaves behind: the movement in the history, the event in the log. */
#ifndef OKNO_TRACKING_MOVES_H
#define OKNO_TRACKING_MOVES_H

#include "record.h"

#include <okno/db.h>

/** One movement. Texts may be NULL. */
struct moves_note {
    const char *action; /* "REGISTERED", "CLAIMED", "SENT", "SUSPENDED", ... */
    const char *step, *comment;
    const char *from_place, *to_place;
    const char *in_place_of;      /* absent one whom the caller stood in for */
    const char *const *documents; /* ids of those that moved along */
    size_t n_documents;
};

/** What it is about: of a loaded record, or of an application that is just being made. */
struct moves_subject {
    struct rpc_call *call;
    const Tracking__Application *app;
    const char *applicant_id;
    int64_t now_us;
};
struct moves_subject moves_subject(const struct record *record);

/** The row of the history alone, for the registration, which has an event of its own. */
void moves_put_movement(struct db_work *work, const struct moves_subject *subject, const struct moves_note *note);
/** Movement and event. */
void moves_put(struct db_work *work, const struct moves_subject *subject, const struct moves_note *note);

#endif
