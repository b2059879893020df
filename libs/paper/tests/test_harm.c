/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is refused, what is borne, and many documents at once. */
#include "reader.h"

#include <pthread.h>
#include <string.h>

/* ------------------------------------------------------------------ what is refused, what is borne */

static const char invalid[] = "имя \xC3\x28 \xED\xA0\x80";

static void
say_invalid(struct paper *paper, int place)
{
    const char *const cells[] = { "a", invalid, "b" };
    switch (place) {
    case 0:
        paper_heading(paper, 1, invalid);
        break;
    case 1:
        paper_paragraph(paper, invalid, PAPER_PLAIN);
        break;
    case 2:
        paper_list(paper, &cells[1], 1);
        break;
    case 3:
        paper_fields(paper, &(struct paper_field){ invalid, "x", PAPER_PLAIN }, 1);
        break;
    case 4:
        paper_fields(paper, &(struct paper_field){ "x", invalid, PAPER_PLAIN }, 1);
        break;
    case 5:
        paper_table(paper, reader_columns, 3, cells, 1);
        break;
    case 6:
        paper_table(paper, &(struct paper_column){ invalid, 1, PAPER_LEFT }, 1, NULL, 0);
        break;
    case 7:
        paper_qr(paper, invalid, "x", "x");
        break;
    case 8:
        paper_qr(paper, "x", invalid, "x");
        break;
    case 9:
        paper_qr(paper, "x", "x", invalid);
        break;
    case 10:
        paper_signatures(paper, &(struct paper_signature){ invalid, "x" }, 1);
        break;
    case 11:
        paper_signatures(paper, &(struct paper_signature){ "x", invalid }, 1);
        break;
    default:
        paper_footer(paper, invalid);
        break;
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
    expect_options_refused(&(struct paper_options){ .title = NULL });
    expect_options_refused(&(struct paper_options){ .title = invalid });
    expect_options_refused(&(struct paper_options){ .title = "x", .author = invalid });
    expect_options_refused(&(struct paper_options){ .title = "x", .language = "" });
    expect_options_refused(&(struct paper_options){ .title = "x", .language = "ru) /X (" });
    expect_options_refused(&(struct paper_options){ .title = "x", .page = (enum paper_page)7 });
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
    paper_table(paper, &(struct paper_column){ "x", 0, PAPER_LEFT }, 1, NULL, 0);
    EXPECT_CODE(paper_finish(paper, &pdf), RPC_INVALID_ARGUMENT);
    paper_free(paper);
    paper_free(NULL);
}

/* Paragraphs of `word` over and over, `length` bytes each, until the document has `total`. */
static void
expect_exhausted(const char *word, size_t length, size_t total, const char *problem)
{
    TEXT_SCOPED text = { 0 };
    while (text.length < length)
        text_adds(&text, word);
    struct paper *paper = reader_paper();
    for (size_t bytes = 0; bytes < total; bytes += text.length)
        paper_paragraph(paper, text.data, PAPER_PLAIN);
    TEXT_SCOPED pdf = { 0 };
    EXPECT_CODE(paper_finish(paper, &pdf), RPC_RESOURCE_EXHAUSTED);
    EXPECT_TEXT(paper_problem(paper), problem);
    EXPECT_INT(pdf.length, 0);
    paper_free(paper);
}

TEST(limits_hold)
{
    expect_exhausted("слово ", PAPER_TEXT_LIMIT + 1, 1, "a text has more than 16 KiB");
    expect_exhausted("слово ", PAPER_TEXT_LIMIT - 20, PAPER_TEXTS_LIMIT + 1, "the texts have more than 1 MiB together");
    expect_exhausted("\n", 5000, 60000, "the document has more than 500 pages");
}

TEST(odd_texts_are_borne)
{
    static const char *const texts[] = {
        "",
        " ",
        "\n\n",
        "\t",
        "a\r\nb",
        "\x01\x1b[0m\x7f",
        "emoji 😀👩‍👩‍👧‍👦🏳️‍🌈",
        "عربي עברית ไทย 汉字",
        "e\xCC\x81\xCC\x81\xCC\x81",
        "\xE2\x80\xAE перевёрнуто",
        "\xEF\xBF\xBF\xF4\x8F\xBF\xBF\xEF\xB7\x90",
        "\xE2\x80\xA8\xE2\x80\xA9",
        "<b>&amp;</b>",
        "{page}{pages}",
        "Донаудампфшиффартсэлектрицитэтенхауптбетрибсверкбауунтербеамтенгезельшафтскапитэн",
    };
    struct paper *paper = reader_paper();
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(texts); i++) {
        const char *const cells[] = { texts[i], texts[i], texts[i] };
        paper_heading(paper, 2, texts[i]);
        paper_paragraph(paper, texts[i], PAPER_STRONG);
        paper_fields(paper, &(struct paper_field){ texts[i], texts[i], PAPER_PLAIN }, 1);
        paper_table(paper, reader_columns, 3, cells, 1);
        paper_signatures(paper, &(struct paper_signature){ texts[i], texts[i] }, 1);
        paper_footer(paper, texts[i]);
    }
    TEXT_SCOPED pdf = { 0 };
    TEXT_SCOPED text = { 0 };
    reader_finish(paper, &pdf);
    reader_text(&pdf, 0, &text);
    EXPECT(strstr(text.data, "<b>&amp;</b>") != NULL);
}

