/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../internal.h"
#include "reader.h"

#include <string.h>

static const char *const lines[] = { "Паспорта, регистрация, справки", "Перед вами 3 человека" };
static const char *const foot[] = { "Код: XDGE9LV3", "Следите за табло" };

static struct paper_ticket
sample(void)
{
    return (struct paper_ticket){ .title = "Талон А012",
                                  .centre = "Центр госуслуг района Арбат",
                                  .number = "А012",
                                  .lines = lines,
                                  .n_lines = 2,
                                  .url = "https://okno.example.ru/t/01a2017b-9a2a-78b0-90db-a071b319b12f?code=XDGE9LV3",
                                  .alt = "QR-код страницы талона",
                                  .foot = foot,
                                  .n_foot = 2,
                                  .created_us = INT64_C(1795257900) * 1000000 };
}

/* Width and height of the page in millimetres. */
static void
page_size(const struct text *pdf, double *ret_width, double *ret_height)
{
    const char *box = memmem(pdf->data, pdf->length, "/MediaBox", strlen("/MediaBox"));
    ck_assert_ptr_nonnull(box);
    box = strchr(box, '[');
    char *end;
    strtod(box + 1, &end);
    strtod(end, &end);
    *ret_width = strtod(end, &end) * 25.4 / 72;
    *ret_height = strtod(end, &end) * 25.4 / 72;
}

TEST(ticket_says_everything_on_a_roll)
{
    static const char *const wanted[] = { "Центр госуслуг района Арбат", "А012", "Перед вами 3 человека", "XDGE9LV3",
                                          "Следите за табло" };
    struct paper_ticket ticket = sample();
    TEXT_SCOPED pdf = { 0 }, text = { 0 };
    double width, height;
    EXPECT_CODE(paper_ticket(&ticket, &pdf), RPC_OK);
    reader_text(&pdf, 0, &text);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(wanted); i++)
        ck_assert_msg(strstr(text.data, wanted[i]) != NULL, "missing: %s", wanted[i]);
    page_size(&pdf, &width, &height);
    ck_assert_double_eq_tol(width, 80, 0.1);
    ck_assert_msg(height > 90 && height < 140, "%.1f mm long", height);
}

TEST(ticket_is_as_long_as_what_stands_on_it)
{
    struct paper_ticket ticket = sample();
    TEXT_SCOPED whole = { 0 }, bare = { 0 };
    double width, longer, shorter;
    EXPECT_CODE(paper_ticket(&ticket, &whole), RPC_OK);
    ticket.url = NULL;
    ticket.n_lines = 0;
    EXPECT_CODE(paper_ticket(&ticket, &bare), RPC_OK);
    page_size(&whole, &width, &longer);
    page_size(&bare, &width, &shorter);
    ck_assert_double_ge(longer - shorter, 38);
}

TEST(ticket_refuses_what_it_cannot_say)
{
    struct paper_ticket ticket = sample();
    TEXT_SCOPED pdf = { 0 };
    ticket.number = "";
    EXPECT_CODE(paper_ticket(&ticket, &pdf), RPC_INVALID_ARGUMENT);
    ticket = sample();
    ticket.alt = NULL;
    EXPECT_CODE(paper_ticket(&ticket, &pdf), RPC_INVALID_ARGUMENT);
    const char *many[200];
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(many); i++)
        many[i] = "строка";
    ticket = sample();
    ticket.lines = many;
    ticket.n_lines = OKNO_ARRAY_SIZE(many);
    EXPECT_CODE(paper_ticket(&ticket, &pdf), RPC_INVALID_ARGUMENT);
    ck_assert_uint_eq(pdf.length, 0);
}
