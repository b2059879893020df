/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Scans in pieces, there and back. */
#include "fixture.h"

#include "jobs/jobs.h"
#include "settings.h"

#include <okno/blob.h>
#include <openssl/sha.h>

static const uint8_t pdf[] = "%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n";

static enum rpc_code
send(const char *id, const char *document_id, const char *upload, int64_t offset, const void *data, size_t size,
     bool last)
{
    Common__Chunk chunk = {
        .upload_id = upload, .offset = offset, .data = { size, (uint8_t *)(uintptr_t)data }, .last = last
    };
    return TRY(Tracking__UploadScan, .application_id = id, .document_id = document_id, .chunk = &chunk);
}

static const Tracking__Document *
answered(void)
{
    return ((const Tracking__UploadScanResponse *)pg_last->reply)->document;
}

TEST(a_scan_comes_in_one_piece)
{
    char hash[2 * SHA256_DIGEST_LENGTH + 1];
    uint8_t digest[SHA256_DIGEST_LENGTH];
    const Tracking__Application *app = submit();
    const char *document_id = app->documents[0]->document_id;
    EXPECT_CODE(send(app->application_id, document_id, pg_uuid(), 0, pdf, sizeof pdf, true), RPC_OK);
    SHA256(pdf, sizeof pdf, digest);
    hex_encode(digest, sizeof digest, hash);
    EXPECT_TEXT(answered()->sha256, hash);
    EXPECT_TEXT(answered()->content_type, "application/pdf");
    EXPECT_INT(answered()->size, sizeof pdf);
    const Tracking__Application *seen = look(app->application_id);
    EXPECT_TEXT(seen->documents[0]->sha256, hash);
    EXPECT_TEXT(seen->documents[0]->kind, "passport-rf");
    EXPECT_INT(seen->documents[0]->sheets, 2);
    EXPECT_TEXT(seen->documents[1]->sha256, "");
    EXPECT_TEXT(history(app->application_id), "REGISTERED SCANNED");
    const Common__Content *back =
        CALL(Tracking__DownloadScan, .application_id = app->application_id, .document_id = document_id);
    EXPECT_INT(back->data.len, sizeof pdf);
    EXPECT(memcmp(back->data.data, pdf, sizeof pdf) == 0);
    EXPECT_INT(back->total_size, sizeof pdf);
    EXPECT_TEXT(back->sha256, hash);
    EXPECT_TEXT(back->content_type, "application/pdf");
    EXPECT(strstr(back->file_name, ".pdf"));
}

TEST(a_scan_comes_in_pieces_some_of_them_twice)
{
    enum { SIZE = 700000, PIECE = 100000 };
    uint8_t *bytes = malloc(SIZE), *back = malloc(SIZE);
    for (int i = 0; i < SIZE; i++)
        bytes[i] = (uint8_t)(i * 31 + i / 251);
    memcpy(bytes, "\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01", 12);
    const Tracking__Application *app = submit();
    const char *id = app->application_id, *document_id = app->documents[0]->document_id, *upload = pg_uuid();
    for (int at = 0; at < SIZE - PIECE; at += PIECE) {
        EXPECT_CODE(send(id, document_id, upload, at, bytes + at, PIECE, false), RPC_OK);
        EXPECT(!answered());
        EXPECT_CODE(send(id, document_id, upload, at, bytes + at, PIECE, false), RPC_OK);
    }
    for (int i = 0; i < 2; i++) {
        EXPECT_CODE(send(id, document_id, upload, SIZE - PIECE, bytes + SIZE - PIECE, PIECE, true), RPC_OK);
        EXPECT_INT(answered()->size, SIZE);
        EXPECT_TEXT(answered()->content_type, "image/jpeg");
    }
    EXPECT_TEXT(history(id), "REGISTERED SCANNED");
    for (int64_t at = 0; at < SIZE;) {
        const Common__Content *piece =
            CALL(Tracking__DownloadScan, .application_id = id, .document_id = document_id, .offset = at);
        EXPECT(piece->data.len > 0 && piece->data.len <= 262144);
        memcpy(back + at, piece->data.data, piece->data.len);
        at += (int64_t)piece->data.len;
    }
    EXPECT(memcmp(bytes, back, SIZE) == 0);
    EXPECT_CODE(TRY(Tracking__DownloadScan, .application_id = id, .document_id = document_id, .offset = SIZE + 1),
                RPC_OUT_OF_RANGE);
    free(bytes);
    free(back);
}

TEST(the_same_content_is_stored_once_however_it_is_cut)
{
    const Tracking__Application *app = submit();
    const char *id = app->application_id, *upload = pg_uuid();
    const char *text = pg_text("%%PDF-1.4 %s", pg_uuid());
    size_t size = strlen(text);
    EXPECT_CODE(send(id, app->documents[0]->document_id, pg_uuid(), 0, text, size, true), RPC_OK);
    const char *hash = answered()->sha256;
    EXPECT_CODE(send(id, app->documents[1]->document_id, upload, 0, text, 10, false), RPC_OK);
    EXPECT_CODE(send(id, app->documents[1]->document_id, upload, 10, text + 10, size - 10, true), RPC_OK);
    EXPECT_TEXT(answered()->sha256, hash);
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM blob_part WHERE sha256 = '%s'", hash)), "1");
    const Common__Content *back =
        CALL(Tracking__DownloadScan, .application_id = id, .document_id = app->documents[1]->document_id);
    EXPECT_INT(back->data.len, size);
    EXPECT(memcmp(back->data.data, text, size) == 0);
}

