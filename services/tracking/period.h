/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Ids of applications begin with their time, so days are ranges of ids: what walks the ids need not look further. */
#ifndef OKNO_TRACKING_PERIOD_H
#define OKNO_TRACKING_PERIOD_H

#include <okno/base.h>

#define PERIOD_FIRST_ID "00000000-0000-0000-0000-000000000000"
#define PERIOD_LAST_ID "ffffffff-ffff-ffff-ffff-ffffffffffff"

/** No application registered on the day or later has a smaller id. The first of all ids when there is no day. */
const char *period_first_id(struct arena *arena, const char *day);
/** No application registered on the day or earlier has this id or a greater one. The last of all without a day. */
const char *period_last_id(struct arena *arena, const char *day);

#endif
