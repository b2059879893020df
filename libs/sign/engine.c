/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ГОСТ comes to OpenSSL 3 as an engine, an interface that its headers call deprecated. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <okno/sign.h>

#include <openssl/engine.h>
#include <openssl/err.h>

enum rpc_code
sign_engine(const char *name, struct text *ret_error)
{
    ENGINE_load_builtin_engines();
    ENGINE *engine = ENGINE_by_id(name);
    bool good = engine && ENGINE_init(engine);
    if (good) {
        good = ENGINE_set_default(engine, ENGINE_METHOD_ALL);
        ENGINE_finish(engine);
    }
    ENGINE_free(engine);
    ERR_clear_error();
    if (good)
        return RPC_OK;
    text_addf(ret_error, "OpenSSL has no engine \"%s\" here (Debian: libengine-gost-openssl)", name);
    return RPC_UNAVAILABLE;
}
