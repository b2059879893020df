/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** An instance as the engine holds it during a step. */
#ifndef OKNO_BPMN_STATE_H
#define OKNO_BPMN_STATE_H

#include "model.h"

struct token {
    struct bpmn_token shown; /* first */
    const struct element *element;
    const struct flow *flow;             /* by which it came to a gateway */
    const struct definition *definition; /* whose trigger it waits for */
    int64_t started_us;                  /* when its clock began */
    enum bpmn_term_unit unit;            /* of its due time, when a suspension stops it */
    uint32_t total, begun, done;         /* of a body */
    uint32_t cycles;
    const char *interval;
    bool held; /* its condition was true when last looked at */
    bool interrupted, detached;
    uint32_t compensates;
    uint32_t *records;
    size_t n_records;
    const struct flow **flows;
    size_t n_flows;
    const struct bpmn_value *variables, *items;
    uint32_t children; /* of a scope or body: tokens in it that are no subscriptions; counted, not stored */
    uint32_t awaits;   /* of a waiting gateway: the token for whose sake it last stayed; of this step, not stored */
    bool dead;
};

/* An activity that may be compensated. */
struct record {
    uint32_t id, scope;
    const struct element *element;
    const struct bpmn_value *variables;
};

struct state {
    struct bpmn_state shown; /* first; its tokens are `tokens` */
    uint32_t last_token;
    struct token **tokens;
    size_t n_tokens, room_tokens, n_dead;
    struct record *records;
    size_t n_records, room_records;
};

/** Waits beside what goes on, and does not keep its scope from ending. */
static inline bool
is_subscription(const struct token *token)
{
    return token->shown.phase == BPMN_WAIT_EVENT
           && ((token->shown.host && !token->element->for_compensation)
               || token->element->shown.kind == BPMN_START_EVENT);
}

/** Copy whose tokens and lists may be changed. */
struct state *state_copy(struct arena *arena, const struct state *from);
struct token *state_find(const struct state *state, uint32_t id);
/** Drops the dead, and makes `shown` what is held. */
void state_tidy(struct state *state);

#endif
