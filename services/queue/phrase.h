/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** What is said when a ticket is called: its words, and the recorded clips that may stand for them. Pure. */
#ifndef OKNO_QUEUE_PHRASE_H
#define OKNO_QUEUE_PHRASE_H

#include <okno/base.h>

#define PHRASE_PARTS_MAX 32

/** A piece of a phrase: "сто", clip "100". */
struct phrase_part {
    char clip[16];
    const char *words; /* static */
    const char *pause; /* what follows: " ", ", " or ". " */
};

struct phrase {
    struct phrase_part parts[PHRASE_PARTS_MAX];
    int n;
};

/**
 * «Талон А, ноль двенадцать. Подойдите к окну номер пять.» — "Ticket ay, zero twelve. Please go to window number five."
 *
 * Letters are named one by one; zeros in front are said, since they are printed; the rest of a number is one numeral.
 * What is neither letter nor digit is not said.
 *
 * @return false for what does not fit in a phrase
 */
bool phrase_call(bool english, const char *number, const char *window, struct phrase *ret_phrase);

/** Adds the words, with the pauses between them. */
void phrase_write(const struct phrase *phrase, struct text *out);

#endif
