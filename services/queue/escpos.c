/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "escpos.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#define COLUMNS 48
#define ESC "\x1b"
#define GS "\x1d"
#define FS "\x1c"
#define URL_MAX 700
#define COMMAND(out, bytes) text_add(out, bytes, sizeof(bytes) - 1)

bool
escpos_lacks_paper(unsigned char answer)
{
    return (answer & 0x93) == 0x12 && (answer & 0x60);
}

/* ------------------------------------------------------------------ letters */

static size_t
length_of_letter(const char *at)
{
    size_t n = 1;
    while (((unsigned char)at[n] & 0xc0) == 0x80)
        n++;
    return n;
}

/* A letter that cannot be written is a question mark. */
static void
convert(iconv_t table, const char *text, struct text *out)
{
    char *at = (char *)(uintptr_t)text;
    size_t left = strlen(text);
    iconv(table, NULL, NULL, NULL, NULL);
    while (left > 0) {
        char bytes[8], *to = bytes;
        size_t letter = length_of_letter(at), room = sizeof bytes, rest = letter;
        char *from = at;
        if (iconv(table, &from, &rest, &to, &room) == (size_t)-1)
            *to++ = '?';
        for (const char *byte = bytes; byte < to; byte++)
            if ((unsigned char)*byte >= ' ' && *byte != 0x7f)
                text_addc(out, *byte);
        at += letter;
        left -= letter < left ? letter : left;
    }
}

/* How much of the line fits: to the last blank, or all that there is room for when there is none. */
static size_t
fitting(const char *line, size_t length)
{
    if (length <= COLUMNS)
        return length;
    for (size_t n = COLUMNS; n > 0; n--)
        if (line[n] == ' ')
            return n;
    return COLUMNS;
}

static void
add_line(iconv_t table, const char *text, struct text *out)
{
    TEXT_SCOPED converted = { 0 };
    convert(table, text, &converted);
    for (size_t at = 0; at < converted.length;) {
        size_t n = fitting(converted.data + at, converted.length - at);
        text_add(out, converted.data + at, n);
        text_addc(out, '\n');
        at += n;
        while (at < converted.length && converted.data[at] == ' ')
            at++;
    }
}

static void
add_lines(iconv_t table, const char *const *lines, size_t n, struct text *out)
{
    for (size_t i = 0; i < n; i++)
        add_line(table, lines[i], out);
}

/* ------------------------------------------------------------------ the code */

/* Model 2, dots of 6, error correction M; stored, then printed (GS ( k, functions 165, 167, 169, 180, 181). */
static void
add_qr(const char *url, struct text *out)
{
    size_t length = strlen(url), counted = length + 3;
    if (length > URL_MAX)
        return;
    COMMAND(out, GS "(k\x04\x00\x31\x41\x32\x00");
    COMMAND(out, GS "(k\x03\x00\x31\x43\x06");
    COMMAND(out, GS "(k\x03\x00\x31\x45\x31");
    COMMAND(out, GS "(k");
    text_addc(out, (char)(counted & 0xff));
    text_addc(out, (char)(counted >> 8));
    COMMAND(out, "\x31\x50\x30");
    text_add(out, url, length);
    COMMAND(out, GS "(k\x03\x00\x31\x51\x30");
}

/* ------------------------------------------------------------------ all of it */

static void
add_body(iconv_t table, const struct paper_ticket *ticket, struct text *out)
{
    COMMAND(out, ESC "a\x01"); /* centred */
    add_line(table, ticket->centre, out);
    COMMAND(out, GS "!\x33"); /* four times as high and wide */
    add_line(table, ticket->number, out);
    COMMAND(out, GS "!\x00" ESC "E\x01"); /* bold */
    add_lines(table, ticket->lines, ticket->n_lines, out);
    COMMAND(out, ESC "E\x00");
    if (ticket->url)
        add_qr(ticket->url, out);
    add_lines(table, ticket->foot, ticket->n_foot, out);
}

void
escpos_ticket(const struct paper_ticket *ticket, int code_page, struct text *out)
{
    iconv_t table = iconv_open("CP866//TRANSLIT", "UTF-8");
    if (table == (iconv_t)-1)
        return;
    COMMAND(out, ESC "@" FS "." ESC "t"); /* begins anew, no Chinese, the code page */
    text_addc(out, (char)code_page);
    add_body(table, ticket, out);
    COMMAND(out, ESC "d\x03" GS "VB\x00"); /* feeds, and cuts */
    iconv_close(table);
}
