/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What the files of libs/search share. */
#ifndef OKNO_SEARCH_INTERNAL_H
#define OKNO_SEARCH_INTERNAL_H

#include <okno/search.h>

#include <libstemmer.h>

/* ------------------------------------------------------------------ words.c */

/** Words of a text: letters and digits in lower case, ё as е. */
struct words {
    const char *const *items;
    size_t n;
};
struct words words_of(struct arena *arena, const char *text);
/** Words joined by single spaces. */
const char *words_join(struct arena *arena, struct words words);
/** Whether the word is one of grammar, not of matter: "и", "для", "как". */
bool word_is_grammar(const char *word);
/** What the keys of these Latin letters write in the Russian layout; NULL when the text has other letters. */
const char *words_other_layout(struct arena *arena, const char *text);

/** Stem of a word by Snowball's Russian algorithm; in the arena. */
const char *stem_of(struct sb_stemmer *stemmer, struct arena *arena, const char *word);
struct sb_stemmer *stemmer_new(void);
void stemmer_release(struct sb_stemmer **stemmer);
#define STEMMER_SCOPED OKNO_CLEANUP(stemmer_release) struct sb_stemmer

/* ------------------------------------------------------------------ grams.c */

/** Trigrams as pg_trgm makes them ("  п", " па", "пас", … "рт "), each once, in order. */
struct grams {
    const uint64_t *items;
    size_t n;
};
struct grams grams_of_word(struct arena *arena, const char *word);
struct grams grams_union(struct arena *arena, const struct grams *sets, size_t n);
/** Common trigrams over all trigrams, 0 to 1. */
double grams_similarity(struct grams a, struct grams b);
/** The same when the common ones were counted already. */
double grams_likeness(size_t common, size_t a, size_t b);

/** Which of many sets hold a trigram: the pairs ordered by trigram. */
struct gram_index {
    const struct gram_pair {
        uint64_t gram;
        uint32_t set;
    } * pairs;
    size_t n;
};
struct gram_index gram_index_make(struct arena *arena, const struct gram_pair *pairs, size_t n);
/** Adds to `counts` of every set how many trigrams it has in common with these. */
void gram_index_count(const struct gram_index *index, struct grams grams, uint16_t *counts);

/* ------------------------------------------------------------------ the index */

struct phrase {
    uint32_t document;
    double worth; /* of a perfect match */
    const char *text;
    struct grams grams; /* of the whole */
    struct grams *words;
    size_t n_words;
    const char **stems; /* without those of grammar, each once, in order */
    size_t n_stems;
};

struct posting {
    uint32_t document;
    float weight;
};

struct stem {
    const char *text;
    double worth; /* the rarer the more */
    const struct posting *postings;
    size_t n_postings;
};

struct word {
    const char *text;
    struct grams grams;
    const struct stem *stem;
};

struct search_index {
    struct arena *arena;
    struct draft *draft; /* until search_finish: what was added, as it came */
    uint32_t n_documents;
    struct phrase *phrases;
    size_t n_phrases;
    struct word *words; /* ordered, each once */
    size_t n_words;
    struct stem *stems; /* ordered */
    size_t n_stems;
    struct gram_index phrase_grams, word_grams;
};

const struct stem *index_stem(const struct search_index *index, const char *text);
int compare_texts(const void *a, const void *b); /* of const char ** */
/** Orders the texts and drops repeats; gives how many are left. */
size_t unique_texts(const char **texts, size_t n);

#endif
