/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files of issued documents: papers, signatures, what agencies upload, verification by the file. */
#include "issued_documents.h"

#include "issued/keys.h"
#include "settings.h"

#include <openssl/sha.h>
#include <stdlib.h>

/* ------------------------------------------------------------------ keys and files */

static char folder[64];

static void
remove_folder(void)
{
    if (*folder && system(pg_text("rm -rf %s", folder)) != 0)
        ck_abort_msg("%s stays", folder);
    *folder = '\0';
}

__attribute__((constructor)) static void
clean_up(void)
{
    also_close = remove_folder;
}

/* A key with a certificate of its own in <name>.key and <name>.pem. */
static void
make_key(const char *name, const char *algorithm)
{
    if (!*folder) {
        snprintf(folder, sizeof folder, "/tmp/okno-issued-XXXXXX");
        ck_assert_ptr_nonnull(mkdtemp(folder));
    }
    ck_assert_int_eq(
        system(pg_text("openssl req -x509 -nodes -days 2 -subj '/CN=%s' %s -keyout %s/%s.key -out %s/%s.pem"
                       " 2>/dev/null",
                       name, algorithm, folder, name, folder, name)),
        0);
}

static void
sign_with(const char *installation, bool agencies)
{
    tracking_settings.issued_key = *installation ? pg_text("%s/%s.key", folder, installation) : "";
    tracking_settings.issued_certificate = *installation ? pg_text("%s/%s.pem", folder, installation) : "";
    tracking_settings.issued_folder = agencies ? folder : "";
    issued_keys_close();
    issued_keys_open();
}

static void
write_file(const char *name, const Common__Content *content)
{
    FILE *file = fopen(pg_text("%s/%s", folder, name), "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(content->data.data, 1, content->data.len, file), content->data.len);
    fclose(file);
}

static const char *
digest(const void *data, size_t size)
{
    uint8_t bytes[SHA256_DIGEST_LENGTH];
    char hex[2 * SHA256_DIGEST_LENGTH + 1];
    SHA256(data, size, bytes);
    hex_encode(bytes, sizeof bytes, hex);
    return pg_text("%s", hex);
}

static const Tracking__IssuedDocumentVerdict *
verify_file(const void *data, size_t size)
{
    Common__Chunk chunk = { .upload_id = "u", .data = { size, (uint8_t *)(uintptr_t)data }, .last = true };
    as_stranger();
    const Tracking__IssuedDocumentVerdict *verdict = CALL(Tracking__VerifyIssuedFile, .chunk = &chunk);
    as_operator("op");
    return verdict;
}

/* ------------------------------------------------------------------ papers and signatures */

static const Tracking__IssuedDocument *
issue_electronically(const Tracking__Application *app)
{
    pass(app->application_id, "send", "SENT");
    pass(app->application_id, "decide", "GRANTED");
    seal();
    return newest(app);
}

static bool
openssl_verifies(const char *certificate)
{
    return system(pg_text("openssl cms -verify -binary -inform DER -in %s/sig -content %s/pdf -certfile %s/%s.pem "
                          "-nointern -noverify -out /dev/null 2>/dev/null",
                          folder, folder, folder, certificate))
           == 0;
}

TEST(a_document_is_made_signed_and_verified_by_anybody)
{
    make_key("town", "-newkey rsa:2048");
    make_key("other", "-newkey rsa:2048");
    sign_with("town", false);
    const Tracking__IssuedDocument *document = issue_electronically(submit_service("passport", 1));
    EXPECT_TEXT(document->content_type, "application/pdf");
    EXPECT(text_starts(document->signer, "town, сертификат "));
    const char *id = document->issued_document_id;
    const Common__Content *pdf = CALL(Tracking__DownloadIssuedDocument, .issued_document_id = id);
    EXPECT(memcmp(pdf->data.data, "%PDF-", 5) == 0);
    EXPECT_TEXT(pdf->file_name, pg_text("%s.pdf", document->number));
    EXPECT_TEXT(digest(pdf->data.data, pdf->data.len), document->sha256);
    EXPECT_INT(pdf->total_size, document->size);
    const Common__Content *signature = CALL(Tracking__DownloadIssuedSignature, .issued_document_id = id);
    EXPECT_TEXT(signature->content_type, "application/pkcs7-signature");
    write_file("pdf", pdf);
    write_file("sig", signature);
    EXPECT(openssl_verifies("town"));
    EXPECT(!openssl_verifies("other"));
    const Tracking__IssuedDocumentVerdict *verdict = verify_file(pdf->data.data, pdf->data.len);
    EXPECT_INT(verdict->verdict, VERDICT(VALID));
    EXPECT_TEXT(verdict->signature, "GOOD");
    EXPECT(verdict->signed_electronically);
    EXPECT_TEXT(verdict->number, document->number);
    EXPECT_TEXT(verdict->agency_name, "Внутренние дела");
    EXPECT_INT(verify_file("%PDF-1.4 another", 16)->verdict, VERDICT(UNKNOWN));
    tracking_settings.issued_trusted = pg_text("%s/town.pem", folder);
    sign_with("other", false);
    EXPECT_TEXT(verify_file(pdf->data.data, pdf->data.len)->signature, "GOOD"); /* by a former key */
    tracking_settings.issued_trusted = "";
    EXPECT_TEXT(verify_file(pdf->data.data, pdf->data.len)->signature, "FORGED");
}

TEST(the_paper_says_what_it_is_and_leads_to_its_verification)
{
    const Tracking__Application *app = submit();
    advance(app->application_id, "issue");
    make_key("unused", "-newkey rsa:2048");
    seal();
    const Tracking__IssuedDocument *document = newest(app);
    EXPECT_TEXT(document->signer, ""); /* no key is configured */
    write_file("pdf", CALL(Tracking__DownloadIssuedDocument, .issued_document_id = document->issued_document_id));
    EXPECT_CODE(TRY(Tracking__DownloadIssuedSignature, .issued_document_id = document->issued_document_id),
                RPC_NOT_FOUND);
    ck_assert_int_eq(system(pg_text("pdftotext -layout %s/pdf %s/txt", folder, folder)), 0);
    const char *const words[] = { document->number, document->code, FULL_NAME, "Внутренние дела",
                                  "Паспорт гражданина" };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(words); i++)
        ck_assert_msg(system(pg_text("tr '\\n' ' ' < %s/txt | tr -s ' ' | grep -qF '%s'", folder, words[i])) == 0, "%s",
                      words[i]);
}

