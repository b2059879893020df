/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../intake.h"

#include <okno/tracking.methods.h>

/* Public, as long as nobody's person is asked about: whether an applicant exists is not for strangers to learn. */
static enum rpc_code
check_may(struct rpc_call *call, const char *applicant_id, const char *representative_id)
{
    enum rpc_role role = call->caller.role;
    if (text_empty(applicant_id))
        return RPC_OK;
    if (role == RPC_ROLE_APPLICANT || role == RPC_ROLE_OPERATOR || role == RPC_ROLE_CONSULTANT
        || role == RPC_ROLE_SUPERVISOR || role == RPC_ROLE_CALL_CENTRE || role == RPC_ROLE_SERVICE)
        return intake_may_name(call, applicant_id, representative_id);
    return rpc_fail(call, RPC_PERMISSION_DENIED, "Без входа укажите не заявителя, а его тип (recipient)",
                    "Without signing in, give the kind of applicant (recipient) instead of the applicant");
}

static void
check_recipient(struct rpc_call *call, const char *name, Reference__Recipient *ret_recipient)
{
    if (text_empty(name))
        return;
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value_by_name(&reference__recipient__descriptor, name);
    if (value)
        *ret_recipient = (Reference__Recipient)value->value;
    else
        rpc_violate(call, "recipient", "Допустимы PERSON, SOLE_PROPRIETOR и LEGAL_ENTITY",
                    "PERSON, SOLE_PROPRIETOR and LEGAL_ENTITY are allowed");
}

static bool
suffices(const struct intake *intake)
{
    for (size_t i = 0; i < intake->needed.n; i++)
        if (intake->needed.items[i]->state == TRACKING__NEEDED_DOCUMENT__STATE__MISSING
            || intake->needed.items[i]->state == TRACKING__NEEDED_DOCUMENT__STATE__WRONG_FORM)
            return false;
    return intake->n_grounds == 0;
}

static Tracking__NeededAnswer *
needed_answer(struct rpc_call *call, const struct answers_lack *lack)
{
    Tracking__NeededAnswer *needed = ARENA_NEW(call->arena, Tracking__NeededAnswer);
    tracking__needed_answer__init(needed);
    needed->name = lack->question->name;
    needed->label = lack->question->label;
    needed->explanation = answers_fault_text(lack->fault, rpc_english(call));
    return needed;
}

static void
answer(struct intake *intake, bool answered, Tracking__CheckApplicationResponse *rep)
{
    struct arena *arena = intake->call->arena;
    rep->sufficient = suffices(intake) && (!answered || intake->n_lacks == 0);
    rep->documents = intake->needed.items;
    rep->n_documents = intake->needed.n;
    rep->fee_kopecks = intake->facts.card->fee ? intake->facts.card->fee->amount_kopecks : 0;
    rep->grounds = ARENA_ARRAY(arena, Tracking__Ground *, RULES_GROUNDS_MAX);
    for (int i = 0; i < intake->n_grounds; i++) {
        Tracking__Ground *ground = ARENA_NEW(arena, Tracking__Ground);
        tracking__ground__init(ground);
        ground->code = intake->grounds[i].code;
        ground->text = intake->grounds[i].text;
        rep->grounds[rep->n_grounds++] = ground;
    }
    rep->answers = ARENA_ARRAY(arena, Tracking__NeededAnswer *, intake->n_lacks);
    for (size_t i = 0; i < intake->n_lacks; i++)
        rep->answers[rep->n_answers++] = needed_answer(intake->call, &intake->lacks[i]);
}

enum rpc_code
tracking_check_application(struct rpc_call *call, const Tracking__CheckApplicationRequest *req,
                           Tracking__CheckApplicationResponse *rep)
{
    struct intake intake;
    Reference__Recipient recipient = REFERENCE__RECIPIENT__RECIPIENT_UNSPECIFIED;
    enum rpc_code code = check_may(call, req->applicant_id, req->representative_id);
    if (code != RPC_OK)
        return code;
    check_recipient(call, req->recipient, &recipient);
    const struct intake_question question = { req->service_code, req->applicant_id, req->representative_id,
                                              req->centre_code,  req->scenario,     req->documents,
                                              req->n_documents,  req->wanted_days,  recipient,
                                              req->answers };
    code = intake_load(call, &question, &intake);
    if (code == RPC_OK && !text_empty(req->applicant_id))
        code = intake_may_act(&intake, req->applicant_id);
    if (code == RPC_OK)
        code = intake_plan(&intake, &rep->planned_on);
    if (code == RPC_OK)
        answer(&intake, req->answers != NULL, rep);
    return code;
}
