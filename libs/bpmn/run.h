/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * A step at work, and what the files that execute share.
 *
 * An event changes some tokens and makes others ready; then ready tokens are executed, one by one in the order in which
 * they came to be, until all wait. Whoever finds that the model cannot go on calls `run_fail`; everything after that is
 * thrown away with the state, so nobody needs to undo anything.
 */
#ifndef OKNO_BPMN_RUN_H
#define OKNO_BPMN_RUN_H

#include "script.h"
#include "state.h"
#include "values.h"

#define STEP_MAX 20000     /* elements executed in one step */
#define TOKENS_MAX 10000   /* in a state */
#define INSTANCES_MAX 1000 /* of a multi-instance activity */
#define VARIABLES_MAX 2000 /* names in one scope */
#define LOOKS_MAX 30000000 /* tokens, elements and flows that waiting gateways look at in one step */

struct run {
    const struct bpmn_model *model;
    struct state *state;
    const struct bpmn_event *event;
    struct arena *arena;
    struct bpmn_effect *effects;
    size_t n_effects, room_effects;
    enum rpc_code code; /* not RPC_OK: the step has failed */
    struct bpmn_fault fault;
    struct script *script;
    size_t steps, looked;
    const struct element *at; /* executed last */
    size_t cursor;            /* tokens before it are not ready */
    struct token **came;      /* by flow index, see joins.c */
    struct reach *reach;
    bool look; /* a variable or a subscription is new: conditions must be looked at */
};

/* ------------------------------------------------------------------ run.c */

/* %s in both sentences stands for `what`. Only the first call counts. */
void run_fail(struct run *run, enum rpc_code code, const struct element *element, int line, const char *rule,
              const char *ru, const char *en, const char *what);
/* The effect, to be filled in before the next one is made. */
struct bpmn_effect *effect(struct run *run, enum bpmn_effect_kind kind, const struct token *token);
/* Executes what is ready until everything waits. */
void settle(struct run *run);
void instance_end(struct run *run, enum bpmn_status_code status, const char *why);

/* ------------------------------------------------------------------ tokens.c */

struct token *token_new(struct run *run, const struct element *element, uint32_t parent, uint32_t host,
                        enum bpmn_phase phase);
struct token *token_find(const struct run *run, uint32_t id);
struct token *token_parent(const struct run *run, const struct token *token);
/* Ends it; its scope may be done with that. */
void token_end(struct run *run, struct token *token);
/* Ends it and all that lies in it or waits for it, as cancelled. */
void token_cancel(struct run *run, struct token *token, const char *why);
void cancel_children(struct run *run, const struct token *scope, const char *why);
/* A subscription ends without having fired. */
void token_close(struct run *run, struct token *token);
void close_subscriptions(struct run *run, uint32_t host);
/* The gateway's subscription goes on by itself. */
void token_adopt(struct run *run, struct token *token);
void entered(struct run *run, const struct token *token);
void left(struct run *run, const struct token *token);
/* Ready at the element; `flow` by which it came, or NULL. */
void arrive(struct run *run, const struct element *element, const struct flow *flow, uint32_t parent);
/* Out by the flows that its conditions allow. */
void leave(struct run *run, struct token *token);
void leave_by(struct run *run, struct token *token, const struct flow *const *flows, size_t n);
/* Whether it is one instance of a loop or multi-instance activity. */
bool is_inner(const struct run *run, const struct token *token);

/* ------------------------------------------------------------------ variables.c */

const struct bpmn_value *variable_find(struct run *run, const struct token *token, const char *path);
void variable_set(struct run *run, const struct token *scope, const char *path, const struct bpmn_value *value);
void variables_set(struct run *run, const struct token *scope, const struct bpmn_value *values);
void variable_own(struct run *run, struct token *token, const char *path, const struct bpmn_value *value);
/* All that is visible, as one object. */
const struct bpmn_value *variables_visible(struct run *run, const struct token *token);
const struct bpmn_value *evaluate(struct run *run, const struct token *token, struct expression expression);
/* True, false, or nil which is false; everything else is a fault of the element. */
bool holds(struct run *run, const struct token *token, struct expression expression);
/* Text, or what an `=expression` gives as text; NULL for NULL. */
const char *computed_text(struct run *run, const struct token *token, const char *text);
void run_script(struct run *run, struct token *token, struct expression script);
void map_inputs(struct run *run, struct token *token, const char *only, const char *except);
/* From what the activity or event gave, by its mapping, to the variables of its scope. */
void map_outputs(struct run *run, struct token *token, const struct bpmn_value *given);
/* What it is given: its mapped inputs; without a mapping all that is visible, or nothing. */
const struct bpmn_value *input_of(struct run *run, const struct token *token, bool otherwise_all);

