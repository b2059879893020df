/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../printer.h"
#include "../settings.h"
#include "../slip.h"

#include <okno/queue.methods.h>

#define OUTCOME(name) QUEUE__PRINT_TICKET_RESPONSE__OUTCOME__##name

/* The number is what the visitor needs; the paper only carries it. */
static const char *
words_of(struct rpc_call *call, printer_outcome outcome, const char *number)
{
    bool english = rpc_english(call);
    switch (outcome) {
    case OUTCOME(NO_PAPER):
        return arena_printf(call->arena,
                            english ? "The printer has no paper. Remember your number: %s"
                                    : "В принтере нет бумаги. Запомните номер: %s",
                            number);
    case OUTCOME(NO_ANSWER):
        return arena_printf(call->arena,
                            english ? "The printer does not answer. Remember your number: %s"
                                    : "Принтер не отвечает. Запомните номер: %s",
                            number);
    default:
        return "";
    }
}

enum rpc_code
queue_print_ticket(struct rpc_call *call, const Queue__PrintTicketRequest *req, Queue__PrintTicketResponse *rep)
{
    struct lookup found;
    struct paper_ticket slip;
    enum rpc_code code = lookup_ticket(call, req->ticket_id, &found);
    if (code != RPC_OK)
        return code;
    const struct conf_list *printers = printer_of(&queue_settings.printers, &call->caller, found.hall->centre);
    rep->outcome = OUTCOME(NO_PRINTER);
    if (!printers)
        return RPC_OK;
    code = slip_of(call, &found, &slip);
    if (code != RPC_OK)
        return code;
    rep->outcome = printer_print(printers, &slip);
    rep->detail = words_of(call, rep->outcome, found.ticket->number);
    return RPC_OK;
}
