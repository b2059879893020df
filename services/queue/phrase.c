/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "phrase.h"

#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ letters */

struct letter {
    const char *letter, *clip, *ru, *en;
};

/* Those that tickets have (proto: Group.letter), then what windows may be called by. */
static const struct letter LETTERS[] = {
    { "А", "letter-a", "а", "ay" },       { "Б", "letter-b", "бэ", "bee" },   { "В", "letter-v", "вэ", "vee" },
    { "Г", "letter-g", "гэ", "gee" },     { "Д", "letter-d", "дэ", "dee" },   { "Е", "letter-e", "е", "yeh" },
    { "Ж", "letter-zh", "жэ", "zheh" },   { "З", "letter-z", "зэ", "zee" },   { "И", "letter-i", "и", "ee" },
    { "К", "letter-k", "ка", "kay" },     { "Л", "letter-l", "эль", "el" },   { "М", "letter-m", "эм", "em" },
    { "Н", "letter-n", "эн", "en" },      { "О", "letter-o", "о", "oh" },     { "П", "letter-p", "пэ", "pea" },
    { "Р", "letter-r", "эр", "are" },     { "С", "letter-s", "эс", "ess" },   { "Т", "letter-t", "тэ", "tea" },
    { "У", "letter-u", "у", "oo" },       { "Ф", "letter-f", "эф", "ef" },    { "Х", "letter-kh", "ха", "kha" },
    { "Ц", "letter-ts", "цэ", "tseh" },   { "Ч", "letter-ch", "че", "cheh" }, { "Ш", "letter-sh", "ша", "sha" },
    { "Щ", "letter-sch", "ща", "shcha" }, { "Э", "letter-eh", "э", "eh" },    { "Ю", "letter-yu", "ю", "you" },
    { "Я", "letter-ya", "я", "ya" },      { "A", "letter-a", "а", "ay" },     { "B", "letter-b", "бэ", "bee" },
    { "C", "letter-ts", "цэ", "see" },    { "D", "letter-d", "дэ", "dee" },   { "E", "letter-e", "е", "ee" },
    { "F", "letter-f", "эф", "ef" },
};

/* ------------------------------------------------------------------ numerals */

static const char *const ONES[2][20] = {
    { "ноль",         "один",       "два",         "три",        "четыре",       "пять",        "шесть",
      "семь",         "восемь",     "девять",      "десять",     "одиннадцать",  "двенадцать",  "тринадцать",
      "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать" },
    { "zero", "one",    "two",    "three",    "four",     "five",    "six",     "seven",     "eight",    "nine",
      "ten",  "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen" },
};
static const char *const TENS[2][10] = {
    { "", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто" },
    { "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety" },
};
static const char *const HUNDREDS[2][10] = {
    { "", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот" },
    { "", "one hundred", "two hundred", "three hundred", "four hundred", "five hundred", "six hundred", "seven hundred",
      "eight hundred", "nine hundred" },
};

struct speaker {
    struct phrase *phrase;
    bool english, full;
};

static void
say(struct speaker *speaker, const char *clip, const char *words)
{
    struct phrase *phrase = speaker->phrase;
    if (phrase->n == PHRASE_PARTS_MAX) {
        speaker->full = true;
        return;
    }
    struct phrase_part *part = &phrase->parts[phrase->n++];
    snprintf(part->clip, sizeof part->clip, "%s", clip);
    part->words = words;
    part->pause = " ";
}

static void
pause_after(struct speaker *speaker, const char *pause)
{
    if (speaker->phrase->n)
        speaker->phrase->parts[speaker->phrase->n - 1].pause = pause;
}

static void
say_number(struct speaker *speaker, int number, const char *words)
{
    char clip[16];
    snprintf(clip, sizeof clip, "%d", number);
    say(speaker, clip, words);
}

static void
say_below_thousand(struct speaker *speaker, int number)
{
    bool english = speaker->english;
    if (number >= 100)
        say_number(speaker, number / 100 * 100, HUNDREDS[english][number / 100]);
    number %= 100;
    if (number >= 20) {
        say_number(speaker, number / 10 * 10, TENS[english][number / 10]);
        number %= 10;
    }
    if (number)
        say_number(speaker, number, ONES[english][number]);
}

/* A thousand is feminine in Russian: «одна тысяча», «две тысячи», «двадцать одна тысяча», «пять тысяч». */
static void
say_thousands(struct speaker *speaker, int thousands)
{
    int last = thousands % 10;
    bool teen = thousands % 100 / 10 == 1, feminine = !speaker->english && !teen && (last == 1 || last == 2);
    say_below_thousand(speaker, feminine ? thousands - last : thousands);
    if (feminine)
        say(speaker, last == 1 ? "1f" : "2f", last == 1 ? "одна" : "две");
    if (speaker->english)
        say(speaker, "1000", "thousand");
    else if (!teen && last == 1)
        say(speaker, "1000", "тысяча");
    else if (!teen && last >= 2 && last <= 4)
        say(speaker, "1000-2", "тысячи");
    else
        say(speaker, "1000-5", "тысяч");
}

/* Up to six digits as one numeral; a longer row of digits is said in pieces. */
static const char *
say_digits(struct speaker *speaker, const char *at)
{
    int number = 0, digits = 0;
    for (; *at == '0'; at++)
        say_number(speaker, 0, ONES[speaker->english][0]);
    for (; *at >= '0' && *at <= '9' && digits < 6; at++, digits++)
        number = 10 * number + (*at - '0');
    if (number >= 1000)
        say_thousands(speaker, number / 1000);
    say_below_thousand(speaker, number % 1000);
    return at;
}

/* ------------------------------------------------------------------ names of tickets and windows */

static const struct letter *
letter_at(const char *at)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(LETTERS); i++)
        if (strncmp(at, LETTERS[i].letter, strlen(LETTERS[i].letter)) == 0)
            return &LETTERS[i];
    return NULL;
}

static void
say_name(struct speaker *speaker, const char *at)
{
    while (*at) {
        const struct letter *letter = letter_at(at);
        if (*at >= '0' && *at <= '9') {
            at = say_digits(speaker, at);
        } else if (letter) {
            say(speaker, letter->clip, speaker->english ? letter->en : letter->ru);
            pause_after(speaker, ", ");
            at += strlen(letter->letter);
        } else {
            at++;
        }
    }
}

bool
phrase_call(bool english, const char *number, const char *window, struct phrase *ret_phrase)
{
    struct speaker speaker = { ret_phrase, english, false };
    ret_phrase->n = 0;
    say(&speaker, "ticket", english ? "Ticket" : "Талон");
    say_name(&speaker, number);
    pause_after(&speaker, ". ");
    say(&speaker, "window", english ? "Please go to window number" : "Подойдите к окну номер");
    say_name(&speaker, window);
    pause_after(&speaker, ".");
    return !speaker.full;
}

void
phrase_write(const struct phrase *phrase, struct text *out)
{
    for (int i = 0; i < phrase->n; i++) {
        text_adds(out, phrase->parts[i].words);
        text_adds(out, phrase->parts[i].pause);
    }
}
