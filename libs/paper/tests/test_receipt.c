/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../internal.h"
#include "reader.h"

#include <string.h>

static const struct paper_receipt_document documents[8] = {
    { "Паспорт гражданина Российской Федерации", "копия", 2, 1 },
    { "Свидетельство о рождении ребёнка", "копия", 1, 1 },
    { "Заявление о предоставлении услуги", "оригинал", 2, 1 },
    { "Выписка из домовой книги", "оригинал", 1, 2 },
    { "Справка о доходах за последние двенадцать месяцев", "оригинал", 3, 1 },
    { "Договор социального найма жилого помещения", "копия", 6, 1 },
    { "СНИЛС заявителя и членов семьи", "копия", 4, 1 },
    { "Доверенность", "копия", 2, 1 },
};

static struct paper_receipt
sample(void)
{
    return (struct paper_receipt){
        .centre = { "Центр услуг «Окно» района Северный", "117000, г. Москва, ул. Примерная, д. 17",
                    "+7 (495) 000-00-00" },
        .number = "0001-9300120-100101-00030058/26",
        .registered_us = time_of_date((struct date){ 2026, 11, 21 }, 14 * 60 + 5),
        .applicant = { "Заречная Анна Сергеевна", "Заречный Пётр Иванович", "доверенность № 77-15 от 3 марта 2026 г." },
        .service = "Предоставление субсидии на оплату жилого помещения и коммунальных услуг",
        .agency = "Городской центр жилищных субсидий",
        .documents = documents,
        .n_documents = 8,
        .term_days = 10,
        .term_working = true,
        .planned = { 2026, 12, 7 },
        .result_way = "Лично в этом центре с паспортом и распиской или в личном кабинете на портале",
        .progress = { "+7 (495) 000-00-01, ежедневно с 8 до 20", "okno.example.ru/track", "4TK7-9QXA",
                      "https://okno.example.ru/track?number=0001-9300120-100101-00030058/26&code=4TK79QXA" },
        .operator_name = "Северная Е. В.",
        .created_us = INT64_C(1795257900) * 1000000,
    };
}

static void
make(const struct paper_receipt *receipt, struct text *ret_pdf, struct text *ret_text)
{
    EXPECT_CODE(paper_receipt(receipt, ret_pdf), RPC_OK);
    reader_text(ret_pdf, 0, ret_text);
}

static void
expect_texts(const struct text *text, const char *const *wanted, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(strstr(text->data, wanted[i]) != NULL, "missing: %s", wanted[i]);
}

TEST(receipt_says_everything_on_one_page)
{
    static const char *const wanted[] = {
        "Центр услуг «Окно» района Северный",
        "117000, г. Москва, ул. Примерная, д. 17. Телефон +7 (495) 000-00-00",
        "Расписка о приёме документов",
        "№ 0001-9300120-100101-00030058/26 от 21 ноября 2026 г., 14:05",
        "Заречная Анна Сергеевна",
        "Заречный Пётр Иванович, доверенность № 77-15 от 3 марта 2026 г.",
        "Предоставление субсидии",
        "Городской центр жилищных субсидий",
        "Паспорт гражданина Российской Федерации",
        "оригинал",
        "Доверенность",
        "Всего принято: 8 документов, листов во всех экземплярах: 22.",
        "10 рабочих дней",
        "7 декабря 2026 г.",
        "Лично в этом центре",
        "+7 (495) 000-00-01, ежедневно с 8 до 20",
        "okno.example.ru/track",
        "4TK7-9QXA",
        "Документы принял(а)",
        "Северная Е. В.",
        "Расписку получил(а)",
        "Отметка о выдаче результата",
        "Дата выдачи",
        "Выдан документ",
        "Отказ",
        "Получил(а)",
        "страница 1 из 1",
    };
    struct paper_receipt receipt = sample();
    TEXT_SCOPED pdf = { 0 };
    TEXT_SCOPED text = { 0 };
    make(&receipt, &pdf, &text);
    expect_texts(&text, wanted, OKNO_ARRAY_SIZE(wanted));
    EXPECT_INT(reader_pages(&pdf), 1);
    TEXT_SCOPED info = { 0 };
    reader_run(&pdf, "pdfinfo", "", &info);
    EXPECT(strstr(info.data, "Расписка о приёме документов № 0001-9300120-100101-00030058/26") != NULL);
    EXPECT(strstr(info.data, "Tagged:          yes") != NULL);
}

/* The sizes of the fonts, as pdftohtml lists them. */
static void
expect_large_letters(const struct text *pdf)
{
    TEXT_SCOPED html = { 0 };
    reader_run(pdf, "pdftohtml -xml -i -stdout -zoom 1", "", &html);
    EXPECT(reader_count(&html, "<fontspec") > 0);
    for (const char *at = html.data; (at = strstr(at, "<fontspec")); at++)
        EXPECT(strtol(strstr(at, "size=\"") + strlen("size=\""), NULL, 10) >= 11);
}

