/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** A program of others, in a process of its own: whatever happens to it, it is over in time and nobody else notices. */
#ifndef OKNO_QUEUE_PROCESS_H
#define OKNO_QUEUE_PROCESS_H

#include <okno/base.h>

/**
 * Runs a program to its end.
 *
 * @program  "espeak-ng", or a path
 * @arguments  the first is its name; ended by NULL
 * @bytes, @size  its input
 * @timeout_ms  for all of it; then the process and what it has started is ended
 * @ret_output  what it printed is added
 * @ret_why  when it fails: for the log
 */
bool process_run(const char *program, const char *const *arguments, const char *bytes, size_t size, int64_t timeout_ms,
                 struct text *ret_output, const char **ret_why);

#endif
