/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Making an index: texts are taken apart one by one, then ordered once. */
#include "internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double weight_of_part[] = {
    [SEARCH_PHRASE] = 1.0,
    [SEARCH_TITLE] = 0.7,
    [SEARCH_TEXT] = 0.35,
    [SEARCH_ASIDE] = 0.2,
};
#define WORTH_OF_PHRASE 1.0
#define WORTH_OF_TITLE 0.9
#define FILLER 0.3 /* of what the word would be worth */

/* Room for one more at the end of an array; what it grew out of stays with the arena. */
static void *
grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size)
{
    if (n < *room)
        return array;
    size_t more = *room ? *room * 2 : 256;
    void *bigger = arena_alloc(arena, more * size);
    if (n)
        memcpy(bigger, array, n * size);
    *room = more;
    return bigger;
}
#define MORE(index, list)                                                                                              \
    ((index)->list =                                                                                                   \
         grow((index)->arena, (index)->list, (index)->n_##list, &(index)->list##_room, sizeof *(index)->list))

int
compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t
unique_texts(const char **texts, size_t n)
{
    size_t kept = 0;
    if (n)
        qsort(texts, n, sizeof *texts, compare_texts);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || strcmp(texts[kept - 1], texts[i]) != 0)
            texts[kept++] = texts[i];
    return kept;
}

struct search_index *
search_new(const char *const *fillers)
{
    struct arena *arena = arena_new(SIZE_MAX);
    struct search_index *index = ARENA_NEW(arena, struct search_index);
    index->arena = arena;
    size_t n = 0;
    while (fillers && fillers[n])
        n++;
    STEMMER_SCOPED *stemmer = stemmer_new();
    index->fillers = ARENA_ARRAY(arena, const char *, n);
    for (size_t i = 0; i < n; i++)
        index->fillers[i] = stem_of(stemmer, arena, fillers[i]);
    index->n_fillers = unique_texts(index->fillers, n);
    return index;
}

void
search_free(struct search_index *index)
{
    if (index)
        arena_free(index->arena);
}

/* ------------------------------------------------------------------ adding a text */

static void
add_phrase(struct search_index *index, uint32_t document, double worth, struct words words, const char *const *stems,
           size_t n_stems)
{
    MORE(index, phrases);
    struct phrase *phrase = &index->phrases[index->n_phrases++];
    *phrase = (struct phrase){ .document = document, .worth = worth, .n_words = words.n, .n_stems = n_stems };
    phrase->stems = arena_memdup(index->arena, stems, n_stems * sizeof *stems);
    phrase->text = words_join(index->arena, words);
    phrase->words = ARENA_ARRAY(index->arena, struct grams, words.n);
    for (size_t i = 0; i < words.n; i++)
        phrase->words[i] = grams_of_word(index->arena, words.items[i]);
    phrase->grams = grams_union(index->arena, phrase->words, words.n);
}

static void
add_word(struct search_index *index, const char *word, const char *stem)
{
    MORE(index, words);
    index->words[index->n_words++] = (struct word){ .text = arena_strdup(index->arena, word), .stem_text = stem };
}

static void
add_posting(struct search_index *index, const char *stem, uint32_t document, double weight)
{
    MORE(index, postings);
    index->postings[index->n_postings++] = (struct posting){ stem, document, weight };
}

void
search_add(struct search_index *index, uint32_t document, enum search_part part, const char *text)
{
    STEMMER_SCOPED *stemmer = stemmer_new();
    struct arena *scratch = arena_new(SIZE_MAX);
    struct words words = words_of(scratch, text);
    const char **stems = ARENA_ARRAY(scratch, const char *, words.n);
    size_t n_stems = 0;
    if (document >= index->n_documents)
        index->n_documents = document + 1;
    for (size_t i = 0; i < words.n; i++) {
        if (word_is_grammar(words.items[i]))
            continue;
        const char *stem = stem_of(stemmer, index->arena, words.items[i]);
        stems[n_stems++] = stem;
        add_posting(index, stem, document, weight_of_part[part]);
        if (part != SEARCH_ASIDE)
            add_word(index, words.items[i], stem);
    }
    n_stems = unique_texts(stems, n_stems);
    if (words.n && (part == SEARCH_PHRASE || part == SEARCH_TITLE))
        add_phrase(index, document, part == SEARCH_PHRASE ? WORTH_OF_PHRASE : WORTH_OF_TITLE, words, stems, n_stems);
    arena_free(scratch);
}

/* ------------------------------------------------------------------ ordering */

static int
compare_postings(const void *a, const void *b)
{
    const struct posting *left = a, *right = b;
    int order = strcmp(left->stem, right->stem);
    if (order == 0)
        order = left->document < right->document ? -1 : left->document > right->document;
    if (order == 0)
        order = left->weight > right->weight ? -1 : left->weight < right->weight;
    return order;
}

/* Each stem of a document once, with its greatest weight. */
static void
order_postings(struct search_index *index)
{
    size_t kept = 0;
    struct posting *postings = index->postings;
    if (index->n_postings)
        qsort(postings, index->n_postings, sizeof *postings, compare_postings);
    for (size_t i = 0; i < index->n_postings; i++)
        if (kept == 0 || postings[kept - 1].document != postings[i].document
            || strcmp(postings[kept - 1].stem, postings[i].stem) != 0)
            postings[kept++] = postings[i];
    index->n_postings = kept;
}

static bool
is_filler(const struct search_index *index, const char *stem)
{
    return index->n_fillers && bsearch(&stem, index->fillers, index->n_fillers, sizeof *index->fillers, compare_texts);
}

/* Inverse document frequency, where a mention in passing counts less than a name. */
static double
worth_of(const struct search_index *index, const struct stem *stem)
{
    double documents = 0;
    for (size_t i = 0; i < stem->n_postings; i++)
        documents += stem->postings[i].weight;
    double worth = log(1 + index->n_documents / documents);
    return is_filler(index, stem->text) ? worth * FILLER : worth;
}

static void
make_stems(struct search_index *index)
{
    index->stems = ARENA_ARRAY(index->arena, struct stem, index->n_postings);
    for (size_t i = 0; i < index->n_postings; i++) {
        const struct posting *posting = &index->postings[i];
        struct stem *last = index->n_stems ? &index->stems[index->n_stems - 1] : NULL;
        if (last && strcmp(last->text, posting->stem) == 0)
            last->n_postings++;
        else
            index->stems[index->n_stems++] = (struct stem){ posting->stem, 0, posting, 1 };
    }
    for (size_t i = 0; i < index->n_stems; i++)
        index->stems[i].worth = worth_of(index, &index->stems[i]);
}

static int
compare_words(const void *a, const void *b)
{
    return strcmp(((const struct word *)a)->text, ((const struct word *)b)->text);
}

static void
order_words(struct search_index *index)
{
    size_t kept = 0;
    if (index->n_words)
        qsort(index->words, index->n_words, sizeof *index->words, compare_words);
    for (size_t i = 0; i < index->n_words; i++)
        if (kept == 0 || strcmp(index->words[kept - 1].text, index->words[i].text) != 0)
            index->words[kept++] = index->words[i];
    index->n_words = kept;
    for (size_t i = 0; i < kept; i++) {
        index->words[i].grams = grams_of_word(index->arena, index->words[i].text);
        index->words[i].stem = index_stem(index, index->words[i].stem_text);
    }
}

static void
add_pairs(struct gram_pair *pairs, size_t *n, struct grams grams, size_t set)
{
    for (size_t i = 0; i < grams.n; i++)
        pairs[(*n)++] = (struct gram_pair){ grams.items[i], (uint32_t)set };
}

static void
index_grams(struct search_index *index)
{
    struct arena *scratch = arena_new(SIZE_MAX);
    size_t room = 0, n = 0;
    for (size_t i = 0; i < index->n_phrases; i++)
        room += index->phrases[i].grams.n;
    for (size_t i = 0; i < index->n_words; i++)
        room += index->words[i].grams.n;
    struct gram_pair *pairs = ARENA_ARRAY(scratch, struct gram_pair, room);
    for (size_t i = 0; i < index->n_phrases; i++)
        add_pairs(pairs, &n, index->phrases[i].grams, i);
    index->phrase_grams = gram_index_make(index->arena, pairs, n);
    n = 0;
    for (size_t i = 0; i < index->n_words; i++)
        add_pairs(pairs, &n, index->words[i].grams, i);
    index->word_grams = gram_index_make(index->arena, pairs, n);
    arena_free(scratch);
}

void
search_finish(struct search_index *index)
{
    order_postings(index);
    make_stems(index);
    order_words(index);
    index_grams(index);
}

static int
compare_stem(const void *text, const void *stem)
{
    return strcmp(text, ((const struct stem *)stem)->text);
}

const struct stem *
index_stem(const struct search_index *index, const char *text)
{
    return index->n_stems ? bsearch(text, index->stems, index->n_stems, sizeof *index->stems, compare_stem) : NULL;
}
