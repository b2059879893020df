/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "frame.h"

#include <okno/json.h>

#include <stdlib.h>
#include <string.h>

static struct frame *
frame_of(const struct text *text)
{
    struct frame *frame = calloc(1, sizeof *frame + text->length);
    if (!frame)
        abort();
    frame->holders = 1;
    frame->size = text->length;
    memcpy(frame->bytes, text->data, text->length);
    return frame;
}

struct frame *
frame_snapshot(const char *topic, const ProtobufCMessage *data)
{
    TEXT_SCOPED text = { 0 };
    text_adds(&text, "event: snapshot\ndata: {\"topic\":");
    json_add_string(&text, topic);
    text_adds(&text, ",\"data\":");
    json_from_message(data, &text);
    text_adds(&text, "}\n\n");
    return frame_of(&text);
}

struct frame *
frame_change(const char *topic, const ProtobufCMessage *event)
{
    TEXT_SCOPED text = { 0 };
    text_adds(&text, "event: change\ndata: {\"topic\":");
    json_add_string(&text, topic);
    text_addf(&text, ",\"type\":\"%s\",\"data\":", event->descriptor->name);
    json_from_message(event, &text);
    text_adds(&text, "}\n\n");
    return frame_of(&text);
}

struct frame *
frame_tick(int64_t now_us, int64_t as_of_us)
{
    TEXT_SCOPED text = { 0 };
    char now[32], as_of[32];
    time_format(now_us, now);
    time_format(as_of_us, as_of);
    text_addf(&text, "event: tick\ndata: {\"time\":\"%s\",\"asOf\":\"%s\"}\n\n", now, as_of);
    return frame_of(&text);
}

struct frame *
frame_hold(struct frame *frame)
{
    frame->holders++;
    return frame;
}

void
frame_drop(struct frame *frame)
{
    if (frame && --frame->holders == 0)
        free(frame);
}
