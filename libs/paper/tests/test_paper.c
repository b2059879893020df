/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "reader.h"

#include <qrencode.h>
#include <string.h>

TEST(document_is_tagged_titled_and_in_its_language)
{
    TEXT_SCOPED pdf = { 0 };
    TEXT_SCOPED info = { 0 };
    reader_finish(reader_paper_of_all(), &pdf);
    reader_run(&pdf, "pdfinfo", "", &info);
    EXPECT(strstr(info.data, "Tagged:          yes") != NULL);
    EXPECT(strstr(info.data, "Title:           Справка «о пробе»") != NULL);
    EXPECT(strstr(info.data, "Author:          Центр услуг") != NULL);
    EXPECT(strstr(info.data, "Page size:       595.276 x 841.89 pts (A4)") != NULL);
    EXPECT(memmem(pdf.data, pdf.length, "/Lang (ru-RU)", 13) != NULL);
    EXPECT(memmem(pdf.data, pdf.length, "/DisplayDocTitle true", 21) != NULL);
}

TEST(structure_is_in_reading_order)
{
    TEXT_SCOPED pdf = { 0 };
    TEXT_SCOPED names = { 0 };
    reader_finish(reader_paper_of_all(), &pdf);
    reader_structure(&pdf, &names);
    EXPECT_TEXT(names.data, "Document H1 P "
                            "L LI Lbl LBody LI Lbl LBody "
                            "H2 Figure Caption "
                            "L LI Lbl LBody LI Lbl LBody "
                            "H3 Table TR TH TH TH TR TD TD TD TR TD TD TD "
                            "P Span Span P Span Span ");
    TEXT_SCOPED attributes = { 0 };
    reader_run(&pdf, "pdfinfo -struct-text", "", &attributes);
    EXPECT_INT(reader_count(&attributes, "/Scope /Column"), 3);
}

TEST(figure_is_spoken_as_its_alternative_text)
{
    TEXT_SCOPED pdf = { 0 };
    reader_finish(reader_paper_of_all(), &pdf);
    /* "QR-код для пробы" in UTF-16 */
    static const char alt[] = "/Alt <feff00510052002d043a043e0434002004340437044f0020";
    EXPECT(memmem(pdf.data, pdf.length, alt, 25) != NULL);
}

TEST(every_text_can_be_extracted)
{
    TEXT_SCOPED pdf = { 0 };
    TEXT_SCOPED text = { 0 };
    reader_finish(reader_paper_of_all(), &pdf);
    reader_text(&pdf, 0, &text);
    static const char *const texts[] = {
        "Заглавие",
        "Первый абзац: ₽ 1 000, «кавычки», Latin text, naïve.",
        "пункт второй",
        "Подпись к коду",
        "значение",
        "Часть части",
        "Листов",
        "договор",
        "10",
        "Оператор",
        "Северная Е. В.",
        "Проба, страница 1 из 1",
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++)
        ck_assert_msg(strstr(text.data, texts[i]) != NULL, "missing: %s", texts[i]);
}

/* ------------------------------------------------------------------ pages */

TEST(table_repeats_its_head_and_loses_no_row)
{
    enum { ROWS = 200 };
    static char names[ROWS][128];
    const char *cells[ROWS * 3];
    for (int i = 0; i < ROWS; i++) {
        snprintf(names[i], sizeof names[i], "строка-%03d с довольно длинным названием документа", i);
        cells[i * 3] = names[i];
        cells[i * 3 + 1] = "копия";
        cells[i * 3 + 2] = "1";
    }
    struct paper *paper = reader_paper();
    paper_table(paper, reader_columns, 3, cells, ROWS);
    TEXT_SCOPED pdf = { 0 };
    reader_finish(paper, &pdf);
    int pages = reader_pages(&pdf);
    EXPECT(pages > 3);
    for (int page = 1; page <= pages; page++) {
        TEXT_SCOPED text = { 0 };
        reader_text(&pdf, page, &text);
        EXPECT_INT(reader_count(&text, "Название"), 1);
    }
    TEXT_SCOPED all = { 0 };
    TEXT_SCOPED structure = { 0 };
    reader_text(&pdf, 0, &all);
    reader_structure(&pdf, &structure);
    EXPECT_INT(reader_count(&all, "строка-"), ROWS);
    EXPECT_INT(reader_count(&structure, "TR "), ROWS + 1); /* the repeated heads are not read out again */
    EXPECT_INT(reader_count(&structure, "Table "), 1);
}