static void
add_code_point(struct text *text, unsigned c)
{
    if (c < 0x80)
        text_addc(text, (char)c);
    else if (c < 0x800)
        text_addf(text, "%c%c", 0xC0 | c >> 6, 0x80 | (c & 63));
    else if (c < 0x10000)
        text_addf(text, "%c%c%c", 0xE0 | c >> 12, 0x80 | (c >> 6 & 63), 0x80 | (c & 63));
    else
        text_addf(text, "%c%c%c%c", 0xF0 | c >> 18, 0x80 | (c >> 12 & 63), 0x80 | (c >> 6 & 63), 0x80 | (c & 63));
}

/* Any code points, mostly letters; the same every time. */
static void
add_random_text(struct text *text, unsigned *seed)
{
    for (int n = rand_r(seed) % 60; n > 0; n--) {
        unsigned letter = 0x430 + (unsigned)rand_r(seed) % 32, any = 1 + (unsigned)rand_r(seed) % 0x10FFFF;
        bool surrogate = any >= 0xD800 && any < 0xE000;
        add_code_point(text, rand_r(seed) % 4 || surrogate ? letter : any);
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
            case 0:
                paper_heading(paper, 1 + rand_r(&seed) % 3, text.data);
                break;
            case 1:
                paper_keep_begin(paper);
                break;
            case 2:
                paper_table(paper, reader_columns, 3, cells, 1);
                break;
            case 3:
                paper_qr(paper, "x", text.data, "x");
                break;
            case 4:
                paper_signatures(paper, &(struct paper_signature){ text.data, NULL }, 1);
                break;
            default:
                paper_paragraph(paper, text.data, PAPER_PLAIN);
                break;
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
    reader_finish(reader_paper_of_all(), &one);
    struct paper *other = reader_paper();
    paper_paragraph(other, "Другой документ между ними.", PAPER_STRONG);
    TEXT_SCOPED between = { 0 };
    reader_finish(other, &between);
    reader_finish(reader_paper_of_all(), &two);
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
        struct paper *paper = reader_paper_of_all();
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
    reader_finish(reader_paper_of_all(), &wanted);
    pthread_t threads[8];
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(threads); i++)
        EXPECT_INT(pthread_create(&threads[i], NULL, worker, &wanted), 0);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(threads); i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        EXPECT_INT((intptr_t)wrong, 0);
    }
}
