/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../lookup.h"
#include "../voice.h"

#include <okno/queue.methods.h>

static enum rpc_code
find_language(struct rpc_call *call, const char *asked, bool *ret_english)
{
    *ret_english = text_empty(asked) ? rpc_english(call) : text_equal(asked, "en");
    if (!text_empty(asked) && !text_equal(asked, "en") && !text_equal(asked, "ru"))
        rpc_violate(call, "language", "бывает ru или en", "is ru or en");
    return rpc_check(call);
}

static enum rpc_code
not_called(struct rpc_call *call, const char *number)
{
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Талон %s ещё не вызывали", "Ticket %s was not called yet", number);
}

enum rpc_code
queue_get_announcement(struct rpc_call *call, const Queue__GetAnnouncementRequest *req, Common__Content *rep)
{
    struct lookup found;
    struct phrase phrase;
    bool english;
    enum rpc_code code = find_language(call, req->language, &english);
    if (code == RPC_OK)
        code = lookup_ticket(call, req->ticket_id, &found);
    if (code != RPC_OK)
        return code;
    if (!found.ticket->called_us || text_empty(found.ticket->window_number))
        return not_called(call, found.ticket->number);
    if (!phrase_call(english, found.ticket->number, found.ticket->window_number, &phrase))
        return not_called(call, found.ticket->number);
    code = voice_render(call, english, &phrase, &rep->data, &rep->sha256);
    rep->content_type = "audio/wav";
    rep->file_name = "announcement.wav";
    rep->total_size = (int64_t)rep->data.len;
    return code;
}
