/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "read.h"

#include <ctype.h>
#include <string.h>

#define LONGEST 64

static unsigned
smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Letters to insert, drop or change (Levenshtein), without regard to case. */
static unsigned
distance(const char *a, const char *b)
{
    unsigned row[LONGEST + 1], width = (unsigned)strlen(b);
    for (unsigned i = 0; i <= width; i++)
        row[i] = i;
    for (; *a; a++) {
        unsigned corner = row[0]++;
        for (unsigned i = 1; i <= width; i++) {
            bool same = tolower((unsigned char)*a) == tolower((unsigned char)b[i - 1]);
            unsigned changed = corner + !same;
            corner = row[i];
            row[i] = smaller(changed, smaller(row[i], row[i - 1]) + 1);
        }
    }
    return row[width];
}

const char *
json_suggest(const char *wrong, const char *(*name_at)(const void *names, unsigned i), const void *names,
             unsigned count)
{
    size_t length = strlen(wrong);
    unsigned nearest = (unsigned)length / 3 + 1;
    const char *best = NULL;
    if (length > LONGEST)
        return NULL;
    for (unsigned i = 0; i < count; i++) {
        const char *name = name_at(names, i);
        unsigned away = strlen(name) > LONGEST ? nearest : distance(wrong, name);
        if (away < nearest) {
            nearest = away;
            best = name;
        }
    }
    return best;
}
