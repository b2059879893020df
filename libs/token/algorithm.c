/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

/* The whole of what is believed. A family here is a kind of key: nothing on this list works with a shared
 * secret. */
static const struct algorithm ALGORITHMS[] = {
    { "ES256", KEY_EC, CJOSE_JWK_EC_P_256 },
    { "ES384", KEY_EC, CJOSE_JWK_EC_P_384 },
    { "ES512", KEY_EC, CJOSE_JWK_EC_P_521 },
    { "RS256", KEY_RSA, 0 },
    { "RS384", KEY_RSA, 0 },
    { "RS512", KEY_RSA, 0 },
    { "PS256", KEY_RSA, 0 },
    { "PS384", KEY_RSA, 0 },
    { "PS512", KEY_RSA, 0 },
};

const struct algorithm *
algorithm_by_name(const char *name)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(ALGORITHMS); i++)
        if (text_equal(name, ALGORITHMS[i].name))
            return &ALGORITHMS[i];
    return NULL;
}
