/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef OKNO_GATEWAY_CONFIG_H
#define OKNO_GATEWAY_CONFIG_H

#include "auth.h"
#include "edge.h"

#include <okno/conf.h>
#include <okno/oidc.h>

enum log_requests { LOG_REQUESTS_NONE, LOG_REQUESTS_FAILED, LOG_REQUESTS_ALL };

struct gateway_conf {
    const char *listen;
    struct conf_list proxies;
    struct edge_limits limits;
    int64_t rate_window_ms, drain_ms;
    int log_requests;
    const char *pages;

    bool own_tokens;
    const char *own_issuer, *own_audience, *own_jwks;
    const char *issuer, *audience, *jwks;
    int64_t leeway_ms, refresh_ms;

    struct auth_options auth;
    struct oidc_options provider;
    struct conf_map roles;
    bool local_sign_in;
    int64_t tries_window_ms;
};

extern const struct conf_key gateway_keys[];

/** The groups of oidc.roles, those of the stronger role first, to be freed. False when a role is unknown (logged). */
bool config_groups(const struct conf_map *roles, struct oidc_group **ret_groups, size_t *ret_n);

#endif
