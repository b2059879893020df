/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Calls of one subcommand to tracking, and what the subcommands about regulations share. */
#ifndef OKNO_OKNO_ASKING_H
#define OKNO_OKNO_ASKING_H

#include "okno.h"

struct asking {
    struct okno *okno;
    struct rpc_client *client;
    struct rpc_call call;
};

/** EX_OK, or an exit code, said already. End it with asking_close. */
int asking_open(struct okno *okno, int64_t wait_ms, struct asking *asking);
void asking_close(struct asking *asking);
/** A call with the whole of its time and an empty arena, in the place of the last one. */
void asking_renew(struct asking *asking);
/** Failures are printed. */
enum rpc_code asking_call(struct asking *asking, const struct rpc_method *method, const ProtobufCMessage *request,
                          void *ret_reply);

/** A version: a whole number from 1. */
bool regulation_number(const char *text, int32_t *ret_number);

#endif