/* ------------------------------------------------------------------ scopes.c */

void scope_open(struct run *run, struct token *scope); /* entered, its variables, its event sub-processes */
/* The start event of an event sub-process; NULL when it has none. */
const struct element *start_of(const struct element *event_sub_process);
void open_event_sub_process(struct run *run, const struct element *start, const struct token *scope);
void scope_begin(struct run *run, struct token *scope); /* from its start */
void scope_done(struct run *run, struct token *scope);
void terminate(struct run *run, struct token *end);
void event_sub_process_start(struct run *run, const struct element *start, struct token *scope,
                             const struct bpmn_value *given);

/* ------------------------------------------------------------------ activities.c */

void activity_enter(struct run *run, struct token *token);
void activity_begin(struct run *run, struct token *token); /* one instance of it */
void activity_done(struct run *run, struct token *token, const struct bpmn_value *given);
void activity_finish(struct run *run, struct token *token); /* out of the activity as a whole */
/* What does the work: the activity, or the global task that it calls. */
const struct element *worker(const struct element *element);
bool activity_waits(const struct element *element);
void term_missed(struct run *run, struct token *token);

/* ------------------------------------------------------------------ loops.c */

void loop_begin(struct run *run, struct token *body);
void loop_done(struct run *run, struct token *body, struct token *inner); /* one instance is done */
/* Keeps what an instance gave for the output collection; what is left of it. */
const struct bpmn_value *loop_collect(struct run *run, struct token *inner, const struct bpmn_value *given);

/* ------------------------------------------------------------------ events.c, throws.c, subscriptions.c */

void event_wait(struct run *run, struct token *token);
void event_pass(struct run *run, struct token *token, const struct bpmn_value *given);
void event_throw(struct run *run, struct token *token);
void throw_one(struct run *run, struct token *token, const struct definition *definition,
               const struct bpmn_value *input);
/* Throwing is over: out of a throw event, or the end. */
void thrown(struct run *run, struct token *token);
void boundary_trigger(struct run *run, const struct element *event, struct token *host, const struct bpmn_value *given);

void subscribe(struct run *run, const struct element *element, const struct definition *definition, uint32_t parent,
               uint32_t host);
void wait_for(struct run *run, struct token *token, const struct definition *definition, const char *message);
/* From now on for the message or signal that its element names, no longer for the one it waited for. */
void resubscribe(struct run *run, struct token *token);
void open_boundary(struct run *run, const struct element *event, const struct token *host);
void open_boundaries(struct run *run, const struct token *host);
/* Its trigger has come. */
void fire(struct run *run, struct token *subscription, const struct bpmn_value *given);
/* What stays after firing: a timer's next turn. */
void rearm(struct run *run, struct token *subscription);
void deliver_signal(struct run *run, const char *name, const struct bpmn_value *given);
bool conditions_settle(struct run *run);
/* Effects of the clock of a token: set, and cancelled. */
void clock_set(struct run *run, const struct token *token);
void clock_cancel(struct run *run, const struct token *token);

/* ------------------------------------------------------------------ errors.c */

void error_raise(struct run *run, struct token *origin, const char *code, const struct bpmn_value *given);
void escalation_raise(struct run *run, struct token *origin, const char *code, const struct bpmn_value *given);

/* ------------------------------------------------------------------ gateways.c, joins.c */

void gateway_enter(struct run *run, struct token *token);
/* Flows whose conditions hold, else the default one; a fault when there is none. Returns their number. */
size_t choose_flows(struct run *run, const struct token *token, bool only_first, const struct flow **ret_flows);
void join_arrive(struct run *run, struct token *token);
/* Goes on at gateways that waited to see what else might come. */
bool joins_settle(struct run *run);

/* ------------------------------------------------------------------ compensation.c */

void record_add(struct run *run, const struct token *token);
void records_drop(struct run *run, uint32_t scope);
void compensation_begin(struct run *run, struct token *thrower, const struct definition *definition);
void compensation_next(struct run *run, struct token *thrower);
void transaction_cancel(struct run *run, struct token *end);

/* ------------------------------------------------------------------ begin.c, control.c, suspend.c, migrate.c */

void instance_begin(struct run *run);
void take_event(struct run *run);
void suspend(struct run *run);
void resume(struct run *run);
void migrate(struct run *run);

#endif
