/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The applicant's history, as far as other services write it: effect of the events of tracking. */
#ifndef OKNO_APPLICANTS_INTERACTIONS_H
#define OKNO_APPLICANTS_INTERACTIONS_H

#include <okno/events.h>

/** Name under which the cursor in tracking's log is kept. */
#define INTERACTIONS_CONSUMER "applicants-interactions"

events_effect interactions_effect;

#endif
