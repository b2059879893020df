/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Expressions and scripts: Lua 5.4 that reaches variables, a small library, and nothing else.
 *
 * Bounded by instructions and memory, never by time, so that the same script ends the same way everywhere.
 */
#ifndef OKNO_BPMN_SCRIPT_H
#define OKNO_BPMN_SCRIPT_H

#include "model.h"

#define SCRIPT_INSTRUCTIONS 100000                    /* of one evaluation */
#define SCRIPT_STEP_INSTRUCTIONS 500000               /* of all evaluations of a step */
#define SCRIPT_MEMORY ((size_t)1024 * 1024)           /* held at one moment */
#define SCRIPT_STEP_MEMORY ((size_t)16 * 1024 * 1024) /* taken during a step, given back or not */

/* An interpreter in an arena; it needs no end of its own. */
struct script;

/* Variables that an evaluation sees. */
struct script_scope {
    void *arg;
    const struct bpmn_value *(*find)(void *arg, const char *name); /* NULL: there is none */
};

struct script *script_new(struct arena *arena);

/**
 * Value of an expression.
 *
 * @ret_error  why not, for people (English, as Lua says it); lives in the arena
 */
bool script_value(struct script *script, struct expression expression, const struct script_scope *scope,
                  const struct bpmn_value **ret_value, const char **ret_error) OKNO_MUST_CHECK;

/** Whether the last evaluation was stopped because it, or all of this step, did too much. */
bool script_exhausted(const struct script *script);

/** Runs a script; `ret_changed` is an object of the variables it gave another value, by name. */
bool script_run(struct script *script, struct expression expression, const struct script_scope *scope,
                const struct bpmn_value **ret_changed, const char **ret_error) OKNO_MUST_CHECK;

/** Whether the text is Lua. */
bool script_compiles(struct arena *arena, struct expression expression, bool script,
                     const char **ret_error) OKNO_MUST_CHECK;

#endif
