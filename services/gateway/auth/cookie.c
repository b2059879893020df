/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

const char *
cookie_find(struct request *request, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = request->headers.cookie; at && *at;) {
        const char *end = strchrnul(at, ';');
        if (strncmp(at, name, length) == 0 && at[length] == '=')
            return arena_strndup(request->arena, at + length + 1, (size_t)(end - at) - length - 1);
        at = *end ? end + 1 + strspn(end + 1, " ") : end;
    }
    return NULL;
}

/* The prefix __Host- demands Secure and Path=/ and forbids Domain. Browsers take Secure from the loopback, too. */
void
cookie_set(struct request *request, const char *name, const char *value, int64_t max_age_s)
{
    const char *life = "";
    if (max_age_s > 0)
        life = arena_printf(request->arena, "; Max-Age=%lld", (long long)max_age_s);
    else if (max_age_s < 0)
        life = "; Max-Age=0";
    const char *cookie =
        arena_printf(request->arena, "%s=%s; Path=/; Secure; HttpOnly; SameSite=Lax%s", name, value, life);
    size_t length = strlen(name);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(request->cookie); i++) {
        const char *other = request->cookie[i];
        if (other && !(strncmp(other, name, length) == 0 && other[length] == '='))
            continue;
        request->cookie[i] = cookie;
        return;
    }
    abort();
}
