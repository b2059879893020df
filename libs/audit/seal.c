/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The chain: a seal's hash covers the hash before it and every record since, each field preceded by its length,
 * so that no two different histories read the same.
 */
#include "anchor.h"

#include <okno/audit.h>
#include <okno/audit.sql.h>
#include <okno/log.h>

#include <errno.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 1000
#define SHA256_SIZE 32

struct seal {
    int64_t number, upper_id, records;
    const char *upper_txid, *sha256;
};

static void
hash_text(EVP_MD_CTX *hash, const char *text)
{
    uint64_t length = strlen(text);
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(length >> (8 * i));
    EVP_DigestUpdate(hash, bytes, sizeof bytes);
    EVP_DigestUpdate(hash, text, length);
}

/* SHA-256 of the previous seal's hexadecimal hash and all cells of the rows. */
static void
hash_records(const char *previous, const struct db_rows *rows, uint8_t ret_hash[SHA256_SIZE])
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    if (!hash || !EVP_DigestInit_ex(hash, EVP_sha256(), NULL))
        abort();
    hash_text(hash, previous);
    for (int i = 0; i < rows->n * rows->n_columns; i++)
        hash_text(hash, rows->cells[i] ? rows->cells[i] : "");
    if (!EVP_DigestFinal_ex(hash, ret_hash, NULL))
        abort();
    EVP_MD_CTX_free(hash);
}

static enum rpc_code
last_seal(struct rpc_call *call, struct seal *ret_last)
{
    struct db_rows last;
    enum rpc_code code = db_rows(call, &audit_sql_last_seal, DB_NO_ARGS, &last);
    if (code != RPC_OK)
        return code;
    if (!parse_int64(db_cell(&last, 0, "number"), &ret_last->number)
        || !parse_int64(db_cell(&last, 0, "upper_id"), &ret_last->upper_id))
        return RPC_INTERNAL;
    ret_last->upper_txid = db_cell(&last, 0, "upper_txid");
    ret_last->sha256 = db_cell(&last, 0, "sha256");
    return RPC_OK;
}

/*
 * Durable before the anchor names it, and with it all it covers: what the anchor knows and the database lacks was
 * taken away.
 */
static enum rpc_code
put_seal(struct rpc_call *call, const struct seal *last, const struct db_rows *records, struct seal *ret_seal)
{
    uint8_t hash[SHA256_SIZE];
    struct db_rows none;
    *ret_seal = (struct seal){ .number = last->number + 1, .records = records->n };
    ret_seal->upper_txid = db_cell(records, records->n - 1, "txid");
    if (!parse_int64(db_cell(records, records->n - 1, "id"), &ret_seal->upper_id))
        return RPC_INTERNAL;
    hash_records(last->sha256, records, hash);
    char *hex = arena_alloc(call->arena, 2 * SHA256_SIZE + 1);
    hex_encode(hash, sizeof hash, hex);
    ret_seal->sha256 = hex;
    return db_rows(call, &audit_sql_put_seal,
                   DB_ARGS(ret_seal->number, ret_seal->upper_txid, ret_seal->upper_id, ret_seal->records,
                           ((ProtobufCBinaryData){ sizeof hash, hash })),
                   &none);
}

/* Seals one batch after the last seal, which moves on; `ret_more` when there may be another. */
static enum rpc_code
seal_batch(struct rpc_call *call, struct seal *last, bool *ret_more)
{
    struct db_rows records;
    struct seal seal;
    *ret_more = false;
    enum rpc_code code =
        db_rows(call, &audit_sql_unsealed_records, DB_ARGS(last->upper_txid, last->upper_id, BATCH), &records);
    if (code != RPC_OK || records.n == 0)
        return code;
    code = put_seal(call, last, &records, &seal);
    if (code != RPC_OK)
        return code;
    *last = seal;
    log_each(LOG_LEVEL_INFO, "sealed", LOG_INT("seal", seal.number), LOG_INT("records", seal.records),
             LOG_STR("sha256", seal.sha256));
    *ret_more = records.n == BATCH;
    return RPC_OK;
}

