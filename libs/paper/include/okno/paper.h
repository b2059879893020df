/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Documents for people, as tagged PDF.
 *
 * A document is described block by block, from top to bottom; the library lays the blocks out on pages, and
 * the order of the calls is the order in which a screen reader reads them:
 *
 *     struct paper *paper = paper_new(&(struct paper_options) { .title = "Справка" });
 *     paper_heading(paper, 1, "Справка");
 *     paper_paragraph(paper, "Выдана по месту требования.", PAPER_PLAIN);
 *     paper_signatures(paper, (struct paper_signature[]) { { "Начальник отдела", "Е. В. Северная" } }, 1);
 *     TEXT_SCOPED pdf = { 0 };
 *     enum rpc_code code = paper_finish(paper, &pdf);
 *     paper_free(paper);
 *
 * Errors are remembered, not returned: after the first one the other calls do nothing, and `paper_finish`
 * returns it. Texts are UTF-8, '\n' starts a new line in them; they are copied, so nothing of the caller's is
 * kept. A character that no installed font has is drawn as a box with its code.
 *
 * Several threads may make documents at the same time; one document belongs to one thread. The libraries that
 * draw are loaded with the first document, not before (see README).
 */
#ifndef OKNO_PAPER_H
#define OKNO_PAPER_H

#include <okno/base.h>

/**
 * Bytes that one text may have, all texts of a document together, and pages of a document: more is
 * RPC_RESOURCE_EXHAUSTED. (The time to wrap one text grows with the square of its length: 0.3 s at this one.)
 */
#define PAPER_TEXT_LIMIT ((size_t)16 * 1024)
#define PAPER_TEXTS_LIMIT ((size_t)1024 * 1024)
#define PAPER_PAGES_LIMIT 500

enum paper_page { PAPER_A4, PAPER_A4_LANDSCAPE, PAPER_A5, PAPER_ROLL }; /* a roll is 80 mm wide */
enum paper_align { PAPER_LEFT, PAPER_CENTRE, PAPER_RIGHT };
enum paper_emphasis { PAPER_PLAIN, PAPER_STRONG };

struct paper;

struct paper_options {
    const char *title;    /* what readers show as the window's title; required */
    const char *language; /* BCP 47; NULL is "ru-RU" */
    const char *author;   /* who issues the document; may be NULL */
    enum paper_page page;
    bool dense;         /* text of 11 points rather than 12, and half the space between blocks */
    int64_t created_us; /* creation time; 0 is now. The same time and blocks give the same bytes. */
};

/** Never NULL. End it with `paper_free`. */
struct paper *paper_new(const struct paper_options *options);
void paper_free(struct paper *paper); /* NULL is fine */

/** @level  1 is the title of the document, 2 a part of it, 3 a part of a part. Stays with what follows. */
void paper_heading(struct paper *paper, int level, const char *text);

void paper_paragraph(struct paper *paper, const char *text, enum paper_emphasis emphasis);

/** A list with bullets. */
void paper_list(struct paper *paper, const char *const *items, size_t n);

struct paper_field {
    const char *label;
    const char *value; /* NULL: a line to write on by hand */
    enum paper_emphasis emphasis;
};

/** Rows of a label and its value. */
void paper_fields(struct paper *paper, const struct paper_field *fields, size_t n);

struct paper_column {
    const char *title;
    double share; /* of the width, in relation to the other columns' shares; above 0 */
    enum paper_align align;
};

/**
 * A table with a head. The head is repeated on every page the table reaches; texts wrap inside their cells; a
 * row stays in one piece unless it is higher than a third of a page.
 *
 * @cells  rows * n_columns texts, row by row; NULL is an empty cell
 */
void paper_table(struct paper *paper, const struct paper_column *columns, size_t n_columns, const char *const *cells,
                 size_t rows);

/**
 * A QR code (error correction M) at the right edge. The blocks that follow stand at its left until they have
 * passed it; a table, a rule and signatures always start below it.
 *
 * @text     what the code holds, 1 to 2331 bytes
 * @caption  line under the code; may be NULL
 * @alt      what the code is for, spoken by a screen reader in its place; required
 */
void paper_qr(struct paper *paper, const char *text, const char *caption, const char *alt);

