/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * A ticket as bytes for a receipt printer that speaks ESC/POS (Epson's commands, which the others took over): paper 80
 * mm wide, 48 letters of font A a line, the QR code drawn by the printer itself.
 */
#ifndef OKNO_QUEUE_ESCPOS_H
#define OKNO_QUEUE_ESCPOS_H

#include <okno/paper.h>

/** Asks for the state of the paper (DLE EOT 4); a printer answers at once, out of turn. */
#define ESCPOS_ASK_PAPER "\x10\x04\x04"

/** Whether the answer says that there is no paper. Bytes that are no such answer say nothing. */
bool escpos_lacks_paper(unsigned char answer);

/**
 * @code_page  the number under which the printer knows PC866 (ESC t): 17 at Epson. Letters that PC866 lacks are written
 *             with others, control characters are left out
 */
void escpos_ticket(const struct paper_ticket *ticket, int code_page, struct text *out);

#endif
