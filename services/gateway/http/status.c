/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "status.h"

static const unsigned BY_CODE[] = {
    [RPC_OK] = 200,
    [RPC_CANCELLED] = 499,
    [RPC_UNKNOWN] = 500,
    [RPC_INVALID_ARGUMENT] = 400,
    [RPC_DEADLINE_EXCEEDED] = 504,
    [RPC_NOT_FOUND] = 404,
    [RPC_ALREADY_EXISTS] = 409,
    [RPC_PERMISSION_DENIED] = 403,
    [RPC_RESOURCE_EXHAUSTED] = 429,
    [RPC_FAILED_PRECONDITION] = 400,
    [RPC_ABORTED] = 409,
    [RPC_OUT_OF_RANGE] = 400,
    [RPC_UNIMPLEMENTED] = 501,
    [RPC_INTERNAL] = 500,
    [RPC_UNAVAILABLE] = 503,
    [RPC_DATA_LOSS] = 500,
    [RPC_UNAUTHENTICATED] = 401,
};

/* Reasons that HTTP has a status of its own for. */
static const struct {
    const char *reason;
    unsigned status;
} BY_REASON[] = {
    { "STALE_ETAG", 412 },
    { "IDEMPOTENCY_KEY_REUSED", 422 },
    { "IDEMPOTENCY_IN_PROGRESS", 409 },
};

unsigned
http_status_of(enum rpc_code code, const char *reason)
{
    for (size_t i = 0; reason && i < OKNO_ARRAY_SIZE(BY_REASON); i++)
        if (strcmp(reason, BY_REASON[i].reason) == 0)
            return BY_REASON[i].status;
    return (size_t)code < OKNO_ARRAY_SIZE(BY_CODE) ? BY_CODE[code] : 500;
}

static const struct {
    unsigned status;
    const char *ru, *en;
} TITLES[] = {
    { 400, "Неверный запрос", "Bad Request" },
    { 401, "Нужна авторизация", "Unauthorized" },
    { 403, "Доступ запрещён", "Forbidden" },
    { 404, "Не найдено", "Not Found" },
    { 405, "Метод не применим", "Method Not Allowed" },
    { 406, "Нет ответа в таком виде", "Not Acceptable" },
    { 409, "Противоречие", "Conflict" },
    { 412, "Данные уже изменились", "Precondition Failed" },
    { 413, "Запрос слишком велик", "Content Too Large" },
    { 414, "Адрес слишком длинный", "URI Too Long" },
    { 415, "Неподдерживаемый вид данных", "Unsupported Media Type" },
    { 416, "Нет такой части", "Range Not Satisfiable" },
    { 417, "Ожидание не может быть выполнено", "Expectation Failed" },
    { 422, "Ключ повтора уже использован", "Unprocessable Content" },
    { 429, "Слишком много запросов", "Too Many Requests" },
    { 499, "Запрос отменён", "Client Closed Request" },
    { 501, "Не поддерживается", "Not Implemented" },
    { 503, "Сервис недоступен", "Service Unavailable" },
    { 504, "Сервис не ответил вовремя", "Gateway Timeout" },
};

const char *
http_status_title(unsigned status, bool english)
{
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(TITLES); i++)
        if (TITLES[i].status == status)
            return english ? TITLES[i].en : TITLES[i].ru;
    return english ? "Internal Server Error" : "Внутренняя ошибка";
}