TEST(only_scans_are_taken_whatever_they_are_called)
{
    static const char script[] = "#!/bin/sh\necho no\n", page[] = "<html><script>alert(1)</script></html>";
    const Tracking__Application *app = submit();
    const char *document_id = app->documents[0]->document_id;
    EXPECT_CODE(send(app->application_id, document_id, pg_uuid(), 0, script, sizeof script, true),
                RPC_INVALID_ARGUMENT);
    EXPECT(strstr(pg_violation("chunk"), "application/pdf"));
    EXPECT_CODE(send(app->application_id, document_id, pg_uuid(), 0, page, sizeof page, true), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(send(app->application_id, document_id, pg_uuid(), 0, "", 0, true), RPC_INVALID_ARGUMENT);
    EXPECT_TEXT(look(app->application_id)->documents[0]->sha256, "");
}

TEST(images_are_recognised)
{
    static const uint8_t png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0";
    static const uint8_t tiff[] = "II*\0\10\0\0\0\0\0\0\0\0\0";
    const Tracking__Application *app = submit();
    const char *id = app->application_id, *document_id = app->documents[0]->document_id;
    EXPECT_CODE(send(id, document_id, pg_uuid(), 0, png, sizeof png, true), RPC_OK);
    EXPECT_TEXT(answered()->content_type, "image/png");
    EXPECT_CODE(send(id, document_id, pg_uuid(), 0, tiff, sizeof tiff, true), RPC_OK);
    EXPECT_TEXT(answered()->content_type, "image/tiff");
}

TEST(a_scan_that_is_too_large_is_refused_at_once)
{
    const Tracking__Application *app = submit();
    EXPECT_CODE(send(app->application_id, app->documents[0]->document_id, pg_uuid(),
                     (int64_t)tracking_settings.scan_limit - 10, pdf, sizeof pdf, false),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(send(app->application_id, app->documents[0]->document_id, pg_uuid(), -1, pdf, sizeof pdf, false),
                RPC_INVALID_ARGUMENT);
}

TEST(a_gap_is_told)
{
    const Tracking__Application *app = submit();
    const char *upload = pg_uuid(), *document_id = app->documents[0]->document_id;
    EXPECT_CODE(send(app->application_id, document_id, upload, 0, pdf, 20, false), RPC_OK);
    EXPECT_CODE(send(app->application_id, document_id, upload, 30, pdf + 30, 10, true), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "UPLOAD_INCOMPLETE");
}

TEST(nobody_adds_to_the_upload_of_another)
{
    const Tracking__Application *app = submit();
    const char *upload = pg_uuid(), *document_id = app->documents[0]->document_id;
    EXPECT_CODE(send(app->application_id, document_id, upload, 0, pdf, 20, false), RPC_OK);
    as_operator("other");
    EXPECT_CODE(send(app->application_id, document_id, upload, 20, pdf + 20, 10, true), RPC_FAILED_PRECONDITION);
    as_other_operator();
    EXPECT_CODE(send(app->application_id, document_id, upload, 20, pdf + 20, 10, true), RPC_NOT_FOUND);
}

TEST(scans_belong_to_documents_that_there_are)
{
    const Tracking__Application *app = submit();
    EXPECT_CODE(send(app->application_id, pg_uuid(), pg_uuid(), 0, pdf, sizeof pdf, true), RPC_NOT_FOUND);
    EXPECT_CODE(send(app->application_id, app->documents[0]->document_id, "", 0, pdf, sizeof pdf, true),
                RPC_INVALID_ARGUMENT);
    EXPECT_CODE(TRY(Tracking__DownloadScan, .application_id = app->application_id,
                    .document_id = app->documents[0]->document_id),
                RPC_NOT_FOUND);
    CALL(Tracking__WithdrawApplication, .application_id = app->application_id);
    EXPECT_CODE(send(app->application_id, app->documents[0]->document_id, pg_uuid(), 0, pdf, sizeof pdf, true),
                RPC_FAILED_PRECONDITION);
}

TEST(personal_papers_are_not_for_an_agency_with_pseudonyms)
{
    const Tracking__Application *app = submit_service("archive-copy", 0);
    EXPECT_CODE(send(app->application_id, app->documents[0]->document_id, pg_uuid(), 0, pdf, sizeof pdf, true), RPC_OK);
    EXPECT_CODE(send(app->application_id, app->documents[1]->document_id, pg_uuid(), 0, pdf, sizeof pdf, true), RPC_OK);
    advance(app->application_id, "decide");
    as_archive();
    EXPECT_CODE(TRY(Tracking__DownloadScan, .application_id = app->application_id,
                    .document_id = app->documents[0]->document_id),
                RPC_PERMISSION_DENIED);
    CALL(Tracking__DownloadScan, .application_id = app->application_id, .document_id = app->documents[1]->document_id);
}

TEST(abandoned_uploads_are_swept_away)
{
    const Tracking__Application *app = submit();
    EXPECT_CODE(send(app->application_id, app->documents[0]->document_id, pg_uuid(), 0, pdf, 20, false), RPC_OK);
    pg_query("UPDATE blob_upload SET begun = begun - interval '25 hours'");
    EXPECT_CODE(send(app->application_id, app->documents[0]->document_id, pg_uuid(), 0, pdf, 20, false), RPC_OK);
    run_job(tracking_job_sweep_uploads);
    EXPECT_TEXT(pg_query("SELECT count(*) || ' ' || (SELECT count(*) FROM blob_upload_part) FROM blob_upload"), "1 1");
}
