/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "issued.h"

#include "../facts.h"

#include <okno/audit.h>
#include <okno/blob.h>
#include <okno/ids.h>
#include <okno/proto.h>
#include <okno/tracking.sql.h>

#define PIECE (256 * 1024)
#define PIECE_MS 10000

/* ------------------------------------------------------------------ entries */

struct issued_subject
issued_subject(const struct record *record)
{
    return (struct issued_subject){ record->call, record->app, record->applicant_id, record->facts.card,
                                    record->now_us };
}

static Tracking__IssuedDocument__Kind
kind_of(unsigned acts)
{
    if (acts & ISSUED_RESULT)
        return TRACKING__ISSUED_DOCUMENT__KIND__RESULT;
    return acts & ISSUED_REFUSAL ? TRACKING__ISSUED_DOCUMENT__KIND__REFUSAL
                                 : TRACKING__ISSUED_DOCUMENT__KIND__ACCEPTANCE_REFUSAL;
}

static const char *
name_of(const struct issued_subject *subject, Tracking__IssuedDocument__Kind kind)
{
    bool named = kind == TRACKING__ISSUED_DOCUMENT__KIND__RESULT && !text_empty(subject->app->result);
    return named ? subject->app->result : issued_kind_words(kind);
}

static const char *
agency_of(const struct issued_subject *subject, const struct issued_note *note)
{
    return text_empty(note->agency) ? subject->app->agency_code : note->agency;
}

/* A refusal to accept is the centre's own paper, and handed over on the spot. */
static void
put_document(struct db_work *work, const struct issued_subject *subject, const struct issued_note *note)
{
    char id[37], code[IDS_CODE_SIZE], day[11];
    uint8_t random[IDS_CODE_LENGTH];
    const Tracking__Application *app = subject->app;
    Tracking__IssuedDocument__Kind kind = kind_of(note->acts);
    struct date today = date_of_time(subject->now_us);
    bool of_centre = kind == TRACKING__ISSUED_DOCUMENT__KIND__ACCEPTANCE_REFUSAL;
    bool at_once = of_centre || (note->acts & ISSUED_HANDED), refused = kind != TRACKING__ISSUED_DOCUMENT__KIND__RESULT;
    bool electronic = !of_centre && !note->on_paper && (at_once || subject->card->result_electronic);
    const char *agency = of_centre ? "" : agency_of(subject, note);
    uuid7(id);
    random_bytes(random, sizeof random);
    ids_code_make(random, code);
    date_format(today, day);
    db_put(work, &tracking_sql_put_issued_document,
           DB_ARGS((const char *)id, today.year, (const char *)code, issued_kind_name(kind), name_of(subject, kind),
                   electronic ? "ELECTRONIC" : "PAPER", at_once ? "ISSUED" : "REGISTERED", app->application_id,
                   app->number, app->service_code, db_nonempty(agency), app->centre_code, subject->applicant_id,
                   refused ? db_nonempty(app->refusal_code) : db_null(),
                   refused ? db_nonempty(app->refusal_text) : db_null(), (const char *)day, db_time(subject->now_us),
                   subject->call->caller.subject, db_time(at_once ? subject->now_us : 0),
                   (bool)subject->card->result_electronic));
    if (!of_centre)
        db_put(work, &tracking_sql_take_result_file, DB_ARGS(app->application_id, agency));
}

void
issued_put(struct db_work *work, const struct issued_subject *subject, const struct issued_note *note)
{
    const char *id = subject->app->application_id, *actor = subject->call->caller.subject;
    struct db_value now = db_time(subject->now_us);
    if (note->acts & ISSUED_HANDED)
        db_put(
            work, &tracking_sql_hand_over_issued,
            DB_ARGS(id, note->on_paper ? "PAPER" : (const char *)NULL, now, actor, db_nonempty(note->representative)));
    if (note->acts & ISSUED_BACK)
        db_put(work, &tracking_sql_return_issued, DB_ARGS(id));
    if (note->acts & ISSUED_ANNULLED)
        db_put(work, &tracking_sql_annul_returned,
               DB_ARGS(id, now, actor,
                       text_empty(note->reason) ? "Документ возвращён органу и аннулирован" : note->reason, db_null(),
                       "{REGISTERED,RETURNED}"));
    if (note->acts & (ISSUED_RESULT | ISSUED_REFUSAL))
        db_put(work, &tracking_sql_annul_returned,
               DB_ARGS(id, now, actor, "Заменён новым решением", agency_of(subject, note), "{RETURNED}"));
    if (note->acts & (ISSUED_RESULT | ISSUED_REFUSAL | ISSUED_ACCEPTANCE_REFUSAL))
        put_document(work, subject, note);
}

/* ------------------------------------------------------------------ what a caller may see */

void
issued_finish(const struct view *view, Tracking__IssuedDocument *document)
{
    if (!view->shows_code)
        document->code = "";
    if (view->pseudonymous)
        document->applicant_id = document->received_by = "";
}

