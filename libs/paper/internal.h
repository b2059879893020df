/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How a document comes to be, and which file does it:
 *   paper.c   beginning, end and errors of a document
 *   style.c   fonts and sizes; the press: what is costly to set up and serves one document after another
 *   blocks.c  headings, paragraphs, lists, fields, tables, signatures: each is rows of cells
 *   qr.c      the QR code
 *   row.c     a row of cells finds its place, and is cut where a page ends
 *   flow.c    the pen that goes down the pages, and the marks it leaves: text, lines, shades, tags
 *   draw.c    the marks are drawn by cairo, now that the number of pages is known
 *   tag.c     what cairo cannot write - language, spoken texts, scope of table heads - is added by libqpdf
 *   engine.c  opens those libraries when the first document is made
 *   ticket.c  the ticket of a queue
 *   receipt.c, words.c   the receipt for documents, and dates and numbers as Russian says them
 * Lengths are points (1/72 inch), from the upper left corner of the page.
 */
#ifndef OKNO_PAPER_INTERNAL_H
#define OKNO_PAPER_INTERNAL_H

#include "engine.h"
#include <okno/paper.h>

#define MM(millimetres) ((millimetres)*72.0 / 25.4)

/* ------------------------------------------------------------------ style.c */

enum style {
    STYLE_TITLE, /* headings of level 1, 2, 3 */
    STYLE_PART,
    STYLE_SUBPART,
    STYLE_TEXT,
    STYLE_STRONG,
    STYLE_HEAD,   /* of a table */
    STYLE_NOTE,   /* captions and the foot of the page */
    STYLE_NUMBER, /* of a ticket */
    STYLE_COUNT,
};

struct press {
    struct press *next;
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *fonts[2][STYLE_COUNT]; /* of ordinary and of dense documents */
    PangoFont *text_font;                        /* NULL when the machine has no font at all */
};

/** A press for one document at a time; give it back when the document is done. */
struct press *press_take(void);
void press_give(struct press *press);

/* ------------------------------------------------------------------ the document */

enum mark_kind { MARK_OPEN, MARK_CLOSE, MARK_TEXT, MARK_FILL, MARK_QR };

struct mark {
    enum mark_kind kind;
    int page;
    double x, y, width, height;
    double grey; /* of a fill: 0 black, 1 white */
    const char *tag;
    PangoLayout *layout;
    int from, to; /* lines of the layout */
    const QRcode *code;
};

/** Where a group that is kept together began: what has to move with it to the next page. */
struct keep {
    int depth; /* of open pairs; 0: no group */
    size_t mark;
    double y;
};

/** What a QR code takes at the right edge. */
struct beside {
    size_t mark;
    double width, bottom;
};

struct paper {
    struct arena *arena;
    const char *title, *language, *author, *footer;
    int64_t created_us;
    double page_width, page_height;
    double left, right, top, bottom; /* of what blocks may use */
    bool dense;

    enum rpc_code code;
    const char *problem;
    size_t text_bytes;

    struct press *press;
    PangoLayout **layouts;
    size_t n_layouts, layouts_room;
    QRcode **codes;
    size_t n_codes, codes_room;
    const char **alts; /* of the codes, in their order */

    struct mark *marks;
    size_t n_marks, marks_room;
    int page;
    double y;
    struct beside beside;
    struct keep keep;
    bool heading_open;      /* the group of a heading waits for the row that follows it */
    const struct row *head; /* of the table being written */
};

/* ------------------------------------------------------------------ paper.c */

/** Remembers the first error. */
void paper_fail(struct paper *paper, enum rpc_code code, const char *problem);
/**
 * A copy to draw: noncharacters, which cairo refuses, have become U+FFFD. NULL, with the error remembered,
 * unless the text is UTF-8 and the document has room for it.
 */
const char *paper_text(struct paper *paper, const char *text);
/** Makes room for one more element in a growing array. */
void *grow(void *items, size_t n, size_t *room, size_t size);

/* ------------------------------------------------------------------ flow.c */

/** Right edge of what the next block may use. */
double flow_right(const struct paper *paper);
/** Puts the pen below whatever stands at the right edge. */
void flow_pass_beside(struct paper *paper);
/** Space around things, less in a dense document. */
double flow_space(const struct paper *paper, double height);
/** Such space before a block; none at the top of a page. */
void flow_gap(struct paper *paper, double height);
/** Height left on the page. */
double flow_room(const struct paper *paper);
bool flow_at_top(const struct paper *paper);
/** Whether the group that is kept together stands in the middle of a page, so that a break would move it. */
bool flow_keep_moves(const struct paper *paper);
/** Goes to the next page, and takes the group that is kept together along if it can: true then. */
bool flow_break(struct paper *paper);

void mark_open(struct paper *paper, const char *tag);
void mark_close(struct paper *paper, const char *tag);
void mark_fill(struct paper *paper, double x, double y, double width, double height, double grey);
void mark_add(struct paper *paper, struct mark mark);

/* ------------------------------------------------------------------ blocks.c, qr.c */

/** A text in the middle of the line, after a gap. */
void block_centred(struct paper *paper, enum style style, const char *tag, double gap, const char *text);
/** A QR code in the middle of the line; what follows stands below it. */
void block_qr(struct paper *paper, double side, const char *text, const char *alt);

/* ------------------------------------------------------------------ row.c */

struct cell {
    const char *text; /* NULL: nothing, or a line to write on */
    enum style style;
    enum paper_align align;
    double x, width; /* of the text */
    const char *tag;
    bool blank; /* a line to write on */
    /* row.c's own */
    PangoLayout *layout;
    double *bottoms; /* of its lines */
    int lines, next;
};

struct row {
    const char *tag; /* around those of the cells; NULL: none */
    struct cell *cells;
    size_t n;
    double above, below; /* inside the row, over and under the texts */
    double left, width;  /* of shade and line */
    double shade;        /* grey behind the row; 0: none */
    double line;         /* thickness of the line under the row; 0: none */
    bool silent;         /* said before, so not tagged again: the repeated head of a table */
};

/** Sets the texts of the cells. Do it before anything else with the row. */
void row_set(struct paper *paper, struct row *row);
double row_height(const struct row *row);
/** Writes the lines that fit into `height`, at least one of each cell, and moves the pen below them. */
void row_write(struct paper *paper, struct row *row, double height);
/** Puts the row on the page, or on as many pages as it needs. */
void row_place(struct paper *paper, struct row *row);

/* ------------------------------------------------------------------ draw.c, tag.c */

/** Draws the marks, each tag opening on the page where its content begins; the bytes are added to ret_pdf. */
enum rpc_code draw(struct paper *paper, struct text *ret_pdf);
/** Adds to the PDF what cairo cannot say. */
enum rpc_code tag(struct paper *paper, const struct text *plain, struct text *ret_pdf);

/* ------------------------------------------------------------------ words.c */

/** "21 ноября 2026 г." */
const char *words_date(struct arena *arena, struct date date);
/** "21 ноября 2026 г., 14:05", local time. */
const char *words_time(struct arena *arena, int64_t time_us);
/** "1 документ", "2 документа", "5 документов". */
const char *words_count(struct arena *arena, int n, const char *one, const char *few, const char *many);

#endif
