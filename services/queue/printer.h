/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Printers of tickets. Each place (the login of a kiosk, or a centre) has a list of them, tried in its order:
 *
 *     socket://10.1.2.3:9100   a receipt printer that speaks ESC/POS
 *     cups:ticket              a queue of the local CUPS, or cups://host:631/ticket of another: is given the PDF
 *
 * A printer never holds up more than one call for longer than the timeout, nor more than a few calls at once.
 */
#ifndef OKNO_QUEUE_PRINTER_H
#define OKNO_QUEUE_PRINTER_H

#include <okno/conf.h>
#include <okno/paper.h>
#include <okno/queue.pb-c.h>
#include <okno/rpc.h>

typedef Queue__PrintTicketResponse__Outcome printer_outcome;

/** Printers of a caller: of the subject, else of the centre; NULL when none is set up. */
const struct conf_list *printer_of(const struct conf_map *printers, const struct rpc_caller *caller,
                                   const char *centre);

/** Gives the ticket to the first of them that takes it. What goes wrong is logged. */
printer_outcome printer_print(const struct conf_list *printers, const struct paper_ticket *ticket);

/** What is wrong with an address, as a sentence; NULL: nothing. */
const char *printer_fault(const char *address);

#endif
