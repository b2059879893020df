/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "facts.h"

#include <okno/applicants.rpc.h>
#include <okno/proto.h>
#include <okno/recall.h>

/*
 * Who applies is asked twice within a minute (check, submit), and an operator's form asks at every change. What is
 * remembered for these seconds is that the applicant exists, of what kind, under what name: the worst that a stale
 * answer does is a name as it was 5 s ago. A power of attorney may be revoked at any moment and is asked for anew.
 */
#define REMEMBER_MS 5000
#define REMEMBERED 4096

static struct recall *answers;

void
facts_open(void)
{
    answers = recall_new(REMEMBERED, REMEMBER_MS);
}

void
facts_close(void)
{
    recall_free(answers);
    answers = NULL;
}

static enum rpc_code
find_centre(struct rpc_call *call, const char *centre_code, struct facts_service *facts)
{
    if (text_empty(centre_code))
        return RPC_OK;
    facts->centre = catalogue_centre(facts->cat, centre_code);
    if (!facts->centre || facts->centre->withdrawn)
        return rpc_fail(call, RPC_NOT_FOUND, "Центра %s нет", "There is no centre %s", centre_code);
    facts->provided = catalogue_provides(facts->centre, facts->card);
    return RPC_OK;
}

enum rpc_code
facts_service(struct rpc_call *call, const char *service_code, const char *centre_code, struct facts_service *ret_facts)
{
    struct facts_service facts = { 0 };
    enum rpc_code code = catalogue_of(call, &facts.cat);
    if (code != RPC_OK)
        return code;
    facts.card = catalogue_service(facts.cat, service_code);
    if (!facts.card || facts.card->withdrawn)
        return rpc_fail(call, RPC_NOT_FOUND, "Услуги %s нет в каталоге", "There is no service %s in the catalogue",
                        service_code);
    facts.agency = catalogue_agency(facts.cat, facts.card->agency_code);
    if (!facts.agency)
        return rpc_fail(call, RPC_FAILED_PRECONDITION, "В карточке услуги %s указан неизвестный орган %s",
                        "The card of %s names the unknown agency %s", service_code, facts.card->agency_code);
    code = find_centre(call, centre_code, &facts);
    *ret_facts = facts;
    return code;
}

const char *
facts_document_name(const struct catalogue *cat, const Reference__ServiceCard *card, const char *kind)
{
    for (size_t i = 0; card && i < card->n_documents; i++)
        if (text_equal(card->documents[i]->kind, kind) && !text_empty(card->documents[i]->name))
            return card->documents[i]->name;
    return catalogue_item_name(cat, "document-kinds", kind);
}

/* ------------------------------------------------------------------ applicants */

static Applicants__CheckApplicantResponse *
recall_applicant(struct rpc_call *call, const char *applicant_id)
{
    size_t size = 0;
    void *bytes = answers ? recall_get(answers, applicant_id, call->arena, &size) : NULL;
    return bytes ? proto_unpack(call->arena, &applicants__check_applicant_response__descriptor, bytes, size) : NULL;
}

static void
remember_applicant(const char *applicant_id, const Applicants__CheckApplicantResponse *answer)
{
    TEXT_SCOPED packed = { 0 };
    if (!answers)
        return;
    proto_pack(&answer->base, &packed);
    recall_put(answers, applicant_id, packed.data, packed.length);
}

static enum rpc_code
ask(struct rpc_call *call, const char *applicant_id, const char *representative_id, enum facts_power power,
    const char *service_code, Applicants__CheckApplicantResponse **ret_answer)
{
    bool in_person = text_empty(representative_id);
    if (in_person && (*ret_answer = recall_applicant(call, applicant_id)))
        return RPC_OK;
    Applicants__CheckApplicantRequest question = APPLICANTS__CHECK_APPLICANT_REQUEST__INIT;
    question.applicant_id = applicant_id;
    question.representative_id = representative_id;
    question.service_code = service_code;
    question.to_receive = power == FACTS_TO_RECEIVE;
    enum rpc_code code = applicants_call_check_applicant(call, &question, ret_answer);
    if (code == RPC_OK && in_person && (*ret_answer)->found)
        remember_applicant(applicant_id, *ret_answer);
    return code;
}

static const char *
problem_of(const struct rpc_call *call, const char *representative_id, const Applicants__CheckApplicantResponse *answer)
{
    if (text_empty(representative_id) || answer->representative_valid)
        return "";
    if (!text_empty(answer->representative_problem))
        return answer->representative_problem;
    return rpc_english(call) ? "there is no valid power of attorney" : "действующей доверенности нет";
}

enum rpc_code
facts_applicant(struct rpc_call *call, const char *applicant_id, const char *representative_id, enum facts_power power,
                const char *service_code, struct facts_applicant *ret_facts)
{
    Applicants__CheckApplicantResponse *answer;
    enum rpc_code code = ask(call, applicant_id, representative_id, power, service_code, &answer);
    if (code != RPC_OK)
        return code;
    if (!answer->found)
        return rpc_fail(call, RPC_NOT_FOUND, "Заявителя %s нет", "There is no applicant %s", applicant_id);
    *ret_facts = (struct facts_applicant){
        .recipient = (Reference__Recipient)answer->kind, /* the numbers are the same */
        .name = answer->display_name,
        .full_name = answer->full_name,
        .pseudonym = answer->pseudonym,
        .representative_name = answer->representative_name,
        .representative_person = answer->representative_applicant_id,
        .representative_problem = problem_of(call, representative_id, answer),
    };
    return RPC_OK;
}

enum rpc_code
facts_may_receive(struct rpc_call *call, const char *applicant_id, const char *representative_id,
                  const char *service_code)
{
    struct facts_applicant applicant;
    if (text_empty(representative_id))
        return RPC_OK;
    enum rpc_code code =
        facts_applicant(call, applicant_id, representative_id, FACTS_TO_RECEIVE, service_code, &applicant);
    if (code != RPC_OK || text_empty(applicant.representative_problem))
        return code;
    rpc_explain(call, "NO_POWER_OF_ATTORNEY", NULL);
    return rpc_fail(call, RPC_FAILED_PRECONDITION, "Полномочия представителя не подтверждены: %s",
                    "The representative's powers are not confirmed: %s", applicant.representative_problem);
}
