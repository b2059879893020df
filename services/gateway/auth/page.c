/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The few pages that signing in needs, without a script: they must work where nothing else does. */
#include "internal.h"
#include "pages.h"

#include <openssl/evp.h>

static const char STYLE[] =
    "body{font:1.1875rem/1.5 'Golos Text','PT Sans',sans-serif;color:#0b0c0c;background:#fff;max-width:30rem;"
    "margin:2rem auto;padding:0 1rem}"
    "h1{font-size:2rem;line-height:1.2}label{display:block;font-weight:700;margin:1rem 0 .25rem}"
    "input{font:inherit;box-sizing:border-box;width:100%;min-height:3rem;padding:.25rem .5rem;border:2px solid #0b0c0c}"
    "button,.govuk-button{font:inherit;font-weight:700;display:inline-block;min-height:3rem;padding:.5rem 1.5rem;"
    "margin:1.5rem 0;border:0;color:#fff;background:#00703c;text-decoration:none;cursor:pointer}"
    ".fault{border-left:.5rem solid #d4351c;padding:.5rem 1rem;font-weight:700;color:#942514}"
    "a{color:#1d70b8}:focus-visible{outline:3px solid #ffdd00;outline-offset:0;box-shadow:0 0 0 5px #0b0c0c}"
    "@media (forced-colors:active){button,.govuk-button{border:2px solid}}";

bool
page_wanted(const struct request *request)
{
    return request->headers.accept && strstr(request->headers.accept, "text/html");
}

/* ------------------------------------------------------------------ frame */

static void
add_escaped(struct text *html, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            text_adds(html, "&amp;");
            break;
        case '<':
            text_adds(html, "&lt;");
            break;
        case '>':
            text_adds(html, "&gt;");
            break;
        case '"':
            text_adds(html, "&quot;");
            break;
        default:
            text_addc(html, *text);
        }
}

static const char *
choose(const struct request *request, const char *ru, const char *en)
{
    return request->english ? en : ru;
}

/* A sentence with its translation beside it, so that the language can be changed without losing what was typed. */
static void
add_words(const struct request *request, struct text *html, const char *before, struct words words, const char *after)
{
    text_addf(html, "%s data-ru=\"", before);
    add_escaped(html, words.ru);
    text_adds(html, "\" data-en=\"");
    add_escaped(html, words.en);
    text_adds(html, "\">");
    add_escaped(html, choose(request, words.ru, words.en));
    text_adds(html, after);
}

/* With the other pages there, this one looks like them; without, it must do alone. */
static bool
is_among_pages(const struct request *request)
{
    const struct pages *pages = request->edge->options.pages;
    return pages && pages_find(pages, "/assets/sign-in/sign-in.css", "");
}

static const char SHARED_HEAD[] = "<link rel=\"icon\" href=\"/assets/images/okno.svg\" type=\"image/svg+xml\">\n"
                                  "<script src=\"/assets/lib/early.js\"></script>\n"
                                  "<link rel=\"stylesheet\" href=\"/assets/styles/forms.css\">\n"
                                  "<link rel=\"stylesheet\" href=\"/assets/styles/base.css\">\n"
                                  "<link rel=\"stylesheet\" href=\"/assets/sign-in/sign-in.css\">\n"
                                  "<script type=\"module\" src=\"/assets/sign-in/sign-in.js\"></script>\n"
                                  "</head>\n<body>\n<okno-header></okno-header>\n";

static void
begin(const struct request *request, struct text *html, struct words title)
{
    text_addf(html,
              "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
              request->english ? "en" : "ru");
    add_words(request, html, "<title", title, "</title>\n");
    if (is_among_pages(request))
        text_adds(html, SHARED_HEAD);
    else
        text_addf(html, "<style>%s</style>\n</head>\n<body>\n", STYLE);
    text_adds(html, "<main id=\"main\" class=\"sign-in\" tabindex=\"-1\">\n");
    add_words(request, html, "<h1", title, "</h1>\n");
}