TEST(gost_signatures_hold_where_the_engine_is_installed)
{
    TEXT_SCOPED error = { 0 };
    if (sign_engine("gost", &error) != RPC_OK)
        return; /* libs/sign says what is missing */
    make_key("gost", "-engine gost -newkey gost2012_256 -pkeyopt paramset:A");
    tracking_settings.issued_engine = "gost";
    tracking_settings.issued_digest = "md_gost12_256";
    sign_with("gost", false);
    const Tracking__IssuedDocument *document = issue_electronically(submit_service("passport", 1));
    EXPECT(text_starts(document->signer, "gost, "));
    const Common__Content *pdf =
        CALL(Tracking__DownloadIssuedDocument, .issued_document_id = document->issued_document_id);
    EXPECT_TEXT(verify_file(pdf->data.data, pdf->data.len)->signature, "GOOD");
}

TEST(an_agency_with_a_key_of_its_own_signs_with_that)
{
    make_key("town", "-newkey rsa:2048");
    make_key("mvd", "-newkey ec -pkeyopt ec_paramgen_curve:P-256");
    sign_with("town", true);
    const Tracking__IssuedDocument *document = issue_electronically(submit_service("passport", 1));
    EXPECT(text_starts(document->signer, "mvd, "));
    const Common__Content *pdf =
        CALL(Tracking__DownloadIssuedDocument, .issued_document_id = document->issued_document_id);
    EXPECT_TEXT(verify_file(pdf->data.data, pdf->data.len)->signature, "GOOD");
}

TEST(without_its_key_a_document_waits_and_is_not_given_out_unsigned)
{
    make_key("town", "-newkey rsa:2048");
    make_key("wrong", "-newkey rsa:2048");
    sign_with("town", false);
    tracking_settings.issued_certificate = pg_text("%s/wrong.pem", folder);
    issued_keys_close();
    issued_keys_open();
    const Tracking__IssuedDocument *document = issue_electronically(submit_service("passport", 1));
    EXPECT(!document->sealed);
    EXPECT_CODE(TRY(Tracking__DownloadIssuedDocument, .issued_document_id = document->issued_document_id),
                RPC_UNAVAILABLE);
    EXPECT_INT(verify(document->number, document->code)->verdict, VERDICT(VALID));
    sign_with("town", false);
    seal();
    EXPECT(CALL(Tracking__DownloadIssuedSignature, .issued_document_id = document->issued_document_id));
}

