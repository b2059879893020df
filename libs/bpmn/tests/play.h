/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * A process played step by step. After every step the state is packed, read again and goes on from there, and the step
 * is made twice to see that it gives the same: so each test shows that too.
 */
#ifndef OKNO_BPMN_PLAY_H
#define OKNO_BPMN_PLAY_H

#include <okno/bpmn.h>
#include <okno/test.h>

struct play {
    struct arena *arena;
    struct bpmn_model *model;
    const struct bpmn_state *state;
    struct bpmn_effects effects; /* of the last step */
    struct bpmn_fault fault;
    struct bpmn_faults faults; /* of the parser */
    const struct bpmn_calendar *calendar;
    int64_t now_us;
    size_t stored; /* bytes of the last state */
};

#define HOUR_US INT64_C(3600000000)
#define DAY_US (24 * HOUR_US)

/* A model of the whole text of a definitions element's contents, or of one process's. */
enum rpc_code play_parse(struct play *play, const char *definitions);
void play_open(struct play *play,
               const char *process); /* must be without faults; messages a b, signals, errors given */
void play_close(struct play *play);
#define PLAY_SCOPED __attribute__((cleanup(play_close))) struct play

enum rpc_code play_step(struct play *play, struct bpmn_event event);
/* Each must succeed. */
void play_start(struct play *play, const struct bpmn_value *variables);
void play_done(struct play *play, const char *element, const char *outcome); /* first task waiting there */
void play_done_with(struct play *play, const char *element, const char *name, const struct bpmn_value *value);
void play_message(struct play *play, const char *name, const char *correlation);
void play_signal(struct play *play, const char *name);
void play_timer(struct play *play, const char *element); /* goes to its time and fires it */
void play_set(struct play *play, const char *name, const struct bpmn_value *value);
void play_return(struct play *play, const char *element, const char *error); /* of a service or called process */

/* "a b": elements whose tokens wait, scopes left out, in the order of tokens. */
const char *play_waits(struct play *play);
/* Effects of the last step of one kind: "a b", by element. */
const char *play_effects(struct play *play, enum bpmn_effect_kind kind);
const struct bpmn_effect *play_effect(struct play *play, enum bpmn_effect_kind kind); /* first; NULL */
const struct bpmn_token *play_token(struct play *play, const char *element);          /* first; NULL */
const struct bpmn_value *play_variable(struct play *play, const char *name);
const char *play_text(struct play *play, const char *name);
/* Whether a fault by this rule names this element. */
bool play_fault(const struct play *play, const char *rule, const char *element);

const struct bpmn_value *number(struct play *play, double number);
const struct bpmn_value *text(struct play *play, const char *text);
const struct bpmn_value *list(struct play *play, int n, const char *const *texts);
const struct bpmn_value *object(struct play *play, const char *name, const struct bpmn_value *value);

#define EXPECT_WAITS(play, expected) EXPECT_TEXT(play_waits(play), expected)
#define EXPECT_STATUS(play, expected) EXPECT_INT((play)->state->status, expected)

/* Pieces of models. */
#define FLOW(id, from, to) "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'/>"
#define FLOW_IF(id, from, to, condition)                                                                               \
    "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'><conditionExpression>" condition                \
    "</conditionExpression></sequenceFlow>"
#define START(id) "<startEvent id='" id "'/>"
#define END(id) "<endEvent id='" id "'/>"
#define USER(id) "<userTask id='" id "'/>"

#endif
