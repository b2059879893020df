/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Appointments at their turn. All of a hall are decided about under the hall's lock, with everything of the day in
 * memory: of those who want the last place, one gets it.
 */
#ifndef OKNO_QUEUE_APPOINTMENTS_H
#define OKNO_QUEUE_APPOINTMENTS_H

#include "desk.h"
#include "facts.h"

#define APPOINTMENT_STATE(name) QUEUE__APPOINTMENT__STATE__##name

/** From rows of get_appointment.sql and its like, into a hall's memory or just to look at. */
struct hall_appointment *appointment_row(struct arena *arena, const struct db_rows *rows, int row);
/** Takes it into the hall's memory unless it is there; gives the one that is. */
struct hall_appointment *appointment_keep(struct hall *hall, struct hall_appointment *appointment);

/** Without the code; the check-in window by the hall's limits (NULL: left out). */
void appointment_view(struct arena *arena, const char *centre, const Queue__HallSettings *settings,
                      const struct hall_appointment *appointment, Queue__Appointment *ret_appointment);

/** Whether the caller may see and change it: staff of the centre, the applicant, or who knows the code. */
bool appointment_is_theirs(const struct rpc_caller *caller, const char *centre,
                           const struct hall_appointment *appointment, const char *code);

/**
 * Centre of an appointment, before its turn is taken.
 *
 * @return RPC_NOT_FOUND, worded, also for one that is not the caller's
 */
enum rpc_code appointment_centre(struct rpc_call *call, const char *appointment_id, const char *code,
                                 const char **ret_centre) OKNO_MUST_CHECK;
/** The appointment at its turn. */
enum rpc_code appointment_find(struct desk *desk, const char *appointment_id,
                               struct hall_appointment **ret_appointment) OKNO_MUST_CHECK;

/** RPC_FAILED_PRECONDITION, worded, when it is not (any more) reserved or confirmed. */
enum rpc_code appointment_must_live(const struct desk *desk, const struct hall_appointment *a) OKNO_MUST_CHECK;

/** Appointments of a day that hold their time, all of them in memory. */
enum rpc_code appointment_load_day(struct desk *desk, struct date day) OKNO_MUST_CHECK;
/**
 * Whether an appointment may be at that time.
 *
 * @self  does not stand in its own way; NULL for a new one
 * @return RPC_FAILED_PRECONDITION for a time that is none; RPC_ABORTED (SLOT_TAKEN) when it is full
 */
enum rpc_code appointment_fits(struct desk *desk, const struct hours *hours, int group, int64_t starts_us,
                               const struct hall_appointment *self) OKNO_MUST_CHECK;

/** Changes it, with its event. */
void appointment_move(struct desk *desk, struct hall_appointment *appointment, Queue__Appointment__State state,
                      const char *action);
/** The appointment as the call's reply, its code too for who may have it. */
enum rpc_code appointment_reply(const struct desk *desk, const struct hall_appointment *appointment);

/** What is due of appointments now: unconfirmed ones are released, reminders sent, missed ones marked. */
void appointment_tend(struct desk *desk, struct hall_appointment *appointment);

#endif
