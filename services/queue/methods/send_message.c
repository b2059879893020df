/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../desk.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/events.h>
#include <okno/proto.h>
#include <okno/queue.methods.h>
#include <okno/queue.sql.h>

#define USUAL_MINUTES 15

static enum rpc_code
decide(struct db_turn *turn, void *thing, struct db_work *work, void *arg)
{
    const Queue__SendMessageRequest *req = arg;
    struct rpc_call *call = db_turn_call(turn);
    Queue__BoardMessage *rep = (Queue__BoardMessage *)call->reply;
    Queue__BoardMessageSent event = QUEUE__BOARD_MESSAGE_SENT__INIT;
    struct hall *hall = thing;
    char id[37];
    if (!hall)
        return hall_missing(call, req->centre_code);
    uuid7(id);
    int64_t until_us = hall->now_us + (req->minutes ? req->minutes : USUAL_MINUTES) * HALL_MINUTE_US;
    rep->message_id = arena_strdup(call->arena, id);
    rep->centre_code = req->centre_code;
    rep->text = req->text;
    rep->text_en = req->text_en;
    rep->sent = proto_time(call->arena, hall->now_us);
    rep->until = proto_time(call->arena, until_us);
    hall->changed = true;
    event.centre_code = hall->centre;
    event.revision = ++hall->revision;
    event.message = rep;
    db_put(work, &queue_sql_put_message,
           DB_ARGS(rep->message_id, hall->centre, req->text, req->text_en, db_time(hall->now_us), db_time(until_us)));
    events_put(work, hall->centre, &event.base);
    return RPC_OK;
}

enum rpc_code
queue_send_message(struct rpc_call *call, const Queue__SendMessageRequest *req, Queue__BoardMessage *rep)
{
    (void)rep; /* filled at its turn */
    const char *centre;
    enum rpc_code code = view_centre(call, req->centre_code, &centre);
    if (code != RPC_OK)
        return code;
    audit_object(call, "centre", centre, NULL);
    return db_take_turn(call, &hall_turn, centre, decide, (void *)(uintptr_t)req);
}
