/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Everything that a newly registered application leaves behind: its row, its process, its first movement, its event.
 */
#ifndef OKNO_TRACKING_REGISTRATION_H
#define OKNO_TRACKING_REGISTRATION_H

#include "intake.h"
#include "process/course.h"

/**
 * @app  registered and with its course begun; its `operator` registered it
 * @accepted  taken in at the counter by the very submission
 */
void registration_put(struct db_work *work, const struct intake *intake, const Tracking__Application *app,
                      struct process *process, bool accepted);

#endif
