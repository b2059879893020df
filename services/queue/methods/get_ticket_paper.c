/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../lookup.h"
#include "../rules.h"
#include "../settings.h"
#include "../view.h"

#include <okno/catalogue.h>
#include <okno/paper.h>
#include <okno/queue.methods.h>

#define LINES_MAX 3

/* With the code, for anybody; without it, for who may see the ticket anyhow. */
static enum rpc_code
find(struct rpc_call *call, const Queue__GetTicketPaperRequest *req, struct lookup *found)
{
    char code_text[2 * RULES_CODE_LENGTH];
    bool stranger = call->caller.role == RPC_ROLE_NOBODY || call->caller.role == RPC_ROLE_ANYONE;
    if (text_empty(req->code) && !stranger)
        return lookup_ticket(call, req->ticket_id, found);
    rules_code_normal(req->code, code_text, sizeof code_text);
    enum rpc_code code = lookup_code(call, code_text, found);
    if (code != RPC_OK || text_equal(found->ticket->id, req->ticket_id))
        return code;
    return rpc_fail(call, RPC_NOT_FOUND, "Такого талона нет", "There is no such ticket");
}

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

static enum rpc_code
make(struct rpc_call *call, const struct lookup *found, const char *centre, struct text *pdf)
{
    bool english = rpc_english(call);
    const struct hall_ticket *ticket = found->ticket;
    const char *lines[LINES_MAX];
    const char *foot[] = { arena_printf(call->arena, english ? "Code: %s" : "Код: %s", ticket->code),
                           english ? "Watch the board, your number will be called"
                                   : "Следите за табло, номер вызовут голосом",
                           taken_line(call, ticket) };
    return paper_ticket(
        &(struct paper_ticket){ .title = arena_printf(call->arena, english ? "Ticket %s" : "Талон %s", ticket->number),
                                .language = english ? "en-GB" : "ru-RU",
                                .centre = centre,
                                .number = ticket->number,
                                .lines = lines,
                                .n_lines = write_lines(call, found, lines),
                                .url = address_of(call, ticket),
                                .alt = english ? "QR code of the page of this ticket" : "QR-код страницы этого талона",
                                .foot = foot,
                                .n_foot = OKNO_ARRAY_SIZE(foot),
                                .created_us = ticket->issued_us },
        pdf);
}

enum rpc_code
queue_get_ticket_paper(struct rpc_call *call, const Queue__GetTicketPaperRequest *req, Common__Content *rep)
{
    struct lookup found;
    const struct catalogue *cat;
    TEXT_SCOPED pdf = { 0 };
    enum rpc_code code = find(call, req, &found);
    if (code == RPC_OK)
        code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    const Reference__Centre *centre = catalogue_centre(cat, found.hall->centre);
    code = make(call, &found, centre ? centre->name : found.hall->centre, &pdf);
    if (code != RPC_OK)
        return rpc_fail(call, code, "Талон составить не удалось", "The ticket could not be made");
    rep->content_type = "application/pdf";
    rep->file_name = arena_printf(call->arena, "ticket-%s.pdf", found.ticket->number);
    rep->data = (ProtobufCBinaryData){ pdf.length, arena_memdup(call->arena, pdf.data, pdf.length) };
    rep->total_size = (int64_t)pdf.length;
    return RPC_OK;
}