/* "слово0 слово1 …" */
static void
add_words(struct text *text, int n)
{
    for (int i = 0; i < n; i++)
        text_addf(text, "слово%d ", i);
}

TEST(texts_longer_than_a_page_go_on_on_the_next)
{
    TEXT_SCOPED words = { 0 };
    add_words(&words, 1000);
    for (int kind = 0; kind < 3; kind++) {
        struct paper *paper = reader_paper();
        paper_heading(paper, 1, "Длинное");
        if (kind == 0)
            paper_paragraph(paper, words.data, PAPER_PLAIN);
        else if (kind == 1)
            paper_fields(paper, &(struct paper_field){ "Поле", words.data, PAPER_PLAIN }, 1);
        else
            paper_table(paper, reader_columns, 3, (const char *const[]){ "a", words.data, "1", "b", "c", "2" }, 2);
        TEXT_SCOPED pdf = { 0 };
        TEXT_SCOPED text = { 0 };
        reader_finish(paper, &pdf);
        reader_run(&pdf, "pdftotext -raw", "-", &text);
        EXPECT(reader_pages(&pdf) > 1);
        EXPECT_INT(reader_count(&text, "слово"), 1000);
    }
}

/* Whether the texts stand on the same page, wherever that is. */
static bool
together(const struct text *pdf, const char *first, const char *last)
{
    TEXT_SCOPED text = { 0 };
    reader_text(pdf, 0, &text);
    const char *from = strstr(text.data, first), *to = strstr(text.data, last);
    EXPECT(from != NULL && to != NULL);
    return memchr(from, '\f', (size_t)(to - from)) == NULL; /* a form feed ends a page */
}

/* Fills the page with more and more lines, so that what follows meets the foot of the page in every way. */
static void
expect_together(void (*describe)(struct paper *paper), const char *first, const char *last)
{
    for (int lines = 34; lines <= 51; lines++) {
        struct paper *paper = reader_paper();
        TEXT_SCOPED filler = { 0 };
        for (int i = 1; i < lines; i++)
            text_adds(&filler, "строка\n");
        text_adds(&filler, "строка");
        paper_paragraph(paper, filler.data, PAPER_PLAIN);
        describe(paper);
        TEXT_SCOPED pdf = { 0 };
        reader_finish(paper, &pdf);
        EXPECT(together(&pdf, first, last));
    }
}

static void
describe_signatures(struct paper *paper)
{
    const struct paper_signature three[] = { { "Первый", "А" }, { "Второй", NULL }, { "Последний", "Б" } };
    paper_signatures(paper, three, 3);
}

static void
describe_heading(struct paper *paper)
{
    paper_heading(paper, 2, "Первый");
    paper_heading(paper, 3, "средний");
    paper_paragraph(paper, "Последний", PAPER_PLAIN);
}

static void
describe_heading_of_table(struct paper *paper)
{
    paper_heading(paper, 2, "Первый");
    paper_table(paper, reader_columns, 3, (const char *const[]){ "Последний", "x", "1" }, 1);
}

static void
describe_group(struct paper *paper)
{
    paper_keep_begin(paper);
    paper_heading(paper, 2, "Первый");
    paper_qr(paper, "https://okno.example.ru/", "код", "код");
    paper_fields(paper, (struct paper_field[]){ { "а", "б", PAPER_PLAIN }, { "в", NULL, PAPER_PLAIN } }, 2);
    paper_paragraph(paper, "Последний", PAPER_PLAIN);
    paper_keep_end(paper);
}

TEST(signatures_stay_on_one_page)
{
    expect_together(describe_signatures, "Первый", "Последний");
}

TEST(a_heading_stays_with_what_follows)
{
    expect_together(describe_heading, "Первый", "Последний");
    expect_together(describe_heading_of_table, "Первый", "Последний");
}

TEST(a_long_text_begins_right_under_its_heading)
{
    TEXT_SCOPED words = { 0 };
    add_words(&words, 1000);
    struct paper *paper = reader_paper();
    paper_paragraph(paper, "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12", PAPER_PLAIN);
    paper_heading(paper, 2, "Заглавие");
    paper_paragraph(paper, words.data, PAPER_PLAIN);
    TEXT_SCOPED pdf = { 0 };
    reader_finish(paper, &pdf);
    EXPECT(together(&pdf, "12\n", "слово300"));
    EXPECT(!together(&pdf, "12\n", "слово900"));
}

TEST(a_kept_group_stays_on_one_page)
{
    expect_together(describe_group, "Первый", "Последний");
}

