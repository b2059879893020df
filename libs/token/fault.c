/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

static const struct {
    const char *ru, *en;
} FAULTS[TOKEN_FAULT_COUNT] = {
    [TOKEN_OK] = { "Токен действителен", "The token is valid" },
    [TOKEN_TOO_LONG] = { "Токен слишком длинный", "The token is too long" },
    [TOKEN_MALFORMED] = { "Токен не является подписанным JWT", "The token is not a signed JWT" },
    [TOKEN_ALGORITHM] = { "Токен подписан алгоритмом, который здесь не принимается",
                          "The token is signed with an algorithm that is not accepted here" },
    [TOKEN_ISSUER] = { "Издателю токена здесь не доверяют", "The token's issuer is not trusted here" },
    [TOKEN_UNKNOWN_KEY] = { "Ключ, которым подписан токен, неизвестен", "The token's key is unknown" },
    [TOKEN_SIGNATURE] = { "Подпись токена неверна", "The token's signature is wrong" },
    [TOKEN_AUDIENCE] = { "Токен выдан для другого получателя", "The token is meant for another audience" },
    [TOKEN_EXPIRED] = { "Срок действия токена истёк", "The token has expired" },
    [TOKEN_NOT_YET] = { "Срок действия токена ещё не начался", "The token is not valid yet" },
    [TOKEN_CLAIMS] = { "В токене нет обязательных сведений (sub, exp) или они записаны неверно",
                       "The token lacks required claims (sub, exp), or they are written wrongly" },
    [TOKEN_ROLE] = { "В токене нет роли или такой роли не бывает", "The token names no role, or none that exists" },
    [TOKEN_NO_KEYS] = { "Ключи издателя токена ещё не получены", "The keys of the token's issuer are not loaded yet" },
};

const char *
token_fault_text(enum token_fault fault, bool english)
{
    unsigned i = (unsigned)fault < TOKEN_FAULT_COUNT ? (unsigned)fault : TOKEN_MALFORMED;
    return english ? FAULTS[i].en : FAULTS[i].ru;
}
