/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Answers remembered for a short while, so that what was asked a moment ago is not asked again.
 *
 * Only for answers that cannot become wrong in a harmful way within their time. A bounded number of them is kept; a
 * newer one may push an older one out. Thread-safe. What leaves is overwritten in memory first.
 */
#ifndef OKNO_RECALL_H
#define OKNO_RECALL_H

#include <okno/base.h>

struct recall;

/**
 * @places  answers kept at most
 * @ttl_ms  how long an answer is good
 */
struct recall *recall_new(size_t places, int64_t ttl_ms);
void recall_free(struct recall *recall); /* NULL is fine */

/** The remembered bytes in the arena; NULL when there are none, or they are too old. */
void *recall_get(struct recall *recall, const char *key, struct arena *arena, size_t *ret_size);
void recall_put(struct recall *recall, const char *key, const void *data, size_t size);

#endif
