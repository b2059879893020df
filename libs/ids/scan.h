/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** How the checks of this library read a text. Private to it. */
#ifndef OKNO_IDS_SCAN_H
#define OKNO_IDS_SCAN_H

#include <okno/ids.h>

#define IDS_DIGITS "0123456789"
#define IDS_CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/** A short text by code points; no identifier kept here is longer. */
#define IDS_SCAN_MAX 64
struct ids_scan {
    uint32_t point[IDS_SCAN_MAX];
    size_t count;
};

/** IDS_EMPTY, IDS_CHARACTERS when it is not UTF-8, IDS_LENGTH when it has more than IDS_SCAN_MAX points. */
enum ids_fault ids_scan(const char *text, struct ids_scan *ret_scan);
/** The same without blanks, «№» and single dashes between characters, in capitals. */
enum ids_fault ids_scan_tight(const char *text, struct ids_scan *ret_scan);

/** Exactly `length` digits and nothing else. */
enum ids_fault ids_digits(const char *text, size_t length);
/** Only characters of `allowed`, and `length` of them. */
enum ids_fault ids_plain(const char *text, const char *allowed, size_t length);

/**
 * Writes a tight text into a template: `9` takes a digit, `Z` a digit or a Cyrillic letter of number plates,
 * anything else stands for itself.
 */
enum ids_fault ids_fill(const struct ids_scan *tight, const char *template, char *ret_text);
enum ids_fault ids_fill_text(const char *text, const char *template, char *ret_text);

bool ids_is_digit(uint32_t point);
/** Digits, Latin letters and the Cyrillic ones of `а-яА-Я`: the alphabet of the Treasury's codes. */
bool ids_is_letter_or_digit(uint32_t point);
/** One of the 12 capitals that look alike in both alphabets, of either alphabet. */
bool ids_is_plate_letter(uint32_t point);
/** The Cyrillic capital that looks like this Latin one; the point itself when there is none. */
uint32_t ids_to_cyrillic(uint32_t point);
uint32_t ids_to_latin(uint32_t point);
/** Appends a code point in UTF-8 and returns the place after it. No NUL. */
char *ids_put_point(char *out, uint32_t point);

unsigned ids_weigh(const char *digits, const unsigned char *weights, size_t count);
/** Whether `count` characters are all the same. */
bool ids_all_equal(const char *s, size_t count);

/** Hands out the normal form when it is wanted; always IDS_OK. */
enum ids_fault ids_keep(const char *normal, char *ret_normal);

#endif
