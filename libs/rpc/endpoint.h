/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Makes nng's dialers and listeners from our addresses, with TLS both ways where the address asks for it. */
#ifndef OKNO_RPC_ENDPOINT_H
#define OKNO_RPC_ENDPOINT_H

#include <okno/rpc.h>

#include <nng/nng.h>
#include <nng/supplemental/tls/tls.h>

/** 0 or an nng error. The TLS configuration is NULL for addresses without; free it after the dialer/listener. */
int endpoint_dialer(const char *address, const struct rpc_tls *tls, nng_stream_dialer **ret_dialer,
                    nng_tls_config **ret_config);
int endpoint_listener(const char *address, const struct rpc_tls *tls, unsigned socket_mode,
                      nng_stream_listener **ret_listener, nng_tls_config **ret_config);

#endif
