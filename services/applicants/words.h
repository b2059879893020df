/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Names as search knows them. Pure. */
#ifndef OKNO_APPLICANTS_WORDS_H
#define OKNO_APPLICANTS_WORDS_H

#include <okno/base.h>

#define WORDS_MAX 16
/** Bytes of a word that count. */
#define WORD_SIZE 64

/** Words in their order; one may come twice. */
struct words {
    size_t n;
    const char *word[WORDS_MAX];
};

/**
 * Words of a text: in small letters, ё as е, accents and apostrophes left out, hyphenated names apart. At most
 * WORDS_MAX.
 */
struct words words_of(struct arena *arena, const char *text);
/** Without those of legal forms («общество», «ООО»), which half of all entities share, where anything else remains. */
struct words words_without_forms(const struct words *words);

/** All words with a blank before each. */
char *words_joined(struct arena *arena, const struct words *words);

/** Whether word number `i` came before. */
bool words_repeat(const struct words *words, size_t i);

/** Patterns of LIKE that a name must match, all of them. */
struct patterns {
    size_t n;
    const char *like[WORDS_MAX];
};

/**
 * Each word asked for must be the beginning of a word of the name of its own: «иван иванов» is not answered by «Иванов
 * Пётр».
 *
 * @leads  word whose range is looked through anyway
 */
struct patterns words_patterns(struct arena *arena, const struct words *asked, const char *leads);

/**
 * Whether somebody who meant `word` may have written `written`: one slip (a letter wrong, left out, added, or two
 * neighbours exchanged) in a word of up to five letters, two in a longer one.
 */
bool words_alike(const char *written, const char *word);

/** Regular expression for a name: one of the words in full, or one that begins with `beginning`. */
char *words_any_of(struct arena *arena, const char *beginning, const char *const *words, size_t n);

/** «Иванов И. И.» */
char *words_initials(struct arena *arena, const char *last, const char *first, const char *middle);

/** The text without blanks at its ends, with one blank between words. */
char *words_tidy(struct arena *arena, const char *text);

/** Whether the text is a name: letters, and blanks, hyphens, apostrophes, dots, brackets between them. */
bool words_are_name(const char *text);

/** The text in capitals, without blanks and «№». */
char *words_squeezed(struct arena *arena, const char *text);

/** The text in small letters. */
char *words_lower(struct arena *arena, const char *text);

#endif
