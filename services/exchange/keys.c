/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "keys.h"

#include "settings.h"

#include <okno/log.h>

#include <openssl/crypto.h>

#include <unistd.h>

#define SECRET_SIZE 128

static struct sign_key *own;
static bool own_wanted;

/* ------------------------------------------------------------------ our own */

void
keys_open(void)
{
    const struct exchange_settings *s = &exchange_settings;
    TEXT_SCOPED error = { 0 };
    enum rpc_code code = text_empty(s->signing_engine) ? RPC_OK : sign_engine(s->signing_engine, &error);
    own_wanted = !text_empty(s->signing_key);
    if (code == RPC_OK && own_wanted)
        code = sign_key_open(s->signing_key, s->signing_certificate, s->signing_digest, &own, &error);
    if (code != RPC_OK)
        log_error("messages cannot be signed", LOG_STR("why", error.data));
}

void
keys_close(void)
{
    sign_key_close(own);
    own = NULL;
}

bool
keys_ready(struct text *ret_detail)
{
    bool ready = own || !own_wanted;
    text_addf(ret_detail, "signing key%s", ready ? "" : " unusable");
    return ready;
}

/* ------------------------------------------------------------------ of agencies */

static const char *
path(struct rpc_call *call, const Exchange__AgencyRoute *route, const char *ending)
{
    return arena_printf(call->arena, "%s/%s.%s", exchange_settings.keys_folder, route->key_id, ending);
}

static bool
needs_hmac(const Exchange__AgencyRoute *route)
{
    return route->signature == EXCHANGE__AGENCY_ROUTE__SIGNATURE__HMAC
           || route->signature == EXCHANGE__AGENCY_ROUTE__SIGNATURE__HMAC_AND_CMS;
}

static bool
needs_cms(const Exchange__AgencyRoute *route)
{
    return route->signature == EXCHANGE__AGENCY_ROUTE__SIGNATURE__CMS
           || route->signature == EXCHANGE__AGENCY_ROUTE__SIGNATURE__HMAC_AND_CMS;
}

/* The first line of the file; empty when there is none. */
static void
read_secret(struct rpc_call *call, const Exchange__AgencyRoute *route, char ret_secret[SECRET_SIZE])
{
    FILE *file = fopen(path(call, route, "hmac"), "re");
    ret_secret[0] = '\0';
    if (!file)
        return;
    if (fgets(ret_secret, SECRET_SIZE, file))
        ret_secret[strcspn(ret_secret, "\r\n")] = '\0';
    fclose(file);
}

void
keys_check(struct rpc_call *call, const Exchange__AgencyRoute *route)
{
    if (needs_hmac(route) && access(path(call, route, "hmac"), R_OK) != 0)
        rpc_violate(call, "route.keyId", "Нет файла с секретом %s.hmac", "There is no file %s.hmac with the secret",
                    route->key_id);
    if (needs_cms(route) && access(path(call, route, "pem"), R_OK) != 0)
        rpc_violate(call, "route.keyId", "Нет файла с сертификатом %s.pem",
                    "There is no file %s.pem with the certificate", route->key_id);
    if (needs_cms(route) && !own)
        rpc_violate(call, "route.signature", "Ключ подписи сервиса не настроен", "The service has no signing key");
}

/* ------------------------------------------------------------------ signing */

static enum rpc_code
no_key(struct rpc_call *call, const Exchange__AgencyRoute *route, const char *what)
{
    rpc_explain(call, "NO_KEY", NULL);
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Нет ключа для обмена с органом %s (%s)",
                    "There is no key for the exchange with %s (%s)", route->agency_code, what);
}

static enum rpc_code
sign_hmac(struct rpc_call *call, const Exchange__AgencyRoute *route, const struct text *content,
          struct keys_signature *signature)
{
    char secret[SECRET_SIZE], made[SIGN_WEBHOOK_SIZE];
    read_secret(call, route, secret);
    bool good = sign_webhook(secret, content, made);
    OPENSSL_cleanse(secret, sizeof secret);
    if (!good)
        return no_key(call, route, "HMAC");
    signature->webhook = arena_strdup(call->arena, made);
    return RPC_OK;
}

static enum rpc_code
sign_cms(struct rpc_call *call, const Exchange__AgencyRoute *route, const struct text *content,
         struct keys_signature *signature)
{
    TEXT_SCOPED der = { 0 };
    if (!own || !sign_detached(own, content->data, content->length, &der))
        return no_key(call, route, "CMS");
    signature->cms = (ProtobufCBinaryData){ der.length, arena_memdup(call->arena, der.data, der.length) };
    return RPC_OK;
}

enum rpc_code
keys_sign(struct rpc_call *call, const Exchange__AgencyRoute *route, const char *message_id, const struct text *body,
          struct keys_signature *ret_signature)
{
    TEXT_SCOPED content = { 0 };
    enum rpc_code code = RPC_OK;
    *ret_signature = (struct keys_signature){ .timestamp_s = time_now_us() / 1000000, .webhook = "" };
    sign_content(message_id, ret_signature->timestamp_s, body->data, body->length, &content);
    if (needs_hmac(route))
        code = sign_hmac(call, route, &content, ret_signature);
    if (code == RPC_OK && needs_cms(route))
        code = sign_cms(call, route, &content, ret_signature);
    return code;
}

/* ------------------------------------------------------------------ verifying */

static enum rpc_code
judge(struct rpc_call *call, const Exchange__AgencyRoute *route, const char *what, enum sign_verdict verdict)
{
    if (verdict == SIGN_GOOD)
        return RPC_OK;
    if (verdict == SIGN_NO_KEY)
        return no_key(call, route, what);
    rpc_explain(call, arena_printf(call->arena, "SIGNATURE_%s", sign_verdict_name(verdict)), NULL);
    return rpc_fail(call, RPC_PERMISSION_DENIED, "Подпись сообщения неверна (%s: %s)",
                    "The signature of the message is not right (%s: %s)", what, sign_verdict_name(verdict));
}

static enum sign_verdict
verify_hmac(struct rpc_call *call, const Exchange__AgencyRoute *route, const struct text *content,
            const struct keys_signature *signature)
{
    char secret[SECRET_SIZE];
    read_secret(call, route, secret);
    enum sign_verdict verdict = sign_webhook_verify(secret, content, signature->webhook);
    OPENSSL_cleanse(secret, sizeof secret);
    return verdict;
}

enum rpc_code
keys_verify(struct rpc_call *call, const Exchange__AgencyRoute *route, const char *message_id, ProtobufCBinaryData body,
            const struct keys_signature *signature)
{
    TEXT_SCOPED content = { 0 };
    enum rpc_code code = RPC_OK;
    sign_content(message_id, signature->timestamp_s, body.data, body.len, &content);
    if (!needs_hmac(route) && !needs_cms(route))
        return no_key(call, route, "-");
    if (needs_hmac(route))
        code = judge(call, route, "HMAC", verify_hmac(call, route, &content, signature));
    if (code == RPC_OK && needs_cms(route))
        code = judge(call, route, "CMS",
                     sign_verify(path(call, route, "pem"), signature->cms.data, signature->cms.len, content.data,
                                 content.length, time_now_us()));
    return code;
}
