/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where to go after signing in. */
#include "internal.h"

#define NEXT_MAX 1000

/* A browser reads "//host", "/\host" and a slash with a tab behind it as another host (WHATWG URL 4.4). What stays
 * is plain: visible ASCII, a path, and perhaps a query. */
const char *
next_own(const char *next)
{
    if (!next || *next != '/' || next[1] == '/' || strlen(next) > NEXT_MAX)
        return NULL;
    for (const unsigned char *p = (const unsigned char *)next; *p; p++)
        if (*p <= 0x20 || *p >= 0x7f || strchr("\\\"<>", *p))
            return NULL;
    return text_starts(next, "/auth/") || text_starts(next, "/sign-in") ? NULL : next;
}

const char *
next_home(enum rpc_role role)
{
    switch (role) {
    case RPC_ROLE_OPERATOR:
    case RPC_ROLE_CONSULTANT:
        return "/operator";
    case RPC_ROLE_SUPERVISOR:
        return "/supervisor";
    case RPC_ROLE_KIOSK:
        return "/kiosk";
    default:
        return "/";
    }
}

const char *
next_escape(struct arena *arena, const char *text)
{
    TEXT_SCOPED escaped = { 0 };
    text_adds(&escaped, "");
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        bool plain = (*p >= '0' && *p <= '9') || ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z') || strchr("-._~/", *p);
        if (plain)
            text_addc(&escaped, (char)*p);
        else
            text_addf(&escaped, "%%%02X", *p);
    }
    return arena_strdup(arena, escaped.data);
}
