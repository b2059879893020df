/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Processes of one file that call each other: each call is an instance of its own, so a circle of them never ends. */
#include "parse.h"

static const struct element *
process_of(const struct element *element)
{
    while (element->parent)
        element = element->parent;
    return element;
}

/*
 * Processes whose calls come to an end: those that call nothing of this file, then those that call only these, and so
 * on until nothing is added.
 */
static bool *
find_ending(struct parser *parser)
{
    const struct elements *all = &parser->model->elements;
    bool *ends = ARENA_ARRAY(parser->arena, bool, all->n), *calls_on = ARENA_ARRAY(parser->arena, bool, all->n);
    for (bool more = true; more;) {
        more = false;
        memset(calls_on, 0, all->n * sizeof *calls_on);
        for (size_t i = 0; i < all->n; i++)
            if (all->items[i]->called && !ends[all->items[i]->called->shown.index])
                calls_on[process_of(all->items[i])->shown.index] = true;
        for (size_t i = 0; i < all->n; i++)
            if (!all->items[i]->parent && !ends[i] && !calls_on[i])
                ends[i] = more = true;
    }
    return ends;
}

void
check_calls(struct parser *parser)
{
    const struct elements *all = &parser->model->elements;
    const bool *ends = find_ending(parser);
    for (size_t i = 0; i < all->n; i++) {
        const struct element *called = all->items[i]->called;
        if (called && !ends[called->shown.index])
            fault_about(parser, all->items[i], "call-cycle", "вызовы ходят по кругу и не кончаются: «%s»",
                        "the calls go round without end: \"%s\"", called->shown.id);
        else if (called && !called->shown.executable)
            fault_about(parser, all->items[i], "called-not-executable",
                        "вызываемый процесс «%s» не исполняемый: нужен isExecutable=\"true\"",
                        "the called process \"%s\" is not executable: isExecutable=\"true\" is needed",
                        called->shown.id);
    }
}
