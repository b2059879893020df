/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Looking: a document is as good as its best phrase is like the question, plus the part of the question's words that
 * it has, each counted by how rare it is. A word nobody wrote stands for the one most like it.
 */
#include "internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAME_STEMS 0.95   /* of a perfect match */
#define ALIKE 0.45        /* most that the whole phrase, and its best part, count */
#define WORD_ALIKE 0.3    /* least likeness of a misspelt word */
#define WORD_POINTS 4     /* shorter words are not corrected: anything is like them */
#define UNKNOWN_WORTH 1.0 /* of a word that is like none */
#define LEAST 0.3         /* a document below says nothing */
#define NEAR_BEST 0.3     /* ... or below this part of the best */
#define WEAK 0.6          /* below: perhaps the layout was wrong */
#define SCALE 10000

/* What a word of the question stands for. */
struct meaning {
    const struct stem *stem; /* NULL: nothing */
    double likeness, worth;
};

struct question {
    struct words words;
    const char *text;
    struct grams grams;
    const char **stems; /* known ones without grammar, each once, in order */
    size_t n_stems;
    bool all_known;
    struct meaning *meanings;
    size_t n_meanings;
};

static struct meaning
most_alike(const struct search_index *index, struct arena *arena, const char *word)
{
    struct meaning best = { NULL, 0, UNKNOWN_WORTH };
    if (utf8_length(word) < WORD_POINTS)
        return best;
    struct grams grams = grams_of_word(arena, word);
    uint16_t *common = ARENA_ARRAY(arena, uint16_t, index->n_words);
    gram_index_count(&index->word_grams, grams, common);
    for (size_t i = 0; i < index->n_words; i++) {
        double likeness = grams_likeness(common[i], grams.n, index->words[i].grams.n);
        if (likeness >= WORD_ALIKE && likeness > best.likeness)
            best = (struct meaning){ index->words[i].stem, likeness, index->words[i].stem->worth };
    }
    return best;
}

static void
understand(const struct search_index *index, struct arena *arena, const char *text, struct question *ret_question)
{
    STEMMER_SCOPED *stemmer = stemmer_new();
    struct words words = words_of(arena, text);
    struct question q = { .words = words, .text = words_join(arena, words), .all_known = true };
    struct grams *grams = ARENA_ARRAY(arena, struct grams, words.n);
    q.stems = ARENA_ARRAY(arena, const char *, words.n);
    q.meanings = ARENA_ARRAY(arena, struct meaning, words.n);
    for (size_t i = 0; i < words.n; i++) {
        grams[i] = grams_of_word(arena, words.items[i]);
        if (word_is_grammar(words.items[i]))
            continue;
        const char *text_of_stem = stem_of(stemmer, arena, words.items[i]);
        const struct stem *stem = index_stem(index, text_of_stem);
        if (stem)
            q.stems[q.n_stems++] = stem->text;
        q.all_known &= stem != NULL;
        q.meanings[q.n_meanings++] =
            stem ? (struct meaning){ stem, 1, stem->worth } : most_alike(index, arena, words.items[i]);
    }
    q.grams = grams_union(arena, grams, words.n);
    q.n_stems = unique_texts(q.stems, q.n_stems);
    *ret_question = q;
}

/* ------------------------------------------------------------------ phrases */

/* The best run of words in the phrase that is as long as the question. */
static double
best_part(struct arena *arena, const struct question *q, const struct phrase *phrase, double whole)
{
    double best = whole;
    for (size_t i = 0; i + q->words.n < phrase->n_words + 1 && q->words.n < phrase->n_words; i++) {
        double likeness = grams_similarity(q->grams, grams_union(arena, phrase->words + i, q->words.n));
        best = likeness > best ? likeness : best;
    }
    return best;
}

static bool
same_stems(const struct question *q, const struct phrase *phrase)
{
    if (!q->all_known || q->n_stems == 0 || q->n_stems != phrase->n_stems)
        return false;
    for (size_t i = 0; i < q->n_stems; i++)
        if (q->stems[i] != phrase->stems[i]) /* both are the index's own */
            return false;
    return true;
}

