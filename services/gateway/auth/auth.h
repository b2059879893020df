/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Signing in from a browser: the session in a cookie, the pages and addresses below /auth/, and what a request
 * with that cookie may do. The edge asks here; nothing is kept between requests but how often somebody was
 * wrong.
 */
#ifndef OKNO_GATEWAY_AUTH_H
#define OKNO_GATEWAY_AUTH_H

#include <okno/base.h>

struct auth;
struct request;
struct oidc_options;

/** How long a session lasts: without being used, and at most. */
struct auth_life {
    int64_t idle_ms, length_ms;
};

struct auth_options {
    const char *origin;              /* "https://okno.example.org", as browsers see us; "": whatever Host says */
    const char *session_keys;        /* file of the keys that seal cookies; NULL or "": nobody has a session */
    struct auth_life person, device; /* a device is who has the role KIOSK */

    const struct oidc_options
        *provider; /* signing in there; NULL: there is none. Its redirect_uri is made of `origin` */

    const char *accounts; /* file of local accounts; NULL or "": no local sign-in */
    int account_tries;    /* wrong passwords of one account in a window; 0: no limit */
    int address_tries;    /* of one address */
    int64_t tries_window_s;
};

/**
 * Starts the threads that judge passwords and talk to the provider. Copies the options.
 *
 * @return RPC_OK; RPC_INVALID_ARGUMENT when the provider cannot be used so (logged)
 */
enum rpc_code auth_open(const struct auth_options *options, struct auth **ret_auth) OKNO_MUST_CHECK;
/** Ends these threads, which use the edge until they do: before it is freed, after its last request. NULL is fine. */
void auth_stop(struct auth *auth);
/** After the edge was closed. NULL is fine. */
void auth_close(struct auth *auth);

/* ------------------------------------------------------------------ for the edge, on its thread */

/** Whether the path is one of ours; then `request->auth` is set and auth_admit goes on. */
bool auth_takes(struct request *request);
/** Whether the request may be made, by its head. False: it is answered with the reason. */
bool auth_admit(struct request *request);
/** Bytes that the body of such a request may have. */
size_t auth_body_limit(void);
/** The request is complete: answers it, or begins what takes longer. */
void auth_end(struct request *request);
/** What takes longer is over. */
void auth_answer(struct request *request);

/** Who the cookie says it is, if it is a good one. */
void auth_identify(struct request *request);
/**
 * What a stream that was opened with a session keeps of it, to be freed with free(); NULL: it was opened without one,
 * and nothing but the time ends it.
 */
struct auth_hold;
struct auth_hold *auth_hold(const struct request *request);
/** False once the account was removed or changed, or its way in was closed. True for NULL. */
bool auth_holds(const struct auth *auth, const struct auth_hold *hold);
/** Whether one who is signed in by cookie really meant this request. False: it is answered with the reason. */
bool auth_admit_use(struct request *request);

#endif