TEST(footer_counts_pages)
{
    struct paper *paper = reader_paper();
    for (int i = 0; i < 120; i++)
        paper_paragraph(paper, "Абзац.", PAPER_PLAIN);
    paper_footer(paper, "Лист {page} из {pages}");
    TEXT_SCOPED pdf = { 0 };
    reader_finish(paper, &pdf);
    int pages = reader_pages(&pdf);
    EXPECT(pages > 2);
    for (int page = 1; page <= pages; page++) {
        TEXT_SCOPED text = { 0 };
        char footer[64];
        snprintf(footer, sizeof footer, "Лист %d из %d\n", page, pages);
        reader_text(&pdf, page, &text);
        EXPECT_INT(reader_count(&text, footer), 1);
    }
}

TEST(other_pages_have_their_size)
{
    static const char *const sizes[] = { "595.276 x 841.89", "841.89 x 595.276", "419.528 x 595.276" };
    for (int page = PAPER_A4; page <= PAPER_A5; page++) {
        const struct paper_options options = { .title = "Лист", .page = (enum paper_page)page };
        struct paper *paper = paper_new(&options);
        describe_group(paper);
        TEXT_SCOPED pdf = { 0 };
        TEXT_SCOPED info = { 0 };
        reader_finish(paper, &pdf);
        reader_run(&pdf, "pdfinfo", "", &info);
        EXPECT(strstr(info.data, sizes[page]) != NULL);
    }
}

TEST(an_empty_document_is_one_page)
{
    TEXT_SCOPED pdf = { 0 };
    reader_finish(reader_paper(), &pdf);
    EXPECT_INT(reader_pages(&pdf), 1);
}

/* ------------------------------------------------------------------ the QR code */

/* A grey picture of the page, in the form of netpbm's P5. */
struct picture {
    int width, height;
    const unsigned char *dots;
};

static struct picture
picture_of(const struct text *pdf, struct text *ret_bytes)
{
    struct picture picture;
    int start;
    reader_run(pdf, "pdftoppm -r 300 -gray", "", ret_bytes);
    EXPECT_INT(sscanf(ret_bytes->data, "P5 %d %d 255%n", &picture.width, &picture.height, &start), 2);
    picture.dots = (const unsigned char *)ret_bytes->data + start + 1;
    return picture;
}

static bool
dark(const struct picture *picture, double x, double y)
{
    return picture->dots[(int)y * picture->width + (int)x] < 128;
}

TEST(code_on_paper_is_the_code_of_the_text)
{
    static const char url[] = "https://okno.example.ru/track?number=0001-9300120-100101-00030058/26&code=4TK7";
    struct paper *paper = reader_paper();
    paper_qr(paper, url, NULL, "код");
    TEXT_SCOPED pdf = { 0 };
    TEXT_SCOPED bytes = { 0 };
    reader_finish(paper, &pdf);
    struct picture picture = picture_of(&pdf, &bytes);
    int left = picture.width, top = picture.height, right = 0;
    for (int i = 0; i < picture.width * picture.height; i++)
        if (dark(&picture, i % picture.width, i / picture.width)) {
            left = i % picture.width < left ? i % picture.width : left;
            right = i % picture.width > right ? i % picture.width : right;
            top = i / picture.width < top ? i / picture.width : top;
        }
    QRcode *code = QRcode_encodeString8bit(url, 0, QR_ECLEVEL_M);
    double module = (right + 1 - left) / (double)code->width;
    EXPECT(module > 300 / 25.4 * 0.5); /* half a millimetre, for poor cameras */
    for (int i = 0; i < code->width * code->width; i++)
        EXPECT_INT(dark(&picture, left + (i % code->width + 0.5) * module, top + (i / code->width + 0.5) * module),
                   code->data[i] & 1);
    QRcode_free(code);
}

TEST(code_that_cannot_be_is_refused)
{
    static char text[2333];
    memset(text, 'x', sizeof text - 1);
    static const char *const texts[] = { "", text, NULL };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++) {
        struct paper *paper = reader_paper();
        paper_qr(paper, texts[i], NULL, "код");
        TEXT_SCOPED pdf = { 0 };
        EXPECT_CODE(paper_finish(paper, &pdf), RPC_INVALID_ARGUMENT);
        paper_free(paper);
    }
    text[2331] = '\0';
    struct paper *paper = reader_paper();
    paper_qr(paper, text, NULL, "код");
    TEXT_SCOPED pdf = { 0 };
    reader_finish(paper, &pdf);
}
