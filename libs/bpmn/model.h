/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * A model as the engine sees it. Made by parse_*.c, judged by check_*.c, never changed afterwards.
 */
#ifndef OKNO_BPMN_MODEL_H
#define OKNO_BPMN_MODEL_H

#include <okno/bpmn.h>

/* Made of what the specification calls expression: Lua, or plain text where a plain text is meant. */
struct expression {
    const char *text; /* without the leading '=' */
    int line;
    bool lua;
};

enum timer_kind { TIMER_DATE, TIMER_DURATION, TIMER_CYCLE };

/* An event definition. */
struct definition {
    enum bpmn_trigger trigger;
    uint32_t index; /* of its event, from 0 */
    int line;
    const char *name;             /* message, signal, link; code of error or escalation, NULL: any */
    struct expression expression; /* of a timer or a condition */
    enum timer_kind timer;
    const char *activity_id; /* of a compensation */
    const struct element *activity;
    bool goes_on; /* compensation with waitForCompletion="false" */
};

/* A data association or one of its assignments: `target` becomes what `from` says. */
struct mapping {
    struct expression from; /* text NULL: the variable called `source` */
    const char *source;
    const char *target; /* names joined by dots */
    int line;
};

struct mappings {
    const struct mapping *items;
    size_t n;
};

enum loop_behaviour { BEHAVIOUR_ALL, BEHAVIOUR_NONE, BEHAVIOUR_ONE, BEHAVIOUR_COMPLEX };

struct complex_behaviour {
    struct expression condition;
    const struct definition *throws;
};

struct loop {
    bool multi, sequential, test_before;
    int64_t maximum; /* 0: none */
    int line;
    struct expression condition; /* standard loop: goes on while; multi-instance: completes when */
    struct expression cardinality;
    const char *input, *input_item; /* variables */
    const char *output, *output_item;
    enum loop_behaviour behaviour;
    const struct definition *throws; /* with NONE and ONE */
    const struct complex_behaviour *complex;
    size_t n_complex;
};

struct flow {
    struct bpmn_flow shown; /* first */
    uint32_t index;
    struct element *source, *target;
    struct expression condition;
};

struct elements {
    struct element **items;
    size_t n;
};

struct flows {
    struct flow **items;
    size_t n;
};

struct element {
    struct bpmn_element shown; /* first */
    const struct xml *xml;
    struct element *parent;
    struct elements children; /* of a scope */
    struct flows in, out;
    const struct flow *usual; /* default flow */
    const struct definition *definitions;
    size_t n_definitions;
    bool parallel_multiple;
    struct element *host;               /* of a boundary event */
    struct elements boundaries;         /* of an activity */
    struct element *handler;            /* of a compensation boundary event, and of its activity */
    bool for_compensation, compensates; /* compensates: an event is associated with it */
    bool instantiate;                   /* receive task, event-based gateway */
    bool all_events;                    /* event-based gateway of type Parallel */
    const struct loop *loop;
    struct expression script;    /* of a script task */
    struct expression condition; /* activation of a complex gateway */
    const char *message;         /* of send and receive tasks */
    struct mappings inputs, outputs;
    const char *const *data; /* variables that the scope declares */
    size_t n_data;
    const struct element *global; /* global task that a call activity calls */
    const struct element *called; /* process in the same file */
    bool is_global;
    uint64_t digest; /* of everything it says */
};

struct bpmn_model {
    struct arena *arena;
    struct elements elements; /* document order */
    struct flows flows;
    struct element **by_id; /* hash table */
    size_t n_by_id;
    uint64_t fingerprint;
};

/* By id; NULL when there is none. */
struct element *model_element(const struct bpmn_model *model, const char *id);
struct flow *model_flow(const struct bpmn_model *model, const char *id);

/* Of a text that is ours: `=expression` in Lua, anything else as it stands; NULL is no expression. */
struct expression expression_of(const char *text, int line);

/* FNV-1a. */
uint64_t digest_text(uint64_t digest, const char *text);
#define DIGEST_START UINT64_C(14695981039346656037)

static inline bool
is_activity(const struct element *element)
{
    return element->shown.kind >= BPMN_TASK && element->shown.kind <= BPMN_CALL_ACTIVITY
           && element->shown.kind != BPMN_EVENT_SUB_PROCESS;
}

static inline bool
is_scope(const struct element *element)
{
    enum bpmn_kind kind = element->shown.kind;
    return kind == BPMN_PROCESS || kind == BPMN_SUB_PROCESS || kind == BPMN_EVENT_SUB_PROCESS
           || kind == BPMN_TRANSACTION;
}

static inline bool
is_gateway(const struct element *element)
{
    return element->shown.kind >= BPMN_EXCLUSIVE_GATEWAY;
}

/* The first definition with this trigger; NULL when there is none. */
const struct definition *definition_of(const struct element *element, enum bpmn_trigger trigger);

#endif
