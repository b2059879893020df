/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "csv.h"

#include "view.h"

#include <okno/proto.h>

#include <stdio.h>
#include <string.h>

/* A cell; one that an office program would take for a formula begins with an apostrophe. */
void
csv_cell(struct text *out, const char *value)
{
    if (out->data[out->length - 1] != '\n')
        text_addc(out, ';');
    bool formula = *value && strchr("=+-@\t", *value);
    if (!formula && !strpbrk(value, ";\"\r\n")) {
        text_adds(out, value);
        return;
    }
    text_addc(out, '"');
    if (formula)
        text_addc(out, '\'');
    for (const char *c = value; *c; c++) {
        if (*c == '"')
            text_addc(out, '"');
        text_addc(out, *c);
    }
    text_addc(out, '"');
}

void
csv_number(struct text *out, int number)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%d", number);
    csv_cell(out, digits);
}

/* "2026-11-21" as people here write it: 21.11.2026. */
void
csv_day(struct text *out, const char *day)
{
    struct date date;
    char written[16] = "";
    if (date_parse(day, &date))
        snprintf(written, sizeof written, "%02d.%02d.%04d", date.day, date.month, date.year);
    csv_cell(out, written);
}

void
csv_moment(struct text *out, const Google__Protobuf__Timestamp *at)
{
    char written[32] = "";
    int64_t us = proto_time_us(at);
    struct date date = date_of_time(us);
    int minute = minute_of_time(us);
    if (at)
        snprintf(written, sizeof written, "%02d.%02d.%04d %02d:%02d", date.day, date.month, date.year, minute / 60,
                 minute % 60);
    csv_cell(out, written);
}
