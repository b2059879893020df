/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * What of an event each kind of viewer may see. Boards, kiosks and phones see numbers, windows and times; who it is
 * about, who serves them and why is for the staff of the centre.
 */
#ifndef OKNO_GATEWAY_SHOW_H
#define OKNO_GATEWAY_SHOW_H

#include "frame.h"

enum audience {
    AUDIENCE_BOARD, /* anybody in the hall may look at it */
    AUDIENCE_STAFF, /* as ListTickets and ListWindows show it */
    AUDIENCES
};

/** An event of a log, unpacked into an arena. */
struct live_event {
    enum log_name log;
    struct position at;
    int64_t at_us;         /* by the clock of its database */
    const char *key;       /* a centre in the queue's log, an application in tracking's */
    const char *centre;    /* whose it is; "" when it is nobody's */
    const char *ticket_id; /* of a TicketChanged; "" otherwise */
    int64_t revision;      /* of the hall; 0 for what is not counted in it */
    int64_t version;       /* of the ticket; 0 without one */
    ProtobufCMessage *message;
};

/** Reads what streams show. False: nothing that any stream shows. */
bool show_read(struct arena *arena, enum log_name log, const char *type, const char *key, ProtobufCBinaryData payload,
               struct live_event *ret_event);

/** The message as that audience may see it, a copy where it differs; NULL when it is not for them. */
const ProtobufCMessage *show_hall(struct arena *arena, const struct live_event *event, enum audience audience);
/** The same for who follows one ticket by its code, or one application. */
const ProtobufCMessage *show_ticket(struct arena *arena, const struct live_event *event);
const ProtobufCMessage *show_application(struct arena *arena, const struct live_event *event);

#endif