/* Our own style and nothing else; forms go to us only. */
static const char *
policy_alone(struct arena *arena)
{
    uint8_t digest[32];
    unsigned char encoded[48];
    if (!EVP_Digest(STYLE, sizeof STYLE - 1, digest, NULL, EVP_sha256(), NULL))
        abort();
    EVP_EncodeBlock(encoded, digest, sizeof digest);
    return arena_printf(arena,
                        "default-src 'none'; style-src 'sha256-%s'; form-action 'self'; base-uri 'none'; "
                        "frame-ancestors 'none'",
                        encoded);
}

static void
finish(struct request *request, unsigned status, struct text *html)
{
    text_adds(html, "</main>\n</body>\n</html>\n");
    request->policy = is_among_pages(request) ? site_page_policy() : policy_alone(request->arena);
    response_set(request, status, "text/html; charset=utf-8", html);
    response_header(request, "Content-Language", request->english ? "en" : "ru");
    response_header(request, "Referrer-Policy", "same-origin");
}

/* ------------------------------------------------------------------ pages */

static void
add_fault(const struct request *request, struct text *html, const struct words *fault)
{
    if (fault)
        add_words(request, html, "<p class=\"fault\" id=\"fault\" role=\"alert\"", *fault, "</p>\n");
}

static void
add_input(const struct request *request, struct text *html, const char *name, struct words label, const char *more,
          bool fault)
{
    add_words(request, html, arena_printf(request->arena, "<label class=\"govuk-label\" for=\"%s\"", name), label,
              "</label>\n");
    text_addf(html, "<input class=\"govuk-input\" id=\"%s\" name=\"%s\" required%s%s", name, name, more,
              fault ? " aria-describedby=\"fault\"" : "");
}

static void
add_form(const struct request *request, struct text *html, bool fault, const char *login, const char *next)
{
    text_adds(html, "<form method=\"post\" action=\"/auth/local\">\n<input type=\"hidden\" name=\"next\" value=\"");
    add_escaped(html, next);
    text_adds(html, "\">\n");
    add_input(request, html, "login", WORDS("Имя для входа", "Login"),
              " autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" maxlength=\"64\"", fault);
    text_adds(html, " value=\"");
    add_escaped(html, login);
    text_adds(html, "\">\n");
    add_input(request, html, "password", WORDS("Пароль", "Password"),
              " type=\"password\" autocomplete=\"current-password\" maxlength=\"256\"", fault);
    text_adds(html, ">\n");
    add_words(request, html, "<button class=\"govuk-button\"", WORDS("Войти", "Sign in"), "</button>\n</form>\n");
}

static void
add_link(const struct request *request, struct text *html, const char *kind, const char *address, struct words words)
{
    text_adds(html, "<p><a");
    text_adds(html, kind);
    text_adds(html, " href=\"");
    add_escaped(html, address);
    add_words(request, html, "\"", words, "</a></p>\n");
}

void
page_sign_in(struct request *request, unsigned status, const struct words *fault, const char *login, const char *next)
{
    struct text html = { 0 };
    begin(request, &html, WORDS("Вход", "Sign in"));
    add_fault(request, &html, fault);
    add_form(request, &html, fault != NULL, login, next);
    if (request->edge->options.auth->oidc)
        add_link(request, &html, "",
                 arena_printf(request->arena, "/auth/sign-in?via=provider&next=%s", next_escape(request->arena, next)),
                 WORDS("Войти через единый сервис входа", "Sign in at the identity provider"));
    finish(request, status, &html);
}

void
page_trouble(struct request *request, unsigned status, struct words words, const char *again)
{
    struct text html = { 0 };
    begin(request, &html, WORDS("Войти не удалось", "Signing in failed"));
    add_fault(request, &html, &words);
    if (again)
        add_link(request, &html, " class=\"govuk-button\"", again, WORDS("Попробовать ещё раз", "Try again"));
    add_link(request, &html, "", "/", WORDS("На главную страницу", "To the front page"));
    finish(request, status, &html);
}

void
page_redirect(struct request *request, const char *location)
{
    reply_nothing(request, 303);
    response_header(request, "Location", location);
}