/*
 * How like the question a phrase is, when that is more than `least`. A part of the phrase has no more trigrams in
 * common with the question than the whole, which spares looking at most parts.
 */
static double
phrase_likeness(struct arena *scratch, const struct question *q, const struct phrase *phrase, size_t common,
                double least)
{
    if (strcmp(q->text, phrase->text) == 0)
        return 1;
    if (same_stems(q, phrase))
        return SAME_STEMS;
    double whole = grams_likeness(common, q->grams.n, phrase->grams.n);
    if (ALIKE * whole + ALIKE * (double)common / (double)q->grams.n <= least)
        return 0;
    return ALIKE * whole + ALIKE * best_part(scratch, q, phrase, whole);
}

static void
score_phrases(const struct search_index *index, struct arena *arena, const struct question *q, double *scores)
{
    struct arena *scratch = arena_new(SIZE_MAX);
    uint16_t *common = ARENA_ARRAY(arena, uint16_t, index->n_phrases);
    gram_index_count(&index->phrase_grams, q->grams, common);
    for (size_t i = 0; i < index->n_phrases; i++) {
        const struct phrase *phrase = &index->phrases[i];
        double *score = &scores[phrase->document];
        if (!common[i])
            continue;
        double likeness = phrase->worth * phrase_likeness(scratch, q, phrase, common[i], *score / phrase->worth);
        *score = likeness > *score ? likeness : *score;
        arena_reset(scratch);
    }
    arena_free(scratch);
}

/* ------------------------------------------------------------------ words */

static void
score_words(const struct question *q, double *scores)
{
    double total = 0;
    for (size_t i = 0; i < q->n_meanings; i++)
        total += q->meanings[i].worth;
    for (size_t i = 0; i < q->n_meanings; i++) {
        const struct meaning *meaning = &q->meanings[i];
        for (size_t p = 0; meaning->stem && p < meaning->stem->n_postings; p++) {
            const struct posting *posting = &meaning->stem->postings[p];
            scores[posting->document] += meaning->worth * meaning->likeness * (double)posting->weight / total;
        }
    }
}

/* ------------------------------------------------------------------ hits */

static int
compare_hits(const void *a, const void *b)
{
    const struct search_hit *left = a, *right = b;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    return left->document < right->document ? -1 : left->document > right->document;
}

/* Best score; the scores of all documents in the arena. */
static double
look(const struct search_index *index, struct arena *arena, const char *text, double **ret_scores)
{
    struct question q;
    double *scores = ARENA_ARRAY(arena, double, index->n_documents), best = 0;
    understand(index, arena, text, &q);
    if (q.n_meanings) { /* grammar alone asks for nothing */
        score_phrases(index, arena, &q, scores);
        score_words(&q, scores);
    }
    for (uint32_t i = 0; i < index->n_documents; i++)
        best = scores[i] > best ? scores[i] : best;
    *ret_scores = scores;
    return best;
}

size_t
search_find(const struct search_index *index, struct arena *arena, const char *query, struct search_hit **ret_hits)
{
    double *scores;
    double best = look(index, arena, query, &scores);
    const char *retyped = best < WEAK ? words_other_layout(arena, query) : NULL;
    if (retyped) {
        double *other;
        double other_best = look(index, arena, retyped, &other);
        scores = other_best > best ? other : scores;
        best = other_best > best ? other_best : best;
    }
    double least = best * NEAR_BEST > LEAST ? best * NEAR_BEST : LEAST;
    struct search_hit *hits = ARENA_ARRAY(arena, struct search_hit, index->n_documents);
    size_t n = 0;
    for (uint32_t i = 0; i < index->n_documents; i++)
        if (scores[i] >= least)
            hits[n++] = (struct search_hit){ i, (int)lround(scores[i] * SCALE) };
    if (n)
        qsort(hits, n, sizeof *hits, compare_hits);
    *ret_hits = hits;
    return n;
}
