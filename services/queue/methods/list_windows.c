/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../view.h"

#include <okno/queue.methods.h>

enum rpc_code
queue_list_windows(struct rpc_call *call, const Queue__ListWindowsRequest *req, Queue__ListWindowsResponse *rep)
{
    struct hall *hall;
    const char *centre;
    enum rpc_code code = view_centre(call, req->centre_code, &centre);
    if (code == RPC_OK)
        code = hall_look(call, centre, &hall);
    if (code != RPC_OK)
        return code;
    rep->revision = hall->revision;
    rep->windows = ARENA_ARRAY(call->arena, Queue__Window *, hall->n_windows + 1);
    for (int i = 0; i < hall->n_windows; i++) {
        Queue__Window *window = ARENA_NEW(call->arena, Queue__Window);
        queue__window__init(window);
        view_window(call->arena, hall, &hall->windows[i], window);
        rep->windows[rep->n_windows++] = window;
    }
    return RPC_OK;
}
