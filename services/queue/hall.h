/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * A hall in memory: what its queue is decided from. Loaded under the hall's lock (libs/db: turns), or without it for
 * those who only look; changed by desk.c and the methods; saved once at the end of a turn. Times are microseconds,
 * 0 where there is none. Texts are never NULL.
 */
#ifndef OKNO_QUEUE_HALL_H
#define OKNO_QUEUE_HALL_H

#include <okno/db.h>
#include <okno/queue.pb-c.h>

#define HALL_ORDINARY_LEVEL 100
#define HALL_DECILES 9
/** Sessions that one turn may end beside one a window: as many as it has calls, twice. */
#define HALL_ENDED_ROOM 256
#define HALL_MINUTE_US INT64_C(60000000)
/** Norm of waiting: ПП РФ 1376, п. 18 б. */
#define HALL_NORM_US (15 * HALL_MINUTE_US)

typedef Queue__Ticket__State hall_state;
#define HALL_STATE(name) QUEUE__TICKET__STATE__##name
#define HALL_SESSION(name) QUEUE__SESSION__STATE__##name

struct hall_group {
    const Queue__Group *conf;
    int last;                  /* number of today's last ticket */
    bool counted;              /* it changed in this turn */
    int observed;              /* services behind the deciles */
    int deciles[HALL_DECILES]; /* seconds; by the norm while too few were observed */
};

struct hall_session {
    const char *id, *window_id, *window_number, *operator_, *substitutes, *break_reason;
    Queue__Session__State state;
    int64_t opened_us, changed_us, closed_us, break_ms;
    int version;
    bool dirty;
};

struct hall_window {
    const char *id, *number, *name;
    int *weights; /* by the index of the group; 0: does not serve it */
    bool enabled, dirty;
    int version;
    struct hall_session *session; /* NULL: nobody there */
};

struct hall_ticket {
    const char *id, *number, *visit_id, *service, *priority, *session_id, *window_id, *window_number, *operator_,
        *target_window, *target_operator, *sender_window, *applicant, *applications, *appointment, *result, *reason,
        *code;
    int32_t day; /* since 1970 */
    int step, group, level, calls, version;
    Queue__Purpose purpose;
    Queue__Source source;
    hall_state state;
    int64_t rank_us, issued_us, entered_us, called_us, served_us, ended_us, until_us, due_us;
    int64_t waited_ms, way_ms, service_ms;
    bool dirty;
};

/** An appointment that a turn has looked at. */
struct hall_appointment {
    const char *id, *group_code, *service, *code, *applicant, *ticket;
    Queue__Purpose purpose;
    Queue__Appointment__State state;
    int64_t starts_us, expires_us;
    int minutes, reminded, version;
    bool dirty;
};

struct hall {
    struct arena *arena;
    const char *centre;
    int64_t revision;
    const Queue__HallSettings *settings;
    int n_groups, n_windows, n_tickets, room;
    struct hall_group *groups;
    struct hall_window *windows;
    struct hall_ticket **tickets;
    struct hall_session **ended; /* sessions that were closed in this turn */
    int n_ended;
    struct hall_appointment **appointments; /* loaded in this turn, by appointments.c */
    int n_appointments, appointments_room;
    int32_t days[8]; /* whose appointments are all here */
    int n_days;
    int64_t now_us;
    int32_t today;
    bool changed;
};

/** For db_take_turn: a hall by the code of its centre. */
extern const struct db_turn_kind hall_turn;

/** Adds what a turn changed to the work: `save` of the turn. */
void hall_save(void *hall, struct db_work *work);

/** The hall as it is now, without its lock: for who only looks. RPC_NOT_FOUND, worded, when there is none. */
enum rpc_code hall_look(struct rpc_call *call, const char *centre, struct hall **ret_hall) OKNO_MUST_CHECK;
/** RPC_NOT_FOUND, worded, for a turn at a hall that is not there. */
enum rpc_code hall_missing(struct rpc_call *call, const char *centre);

/** Index of a group, -1 when there is none of that code. */
int hall_group(const struct hall *hall, const char *group_code);
struct hall_ticket *hall_ticket(const struct hall *hall, const char *ticket_id);
struct hall_window *hall_window(const struct hall *hall, const char *window_id);
/** The window at which that session is; NULL when it is over, or another hall's. */
struct hall_window *hall_session_window(const struct hall *hall, const char *session_id);
/** The window at which an operator works; NULL when at none. */
struct hall_window *hall_operator_window(const struct hall *hall, const char *operator_);
/** Ticket that is called or served in a session; NULL when none is. */
struct hall_ticket *hall_current(const struct hall *hall, const struct hall_session *session);

/** The service of the same visit that follows and is not over; NULL when none does. */
const struct hall_ticket *hall_next_of_visit(const struct hall *hall, const struct hall_ticket *ticket);

/** A new ticket in the hall's memory: empty texts, no times. */
struct hall_ticket *hall_add_ticket(struct hall *hall);
/** A ticket that is over, or not of this hall's live ones, from rows of get_ticket.sql. */
struct hall_ticket *hall_add_row(struct hall *hall, const struct db_rows *rows, int row);

/** Weights from and to their text, "passports=3,archive=1"; unknown groups are left out. */
int *hall_read_weights(const struct hall *hall, const char *text);
const char *hall_write_weights(const struct hall *hall, const int *weights);
/** The deciles of a group for which nothing was observed: by its norm. */
void hall_norm_deciles(int norm_minutes, int ret_deciles[HALL_DECILES]);

#endif
