/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#define GAP 5.0      /* between blocks */
#define LABEL MM(43) /* of a field's label, at most 2/5 of the line */
#define BETWEEN 8.0  /* label and value */

/* A row of one cell over the whole line. */
static void
single(struct paper *paper, struct cell cell, double below)
{
    cell.x = paper->left;
    cell.width = flow_right(paper) - paper->left;
    struct row row = { .cells = &cell, .n = 1, .below = flow_space(paper, below) };
    row_set(paper, &row);
    row_place(paper, &row);
}

void
paper_heading(struct paper *paper, int level, const char *text)
{
    static const struct level {
        enum style style;
        const char *tag;
        double gap, below;
    } levels[] = { { STYLE_TITLE, "H1", 8, 0 }, { STYLE_PART, "H2", 11, 2 }, { STYLE_SUBPART, "H3", 8, 2 } };
    if (level < 1 || level > (int)OKNO_ARRAY_SIZE(levels))
        paper_fail(paper, RPC_INVALID_ARGUMENT, "a heading's level is 1, 2 or 3");
    if (paper->code != RPC_OK)
        return;
    const struct level *as = &levels[level - 1];
    flow_gap(paper, as->gap);
    if (!paper->heading_open)
        paper_keep_begin(paper);
    paper->heading_open = false;
    single(paper, (struct cell){ .text = text, .style = as->style, .tag = as->tag }, as->below);
    paper->heading_open = true;
}

void
paper_paragraph(struct paper *paper, const char *text, enum paper_emphasis emphasis)
{
    if (paper->code != RPC_OK)
        return;
    flow_gap(paper, GAP);
    single(paper,
           (struct cell){ .text = text, .tag = "P", .style = emphasis == PAPER_STRONG ? STYLE_STRONG : STYLE_TEXT }, 0);
}

void
block_centred(struct paper *paper, enum style style, const char *tag, double gap, const char *text)
{
    if (paper->code != RPC_OK)
        return;
    flow_gap(paper, gap);
    single(paper, (struct cell){ .text = text, .tag = tag, .style = style, .align = PAPER_CENTRE }, 0);
}

/* A row of a list: what stands before the text, and the text. */
static void
item(struct paper *paper, struct cell label, struct cell body, double above)
{
    double right = flow_right(paper);
    label.tag = "Lbl";
    label.x = paper->left;
    body.tag = "LBody";
    body.x = label.x + label.width + BETWEEN;
    body.width = right - body.x;
    struct cell cells[] = { label, body };
    struct row row = { .tag = "LI", .cells = cells, .n = 2, .above = flow_space(paper, above) };
    row_set(paper, &row);
    row_place(paper, &row);
}

void
paper_list(struct paper *paper, const char *const *items, size_t n)
{
    if (paper->code != RPC_OK || n == 0)
        return;
    flow_gap(paper, GAP);
    mark_open(paper, "L");
    for (size_t i = 0; i < n; i++)
        item(paper, (struct cell){ .text = "•", .style = STYLE_TEXT, .width = 8 },
             (struct cell){ .text = items[i], .style = STYLE_TEXT }, 1);
    mark_close(paper, "L");
}

static void
field(struct paper *paper, const struct paper_field *field)
{
    double half = (flow_right(paper) - paper->left) * 2 / 5;
    struct cell label = { .text = field->label, .style = STYLE_TEXT, .width = half < LABEL ? half : LABEL };
    struct cell value = { .text = field->value,
                          .blank = !field->value,
                          .style = field->emphasis == PAPER_STRONG ? STYLE_STRONG : STYLE_TEXT };
    item(paper, label, value, field->value ? 1.5 : 5.5);
}

void
paper_fields(struct paper *paper, const struct paper_field *fields, size_t n)
{
    if (paper->code != RPC_OK || n == 0)
        return;
    flow_gap(paper, 2);
    mark_open(paper, "L");
    for (size_t i = 0; i < n; i++)
        field(paper, &fields[i]);
    mark_close(paper, "L");
}

/* ------------------------------------------------------------------ tables */

#define PADDING 5.0
#define HAIRLINE 0.5
#define STRONG_LINE 1.0

