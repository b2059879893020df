/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Serial numbers without a round trip for each: taken from the database in blocks, handed out from memory.
 *
 * A number is given once, by whichever replica; numbers grow within a block, but blocks of two replicas interleave,
 * and what is left of a block when a daemon ends is never given. So serials are unique, not gapless.
 *
 * Thread-safe. While the last quarter of a block lasts, one caller fetches the next one; the others do not wait.
 */
#ifndef OKNO_SERIAL_H
#define OKNO_SERIAL_H

#include <okno/rpc.h>

/**
 * Takes a block out of the store.
 *
 * @series  which numbering: a year, say
 * @count   numbers wanted
 * @ret_first  the first of them
 */
typedef enum rpc_code serial_take(struct rpc_call *call, int64_t series, int64_t count, int64_t *ret_first);

struct serial;

/** @block  numbers to take at once, at least 4 */
struct serial *serial_new(int64_t block, serial_take *take);
void serial_free(struct serial *serial); /* NULL is fine */

/**
 * The next number of the series. One series is kept at a time: another one begins with a block of its own, and the
 * rest of the former is lost.
 *
 * @return RPC_OK; what `take` failed with when a block was needed and not to be had
 */
enum rpc_code serial_next(struct serial *serial, struct rpc_call *call, int64_t series,
                          int64_t *ret_number) OKNO_MUST_CHECK;

#endif