enum rpc_code
issued_load(struct rpc_call *call, const char *issued_document_id, Tracking__IssuedDocument *ret_document)
{
    struct view view;
    enum rpc_code code = view_of(call, &view);
    if (code == RPC_OK)
        code = db_one(call, &tracking_sql_get_issued_document,
                      DB_ARGS(issued_document_id, view.applicant, view.centre, view.agency, view.pseudonymous),
                      &ret_document->base);
    if (code == RPC_NOT_FOUND)
        return rpc_fail(call, code, "Документа %s в реестре нет", "There is no document %s in the register",
                        issued_document_id);
    if (code != RPC_OK)
        return code;
    audit_object(call, "issued_document", issued_document_id, NULL);
    issued_finish(&view, ret_document);
    return RPC_OK;
}

/* Who applied for another sees the entry; the document itself is theirs only with a power to take it. */
static enum rpc_code
check_proxy(struct rpc_call *call, const struct view *view, const Tracking__IssuedDocument *document)
{
    Tracking__Application application = TRACKING__APPLICATION__INIT;
    if (!view->applicant || text_equal(view->applicant, document->applicant_id))
        return RPC_OK;
    enum rpc_code code = view_application(call, view, document->application_id, &application);
    return code == RPC_OK
               ? facts_may_receive(call, document->applicant_id, application.representative_id, document->service_code)
               : code;
}

enum rpc_code
issued_must_have_file(struct rpc_call *call, const Tracking__IssuedDocument *document)
{
    struct view view;
    enum rpc_code code = view_of(call, &view);
    if (code != RPC_OK)
        return code;
    if (view.pseudonymous)
        return rpc_fail(call, RPC_PERMISSION_DENIED,
                        "Орган работает с псевдонимами: документы с именами ему не показываются",
                        "The agency works with pseudonyms: documents with names are not shown to it");
    if (!document->sealed)
        return rpc_fail(call, RPC_UNAVAILABLE, "Файл документа составляется, повторите через несколько секунд",
                        "The document's file is being made, try again in a few seconds");
    return check_proxy(call, &view, document);
}

static const char *
day_of(struct rpc_call *call, const Google__Protobuf__Timestamp *at)
{
    char day[11];
    if (!at)
        return "";
    date_format(date_of_time(proto_time_us(at)), day);
    return arena_strdup(call->arena, day);
}

void
issued_tell(struct rpc_call *call, const Tracking__IssuedDocument *document, Tracking__IssuedDocumentVerdict *ret)
{
    const struct catalogue *cat;
    ret->verdict = TRACKING__ISSUED_DOCUMENT_VERDICT__VERDICT__UNKNOWN;
    if (!document)
        return;
    ret->verdict = issued_verdict(document->state);
    ret->number = document->number;
    ret->kind = document->kind;
    ret->form = document->form;
    ret->service_name = document->service_name;
    ret->registered_on = document->registered_on;
    ret->issued_on = day_of(call, document->issued);
    ret->annulled_on = day_of(call, document->annulled);
    ret->sha256 = document->sha256;
    ret->signed_electronically = !text_empty(document->signer);
    if (catalogue_of(call, &cat) != RPC_OK) {
        call->message = NULL; /* without reference data the name of who issued it is left out */
        return;
    }
    const Reference__Agency *agency = catalogue_agency(cat, document->agency_code);
    const Reference__Centre *centre = catalogue_centre(cat, document->centre_code);
    ret->agency_name = agency ? agency->name : text_empty(document->agency_code) && centre ? centre->name : "";
}

/* ------------------------------------------------------------------ content */

/* Each piece has a call of its own: their memory goes with them. */
static enum rpc_code
add_piece(struct rpc_call *call, const char *sha256, struct text *content, int64_t *ret_total)
{
    struct rpc_call piece;
    Common__Content read = COMMON__CONTENT__INIT;
    rpc_call_init(&piece, call->caller.subject, PIECE_MS, call->context);
    enum rpc_code code = blob_read(&piece, sha256, (int64_t)content->length, PIECE, &read);
    if (code == RPC_OK && read.data.len == 0 && (int64_t)content->length < read.total_size)
        code = RPC_DATA_LOSS;
    if (code == RPC_OK) {
        text_add(content, (const char *)read.data.data, read.data.len);
        *ret_total = read.total_size;
    }
    rpc_call_release(&piece);
    return code;
}

enum rpc_code
issued_content(struct rpc_call *call, const char *sha256, struct text *ret_content)
{
    int64_t total = 1;
    enum rpc_code code = RPC_OK;
    while (code == RPC_OK && (int64_t)ret_content->length < total)
        code = add_piece(call, sha256, ret_content, &total);
    if (code == RPC_NOT_FOUND || code == RPC_DATA_LOSS)
        return rpc_fail(call, RPC_DATA_LOSS, "Файл документа утрачен", "The document's file is lost");
    return code == RPC_OK ? code : rpc_fail(call, code, "Файл не читается", "The file cannot be read");
}
