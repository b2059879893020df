/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The chain: a seal's hash covers the hash before it and every record since, each field preceded by its length,
 * so that no two different histories read the same.
 */
#include <okno/audit.h>
#include <okno/audit.sql.h>
#include <okno/log.h>

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 1000
#define SHA256_SIZE 32

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

/* Seals one batch; `ret_more` when there may be another. */
static enum rpc_code
seal_batch(struct rpc_call *call, bool *ret_more)
{
    struct db_rows last, records;
    *ret_more = false;
    enum rpc_code code = db_rows(call, &audit_sql_last_seal, DB_NO_ARGS, &last);
    int64_t number, upper_id;
    if (code != RPC_OK || !parse_int64(db_cell(&last, 0, "number"), &number)
        || !parse_int64(db_cell(&last, 0, "upper_id"), &upper_id))
        return code;
    code =
        db_rows(call, &audit_sql_unsealed_records, DB_ARGS(db_cell(&last, 0, "upper_txid"), upper_id, BATCH), &records);
    if (code != RPC_OK || records.n == 0)
        return code;
    uint8_t hash[SHA256_SIZE];
    hash_records(db_cell(&last, 0, "sha256"), &records, hash);
    int64_t last_id = 0;
    if (!parse_int64(db_cell(&records, records.n - 1, "id"), &last_id))
        return RPC_INTERNAL;
    struct db_work *work = db_begin(call);
    db_put(work, &audit_sql_put_seal,
           DB_ARGS(number + 1, db_cell(&records, records.n - 1, "txid"), last_id, records.n,
                   ((ProtobufCBinaryData){ sizeof hash, hash })));
    code = db_commit_relaxed(work);
    if (code != RPC_OK)
        return code;
    char hex[2 * SHA256_SIZE + 1];
    hex_encode(hash, sizeof hash, hex);
    log_each(LOG_LEVEL_INFO, "sealed", LOG_INT("seal", number + 1), LOG_INT("records", records.n),
             LOG_STR("sha256", hex));
    *ret_more = records.n == BATCH;
    return RPC_OK;
}

enum rpc_code
audit_seal(struct rpc_call *call)
{
    bool more = true;
    while (more) {
        enum rpc_code code = seal_batch(call, &more);
        if (code == RPC_ALREADY_EXISTS)
            return RPC_OK; /* another replica was quicker */
        if (code != RPC_OK)
            return code;
    }
    return RPC_OK;
}

/* ------------------------------------------------------------------ verifying */

struct seal {
    int64_t number, upper_id, records;
    const char *upper_txid, *sha256;
};

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

enum rpc_code
audit_verify(struct rpc_call *call, struct text *ret_report)
{
    struct db_rows seals;
    enum rpc_code code = db_rows(call, &audit_sql_list_seals, DB_NO_ARGS, &seals);
    struct seal before = { .upper_txid = "0", .sha256 = "" };
    int64_t records = 0;
    for (int i = 0; i < seals.n && code == RPC_OK; i++) {
        struct seal seal;
        bool holds = false;
        struct rpc_call step;
        if (!read_seal(&seals, i, &seal))
            return RPC_DATA_LOSS;
        rpc_call_init(&step, "audit-verify", 60000, NULL);
        code = verify_seal(&step, &before, &seal, &holds);
        rpc_call_release(&step);
        if (code == RPC_OK && !holds) {
            text_addf(ret_report,
                      "seal %" PRId64 " does not hold: a record after (%s, %" PRId64 ") up to (%s, %" PRId64
                      "), or a seal, was changed, added or deleted",
                      seal.number, before.upper_txid, before.upper_id, seal.upper_txid, seal.upper_id);
            return RPC_DATA_LOSS;
        }
        records += seal.records;
        before = seal;
    }
    if (code == RPC_OK)
        text_addf(ret_report, "%d seals over %" PRId64 " records hold", seals.n, records);
    return code;
}
