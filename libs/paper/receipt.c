/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#define FIELDS_MAX 8
#define DOCUMENTS_ON_ONE_PAGE 8

/* Rows of label and value; one whose value is missing is left out. */
struct fields {
    struct paper_field rows[FIELDS_MAX];
    size_t n;
};

static void
add(struct fields *fields, const char *label, const char *value, enum paper_emphasis emphasis)
{
    if (!text_empty(value))
        fields->rows[fields->n++] = (struct paper_field){ label, value, emphasis };
}

/* What is missing is a line to write on. */
static const char *
or_line(const char *text)
{
    return text_empty(text) ? NULL : text;
}

static const char *
contacts(struct arena *arena, const char *address, const char *phone)
{
    if (text_empty(address) || text_empty(phone))
        return text_empty(address) ? phone : address;
    return arena_printf(arena, "%s. Телефон %s", address, phone);
}

static void
write_head(struct paper *paper, const struct paper_receipt *receipt)
{
    paper_paragraph(paper, receipt->centre.name, PAPER_STRONG);
    const char *lines = contacts(paper->arena, receipt->centre.address, receipt->centre.phone);
    if (!text_empty(lines))
        paper_paragraph(paper, lines, PAPER_PLAIN);
    paper_rule(paper);
    paper_heading(paper, 1, "Расписка о приёме документов");
    paper_paragraph(
        paper,
        arena_printf(paper->arena, "№ %s от %s", receipt->number, words_time(paper->arena, receipt->registered_us)),
        PAPER_STRONG);
}

static void
write_parties(struct paper *paper, const struct paper_receipt *receipt)
{
    struct fields fields = { .n = 0 };
    const char *representative = receipt->applicant.representative;
    if (!text_empty(representative) && !text_empty(receipt->applicant.authority))
        representative = arena_printf(paper->arena, "%s, %s", representative, receipt->applicant.authority);
    add(&fields, "Заявитель", receipt->applicant.name, PAPER_STRONG);
    add(&fields, "Представитель", representative, PAPER_PLAIN);
    add(&fields, "Услуга", receipt->service, PAPER_PLAIN);
    add(&fields, "Кто оказывает", receipt->agency, PAPER_PLAIN);
    paper_fields(paper, fields.rows, fields.n);
}

/* ------------------------------------------------------------------ what was taken */

enum { NUMBER, NAME, FORM, SHEETS, COPIES, COLUMNS };

static void
document_cells(struct arena *arena, const struct paper_receipt_document *document, size_t number, const char **ret_row)
{
    ret_row[NUMBER] = arena_printf(arena, "%zu", number);
    ret_row[NAME] = document->name;
    ret_row[FORM] = document->form;
    ret_row[SHEETS] = arena_printf(arena, "%d", document->sheets);
    ret_row[COPIES] = arena_printf(arena, "%d", document->copies);
}

static const char *
documents_total(struct arena *arena, const struct paper_receipt *receipt)
{
    int64_t sheets = 0;
    for (size_t i = 0; i < receipt->n_documents; i++)
        sheets += (int64_t)receipt->documents[i].sheets * receipt->documents[i].copies;
    return arena_printf(arena, "Всего принято: %s, листов во всех экземплярах: %lld.",
                        words_count(arena, (int)receipt->n_documents, "документ", "документа", "документов"),
                        (long long)sheets);
}

static void
write_documents(struct paper *paper, const struct paper_receipt *receipt)
{
    static const struct paper_column columns[COLUMNS] = {
        { "№", 6, PAPER_RIGHT },       { "Документ", 59, PAPER_LEFT }, { "Вид", 14, PAPER_LEFT },
        { "Листов", 12, PAPER_RIGHT }, { "Экз.", 9, PAPER_RIGHT },
    };
    if (receipt->n_documents == 0)
        return;
    const char **cells = ARENA_ARRAY(paper->arena, const char *, receipt->n_documents *COLUMNS);
    for (size_t i = 0; i < receipt->n_documents; i++)
        document_cells(paper->arena, &receipt->documents[i], i + 1, cells + i * COLUMNS);
    paper_heading(paper, 2, "Принятые документы");
    paper_table(paper, columns, COLUMNS, cells, receipt->n_documents);
    paper_paragraph(paper, documents_total(paper->arena, receipt), PAPER_PLAIN);
}

/* ------------------------------------------------------------------ when, where, how to ask */

static const char *
term(struct arena *arena, const struct paper_receipt *receipt)
{
    if (receipt->term_days == 0)
        return NULL;
    if (receipt->term_working)
        return words_count(arena, receipt->term_days, "рабочий день", "рабочих дня", "рабочих дней");
    return words_count(arena, receipt->term_days, "календарный день", "календарных дня", "календарных дней");
}

