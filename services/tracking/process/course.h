/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** The course of an application: the process that carries it, begun with it and driven by its tasks. */
#ifndef OKNO_TRACKING_COURSE_H
#define OKNO_TRACKING_COURSE_H

#include "process.h"

#include "../intake.h"
#include "../record.h"

/** Code of the regulation that the application's service is bound to: the card's own, or that of the scenario. */
const char *course_regulation(struct arena *arena, const Reference__ServiceCard *card, int scenario);

/**
 * Begins the course of an application that is being registered; fills what the application shows of it.
 *
 * @accepted  taken in at the counter by the very submission
 */
enum rpc_code course_begin(const struct intake *intake, Tracking__Application *app, bool accepted,
                           struct process *ret_process) OKNO_MUST_CHECK;

/**
 * The same for an application that another process calls for: on the regulation that it names, and with what it gives
 * beside what every application begins with.
 *
 * @called  its regulation and who waits for it
 */
struct course_called {
    const char *regulation, *parent_id;
    int version; /* 0: the newest */
    uint32_t parent_token;
    const struct bpmn_value *given; /* NULL: nothing */
};
enum rpc_code course_begin_called(const struct intake *intake, Tracking__Application *app,
                                  const struct course_called *called, struct process *ret_process) OKNO_MUST_CHECK;

/** Loads the course of a loaded application. FAILED_PRECONDITION for one that never had any. */
enum rpc_code course_load(const struct record *record, struct process *ret_process) OKNO_MUST_CHECK;

/** Shows in the application where its course stands now. */
void course_show(const struct process *process, Tracking__Application *app);

struct process_subject course_of_intake(const struct intake *intake, const Tracking__Application *app);
struct process_subject course_of_record(const struct record *record);

/**
 * Takes over from the application's own process what it shows and where it waits.
 *
 * @left  its turn in a queue came
 * @return RPC_OUT_OF_RANGE, worded, when a term that goes on leaves the production calendar
 */
enum rpc_code course_follow(const struct process *process, struct record *record, bool left) OKNO_MUST_CHECK;

/** Status of the application that the events showed; 0 when none did. */
Tracking__Application__Status course_status(const struct process *process);
/** Message by which a bundle tells its services that the one visit for all took place, or that nobody came. */
#define COURSE_VISIT "visit"

/** What the term does while the course stands where it does. */
enum course_clock {
    COURSE_RUNS,
    COURSE_HELD,  /* nothing of all that it waits for is for an official to do: the term stands meanwhile */
    COURSE_READY, /* it only waits to be fetched: the term was kept or missed when it was ready */
};
enum course_clock course_clock(const struct process *process);

/** Whether it waits for somebody to take in or hand over the result or the refusal. */
bool course_hands(const struct process *process);

/** What a completed task adds to the variables: the fields of its form; NULL when it adds none. */
const struct bpmn_value *course_fields(const struct process *process, const char *element,
                                       const Google__Protobuf__Struct *fields);

#endif
