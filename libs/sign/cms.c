/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Detached CMS by OpenSSL. */
#include <okno/sign.h>

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#define FLAGS (CMS_DETACHED | CMS_BINARY)

struct sign_key {
    EVP_PKEY *key;
    X509 *certificate;
    const EVP_MD *digest; /* NULL: the key's own */
};

static void
close_bio(BIO **bio)
{
    BIO_free(*bio);
}
#define BIO_SCOPED OKNO_CLEANUP(close_bio) BIO

static void
close_cms(CMS_ContentInfo **cms)
{
    CMS_ContentInfo_free(*cms);
}
#define CMS_SCOPED OKNO_CLEANUP(close_cms) CMS_ContentInfo

/* ------------------------------------------------------------------ keys */

static enum rpc_code
refuse(struct text *ret_error, const char *what, const char *file)
{
    ERR_clear_error();
    text_addf(ret_error, "%s: %s", file, what);
    return RPC_INVALID_ARGUMENT;
}

static enum rpc_code
read_key(struct sign_key *key, const char *file, struct text *ret_error)
{
    BIO_SCOPED *bio = BIO_new_file(file, "rb");
    key->key = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;
    return key->key ? RPC_OK : refuse(ret_error, "no private key in PEM, or of an unknown algorithm", file);
}

static enum rpc_code
read_certificate(struct sign_key *key, const char *file, struct text *ret_error)
{
    BIO_SCOPED *bio = BIO_new_file(file, "rb");
    key->certificate = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    if (!key->certificate)
        return refuse(ret_error, "no certificate in PEM", file);
    return X509_check_private_key(key->certificate, key->key)
               ? RPC_OK
               : refuse(ret_error, "the certificate is not that of the key", file);
}

static enum rpc_code
find_digest(struct sign_key *key, const char *digest, struct text *ret_error)
{
    if (text_empty(digest))
        return RPC_OK;
    key->digest = EVP_get_digestbyname(digest);
    return key->digest ? RPC_OK : refuse(ret_error, "OpenSSL has no such digest", digest);
}

enum rpc_code
sign_key_open(const char *key_file, const char *certificate_file, const char *digest, struct sign_key **ret_key,
              struct text *ret_error)
{
    struct sign_key *key = calloc(1, sizeof *key);
    if (!key)
        abort();
    enum rpc_code code = read_key(key, key_file, ret_error);
    if (code == RPC_OK)
        code = read_certificate(key, certificate_file, ret_error);
    if (code == RPC_OK)
        code = find_digest(key, digest, ret_error);
    if (code == RPC_OK)
        *ret_key = key;
    else
        sign_key_close(key);
    return code;
}

void
sign_key_close(struct sign_key *key)
{
    if (!key)
        return;
    EVP_PKEY_free(key->key);
    X509_free(key->certificate);
    free(key);
}

/* ------------------------------------------------------------------ telling */

static bool
add_name(const X509 *certificate, int nid, struct text *out)
{
    const X509_NAME *subject = X509_get_subject_name(certificate);
    int at = X509_NAME_get_index_by_NID(subject, nid, -1);
    unsigned char *utf8;
    int length = at < 0 ? -1 : ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    if (length < 0)
        return false;
    text_add(out, (const char *)utf8, (size_t)length);
    OPENSSL_free(utf8);
    return true;
}

static void
add_serial(const X509 *certificate, struct text *out)
{
    const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
    const unsigned char *bytes = ASN1_STRING_get0_data(serial);
    for (int i = 0; i < ASN1_STRING_length(serial); i++)
        text_addf(out, "%02X", bytes[i]);
}

void
sign_key_describe(const struct sign_key *key, struct text *ret_text)
{
    struct tm end;
    const X509 *certificate = key->certificate;
    if (!add_name(certificate, NID_commonName, ret_text))
        add_name(certificate, NID_organizationName, ret_text);
    text_adds(ret_text, ", сертификат ");
    add_serial(certificate, ret_text);
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end))
        text_addf(ret_text, " до %02d.%02d.%04d", end.tm_mday, end.tm_mon + 1, end.tm_year + 1900);
    ERR_clear_error();
}

