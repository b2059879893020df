/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "due.h"

static const char *
text_of(struct arena *arena, struct date day)
{
    char text[11];
    date_format(day, text);
    return arena_strdup(arena, text);
}

const char *
due_day(const struct process *process, int64_t due_us)
{
    return text_of(process->call->arena, date_of_time(due_us));
}

/* A share of the whole term in working days, at least one, never beyond the planned date. */
static const char *
day_of_share(const struct process *process, const struct process_subject *subject, int64_t share)
{
    struct date planned, due;
    int32_t days = (int32_t)((subject->term_days * share + 99) / 100);
    if (!process->calendar || !date_parse(subject->app->planned_on, &planned)
        || calendar_add_days(process->calendar, date_of_time(process->now_us), days > 0 ? days : 1, CALENDAR_WORKING,
                             &due)
               != RPC_OK
        || date_compare(due, planned) > 0)
        return subject->app->planned_on;
    return text_of(process->call->arena, due);
}

static const char *
share_day(const struct process *process, const struct process_subject *subject, const struct bpmn_effect *made)
{
    int64_t share;
    if (subject->app && made->element->okno->share && parse_int64(made->element->okno->share, &share))
        return day_of_share(process, subject, share);
    return NULL;
}

/* 2026-01-31: texts stand in the order of days. NULL is no day. */
static const char *
earlier(const char *a, const char *b)
{
    if (!a || !b)
        return a ? a : b;
    return strcmp(a, b) < 0 ? a : b;
}

static bool
ends_its_host(const struct bpmn_token *token)
{
    return token->host && token->trigger == BPMN_TIMER && token->element->kind == BPMN_BOUNDARY_EVENT
           && token->element->interrupting && token->due_us;
}

const char *
due_bound(const struct process *process, uint32_t task)
{
    int64_t first_us = 0;
    for (size_t i = 0; i < process->state->n_tokens; i++) {
        const struct bpmn_token *token = process->state->tokens[i];
        if (token->host == task && ends_its_host(token) && (!first_us || token->due_us < first_us))
            first_us = token->due_us;
    }
    return first_us ? due_day(process, first_us) : NULL;
}

const struct bpmn_token *
due_host(const struct process *process, uint32_t timer)
{
    const struct bpmn_token *token = bpmn_state_token(process->state, timer);
    const struct bpmn_token *host =
        token && ends_its_host(token) ? bpmn_state_token(process->state, token->host) : NULL;
    return host && host->phase == BPMN_WAIT_TASK ? host : NULL;
}

struct due
due_of_new(const struct process *process, const struct process_subject *subject, const struct bpmn_effect *made)
{
    struct due due = { .bound = due_bound(process, made->token) };
    if (made->due_us)
        due.own = due_day(process, made->due_us);
    else
        due.share = share_day(process, subject, made);
    due.day = earlier(due.own ? due.own : due.share, due.bound);
    if (!due.day)
        due.day = subject->app ? subject->app->planned_on : DUE_NEVER;
    return due;
}
