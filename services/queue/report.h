/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Reports R188, as a message and as files. */
#ifndef OKNO_QUEUE_REPORT_H
#define OKNO_QUEUE_REPORT_H

#include <okno/queue.pb-c.h>
#include <okno/rpc.h>

/**
 * @centre_code  a SUPERVISOR: their own; empty: all centres, for who may see them
 * @return RPC_INVALID_ARGUMENT for days in the wrong order or more than a year of them
 */
enum rpc_code report_load(struct rpc_call *call, const char *from_date, const char *to_date, const char *centre_code,
                          Queue__Dimension by, Queue__QueueReport *ret_report) OKNO_MUST_CHECK;

/** Of the sheet and of its columns, and a row's cells in their order. */
#define REPORT_COLUMNS 14
#define REPORT_BLANK (-1) /* what such rows do not have; no number is below 0 */
const char *report_name(bool english);
const char *report_title(int column, bool english);
struct report_cells {
    const char *name;
    int numbers[REPORT_COLUMNS - 1];
};
struct report_cells report_cells(const Queue__ReportRow *row);

/** UTF-8 with BOM and semicolons: what office programs open. */
void report_csv(const Queue__QueueReport *report, bool english, struct text *out);
/** False when the library cannot write it. */
bool report_xlsx(const Queue__QueueReport *report, bool english, struct arena *arena, ProtobufCBinaryData *ret_file);

#endif
