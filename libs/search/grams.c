/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Trigrams: what is left of a word when a letter is wrong. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define POINT_BITS 21

static int
compare_grams(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

static size_t
unique(uint64_t *items, size_t n)
{
    size_t kept = 0;
    qsort(items, n, sizeof *items, compare_grams);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || items[kept - 1] != items[i])
            items[kept++] = items[i];
    return kept;
}

/* The word's letters, two spaces before, one after. */
static size_t
points_of(const char *word, uint64_t *points)
{
    size_t n = 0;
    points[n++] = ' ';
    points[n++] = ' ';
    for (const unsigned char *s = (const unsigned char *)word; *s;) {
        uint64_t point = *s < 0x80 ? *s : *s >= 0xf0 ? *s & 7u : *s >= 0xe0 ? *s & 15u : *s & 31u;
        for (s++; (*s & 0xc0) == 0x80; s++)
            point = point << 6 | (*s & 0x3fu);
        points[n++] = point;
    }
    points[n++] = ' ';
    return n;
}

struct grams
grams_of_word(struct arena *arena, const char *word)
{
    uint64_t *points = ARENA_ARRAY(arena, uint64_t, strlen(word) + 3);
    size_t n = points_of(word, points) - 2;
    for (size_t i = 0; i < n; i++)
        points[i] = points[i] << 2 * POINT_BITS | points[i + 1] << POINT_BITS | points[i + 2];
    return (struct grams){ points, unique(points, n) };
}

struct grams
grams_union(struct arena *arena, const struct grams *sets, size_t n)
{
    size_t room = 0, taken = 0;
    for (size_t i = 0; i < n; i++)
        room += sets[i].n;
    uint64_t *items = ARENA_ARRAY(arena, uint64_t, room);
    for (size_t i = 0; i < n; i++) {
        if (sets[i].n)
            memcpy(items + taken, sets[i].items, sets[i].n * sizeof *items);
        taken += sets[i].n;
    }
    return (struct grams){ items, unique(items, taken) };
}

double
grams_likeness(size_t common, size_t a, size_t b)
{
    return common ? (double)common / (double)(a + b - common) : 0;
}

double
grams_similarity(struct grams a, struct grams b)
{
    size_t common = 0, i = 0, j = 0;
    while (i < a.n && j < b.n) {
        if (a.items[i] == b.items[j]) {
            common++;
            i++;
            j++;
        } else if (a.items[i] < b.items[j]) {
            i++;
        } else {
            j++;
        }
    }
    return grams_likeness(common, a.n, b.n);
}

/* ------------------------------------------------------------------ many sets */

static int
compare_pairs(const void *a, const void *b)
{
    const struct gram_pair *left = a, *right = b;
    if (left->gram != right->gram)
        return left->gram < right->gram ? -1 : 1;
    return left->set < right->set ? -1 : left->set > right->set;
}

struct gram_index
gram_index_make(struct arena *arena, const struct gram_pair *pairs, size_t n)
{
    struct gram_pair *ordered = arena_memdup(arena, pairs, n * sizeof *pairs);
    if (n)
        qsort(ordered, n, sizeof *ordered, compare_pairs);
    return (struct gram_index){ ordered, n };
}

/* First pair of the trigram, or where it would stand. */
static size_t
first_pair(const struct gram_index *index, uint64_t gram)
{
    size_t low = 0, high = index->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->pairs[middle].gram < gram)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void
gram_index_count(const struct gram_index *index, struct grams grams, uint16_t *counts)
{
    for (size_t i = 0; i < grams.n; i++)
        for (size_t at = first_pair(index, grams.items[i]); at < index->n && index->pairs[at].gram == grams.items[i];
             at++)
            counts[index->pairs[at].set]++;
}
