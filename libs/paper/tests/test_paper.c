/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "reader.h"

#include <pthread.h>
#include <qrencode.h>
#include <string.h>

static const struct paper_column columns[] = {
    { "Название", 3, PAPER_LEFT }, { "Вид", 1, PAPER_CENTRE }, { "Листов", 1, PAPER_RIGHT }
};

/* One of everything. */
static struct paper *
describe_all(void)
{
    struct paper *paper = reader_paper();
    paper_heading(paper, 1, "Заглавие");
    paper_paragraph(paper, "Первый абзац: ₽ 1 000, «кавычки», Latin text, naïve.", PAPER_PLAIN);
    paper_list(paper, (const char *const[]) { "пункт первый", "пункт второй" }, 2);
    paper_heading(paper, 2, "Часть");
    paper_qr(paper, "https://okno.example.ru/", "Подпись к коду", "QR-код для пробы");
    paper_fields(paper, (struct paper_field[]) { { "Имя", "значение", PAPER_STRONG }, { "Дата", NULL, PAPER_PLAIN } }, 2);
    paper_heading(paper, 3, "Часть части");
    paper_table(paper, columns, 3, (const char *const[]) { "паспорт", "копия", "2", "договор", NULL, "10" }, 2);
    paper_rule(paper);
    paper_signatures(paper, (struct paper_signature[]) { { "Оператор", "Северная Е. В." }, { "Заявитель", NULL } }, 2);
    paper_footer(paper, "Проба, страница {page} из {pages}");
    return paper;
}

TEST(document_is_tagged_titled_and_in_its_language)
{
    TEXT_SCOPED pdf = { 0 };
    TEXT_SCOPED info = { 0 };
    reader_finish(describe_all(), &pdf);
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
    reader_finish(describe_all(), &pdf);
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
    reader_finish(describe_all(), &pdf);
    /* "QR-код для пробы" in UTF-16 */
    static const char alt[] = "/Alt <feff00510052002d043a043e0434002004340437044f0020";
    EXPECT(memmem(pdf.data, pdf.length, alt, 25) != NULL);
}

