/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looks at a PDF as its readers do, with the programs of poppler. */
#ifndef OKNO_PAPER_READER_H
#define OKNO_PAPER_READER_H

#include <okno/paper.h>
#include <okno/test.h>

/** What `<command> file.pdf <rest>` prints about the document. Ends the test when the command fails. */
void reader_run(const struct text *pdf, const char *command, const char *rest, struct text *ret_output);
/** Words of the document, or of one page of it (from 1; 0: all), in lines as on paper. */
void reader_text(const struct text *pdf, int page, struct text *ret_text);
int reader_pages(const struct text *pdf);
/** Names of the structure elements in reading order: "Document H1 P P ". */
void reader_structure(const struct text *pdf, struct text *ret_names);
/** How often `needle` occurs. */
int reader_count(const struct text *text, const char *needle);
/** Finishes the paper, which must succeed, and frees it. */
void reader_finish(struct paper *paper, struct text *ret_pdf);

/** An ordinary document for tests, made at a fixed time. */
struct paper *reader_paper(void);
/** Such a document with one of every block. */
struct paper *reader_paper_of_all(void);
/** Of a table of documents: what, which form, how many sheets. */
extern const struct paper_column reader_columns[3];

#endif
