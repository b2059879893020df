/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#define LINE_TO_WRITE_ON 16.0 /* height of a cell that is written by hand */

static void
layout_add(struct paper *paper, PangoLayout *layout)
{
    paper->layouts = grow(paper->layouts, paper->n_layouts, &paper->layouts_room, sizeof *paper->layouts);
    paper->layouts[paper->n_layouts++] = layout;
}

static PangoLayout *
layout_new(struct paper *paper, const char *text, enum style style, double width)
{
    const char *copy = paper_text(paper, text);
    if (!copy)
        return NULL;
    PangoLayout *layout = lib.pango_layout_new(paper->press->context);
    layout_add(paper, layout);
    lib.pango_layout_set_font_description(layout, paper->press->fonts[paper->dense][style]);
    lib.pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    lib.pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    lib.pango_layout_set_text(layout, copy, -1);
    return layout;
}

static PangoAlignment
alignment(enum paper_align align)
{
    static const PangoAlignment alignments[] = {
        [PAPER_LEFT] = PANGO_ALIGN_LEFT, [PAPER_CENTRE] = PANGO_ALIGN_CENTER, [PAPER_RIGHT] = PANGO_ALIGN_RIGHT
    };
    return alignments[align];
}

static void
cell_measure(struct paper *paper, struct cell *cell)
{
    cell->lines = lib.pango_layout_get_line_count(cell->layout);
    cell->bottoms = ARENA_ARRAY(paper->arena, double, cell->lines);
    PangoLayoutIter *iter = lib.pango_layout_get_iter(cell->layout);
    for (int i = 0; i < cell->lines; i++) {
        int bottom;
        lib.pango_layout_iter_get_line_yrange(iter, NULL, &bottom);
        cell->bottoms[i] = (double)bottom / PANGO_SCALE;
        lib.pango_layout_iter_next_line(iter);
    }
    lib.pango_layout_iter_free(iter);
}

static void
cell_set(struct paper *paper, struct cell *cell)
{
    cell->next = cell->lines = 0;
    cell->layout = cell->text ? layout_new(paper, cell->text, cell->style, cell->width) : NULL;
    if (!cell->layout)
        return;
    lib.pango_layout_set_alignment(cell->layout, alignment(cell->align));
    cell_measure(paper, cell);
}

void
row_set(struct paper *paper, struct row *row)
{
    for (size_t i = 0; i < row->n; i++)
        cell_set(paper, &row->cells[i]);
}

/* Height of the cell's lines from the next one to `end`. */
static double
cell_height(const struct cell *cell, int end)
{
    if (cell->blank)
        return LINE_TO_WRITE_ON;
    if (end <= cell->next)
        return 0;
    return cell->bottoms[end - 1] - (cell->next ? cell->bottoms[cell->next - 1] : 0);
}

double
row_height(const struct row *row)
{
    double height = 0;
    for (size_t i = 0; i < row->n; i++) {
        double cell = cell_height(&row->cells[i], row->cells[i].lines);
        height = cell > height ? cell : height;
    }
    return row->above + height + row->below;
}

/* Line after the last one that fits into the height. */
static int
cell_fits(const struct cell *cell, double height)
{
    int end = cell->next;
    while (end < cell->lines && cell_height(cell, end + 1) <= height)
        end++;
    return end;
}

/* Whether a cut at this height leaves whole cells or at least two lines of them above it. */
static bool
row_cuts_well(const struct row *row, double height)
{
    for (size_t i = 0; i < row->n; i++) {
        const struct cell *cell = &row->cells[i];
        int end = cell_fits(cell, height);
        if (end < cell->lines && end < cell->next + 2)
            return false;
    }
    return true;
}

static void
cell_write(struct paper *paper, struct cell *cell, int end, double y, bool silent)
{
    if (!silent)
        mark_open(paper, cell->tag);
    if (cell->blank)
        mark_fill(paper, cell->x, y + LINE_TO_WRITE_ON - 2, cell->width, 0.6, 0);
    if (end > cell->next)
        mark_add(paper,
                 (struct mark){
                     .kind = MARK_TEXT, .x = cell->x, .y = y, .layout = cell->layout, .from = cell->next, .to = end });
    cell->next = end;
    if (!silent)
        mark_close(paper, cell->tag);
}

void
row_write(struct paper *paper, struct row *row, double height)
{
    double used = 0;
    for (size_t i = 0; i < row->n; i++) {
        struct cell *cell = &row->cells[i];
        int end = cell_fits(cell, height);
        double cell_used = cell_height(cell, end > cell->next ? end : cell->next + (cell->lines > cell->next));
        used = cell_used > used ? cell_used : used;
    }
    double whole = row->above + used + row->below;
    if (row->shade > 0)
        mark_fill(paper, row->left, paper->y, row->width, whole, row->shade);
    if (!row->silent)
        mark_open(paper, row->tag);
    for (size_t i = 0; i < row->n; i++)
        cell_write(paper, &row->cells[i], cell_fits(&row->cells[i], used), paper->y + row->above, row->silent);
    if (!row->silent)
        mark_close(paper, row->tag);
    paper->y += whole;
    if (row->line > 0)
        mark_fill(paper, row->left, paper->y - row->line / 2, row->width, row->line, 0);
}

/* The head of the table again, unless it came along with the group that is kept together: true then. */
static bool
next_page(struct paper *paper)
{
    if (flow_break(paper))
        return true;
    if (paper->head) {
        struct row again = *paper->head;
        again.silent = true;
        for (size_t i = 0; i < again.n; i++)
            again.cells[i].next = 0;
        row_write(paper, &again, flow_room(paper));
    }
    return false;
}

/* Whether what is left of the row should rather stand on the next page than be cut here. */
static bool
row_waits(const struct paper *paper, const struct row *row)
{
    bool kept = flow_keep_moves(paper) && paper->keep.depth > (paper->heading_open ? 1 : 0);
    bool small = row_height(row) <= (paper->bottom - paper->top) / 3;
    return kept || small || !row_cuts_well(row, flow_room(paper) - row->above - row->below);
}

/* As row_write; a heading before the row has now got what it had to stay with. */
static void
row_write_under_heading(struct paper *paper, struct row *row, double height)
{
    row_write(paper, row, height);
    if (paper->heading_open)
        paper_keep_end(paper);
    paper->heading_open = false;
}

void
row_place(struct paper *paper, struct row *row)
{
    bool fresh = flow_at_top(paper);
    while (row_height(row) > flow_room(paper) && paper->code == RPC_OK) {
        if (fresh || !row_waits(paper, row))
            row_write_under_heading(paper, row, flow_room(paper) - row->above - row->below);
        fresh = !next_page(paper);
    }
    row_write_under_heading(paper, row, row_height(row));
}
