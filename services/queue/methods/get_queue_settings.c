/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../hall.h"
#include "../settings.h"

#include <okno/queue.methods.h>

enum rpc_code
queue_get_queue_settings(struct rpc_call *call, const Queue__GetQueueSettingsRequest *req, Queue__HallSettings *rep)
{
    struct hall *hall;
    enum rpc_code code = hall_look(call, req->centre_code, &hall);
    if (code != RPC_OK)
        return code;
    *rep = *hall->settings;
    if (!text_empty(queue_settings.public_url))
        rep->public_url = queue_settings.public_url;
    return RPC_OK;
}
