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

/* What was added so far. It grows and holds every repeat, so it has memory of its own, given back when all is ordered.
 */
struct draft {
    struct arena *arena;
    struct draft_posting {
        const char *stem;
        uint32_t document;
        double weight;
    } * postings;
    size_t n_postings, postings_room;
    struct draft_word {
        const char *text, *stem;
    } * words;
    size_t n_words, words_room;
    struct phrase *phrases;
    size_t n_phrases, phrases_room;
    const char **fillers; /* stems */
    size_t n_fillers;
};

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
#define MORE(draft, list)                                                                                              \
    ((draft)->list =                                                                                                   \
         grow((draft)->arena, (draft)->list, (draft)->n_##list, &(draft)->list##_room, sizeof *(draft)->list))

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

static struct draft *
draft_new(const char *const *fillers)
{
    struct arena *arena = arena_new(SIZE_MAX);
    struct draft *draft = ARENA_NEW(arena, struct draft);
    draft->arena = arena;
    size_t n = 0;
    while (fillers && fillers[n])
        n++;
    STEMMER_SCOPED *stemmer = stemmer_new();
    draft->fillers = ARENA_ARRAY(arena, const char *, n);
    for (size_t i = 0; i < n; i++)
        draft->fillers[i] = stem_of(stemmer, arena, fillers[i]);
    draft->n_fillers = unique_texts(draft->fillers, n);
    return draft;
}

static void
draft_end(struct search_index *index)
{
    if (index->draft)
        arena_free(index->draft->arena);
    index->draft = NULL;
}

struct search_index *
search_new(const char *const *fillers)
{
    struct arena *arena = arena_new(SIZE_MAX);
    struct search_index *index = ARENA_NEW(arena, struct search_index);
    index->arena = arena;
    index->draft = draft_new(fillers);
    return index;
}

void
search_free(struct search_index *index)
{
    if (!index)
        return;
    draft_end(index);
    arena_free(index->arena);
}

/* ------------------------------------------------------------------ adding a text */

static void
add_phrase(struct search_index *index, uint32_t document, double worth, struct words words, const char *const *stems,
           size_t n_stems)
{
    struct draft *draft = index->draft;
    MORE(draft, phrases);
    struct phrase *phrase = &draft->phrases[draft->n_phrases++];
    *phrase = (struct phrase){ .document = document, .worth = worth, .n_words = words.n, .n_stems = n_stems };
    phrase->stems = arena_memdup(index->arena, stems, n_stems * sizeof *stems);
    phrase->text = words_join(index->arena, words);
    phrase->words = ARENA_ARRAY(index->arena, struct grams, words.n);
    for (size_t i = 0; i < words.n; i++)
        phrase->words[i] = grams_of_word(index->arena, words.items[i]);
    phrase->grams = grams_union(index->arena, phrase->words, words.n);
}

static void
add_word(struct draft *draft, const char *word, const char *stem, uint32_t document, enum search_part part)
{
    MORE(draft, postings);
    draft->postings[draft->n_postings++] = (struct draft_posting){ stem, document, weight_of_part[part] };
    if (part == SEARCH_ASIDE)
        return;
    MORE(draft, words);
    draft->words[draft->n_words++] = (struct draft_word){ arena_strdup(draft->arena, word), stem };
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
        stems[n_stems] = stem_of(stemmer, index->draft->arena, words.items[i]);
        add_word(index->draft, words.items[i], stems[n_stems++], document, part);
    }
    n_stems = unique_texts(stems, n_stems);
    if (words.n && (part == SEARCH_PHRASE || part == SEARCH_TITLE))
        add_phrase(index, document, part == SEARCH_PHRASE ? WORTH_OF_PHRASE : WORTH_OF_TITLE, words, stems, n_stems);
    arena_free(scratch);
}

/* ------------------------------------------------------------------ stems */

static int
compare_postings(const void *a, const void *b)
{
    const struct draft_posting *left = a, *right = b;
    int order = strcmp(left->stem, right->stem);
    if (order == 0)
        order = left->document < right->document ? -1 : left->document > right->document;
    if (order == 0)
        order = left->weight > right->weight ? -1 : left->weight < right->weight;
    return order;
}

/* Each stem of a document once, with its greatest weight. */
static void
order_postings(struct draft *draft)
{
    size_t kept = 0;
    struct draft_posting *postings = draft->postings;
    if (draft->n_postings)
        qsort(postings, draft->n_postings, sizeof *postings, compare_postings);
    for (size_t i = 0; i < draft->n_postings; i++)
        if (kept == 0 || postings[kept - 1].document != postings[i].document
            || strcmp(postings[kept - 1].stem, postings[i].stem) != 0)
            postings[kept++] = postings[i];
    draft->n_postings = kept;
}

static bool
is_filler(const struct draft *draft, const char *stem)
{
    return draft->n_fillers && bsearch(&stem, draft->fillers, draft->n_fillers, sizeof *draft->fillers, compare_texts);
}

/* Inverse document frequency, where a mention in passing counts less than a name. */
static double
worth_of(const struct search_index *index, const struct stem *stem)
{
    double documents = 0;
    for (size_t i = 0; i < stem->n_postings; i++)
        documents += (double)stem->postings[i].weight;
    double worth = log(1 + index->n_documents / documents);
    return is_filler(index->draft, stem->text) ? worth * FILLER : worth;
}

static void
make_stems(struct search_index *index)
{
    const struct draft *draft = index->draft;
    struct posting *postings = ARENA_ARRAY(index->arena, struct posting, draft->n_postings);
    size_t room = 0;
    for (size_t i = 0; i < draft->n_postings; i++)
        room += i == 0 || strcmp(draft->postings[i].stem, draft->postings[i - 1].stem) != 0;
    index->stems = ARENA_ARRAY(index->arena, struct stem, room);
    for (size_t i = 0; i < draft->n_postings; i++) {
        const struct draft_posting *posting = &draft->postings[i];
        if (i == 0 || strcmp(posting->stem, draft->postings[i - 1].stem) != 0)
            index->stems[index->n_stems++] =
                (struct stem){ arena_strdup(index->arena, posting->stem), 0, &postings[i], 0 };
        postings[i] = (struct posting){ posting->document, (float)posting->weight };
        index->stems[index->n_stems - 1].n_postings++;
    }
    for (size_t i = 0; i < index->n_stems; i++)
        index->stems[i].worth = worth_of(index, &index->stems[i]);
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

/* ------------------------------------------------------------------ words and phrases */

static int
compare_words(const void *a, const void *b)
{
    return strcmp(((const struct draft_word *)a)->text, ((const struct draft_word *)b)->text);
}

static void
make_words(struct search_index *index)
{
    struct draft *draft = index->draft;
    size_t kept = 0;
    if (draft->n_words)
        qsort(draft->words, draft->n_words, sizeof *draft->words, compare_words);
    for (size_t i = 0; i < draft->n_words; i++)
        if (kept == 0 || strcmp(draft->words[kept - 1].text, draft->words[i].text) != 0)
            draft->words[kept++] = draft->words[i];
    index->n_words = kept;
    index->words = ARENA_ARRAY(index->arena, struct word, kept);
    for (size_t i = 0; i < kept; i++)
        index->words[i] =
            (struct word){ arena_strdup(index->arena, draft->words[i].text),
                           grams_of_word(index->arena, draft->words[i].text), index_stem(index, draft->words[i].stem) };
}

/* Their stems become those of the index, which outlive the draft. */
static void
make_phrases(struct search_index *index)
{
    index->n_phrases = index->draft->n_phrases;
    index->phrases = arena_memdup(index->arena, index->draft->phrases, index->n_phrases * sizeof *index->phrases);
    for (size_t i = 0; i < index->n_phrases; i++)
        for (size_t j = 0; j < index->phrases[i].n_stems; j++)
            index->phrases[i].stems[j] = index_stem(index, index->phrases[i].stems[j])->text;
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
    size_t room = 0, n = 0;
    for (size_t i = 0; i < index->n_phrases; i++)
        room += index->phrases[i].grams.n;
    for (size_t i = 0; i < index->n_words; i++)
        room += index->words[i].grams.n;
    struct gram_pair *pairs = ARENA_ARRAY(index->draft->arena, struct gram_pair, room);
    for (size_t i = 0; i < index->n_phrases; i++)
        add_pairs(pairs, &n, index->phrases[i].grams, i);
    index->phrase_grams = gram_index_make(index->arena, pairs, n);
    n = 0;
    for (size_t i = 0; i < index->n_words; i++)
        add_pairs(pairs, &n, index->words[i].grams, i);
    index->word_grams = gram_index_make(index->arena, pairs, n);
}

void
search_finish(struct search_index *index)
{
    order_postings(index->draft);
    make_stems(index);
    make_words(index);
    make_phrases(index);
    index_grams(index);
    draft_end(index);
}
