/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules.h"
#include "words.h"

#include <okno/proto.h>

#include <string.h>

/* ------------------------------------------------------------------ names */

Applicants__CheckApplicantResponse__Kind
applicant_kind(const Applicants__Applicant *applicant)
{
    switch (applicant->kind_case) {
    case APPLICANTS__APPLICANT__KIND_PERSON:
        return APPLICANTS__CHECK_APPLICANT_RESPONSE__KIND__PERSON;
    case APPLICANTS__APPLICANT__KIND_SOLE_PROPRIETOR:
        return APPLICANTS__CHECK_APPLICANT_RESPONSE__KIND__SOLE_PROPRIETOR;
    case APPLICANTS__APPLICANT__KIND_LEGAL_ENTITY:
        return APPLICANTS__CHECK_APPLICANT_RESPONSE__KIND__LEGAL_ENTITY;
    default:
        return APPLICANTS__CHECK_APPLICANT_RESPONSE__KIND__KIND_UNSPECIFIED;
    }
}

/* The human being; NULL for an entity. */
static const Applicants__Person *
person_of(const Applicants__Applicant *applicant)
{
    if (applicant->kind_case == APPLICANTS__APPLICANT__KIND_PERSON)
        return applicant->person;
    if (applicant->kind_case == APPLICANTS__APPLICANT__KIND_SOLE_PROPRIETOR)
        return applicant->sole_proprietor->person;
    return NULL;
}

static const char *
proprietor_mark(const Applicants__Applicant *applicant)
{
    return applicant->kind_case == APPLICANTS__APPLICANT__KIND_SOLE_PROPRIETOR ? "ИП " : "";
}

char *
applicant_display_name(struct arena *arena, const Applicants__Applicant *applicant)
{
    const Applicants__Person *person = person_of(applicant);
    if (person)
        return arena_printf(arena, "%s%s", proprietor_mark(applicant),
                            words_initials(arena, person->last_name, person->first_name, person->middle_name));
    const Applicants__LegalEntity *entity = applicant->legal_entity;
    return arena_strdup(arena, *entity->short_name ? entity->short_name : entity->name);
}

char *
applicant_full_name(struct arena *arena, const Applicants__Applicant *applicant)
{
    const Applicants__Person *person = person_of(applicant);
    if (!person)
        return arena_strdup(arena, applicant->legal_entity->name);
    return arena_printf(arena, "%s%s %s%s%s", proprietor_mark(applicant), person->last_name, person->first_name,
                        *person->middle_name ? " " : "", person->middle_name);
}

/* ------------------------------------------------------------------ changes */