/* Empty cells of a table's row, each in its column. */
static struct row
table_row(struct paper *paper, const struct paper_column *columns, size_t n, const char *tag)
{
    double shares = 0, x = paper->left, width = paper->right - paper->left;
    for (size_t i = 0; i < n; i++)
        shares += columns[i].share;
    struct cell *cells = ARENA_ARRAY(paper->arena, struct cell, n);
    for (size_t i = 0; i < n; i++) {
        double column = width * columns[i].share / shares;
        cells[i] = (struct cell){
            .x = x + PADDING, .width = column - 2 * PADDING, .align = columns[i].align, .tag = tag, .style = STYLE_TEXT
        };
        x += column;
    }
    return (struct row){ .tag = "TR",
                         .cells = cells,
                         .n = n,
                         .above = flow_space(paper, 1.5),
                         .below = flow_space(paper, 2.5),
                         .left = paper->left,
                         .width = width,
                         .line = HAIRLINE };
}

static bool
columns_valid(struct paper *paper, const struct paper_column *columns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(columns[i].share > 0))
            paper_fail(paper, RPC_INVALID_ARGUMENT, "a column's share of the width must be above 0");
    if (n == 0)
        paper_fail(paper, RPC_INVALID_ARGUMENT, "a table needs a column");
    return paper->code == RPC_OK;
}

static struct row *
table_head(struct paper *paper, const struct paper_column *columns, size_t n)
{
    struct row *head = ARENA_NEW(paper->arena, struct row);
    *head = table_row(paper, columns, n, "TH");
    head->shade = 0.93;
    head->line = STRONG_LINE;
    for (size_t i = 0; i < n; i++) {
        head->cells[i].text = columns[i].title;
        head->cells[i].style = STYLE_HEAD;
    }
    row_set(paper, head);
    return head;
}

void
paper_table(struct paper *paper, const struct paper_column *columns, size_t n_columns, const char *const *cells,
            size_t rows)
{
    if (paper->code != RPC_OK || !columns_valid(paper, columns, n_columns))
        return;
    flow_pass_beside(paper);
    flow_gap(paper, GAP);
    struct row *head = table_head(paper, columns, n_columns);
    struct row row = table_row(paper, columns, n_columns, "TD");
    paper_keep_begin(paper); /* the head and the first row */
    mark_open(paper, "Table");
    row_place(paper, head);
    paper->head = head;
    for (size_t i = 0; i < rows && paper->code == RPC_OK; i++) {
        for (size_t k = 0; k < n_columns; k++)
            row.cells[k].text = cells[i * n_columns + k] ? cells[i * n_columns + k] : "";
        row_set(paper, &row);
        row_place(paper, &row);
        if (i == 0)
            paper_keep_end(paper);
    }
    if (rows == 0)
        paper_keep_end(paper);
    paper->head = NULL;
    mark_close(paper, "Table");
}

/* ------------------------------------------------------------------ signatures, rules */

static void
signature(struct paper *paper, const struct paper_signature *signature)
{
    double width = paper->right - paper->left;
    struct cell cells[] = {
        { .text = signature->role, .tag = "Span", .style = STYLE_TEXT, .x = paper->left, .width = width * 0.37 },
        { .blank = true, .x = paper->left + width * 0.39, .width = width * 0.25 },
        { .text = signature->name,
          .tag = "Span",
          .blank = !signature->name,
          .style = STYLE_TEXT,
          .x = paper->left + width * 0.66,
          .width = width * 0.34 },
    };
    struct row row = { .tag = "P", .cells = cells, .n = 3, .above = flow_space(paper, 9) };
    row_set(paper, &row);
    row_place(paper, &row);
}

void
paper_signatures(struct paper *paper, const struct paper_signature *signatures, size_t n)
{
    if (paper->code != RPC_OK)
        return;
    flow_pass_beside(paper);
    flow_gap(paper, 2);
    paper_keep_begin(paper);
    for (size_t i = 0; i < n && paper->code == RPC_OK; i++)
        signature(paper, &signatures[i]);
    paper_keep_end(paper);
}

void
paper_rule(struct paper *paper)
{
    if (paper->code != RPC_OK)
        return;
    flow_pass_beside(paper);
    flow_gap(paper, GAP);
    mark_fill(paper, paper->left, paper->y, paper->right - paper->left, HAIRLINE, 0);
    paper->y += HAIRLINE + 2;
}
