/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "okno.h"

#define S struct okno_conf
const struct conf_key okno_keys[] = {
    CONF_BOOL(S, issue, "tokens.issue", "false",
              "Whether `okno token` signs tokens with the installation's own key; for trials and tests only."),
    CONF_STRING(S, token_key, "tokens.key_path", "${OKNO_STATE:-/var/lib/okno}/tokens/key.jwk",
                "The installation's own key, which only its owner may read."),
    CONF_STRING(S, token_jwks, "tokens.jwks_path", "${OKNO_STATE:-/var/lib/okno}/tokens/jwks.json",
                "Its public half, which the gateway reads."),
    CONF_STRING(S, token_issuer, "tokens.issuer", "okno", "Issuer named in own tokens."),
    CONF_STRING(S, token_audience, "tokens.audience", "okno", "Audience named in own tokens."),
    CONF_DURATION(S, token_ttl_ms, "tokens.ttl", "12h", 1000, INT64_C(30) * 86400 * 1000,
                  "How long an own token is valid when --ttl does not say."),
    CONF_STRING(S, accounts, "local.accounts_path", "${OKNO_STATE:-/var/lib/okno}/sign-in/accounts",
                "Local accounts, which the gateway reads."),
    CONF_STRING(S, session_keys, "session.keys_path", "${OKNO_STATE:-/var/lib/okno}/sign-in/session.jwks",
                "Keys that seal the cookies of sessions; the gateway reads them."),
    CONF_END
};
