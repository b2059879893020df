/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sealing.h"

#include "issued.h"
#include "keys.h"
#include "paper.h"

#include "../settings.h"

#include <okno/blob.h>
#include <okno/tracking.sql.h>

struct sealing {
    struct rpc_call *call;
    const Tracking__UnsealedDocument *document;
    bool is_signed;
    struct text content, signature, signer;
};

static void
release(struct sealing *sealing)
{
    text_release(&sealing->content);
    text_release(&sealing->signature);
    text_release(&sealing->signer);
}
#define SEALING_SCOPED OKNO_CLEANUP(release) struct sealing

static enum rpc_code
make_paper(struct sealing *sealing)
{
    struct rpc_call *call = sealing->call;
    const Tracking__UnsealedDocument *document = sealing->document;
    struct facts_applicant applicant;
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code == RPC_OK)
        code = facts_applicant(call, document->applicant_id, "", FACTS_TO_APPLY, document->service_code, &applicant);
    if (code != RPC_OK)
        return code;
    const Reference__Agency *agency = catalogue_agency(cat, document->agency_code);
    const Reference__Centre *centre = catalogue_centre(cat, document->centre_code);
    const struct issued_paper paper = {
        .document = document,
        .applicant = applicant.full_name,
        .agency = agency ? agency->name : document->agency_code,
        .centre = centre ? centre->name : document->centre_code,
        .signer = sealing->is_signed ? sealing->signer.data : "",
        .public_url = tracking_settings.public_url,
    };
    code = issued_paper(call->arena, &paper, &sealing->content);
    return code == RPC_OK ? code
                          : rpc_fail(call, code, "Документ составить не удалось", "The document could not be made");
}

static enum rpc_code
take_content(struct sealing *sealing)
{
    if (text_empty(sealing->document->sha256))
        return make_paper(sealing);
    return issued_content(sealing->call, sealing->document->sha256, &sealing->content);
}

static enum rpc_code
sign(struct sealing *sealing)
{
    sealing->signer.length = 0;
    if (!sealing->is_signed
        || issued_keys_sign(sealing->document->agency_code, &sealing->content, &sealing->signature, &sealing->signer))
        return RPC_OK;
    return rpc_fail(sealing->call, RPC_UNAVAILABLE, "Ключ подписи не действует", "The signing key cannot be used");
}

static enum rpc_code
store(struct sealing *sealing)
{
    struct rpc_call *call = sealing->call;
    const Tracking__UnsealedDocument *document = sealing->document;
    struct blob blob = { document->sha256, document->content_type, document->size };
    struct db_value signature = db_null();
    struct db_work *work = db_begin(call);
    if (text_empty(document->sha256))
        blob_put(work, call->arena, sealing->content.data, sealing->content.length, "application/pdf", &blob);
    if (sealing->is_signed)
        signature = db_bytes((ProtobufCBinaryData){ sealing->signature.length, (uint8_t *)sealing->signature.data });
    db_put(work, &tracking_sql_seal_document,
           DB_ARGS(document->issued_document_id, blob.sha256, blob.content_type, blob.size, signature,
                   sealing->is_signed ? db_text(sealing->signer.data) : db_null(), db_time(time_now_us())));
    return db_commit(work);
}

enum rpc_code
issued_seal(struct rpc_call *call, const Tracking__UnsealedDocument *document)
{
    SEALING_SCOPED sealing = { .call = call,
                               .document = document,
                               .is_signed = document->to_sign && text_empty(document->signer)
                                            && issued_keys_wanted(document->agency_code) };
    issued_keys_describe(document->agency_code, &sealing.signer);
    enum rpc_code code = take_content(&sealing);
    if (code == RPC_OK)
        code = sign(&sealing);
    return code == RPC_OK ? store(&sealing) : code;
}
