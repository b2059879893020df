/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** A regulation as a file that somebody gives: read and judged before it is published. */
#ifndef OKNO_TRACKING_READING_H
#define OKNO_TRACKING_READING_H

#include <okno/bpmn.h>
#include <okno/rpc.h>
#include <okno/tracking.pb-c.h>

/** Bytes of a file, at most: many times what the largest regulation of this tree has. */
#define READING_MAX (4 * 1024 * 1024)

struct reading {
    bool complete;    /* the file is whole; else further pieces are to come, and nothing else is set */
    const char *bpmn; /* the file; ends with a NUL */
    size_t length;
    struct bpmn_model *model;           /* NULL: nothing that could be published; end it with bpmn_model_free */
    const struct bpmn_element *process; /* the first executable one */
    const char *code;                   /* of the regulation; "" without a process */
    Tracking__RegulationFault **faults; /* of the standard and of this service; warnings too */
    size_t n_faults;
    bool publishable;
};

/**
 * Takes a piece of an upload, and reads the file when that is whole.
 *
 * @return RPC_OK also when there are faults; RPC_INVALID_ARGUMENT, worded and naming `chunk`, for what is no text or
 *         too large; RPC_FAILED_PRECONDITION when a piece is missing
 */
enum rpc_code reading_take(struct rpc_call *call, const Common__Chunk *chunk,
                           struct reading *ret_reading) OKNO_MUST_CHECK;
void reading_end(struct reading *reading);

#define READING_SCOPED OKNO_CLEANUP(reading_end) struct reading

/** Adds what is wrong about an element, so that the file is not published; texts without a full stop. */
void reading_fault(struct reading *reading, struct rpc_call *call, const struct bpmn_element *element, const char *rule,
                   const char *ru, const char *en);
/** Adds what is worth saying, and no reason to refuse the file. */
void reading_warning(struct reading *reading, struct rpc_call *call, const struct bpmn_element *element,
                     const char *rule, const char *ru, const char *en);

/** What a model consists of, as replies show it. */
void reading_elements(struct arena *arena, const struct bpmn_model *model, Tracking__Regulation *ret_regulation);

#endif
