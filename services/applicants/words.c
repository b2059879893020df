/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "words.h"

#include <assert.h>
#include <locale.h>
#include <string.h>
#include <wctype.h>

/* Letters and cases of Unicode, whatever locale the process runs in; glibc has this one built in. */
static locale_t unicode;

__attribute__((constructor)) static void
open_unicode(void)
{
    unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    assert(unicode);
}

/* ------------------------------------------------------------------ characters */

/* Next code point of valid UTF-8; 0 at the end. */
static uint32_t
next_point(const char **at)
{
    const uint8_t *s = (const uint8_t *)*at;
    size_t size = !*s ? 0 : *s < 0x80 ? 1 : *s < 0xE0 ? 2 : *s < 0xF0 ? 3 : 4;
    uint32_t point = size < 2 ? *s : *s & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++)
        point = point << 6 | (s[i] & 0x3F);
    *at += size;
    return point;
}

static void
add_point(struct text *out, uint32_t point)
{
    if (point < 0x80) {
        text_addc(out, (char)point);
        return;
    }
    int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    text_addc(out, (char)((0xFF00 >> (more + 1) & 0xFF) | point >> (6 * more)));
    while (more--)
        text_addc(out, (char)(0x80 | (point >> (6 * more) & 0x3F)));
}

static char *
kept(struct arena *arena, const struct text *text)
{
    return arena_strndup(arena, text->data ? text->data : "", text->length);
}

static bool
is_letter(uint32_t point)
{
    return iswalpha_l((wint_t)point, unicode);
}

static bool
is_apostrophe(uint32_t point)
{
    return point == '\'' || point == 0x2019 || point == 0x02BC || point == '`';
}

static bool
is_mark(uint32_t point)
{
    return point >= 0x300 && point < 0x370;
}

static bool
is_blank(uint32_t point)
{
    return iswspace_l((wint_t)point, unicode) || point == 0xA0 || point == 0x202F;
}

/* Small letters; ё is е, and so is е with its two dots as a mark of their own. */
static uint32_t
folded(uint32_t point)
{
    uint32_t small = (uint32_t)towlower_l((wint_t)point, unicode);
    return small == 0x451 ? 0x435 : small;
}

/* ------------------------------------------------------------------ words */

static bool
is_legal_form(const char *word)
{
    static const char *const forms[] = { "общество",
                                         "ограниченной",
                                         "ответственностью",
                                         "акционерное",
                                         "публичное",
                                         "открытое",
                                         "закрытое",
                                         "ооо",
                                         "ао",
                                         "оао",
                                         "зао",
                                         "пао",
                                         "нао",
                                         "ано",
                                         "ип",
                                         "индивидуальный",
                                         "предприниматель",
                                         "государственное",
                                         "муниципальное",
                                         "федеральное",
                                         "бюджетное",
                                         "казенное",
                                         "автономное",
                                         "унитарное",
                                         "учреждение",
                                         "предприятие",
                                         "организация",
                                         "некоммерческая",
                                         "фгуп",
                                         "гуп",
                                         "муп",
                                         "гбу",
                                         "гку",
                                         "гау" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(forms); i++)
        if (text_equal(forms[i], word))
            return true;
    return false;
}

static void
add_word(struct arena *arena, struct words *words, struct text *word)
{
    if (word->length && words->n < WORDS_MAX)
        words->word[words->n++] = kept(arena, word);
    text_clear(word);
}

/* A letter of a word under way; false when the word is over. */
static bool
add_letter(struct text *word, uint32_t point)
{
    if (is_apostrophe(point))
        return true;
    if (is_mark(point)) {
        bool short_i = point == 0x306 && word->length >= 2 && text_equal(word->data + word->length - 2, "и");
        if (short_i)
            word->data[word->length - 1]++; /* и and й are neighbours */
        return true;
    }
    if (!iswalnum_l((wint_t)point, unicode))
        return false;
    if (word->length < WORD_SIZE)
        add_point(word, folded(point));
    return true;
}

struct words
words_of(struct arena *arena, const char *text)
{
    struct words words = { 0 };
    TEXT_SCOPED word = { 0 };
    uint32_t point;
    while ((point = next_point(&text)))
        if (!add_letter(&word, point))
            add_word(arena, &words, &word);
    add_word(arena, &words, &word);
    return words;
}

struct words
words_without_forms(const struct words *all)
{
    struct words rest = { 0 };
    for (size_t i = 0; i < all->n; i++)
        if (!is_legal_form(all->word[i]))
            rest.word[rest.n++] = all->word[i];
    return rest.n ? rest : *all;
}

char *
words_joined(struct arena *arena, const struct words *words)
{
    TEXT_SCOPED joined = { 0 };
    for (size_t i = 0; i < words->n; i++)
        text_addf(&joined, " %s", words->word[i]);
    return kept(arena, &joined);
}

