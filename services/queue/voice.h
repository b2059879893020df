/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Announcements as sound: chime, then recorded clips where there are all that a phrase needs, else speech. Rendered
 * once for each phrase and kept as files; so many at a time, so that calling people out never keeps the queue waiting.
 */
#ifndef OKNO_QUEUE_VOICE_H
#define OKNO_QUEUE_VOICE_H

#include "phrase.h"

#include <okno/rpc.h>

struct voice_options {
    const char *program; /* "espeak-ng" */
    const char *clips;   /* folder of recorded clips; "" none */
    const char *cache;   /* folder of what was rendered */
    int64_t cache_size;  /* bytes it may hold */
    int parallel;        /* renderings at a time */
    int64_t timeout_ms;  /* of one */
};

/** Copies the options. */
void voice_open(const struct voice_options *options);
void voice_close(void);

/**
 * @ret_wav  the file, in the call's arena
 * @ret_sha256  of the file, hexadecimal
 * @return RPC_OK; RPC_UNAVAILABLE, worded, when nothing can speak now or too many want it to
 */
enum rpc_code voice_render(struct rpc_call *call, bool english, const struct phrase *phrase,
                           ProtobufCBinaryData *ret_wav, const char **ret_sha256) OKNO_MUST_CHECK;

#endif
