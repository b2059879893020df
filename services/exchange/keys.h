/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Keys in files: ours to sign with, and those of the agencies' systems. */
#ifndef OKNO_EXCHANGE_KEYS_H
#define OKNO_EXCHANGE_KEYS_H

#include <okno/exchange.pb-c.h>
#include <okno/rpc.h>
#include <okno/sign.h>

/** Reads our own key, when one is configured. A key that is unusable is logged, and `keys_ready` is false then. */
void keys_open(void);
void keys_close(void);
bool keys_ready(struct text *ret_detail);

/** Whether the files that a route needs are there: adds violations of `route.keyId` when not. */
void keys_check(struct rpc_call *call, const Exchange__AgencyRoute *route);

struct keys_signature {
    int64_t timestamp_s;
    const char *webhook;     /* "v1,…"; "" where the route asks for none */
    ProtobufCBinaryData cms; /* DER; empty where the route asks for none */
};

/**
 * Signs what goes to an agency by what its route asks for; `ret_signature` lives in the arena.
 *
 * @return RPC_FAILED_PRECONDITION, worded, without the keys
 */
enum rpc_code keys_sign(struct rpc_call *call, const Exchange__AgencyRoute *route, const char *message_id,
                        const struct text *body, struct keys_signature *ret_signature) OKNO_MUST_CHECK;

/**
 * Whether everything that the route asks for is there and right.
 *
 * @return RPC_PERMISSION_DENIED, worded, with reason SIGNATURE_<verdict>; RPC_FAILED_PRECONDITION without a key here
 */
enum rpc_code keys_verify(struct rpc_call *call, const Exchange__AgencyRoute *route, const char *message_id,
                          ProtobufCBinaryData body, const struct keys_signature *signature) OKNO_MUST_CHECK;

#endif
