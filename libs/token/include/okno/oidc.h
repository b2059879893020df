/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * Signing people in at an OpenID provider: authorization code flow with PKCE (OpenID Connect Core 1.0, 3.1; RFC
 * 7636; RFC 9207), by the provider's discovery document and key set.
 *
 * What asks the network blocks, for some seconds at most; call it where that hurts nobody. Any thread may.
 */
#ifndef OKNO_OIDC_H
#define OKNO_OIDC_H

#include <okno/base.h>
#include <okno/rpc.h>

/** Who has this value in the role claim has this role. */
struct oidc_group {
    enum rpc_role role;
    const char *group;
};

/**
 * Where claims stand. A name with dots reaches into objects ("realm_access.roles") when there is no claim of the
 * whole name. Claims of the ID token go before those of the userinfo endpoint, which is asked when a role is missing.
 */
struct oidc_mapping {
    const char *role;                /* a text or a list of texts */
    const struct oidc_group *groups; /* the first that fits decides; none: the claim is the role's name */
    size_t n_groups;
    const char *subject, *name, *centre, *agency, *applicant;
};

struct oidc_options {
    const char *issuer; /* an https address, or http on the loopback; the `iss` of its tokens */
    const char *client_id;
    const char *client_secret; /* "": a public client */
    const char *scope;
    const char *redirect_uri; /* where the provider sends the browser back to */
    struct oidc_mapping mapping;
    int leeway_s;  /* clocks may differ by so much; 0: 30 */
    int refresh_s; /* age at which discovery document and keys are fetched anew; 0: 300 */
};

enum oidc_fault {
    OIDC_OK = 0,
    OIDC_UNREACHABLE, /* the provider, or one of its documents, cannot be had (logged) */
    OIDC_REFUSED,     /* it did not give a token for the code: used before, too old, not ours (logged) */
    OIDC_TOKEN,       /* its token is not one for us and for this flow (logged) */
    OIDC_NO_ROLE,     /* the person is known there, and nobody here */
    OIDC_FAULT_COUNT
};

struct oidc;

/**
 * Copies the options.
 *
 * @return RPC_OK; RPC_INVALID_ARGUMENT when issuer, client or redirect address are missing or unusable (logged)
 */
enum rpc_code oidc_open(const struct oidc_options *options, struct oidc **ret_oidc) OKNO_MUST_CHECK;
void oidc_close(struct oidc *oidc); /* NULL is fine */

/** What must be kept, unread by others, until the browser comes back. */
struct oidc_flow {
    const char *state, *nonce, *verifier;
};

/** Begins a flow: the browser is to go to `ret_url`. Blocks while the discovery document is fetched. */
enum oidc_fault oidc_begin(struct oidc *oidc, struct arena *arena, struct oidc_flow *ret_flow,
                           const char **ret_url) OKNO_MUST_CHECK;

/** Whether the issuer that the browser brought back (RFC 9207) is ours; NULL: it brought none. */
bool oidc_issuer_matches(const struct oidc *oidc, const char *issuer);

/** Texts are never NULL. */
struct oidc_person {
    enum rpc_role role;
    const char *subject, *name, *centre, *agency, *applicant;
};

/** Gets the token for the code, believes it or not, and reads the claims. Blocks. */
enum oidc_fault oidc_finish(struct oidc *oidc, const struct oidc_flow *flow, const char *code, struct arena *arena,
                            struct oidc_person *ret_person) OKNO_MUST_CHECK;

/** Where the browser signs out there as well (RP-Initiated Logout 1.0), NULL when the provider has no such place. */
const char *oidc_end_url(struct oidc *oidc, struct arena *arena, const char *return_to);

#endif
