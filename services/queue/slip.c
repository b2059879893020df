/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "slip.h"

#include "settings.h"

#include <okno/catalogue.h>

#define LINES_MAX 4
#define FOOT 3

static const char *
place_line(struct rpc_call *call, const Queue__Estimate *estimate)
{
    if (estimate->place <= 1)
        return rpc_english(call) ? "You are next" : "Вы следующий";
    return arena_printf(call->arena, rpc_english(call) ? "Ahead of you: %d" : "Перед вами: %d", estimate->place - 1);
}

/* Whole minutes, as the pages say them: the median down, nine of ten up. */
static const char *
wait_line(struct rpc_call *call, const Queue__Estimate *estimate)
{
    int from = estimate->p50_seconds / 60, to = (estimate->p90_seconds + 59) / 60;
    const char *about = rpc_english(call) ? "Estimated waiting time" : "Примерное ожидание";
    const char *minutes = rpc_english(call) ? "min" : "мин";
    if (from >= to)
        return arena_printf(call->arena, "%s: %d %s", about, to > 0 ? to : 1, minutes);
    return arena_printf(call->arena, "%s: %d–%d %s", about, from > 0 ? from : 1, to, minutes);
}

/* Numbers of the further services of the visit; NULL without any. */
static const char *
then_line(struct rpc_call *call, const struct lookup *found)
{
    const char *line = NULL;
    const struct hall_ticket *next = found->ticket;
    while ((next = hall_next_of_visit(found->hall, next)))
        line = line ? arena_printf(call->arena, "%s, %s", line, next->number)
                    : arena_printf(call->arena, rpc_english(call) ? "Then: %s" : "Затем: %s", next->number);
    return line;
}

static size_t
write_lines(struct rpc_call *call, const struct lookup *found, const char **lines)
{
    size_t n = 0;
    const Queue__Group *group = found->ticket->group >= 0 ? found->hall->groups[found->ticket->group].conf : NULL;
    const Queue__Estimate *estimate = lookup_estimate(call, found);
    if (group)
        lines[n++] = rpc_english(call) && !text_empty(group->name_en) ? group->name_en : group->name;
    if (estimate && estimate->place > 0)
        lines[n++] = place_line(call, estimate);
    if (estimate && estimate->served)
        lines[n++] = wait_line(call, estimate);
    if ((lines[n] = then_line(call, found)))
        n++;
    return n;
}

static const char *
address_of(struct rpc_call *call, const struct hall_ticket *ticket)
{
    if (text_empty(queue_settings.public_url) || text_empty(ticket->code))
        return NULL;
    return arena_printf(call->arena, "%s/t/%s?code=%s", queue_settings.public_url, ticket->id, ticket->code);
}

/* Day and time as clocks at the centre show them. */
static const char *
taken_line(struct rpc_call *call, const struct hall_ticket *ticket)
{
    struct date day = date_of_time(ticket->issued_us);
    int minute = minute_of_time(ticket->issued_us);
    return arena_printf(call->arena, "%02d.%02d.%d %02d:%02d", day.day, day.month, day.year, minute / 60, minute % 60);
}

static const char *
centre_name(const struct catalogue *cat, const char *code)
{
    const Reference__Centre *centre = catalogue_centre(cat, code);
    return centre ? centre->name : code;
}

static const char **
write_foot(struct rpc_call *call, const struct hall_ticket *ticket)
{
    bool english = rpc_english(call);
    const char **foot = ARENA_ARRAY(call->arena, const char *, FOOT);
    foot[0] = arena_printf(call->arena, english ? "Code: %s" : "Код: %s", ticket->code);
    foot[1] = english ? "Watch the board, your number will be called" : "Следите за табло, номер вызовут голосом";
    foot[2] = taken_line(call, ticket);
    return foot;
}

enum rpc_code
slip_of(struct rpc_call *call, const struct lookup *found, struct paper_ticket *ret_slip)
{
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    bool english = rpc_english(call);
    const struct hall_ticket *ticket = found->ticket;
    const char **lines = ARENA_ARRAY(call->arena, const char *, LINES_MAX);
    *ret_slip =
        (struct paper_ticket){ .title = arena_printf(call->arena, english ? "Ticket %s" : "Талон %s", ticket->number),
                               .language = english ? "en-GB" : "ru-RU",
                               .centre = centre_name(cat, found->hall->centre),
                               .number = ticket->number,
                               .lines = lines,
                               .n_lines = write_lines(call, found, lines),
                               .url = address_of(call, ticket),
                               .alt = english ? "QR code of the page of this ticket" : "QR-код страницы этого талона",
                               .foot = write_foot(call, ticket),
                               .n_foot = FOOT,
                               .created_us = ticket->issued_us };
    return RPC_OK;
}
