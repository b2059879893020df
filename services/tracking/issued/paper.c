/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "paper.h"

#include "issued_rules.h"

#include <okno/paper.h>

#define FIELDS_MAX 8

static const char *
day_words(struct arena *arena, const char *day)
{
    struct date date;
    return date_parse(day, &date) ? arena_printf(arena, "%02d.%02d.%04d", date.day, date.month, date.year) : day;
}

static void
add_fields(struct arena *arena, struct paper *out, const struct issued_paper *paper)
{
    const Tracking__UnsealedDocument *document = paper->document;
    const bool refused = document->kind != TRACKING__ISSUED_DOCUMENT__KIND__RESULT;
    const struct paper_field all[FIELDS_MAX] = {
        { "Номер в реестре", document->number, PAPER_STRONG },
        { "Дата", day_words(arena, document->registered_on), PAPER_PLAIN },
        { "Кем принято", text_empty(paper->agency) ? paper->centre : paper->agency, PAPER_PLAIN },
        { "Услуга", document->service_name, PAPER_PLAIN },
        { "Заявление", document->application_number, PAPER_PLAIN },
        { "Заявитель", paper->applicant, PAPER_PLAIN },
        { refused ? "Основание и мотивы" : "Результат", refused ? document->ground_text : document->name,
          PAPER_STRONG },
        { "Центр", paper->centre, PAPER_PLAIN },
    };
    struct paper_field filled[FIELDS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < FIELDS_MAX; i++)
        if (!text_empty(all[i].value))
            filled[n++] = all[i];
    paper_fields(out, filled, n);
}

static void
add_code(struct arena *arena, struct paper *out, const struct issued_paper *paper)
{
    const Tracking__UnsealedDocument *document = paper->document;
    if (text_empty(paper->public_url))
        return;
    paper_qr(out,
             arena_printf(arena, "%s/verify?number=%s&code=%s", paper->public_url, document->number, document->code),
             "Проверка подлинности", "QR-код ведёт на проверку подлинности документа по номеру и коду");
}

static void
add_signature(struct arena *arena, struct paper *out, const struct issued_paper *paper)
{
    const Tracking__UnsealedDocument *document = paper->document;
    if (text_empty(paper->signer))
        paper_signatures(out, (const struct paper_signature[]){ { "Должностное лицо", NULL } }, 1);
    else
        paper_paragraph(out, arena_printf(arena, "Документ подписан электронной подписью: %s", paper->signer),
                        PAPER_PLAIN);
    paper_paragraph(
        out, arena_printf(arena, "Проверить документ может каждый: номер %s, код %s", document->number, document->code),
        PAPER_PLAIN);
}

enum rpc_code
issued_paper(struct arena *arena, const struct issued_paper *paper, struct text *ret_pdf)
{
    const Tracking__UnsealedDocument *document = paper->document;
    const Google__Protobuf__Timestamp *at = document->registered;
    const char *title = issued_kind_words(document->kind);
    struct paper *out = paper_new(&(struct paper_options){
        .title = title, .author = paper->agency, .created_us = at ? at->seconds * 1000000 + at->nanos / 1000 : 0 });
    paper_heading(out, 1, title);
    add_code(arena, out, paper);
    add_fields(arena, out, paper);
    add_signature(arena, out, paper);
    paper_footer(out, arena_printf(arena, "%s, страница {page} из {pages}", document->number));
    enum rpc_code code = paper_finish(out, ret_pdf);
    paper_free(out);
    return code;
}