/* ------------------------------------------------------------------ signing */

/* BIO_new_mem_buf takes an int. */
static BIO *
reader(const void *data, size_t size)
{
    return size <= INT32_MAX ? BIO_new_mem_buf(data, (int)size) : NULL;
}

bool
sign_detached(const struct sign_key *key, const void *data, size_t size, struct text *ret_der)
{
    BIO_SCOPED *in = reader(data, size);
    CMS_SCOPED *cms = in ? CMS_sign(NULL, NULL, NULL, NULL, FLAGS | CMS_PARTIAL) : NULL;
    bool good =
        cms && CMS_add1_signer(cms, key->certificate, key->key, key->digest, FLAGS) && CMS_final(cms, in, NULL, FLAGS);
    int length = good ? i2d_CMS_ContentInfo(cms, NULL) : 0;
    if (length > 0) {
        unsigned char *at = (unsigned char *)text_reserve(ret_der, (size_t)length);
        length = i2d_CMS_ContentInfo(cms, &at);
        ret_der->length += length > 0 ? (size_t)length : 0;
    }
    ERR_clear_error();
    return length > 0;
}

/* ------------------------------------------------------------------ verifying */

static STACK_OF(X509) * read_certificates(const char *file)
{
    X509 *one;
    BIO_SCOPED *bio = BIO_new_file(file, "rb");
    STACK_OF(X509) *all = sk_X509_new_null();
    while (bio && all && (one = PEM_read_bio_X509(bio, NULL, NULL, NULL)))
        sk_X509_push(all, one);
    return all;
}

static bool
is_valid_at(const X509 *certificate, int64_t now_us)
{
    time_t now = (time_t)(now_us / 1000000);
    return X509_cmp_time(X509_get0_notBefore(certificate), &now) < 0
           && X509_cmp_time(X509_get0_notAfter(certificate), &now) > 0;
}

static enum sign_verdict
judge_signers(CMS_ContentInfo *cms, int64_t now_us)
{
    STACK_OF(X509) *signers = CMS_get0_signers(cms);
    enum sign_verdict verdict = sk_X509_num(signers) > 0 ? SIGN_GOOD : SIGN_FORGED;
    for (int i = 0; i < sk_X509_num(signers); i++)
        if (!is_valid_at(sk_X509_value(signers, i), now_us))
            verdict = SIGN_OUTDATED;
    sk_X509_free(signers);
    return verdict;
}

/* NOINTERN: certificates that the sender put inside prove nothing. */
static enum sign_verdict
judge(CMS_ContentInfo *cms, STACK_OF(X509) * trusted, const void *data, size_t size, int64_t now_us)
{
    BIO_SCOPED *in = reader(data, size);
    int flags = FLAGS | CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY;
    if (!in || CMS_verify(cms, trusted, NULL, in, NULL, (unsigned)flags) != 1)
        return SIGN_FORGED;
    return judge_signers(cms, now_us);
}

enum sign_verdict
sign_verify(const char *certificates_file, const void *der, size_t der_size, const void *data, size_t size,
            int64_t now_us)
{
    const unsigned char *at = der;
    CMS_SCOPED *cms = der_size <= INT32_MAX ? d2i_CMS_ContentInfo(NULL, &at, (long)der_size) : NULL;
    if (!cms || at != (const unsigned char *)der + der_size || OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed) {
        ERR_clear_error();
        return SIGN_MALFORMED;
    }
    STACK_OF(X509) *trusted = read_certificates(certificates_file);
    enum sign_verdict verdict = sk_X509_num(trusted) > 0 ? judge(cms, trusted, data, size, now_us) : SIGN_NO_KEY;
    sk_X509_pop_free(trusted, X509_free);
    ERR_clear_error();
    return verdict;
}

const char *
sign_verdict_name(enum sign_verdict verdict)
{
    static const char *const names[] = { "GOOD", "MALFORMED", "FORGED", "OUTDATED", "NO_KEY" };
    return (size_t)verdict < OKNO_ARRAY_SIZE(names) ? names[verdict] : "UNKNOWN";
}
