/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The applicant's history, as far as other services write it: effect of the events of tracking and queue. */
#ifndef OKNO_APPLICANTS_INTERACTIONS_H
#define OKNO_APPLICANTS_INTERACTIONS_H

#include <okno/events.h>

/** Names under which the cursors in the logs of tracking and queue are kept. */
#define INTERACTIONS_CONSUMER "applicants-interactions"
#define VISITS_CONSUMER "applicants-visits"

events_effect interactions_effect;

#endif
