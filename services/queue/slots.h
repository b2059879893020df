/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Times that may be booked. Pure. A time of a group is as long as its norm; at any moment no more appointments may
 * run than the windows that serve their groups can take, of which each group lets only a share be booked.
 */
#ifndef OKNO_QUEUE_SLOTS_H
#define OKNO_QUEUE_SLOTS_H

#include "hall.h"
#include "hours.h"

struct slots_booked {
    int group;
    int64_t starts_us;
    int minutes;
};

/**
 * How many more appointments of a group may begin then.
 *
 * @booked  those of the day that hold their time
 */
int slots_free(const struct hall *hall, const struct slots_booked *booked, size_t n, int group, int64_t starts_us);

/** Whether a time is one of the group's: within the hours, whole norms after opening. */
bool slots_is_one(const struct hall *hall, const struct hours *hours, struct date day, int group, int64_t starts_us);
/** Number of times of a day, and the i-th of them. */
int slots_count(const struct hall *hall, const struct hours *hours, int group);
int64_t slots_at(const struct hall *hall, const struct hours *hours, struct date day, int group, int i);

#endif
