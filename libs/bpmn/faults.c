/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Faults found on the way, all of them, told in the order of lines. */
#include "parse.h"

void
fault_add(struct parser *parser, const char *element, int line, const char *rule, const char *ru, const char *en)
{
    struct faults *faults = &parser->faults;
    faults->refused = true;
    if (faults->n >= FAULTS_MAX)
        return;
    if (faults->n == faults->room) {
        struct bpmn_fault *larger = ARENA_ARRAY(faults->arena, struct bpmn_fault, faults->room * 2 + 8);
        if (faults->n)
            memcpy(larger, faults->items, faults->n * sizeof *larger);
        faults->items = larger;
        faults->room = faults->room * 2 + 8;
    }
    faults->items[faults->n++] = (struct bpmn_fault){ .element = arena_strdup(faults->arena, element),
                                                      .line = line,
                                                      .rule = rule,
                                                      .message_ru = arena_strdup(faults->arena, ru),
                                                      .message_en = arena_strdup(faults->arena, en) };
}

#define WHAT_MAX ((size_t)200)

/* Bytes of the text to tell, cut between letters. */
static size_t
told_length(const char *what)
{
    size_t length = strnlen(what, WHAT_MAX);
    while (length && ((unsigned char)what[length] & 0xc0) == 0x80)
        length--;
    return length;
}

/* The sentence with `what` in the place of its %s. */
static const char *
fill(struct arena *arena, const char *sentence, const char *what)
{
    const char *gap = strstr(sentence, "%s");
    if (!gap || !what)
        return sentence;
    return arena_printf(arena, "%.*s%.*s%s", (int)(gap - sentence), sentence, (int)told_length(what), what, gap + 2);
}

void
fault_at(struct parser *parser, const char *element, int line, const char *rule, const char *ru, const char *en,
         const char *what)
{
    struct arena *arena = parser->faults.arena;
    if (parser->faults.n >= FAULTS_MAX)
        parser->faults.refused = true;
    else
        fault_add(parser, element, line, rule, fill(arena, ru, what), fill(arena, en, what));
}

void
fault_about(struct parser *parser, const struct element *element, const char *rule, const char *ru, const char *en,
            const char *what)
{
    fault_at(parser, element->shown.id, element->shown.line, rule, ru, en, what);
}

void
warn_about(struct parser *parser, const struct element *element, const char *rule, const char *ru, const char *en)
{
    bool refused = parser->faults.refused;
    size_t n = parser->faults.n;
    fault_about(parser, element, rule, ru, en, NULL);
    parser->faults.refused = refused;
    if (parser->faults.n > n)
        parser->faults.items[n].warning = true;
}

static int
by_line(const void *a, const void *b)
{
    const struct bpmn_fault *left = a, *right = b;
    if (left->line != right->line)
        return left->line - right->line;
    int order = strcmp(left->element, right->element);
    return order ? order : strcmp(left->rule, right->rule);
}

void
faults_sort(struct faults *faults)
{
    if (faults->n)
        qsort(faults->items, faults->n, sizeof *faults->items, by_line);
}
