/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "show.h"

#include <okno/proto.h>
#include <okno/queue.pb-c.h>
#include <okno/tracking.pb-c.h>

#include <string.h>

/* ------------------------------------------------------------------ reading */

static const ProtobufCMessageDescriptor *const SHOWN[LOGS][6] = {
    [LOG_QUEUE] = { &queue__ticket_changed__descriptor, &queue__window_changed__descriptor,
                    &queue__board_message_sent__descriptor, &queue__appointment_changed__descriptor,
                    &queue__hall_settings_changed__descriptor },
    [LOG_TRACKING] = { &tracking__application_submitted__descriptor, &tracking__application_moved__descriptor },
};

static const ProtobufCMessageDescriptor *
type_of(enum log_name log, const char *type)
{
    for (size_t i = 0; SHOWN[log][i]; i++)
        if (strcmp(SHOWN[log][i]->name, type) == 0)
            return SHOWN[log][i];
    return NULL;
}

static int64_t
revision_of(const ProtobufCMessage *message)
{
    const ProtobufCFieldDescriptor *field = proto_field(message->descriptor, "revision", strlen("revision"));
    return field ? *(const int64_t *)proto_member(message, field) : 0;
}

bool
show_read(struct arena *arena, enum log_name log, const char *type, const char *key, ProtobufCBinaryData payload,
          struct live_event *ret_event)
{
    const ProtobufCMessageDescriptor *descriptor = type_of(log, type);
    ProtobufCMessage *message = descriptor ? proto_unpack(arena, descriptor, payload.data, payload.len) : NULL;
    if (!message)
        return false;
    const char *centre = proto_get_text(message, "centre_code");
    *ret_event = (struct live_event){ .log = log,
                                      .key = key,
                                      .centre = centre ? centre : "",
                                      .ticket_id = "",
                                      .revision = revision_of(message),
                                      .message = message };
    if (descriptor == &queue__ticket_changed__descriptor && ((Queue__TicketChanged *)message)->ticket) {
        const Queue__Ticket *ticket = ((Queue__TicketChanged *)message)->ticket;
        ret_event->ticket_id = ticket->ticket_id;
        if (!parse_int64(ticket->etag, &ret_event->version))
            ret_event->version = 0;
    }
    return true;
}

/* ------------------------------------------------------------------ the hall */

/* Number, where it goes and when: what is printed, called out and shown on boards anyway. */
static Queue__Ticket *
plain_ticket(struct arena *arena, const Queue__Ticket *ticket)
{
    if (!ticket)
        return NULL;
    Queue__Ticket *plain = arena_memdup(arena, ticket, sizeof *ticket);
    plain->priority_code = plain->session_id = plain->operator_ = "";
    plain->target_operator = plain->target_window_id = plain->sender_window_id = "";
    plain->applicant_id = plain->appointment_id = "";
    plain->result = plain->reason = plain->code = "";
    plain->level = 0;
    plain->application_ids = NULL;
    plain->n_application_ids = 0;
    return plain;
}

static const ProtobufCMessage *
plain_ticket_changed(struct arena *arena, const Queue__TicketChanged *event)
{
    Queue__TicketChanged *plain = arena_memdup(arena, event, sizeof *event);
    plain->ticket = plain_ticket(arena, event->ticket);
    return &plain->base;
}

static const ProtobufCMessage *
plain_window_changed(struct arena *arena, const Queue__WindowChanged *event)
{
    Queue__WindowChanged *plain = arena_memdup(arena, event, sizeof *event);
    if (!event->window)
        return &plain->base;
    plain->window = arena_memdup(arena, event->window, sizeof *event->window);
    plain->window->ticket = plain_ticket(arena, event->window->ticket);
    if (!event->window->session)
        return &plain->base;
    Queue__Session *session = plain->window->session =
        arena_memdup(arena, event->window->session, sizeof *event->window->session);
    session->session_id = session->operator_ = session->substitutes = session->break_reason = "";
    session->ticket = plain_ticket(arena, session->ticket);
    return &plain->base;
}

const ProtobufCMessage *
show_hall(struct arena *arena, const struct live_event *event, enum audience audience)
{
    const ProtobufCMessageDescriptor *type = event->message->descriptor;
    if (audience == AUDIENCE_STAFF)
        return event->message;
    if (type == &queue__appointment_changed__descriptor)
        return NULL;
    if (type == &queue__ticket_changed__descriptor)
        return plain_ticket_changed(arena, (const Queue__TicketChanged *)event->message);
    if (type == &queue__window_changed__descriptor)
        return plain_window_changed(arena, (const Queue__WindowChanged *)event->message);
    return event->message;
}

/* ------------------------------------------------------------------ one ticket, one application */

const ProtobufCMessage *
show_ticket(struct arena *arena, const struct live_event *event)
{
    return plain_ticket_changed(arena, (const Queue__TicketChanged *)event->message);
}

/* An agency may know the applicant by a pseudonym only, and an applicant need not know who moved it. */
const ProtobufCMessage *
show_application(struct arena *arena, const struct live_event *event)
{
    if (event->message->descriptor == &tracking__application_moved__descriptor) {
        Tracking__ApplicationMoved *plain = arena_memdup(arena, event->message, sizeof *plain);
        plain->applicant_id = plain->actor = "";
        return &plain->base;
    }
    Tracking__ApplicationSubmitted *plain = arena_memdup(arena, event->message, sizeof *plain);
    plain->applicant_id = plain->actor = "";
    return &plain->base;
}
