/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct paper_column reader_columns[3] = { { "Название", 3, PAPER_LEFT },
                                                { "Вид", 1, PAPER_CENTRE },
                                                { "Листов", 1, PAPER_RIGHT } };

void
reader_run(const struct text *pdf, const char *command, const char *rest, struct text *ret_output)
{
    char file[] = "/tmp/okno-paper-XXXXXX";
    int fd = mkstemp(file);
    EXPECT(fd >= 0);
    EXPECT_INT(write(fd, pdf->data, pdf->length), pdf->length);
    close(fd);
    TEXT_SCOPED line = { 0 };
    text_addf(&line, "%s %s %s", command, file, rest);
    FILE *pipe = popen(line.data, "r");
    EXPECT(pipe != NULL);
    char bytes[4096];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, pipe)) > 0;)
        text_add(ret_output, bytes, n);
    text_adds(ret_output, "");
    int status = pclose(pipe);
    unlink(file);
    EXPECT_INT(status, 0);
}

void
reader_text(const struct text *pdf, int page, struct text *ret_text)
{
    char command[64] = "pdftotext -layout";
    if (page)
        snprintf(command, sizeof command, "pdftotext -layout -f %d -l %d", page, page);
    reader_run(pdf, command, "-", ret_text);
}

int
reader_pages(const struct text *pdf)
{
    TEXT_SCOPED info = { 0 };
    reader_run(pdf, "pdfinfo", "", &info);
    const char *pages = strstr(info.data, "Pages:");
    EXPECT(pages != NULL);
    return (int)strtol(pages + strlen("Pages:"), NULL, 10);
}

void
reader_structure(const struct text *pdf, struct text *ret_names)
{
    TEXT_SCOPED lines = { 0 };
    reader_run(pdf, "pdfinfo -struct", "", &lines);
    for (const char *line = lines.data; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        const char *name = line + strspn(line, " ");
        if (*name == '/') /* an attribute */
            continue;
        text_add(ret_names, name, strcspn(name, " :\n"));
        text_addc(ret_names, ' ');
    }
}

int
reader_count(const struct text *text, const char *needle)
{
    int count = 0;
    for (const char *at = text->data; (at = strstr(at, needle)); at += strlen(needle))
        count++;
    return count;
}

void
reader_finish(struct paper *paper, struct text *ret_pdf)
{
    enum rpc_code code = paper_finish(paper, ret_pdf);
    EXPECT_TEXT(paper_problem(paper), "");
    EXPECT_CODE(code, RPC_OK);
    paper_free(paper);
}

struct paper *
reader_paper(void)
{
    return paper_new(&(struct paper_options){
        .title = "Справка «о пробе»", .author = "Центр услуг", .created_us = INT64_C(1795257900) * 1000000 });
}

struct paper *
reader_paper_of_all(void)
{
    struct paper *paper = reader_paper();
    paper_heading(paper, 1, "Заглавие");
    paper_paragraph(paper, "Первый абзац: ₽ 1 000, «кавычки», Latin text, naïve.", PAPER_PLAIN);
    paper_list(paper, (const char *const[]){ "пункт первый", "пункт второй" }, 2);
    paper_heading(paper, 2, "Часть");
    paper_qr(paper, "https://okno.example.ru/", "Подпись к коду", "QR-код для пробы");
    const struct paper_field fields[] = { { "Имя", "значение", PAPER_STRONG }, { "Дата", NULL, PAPER_PLAIN } };
    paper_fields(paper, fields, 2);
    paper_heading(paper, 3, "Часть части");
    const char *const cells[] = { "паспорт", "копия", "2", "договор", NULL, "10" };
    paper_table(paper, reader_columns, 3, cells, 2);
    paper_rule(paper);
    const struct paper_signature signatures[] = { { "Оператор", "Северная Е. В." }, { "Заявитель", NULL } };
    paper_signatures(paper, signatures, 2);
    paper_footer(paper, "Проба, страница {page} из {pages}");
    return paper;
}
