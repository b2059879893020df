/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "patch.h"
#include "identifiers.h"

#include <okno/applicants.rules.h>
#include <okno/proto.h>
#include <okno/service.h>

static enum rpc_code
merge(struct rpc_call *call, const Applicants__UpdateApplicantRequest *req, const Applicants__Applicant *before,
      Applicants__Applicant *after)
{
    Google__Protobuf__FieldMask *mask = req->update_mask;
    const char *wrong;
    enum rpc_code code = proto_merge_mask(call->arena, &after->base, &req->applicant->base, mask ? mask->paths : NULL,
                                          mask ? mask->n_paths : 0, &wrong);
    if (code == RPC_RESOURCE_EXHAUSTED)
        return rpc_fail(call, code, "Запрос слишком велик", "The request is too large");
    if (code != RPC_OK) {
        rpc_violate(call, "updateMask", "У заявителя нет поля %s", "An applicant has no field %s", wrong);
        return rpc_check(call);
    }
    /* What the service gives is no one's to change; a record that is sent back whole may carry it. */
    after->applicant_id = before->applicant_id;
    after->pseudonym = before->pseudonym;
    after->created = before->created;
    after->updated = before->updated;
    after->etag = before->etag;
    return RPC_OK;
}

static enum rpc_code
check_merged(struct rpc_call *call, const Applicants__Applicant *before, Applicants__Applicant *after)
{
    service_validate(call, &applicants__applicant__rules, &after->base, "applicant");
    struct applicant_parts parts = parts_of_applicant(after);
    applicant_check(call, &parts, "applicant.", date_of_time(time_now_us()));
    if (!kind_may_become(applicant_kind(before), applicant_kind(after)))
        rpc_violate(call, "applicant", "Лицо не может стать организацией, а организация лицом",
                    "A person cannot become an entity, nor an entity a person");
    enum rpc_code code = rpc_check(call);
    if (code == RPC_OK)
        applicant_normalise(call->arena, after);
    return code;
}

enum rpc_code
patch_allowed(struct rpc_call *call, const struct changes *changes)
{
    for (size_t i = 0; i < changes->n && call->caller.role == RPC_ROLE_APPLICANT; i++)
        if (!applicant_may_change(changes->paths[i]))
            return rpc_fail(
                call, RPC_PERMISSION_DENIED,
                "Поле %s меняет только сотрудник центра по документам; сами вы можете изменить контакты и "
                "примечание",
                "Field %s is changed by the centre's staff from documents; you may change contacts and note",
                changes->paths[i]);
    return RPC_OK;
}

enum rpc_code
patch_apply(struct rpc_call *call, const Applicants__UpdateApplicantRequest *req, const Applicants__Applicant *before,
            Applicants__Applicant *after)
{
    enum rpc_code code = merge(call, req, before, after);
    return code == RPC_OK ? check_merged(call, before, after) : code;
}