/* ------------------------------------------------------------------ the anchor */

/* Whether the chain holds the seal of the anchor; `last` is the newest there is. */
static enum rpc_code
holds_anchor(struct rpc_call *call, const struct anchor *anchor, const struct seal *last, bool *ret_holds)
{
    struct db_rows seal;
    if (anchor->number >= last->number) {
        *ret_holds = anchor->number == last->number && text_equal(anchor->sha256, last->sha256);
        return RPC_OK;
    }
    enum rpc_code code = db_rows(call, &audit_sql_get_seal, DB_ARGS(anchor->number), &seal);
    *ret_holds = code == RPC_OK && seal.n == 1 && text_equal(db_cell(&seal, 0, "sha256"), anchor->sha256);
    return code;
}

static void
move_anchor(const char *path, const struct seal *last)
{
    static _Atomic bool failing; /* said once, until it works again */
    struct anchor anchor = { .number = last->number };
    snprintf(anchor.sha256, sizeof anchor.sha256, "%s", last->sha256);
    time_format(time_now_us(), anchor.sealed);
    bool good = anchor_write(path, &anchor);
    if (!good && !failing)
        log_warn("the audit chain has no anchor here: a cut at its end will not be told", LOG_STR("file", path),
                 LOG_ERRNO(errno));
    failing = !good;
}

/*
 * The anchor only ever moves along its own chain. What contradicts it stays on record until a person has looked: the
 * anchor is left where it is, sealing goes on.
 */
static enum rpc_code
keep_anchor(struct rpc_call *call, const char *path, const struct seal *last)
{
    struct anchor anchor;
    enum anchor_state state = anchor_read(path, &anchor);
    bool holds = state == ANCHOR_NONE;
    enum rpc_code code = state == ANCHOR_THERE ? holds_anchor(call, &anchor, last, &holds) : RPC_OK;
    if (code != RPC_OK)
        return code;
    if (!holds)
        log_error("the audit chain is not the one of its anchor: run okno audit verify", LOG_STR("file", path));
    else if (last->number > 0 && (state == ANCHOR_NONE || anchor.number < last->number))
        move_anchor(path, last);
    return RPC_OK;
}

enum rpc_code
audit_seal(struct rpc_call *call, const char *anchor)
{
    struct seal last = { 0 };
    bool more = true;
    enum rpc_code code = last_seal(call, &last);
    while (code == RPC_OK && more)
        code = seal_batch(call, &last, &more);
    if (code == RPC_ALREADY_EXISTS)
        return RPC_OK; /* another replica was quicker */
    return code == RPC_OK && anchor ? keep_anchor(call, anchor, &last) : code;
}

/* ------------------------------------------------------------------ verifying */

static bool
read_seal(const struct db_rows *seals, int row, struct seal *ret_seal)
{
    ret_seal->upper_txid = db_cell(seals, row, "upper_txid");
    ret_seal->sha256 = db_cell(seals, row, "sha256");
    return parse_int64(db_cell(seals, row, "number"), &ret_seal->number)
           && parse_int64(db_cell(seals, row, "upper_id"), &ret_seal->upper_id)
           && parse_int64(db_cell(seals, row, "records"), &ret_seal->records);
}

static enum rpc_code
verify_seal(struct rpc_call *call, const struct seal *before, const struct seal *seal, bool *ret_holds)
{
    struct db_rows records;
    enum rpc_code code =
        db_rows(call, &audit_sql_records_between,
                DB_ARGS(before->upper_txid, before->upper_id, seal->upper_txid, seal->upper_id), &records);
    if (code != RPC_OK)
        return code;
    uint8_t hash[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];
    hash_records(before->sha256, &records, hash);
    hex_encode(hash, sizeof hash, hex);
    *ret_holds = records.n == seal->records && seal->number == before->number + 1 && text_equal(hex, seal->sha256);
    return RPC_OK;
}

