/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text into words and words into stems. */
#include "internal.h"

#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

/* Letters and their cases by Unicode, whatever the process's locale. */
static locale_t unicode;
static pthread_once_t unicode_once = PTHREAD_ONCE_INIT;

static void
open_unicode(void)
{
    unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
    if (!unicode)
        abort();
}

/* Next code point of well-formed UTF-8; whatever else is skipped as a space. */
static uint32_t
next_point(const char **at)
{
    const unsigned char *s = (const unsigned char *)*at;
    int more = s[0] < 0x80 ? 0 : s[0] >= 0xf0 ? 3 : s[0] >= 0xe0 ? 2 : s[0] >= 0xc0 ? 1 : -1;
    uint32_t point = more == 0 ? s[0] : more > 0 ? s[0] & (0x3fu >> more) : ' ';
    int taken = 1;
    for (int i = 0; i < more; i++, taken++) {
        if ((s[taken] & 0xc0) != 0x80)
            break;
        point = point << 6 | (s[taken] & 0x3fu);
    }
    *at += taken;
    return taken == more + 1 || more < 0 ? point : ' ';
}

static void
put_point(struct text *text, uint32_t point)
{
    if (point < 0x80) {
        text_addc(text, (char)point);
    } else if (point < 0x800) {
        text_addc(text, (char)(0xc0 | point >> 6));
        text_addc(text, (char)(0x80 | (point & 0x3f)));
    } else if (point < 0x10000) {
        text_addc(text, (char)(0xe0 | point >> 12));
        text_addc(text, (char)(0x80 | (point >> 6 & 0x3f)));
        text_addc(text, (char)(0x80 | (point & 0x3f)));
    } else {
        text_addc(text, (char)(0xf0 | point >> 18));
        text_addc(text, (char)(0x80 | (point >> 12 & 0x3f)));
        text_addc(text, (char)(0x80 | (point >> 6 & 0x3f)));
        text_addc(text, (char)(0x80 | (point & 0x3f)));
    }
}

#define IO 0x451 /* ё */
#define IE 0x435 /* е */

struct words
words_of(struct arena *arena, const char *text)
{
    pthread_once(&unicode_once, open_unicode);
    TEXT_SCOPED word = { 0 };
    const char **items = ARENA_ARRAY(arena, const char *, strlen(text) / 2 + 1);
    size_t n = 0;
    for (const char *at = text;;) {
        uint32_t point = *at ? (uint32_t)towlower_l((wint_t)next_point(&at), unicode) : 0;
        if (point && iswalnum_l((wint_t)point, unicode)) {
            put_point(&word, point == IO ? IE : point);
            continue;
        }
        if (word.length)
            items[n++] = arena_strndup(arena, word.data, word.length);
        word.length = 0;
        if (!point && !*at)
            return (struct words){ items, n };
    }
}

const char *
words_join(struct arena *arena, struct words words)
{
    TEXT_SCOPED joined = { 0 };
    for (size_t i = 0; i < words.n; i++)
        text_addf(&joined, "%s%s", i ? " " : "", words.items[i]);
    return arena_strndup(arena, joined.data ? joined.data : "", joined.length);
}

const char *
search_fold(struct arena *arena, const char *text)
{
    return words_join(arena, words_of(arena, text));
}

/* ------------------------------------------------------------------ grammar */

static const char *const grammar[] = {
    "а",      "без",  "бы",  "быть", "в",    "вам",   "вас", "весь",  "во",    "вот",   "все",  "всего",
    "вы",     "где",  "да",  "для",  "до",   "его",   "ее",  "если",  "есть",  "еще",   "же",   "за",
    "и",      "из",   "или", "им",   "их",   "к",     "как", "какая", "какие", "какой", "ко",   "когда",
    "кто",    "куда", "ли",  "либо", "мне",  "можно", "мой", "моя",   "мы",    "на",    "над",  "нам",
    "не",     "нет",  "ни",  "но",   "о",    "об",    "он",  "она",   "они",   "от",    "по",   "под",
    "при",    "про",  "с",   "свое", "свой", "себя",  "со",  "так",   "также", "там",   "то",   "тоже",
    "только", "тут",  "у",   "уже",  "чего", "чем",   "что", "чтобы", "эта",   "это",   "этот", "я",
};

static int
compare_word(const void *word, const void *item)
{
    return strcmp(word, *(const char *const *)item);
}

bool
word_is_grammar(const char *word)
{
    return bsearch(word, grammar, OKNO_ARRAY_SIZE(grammar), sizeof *grammar, compare_word) != NULL;
}

/* ------------------------------------------------------------------ the other keyboard layout */

static const char latin_keys[] = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
static const char *const russian_keys[] = {
    "й", "ц", "у", "к", "е", "н", "г", "ш", "щ", "з", "х", "ъ", "ф", "ы", "в", "а", "п",
    "р", "о", "л", "д", "ж", "э", "я", "ч", "с", "м", "и", "т", "ь", "б", "ю", "е",
};
_Static_assert(OKNO_ARRAY_SIZE(russian_keys) == sizeof latin_keys - 1, "a key is missing");

const char *
words_other_layout(struct arena *arena, const char *text)
{
    TEXT_SCOPED typed = { 0 };
    bool letters = false;
    for (const char *at = text; *at; at++) {
        if ((unsigned char)*at >= 0x80)
            return NULL;
        char lower = *at >= 'A' && *at <= 'Z' ? (char)(*at + 'a' - 'A') : *at;
        const char *key = strchr(latin_keys, lower);
        letters |= lower >= 'a' && lower <= 'z';
        text_adds(&typed, key ? russian_keys[key - latin_keys] : (const char[]){ lower, '\0' });
    }
    return letters ? arena_strndup(arena, typed.data, typed.length) : NULL;
}

/* ------------------------------------------------------------------ stems */

struct sb_stemmer *
stemmer_new(void)
{
    struct sb_stemmer *stemmer = sb_stemmer_new("russian", "UTF_8");
    if (!stemmer)
        abort();
    return stemmer;
}

void
stemmer_release(struct sb_stemmer **stemmer)
{
    sb_stemmer_delete(*stemmer);
}

const char *
stem_of(struct sb_stemmer *stemmer, struct arena *arena, const char *word)
{
    const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)word, (int)strlen(word));
    return arena_strndup(arena, (const char *)stem, (size_t)sb_stemmer_length(stemmer));
}
