/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* After a first refusal nothing may be demanded that it did not name, but for the exceptions of the law. */
#include "fixture.h"

#define NEEDED(name) TRACKING__NEEDED_DOCUMENT__STATE__##name

static Google__Protobuf__Value *
text_value(const char *text)
{
    static Google__Protobuf__Value made[64];
    static size_t n;
    Google__Protobuf__Value *value = &made[n++ % OKNO_ARRAY_SIZE(made)];
    google__protobuf__value__init(value);
    value->kind_case = GOOGLE__PROTOBUF__VALUE__KIND_STRING_VALUE;
    value->string_value = (char *)(uintptr_t)text;
    return value;
}

/* {reasonCode, text, documents: [kind]}; without a kind no documents. */
static Google__Protobuf__Struct *
refusing(const char *reason, const char *kind)
{
    static Google__Protobuf__Struct fields;
    static Google__Protobuf__ListValue list;
    static Google__Protobuf__Value listed, *kinds[1];
    static Google__Protobuf__Struct__FieldsEntry entries[3], *members[3] = { &entries[0], &entries[1], &entries[2] };
    const char *const keys[] = { "reasonCode", "text", "documents" };
    google__protobuf__struct__init(&fields);
    google__protobuf__list_value__init(&list);
    google__protobuf__value__init(&listed);
    listed.kind_case = GOOGLE__PROTOBUF__VALUE__KIND_LIST_VALUE;
    listed.list_value = &list;
    kinds[0] = text_value(kind);
    list.values = kinds;
    list.n_values = 1;
    for (int i = 0; i < 3; i++) {
        google__protobuf__struct__fields_entry__init(&entries[i]);
        entries[i].key = (char *)(uintptr_t)keys[i];
    }
    entries[0].value = text_value(reason);
    entries[1].value = text_value("По закону.");
    entries[2].value = &listed;
    fields.fields = members;
    fields.n_fields = kind ? 3 : 2;
    return &fields;
}

static const Tracking__Application *
refuse_acceptance(const char *who, const char *reason)
{
    as_operator("op");
    return CALL(Tracking__RefuseAcceptance, .service_code = "passport", .applicant_id = who, .centre_code = "arbat",
                .channel = TRACKING__CHANNEL__COUNTER, .reason_code = reason, .text = "По закону.");
}

static const Tracking__CheckApplicationResponse *
check(const char *who)
{
    as_operator("op");
    return CALL(Tracking__CheckApplication, .service_code = "passport", .applicant_id = who, .centre_code = "arbat");
}

static enum rpc_code
refuse_at_check(const char *id, const char *reason, const char *kind)
{
    const Tracking__Task *task = live_task(id);
    as_operator("op");
    CALL(Tracking__ClaimTask, .task_id = task->task_id);
    return TRY(Tracking__CompleteTask, .task_id = task->task_id, .outcome = "REFUSED",
               .fields = refusing(reason, kind));
}

static enum rpc_code
except(const char *id, const char *kind, const char *ground)
{
    char *kinds[] = { (char *)(uintptr_t)kind };
    return TRY(Tracking__RegisterRepeatDemand, .application_id = id, .documents = (const char **)kinds,
               .n_documents = 1, .ground = ground, .text = "Подтверждено служебной проверкой.", .notice_number = "17-У",
               .notice_date = today(), .signed_by = "Руководитель центра Образцова О. О.");
}

TEST(a_refusal_names_what_was_lacking)
{
    const char *who = pg_uuid(), *id = refuse_acceptance(who, "incomplete")->application_id;
    const Tracking__ListRefusalsResponse *list = CALL(Tracking__ListRefusals, .application_id = id);
    EXPECT_INT((int)list->n_refusals, 1);
    EXPECT_INT(list->refusals[0]->kind, TRACKING__REFUSAL__KIND__ACCEPTANCE);
    EXPECT_TEXT(list->refusals[0]->reason_code, "incomplete");
    EXPECT_INT((int)list->refusals[0]->n_documents, 1);
    EXPECT_TEXT(list->refusals[0]->documents[0], "passport-rf");
    EXPECT_TEXT(list->refusals[0]->refused_by, "op");
    EXPECT_INT(check(who)->documents[0]->state, NEEDED(MISSING)); /* named: it may be demanded again */
    as_applicant(pg_uuid());
    EXPECT_CODE(TRY(Tracking__ListRefusals, .application_id = id), RPC_NOT_FOUND);
}

