/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** Between the files of this folder. */
#ifndef OKNO_GATEWAY_AUTH_INTERNAL_H
#define OKNO_GATEWAY_AUTH_INTERNAL_H

#include "auth.h"
#include "request.h"

#include <okno/accounts.h>
#include <okno/oidc.h>
#include <okno/seal.h>

struct auth {
    struct auth_options options;
    struct sealer *sealer;     /* NULL: no sessions */
    struct accounts *accounts; /* NULL: no local sign-in */
    struct oidc *oidc;         /* NULL: no provider */
    struct throttle *throttle;
    struct pool *pool;
};

/** One address of ours. */
struct auth_endpoint {
    const char *folder, *name; /* "/auth/session"; folder "" stands for the root */
    enum http_method http_method;
    void (*end)(struct request *request);
    void (*answer)(struct request *request); /* when `end` began a job */
};

/* ---- session.c: what the cookie holds */

#define SESSION_COOKIE "__Host-okno-session"

/** Texts are never NULL. */
struct session {
    enum rpc_role role;
    const char *subject, *name, *centre, *agency, *applicant;
    const char *csrf;    /* what writes must repeat */
    const char *via;     /* "local", or "oidc" */
    int64_t revision_us; /* of a local account: when it was last changed */
    int64_t expires_us;  /* unless it is used before */
    int64_t ends_us;     /* at the latest */
};

/** Begins a session: fills csrf and times, and gives the cookie to the answer. RPC_OK, or what seal_close says. */
enum rpc_code session_begin(struct request *request, struct session *session) OKNO_MUST_CHECK;
/** Takes the cookie away. */
void session_clear(struct request *request);
/**
 * The session as JSON, as GET /auth/session answers; NULL: none, or by token.
 *
 * @leave  where the browser is to go, to sign out at the provider as well; NULL: nowhere
 */
void session_reply(struct request *request, const struct session *session, const char *leave);

/* ---- cookie.c */

/** The value of a cookie of the request, NULL without. */
const char *cookie_find(struct request *request, const char *name);
/** Adds Set-Cookie to the answer to come. @max_age_s  0: as long as the browser runs; -1: none any more */
void cookie_set(struct request *request, const char *name, const char *value, int64_t max_age_s);

/* ---- throttle.c: who was wrong too often */

struct throttle *throttle_new(const struct auth_options *options);
void throttle_free(struct throttle *throttle); /* NULL is fine */
/** Counts a try before it is made. False, and the seconds to wait, when there were too many. */
bool throttle_take(struct throttle *throttle, const char *login, uint64_t address, int64_t *ret_retry_s);
/** It was a good one: it does not count. */
void throttle_give(struct throttle *throttle, const char *login, uint64_t address);

/* ---- pool.c: threads for what takes longer */

struct pool;
struct pool *pool_new(int threads);
/** Waits for its threads; nothing may be asked of it any more. */
void pool_stop(struct pool *pool);
void pool_free(struct pool *pool); /* NULL is fine; nothing may be under way */
/**
 * Has `work` done on another thread while the request sleeps; then auth_answer comes. Without room the request is
 * answered with a problem.
 */
void pool_run(struct request *request, void (*work)(struct request *request));

/* ---- page.c: pages for people */

/** A sentence in both languages. */
struct words {
    const char *ru, *en;
};
#define WORDS(ru_, en_) ((struct words){ (ru_), (en_) })

/** Whether the client wants a page rather than JSON. */
bool page_wanted(const struct request *request);
/** The local sign-in. @fault  what was wrong, NULL for nothing */
void page_sign_in(struct request *request, unsigned status, const struct words *fault, const char *login,
                  const char *next);
/** Something a person cannot do anything about but try again. @again  address of a link, NULL: none */
void page_trouble(struct request *request, unsigned status, struct words words, const char *again);
/** 303 to another address. */
void page_redirect(struct request *request, const char *location);

/* ---- next.c */

/** `next` when it is an address of our own pages, otherwise NULL. */
const char *next_own(const char *next);
/** Where somebody of this role works. */
const char *next_home(enum rpc_role role);
/** The text as a value in a query. */
const char *next_escape(struct arena *arena, const char *text);

/* ---- local.c, endpoints */

void local_page(struct request *request);
void local_try(struct request *request);
void local_judged(struct request *request);

/* ---- provider.c, endpoints */

/** Sends the browser to the provider. @next  "" without a wish */
void provider_leave(struct request *request, const char *next);
void provider_left(struct request *request);
void provider_return(struct request *request);
void provider_returned(struct request *request);
/** Finds out where to sign out at the provider. */
void provider_part(struct request *request);
/** That place, NULL when it has none. */
const char *provider_parted(const struct request *request);

/** A parameter of the query, or of a form; NULL without, or when it is given twice. */
const char *parameter_of(const struct uri *uri, const char *name);

#endif
