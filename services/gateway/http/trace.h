/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_GATEWAY_TRACE_H
#define OKNO_GATEWAY_TRACE_H

#include <okno/base.h>

#define TRACE_SIZE 56    /* "00-" 32 "-" 16 "-" 2 and NUL: W3C traceparent */
#define TRACE_ID_SIZE 33 /* 32 digits and NUL */

/**
 * Our own place in a trace: the caller's trace when its traceparent (W3C Trace Context) is sound, a new one
 * else.
 *
 * @incoming  may be NULL
 */
void trace_continue(const char *incoming, char ret_trace[TRACE_SIZE], char ret_trace_id[TRACE_ID_SIZE]);

#endif
