/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

const char *
words_date(struct arena *arena, struct date date)
{
    static const char *const months[] = { "января", "февраля", "марта",    "апреля",  "мая",    "июня",
                                          "июля",   "августа", "сентября", "октября", "ноября", "декабря" };
    return arena_printf(arena, "%d %s %d г.", date.day, months[date.month - 1], date.year);
}

const char *
words_time(struct arena *arena, int64_t time_us)
{
    int minute = minute_of_time(time_us);
    return arena_printf(arena, "%s, %02d:%02d", words_date(arena, date_of_time(time_us)), minute / 60, minute % 60);
}

const char *
words_count(struct arena *arena, int n, const char *one, const char *few, const char *many)
{
    bool teen = n % 100 >= 11 && n % 100 <= 14;
    int last = n % 10;
    const char *word = teen || last == 0 || last >= 5 ? many : last == 1 ? one : few;
    return arena_printf(arena, "%d %s", n, word);
}
