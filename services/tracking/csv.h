/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Cells of a CSV file as office programs here open it: UTF-8 with BOM, semicolons, CRLF. Pure. */
#ifndef OKNO_TRACKING_CSV_H
#define OKNO_TRACKING_CSV_H

#include <google/protobuf/timestamp.pb-c.h>
#include <okno/base.h>

#define CSV_BOM "\xEF\xBB\xBF"

/* Each adds one cell; the line before, the head at least, ends with CRLF. */
void csv_cell(struct text *out,
              const char *value); /* one that would be taken for a formula begins with an apostrophe */
void csv_number(struct text *out, int number);
void csv_day(struct text *out, const char *day); /* "2026-11-21" as 21.11.2026; empty for what is no day */
void csv_moment(struct text *out, const Google__Protobuf__Timestamp *at);

#endif
