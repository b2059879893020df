/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../lookup.h"
#include "../rules.h"
#include "../slip.h"

#include <okno/ids.h>
#include <okno/queue.methods.h>

/* With the code, for anybody; without it, for who may see the ticket anyhow. */
static enum rpc_code
find(struct rpc_call *call, const Queue__GetTicketPaperRequest *req, struct lookup *found)
{
    char code_text[2 * IDS_CODE_LENGTH];
    bool stranger = call->caller.role == RPC_ROLE_NOBODY || call->caller.role == RPC_ROLE_ANYONE;
    if (text_empty(req->code) && !stranger)
        return lookup_ticket(call, req->ticket_id, found);
    ids_code_normal(req->code, code_text, sizeof code_text);
    enum rpc_code code = lookup_code(call, code_text, found);
    if (code != RPC_OK || text_equal(found->ticket->id, req->ticket_id))
        return code;
    return rpc_fail(call, RPC_NOT_FOUND, "Такого талона нет", "There is no such ticket");
}

enum rpc_code
queue_get_ticket_paper(struct rpc_call *call, const Queue__GetTicketPaperRequest *req, Common__Content *rep)
{
    struct lookup found;
    struct paper_ticket slip;
    TEXT_SCOPED pdf = { 0 };
    enum rpc_code code = find(call, req, &found);
    if (code == RPC_OK)
        code = slip_of(call, &found, &slip);
    if (code != RPC_OK)
        return code;
    code = paper_ticket(&slip, &pdf);
    if (code != RPC_OK)
        return rpc_fail(call, code, "Талон составить не удалось", "The ticket could not be made");
    rep->content_type = "application/pdf";
    rep->file_name = arena_printf(call->arena, "ticket-%s.pdf", found.ticket->number);
    rep->data = (ProtobufCBinaryData){ pdf.length, arena_memdup(call->arena, pdf.data, pdf.length) };
    rep->total_size = (int64_t)pdf.length;
    return RPC_OK;
}
