/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "doctor.h"

#include <okno/secret.h>
#include <okno/token.h>

#include <errno.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOON_DAYS 30

/* ------------------------------------------------------------------ own tokens */

static void
examine_token_key(struct doctor *doctor)
{
    const struct okno_conf *own = &doctor->okno->own;
    struct token_key *key = NULL;
    if (!own->issue) {
        doctor_ok(doctor, "own tokens", "switched off");
        return;
    }
    doctor_warn(doctor, "own tokens", "set tokens.issue to false where real people are served",
                "whoever reads the key can be anybody");
    enum rpc_code code = token_key_open(own->token_key, &key);
    token_key_close(key);
    if (code == RPC_NOT_FOUND)
        doctor_fail(doctor, "token key", "run `okno token --create-key`", "%s is not there", own->token_key);
    else if (code == RPC_PERMISSION_DENIED)
        doctor_fail(doctor, "token key", "chmod 600 it, and run as its owner", "%s: others may read it, or you may not",
                    own->token_key);
    else if (code != RPC_OK)
        doctor_fail(doctor, "token key", "remove it and run `okno token --create-key`", "%s holds no key",
                    own->token_key);
    else if (access(own->token_jwks, R_OK) != 0)
        doctor_fail(doctor, "token key", "run `okno token --create-key`", "%s: %s", own->token_jwks, strerror(errno));
    else
        doctor_ok(doctor, "token key", "%s", own->token_key);
}

/* ------------------------------------------------------------------ signing in from a browser */

#define SECRET_MAX ((size_t)4 * 1024 * 1024)

/* Such files are there only where people sign in; that the right ones can read them matters then. */
static void
examine_secret(struct doctor *doctor, const char *what, const char *path)
{
    SECRET_SCOPED text = { 0 };
    enum rpc_code code = secret_read(path, SECRET_MAX, &text);
    if (code == RPC_NOT_FOUND)
        doctor_ok(doctor, what, "%s is not there: nobody signs in with it", path);
    else if (code == RPC_OK)
        doctor_ok(doctor, what, "%s", path);
    else
        doctor_fail(doctor, what, "chmod 600 it, and run as its owner", "%s: strangers may read it, or you may not",
                    path);
}

/* ------------------------------------------------------------------ certificates */

static void
judge_certificate(struct doctor *doctor, const char *path, X509 *certificate)
{
    int days = 0, seconds = 0;
    char name[200];
    X509_NAME_oneline(X509_get_subject_name(certificate), name, sizeof name);
    if (!ASN1_TIME_diff(&days, &seconds, NULL, X509_get0_notAfter(certificate)))
        doctor_fail(doctor, "certificate", "replace it", "%s: %s: its end cannot be read", path, name);
    else if (days < 0 || seconds < 0)
        doctor_fail(doctor, "certificate", "renew it now", "%s: %s has expired", path, name);
    else if (days < SOON_DAYS)
        doctor_warn(doctor, "certificate", "renew it", "%s: %s expires in %d days", path, name, days);
    else
        doctor_ok(doctor, "certificate", "%s: %s is valid for %d days", path, name, days);
}

static void
examine_certificates(struct doctor *doctor, const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        doctor_fail(doctor, "certificate", "make it readable, or correct tls.* in common.yaml", "%s: %s", path,
                    strerror(errno));
        return;
    }
    int found = 0;
    for (X509 *certificate; (certificate = PEM_read_X509(file, NULL, NULL, NULL)); found++) {
        judge_certificate(doctor, path, certificate);
        X509_free(certificate);
    }
    fclose(file);
    if (!found)
        doctor_fail(doctor, "certificate", "put a PEM certificate there", "%s holds none", path);
}

static void
examine_key_mode(struct doctor *doctor, const char *path)
{
    struct stat status;
    if (stat(path, &status) == 0 && (status.st_mode & (S_IROTH | S_IWOTH | S_IWGRP)))
        doctor_fail(doctor, "private key", "chmod 640 it", "%s: others may read or change it", path);
}

void
doctor_keys(struct doctor *doctor)
{
    const struct service_conf *common = &doctor->okno->common;
    examine_token_key(doctor);
    examine_secret(doctor, "session keys", doctor->okno->own.session_keys);
    examine_secret(doctor, "local accounts", doctor->okno->own.accounts);
    if (!text_empty(common->tls_ca))
        examine_certificates(doctor, common->tls_ca);
    if (text_empty(common->tls_cert))
        return;
    examine_certificates(doctor, common->tls_cert);
    examine_key_mode(doctor, common->tls_cert);
}
