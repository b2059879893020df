/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "interactions.h"
#include "record.h"
#include "rules.h"

#include <okno/applicants.sql.h>
#include <okno/log.h>
#include <okno/proto.h>

static struct told
tell(struct arena *arena, const ProtobufCMessage *event)
{
    const ProtobufCMessageDescriptor *type = event->descriptor;
    if (type == &tracking__application_submitted__descriptor)
        return told_by_submission(arena, (const Tracking__ApplicationSubmitted *)event);
    if (type == &tracking__application_moved__descriptor)
        return told_by_movement(arena, (const Tracking__ApplicationMoved *)event);
    if (type == &tracking__complaint_moved__descriptor)
        return told_by_complaint(arena, (const Tracking__ComplaintMoved *)event);
    return told_by_ticket(arena, (const Queue__TicketChanged *)event);
}

/* What the event tells; an empty applicant_id when it is of no concern, or unreadable. */
static struct told
told_by(struct arena *arena, const struct event *event)
{
    static const ProtobufCMessageDescriptor *const types[] = { &tracking__application_submitted__descriptor,
                                                               &tracking__application_moved__descriptor,
                                                               &tracking__complaint_moved__descriptor,
                                                               &queue__ticket_changed__descriptor };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(types); i++) {
        if (!text_equal(event->type, types[i]->name))
            continue;
        const ProtobufCMessage *payload = proto_unpack(arena, types[i], event->payload.data, event->payload.len);
        if (payload)
            return tell(arena, payload);
    }
    return (struct told){ .applicant_id = "" };
}

/* A visitor may stay a stranger; who applies or complains is known. */
static bool
must_name_somebody(const struct event *event)
{
    return text_starts(event->type, "okno.tracking.v1.Application")
           || text_starts(event->type, "okno.tracking.v1.Complaint");
}

/*
 * An event that cannot be read, or names nobody, is passed over: to stop at it would stop everybody's history. It stays
 * in the log of its service.
 */
enum rpc_code
interactions_effect(struct rpc_call *call, const struct event *event, struct db_work *work)
{
    struct told told = told_by(call->arena, event);
    if (!uuid_valid(told.applicant_id)) {
        if (must_name_somebody(event))
            log_warn("event without an applicant", LOG_STR("type", event->type), LOG_INT("id", event->id));
        return RPC_OK;
    }
    bool about = uuid_valid(told.application_id);
    db_put(work, &applicants_sql_put_interaction,
           DB_ARGS(new_id(call->arena), told.applicant_id, db_time(event->at_us), told.channel, told.kind, told.summary,
                   db_nonempty(about ? told.application_id : ""), told.centre_code, told.actor));
    return RPC_OK;
}
