/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The static rules of the standard, element by element. */
#include "parse.h"

static bool
any_executable(const struct elements *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i]->shown.kind == BPMN_PROCESS && all->items[i]->shown.executable)
            return true;
    return false;
}

static void
check_processes(struct parser *parser)
{
    const struct elements *all = &parser->model->elements;
    bool any = false;
    for (size_t i = 0; i < all->n; i++) {
        const struct element *element = all->items[i];
        if (element->shown.kind != BPMN_PROCESS)
            continue;
        any = true;
        if (!element->shown.executable && any_executable(all))
            warn_about(parser, element, "process-not-executable", "этот процесс не исполняется (isExecutable)",
                       "this process is not executed (isExecutable)");
        else if (!element->shown.executable)
            fault_about(parser, element, "process-not-executable",
                        "процесс «%s» не исполняемый: нужен isExecutable=\"true\"",
                        "the process \"%s\" is not executable: isExecutable=\"true\" is needed", element->shown.id);
    }
    if (!any)
        fault_at(parser, "", 1, "process-missing", "в файле нет процесса", "the file has no process", NULL);
}

/* Whether this is the id of something in a process that is not executed. */
static bool
is_aside(const struct parser *parser, const char *id)
{
    const struct element *element = model_element(parser->model, id);
    const struct flow *flow = element ? NULL : model_flow(parser->model, id);
    element = flow ? flow->source : element;
    while (element && element->parent)
        element = element->parent;
    return element && element->shown.kind == BPMN_PROCESS && !element->shown.executable;
}

/* Faults of a process that is not executed, a partner's pool, are no reason to refuse the file. */
static void
soften(struct parser *parser)
{
    struct faults *faults = &parser->faults;
    bool refused = faults->n >= FAULTS_MAX;
    for (size_t i = 0; i < faults->n; i++) {
        struct bpmn_fault *fault = &faults->items[i];
        if (strcmp(fault->rule, "duplicate-id") != 0 && is_aside(parser, fault->element))
            fault->warning = true;
        refused |= !fault->warning;
    }
    faults->refused = refused;
}

void
check_model(struct parser *parser)
{
    const struct elements *all = &parser->model->elements;
    for (size_t i = 0; i < all->n; i++) {
        check_events(parser, all->items[i]);
        check_activities(parser, all->items[i]);
        check_gateways(parser, all->items[i]);
        check_flows(parser, all->items[i]);
    }
    check_reach(parser);
    check_calls(parser);
    check_names(parser);
    if (any_executable(all))
        soften(parser);
    check_processes(parser);
}
