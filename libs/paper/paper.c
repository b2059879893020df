/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "internal.h"

#define ARENA_LIMIT ((size_t)64 * 1024 * 1024) /* never reached: the limits of texts and pages bound it */

void *
grow(void *items, size_t n, size_t *room, size_t size)
{
    if (n < *room)
        return items;
    *room = *room ? *room * 2 : 64;
    items = realloc(items, *room * size);
    if (!items)
        abort();
    return items;
}

void
paper_fail(struct paper *paper, enum rpc_code code, const char *problem)
{
    if (paper->code != RPC_OK)
        return;
    paper->code = code;
    paper->problem = problem;
}

const char *
paper_problem(const struct paper *paper)
{
    return paper->problem;
}

static bool
text_accepted(struct paper *paper, const char *text, size_t length)
{
    if (!text)
        paper_fail(paper, RPC_INVALID_ARGUMENT, "a required text is missing");
    else if (length > PAPER_TEXT_LIMIT)
        paper_fail(paper, RPC_RESOURCE_EXHAUSTED, "a text has more than 16 KiB");
    else if (length > PAPER_TEXTS_LIMIT - paper->text_bytes)
        paper_fail(paper, RPC_RESOURCE_EXHAUSTED, "the texts have more than 1 MiB together");
    else if (!utf8_valid(text, length))
        paper_fail(paper, RPC_INVALID_ARGUMENT, "a text is not valid UTF-8");
    return paper->code == RPC_OK;
}

/* Bytes of the noncharacter at s (Unicode, 23.7: U+FDD0-U+FDEF, U+nFFFE, U+nFFFF), 0 when none is there. */
static size_t
noncharacter(const char *s)
{
    const unsigned char *c = (const unsigned char *)s;
    bool last_two = c[0] >= 0xEF && c[1] == 0xBF && c[2] >= 0xBE;
    if (c[0] == 0xEF && (last_two || (c[1] == 0xB7 && c[2] >= 0x90 && c[2] <= 0xAF)))
        return 3;
    return c[0] >= 0xF0 && (c[1] & 0x0F) == 0x0F && c[2] == 0xBF && c[3] >= 0xBE ? 4 : 0;
}

const char *
paper_text(struct paper *paper, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    if (!text_accepted(paper, text, length))
        return NULL;
    paper->text_bytes += length;
    char *copy = arena_alloc(paper->arena, length + 1), *end = copy;
    for (size_t skip; *text; text += skip) {
        skip = noncharacter(text);
        end = skip ? mempcpy(end, "\xEF\xBF\xBD", 3) : mempcpy(end, text, 1); /* U+FFFD, replacement */
        skip += !skip;
    }
    return copy;
}

/* Left margin wide enough for a file's holes (ГОСТ Р 7.0.97). */
static void
page_set(struct paper *paper, enum paper_page page)
{
    static const double sizes[][2] = { [PAPER_A4] = { 210, 297 },
                                       [PAPER_A4_LANDSCAPE] = { 297, 210 },
                                       [PAPER_A5] = { 148, 210 },
                                       [PAPER_ROLL] = { 80, 297 } };
    if ((size_t)page >= OKNO_ARRAY_SIZE(sizes)) {
        paper_fail(paper, RPC_INVALID_ARGUMENT, "the page is not one of the sizes");
        page = PAPER_A4;
    }
    paper->page_width = MM(sizes[page][0]);
    paper->page_height = MM(sizes[page][1]);
    paper->left = MM(20);
    paper->right = paper->page_width - MM(13);
    paper->top = MM(12);
    paper->bottom = paper->page_height - MM(16);
    if (page != PAPER_ROLL)
        return;
    paper->left = paper->top = MM(4);
    paper->right = paper->page_width - MM(4);
}

static bool
language_valid(const char *tag)
{
    size_t letters = strspn(tag, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");
    return letters > 0 && letters < 36 && tag[letters] == '\0';
}

static void
describe(struct paper *paper, const struct paper_options *options)
{
    paper->title = paper_text(paper, options->title);
    paper->author = options->author ? paper_text(paper, options->author) : NULL;
    paper->language = paper_text(paper, options->language ? options->language : "ru-RU");
    if (paper->language && !language_valid(paper->language))
        paper_fail(paper, RPC_INVALID_ARGUMENT, "the language is not a tag such as ru-RU");
    paper->created_us = options->created_us ? options->created_us : time_now_us();
}

static void
begin(struct paper *paper)
{
    const char *problem;
    if (!engine_open(&problem)) {
        paper_fail(paper, RPC_FAILED_PRECONDITION, problem);
        return;
    }
    paper->press = press_take();
    if (!paper->press->text_font)
        paper_fail(paper, RPC_FAILED_PRECONDITION, "no font is installed (package fonts-paratype)");
    lib.pango_context_set_language(paper->press->context, lib.pango_language_from_string(paper->language));
    mark_open(paper, "Document");
}

struct paper *
paper_new(const struct paper_options *options)
{
    struct paper *paper = calloc(1, sizeof *paper);
    if (!paper)
        abort();
    paper->arena = arena_new(ARENA_LIMIT);
    paper->problem = "";
    describe(paper, options);
    page_set(paper, options->page);
    paper->dense = options->dense;
    paper->y = paper->top;
    if (paper->code == RPC_OK)
        begin(paper);
    return paper;
}

void
paper_free(struct paper *paper)
{
    if (!paper)
        return;
    for (size_t i = 0; i < paper->n_layouts; i++)
        lib.g_object_unref(paper->layouts[i]);
    for (size_t i = 0; i < paper->n_codes; i++)
        lib.QRcode_free(paper->codes[i]);
    if (paper->press)
        press_give(paper->press);
    free(paper->layouts);
    free(paper->codes);
    free(paper->alts);
    free(paper->marks);
    arena_free(paper->arena);
    free(paper);
}

void
paper_footer(struct paper *paper, const char *text)
{
    paper->footer = paper_text(paper, text);
}

enum rpc_code
paper_finish(struct paper *paper, struct text *ret_pdf)
{
    if (paper->code != RPC_OK)
        return paper->code;
    mark_close(paper, "Document");
    TEXT_SCOPED plain = { 0 };
    TEXT_SCOPED tagged = { 0 };
    if (draw(paper, &plain) == RPC_OK && tag(paper, &plain, &tagged) == RPC_OK)
        text_add(ret_pdf, tagged.data, tagged.length);
    return paper->code;
}