TEST(every_text_can_be_extracted)
{
    TEXT_SCOPED pdf = { 0 };
    TEXT_SCOPED text = { 0 };
    reader_finish(describe_all(), &pdf);
    reader_text(&pdf, 0, &text);
    static const char *const texts[] = {
        "Заглавие", "Первый абзац: ₽ 1 000, «кавычки», Latin text, naïve.", "пункт второй", "Подпись к коду",
        "значение", "Часть части", "Листов", "договор", "10", "Оператор", "Северная Е. В.", "Проба, страница 1 из 1",
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
    paper_table(paper, columns, 3, cells, ROWS);
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
    add_words(&words, 3000);
    for (int kind = 0; kind < 3; kind++) {
        struct paper *paper = reader_paper();
        paper_heading(paper, 1, "Длинное");
        if (kind == 0)
            paper_paragraph(paper, words.data, PAPER_PLAIN);
        else if (kind == 1)
            paper_fields(paper, &(struct paper_field) { "Поле", words.data, PAPER_PLAIN }, 1);
        else
            paper_table(paper, columns, 3, (const char *const[]) { "a", words.data, "1", "b", "c", "2" }, 2);
        TEXT_SCOPED pdf = { 0 };
        TEXT_SCOPED text = { 0 };
        reader_finish(paper, &pdf);
        reader_run(&pdf, "pdftotext -raw", "-", &text);
        EXPECT(reader_pages(&pdf) > 2);
        EXPECT_INT(reader_count(&text, "слово"), 3000);
    }
}

/* Fills the page with more and more lines, so that what follows meets the foot of the page in every way. */
static void
expect_together(void (*describe)(struct paper *paper), const char *first, const char *last)
{
    for (int lines = 30; lines < 62; lines++) {
        struct paper *paper = reader_paper();
        TEXT_SCOPED filler = { 0 };
        for (int i = 1; i < lines; i++)
            text_adds(&filler, "строка\n");
        text_adds(&filler, "строка");
        paper_paragraph(paper, filler.data, PAPER_PLAIN);
        describe(paper);
        TEXT_SCOPED pdf = { 0 };
        reader_finish(paper, &pdf);
        bool met = false;
        for (int page = reader_pages(&pdf); page > 0; page--) {
            TEXT_SCOPED text = { 0 };
            reader_text(&pdf, page, &text);
            EXPECT_INT(reader_count(&text, first), reader_count(&text, last));
            met = met || reader_count(&text, first) == 1;
        }
        EXPECT(met);
    }
}

static void
describe_signatures(struct paper *paper)
{
    paper_signatures(paper, (struct paper_signature[]) { { "Первый", "А" }, { "Второй", NULL }, { "Последний", "Б" } }, 3);
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
    paper_table(paper, columns, 3, (const char *const[]) { "Последний", "x", "1" }, 1);
}

static void
describe_group(struct paper *paper)
{
    paper_keep_begin(paper);
    paper_heading(paper, 2, "Первый");
    paper_qr(paper, "https://okno.example.ru/", "код", "код");
    paper_fields(paper, (struct paper_field[]) { { "а", "б", PAPER_PLAIN }, { "в", NULL, PAPER_PLAIN } }, 2);
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
        struct paper *paper = paper_new(&(struct paper_options) { .title = "Лист", .page = (enum paper_page)page });
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
    static const char url[] = "https://okno.example.ru/track?number=0001-9300120-100101-00030058/26&code=4TK79QXA";
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

/* ------------------------------------------------------------------ what is refused, what is borne */

static const char invalid[] = "имя \xC3\x28 \xED\xA0\x80";

static void
say_invalid(struct paper *paper, int place)
{
    const char *const cells[] = { "a", invalid, "b" };
    switch (place) {
    case 0: paper_heading(paper, 1, invalid); break;
    case 1: paper_paragraph(paper, invalid, PAPER_PLAIN); break;
    case 2: paper_list(paper, &cells[1], 1); break;
    case 3: paper_fields(paper, &(struct paper_field) { invalid, "x", PAPER_PLAIN }, 1); break;
    case 4: paper_fields(paper, &(struct paper_field) { "x", invalid, PAPER_PLAIN }, 1); break;
    case 5: paper_table(paper, columns, 3, cells, 1); break;
    case 6: paper_table(paper, &(struct paper_column) { invalid, 1, PAPER_LEFT }, 1, NULL, 0); break;
    case 7: paper_qr(paper, invalid, "x", "x"); break;
    case 8: paper_qr(paper, "x", invalid, "x"); break;
    case 9: paper_qr(paper, "x", "x", invalid); break;
    case 10: paper_signatures(paper, &(struct paper_signature) { invalid, "x" }, 1); break;
    case 11: paper_signatures(paper, &(struct paper_signature) { "x", invalid }, 1); break;
    default: paper_footer(paper, invalid); break;
    }
}

TEST(invalid_utf8_is_refused_everywhere)
{
    for (int place = 0; place <= 12; place++) {
        struct paper *paper = reader_paper();
        say_invalid(paper, place);
        paper_paragraph(paper, "Дальше.", PAPER_PLAIN);
        paper_heading(paper, 2, "Дальше");
        TEXT_SCOPED pdf = { 0 };
        ck_assert_msg(paper_finish(paper, &pdf) == RPC_INVALID_ARGUMENT, "place %d", place);
        EXPECT_TEXT(paper_problem(paper), "a text is not valid UTF-8");
        EXPECT_INT(pdf.length, 0);
        paper_free(paper);
    }
}

static void
expect_options_refused(const struct paper_options *options)
{
    struct paper *paper = paper_new(options);
    paper_paragraph(paper, "Текст", PAPER_PLAIN);
    TEXT_SCOPED pdf = { 0 };
    EXPECT_CODE(paper_finish(paper, &pdf), RPC_INVALID_ARGUMENT);
    paper_free(paper);
}

TEST(options_are_checked)
{
    expect_options_refused(&(struct paper_options) { .title = NULL });
    expect_options_refused(&(struct paper_options) { .title = invalid });
    expect_options_refused(&(struct paper_options) { .title = "x", .author = invalid });
    expect_options_refused(&(struct paper_options) { .title = "x", .language = "" });
    expect_options_refused(&(struct paper_options) { .title = "x", .language = "ru) /X (" });
    expect_options_refused(&(struct paper_options) { .title = "x", .page = (enum paper_page)7 });
}

TEST(misuse_is_refused_and_said)
{
    struct paper *paper = reader_paper();
    paper_heading(paper, 4, "x");
    paper_paragraph(paper, NULL, PAPER_PLAIN);
    TEXT_SCOPED pdf = { 0 };
    EXPECT_CODE(paper_finish(paper, &pdf), RPC_INVALID_ARGUMENT);
    EXPECT_TEXT(paper_problem(paper), "a heading's level is 1, 2 or 3");
    paper_free(paper);
    paper = reader_paper();
    paper_table(paper, &(struct paper_column) { "x", 0, PAPER_LEFT }, 1, NULL, 0);
    EXPECT_CODE(paper_finish(paper, &pdf), RPC_INVALID_ARGUMENT);
    paper_free(paper);
    paper_free(NULL);
}

TEST(limits_hold)
{
    TEXT_SCOPED long_text = { 0 };
    memset(text_reserve(&long_text, PAPER_TEXT_LIMIT), 'x', PAPER_TEXT_LIMIT);
    long_text.data[PAPER_TEXT_LIMIT] = '\0';
    struct paper *paper = reader_paper();
    paper_paragraph(paper, long_text.data, PAPER_PLAIN);
    TEXT_SCOPED pdf = { 0 };
    EXPECT_CODE(paper_finish(paper, &pdf), RPC_RESOURCE_EXHAUSTED);
    paper_free(paper);
    memset(long_text.data, '\n', 60000);
    long_text.data[60000] = '\0';
    paper = reader_paper();
    paper_paragraph(paper, long_text.data, PAPER_PLAIN);
    EXPECT_CODE(paper_finish(paper, &pdf), RPC_RESOURCE_EXHAUSTED);
    EXPECT_INT(pdf.length, 0);
    paper_free(paper);
}

TEST(odd_texts_are_borne)
{
    static const char *const texts[] = {
        "", " ", "\n\n", "\t", "\x01\x1b[0m\x7f", "emoji 😀👩‍👩‍👧‍👦🏳️‍🌈", "عربي עברית ไทย 汉字", "e\xCC\x81\xCC\x81\xCC\x81",
        "\xE2\x80\xAE перевёрнуто", "\xEF\xBF\xBF\xF4\x8F\xBF\xBF", "\xE2\x80\xA8\xE2\x80\xA9", "<b>&amp;</b>", "{page}{pages}",
        "Донаудампфшиффартсэлектрицитэтенхауптбетрибсверкбауунтербеамтенгезельшафтскапитэн",
    };
    struct paper *paper = reader_paper();
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++) {
        const char *const cells[] = { texts[i], texts[i], texts[i] };
        paper_heading(paper, 2, texts[i]);
        paper_paragraph(paper, texts[i], PAPER_STRONG);
        paper_fields(paper, &(struct paper_field) { texts[i], texts[i], PAPER_PLAIN }, 1);
        paper_table(paper, columns, 3, cells, 1);
        paper_signatures(paper, &(struct paper_signature) { texts[i], texts[i] }, 1);
        paper_footer(paper, texts[i]);
    }
    TEXT_SCOPED pdf = { 0 };
    TEXT_SCOPED text = { 0 };
    reader_finish(paper, &pdf);
    reader_text(&pdf, 0, &text);
    EXPECT(strstr(text.data, "<b>&amp;</b>") != NULL);
}

/* Any code point, mostly letters; the same every time. */
static void
add_random_text(struct text *text, unsigned *seed)
{
    int n = rand_r(seed) % 60;
    for (int i = 0; i < n; i++) {
        unsigned c = rand_r(seed) % 4 ? 0x430u + (unsigned)rand_r(seed) % 32 : 1 + (unsigned)rand_r(seed) % 0x10FFFF;
        if (c >= 0xD800 && c < 0xE000)
            c = ' ';
        if (c < 0x80)
            text_addc(text, (char)c);
        else if (c < 0x800)
            text_addf(text, "%c%c", 0xC0 | c >> 6, 0x80 | (c & 63));
        else if (c < 0x10000)
            text_addf(text, "%c%c%c", 0xE0 | c >> 12, 0x80 | (c >> 6 & 63), 0x80 | (c & 63));
        else
            text_addf(text, "%c%c%c%c", 0xF0 | c >> 18, 0x80 | (c >> 12 & 63), 0x80 | (c >> 6 & 63), 0x80 | (c & 63));
    }
    text_adds(text, "");
}

TEST(random_documents_are_borne)
{
    unsigned seed = 7;
    for (int i = 0; i < 30; i++) {
        struct paper *paper = reader_paper();
        for (int block = rand_r(&seed) % 30; block > 0; block--) {
            TEXT_SCOPED text = { 0 };
            add_random_text(&text, &seed);
            const char *const cells[] = { text.data, "x", text.data };
            switch (rand_r(&seed) % 6) {
            case 0: paper_heading(paper, 1 + rand_r(&seed) % 3, text.data); break;
            case 1: paper_keep_begin(paper); break;
            case 2: paper_table(paper, columns, 3, cells, 1); break;
            case 3: paper_qr(paper, "x", text.data, "x"); break;
            case 4: paper_signatures(paper, &(struct paper_signature) { text.data, NULL }, 1); break;
            default: paper_paragraph(paper, text.data, PAPER_PLAIN); break;
            }
        }
        TEXT_SCOPED pdf = { 0 };
        reader_finish(paper, &pdf);
        EXPECT(reader_pages(&pdf) >= 1);
    }
}

/* ------------------------------------------------------------------ many at once */

TEST(the_same_description_gives_the_same_bytes)
{
    TEXT_SCOPED one = { 0 };
    TEXT_SCOPED two = { 0 };
    reader_finish(describe_all(), &one);
    struct paper *other = reader_paper();
    paper_paragraph(other, "Другой документ между ними.", PAPER_STRONG);
    TEXT_SCOPED between = { 0 };
    reader_finish(other, &between);
    reader_finish(describe_all(), &two);
    EXPECT_INT(one.length, two.length);
    EXPECT(memcmp(one.data, two.data, one.length) == 0);
}

static void *
worker(void *closure)
{
    const struct text *wanted = closure;
    intptr_t wrong = 0;
    for (int i = 0; i < 12; i++) {
        TEXT_SCOPED pdf = { 0 };
        struct paper *paper = describe_all();
        if (paper_finish(paper, &pdf) != RPC_OK || pdf.length != wanted->length
            || memcmp(pdf.data, wanted->data, pdf.length) != 0)
            wrong++;
        paper_free(paper);
    }
    return (void *)wrong;
}

TEST(threads_make_the_same_documents_at_once)
{
    TEXT_SCOPED wanted = { 0 };
    reader_finish(describe_all(), &wanted);
    pthread_t threads[8];
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(threads); i++)
        EXPECT_INT(pthread_create(&threads[i], NULL, worker, &wanted), 0);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(threads); i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        EXPECT_INT((intptr_t)wrong, 0);
    }
}
