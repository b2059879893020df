/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#define SIDE MM(28)  /* of the code without its quiet zone */
#define BESIDE MM(6) /* between the text and the code */
#define QUIET 4      /* modules of blank paper that ISO/IEC 18004 wants around a code */

/* False, with the error remembered, when the text does not fit a code. */
static bool
code_add(struct paper *paper, const char *text, const char *alt)
{
    if (!alt)
        return false;
    QRcode *code = lib.QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code) {
        paper_fail(paper, RPC_INVALID_ARGUMENT, "a QR code holds 1 to 2331 bytes");
        return false;
    }
    size_t room = paper->codes_room;
    paper->codes = grow(paper->codes, paper->n_codes, &paper->codes_room, sizeof *paper->codes);
    paper->alts = grow(paper->alts, paper->n_codes, &room, sizeof *paper->alts);
    paper->alts[paper->n_codes] = alt;
    paper->codes[paper->n_codes++] = code;
    return true;
}

/* The words under the code, at the right edge. */
static struct row
caption_row(struct paper *paper, struct cell *cell, const char *caption)
{
    *cell = (struct cell){ .text = caption,
                           .style = STYLE_NOTE,
                           .align = PAPER_CENTRE,
                           .tag = "Caption",
                           .x = paper->right - SIDE,
                           .width = SIDE };
    struct row row = { .cells = cell, .n = 1 };
    row_set(paper, &row);
    return row;
}

void
paper_qr(struct paper *paper, const char *text, const char *caption, const char *alt)
{
    if (paper->code != RPC_OK || !paper_text(paper, text) || !code_add(paper, text, paper_text(paper, alt)))
        return;
    const QRcode *code = paper->codes[paper->n_codes - 1];
    double quiet = SIDE * QUIET / code->width;
    struct cell cell;
    struct row row = caption_row(paper, &cell, caption);
    flow_pass_beside(paper);
    double height = quiet + SIDE + quiet + row_height(&row);
    if (flow_room(paper) < height && !flow_at_top(paper))
        flow_break(paper);
    double y = paper->y;
    paper->beside = (struct beside){ .mark = paper->n_marks, .width = SIDE + BESIDE, .bottom = y + height };
    mark_open(paper, "Figure");
    mark_add(paper,
             (struct mark){ .kind = MARK_QR, .x = paper->right - SIDE, .y = y + quiet, .width = SIDE, .code = code });
    mark_close(paper, "Figure");
    if (caption) {
        paper->y = y + quiet + SIDE + quiet;
        row_write(paper, &row, SIDE);
        paper->y = y;
    }
}

void
block_qr(struct paper *paper, double side, const char *text, const char *alt)
{
    if (paper->code != RPC_OK || !paper_text(paper, text) || !code_add(paper, text, paper_text(paper, alt)))
        return;
    const QRcode *code = paper->codes[paper->n_codes - 1];
    double quiet = side * QUIET / code->width, x = (paper->left + paper->right - side) / 2;
    if (flow_room(paper) < side + 2 * quiet && !flow_at_top(paper))
        flow_break(paper);
    mark_open(paper, "Figure");
    mark_add(paper, (struct mark){ .kind = MARK_QR, .x = x, .y = paper->y + quiet, .width = side, .code = code });
    mark_close(paper, "Figure");
    paper->y += side + 2 * quiet;
}
