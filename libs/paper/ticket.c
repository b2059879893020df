/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#define CODE_SIDE MM(38)
#define TAIL MM(6) /* of blank paper, where the printer cuts */

static void
write_lines(struct paper *paper, const char *const *lines, size_t n, enum style style)
{
    for (size_t i = 0; i < n; i++)
        block_centred(paper, style, "P", 2, lines[i]);
}

static bool
ticket_valid(const struct paper_ticket *ticket)
{
    return !text_empty(ticket->centre) && !text_empty(ticket->number) && (!ticket->url || !text_empty(ticket->alt));
}

/* All on one page, which ends where the text does. */
static void
cut(struct paper *paper)
{
    if (paper->page > 0)
        paper_fail(paper, RPC_INVALID_ARGUMENT, "a ticket is longer than a page of 297 mm");
    paper->page_height = paper->y + TAIL;
}

enum rpc_code
paper_ticket(const struct paper_ticket *ticket, struct text *ret_pdf)
{
    if (!ticket_valid(ticket))
        return RPC_INVALID_ARGUMENT;
    struct paper *paper = paper_new(&(struct paper_options){ .title = ticket->title,
                                                             .language = ticket->language,
                                                             .author = ticket->centre,
                                                             .page = PAPER_ROLL,
                                                             .created_us = ticket->created_us });
    block_centred(paper, STYLE_NOTE, "P", 0, ticket->centre);
    block_centred(paper, STYLE_NUMBER, "H1", 0, ticket->number);
    write_lines(paper, ticket->lines, ticket->n_lines, STYLE_STRONG);
    if (ticket->url)
        block_qr(paper, CODE_SIDE, ticket->url, ticket->alt);
    write_lines(paper, ticket->foot, ticket->n_foot, STYLE_NOTE);
    cut(paper);
    enum rpc_code code = paper_finish(paper, ret_pdf);
    paper_free(paper);
    return code;
}