bool
words_repeat(const struct words *words, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (text_equal(words->word[j], words->word[i]))
            return true;
    return false;
}

/*
 * Beginnings form a tree, so it is enough that for each of them there are as many words that begin so as words asked
 * for that do (Hall's condition).
 */
static char *
pattern_for(struct arena *arena, const struct words *asked, const char *beginning, size_t *ret_times)
{
    TEXT_SCOPED pattern = { 0 };
    text_addc(&pattern, '%');
    *ret_times = 0;
    for (size_t i = 0; i < asked->n; i++)
        if (text_starts(asked->word[i], beginning)) {
            text_addf(&pattern, " %s%%", beginning);
            ++*ret_times;
        }
    return kept(arena, &pattern);
}

struct patterns
words_patterns(struct arena *arena, const struct words *asked, const char *leads)
{
    struct patterns patterns = { 0 };
    for (size_t i = 0; i < asked->n; i++) {
        size_t times;
        const char *pattern = pattern_for(arena, asked, asked->word[i], &times);
        bool known = times == 1 && text_equal(asked->word[i], leads);
        if (!known && !words_repeat(asked, i))
            patterns.like[patterns.n++] = pattern;
    }
    return patterns;
}

/* ------------------------------------------------------------------ slips */

#define SLIP_LETTERS 32

static size_t
letters_of(const char *word, uint32_t ret_letters[SLIP_LETTERS])
{
    size_t n = 0;
    uint32_t point;
    while (n < SLIP_LETTERS && (point = next_point(&word)))
        ret_letters[n++] = point;
    return n;
}

static int
least(int a, int b)
{
    return a < b ? a : b;
}

/* Distance of Damerau and Levenshtein, neighbours exchanged once. */
static int
slips_between(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    int cost[SLIP_LETTERS + 1][SLIP_LETTERS + 1];
    for (size_t i = 0; i <= n; i++)
        cost[i][0] = (int)i;
    for (size_t j = 0; j <= m; j++)
        cost[0][j] = (int)j;
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            cost[i][j] = least(cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]), least(cost[i - 1][j], cost[i][j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = least(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    return cost[n][m];
}

bool
words_alike(const char *written, const char *word)
{
    uint32_t a[SLIP_LETTERS], b[SLIP_LETTERS];
    size_t n = letters_of(written, a), m = letters_of(word, b);
    return slips_between(a, n, b, m) <= (n <= 5 ? 1 : 2);
}

char *
words_any_of(struct arena *arena, const char *beginning, const char *const *words, size_t n)
{
    TEXT_SCOPED expression = { 0 };
    text_addf(&expression, " (%s[^ ]*", beginning);
    for (size_t i = 0; i < n; i++)
        text_addf(&expression, "|%s", words[i]);
    text_adds(&expression, ")( |$)");
    return kept(arena, &expression);
}

/* ------------------------------------------------------------------ spelling */

static void
add_initial(struct text *out, const char *name)
{
    uint32_t first = next_point(&name);
    if (!first)
        return;
    text_addc(out, ' ');
    add_point(out, (uint32_t)towupper_l((wint_t)first, unicode));
    text_addc(out, '.');
}

char *
words_initials(struct arena *arena, const char *last, const char *first, const char *middle)
{
    TEXT_SCOPED out = { 0 };
    text_adds(&out, last);
    add_initial(&out, first);
    add_initial(&out, middle);
    return kept(arena, &out);
}

char *
words_tidy(struct arena *arena, const char *text)
{
    TEXT_SCOPED out = { 0 };
    bool gap = false;
    uint32_t point;
    while ((point = next_point(&text))) {
        if (is_blank(point)) {
            gap = out.length > 0;
            continue;
        }
        if (gap)
            text_addc(&out, ' ');
        gap = false;
        add_point(&out, point);
    }
    return kept(arena, &out);
}

bool
words_are_name(const char *text)
{
    bool letters = false;
    uint32_t point;
    while ((point = next_point(&text))) {
        bool between = point < 0x80 ? strchr(" -.(),", (int)point) != NULL : is_blank(point) || is_mark(point);
        if (!is_letter(point) && !between && !is_apostrophe(point) && point != 0x2010 && point != 0x2011)
            return false;
        letters |= is_letter(point);
    }
    return letters;
}

char *
words_squeezed(struct arena *arena, const char *text)
{
    TEXT_SCOPED out = { 0 };
    uint32_t point;
    while ((point = next_point(&text)))
        if (!is_blank(point) && point != 0x2116)
            add_point(&out, (uint32_t)towupper_l((wint_t)point, unicode));
    return kept(arena, &out);
}

char *
words_lower(struct arena *arena, const char *text)
{
    TEXT_SCOPED out = { 0 };
    uint32_t point;
    while ((point = next_point(&text)))
        add_point(&out, (uint32_t)towlower_l((wint_t)point, unicode));
    return kept(arena, &out);
}
