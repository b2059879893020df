/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Settings of halls as data: what `okno queue load` sends, made complete and checked. */
#ifndef OKNO_QUEUE_SETUP_H
#define OKNO_QUEUE_SETUP_H

#include <okno/catalogue.h>
#include <okno/queue.pb-c.h>

/** A hall's settings where its own record, else the common one, says something. Shares what they hold. */
Queue__HallSettings *setup_merge(struct arena *arena, const Queue__HallSettings *common, const Queue__HallSettings *own,
                                 const char *centre_code);

/** Adds violations: letters, codes that are not there or there twice, windows of unknown groups. Pure. */
void setup_check(struct rpc_call *call, const Queue__HallSettings *settings, const char *path);

/** Windows of a hall: its own, else as many as the centre's card says, the last of them for the express group. */
void setup_windows(struct arena *arena, Queue__HallSettings *settings, int n);

/** "passports=3,archive=1"; a window that names none serves all groups but the express one. */
const char *setup_weights(struct arena *arena, const Queue__HallSettings *settings,
                          const Queue__WindowSettings *window);

#endif
