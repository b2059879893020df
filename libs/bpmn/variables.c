/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Variables: those of a token hide those of what it lies in; the process has the last. */
#include "run.h"

static const struct bpmn_value *
own(const struct run *run, const struct token *token)
{
    return token->shown.parent ? token->variables : run->state->shown.variables;
}

static const struct bpmn_value *
find(struct run *run, const struct token *token, const char *name)
{
    for (; token; token = token_parent(run, token)) {
        const struct bpmn_value *value = bpmn_get(own(run, token), name);
        if (value)
            return value;
    }
    return NULL;
}

const struct bpmn_value *
variable_find(struct run *run, const struct token *token, const char *path)
{
    const char *dot = strchr(path, '.');
    if (!dot)
        return find(run, token, path);
    const struct bpmn_value *value = find(run, token, arena_strndup(run->arena, path, (size_t)(dot - path)));
    while (value && dot) {
        const char *name = dot + 1;
        dot = strchr(name, '.');
        value = bpmn_get(value, dot ? arena_strndup(run->arena, name, (size_t)(dot - name)) : name);
    }
    return value;
}

void
variable_own(struct run *run, struct token *token, const char *path, const struct bpmn_value *value)
{
    const struct bpmn_value *changed = value_with_path(run->arena, own(run, token), path, value);
    if (changed->n > VARIABLES_MAX)
        run_fail(run, RPC_RESOURCE_EXHAUSTED, token->element, 0, "too-many-variables", "переменных слишком много",
                 "there are too many variables", NULL);
    if (token->shown.parent)
        token->variables = changed;
    else
        run->state->shown.variables = changed;
    run->look = true;
}

void
variable_set(struct run *run, const struct token *scope, const char *path, const struct bpmn_value *value)
{
    const char *name = arena_strndup(run->arena, path, strcspn(path, "."));
    const struct token *at = scope;
    while (at && at->shown.parent && !bpmn_get(own(run, at), name))
        at = token_parent(run, at);
    if (at)
        variable_own(run, (struct token *)(uintptr_t)at, path, value);
}

void
variables_set(struct run *run, const struct token *scope, const struct bpmn_value *values)
{
    for (size_t i = 0; values && values->kind == BPMN_OBJECT && i < values->n; i++) {
        const char *name = values->names[i];
        if (*name && !strchr(name, '.'))
            variable_set(run, scope, name, values->items[i]);
        else
            run_fail(run, RPC_INVALID_ARGUMENT, scope->element, 0, "variable-name",
                     "в имени переменной не бывает точек, и пустым оно не бывает: «%s»",
                     "the name of a variable has no dots and is not empty: \"%s\"", name);
    }
}

const struct bpmn_value *
variables_visible(struct run *run, const struct token *token)
{
    const struct token *parent = token_parent(run, token);
    const struct bpmn_value *outer = parent ? variables_visible(run, parent) : NULL;
    return outer ? value_merge(run->arena, outer, own(run, token)) : own(run, token);
}

/* ------------------------------------------------------------------ expressions */

struct view {
    struct run *run;
    const struct token *token;
};

static const struct bpmn_value *
find_in_view(void *arg, const char *name)
{
    const struct view *view = arg;
    return find(view->run, view->token, name);
}

static struct script *
interpreter(struct run *run)
{
    if (!run->script)
        run->script = script_new(run->arena);
    return run->script;
}

static void
failed(struct run *run, const struct token *token, struct expression expression, const char *error)
{
    run_fail(run, RPC_ABORTED, token->element, expression.line, "script-failed", "выражение не вычислено: %s",
             "the expression failed: %s", error);
}

const struct bpmn_value *
evaluate(struct run *run, const struct token *token, struct expression expression)
{
    struct view view = { run, token };
    struct script_scope scope = { &view, find_in_view };
    const struct bpmn_value *value = bpmn_null();
    const char *error = NULL;
    if (run->code != RPC_OK)
        return value;
    if (!expression.lua)
        return bpmn_text(run->arena, expression.text);
    if (!script_value(interpreter(run), expression, &scope, &value, &error))
        failed(run, token, expression, error);
    return value;
}

bool
holds(struct run *run, const struct token *token, struct expression expression)
{
    const struct bpmn_value *value = evaluate(run, token, expression);
    if (value->kind != BPMN_BOOL && value->kind != BPMN_NULL)
        run_fail(run, RPC_ABORTED, token->element, expression.line, "condition-not-boolean",
                 "условие должно давать true или false: %s", "a condition must give true or false: %s",
                 expression.text);
    return value->kind == BPMN_BOOL && value->truth;
}

const char *
computed_text(struct run *run, const struct token *token, const char *text)
{
    if (!text || *text != '=')
        return text;
    const struct bpmn_value *value = evaluate(run, token, expression_of(text, token->element->shown.line));
    if (value->kind == BPMN_TEXT)
        return value->text;
    if (value->kind == BPMN_NUMBER)
        return arena_printf(run->arena, "%.15g", value->number);
    if (value->kind != BPMN_NULL)
        run_fail(run, RPC_ABORTED, token->element, 0, "not-a-text", "выражение должно давать текст: %s",
                 "the expression must give a text: %s", text);
    return NULL;
}

void
run_script(struct run *run, struct token *token, struct expression script)
{
    struct view view = { run, token };
    struct script_scope scope = { &view, find_in_view };
    const struct bpmn_value *changed = NULL;
    const char *error = NULL;
    if (run->code != RPC_OK || !script.text)
        return;
    if (!script_run(interpreter(run), script, &scope, &changed, &error))
        failed(run, token, script, error);
    else
        variables_set(run, token, changed);
}

/* ------------------------------------------------------------------ mappings */

static const struct bpmn_value *
mapped(struct run *run, const struct token *token, const struct mapping *mapping)
{
    const struct bpmn_value *value =
        mapping->from.text ? evaluate(run, token, mapping->from) : variable_find(run, token, mapping->source);
    return value ? value : bpmn_null();
}

void
map_inputs(struct run *run, struct token *token, const char *only, const char *except)
{
    const struct mappings *inputs = &token->element->inputs;
    for (size_t i = 0; i < inputs->n; i++) {
        const char *target = inputs->items[i].target;
        if ((only && strcmp(target, only) != 0) || (except && strcmp(target, except) == 0))
            continue;
        variable_own(run, token, target, mapped(run, token, &inputs->items[i]));
    }
}

void
map_outputs(struct run *run, struct token *token, const struct bpmn_value *given)
{
    const struct mappings *outputs = &token->element->outputs;
    const struct token *scope = token_parent(run, token);
    if (!outputs->n) {
        variables_set(run, scope, given);
        return;
    }
    token->variables = value_merge(run->arena, token->variables, given);
    for (size_t i = 0; i < outputs->n; i++)
        variable_set(run, scope, outputs->items[i].target, mapped(run, token, &outputs->items[i]));
}

const struct bpmn_value *
input_of(struct run *run, const struct token *token, bool otherwise_all)
{
    if (token->element->inputs.n)
        return token->variables;
    return otherwise_all ? variables_visible(run, token) : token->variables;
}
