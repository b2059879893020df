/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A report as CSV. */
#include "report.h"

#include <string.h>

/* A text that begins like a formula would be run as one by office programs. */
static void
add_name(struct text *out, const char *name)
{
    text_addc(out, '"');
    if (*name && strchr("=+-@\t", *name) && name[1])
        text_addc(out, '\'');
    for (const char *c = name; *c; c++) {
        if (*c == '"')
            text_addc(out, '"');
        text_addc(out, *c);
    }
    text_addc(out, '"');
}

static void
add_line(struct text *out, const Queue__ReportRow *row)
{
    struct report_cells cells = report_cells(row);
    add_name(out, cells.name);
    for (int i = 0; i < REPORT_COLUMNS - 1; i++)
        if (cells.numbers[i] == REPORT_BLANK)
            text_addc(out, ';');
        else
            text_addf(out, ";%d", cells.numbers[i]);
    text_adds(out, "\r\n");
}

void
report_csv(const Queue__QueueReport *report, bool english, struct text *out)
{
    text_adds(out, "\xEF\xBB\xBF");
    for (int i = 0; i < REPORT_COLUMNS; i++)
        text_addf(out, "%s%s", i ? ";" : "", report_title(i, english));
    text_adds(out, "\r\n");
    for (size_t i = 0; i < report->n_rows; i++)
        add_line(out, report->rows[i]);
    add_line(out, report->total);
}
