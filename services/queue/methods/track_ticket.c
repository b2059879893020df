/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../lookup.h"
#include "../rules.h"
#include "../view.h"

#include <okno/ids.h>
#include <okno/proto.h>
#include <okno/queue.methods.h>

static void
show(struct rpc_call *call, const struct lookup *found, Queue__TrackedTicket *rep)
{
    const struct hall_ticket *t = found->ticket;
    const Queue__Group *group = t->group >= 0 ? found->hall->groups[t->group].conf : NULL;
    rep->ticket_id = t->id;
    rep->number = t->number;
    rep->centre_code = found->hall->centre;
    rep->group_code = group ? group->group_code : "";
    rep->group_name = !group ? "" : rpc_english(call) && !text_empty(group->name_en) ? group->name_en : group->name;
    rep->state = t->state;
    rep->window_number = t->window_number;
    rep->calls = t->calls;
    rep->issued = proto_time(call->arena, t->issued_us);
    rep->called = proto_time(call->arena, t->called_us);
    rep->postponed_until = proto_time(call->arena, t->until_us);
    rep->revision = found->hall->revision;
}

static void
show_next(const struct lookup *found, Queue__TrackedTicket *rep)
{
    const struct hall_ticket *next = hall_next_of_visit(found->hall, found->ticket);
    if (!next)
        return;
    rep->next_ticket_id = next->id;
    rep->next_number = next->number;
    rep->next_code = next->code;
}

enum rpc_code
queue_track_ticket(struct rpc_call *call, const Queue__TrackTicketRequest *req, Queue__TrackedTicket *rep)
{
    struct lookup found;
    char code_text[2 * IDS_CODE_LENGTH];
    ids_code_normal(req->code, code_text, sizeof code_text);
    enum rpc_code code = lookup_code(call, code_text, &found);
    if (code != RPC_OK)
        return code;
    show(call, &found, rep);
    show_next(&found, rep);
    rep->estimate = lookup_estimate(call, &found);
    if (rep->estimate)
        rep->light = rules_light(rep->estimate);
    return RPC_OK;
}
