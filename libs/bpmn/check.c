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

static const struct element *
process_of(const struct element *element)
{
    while (element->parent)
        element = element->parent;
    return element;
}

/* Faults of a process that is not executed are no reason to refuse the file. */
static void
soften(struct faults *faults, size_t from, bool refused)
{
    for (size_t i = from; i < faults->n; i++)
        faults->items[i].warning = true;
    faults->refused = refused;
}

void
check_model(struct parser *parser)
{
    const struct elements *all = &parser->model->elements;
    check_processes(parser);
    for (size_t i = 0; i < all->n; i++) {
        const struct element *element = all->items[i], *process = process_of(element);
        bool refused = parser->faults.refused;
        size_t from = parser->faults.n;
        check_events(parser, element);
        check_activities(parser, element);
        check_gateways(parser, element);
        check_flows(parser, element);
        if (process->shown.kind == BPMN_PROCESS && !process->shown.executable)
            soften(&parser->faults, from, refused);
    }
    check_reach(parser);
}
