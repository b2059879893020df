/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Production calendar: which days are worked, and when a term ends.
 *
 * A calendar is Monday to Friday with exceptions, for whole years. Outside those years nothing is known: a
 * question that needs a day there is answered RPC_OUT_OF_RANGE, never by a guess. A day that does not exist
 * is RPC_INVALID_ARGUMENT.
 *
 * Terms run by ГК РФ: from the day after the event (art. 191); one whose last day is off ends on the next
 * working day (art. 193). "The event" is whatever the rule at hand counts from: registration, suspension,
 * resumption.
 *
 * A calendar never changes after it was made, so threads may share it. No function reads a clock.
 */
#ifndef OKNO_CALENDAR_H
#define OKNO_CALENDAR_H

#include <okno/base.h>

/** What is special about a day; the numbers are those of okno.reference.v1.CalendarDay.Kind. */
enum calendar_day_kind {
    CALENDAR_OFF = 1,        /* not worked (on a weekend it changes nothing) */
    CALENDAR_SHORT = 2,      /* Monday to Friday, an hour shorter: the eve of a holiday */
    CALENDAR_WORK = 3,       /* a Saturday or Sunday that is worked */
    CALENDAR_SHORT_WORK = 4, /* the same, an hour shorter */
};

struct calendar_day {
    struct date date;
    enum calendar_day_kind kind;
};

/** What a term counts; the numbers are those of okno.reference.v1.Term.Kind. */
enum calendar_kind {
    CALENDAR_WORKING = 1,
    CALENDAR_CALENDAR = 2,
};

struct calendar;

/**
 * A calendar of whole years, both included.
 *
 * @days  the exceptions, in any order; copied
 * @return NULL when calendar_check refuses them
 */
struct calendar *calendar_new(int first_year, int last_year, const struct calendar_day *days, size_t n) OKNO_MUST_CHECK;
void calendar_free(struct calendar *cal); /* NULL is fine */

/**
 * Whether a calendar can be made of these: every day exists, lies within the years, comes once, and its kind
 * fits the day of the week (CALENDAR_SHORT on Monday to Friday, CALENDAR_WORK and CALENDAR_SHORT_WORK on a
 * weekend).
 *
 * @ret_bad  index of the first day refused, or n when it is the years (1 to 9999, first not after last)
 * @return RPC_OK or RPC_INVALID_ARGUMENT, the only time when ret_bad is written
 */
enum rpc_code calendar_check(int first_year, int last_year, const struct calendar_day *days, size_t n,
                             size_t *ret_bad) OKNO_MUST_CHECK;

/** The years covered, for the sentence that says why a term cannot be told. */
int calendar_first_year(const struct calendar *cal);
int calendar_last_year(const struct calendar *cal);

/* ------------------------------------------------------------------ days */

enum rpc_code calendar_is_working(const struct calendar *cal, struct date date, bool *ret_working) OKNO_MUST_CHECK;
/** Worked, but an hour shorter. */
enum rpc_code calendar_is_short(const struct calendar *cal, struct date date, bool *ret_short) OKNO_MUST_CHECK;

/** The day itself when it is worked, else the first working day after it (ГК 193). */
enum rpc_code calendar_next_working(const struct calendar *cal, struct date date, struct date *ret_day) OKNO_MUST_CHECK;

/**
 * Working days after `from`, up to and including `to`: what is left on `from` of a term that ends on `to`.
 * When `to` is the earlier, the same counted back and negative: by how much the term is over.
 */
enum rpc_code calendar_working_between(const struct calendar *cal, struct date from, struct date to,
                                       int32_t *ret_days) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ terms */

/**
 * Last day of a term.
 *
 * @start  day of the event; the term starts the day after (ГК 191), so the calendar must cover it from there
 * @days   length; 0 ends on the day of the event or, when that is off, on the next working day
 * @ret_end  last day, always a working one (ГК 193)
 * @return RPC_INVALID_ARGUMENT when days is negative; RPC_OUT_OF_RANGE when the calendar ends earlier
 */
enum rpc_code calendar_add_days(const struct calendar *cal, struct date start, int32_t days, enum calendar_kind kind,
                                struct date *ret_end) OKNO_MUST_CHECK;

/** One suspension: the days of the two events. */
struct calendar_pause {
    struct date suspended_from;
    struct date resumed_on;
};

/**
 * Last day of a term that was suspended, from the term itself: exact for both kinds and any number of
 * suspensions.
 *
 * Suspending and resuming are events like any other: the day of an event still belongs to what was before it.
 * The clock therefore stands from the day after `suspended_from` to `resumed_on`, both included, and what was
 * left of the term when it stopped is left when it runs again. Suspended and resumed on one day: nothing
 * changes. A term that had run out before the suspension stays run out; one that was suspended on its last
 * day ends on the day of resumption (or the next working day).
 *
 * @pauses  in order of time, not overlapping; each resumed not before it was suspended; none before `start`
 * @return  as calendar_add_days; RPC_INVALID_ARGUMENT also when the pauses are not as said
 */
enum rpc_code calendar_add_days_paused(const struct calendar *cal, struct date start, int32_t days,
                                       enum calendar_kind kind, const struct calendar_pause *pauses, size_t n,
                                       struct date *ret_end) OKNO_MUST_CHECK;

/**
 * Moves a planned date by a suspension, when the term it came from is not at hand: by the working days
 * actually suspended (CALENDAR_WORKING) or by the days (CALENDAR_CALENDAR, then to a working day). The rules
 * are those of calendar_add_days_paused, and for working days so is the answer.
 *
 * Calendar days: `planned` should be the end as counted, before it was moved off a day off. With the moved
 * one, the days of that move count as if they had been part of the term, and the new date may come out that
 * much later, never earlier.
 *
 * @return RPC_INVALID_ARGUMENT when resumed_on is before suspended_from
 */
enum rpc_code calendar_shift(const struct calendar *cal, struct date planned, struct date suspended_from,
                             struct date resumed_on, enum calendar_kind kind, struct date *ret_planned) OKNO_MUST_CHECK;

#endif
