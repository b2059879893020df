/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Search in a small collection of Russian texts, in memory: everyday words, inflections, misspellings and the wrong
 * keyboard layout are understood. For catalogues of up to some thousand entries; a look takes well under a
 * millisecond.
 *
 *     struct search_index *index = search_new(fillers);
 *     search_add(index, 0, SEARCH_PHRASE, "загранпаспорт");
 *     search_add(index, 0, SEARCH_TITLE, "Выдача заграничного паспорта");
 *     search_finish(index);
 *     size_t n = search_find(index, arena, "зогранпаспорта", &hits);     // hits[0].document == 0
 */
#ifndef OKNO_SEARCH_H
#define OKNO_SEARCH_H

#include <okno/base.h>

/** What a text is to its document: how much it says about it. */
enum search_part {
    SEARCH_PHRASE, /* what people say when they mean it: a synonym, a short name */
    SEARCH_TITLE,
    SEARCH_TEXT,
    SEARCH_ASIDE, /* mentioned in passing; words here correct no misspelling */
};

struct search_index;

/**
 * @fillers  words that people add and that say little ("получить"), ended by NULL; in any of their forms. NULL: none
 */
struct search_index *search_new(const char *const *fillers);
/** @document  a small number of the caller's: memory is taken up to the greatest. The text is copied. */
void search_add(struct search_index *index, uint32_t document, enum search_part part, const char *text);
/** After the last search_add; from then on the index never changes, so threads may share it. */
void search_finish(struct search_index *index);
void search_free(struct search_index *index); /* NULL is fine */

struct search_hit {
    uint32_t document;
    int score; /* up to 20000; comparable within one index only */
};

/**
 * Documents that match, best first; equal ones in the order of their numbers. Only what is near the best is given:
 * a document that shares one common word with a long question is left out.
 *
 * @query  whatever a person typed
 * @ret_hits  in the arena
 * @return how many
 */
size_t search_find(const struct search_index *index, struct arena *arena, const char *query,
                   struct search_hit **ret_hits);

/** Words of a text in lower case, ё as е, joined by single spaces: to order and compare as a reader would. */
const char *search_fold(struct arena *arena, const char *text);

#endif
