/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A report as XLSX, with a chart. Compiled apart: the library's headers use calls that ours ban. */
#include "report.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define WIDE 32
#define NARROW 16

static void
write_row(lxw_worksheet *sheet, lxw_row_t at, const Queue__ReportRow *row, lxw_format *format)
{
    struct report_cells cells = report_cells(row);
    worksheet_write_string(sheet, at, 0, cells.name, format);
    for (int i = 0; i < REPORT_COLUMNS - 1; i++)
        if (cells.numbers[i] != REPORT_BLANK)
            worksheet_write_number(sheet, at, (lxw_col_t)(i + 1), cells.numbers[i], format);
}

static void
write_chart(lxw_workbook *book, lxw_worksheet *sheet, lxw_row_t last, bool english)
{
    lxw_chart *chart = workbook_add_chart(book, LXW_CHART_COLUMN);
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    chart_series_set_categories(series, report_name(english), 1, 0, last, 0);
    chart_series_set_values(series, report_name(english), 1, 1, last, 1);
    chart_series_set_name(series, report_title(1, english));
    worksheet_insert_chart(sheet, last + 3, 0, chart);
}

static void
write_sheet(lxw_workbook *book, const Queue__QueueReport *report, bool english)
{
    lxw_worksheet *sheet = workbook_add_worksheet(book, report_name(english));
    lxw_format *bold = workbook_add_format(book);
    format_set_bold(bold);
    format_set_text_wrap(bold);
    worksheet_set_column(sheet, 0, 0, WIDE, NULL);
    worksheet_set_column(sheet, 1, REPORT_COLUMNS - 1, NARROW, NULL);
    worksheet_freeze_panes(sheet, 1, 1);
    for (int i = 0; i < REPORT_COLUMNS; i++)
        worksheet_write_string(sheet, 0, (lxw_col_t)i, report_title(i, english), bold);
    for (size_t i = 0; i < report->n_rows; i++)
        write_row(sheet, (lxw_row_t)(i + 1), report->rows[i], NULL);
    write_row(sheet, (lxw_row_t)(report->n_rows + 1), report->total, bold);
    if (report->n_rows)
        write_chart(book, sheet, (lxw_row_t)report->n_rows, english);
}

/* The library writes files only: one that has no name and goes with its descriptor. */
static bool
write_book(const Queue__QueueReport *report, bool english, int file)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    lxw_workbook *book = workbook_new(path);
    if (!book)
        return false;
    write_sheet(book, report, english);
    return workbook_close(book) == LXW_NO_ERROR;
}

static bool
read_back(int file, struct arena *arena, ProtobufCBinaryData *ret_file)
{
    off_t size = lseek(file, 0, SEEK_END);
    if (size <= 0)
        return false;
    ret_file->data = arena_alloc(arena, (size_t)size);
    ret_file->len = (size_t)size;
    return pread(file, ret_file->data, (size_t)size, 0) == size;
}

bool
report_xlsx(const Queue__QueueReport *report, bool english, struct arena *arena, ProtobufCBinaryData *ret_file)
{
    int file = memfd_create("report.xlsx", MFD_CLOEXEC);
    if (file < 0)
        return false;
    bool good = write_book(report, english, file) && read_back(file, arena, ret_file);
    close(file);
    return good;
}
