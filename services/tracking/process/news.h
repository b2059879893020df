/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What agencies' own systems learn of the tasks that applications wait for: events of tracking's log. */
#ifndef OKNO_TRACKING_NEWS_H
#define OKNO_TRACKING_NEWS_H

#include <okno/db.h>
#include <okno/tracking.pb-c.h>

/** Tells that an application waits for an agency; nothing is told of other tasks. */
void news_put_opened(struct db_work *work, struct arena *arena, const Tracking__Task *task, uint32_t token);
/** Tells that an agency has done a task of an application; nothing is told of other tasks. */
void news_put_done(struct db_work *work, struct arena *arena, const Tracking__Task *task);
/** Tells that the process of an application does not wait there any more, whoever it waited for. */
void news_put_cancelled(struct db_work *work, struct arena *arena, const Tracking__ProcessRow *process, uint32_t token);

#endif
