/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "endpoint.h"

#include <arpa/inet.h>

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

static bool
is_ip_address(const char *host)
{
    uint8_t bytes[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

const char *
rpc_address_fault(const char *address)
{
    nng_url *url;
    if (nng_url_parse(&url, address))
        return "not an address: ipc:///path.sock or tls+tcp://host:port is needed";
    const char *fault = NULL;
    if (wants_tls(address) && text_empty(url->u_hostname))
        fault = "the host is missing: tls+tcp://host:port is needed";
    else if (wants_tls(address) && is_ip_address(url->u_hostname))
        fault = "certificates are checked by the name of the host: its name is needed instead of an IP address";
    nng_url_free(url);
    return fault;
}

static int
tls_config(const struct rpc_tls *tls, nng_tls_mode mode, const char *server_name, nng_tls_config **ret_config)
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
    if (!error && server_name)
        error = nng_tls_config_server_name(config, server_name);
    if (error) {
        nng_tls_config_free(config);
        return error;
    }
    *ret_config = config;
    return 0;
}

/* Whose certificate the server must show: what the options say, or the host of the address. */
static int
client_tls_config(const char *address, const struct rpc_tls *tls, nng_tls_config **ret_config)
{
    if (tls->server_name)
        return tls_config(tls, NNG_TLS_MODE_CLIENT, tls->server_name, ret_config);
    if (rpc_address_fault(address))
        return NNG_EADDRINVAL;
    nng_url *url;
    int error = nng_url_parse(&url, address);
    if (error)
        return error;
    error = tls_config(tls, NNG_TLS_MODE_CLIENT, url->u_hostname, ret_config);
    nng_url_free(url);
    return error;
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
        error = client_tls_config(address, tls, &config);
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
        error = tls_config(tls, NNG_TLS_MODE_SERVER, NULL, &config);
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
