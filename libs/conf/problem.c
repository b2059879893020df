/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "conf_local.h"

#define QUOTED_MAX_BYTES 60
#define GUESS_MAX_BYTES 63

void
problem(struct problems *problems, const char *source, int line, const char *fmt, ...)
{
    if (problems->count++ >= PROBLEMS_MAX)
        return;
    text_adds(problems->out, source);
    if (line)
        text_addf(problems->out, ":%d", line);
    text_adds(problems->out, ": ");
    char message[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    text_adds(problems->out, message);
    text_addc(problems->out, '\n');
}

void
problems_end(struct problems *problems)
{
    if (problems->count > PROBLEMS_MAX)
        text_addf(problems->out, "and %zu more\n", problems->count - PROBLEMS_MAX);
}

/*
 * Bytes of a character that may not stand as it is: what JSON forbids, and what YAML takes for a line break or
 * refuses (its chapter 5.1), so that our output is valid as both. 0: may stand.
 */
static size_t
unprintable(const char *bytes, size_t left, unsigned *ret_point)
{
    const unsigned char *s = (const unsigned char *)bytes;
    *ret_point = s[0];
    if (s[0] < 0x80)
        return s[0] < 0x20 || s[0] == 0x7F || s[0] == '"' || s[0] == '\\';
    if (s[0] == 0xC2 && left >= 2 && s[1] < 0xA0) {
        *ret_point = s[1];
        return 2;
    }
    if ((s[0] != 0xE2 && s[0] != 0xEF) || left < 3)
        return 0;
    *ret_point = (s[0] & 0xFu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
    bool breaks = *ret_point == 0x2028 || *ret_point == 0x2029;
    return breaks || *ret_point == 0xFEFF || *ret_point >= 0xFFFE ? 3 : 0;
}

void
add_json_string(struct text *out, const char *bytes, size_t length)
{
    text_addc(out, '"');
    for (size_t i = 0, run = 0; i < length; i = run) {
        size_t skip = 0;
        unsigned point = 0;
        while (run < length && !(skip = unprintable(bytes + run, length - run, &point)))
            run++;
        text_add(out, bytes + i, run - i);
        if (skip && (point == '"' || point == '\\'))
            text_addf(out, "\\%c", (int)point);
        else if (skip)
            text_addf(out, "\\u%04x", point);
        run += skip;
    }
    text_addc(out, '"');
}

const char *
quoted(struct arena *arena, const char *text)
{
    size_t length = strlen(text), shown = length;
    if (length > QUOTED_MAX_BYTES)
        for (shown = QUOTED_MAX_BYTES; shown && ((unsigned char)text[shown] & 0xC0) == 0x80;)
            shown--;
    TEXT_SCOPED out = { 0 };
    add_json_string(&out, text, shown);
    return arena_printf(arena, "%s%s", out.data, shown < length ? "…" : "");
}

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Insertions, deletions, changes and swaps of neighbours that turn one word into the other. */
static size_t
edit_distance(const char *a, const char *b)
{
    size_t rows[3][GUESS_MAX_BYTES + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2], width = strlen(b);
    for (size_t j = 0; j <= width; j++)
        above[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[width];
}

void
guess_try(struct guess *guess, const char *candidate)
{
    size_t length = strlen(guess->word);
    if (length > GUESS_MAX_BYTES || strlen(candidate) > GUESS_MAX_BYTES)
        return;
    size_t distance = edit_distance(guess->word, candidate), most = length < 4 ? 1 : length / 3;
    if (distance > most || (guess->best && distance >= guess->distance))
        return;
    guess->best = candidate;
    guess->distance = distance;
}
