/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What is known of an operation and a centre from the reference data, before a turn is taken. */
#ifndef OKNO_QUEUE_FACTS_H
#define OKNO_QUEUE_FACTS_H

#include "hours.h"

#include <okno/catalogue.h>
#include <okno/queue.pb-c.h>

struct facts_item {
    const char *service_code, *group_code; /* "" where the request names none */
    Queue__Purpose purpose;                /* APPLY when the request says nothing */
    const char *const *themes;
    size_t n_themes;
    bool by_appointment; /* the card says so */
    bool express;
};

/** RPC_NOT_FOUND, worded, for a service there is not; RPC_FAILED_PRECONDITION when the centre does not provide it. */
enum rpc_code facts_item(struct rpc_call *call, const char *centre_code, const char *service_code,
                         const char *group_code, Queue__Purpose purpose, int scenario,
                         struct facts_item *ret_item) OKNO_MUST_CHECK;

/** The centre and when it receives on a day, for booking. RPC_NOT_FOUND, RPC_OUT_OF_RANGE, worded. */
enum rpc_code facts_hours(struct rpc_call *call, const char *centre_code, struct date day, int ends_before,
                          struct hours *ret_hours) OKNO_MUST_CHECK;

/** When it receives today, until it closes: by its timetable alone, with a warning, when the calendar has ended. */
enum rpc_code facts_hours_today(struct rpc_call *call, const char *centre_code, int64_t now_us,
                                struct hours *ret_hours) OKNO_MUST_CHECK;

#endif
