/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../complaints/complaints.h"
#include "../facts.h"

#include <okno/paper.h>
#include <okno/proto.h>
#include <okno/tracking.methods.h>

#include <string.h>

#define APPEAL                                                                                                                                                                               \
    "Ответ можно обжаловать у вышестоящего органа или учредителя центра либо в суде в порядке и в сроки, " \
    "установленные "                                                                                                                                                            \
    "законодательством Российской Федерации."

static const char *
sender(const struct catalogue *cat, const Tracking__Complaint *complaint)
{
    const Reference__Centre *centre = catalogue_centre(cat, complaint->decider_centre);
    const Reference__Agency *agency = catalogue_agency(cat, complaint->decider_agency);
    return centre ? centre->name : agency ? agency->name : "Контролирующая организация";
}

static void
add_paragraphs(struct paper *paper, const Tracking__Complaint *complaint)
{
    bool satisfied = complaint->status == TRACKING__COMPLAINT__STATUS__SATISFIED;
    paper_paragraph(paper, satisfied ? "Жалоба удовлетворена." : "В удовлетворении жалобы отказано.", PAPER_STRONG);
    paper_paragraph(paper, complaint->answer, PAPER_PLAIN);
    if (satisfied) {
        paper_paragraph(paper, complaint->measures, PAPER_PLAIN);
        paper_paragraph(paper, "Приносим извинения за доставленные неудобства.", PAPER_PLAIN);
    }
    paper_paragraph(paper, APPEAL, PAPER_PLAIN);
}

static enum rpc_code
draw(struct rpc_call *call, const Tracking__Complaint *complaint, const char *applicant, struct text *pdf)
{
    const struct catalogue *cat;
    enum rpc_code code = catalogue_of(call, &cat);
    if (code != RPC_OK)
        return code;
    struct paper *paper = paper_new(&(struct paper_options){ .title = "Ответ на жалобу",
                                                             .author = sender(cat, complaint),
                                                             .created_us = proto_time_us(complaint->decided) });
    paper_heading(paper, 1, "Ответ на жалобу");
    const struct paper_field fields[] = {
        { "Жалоба", complaint->number, PAPER_STRONG },
        { "Заявитель", applicant, PAPER_PLAIN },
        { "Предмет", catalogue_item_name(cat, "application-themes", complaint->topic), PAPER_PLAIN },
        { "Рассмотрена", sender(cat, complaint), PAPER_PLAIN },
    };
    paper_fields(paper, fields, OKNO_ARRAY_SIZE(fields));
    add_paragraphs(paper, complaint);
    paper_signatures(paper, (const struct paper_signature[]){ { "Должностное лицо", NULL } }, 1);
    code = paper_finish(paper, pdf);
    paper_free(paper);
    return code == RPC_OK ? code : rpc_fail(call, code, "Ответ составить не удалось", "The answer could not be made");
}

/* In full for whoever may know; an agency that works with pseudonyms has no id to ask by. */
static enum rpc_code
name_of(struct rpc_call *call, const Tracking__Complaint *complaint, const char **ret_name)
{
    struct facts_applicant applicant;
    *ret_name = complaint->applicant_name;
    if (text_empty(complaint->applicant_id))
        return RPC_OK;
    enum rpc_code code =
        facts_applicant(call, complaint->applicant_id, "", FACTS_TO_APPLY, complaint->service_code, &applicant);
    if (code == RPC_OK)
        *ret_name = applicant.full_name;
    return code;
}

enum rpc_code
tracking_get_complaint_answer(struct rpc_call *call, const Tracking__GetComplaintAnswerRequest *req,
                              Common__Content *rep)
{
    const char *applicant;
    TEXT_SCOPED pdf = { 0 };
    Tracking__Complaint complaint = TRACKING__COMPLAINT__INIT;
    enum rpc_code code = complaints_load(call, req->complaint_id, &complaint);
    if (code == RPC_OK && !complaint.decided)
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "Жалоба ещё не рассмотрена", "The complaint is not decided yet");
    if (code == RPC_OK)
        code = name_of(call, &complaint, &applicant);
    if (code == RPC_OK)
        code = draw(call, &complaint, applicant, &pdf);
    if (code != RPC_OK)
        return code;
    rep->content_type = "application/pdf";
    rep->file_name = arena_printf(call->arena, "answer-%s.pdf", complaint.number + strlen("Ж-"));
    rep->data = (ProtobufCBinaryData){ pdf.length, arena_memdup(call->arena, pdf.data, pdf.length) };
    rep->total_size = (int64_t)pdf.length;
    return RPC_OK;
}
