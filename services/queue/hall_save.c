/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a turn changed of a hall, as statements. */
#include "hall.h"

#include "names.h"

#include <okno/queue.sql.h>

static const char *
date_of(struct hall *hall, int32_t day)
{
    char written[11];
    date_format(date_from_days(day), written);
    return arena_strdup(hall->arena, written);
}

static void
save_ticket(struct hall *hall, const struct hall_ticket *t, struct db_work *work)
{
    const struct db_value values[] = { db_text(hall->centre),
                                       db_text(t->id),
                                       db_text(date_of(hall, t->day)),
                                       db_text(t->number),
                                       db_text(t->visit_id),
                                       db_int(t->step),
                                       db_text(hall->groups[t->group].conf->group_code),
                                       db_text(t->service),
                                       db_text(NAME_OF_PURPOSE(t->purpose)),
                                       db_text(NAME_OF_SOURCE(t->source)),
                                       db_text(NAME_OF_STATE(t->state)),
                                       db_text(t->priority),
                                       db_int(t->level),
                                       db_time(t->rank_us),
                                       db_time(t->issued_us),
                                       db_time(t->entered_us),
                                       db_time(t->called_us),
                                       db_time(t->served_us),
                                       db_time(t->ended_us),
                                       db_time(t->until_us),
                                       db_time(t->due_us),
                                       db_int(t->calls),
                                       db_nonempty(t->session_id),
                                       db_nonempty(t->window_id),
                                       db_text(t->window_number),
                                       db_text(t->operator_),
                                       db_nonempty(t->target_window),
                                       db_text(t->target_operator),
                                       db_nonempty(t->sender_window),
                                       db_nonempty(t->applicant),
                                       db_text(t->applications),
                                       db_nonempty(t->appointment),
                                       db_text(t->result),
                                       db_text(t->reason),
                                       db_text(t->code),
                                       db_long(t->waited_ms),
                                       db_long(t->way_ms),
                                       db_long(t->service_ms),
                                       db_int(t->version) };
    db_put(work, &queue_sql_save_ticket, (struct db_args){ values, OKNO_ARRAY_SIZE(values) });
}

static void
save_session(const struct hall *hall, const struct hall_session *s, struct db_work *work)
{
    db_put(work, &queue_sql_save_session,
           DB_ARGS(s->id, hall->centre, s->window_id, s->window_number, s->operator_, s->substitutes,
                   NAME_OF_SESSION(s->state), s->break_reason, db_time(s->opened_us), db_time(s->changed_us),
                   db_time(s->closed_us), s->break_ms, s->version));
}

static void
save_windows(const struct hall *hall, struct db_work *work)
{
    /* Those that ended first: the next session may be at the same window. */
    for (int i = 0; i < hall->n_ended; i++)
        save_session(hall, hall->ended[i], work);
    for (int i = 0; i < hall->n_windows; i++) {
        const struct hall_window *w = &hall->windows[i];
        if (w->session && w->session->dirty)
            save_session(hall, w->session, work);
        if (w->dirty)
            db_put(work, &queue_sql_save_window,
                   DB_ARGS(w->id, w->name, hall_write_weights(hall, w->weights), w->enabled, w->version));
    }
}

static void
save_appointments(const struct hall *hall, struct db_work *work)
{
    for (int i = 0; i < hall->n_appointments; i++) {
        const struct hall_appointment *a = hall->appointments[i];
        if (a->dirty)
            db_put(work, &queue_sql_save_appointment,
                   DB_ARGS(a->id, hall->centre, a->group_code, a->service, NAME_OF_PURPOSE(a->purpose),
                           NAME_OF_APPOINTMENT(a->state), db_time(a->starts_us), a->minutes, db_time(a->expires_us),
                           a->code, db_nonempty(a->applicant), db_nonempty(a->ticket), a->reminded, a->version));
    }
}

void
hall_save(void *thing, struct db_work *work)
{
    struct hall *hall = thing;
    if (!hall->changed)
        return;
    for (int i = 0; i < hall->n_tickets; i++)
        if (hall->tickets[i]->dirty)
            save_ticket(hall, hall->tickets[i], work);
    save_windows(hall, work);
    save_appointments(hall, work);
    for (int i = 0; i < hall->n_groups; i++)
        if (hall->groups[i].counted)
            db_put(work, &queue_sql_save_counter,
                   DB_ARGS(hall->centre, date_of(hall, hall->today), hall->groups[i].conf->group_code,
                           hall->groups[i].last));
    db_put(work, &queue_sql_save_revision, DB_ARGS(hall->centre, hall->revision));
}