TEST(receipt_with_long_names_still_fits_one_page)
{
    struct paper_receipt_document all[8];
    memcpy(all, documents, sizeof all);
    all[0].name = "Паспорт гражданина Российской Федерации заявителя и паспорта всех совместно проживающих "
                  "членов семьи";
    all[1].name = "Свидетельство о рождении ребёнка и свидетельство об установлении отцовства (при наличии)";
    all[3].name = "Выписка из домовой книги или иной документ, подтверждающий совместное проживание";
    struct paper_receipt receipt = sample();
    receipt.documents = all;
    receipt.applicant.name = "Константинопольская-Преображенская Александра-Мария Вячеславовна";
    receipt.service = "Предоставление субсидии на оплату жилого помещения и коммунальных услуг гражданам, "
                      "имеющим место жительства в городе, и перерасчёт её размера при изменении состава семьи";
    TEXT_SCOPED pdf = { 0 };
    TEXT_SCOPED text = { 0 };
    make(&receipt, &pdf, &text);
    EXPECT_INT(reader_pages(&pdf), 1);
    EXPECT(strstr(text.data, "перерасчёт её") != NULL);
    expect_large_letters(&pdf);
    receipt = sample();
    TEXT_SCOPED ordinary = { 0 };
    EXPECT_CODE(paper_receipt(&receipt, &ordinary), RPC_OK);
    expect_large_letters(&ordinary);
}

TEST(receipt_of_forty_documents_breaks_well)
{
    struct paper_receipt_document all[40];
    for (int i = 0; i < 40; i++)
        all[i] = documents[i % 8];
    struct paper_receipt receipt = sample();
    receipt.documents = all;
    receipt.n_documents = 40;
    TEXT_SCOPED pdf = { 0 };
    TEXT_SCOPED text = { 0 };
    TEXT_SCOPED last = { 0 };
    make(&receipt, &pdf, &text);
    EXPECT_INT(reader_pages(&pdf), 2);
    EXPECT_INT(reader_count(&text, "Листов"), 2);
    EXPECT_INT(reader_count(&text, "Доверенность"), 5);
    reader_text(&pdf, 2, &last);
    static const char *const wanted[] = { "40 документов", "Документы принял(а)", "Расписку получил(а)", "Дата выдачи",
                                          "страница 2 из 2" };
    expect_texts(&last, wanted, OKNO_ARRAY_SIZE(wanted));
}

TEST(receipt_without_what_may_be_missing)
{
    struct paper_receipt receipt = { .centre = { .name = "Центр" },
                                     .number = "1",
                                     .applicant = { .name = "Она" },
                                     .service = "Услуга",
                                     .agency = "",
                                     .issue = { .document = "", .refusal = "" } };
    TEXT_SCOPED pdf = { 0 };
    TEXT_SCOPED text = { 0 };
    make(&receipt, &pdf, &text);
    EXPECT(strstr(text.data, "Представитель") == NULL);
    EXPECT(strstr(text.data, "Готово не позднее") == NULL);
    EXPECT(strstr(text.data, "Принятые документы") == NULL);
    EXPECT(strstr(text.data, "Получил(а): подпись, фамилия") != NULL);
}

TEST(receipt_of_an_issued_result)
{
    struct paper_receipt receipt = sample();
    receipt.issue.date = (struct date){ 2026, 12, 4 };
    receipt.issue.document = "Решение о предоставлении субсидии № 15";
    TEXT_SCOPED pdf = { 0 };
    TEXT_SCOPED text = { 0 };
    make(&receipt, &pdf, &text);
    EXPECT(strstr(text.data, "4 декабря 2026 г.") != NULL);
    EXPECT(strstr(text.data, "Решение о предоставлении субсидии № 15") != NULL);
}

TEST(receipt_that_cannot_be_is_refused)
{
    enum { CASES = 9 };
    static const struct paper_receipt_document negative = { "Паспорт", "копия", -1, 1 };
    static const struct paper_receipt_document nameless = { NULL, "копия", 1, 1 };
    for (int i = 0; i < CASES; i++) {
        struct paper_receipt receipt = sample();
        switch (i) {
        case 0:
            receipt.centre.name = NULL;
            break;
        case 1:
            receipt.number = "";
            break;
        case 2:
            receipt.applicant.name = NULL;
            break;
        case 3:
            receipt.service = NULL;
            break;
        case 4:
            receipt.planned = (struct date){ 2026, 2, 30 };
            break;
        case 5:
            receipt.documents = &negative;
            receipt.n_documents = 1;
            break;
        case 6:
            receipt.documents = &nameless;
            receipt.n_documents = 1;
            break;
        case 7:
            receipt.term_days = -1;
            break;
        default:
            receipt.applicant.name = "Анна \xFF";
            break;
        }
        TEXT_SCOPED pdf = { 0 };
        ck_assert_msg(paper_receipt(&receipt, &pdf) == RPC_INVALID_ARGUMENT, "case %d", i);
        EXPECT_INT(pdf.length, 0);
    }
}

TEST(words_follow_the_numbers)
{
    static const struct {
        int n;
        const char *words;
    } cases[] = { { 0, "0 дней" },  { 1, "1 день" },     { 2, "2 дня" },     { 4, "4 дня" },
                  { 5, "5 дней" },  { 11, "11 дней" },   { 14, "14 дней" },  { 21, "21 день" },
                  { 22, "22 дня" }, { 101, "101 день" }, { 111, "111 дней" } };
    struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(cases); i++)
        EXPECT_TEXT(words_count(arena, cases[i].n, "день", "дня", "дней"), cases[i].words);
    EXPECT_TEXT(words_date(arena, (struct date){ 2026, 5, 9 }), "9 мая 2026 г.");
    EXPECT_TEXT(words_time(arena, time_of_date((struct date){ 2026, 1, 1 }, 65)), "1 января 2026 г., 01:05");
    arena_free(arena);
}
