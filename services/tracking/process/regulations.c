/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "regulations.h"

#include <okno/db.h>
#include <okno/lock.h>
#include <okno/tracking.sql.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEWEST_FOR_US 1000000

struct known {
    struct regulation regulation;
    struct bpmn_model *model;
    struct known *next;
};

static pthread_mutex_t lock = BRIEF_MUTEX_INITIALIZER;
static struct known *first;

static struct known *
find(const char *code, int version)
{
    for (struct known *k = first; k; k = k->next)
        if (k->regulation.version == version && text_equal(k->regulation.code, code))
            return k;
    return NULL;
}

/* ------------------------------------------------------------------ which is the newest */

static struct {
    char code[64];
    int version;
    int64_t looked_us;
} newest[64];

static size_t
place_of(const char *code)
{
    uint32_t hash = 2166136261u;
    for (const char *c = code; *c; c++)
        hash = (hash ^ (uint8_t)*c) * 16777619u;
    return hash % OKNO_ARRAY_SIZE(newest);
}

static int
remembered(const char *code)
{
    size_t place = place_of(code);
    pthread_mutex_lock(&lock);
    bool good = text_equal(newest[place].code, code) && time_mono_us() - newest[place].looked_us < NEWEST_FOR_US;
    int version = good ? newest[place].version : 0;
    pthread_mutex_unlock(&lock);
    return version;
}

static void
remember(const char *code, int version)
{
    size_t place = place_of(code);
    if (strlen(code) >= sizeof newest[place].code)
        return;
    pthread_mutex_lock(&lock);
    snprintf(newest[place].code, sizeof newest[place].code, "%s", code);
    newest[place].version = version;
    newest[place].looked_us = time_mono_us();
    pthread_mutex_unlock(&lock);
}

void
regulations_forget(const char *code)
{
    size_t place = place_of(code);
    pthread_mutex_lock(&lock);
    if (text_equal(newest[place].code, code))
        newest[place].looked_us -= NEWEST_FOR_US;
    pthread_mutex_unlock(&lock);
}

/* ------------------------------------------------------------------ versions */

/* The number of the newest version. */
static enum rpc_code
look_up(struct rpc_call *call, const char *code, int *ret_version)
{
    struct db_rows rows;
    int64_t version;
    *ret_version = remembered(code);
    if (*ret_version)
        return RPC_OK;
    enum rpc_code status = db_rows(call, &tracking_sql_get_newest_regulation, DB_ARGS(code), &rows);
    if (status != RPC_OK)
        return status;
    if (rows.n == 0 || !parse_int64(db_cell(&rows, 0, "version"), &version))
        return rpc_fail(call, RPC_NOT_FOUND, "Регламента %s нет", "There is no regulation %s", code);
    *ret_version = (int)version;
    remember(code, *ret_version);
    return RPC_OK;
}

const char *
regulations_code(const struct bpmn_element *process)
{
    static const char prefix[] = "regulation-";
    return text_starts(process->id, prefix) ? process->id + strlen(prefix) : process->id;
}

static const struct bpmn_element *
process_of(const struct bpmn_model *model, const char *code)
{
    const struct bpmn_element *element;
    for (size_t i = 0; (element = bpmn_model_element(model, i)); i++)
        if (element->kind == BPMN_PROCESS && text_equal(regulations_code(element), code))
            return element;
    return NULL;
}

/* Two threads may parse the same version at once: the first to come is kept. */
static const struct regulation *
keep(const char *code, int version, struct bpmn_model *model)
{
    pthread_mutex_lock(&lock);
    struct known *known = find(code, version);
    if (known) {
        pthread_mutex_unlock(&lock);
        bpmn_model_free(model);
        return &known->regulation;
    }
    known = calloc(1, sizeof *known);
    if (!known)
        abort();
    const struct bpmn_element *process = process_of(model, code);
    known->model = model;
    known->regulation = (struct regulation){ regulations_code(process), version, model, process };
    known->next = first;
    first = known;
    pthread_mutex_unlock(&lock);
    return &known->regulation;
}

static enum rpc_code
load(struct rpc_call *call, const char *code, int version, const struct regulation **ret_regulation)
{
    struct db_rows rows;
    enum rpc_code status = db_rows(call, &tracking_sql_get_regulation, DB_ARGS(code, version), &rows);
    if (status != RPC_OK)
        return status;
    if (rows.n == 0)
        return rpc_fail(call, RPC_NOT_FOUND, "Регламента %s версии %d нет", "There is no regulation %s of version %d",
                        code, version);
    const char *bpmn = db_cell(&rows, 0, "bpmn");
    struct bpmn_model *model;
    struct bpmn_faults faults;
    status = bpmn_parse_published(bpmn, strlen(bpmn), call->arena, &model, &faults);
    if (status == RPC_OK && process_of(model, code)) {
        *ret_regulation = keep(code, version, model);
        return RPC_OK;
    }
    if (status == RPC_OK)
        bpmn_model_free(model);
    return rpc_fail(call, RPC_DATA_LOSS, "Регламент %s версии %d не читается",
                    "Regulation %s of version %d is unreadable", code, version);
}

enum rpc_code
regulations_get(struct rpc_call *call, const char *code, int version, const struct regulation **ret_regulation)
{
    enum rpc_code status = version ? RPC_OK : look_up(call, code, &version);
    if (status != RPC_OK)
        return status;
    pthread_mutex_lock(&lock);
    struct known *known = find(code, version);
    pthread_mutex_unlock(&lock);
    if (!known)
        return load(call, code, version, ret_regulation);
    *ret_regulation = &known->regulation;
    return RPC_OK;
}

void
regulations_open(void)
{
    memset(newest, 0, sizeof newest);
}

void
regulations_close(void)
{
    while (first) {
        struct known *known = first;
        first = known->next;
        bpmn_model_free(known->model);
        free(known);
    }
}
