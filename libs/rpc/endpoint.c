/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "endpoint.h"

static bool
wants_tls(const char *address)
{
    return text_starts(address, "tls+");
}

/* A peer whose host went away without a word is noticed. What is no TCP has no such option. */
static bool
is_tcp(const char *address)
{
    return text_starts(address, "tls+tcp") || text_starts(address, "tcp");
}

static int
tls_config(const struct rpc_tls *tls, nng_tls_mode mode, nng_tls_config **ret_config)
{
    if (!tls->ca_file || !tls->cert_file)
        return NNG_EINVAL;
    nng_tls_config *config;
    int error = nng_tls_config_alloc(&config, mode);
    if (error)
        return error;
    error = nng_tls_config_ca_file(config, tls->ca_file);
    if (!error)
        error = nng_tls_config_cert_key_file(config, tls->cert_file, NULL);
    if (!error)
        error = nng_tls_config_auth_mode(config, NNG_TLS_AUTH_MODE_REQUIRED);
    if (!error && mode == NNG_TLS_MODE_CLIENT && tls->server_name)
        error = nng_tls_config_server_name(config, tls->server_name);
    if (error) {
        nng_tls_config_free(config);
        return error;
    }
    *ret_config = config;
    return 0;
}

int
endpoint_dialer(const char *address, const struct rpc_tls *tls, nng_stream_dialer **ret_dialer,
                nng_tls_config **ret_config)
{
    nng_stream_dialer *dialer;
    nng_tls_config *config = NULL;
    int error = nng_stream_dialer_alloc(&dialer, address);
    if (error)
        return error;
    if (wants_tls(address)) {
        error = tls_config(tls, NNG_TLS_MODE_CLIENT, &config);
        if (!error)
            error = nng_stream_dialer_set_ptr(dialer, NNG_OPT_TLS_CONFIG, config);
    }
    if (!error && is_tcp(address))
        error = nng_stream_dialer_set_bool(dialer, NNG_OPT_TCP_KEEPALIVE, true);
    if (error) {
        nng_stream_dialer_free(dialer);
        if (config)
            nng_tls_config_free(config);
        return error;
    }
    *ret_dialer = dialer;
    *ret_config = config;
    return 0;
}

int
endpoint_listener(const char *address, const struct rpc_tls *tls, unsigned socket_mode,
                  nng_stream_listener **ret_listener, nng_tls_config **ret_config)
{
    nng_stream_listener *listener;
    nng_tls_config *config = NULL;
    int error = nng_stream_listener_alloc(&listener, address);
    if (error)
        return error;
    if (wants_tls(address)) {
        error = tls_config(tls, NNG_TLS_MODE_SERVER, &config);
        if (!error)
            error = nng_stream_listener_set_ptr(listener, NNG_OPT_TLS_CONFIG, config);
    } else if (text_starts(address, "ipc://")) {
        error = nng_stream_listener_set_int(listener, NNG_OPT_IPC_PERMISSIONS, (int)(socket_mode ? socket_mode : 0600));
    }
    if (!error && is_tcp(address))
        error = nng_stream_listener_set_bool(listener, NNG_OPT_TCP_KEEPALIVE, true);
    if (!error)
        error = nng_stream_listener_listen(listener);
    if (error) {
        nng_stream_listener_free(listener);
        if (config)
            nng_tls_config_free(config);
        return error;
    }
    *ret_listener = listener;
    *ret_config = config;
    return 0;
}
