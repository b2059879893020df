/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What is told about requests: a log line each, and metrics by route and status. */
#ifndef OKNO_GATEWAY_OBSERVE_H
#define OKNO_GATEWAY_OBSERVE_H

#include "config.h"

struct observer;

/** @edge  asked for its load; set with observer_watch once it is open */
struct observer *observer_new(enum log_requests log_requests, const struct route *list, size_t n_routes);
void observer_free(struct observer *observer); /* NULL is fine */
void observer_watch(struct observer *observer, const struct edge *edge);
/** The edge goes: it is not asked any more when this returns. */
void observer_unwatch(struct observer *observer);
void observer_record(struct observer *observer, const struct edge_record *record);

#endif
