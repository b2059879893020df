/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "news.h"

#include <okno/events.h>

#include <inttypes.h>

static bool
concerns_agency(const Tracking__Task *task)
{
    return !text_empty(task->agency_code) && !text_empty(task->application_id);
}

/* What these events are about is one wait of one process, not the application as it is shown. */
static const char *
key(struct arena *arena, const char *process_id, uint32_t token)
{
    return arena_printf(arena, "%s/%" PRIu32, process_id, token);
}

void
news_put_opened(struct db_work *work, struct arena *arena, const Tracking__Task *task, uint32_t token)
{
    Tracking__TaskOpened event = TRACKING__TASK_OPENED__INIT;
    if (!concerns_agency(task))
        return;
    event.process_id = task->process_id;
    event.token = token;
    event.task_id = task->task_id;
    event.application_id = task->application_id;
    event.agency_code = task->agency_code;
    events_put(work, key(arena, event.process_id, token), &event.base);
}

static void
put_closed(struct db_work *work, struct arena *arena, const char *application_id, const char *process_id,
           uint32_t token, bool cancelled)
{
    Tracking__TaskClosed event = TRACKING__TASK_CLOSED__INIT;
    event.process_id = process_id;
    event.token = token;
    event.application_id = application_id;
    event.cancelled = cancelled;
    events_put(work, key(arena, process_id, token), &event.base);
}

void
news_put_done(struct db_work *work, struct arena *arena, const Tracking__Task *task)
{
    if (concerns_agency(task))
        put_closed(work, arena, task->application_id, task->process_id, task->token, false);
}

void
news_put_cancelled(struct db_work *work, struct arena *arena, const Tracking__ProcessRow *process, uint32_t token)
{
    if (!text_empty(process->application_id))
        put_closed(work, arena, process->application_id, process->process_id, token, true);
}