struct paper_signature {
    const char *role; /* "Документы принял(а)" */
    const char *name; /* NULL: a line to write the name on */
};

/** Lines to sign on; all of them stay on one page. */
void paper_signatures(struct paper *paper, const struct paper_signature *signatures, size_t n);

/** A line across the page. */
void paper_rule(struct paper *paper);

/** What is said between begin and end stays on one page when one page can hold it. Pairs may nest. */
void paper_keep_begin(struct paper *paper);
void paper_keep_end(struct paper *paper);

/** One line at the foot of every page; "{page}" and "{pages}" in it become its number and their count. */
void paper_footer(struct paper *paper, const char *text);

/**
 * Makes the PDF. Call it once, then `paper_free`.
 *
 * @ret_pdf  the document's bytes are added to it
 * @return RPC_OK; RPC_INVALID_ARGUMENT when a text is not UTF-8, is missing where required, or does not fit a
 *         QR code; RPC_RESOURCE_EXHAUSTED beyond the limits; RPC_FAILED_PRECONDITION when a drawing library or
 *         every font is missing on the machine; RPC_INTERNAL when a library fails
 */
enum rpc_code paper_finish(struct paper *paper, struct text *ret_pdf) OKNO_MUST_CHECK;

/** The first error in words, for the log of whoever made the document; "" while there is none. */
const char *paper_problem(const struct paper *paper);

/* ------------------------------------------------------------------ receipt */

struct paper_receipt_document {
    const char *name;
    const char *form; /* "оригинал", "копия", "скан" */
    int sheets;       /* of one copy */
    int copies;
};

/**
 * Расписка о приёме документов: what was taken, from whom, what for, until when, and where to ask. Texts that
 * are NULL or "" are left out; the lines for signatures and for the issue of the result are always there, to be
 * filled in by hand as long as the fact is not yet known.
 */
struct paper_receipt {
    struct {
        const char *name; /* required */
        const char *address;
        const char *phone;
    } centre;
    const char *number;    /* of registration; required */
    int64_t registered_us; /* printed as local time of the process */
    struct {
        const char *name; /* in full; required */
        const char *representative;
        const char *authority; /* the document the representative acts on */
    } applicant;
    const char *service; /* required */
    const char *agency;
    const struct paper_receipt_document *documents;
    size_t n_documents;
    int term_days; /* by the regulation; 0 when it sets none */
    bool term_working;
    struct date planned; /* year 0: not known */
    const char *result_way;
    struct {
        const char *phone;
        const char *portal; /* address as people type it */
        const char *code;
        const char *url; /* of the tracking page, for the QR code */
    } progress;
    const char *operator_name;
    struct {
        struct date date; /* year 0: not yet issued */
        const char *document;
        const char *refusal; /* number and ground of the reasoned refusal */
    } issue;
    int64_t created_us; /* of the PDF; 0 is now */
};

/**
 * The receipt on A4. With up to eight documents it is set densely before it is allowed a second page.
 *
 * @ret_pdf  the document's bytes are added to it
 * @return as `paper_finish`; RPC_INVALID_ARGUMENT also when a date does not exist or a count is negative
 */
enum rpc_code paper_receipt(const struct paper_receipt *receipt, struct text *ret_pdf) OKNO_MUST_CHECK;

/* ------------------------------------------------------------------ ticket */

/** A ticket of the queue, for a roll 80 mm wide; the page is as long as what stands on it. */
struct paper_ticket {
    const char *title;        /* of the document; required */
    const char *language;     /* BCP 47; NULL is "ru-RU" */
    const char *centre;       /* where it was taken; required */
    const char *number;       /* set in large figures; required */
    const char *const *lines; /* under the number: what for, place, waiting time */
    size_t n_lines;
    const char *url; /* of its page, as a QR code; NULL: none */
    const char *alt; /* what the code is for; required with one */
    const char *const *foot;
    size_t n_foot;
    int64_t created_us; /* of the PDF; 0 is now */
};

/**
 * @ret_pdf  the document's bytes are added to it
 * @return as `paper_finish`; RPC_INVALID_ARGUMENT also when it does not fit a page of 297 mm
 */
enum rpc_code paper_ticket(const struct paper_ticket *ticket, struct text *ret_pdf) OKNO_MUST_CHECK;

#endif
