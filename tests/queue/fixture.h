/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Two made-up halls for the tests of queue; empty at the beginning of every test. */
#ifndef OKNO_QUEUE_TEST_FIXTURE_H
#define OKNO_QUEUE_TEST_FIXTURE_H

#include <okno/pg_fixture.h>
#include <okno/queue.methods.h>

#include <stdlib.h>
#include <string.h>

#define STATE(name) QUEUE__TICKET__STATE__##name
#define APPOINTMENT(name) QUEUE__APPOINTMENT__STATE__##name

void as_kiosk(void);
void as_operator(const char *subject);
void as_consultant(void);
void as_supervisor(void);
void as_call_centre(void);
void as_applicant(const char *applicant_id);
void as_stranger(void);
void as_admin(void);

/* Groups of the hall "arbat": "passports" А (norm 10 minutes, half of the windows may be booked), "archive" В, "advice"
 * К (ASK, STATUS), "collect" Л (COLLECT), "express" Э. Windows 1-4 serve all but express, 5 express. "tver" has the
 * same groups and two windows; passports there by appointment only. "usual" rests on holidays, the others do not. */
const char *window_of(const char *number); /* id */

/** A ticket at the kiosk of "arbat" for a group. The caller is the kiosk afterwards. */
const Queue__Ticket *take_ticket(const char *group_code);
const Queue__Ticket *take_ticket_of(const char *group_code, const char *applicant_id, const char *priority_code);
/** Opens a window as the operator, who is the caller afterwards; gives the session's id. */
const char *open_window(const char *number, const char *operator_);
/** The next ticket at a session, NULL when none; as its operator. */
const Queue__Ticket *call_next(const char *session_id);
/** The ticket as a supervisor sees it; the caller is the supervisor afterwards. */
const Queue__Ticket *look(const char *ticket_id);

/** Moves everything a ticket knows into the past. */
void age(const char *ticket_id, int minutes);
/** Actions of a ticket in the event log, joined by blanks. */
const char *actions(const char *ticket_id);
/** Loads the halls with these limits instead of the usual: JSON of HallLimits. */
void set_limits(const char *json);
/** Loads the halls with these admission rules: a JSON array. */
void set_admissions(const char *json);

/** From now on the production calendar ends with last year. */
void end_calendar(void);

/** "tver" receives from so many minutes from now until so many, of today. */
void open_tver(int from_minutes, int until_minutes);

/** A time that may be booked today or tomorrow, in passports. */
Google__Protobuf__Timestamp *free_slot(int index);
const char *today(void);
const char *tomorrow(void);

#endif