/* Walks all seals; `ret_last` is the last one. */
static enum rpc_code
verify_chain(const struct db_rows *seals, struct seal *ret_last, int64_t *ret_records, struct text *report)
{
    struct seal before = { .upper_txid = "0", .sha256 = "" };
    enum rpc_code code = RPC_OK;
    for (int i = 0; i < seals->n && code == RPC_OK; i++) {
        struct seal seal;
        bool holds = false;
        struct rpc_call step;
        if (!read_seal(seals, i, &seal))
            return RPC_DATA_LOSS;
        rpc_call_init(&step, "audit-verify", 60000, NULL);
        code = verify_seal(&step, &before, &seal, &holds);
        rpc_call_release(&step);
        if (code == RPC_OK && !holds) {
            text_addf(report,
                      "seal %" PRId64 " does not hold: a record after (%s, %" PRId64 ") up to (%s, %" PRId64
                      "), or a seal, was changed, added or deleted",
                      seal.number, before.upper_txid, before.upper_id, seal.upper_txid, seal.upper_id);
            return RPC_DATA_LOSS;
        }
        *ret_records += seal.records;
        before = seal;
    }
    *ret_last = before;
    return code;
}

static enum rpc_code
count_unsealed(struct rpc_call *call, const struct seal *last, int64_t *ret_n)
{
    struct db_rows rows;
    enum rpc_code code = db_rows(call, &audit_sql_count_unsealed, DB_ARGS(last->upper_txid, last->upper_id), &rows);
    return code != RPC_OK || parse_int64(db_cell(&rows, 0, "n"), ret_n) ? code : RPC_INTERNAL;
}

/* What the anchor, read before the seals were, says of a chain that holds in itself. */
static enum rpc_code
verify_anchor(struct rpc_call *call, const char *path, enum anchor_state state, const struct anchor *anchor,
              const struct seal *last, struct text *report)
{
    bool holds;
    if (state == ANCHOR_NONE || state == ANCHOR_UNREADABLE) {
        text_addf(report, "; %s anchor %s: a cut at the end of the chain would not be seen",
                  state == ANCHOR_NONE ? "there is no" : "not allowed to read the", path);
        return RPC_OK;
    }
    if (state == ANCHOR_MALFORMED) {
        text_addf(report, "; but the anchor %s is malformed", path);
        return RPC_DATA_LOSS;
    }
    enum rpc_code code = holds_anchor(call, anchor, last, &holds);
    if (code != RPC_OK)
        return code;
    if (holds) {
        text_addf(report, "; so says the anchor %s up to seal %" PRId64, path, anchor->number);
        return RPC_OK;
    }
    text_addf(report,
              "; but the anchor %s knows another seal %" PRId64 ", of %s: what was sealed up to then was deleted or"
              " written anew, or the database is a backup from before (then move the anchor away)",
              path, anchor->number, anchor->sealed);
    return RPC_DATA_LOSS;
}

enum rpc_code
audit_verify(struct rpc_call *call, const char *anchor_path, struct text *ret_report)
{
    struct anchor anchor;
    enum anchor_state state = anchor_path ? anchor_read(anchor_path, &anchor) : ANCHOR_NONE;
    struct db_rows seals;
    struct seal last;
    int64_t records = 0, unsealed = 0;
    enum rpc_code code = db_rows(call, &audit_sql_list_seals, DB_NO_ARGS, &seals);
    if (code == RPC_OK)
        code = verify_chain(&seals, &last, &records, ret_report);
    if (code == RPC_OK)
        code = count_unsealed(call, &last, &unsealed);
    if (code != RPC_OK)
        return code;
    text_addf(ret_report, "%d seals over %" PRId64 " records hold, %" PRId64 " records are not sealed yet", seals.n,
              records, unsealed);
    return anchor_path ? verify_anchor(call, anchor_path, state, &anchor, &last, ret_report) : RPC_OK;
}
