/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../facts.h"
#include "../settings.h"
#include "../view.h"

#include <okno/audit.h>
#include <okno/db.h>
#include <okno/paper.h>
#include <okno/proto.h>
#include <okno/tracking.methods.h>
#include <okno/tracking.sql.h>

struct receipt {
    struct rpc_call *call;
    Tracking__Application app;
    int term_days;
    bool term_working;
    struct facts_applicant applicant;
    const struct catalogue *cat;
};

static const char *
form_words(Tracking__Document__Form form)
{
    static const char *const words[] = { "", "оригинал", "копия", "скан" };
    return (size_t)form < OKNO_ARRAY_SIZE(words) ? words[form] : "";
}

static enum rpc_code
load(struct rpc_call *call, const char *application_id, struct receipt *receipt)
{
    struct view view;
    struct db_rows rows;
    int64_t days = 0;
    enum rpc_code code = view_of(call, &view);
    if (code == RPC_OK)
        code = view_application(call, &view, application_id, &receipt->app);
    if (code != RPC_OK)
        return code;
    audit_object(call, "application", application_id, NULL);
    code = catalogue_of(call, &receipt->cat);
    if (code == RPC_OK)
        code = db_rows(call, &tracking_sql_get_application_state, DB_ARGS(application_id), &rows);
    if (code != RPC_OK)
        return code;
    receipt->term_days = parse_int64(db_cell(&rows, 0, "term_days"), &days) ? (int)days : 0;
    receipt->term_working = text_equal(db_cell(&rows, 0, "term_kind"), "WORKING");
    return facts_applicant(call, receipt->app.applicant_id, receipt->app.representative_id, FACTS_TO_APPLY,
                           receipt->app.service_code, &receipt->applicant);
}

static const char *
tracking_url(const struct receipt *receipt)
{
    if (text_empty(tracking_settings.public_url))
        return NULL;
    return arena_printf(receipt->call->arena, "%s/track?number=%s&code=%s", tracking_settings.public_url,
                        receipt->app.number, receipt->app.tracking_code);
}

static const struct paper_receipt_document *
documents(const struct receipt *receipt)
{
    const Tracking__Application *app = &receipt->app;
    struct paper_receipt_document *all =
        ARENA_ARRAY(receipt->call->arena, struct paper_receipt_document, app->n_documents);
    for (size_t i = 0; i < app->n_documents; i++)
        all[i] = (struct paper_receipt_document){ app->documents[i]->name, form_words(app->documents[i]->form),
                                                  app->documents[i]->sheets,
                                                  app->documents[i]->copies ? app->documents[i]->copies : 1 };
    return all;
}

static const char *
or_null(const char *text)
{
    return text_empty(text) ? NULL : text;
}

static struct paper_receipt
describe(const struct receipt *receipt)
{
    const Tracking__Application *app = &receipt->app;
    const Reference__Centre *centre = catalogue_centre(receipt->cat, app->centre_code);
    const Reference__Agency *agency = catalogue_agency(receipt->cat, app->agency_code);
    const Reference__ServiceCard *card = catalogue_service(receipt->cat, app->service_code);
    struct paper_receipt paper = {
        .centre = { centre ? centre->name : app->centre_code, centre ? or_null(centre->address) : NULL,
                    centre ? or_null(centre->phone) : NULL },
        .number = app->number,
        .registered_us = proto_time_us(app->submitted),
        .applicant = { .name = receipt->applicant.full_name,
                       .representative = or_null(receipt->applicant.representative_name) },
        .service = app->service_name,
        .agency = agency ? agency->name : NULL,
        .documents = documents(receipt),
        .n_documents = app->n_documents,
        .term_days = receipt->term_days,
        .term_working = receipt->term_working,
        .result_way = card && card->result_electronic && app->scenario == 1 ? "в личном кабинете"
                                                                            : "в центре, лично или через представителя",
        .progress = { .phone = or_null(*tracking_settings.public_phone ? tracking_settings.public_phone
                                       : centre                        ? centre->phone
                                                                       : ""),
                      .portal = or_null(tracking_settings.public_url),
                      .code = app->tracking_code,
                      .url = tracking_url(receipt) },
        .operator_name = or_null(app->operator_),
        .issue = { .refusal = or_null(app->refusal_text) },
        .created_us = proto_time_us(app->submitted),
    };
    if (!date_parse(app->planned_on, &paper.planned))
        paper.planned.year = 0;
    return paper;
}

enum rpc_code
tracking_get_receipt(struct rpc_call *call, const Tracking__GetReceiptRequest *req, Common__Content *rep)
{
    struct receipt receipt = { .call = call, .app = TRACKING__APPLICATION__INIT };
    TEXT_SCOPED pdf = { 0 };
    enum rpc_code code = load(call, req->application_id, &receipt);
    if (code != RPC_OK)
        return code;
    struct paper_receipt paper = describe(&receipt);
    code = paper_receipt(&paper, &pdf);
    if (code != RPC_OK)
        return rpc_fail(call, code, "Расписку составить не удалось", "The receipt could not be made");
    char *name = arena_printf(call->arena, "receipt-%s.pdf", receipt.app.number);
    for (char *c = name; *c; c++)
        if (*c == '/')
            *c = '-';
    rep->content_type = "application/pdf";
    rep->file_name = name;
    rep->data = (ProtobufCBinaryData){ pdf.length, arena_memdup(call->arena, pdf.data, pdf.length) };
    rep->total_size = (int64_t)pdf.length;
    return RPC_OK;
}