static void
write_result(struct paper *paper, const struct paper_receipt *receipt)
{
    struct fields fields = { .n = 0 };
    const char *planned = receipt->planned.year ? words_date(paper->arena, receipt->planned) : NULL;
    add(&fields, "Срок по регламенту", term(paper->arena, receipt), PAPER_PLAIN);
    add(&fields, "Готово не позднее", planned, PAPER_STRONG);
    add(&fields, "Где и как получить", receipt->result_way, PAPER_PLAIN);
    add(&fields, "Справки по телефону", receipt->progress.phone, PAPER_PLAIN);
    add(&fields, "Справки на сайте", receipt->progress.portal, PAPER_PLAIN);
    add(&fields, "Код для справок", receipt->progress.code, PAPER_STRONG);
    paper_keep_begin(paper);
    paper_heading(paper, 2, "Когда и где получить результат");
    if (!text_empty(receipt->progress.url))
        paper_qr(paper, receipt->progress.url, "Проверить готовность",
                 arena_printf(paper->arena, "QR-код со ссылкой на страницу, где видно, готов ли результат: %s",
                              receipt->progress.url));
    paper_fields(paper, fields.rows, fields.n);
    paper_keep_end(paper);
}

/* ------------------------------------------------------------------ signatures, issue */

static void
write_signatures(struct paper *paper, const struct paper_receipt *receipt)
{
    const char *submitter =
        text_empty(receipt->applicant.representative) ? receipt->applicant.name : receipt->applicant.representative;
    const struct paper_signature signatures[] = {
        { "Документы принял(а)", or_line(receipt->operator_name) },
        { "Расписку получил(а)", submitter },
    };
    paper_signatures(paper, signatures, OKNO_ARRAY_SIZE(signatures));
}

static void
write_issue(struct paper *paper, const struct paper_receipt *receipt)
{
    const char *date = receipt->issue.date.year ? words_date(paper->arena, receipt->issue.date) : NULL;
    const struct paper_field fields[] = {
        { "Дата выдачи", date, PAPER_PLAIN },
        { "Выдан документ", or_line(receipt->issue.document), PAPER_PLAIN },
        { "Отказ: №, причина", or_line(receipt->issue.refusal), PAPER_PLAIN },
    };
    const struct paper_signature received = { "Получил(а): подпись, фамилия", NULL };
    paper_keep_begin(paper);
    paper_heading(paper, 2, "Отметка о выдаче результата");
    paper_fields(paper, fields, OKNO_ARRAY_SIZE(fields));
    paper_signatures(paper, &received, 1);
    paper_keep_end(paper);
}

/* ------------------------------------------------------------------ the whole */

static bool
day_valid(struct date day)
{
    return day.year == 0 || date_valid(day);
}

static bool
receipt_valid(const struct paper_receipt *receipt)
{
    bool named = !text_empty(receipt->centre.name) && !text_empty(receipt->number)
                 && !text_empty(receipt->applicant.name) && !text_empty(receipt->service);
    bool counted = receipt->term_days >= 0;
    for (size_t i = 0; i < receipt->n_documents; i++) {
        named = named && !text_empty(receipt->documents[i].name);
        counted = counted && receipt->documents[i].sheets >= 0 && receipt->documents[i].copies >= 0;
    }
    return named && counted && day_valid(receipt->planned) && day_valid(receipt->issue.date);
}

static struct paper *
receipt_written(const struct paper_receipt *receipt, const char *title, bool dense)
{
    struct paper *paper = paper_new(&(struct paper_options){
        .title = title, .author = receipt->centre.name, .dense = dense, .created_us = receipt->created_us });
    write_head(paper, receipt);
    write_parties(paper, receipt);
    write_documents(paper, receipt);
    write_result(paper, receipt);
    write_signatures(paper, receipt);
    write_issue(paper, receipt);
    paper_footer(paper, arena_printf(paper->arena, "Расписка № %s · страница {page} из {pages}", receipt->number));
    return paper;
}

enum rpc_code
paper_receipt(const struct paper_receipt *receipt, struct text *ret_pdf)
{
    if (!receipt_valid(receipt))
        return RPC_INVALID_ARGUMENT;
    TEXT_SCOPED title = { 0 };
    text_addf(&title, "Расписка о приёме документов № %s", receipt->number);
    struct paper *paper = receipt_written(receipt, title.data, false);
    if (paper->page > 0 && receipt->n_documents <= DOCUMENTS_ON_ONE_PAGE) {
        paper_free(paper);
        paper = receipt_written(receipt, title.data, true);
    }
    enum rpc_code code = paper_finish(paper, ret_pdf);
    paper_free(paper);
    return code;
}
