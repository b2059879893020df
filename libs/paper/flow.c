/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#define IN_WORDS(number) #number
#define NUMBER_IN_WORDS(number) IN_WORDS(number)

double
flow_right(const struct paper *paper)
{
    return paper->y < paper->beside.bottom ? paper->right - paper->beside.width : paper->right;
}

void
flow_pass_beside(struct paper *paper)
{
    if (paper->y < paper->beside.bottom)
        paper->y = paper->beside.bottom;
}

bool
flow_at_top(const struct paper *paper)
{
    return paper->y <= paper->top;
}

double
flow_space(const struct paper *paper, double height)
{
    return paper->dense ? height / 2 : height;
}

void
flow_gap(struct paper *paper, double height)
{
    if (!flow_at_top(paper))
        paper->y += flow_space(paper, height);
}

double
flow_room(const struct paper *paper)
{
    return paper->bottom - paper->y;
}

bool
flow_keep_moves(const struct paper *paper)
{
    return paper->keep.depth && paper->keep.y > paper->top;
}

/* The group's marks move up by as much as it stood below the top of the old page. */
static void
keep_move(struct paper *paper)
{
    double up = paper->keep.y - paper->top;
    for (size_t i = paper->keep.mark; i < paper->n_marks; i++) {
        paper->marks[i].page++;
        paper->marks[i].y -= up;
    }
    paper->y -= up;
    paper->beside.bottom = paper->beside.mark >= paper->keep.mark ? paper->beside.bottom - up : 0;
    paper->keep.y = paper->top;
}

bool
flow_break(struct paper *paper)
{
    if (paper->page + 1 >= PAPER_PAGES_LIMIT)
        paper_fail(paper, RPC_RESOURCE_EXHAUSTED,
                   "the document has more than " NUMBER_IN_WORDS(PAPER_PAGES_LIMIT) " pages");
    paper->page++;
    if (flow_keep_moves(paper)) {
        keep_move(paper);
        return true;
    }
    paper->y = paper->top;
    paper->beside.bottom = 0;
    return false;
}

void
paper_keep_begin(struct paper *paper)
{
    if (paper->keep.depth++ == 0)
        paper->keep = (struct keep){ .depth = 1, .mark = paper->n_marks, .y = paper->y };
}

void
paper_keep_end(struct paper *paper)
{
    if (paper->keep.depth)
        paper->keep.depth--;
}

void
mark_add(struct paper *paper, struct mark mark)
{
    paper->marks = grow(paper->marks, paper->n_marks, &paper->marks_room, sizeof mark);
    mark.page = paper->page;
    paper->marks[paper->n_marks++] = mark;
}

void
mark_open(struct paper *paper, const char *tag)
{
    if (tag)
        mark_add(paper, (struct mark){ .kind = MARK_OPEN, .tag = tag });
}

void
mark_close(struct paper *paper, const char *tag)
{
    if (tag)
        mark_add(paper, (struct mark){ .kind = MARK_CLOSE, .tag = tag });
}

void
mark_fill(struct paper *paper, double x, double y, double width, double height, double grey)
{
    mark_add(paper, (struct mark){ .kind = MARK_FILL, .x = x, .y = y, .width = width, .height = height, .grey = grey });
}