static enum rpc_code
upload(const char *application_id, const char *upload_id, int64_t offset, const void *data, size_t size, bool last)
{
    Common__Chunk chunk = {
        .upload_id = upload_id, .offset = offset, .data = { size, (uint8_t *)(uintptr_t)data }, .last = last
    };
    return TRY(Tracking__UploadResult, .application_id = application_id, .chunk = &chunk);
}

TEST(the_agencys_own_file_is_the_document)
{
    static const char pdf[] = "%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n";
    const Tracking__Application *app = submit();
    const char *id = app->application_id, *name = pg_uuid();
    advance(id, "decide");
    as_archive();
    EXPECT_CODE(upload(id, name, 0, pdf, sizeof pdf, true), RPC_NOT_FOUND);
    as_agency();
    EXPECT_CODE(upload(id, pg_uuid(), 0, "MZ", 2, true), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(upload(id, pg_uuid(), 0, pdf, 20, false), RPC_OK);
    EXPECT_CODE(upload(id, name, 0, pdf, sizeof pdf, true), RPC_OK);
    EXPECT_TEXT(((const Tracking__UploadResultResponse *)pg_last->reply)->sha256, digest(pdf, sizeof pdf));
    pass(id, "decide", "GRANTED");
    as_agency();
    EXPECT_CODE(upload(id, pg_uuid(), 0, pdf, sizeof pdf, true), RPC_FAILED_PRECONDITION);
    seal();
    const Tracking__IssuedDocument *document = newest(app);
    EXPECT_TEXT(document->sha256, digest(pdf, sizeof pdf));
    EXPECT(document->sealed);
    EXPECT_TEXT(pg_query(pg_text("SELECT count(*) FROM result_file WHERE application_id = '%s'", id)), "0");
    const Common__Content *back =
        CALL(Tracking__DownloadIssuedDocument, .issued_document_id = document->issued_document_id);
    EXPECT_INT(back->data.len, sizeof pdf);
    EXPECT(strstr(history(id), "RESULT_UPLOADED"));
}

static uint8_t der[8192];

static ProtobufCBinaryData
last_signature(void)
{
    FILE *file = fopen(pg_text("%s/own.cms", folder), "re");
    ck_assert_ptr_nonnull(file);
    size_t length = fread(der, 1, sizeof der, file);
    fclose(file);
    return (ProtobufCBinaryData){ length, der };
}

/* As the agency does with a key that is not here. */
static ProtobufCBinaryData
sign_elsewhere(const char *name, const void *data, size_t size)
{
    const Common__Content content = { .data = { size, (uint8_t *)(uintptr_t)data } };
    write_file("own.pdf", &content);
    ck_assert_int_eq(system(pg_text("openssl cms -sign -binary -outform DER -in %s/own.pdf -signer %s/%s.pem -inkey"
                                    " %s/%s.key -out %s/own.cms 2>/dev/null",
                                    folder, folder, name, folder, name, folder)),
                     0);
    return last_signature();
}

static enum rpc_code
sign_result(const char *id, const char *sha256, ProtobufCBinaryData cms)
{
    return TRY(Tracking__SignResult, .application_id = id, .sha256 = sha256, .cms = cms);
}

TEST(a_result_that_its_agency_signed_keeps_that_signature)
{
    static const char pdf[] = "%PDF-1.4\n2 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n";
    make_key("town", "-newkey rsa:2048");
    make_key("mvd", "-newkey rsa:2048");
    make_key("stranger", "-newkey rsa:2048");
    ProtobufCBinaryData forged = sign_elsewhere("stranger", pdf, sizeof pdf);
    const Tracking__Application *app = submit_service("passport", 1);
    const char *id = app->application_id, *sha256 = digest(pdf, sizeof pdf);
    pass(id, "send", "SENT");
    sign_with("town", true);
    as_agency();
    EXPECT_CODE(sign_result(id, sha256, forged), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(upload(id, pg_uuid(), 0, pdf, sizeof pdf, true), RPC_OK);
    EXPECT_CODE(sign_result(id, sha256, forged), RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "SIGNATURE_FORGED");
    EXPECT_CODE(sign_result(id, sha256, (ProtobufCBinaryData){ 3, (uint8_t *)(uintptr_t) "cms" }),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "SIGNATURE_MALFORMED");
    ProtobufCBinaryData own = sign_elsewhere("mvd", pdf, sizeof pdf);
    ck_assert_int_eq(system(pg_text("mv %s/mvd.key %s/away", folder, folder)), 0);
    sign_with("town", true);
    EXPECT_CODE(sign_result(id, digest("other", 5), own), RPC_FAILED_PRECONDITION);
    EXPECT_CODE(sign_result(id, sha256, own), RPC_OK);
    pass(id, "decide", "GRANTED");
    seal();
    const Tracking__IssuedDocument *document = newest(app);
    EXPECT_TEXT(document->signer, "Внутренние дела, собственная подпись");
    EXPECT_TEXT(document->sha256, sha256);
    const Tracking__IssuedDocumentVerdict *verdict = verify_file(pdf, sizeof pdf);
    EXPECT_INT(verdict->verdict, VERDICT(VALID));
    EXPECT_TEXT(verdict->signature, "GOOD");
    as_supervisor();
    const Common__Content *kept =
        CALL(Tracking__DownloadIssuedSignature, .issued_document_id = document->issued_document_id);
    own = last_signature();
    EXPECT(kept->data.len == own.len && memcmp(kept->data.data, own.data, own.len) == 0);
    EXPECT(strstr(history(id), "RESULT_UPLOADED RESULT_SIGNED"));
}

TEST(a_new_file_is_not_signed_by_the_signature_of_the_old)
{
    static const char first[] = "%PDF-1.4\n%%EOF\n1", second[] = "%PDF-1.4\n%%EOF\n2";
    make_key("town", "-newkey rsa:2048");
    make_key("mvd", "-newkey rsa:2048");
    ProtobufCBinaryData own = sign_elsewhere("mvd", first, sizeof first);
    ck_assert_int_eq(system(pg_text("mv %s/mvd.key %s/away", folder, folder)), 0);
    sign_with("town", true);
    const Tracking__Application *app = submit_service("passport", 1);
    const char *id = app->application_id;
    pass(id, "send", "SENT");
    as_agency();
    EXPECT_CODE(upload(id, pg_uuid(), 0, first, sizeof first, true), RPC_OK);
    EXPECT_CODE(sign_result(id, digest(first, sizeof first), own), RPC_OK);
    EXPECT_CODE(upload(id, pg_uuid(), 0, second, sizeof second, true), RPC_OK);
    pass(id, "decide", "GRANTED");
    seal();
    EXPECT(text_starts(newest(app)->signer, "town, "));
    EXPECT_TEXT(verify_file(second, sizeof second)->signature, "GOOD");
}

TEST(a_large_file_is_verified_in_pieces)
{
    enum { SIZE = 300000, HALF = 150000 };
    uint8_t *bytes = calloc(1, SIZE);
    memcpy(bytes, "%PDF-1.4\n", 9);
    const Tracking__Application *app = submit();
    const char *id = app->application_id, *name = pg_uuid(), *check = pg_uuid();
    advance(id, "decide");
    as_agency();
    EXPECT_CODE(upload(id, name, 0, bytes, HALF, false), RPC_OK);
    EXPECT_CODE(upload(id, name, HALF, bytes + HALF, HALF, true), RPC_OK);
    pass(id, "decide", "GRANTED");
    seal();
    as_stranger();
    Common__Chunk first = { .upload_id = check, .data = { HALF, bytes } },
                  second = { .upload_id = check, .offset = HALF, .data = { HALF, bytes + HALF }, .last = true };
    CALL(Tracking__VerifyIssuedFile, .chunk = &first);
    const Tracking__IssuedDocumentVerdict *verdict = CALL(Tracking__VerifyIssuedFile, .chunk = &second);
    EXPECT_INT(verdict->verdict, VERDICT(NOT_ISSUED));
    EXPECT_TEXT(verdict->number, newest(app)->number);
    free(bytes);
}