static void
add_change(struct arena *arena, struct changes *changes, const char *prefix, const char *name)
{
    if (changes->n == CHANGES_MAX)
        return;
    TEXT_SCOPED path = { 0 };
    text_adds(&path, prefix);
    for (; *name; name++) {
        bool upper = *name == '_' && name[1];
        name += upper;
        text_addc(&path, upper && *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A') : *name);
    }
    changes->paths[changes->n++] = arena_strndup(arena, path.data, path.length);
}

/* The field alone, packed: equal bytes are equal values, as both sides are made by this program. */
static bool
same_value(struct arena *arena, const ProtobufCMessage *a, const ProtobufCMessage *b, const char *name)
{
    char *paths[] = { arena_strdup(arena, name) };
    TEXT_SCOPED packed_a = { 0 };
    TEXT_SCOPED packed_b = { 0 };
    ProtobufCMessage *only_a = proto_new(arena, a->descriptor), *only_b = proto_new(arena, a->descriptor);
    if (proto_merge_mask(arena, only_a, a, paths, 1, NULL) != RPC_OK
        || proto_merge_mask(arena, only_b, b, paths, 1, NULL) != RPC_OK)
        return false;
    proto_pack(only_a, &packed_a);
    proto_pack(only_b, &packed_b);
    return packed_a.length == packed_b.length
           && (packed_a.length == 0 || memcmp(packed_a.data, packed_b.data, packed_a.length) == 0);
}

static void
compare(struct arena *arena, struct changes *changes, const char *prefix, const ProtobufCMessage *before,
        const ProtobufCMessage *after)
{
    for (unsigned i = 0; i < before->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &before->descriptor->fields[i];
        if (same_value(arena, before, after, field->name))
            continue;
        bool below = field->type == PROTOBUF_C_TYPE_MESSAGE && field->label != PROTOBUF_C_LABEL_REPEATED
                     && proto_has(before, field) && proto_has(after, field);
        if (below)
            compare(arena, changes, arena_printf(arena, "%s%s.", prefix, field->name),
                    *(ProtobufCMessage **)proto_member(before, field),
                    *(ProtobufCMessage **)proto_member(after, field));
        else
            add_change(arena, changes, prefix, field->name);
    }
}

struct changes
applicant_changes(struct arena *arena, const Applicants__Applicant *before, const Applicants__Applicant *after)
{
    struct changes changes = { 0 };
    compare(arena, &changes, "", &before->base, &after->base);
    return changes;
}

bool
applicant_may_change(const char *path)
{
    return text_equal(path, "note") || text_equal(path, "contacts") || text_starts(path, "contacts.");
}

bool
kind_may_become(Applicants__CheckApplicantResponse__Kind from, Applicants__CheckApplicantResponse__Kind to)
{
    bool from_entity = from == APPLICANTS__CHECK_APPLICANT_RESPONSE__KIND__LEGAL_ENTITY;
    bool to_entity = to == APPLICANTS__CHECK_APPLICANT_RESPONSE__KIND__LEGAL_ENTITY;
    return from_entity == to_entity;
}

/* ------------------------------------------------------------------ powers of attorney */

enum power_fault
power_check(const struct power *power, struct date on, bool to_receive)
{
    struct date day;
    if (!power->known)
        return POWER_UNKNOWN;
    if (power->is_revoked && date_compare(power->revoked_on, on) <= 0)
        return POWER_REVOKED;
    if (date_parse(power->issued, &day) && date_compare(on, day) < 0)
        return POWER_NOT_YET;
    if (!text_empty(power->valid_until) && date_parse(power->valid_until, &day) && date_compare(on, day) > 0)
        return POWER_EXPIRED;
    if (!power->in_scope)
        return POWER_OUT_OF_SCOPE;
    return to_receive && !power->may_receive ? POWER_NOT_TO_RECEIVE : POWER_VALID;
}

const char *
power_fault_text(enum power_fault fault, bool english)
{
    static const char *const texts[][2] = {
        [POWER_VALID] = { "", "" },
        [POWER_UNKNOWN] = { "Такого представителя у заявителя нет", "The applicant has no such representative" },
        [POWER_REVOKED] = { "Полномочия представителя отозваны", "The power of attorney was revoked" },
        [POWER_NOT_YET] = { "Полномочия представителя ещё не начались", "The power of attorney has not begun yet" },
        [POWER_EXPIRED] = { "Срок полномочий представителя истёк", "The power of attorney has expired" },
        [POWER_OUT_OF_SCOPE] = { "Полномочия представителя не включают эту услугу",
                                 "The power of attorney does not cover this service" },
        [POWER_NOT_TO_RECEIVE] = { "Полномочия представителя не включают получение результата",
                                   "The power of attorney does not cover taking the result" },
    };
    return texts[fault][english];
}

/* ------------------------------------------------------------------ interactions */

bool
channel_known(const char *channel)
{
    static const char *const channels[] = {
        "COUNTER", "PORTAL", "PHONE", "FAX", "EMAIL", "POST", "SMS", "KIOSK", "MOBILE_OFFICE", "AGENCY", "PUBLICATION",
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(channels); i++)
        if (text_equal(channels[i], channel))
            return true;
    return false;
}

/* An enum's own word is ours for it, as "COUNTER". */
static const char *
enum_word(const ProtobufCEnumDescriptor *type, int value, const char *otherwise)
{
    const ProtobufCEnumValue *found = value ? protobuf_c_enum_descriptor_get_value(type, value) : NULL;
    return found ? found->name : otherwise;
}

struct told
told_by_submission(struct arena *arena, const Tracking__ApplicationSubmitted *event)
{
    return (struct told){
        event->applicant_id,
        event->application_id,
        enum_word(&tracking__channel__descriptor, (int)event->channel, "COUNTER"),
        "APPLICATION_SUBMITTED",
        arena_printf(arena, "Подано заявление № %s, услуга %s, плановый срок %s", event->number, event->service_code,
                     event->planned_on),
        event->centre_code,
        event->actor,
    };
}

/* How somebody of this role deals with the applicant; NULL: nobody did, the process moved by itself. */
static const char *
channel_of_role(const char *role)
{
    static const char *const channels[][2] = { { "APPLICANT", "PORTAL" },   { "CALL_CENTRE", "PHONE" },
                                               { "OPERATOR", "COUNTER" },   { "SUPERVISOR", "COUNTER" },
                                               { "CONSULTANT", "COUNTER" }, { "AGENCY", "AGENCY" },
                                               { "CONTROLLER", "AGENCY" } };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(channels); i++)
        if (text_equal(role, channels[i][0]))
            return channels[i][1];
    return NULL;
}

