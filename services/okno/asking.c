/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "asking.h"

#define CALL_MS INT64_C(30000)

int
asking_open(struct okno *okno, int64_t wait_ms, struct asking *asking)
{
    *asking = (struct asking){ .okno = okno, .client = okno_client(okno, "tracking") };
    if (!asking->client)
        return okno_fail(EX_CONFIG, "peers.tracking is not configured");
    if (okno_await(asking->client, wait_ms)) {
        okno_call_init(okno, &asking->call, CALL_MS);
        return EX_OK;
    }
    rpc_client_close(asking->client);
    return okno_fail(EX_UNAVAILABLE, "tracking does not answer; `okno status` tells more");
}

void
asking_close(struct asking *asking)
{
    rpc_call_release(&asking->call);
    rpc_client_close(asking->client);
}

void
asking_renew(struct asking *asking)
{
    rpc_call_release(&asking->call);
    okno_call_init(asking->okno, &asking->call, CALL_MS);
}

enum rpc_code
asking_call(struct asking *asking, const struct rpc_method *method, const ProtobufCMessage *request, void *ret_reply)
{
    char request_id[37];
    uuid7(request_id);
    enum rpc_code code = rpc_invoke(&asking->call, asking->client, method, request, request_id, ret_reply);
    if (code != RPC_OK)
        okno_print_failure(&asking->call);
    return code;
}
