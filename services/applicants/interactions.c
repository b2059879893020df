/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "interactions.h"
#include "record.h"
#include "rules.h"

#include <okno/applicants.sql.h>
#include <okno/log.h>
#include <okno/proto.h>
#include <okno/tracking.pb-c.h>

/* What the event tells; an empty applicant_id when it is of no concern, or unreadable. */
static struct told
told_by(struct arena *arena, const struct event *event)
{
    static const ProtobufCMessageDescriptor *const types[] = { &tracking__application_submitted__descriptor,
                                                               &tracking__application_moved__descriptor };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(types); i++) {
        if (!text_equal(event->type, types[i]->name))
            continue;
        const void *payload = proto_unpack(arena, types[i], event->payload.data, event->payload.len);
        if (payload)
            return i == 0 ? told_by_submission(arena, payload) : told_by_movement(arena, payload);
    }
    return (struct told){ .applicant_id = "" };
}

/*
 * An event that cannot be read, or names nobody, is passed over: to stop at it would stop everybody's history. It stays
 * in tracking's log.
 */
enum rpc_code
interactions_effect(struct rpc_call *call, const struct event *event, struct db_work *work)
{
    struct told told = told_by(call->arena, event);
    if (!uuid_valid(told.applicant_id)) {
        if (text_starts(event->type, "okno.tracking.v1.Application"))
            log_warn("event without an applicant", LOG_STR("type", event->type), LOG_INT("id", event->id));
        return RPC_OK;
    }
    bool about = uuid_valid(told.application_id);
    db_put(work, &applicants_sql_put_interaction,
           DB_ARGS(new_id(call->arena), told.applicant_id, db_time(event->at_us), told.channel, told.kind, told.summary,
                   db_nonempty(about ? told.application_id : ""), told.centre_code, told.actor));
    return RPC_OK;
}