TEST(what_the_first_refusal_did_not_name_is_not_demanded)
{
    const char *who = pg_uuid();
    refuse_acceptance(who, "term-too-short");
    const Tracking__CheckApplicationResponse *checked = check(who);
    EXPECT_INT(checked->documents[0]->state, NEEDED(NOT_DEMANDED));
    EXPECT(checked->sufficient);
    EXPECT_INT((int)checked->n_grounds, 0);
    EXPECT_INT(check(pg_uuid())->documents[0]->state, NEEDED(MISSING));
    EXPECT_CODE(TRY(Tracking__RefuseAcceptance, .service_code = "passport", .applicant_id = who, .centre_code = "arbat",
                    .channel = TRACKING__CHANNEL__COUNTER, .reason_code = "incomplete", .text = "Нет паспорта."),
                RPC_FAILED_PRECONDITION);
    EXPECT_TEXT(pg_last->reason, "NOT_NAMED_AT_FIRST_REFUSAL");
    CALL(Tracking__SubmitApplication, .service_code = "passport", .applicant_id = who,
         .channel = TRACKING__CHANNEL__COUNTER, .centre_code = "arbat");
}

TEST(a_step_cannot_demand_it_either)
{
    const char *who = pg_uuid();
    refuse_acceptance(who, "incomplete");
    const char *id = submit_for(who)->application_id;
    EXPECT_CODE(refuse_at_check(id, "incomplete", "birth-certificate"), RPC_INVALID_ARGUMENT);
    EXPECT(pg_violation("fields.documents[0]"));
    EXPECT_CODE(refuse_at_check(id, "incomplete", "photo"), RPC_INVALID_ARGUMENT); /* the card has no such document */
    EXPECT_CODE(refuse_at_check(id, "incomplete", NULL), RPC_INVALID_ARGUMENT);    /* nothing is lacking */
    EXPECT(pg_violation("fields.documents"));
    EXPECT_CODE(refuse_at_check(id, "incomplete", "temporary-id"), RPC_OK); /* serves for the passport, named before */
    EXPECT_TEXT(look(id)->refusal_code, "incomplete");
}

TEST(an_exception_is_registered_by_the_head_with_its_ground)
{
    const char *who = pg_uuid(), *first = submit_for(who)->application_id;
    as_supervisor();
    EXPECT_CODE(except(first, "birth-certificate", "official-fault"), RPC_FAILED_PRECONDITION); /* never refused */
    EXPECT_CODE(refuse_at_check(first, "incomplete", "passport-rf"), RPC_OK);
    const char *id = submit_for(who)->application_id;
    EXPECT_CODE(except(id, "birth-certificate", "official-fault"), RPC_PERMISSION_DENIED); /* an operator */
    as_supervisor();
    EXPECT_CODE(except(id, "birth-certificate", "mood"), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(except(id, "photo", "official-fault"), RPC_INVALID_ARGUMENT);
    EXPECT_CODE(refuse_at_check(id, "incomplete", "birth-certificate"), RPC_INVALID_ARGUMENT);
    as_supervisor();
    EXPECT_CODE(except(id, "birth-certificate", "official-fault"), RPC_OK);
    EXPECT(strstr(history(id), " REPEAT_DEMAND"));
    EXPECT_CODE(refuse_at_check(id, "incomplete", "birth-certificate"), RPC_OK);
    const Tracking__ListRefusalsResponse *list = CALL(Tracking__ListRefusals, .application_id = id);
    EXPECT_INT((int)list->n_refusals, 2);
    EXPECT_INT((int)list->n_demands, 1);
    EXPECT_TEXT(list->demands[0]->registered_by, "boss");
    EXPECT_TEXT(list->demands[0]->notice_number, "17-У");
    EXPECT_TEXT(list->demands[0]->documents[0], "birth-certificate");
}

TEST(a_refusal_of_the_service_counts_until_it_is_granted)
{
    const char *who = pg_uuid(), *id = submit_for(who)->application_id;
    advance(id, "decide");
    pass_with(id, "decide", "REFUSED", "reasonCode", "no-citizenship");
    as_operator("op");
    const Tracking__ListRefusalsResponse *list = CALL(Tracking__ListRefusals, .application_id = id);
    EXPECT_INT(list->refusals[0]->kind, TRACKING__REFUSAL__KIND__SERVICE);
    EXPECT_INT(check(who)->documents[0]->state, NEEDED(NOT_DEMANDED));
    const char *again = submit_for(who)->application_id;
    advance(again, "decide");
    pass(again, "decide", "GRANTED");
    EXPECT_INT(check(who)->documents[0]->state, NEEDED(MISSING)); /* a new matter */
}

TEST(refusals_stay_as_they_were_recorded)
{
    const char *who = pg_uuid();
    refuse_acceptance(who, "term-too-short");
    pg_query(pg_text("DO $$ BEGIN UPDATE refusal SET documents = '{passport-rf}' WHERE applicant_id = '%s';"
                     " RAISE 'changed'; EXCEPTION WHEN restrict_violation THEN NULL; END $$",
                     who));
    pg_query(pg_text("DO $$ BEGIN DELETE FROM refusal WHERE applicant_id = '%s';"
                     " RAISE 'deleted'; EXCEPTION WHEN restrict_violation THEN NULL; END $$",
                     who));
    EXPECT_INT(check(who)->documents[0]->state, NEEDED(NOT_DEMANDED));
}
