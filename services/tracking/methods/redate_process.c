/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../process/showing.h"

#include <okno/proto.h>
#include <okno/tracking.methods.h>

/* All of the element that run: of a multi-instance activity there may be several. */
static enum rpc_code
redate(struct process *process, const char *element, int64_t due_us)
{
    const struct bpmn_state *before = process->state;
    enum rpc_code code = RPC_OK;
    for (size_t i = 0; i < before->n_tokens && code == RPC_OK; i++) {
        const struct bpmn_token *token = before->tokens[i];
        if (token->due_us && !token->overdue && text_equal(token->element->id, element))
            code = process_move(
                process, (struct bpmn_event){ .kind = BPMN_TIMER_REDATED, .token = token->id, .due_us = due_us });
    }
    if (code == RPC_OK && process->n_effects == 0)
        return rpc_fail(process->call, RPC_FAILED_PRECONDITION, "У элемента «%s» нет идущего таймера или срока",
                        "The element \"%s\" has no running timer or term", element);
    return code;
}

enum rpc_code
tracking_redate_process(struct rpc_call *call, const Tracking__RedateProcessRequest *req, Tracking__Process *rep)
{
    char due[32];
    struct process process;
    int64_t due_us = proto_time_us(req->due);
    enum rpc_code code = showing_load(call, req->process_id, &process);
    if (code == RPC_OK)
        code = redate(&process, req->element, due_us);
    if (code != RPC_OK)
        return code;
    time_format(due_us, due);
    process.note = arena_printf(call->arena, "REDATED %s to %s: %s", req->element, due, req->reason);
    return showing_put(&process, rep);
}