/* Where a movement to this status happens: at the agency or in the centre. */
static const char *
channel_of_movement(const Tracking__ApplicationMoved *event)
{
    const char *channel = channel_of_role(event->actor_role);
    bool with_agency =
        event->status == TRACKING__APPLICATION__STATUS__SENT || event->status == TRACKING__APPLICATION__STATUS__DECIDED;
    return channel ? channel : with_agency ? "AGENCY" : "COUNTER";
}

/* For the applicant; NULL where the movement changed no status that has a sentence. */
static const char *
status_sentence(Tracking__Application__Status status)
{
    static const char *const sentences[] = {
        [TRACKING__APPLICATION__STATUS__REGISTERED] = "зарегистрировано",
        [TRACKING__APPLICATION__STATUS__CHECKED] = "проверено, документы приняты",
        [TRACKING__APPLICATION__STATUS__SENT] = "передано в ведомство",
        [TRACKING__APPLICATION__STATUS__SUSPENDED] = "приостановлено",
        [TRACKING__APPLICATION__STATUS__DECIDED] = "решение принято, результат ожидается в центре",
        [TRACKING__APPLICATION__STATUS__READY] = "результат готов к выдаче",
        [TRACKING__APPLICATION__STATUS__ISSUED] = "результат выдан",
        [TRACKING__APPLICATION__STATUS__REFUSED] = "в услуге отказано",
        [TRACKING__APPLICATION__STATUS__ACCEPTANCE_REFUSED] = "в приёме документов отказано",
        [TRACKING__APPLICATION__STATUS__WITHDRAWN] = "отозвано заявителем",
    };
    return (size_t)status < OKNO_ARRAY_SIZE(sentences) ? sentences[status] : NULL;
}

struct told
told_by_movement(struct arena *arena, const Tracking__ApplicationMoved *event)
{
    const char *sentence = status_sentence(event->status);
    return (struct told){
        event->applicant_id,
        event->application_id,
        channel_of_movement(event),
        arena_printf(arena, "APPLICATION_%s", *event->action ? event->action : "MOVED"),
        arena_printf(arena, "Заявление № %s: %s%s%s", event->number, sentence ? sentence : "движение",
                     *event->planned_on ? ", плановый срок " : "", event->planned_on),
        event->centre_code,
        event->actor,
    };
}

/* For the applicant; what it is about and against whom is for those who consider it. */
static const char *
complaint_sentence(const char *action)
{
    static const char *const sentences[][2] = {
        { "FILED", "подана" },
        { "REGISTERED", "зарегистрирована" },
        { "FORWARDED", "передана на рассмотрение" },
        { "SATISFIED", "удовлетворена" },
        { "REFUSED", "в удовлетворении отказано" },
        { "ANSWERED", "ответ направлен" },
        { "WITHDRAWN", "отозвана заявителем" },
        { "TERM_MISSED", "срок рассмотрения пропущен" },
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(sentences); i++)
        if (text_equal(action, sentences[i][0]))
            return sentences[i][1];
    return "движение";
}

struct told
told_by_complaint(struct arena *arena, const Tracking__ComplaintMoved *event)
{
    const char *came = enum_word(&tracking__channel__descriptor, (int)event->channel, "PORTAL");
    const char *channel = text_equal(event->action, "FILED") ? came : channel_of_role(event->actor_role);
    return (struct told){
        event->applicant_id,
        event->application_id,
        channel ? channel : "AGENCY",
        arena_printf(arena, "COMPLAINT_%s", *event->action ? event->action : "MOVED"),
        arena_printf(arena, "Жалоба № %s: %s", event->number, complaint_sentence(event->action)),
        event->centre_code,
        event->actor,
    };
}

struct told
told_by_ticket(struct arena *arena, const Queue__TicketChanged *event)
{
    const Queue__Ticket *ticket = event->ticket;
    if (!ticket || !text_equal(event->action, "FINISHED"))
        return (struct told){ .applicant_id = "" };
    return (struct told){
        ticket->applicant_id,
        ticket->n_application_ids == 1 ? ticket->application_ids[0] : "",
        "COUNTER",
        "VISIT_FINISHED",
        arena_printf(arena, "Приём в центре: талон %s, окно %s%s%s", ticket->number, ticket->window_number,
                     *ticket->service_code ? ", услуга " : "", ticket->service_code),
        event->centre_code,
        ticket->operator_,
    };
}
