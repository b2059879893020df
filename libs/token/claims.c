/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#include <math.h>

/* NumericDate may have a fraction (RFC 7519 2); a date beyond the year 9999 is a mistake. */
static bool
read_date(const json_t *value, int64_t *ret_us)
{
    if (!json_is_number(value))
        return false;
    double seconds = json_number_value(value);
    if (!isfinite(seconds) || seconds < 0 || seconds > 253402300799.0)
        return false;
    *ret_us = (int64_t)(seconds * 1e6);
    return true;
}

/* Claims become names in logs, audit and SQL: short, and without control characters. */
bool
claim_acceptable(const char *text)
{
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            return false;
    return strlen(text) <= SUBJECT_MAX;
}

static bool
read_text(const json_t *payload, const char *name, const char **ret_text)
{
    const json_t *value = json_object_get(payload, name);
    if (!value) {
        *ret_text = "";
        return true;
    }
    if (!json_is_string(value) || !claim_acceptable(json_string_value(value)))
        return false;
    *ret_text = json_string_value(value);
    return true;
}

static bool
audience_holds(const json_t *aud, const char *audience)
{
    if (json_is_string(aud))
        return strcmp(json_string_value(aud), audience) == 0;
    size_t i;
    json_t *one;
    json_array_foreach(aud, i, one) if (text_equal(json_string_value(one), audience)) return true;
    return false;
}

static enum token_fault
check_times(const json_t *payload, const struct expectation *expect, int64_t *ret_expires_us)
{
    int64_t expires_us, begins_us;
    if (!read_date(json_object_get(payload, "exp"), &expires_us))
        return TOKEN_CLAIMS;
    if (expect->now_us >= expires_us + expect->leeway_us)
        return TOKEN_EXPIRED;
    const json_t *begins = json_object_get(payload, "nbf");
    if (begins && !read_date(begins, &begins_us))
        return TOKEN_CLAIMS;
    if (begins && begins_us > expect->now_us + expect->leeway_us)
        return TOKEN_NOT_YET;
    *ret_expires_us = expires_us;
    return TOKEN_OK;
}

static enum token_fault
read_role(const json_t *payload, enum rpc_role *ret_role)
{
    const json_t *role = json_object_get(payload, "okno_role");
    if (!role)
        role = json_object_get(payload, "role");
    if (!json_is_string(role))
        return TOKEN_ROLE;
    enum rpc_role found = rpc_role_by_name(json_string_value(role));
    if (found == RPC_ROLE_NOBODY || found == RPC_ROLE_SERVICE || found == RPC_ROLE_ANYONE)
        return TOKEN_ROLE;
    *ret_role = found;
    return TOKEN_OK;
}

enum token_fault
claims_check(const json_t *payload, const struct expectation *expect, int64_t *ret_expires_us)
{
    if (!audience_holds(json_object_get(payload, "aud"), expect->audience))
        return TOKEN_AUDIENCE;
    return check_times(payload, expect, ret_expires_us);
}

enum token_fault
claims_read(const json_t *payload, const struct expectation *expect, struct token_claims *ret_claims)
{
    struct token_claims claims;
    enum token_fault fault = claims_check(payload, expect, &claims.expires_us);
    if (fault == TOKEN_OK)
        fault = read_role(payload, &claims.role);
    if (fault != TOKEN_OK)
        return fault;
    if (!read_text(payload, "sub", &claims.subject) || !*claims.subject || !read_text(payload, "centre", &claims.centre)
        || !read_text(payload, "agency", &claims.agency) || !read_text(payload, "applicant", &claims.applicant))
        return TOKEN_CLAIMS;
    *ret_claims = claims;
    return TOKEN_OK;
}
