/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The document of the register as tagged PDF, with a QR code that leads to its verification. */
#ifndef OKNO_TRACKING_ISSUED_PAPER_H
#define OKNO_TRACKING_ISSUED_PAPER_H

#include <okno/rpc.h>
#include <okno/tracking.pb-c.h>

struct issued_paper {
    const Tracking__UnsealedDocument *document;
    const char *applicant;       /* in full */
    const char *agency, *centre; /* names */
    const char *signer;          /* "" when it is not signed electronically */
    const char *public_url;      /* "" without a code */
};

/** Adds the PDF. The same document gives the same bytes. */
enum rpc_code issued_paper(struct arena *arena, const struct issued_paper *paper, struct text *ret_pdf) OKNO_MUST_CHECK;

#endif
