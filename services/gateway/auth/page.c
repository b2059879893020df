/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The few pages that signing in needs, without a script: they must work where nothing else does. */
#include "internal.h"

#include <openssl/evp.h>

static const char STYLE[] =
    "body{font:1.1875rem/1.5 'Golos Text','PT Sans',sans-serif;color:#0b0c0c;background:#fff;max-width:30rem;"
    "margin:2rem auto;padding:0 1rem}"
    "h1{font-size:2rem;line-height:1.2}label{display:block;font-weight:700;margin:1rem 0 .25rem}"
    "input{font:inherit;box-sizing:border-box;width:100%;min-height:3rem;padding:.25rem .5rem;border:2px solid #0b0c0c}"
    "button,.button{font:inherit;font-weight:700;display:inline-block;min-height:3rem;padding:.5rem 1.5rem;"
    "margin:1.5rem 0;border:0;color:#fff;background:#00703c;text-decoration:none;cursor:pointer}"
    ".fault{border-left:.5rem solid #d4351c;padding:.5rem 1rem;font-weight:700;color:#942514}"
    "a{color:#1d70b8}:focus-visible{outline:3px solid #ffdd00;outline-offset:0;box-shadow:0 0 0 5px #0b0c0c}"
    "@media (forced-colors:active){button,.button{border:2px solid}}";

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

static void
begin(const struct request *request, struct text *html, const char *title)
{
    text_addf(html,
              "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>%s — %s</title>\n"
              "<style>%s</style>\n</head>\n<body>\n<main>\n<h1>%s</h1>\n",
              request->english ? "en" : "ru", title, choose(request, "Окно", "Okno"), STYLE, title);
}

/* Our own style and nothing else; forms go to us only. */
static const char *
policy_of(struct arena *arena)
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
    request->policy = policy_of(request->arena);
    response_set(request, status, "text/html; charset=utf-8", html);
    response_header(request, "Content-Language", request->english ? "en" : "ru");
    response_header(request, "Referrer-Policy", "same-origin");
}

/* ------------------------------------------------------------------ pages */

static void
add_fault(struct text *html, const char *fault)
{
    if (!fault)
        return;
    text_adds(html, "<p class=\"fault\" id=\"fault\" role=\"alert\">");
    add_escaped(html, fault);
    text_adds(html, "</p>\n");
}

static void
add_form(const struct request *request, struct text *html, bool fault, const char *login, const char *next)
{
    const char *described = fault ? " aria-describedby=\"fault\"" : "";
    text_adds(html, "<form method=\"post\" action=\"/auth/local\">\n<input type=\"hidden\" name=\"next\" value=\"");
    add_escaped(html, next);
    text_addf(html,
              "\">\n<label for=\"login\">%s</label>\n<input id=\"login\" name=\"login\" autocomplete=\"username\" "
              "autocapitalize=\"none\" spellcheck=\"false\" required maxlength=\"64\"%s value=\"",
              choose(request, "Имя для входа", "Login"), described);
    add_escaped(html, login);
    text_addf(html,
              "\">\n<label for=\"password\">%s</label>\n<input id=\"password\" name=\"password\" type=\"password\" "
              "autocomplete=\"current-password\" required maxlength=\"256\"%s>\n<button>%s</button>\n</form>\n",
              choose(request, "Пароль", "Password"), described, choose(request, "Войти", "Sign in"));
}

static void
add_provider(const struct request *request, struct text *html, const char *next)
{
    if (!request->edge->options.auth->oidc)
        return;
    text_addf(html, "<p><a href=\"/auth/sign-in?via=provider&amp;next=%s\">%s</a></p>\n",
              next_escape(request->arena, next),
              choose(request, "Войти через единый сервис входа", "Sign in at the identity provider"));
}

void
page_sign_in(struct request *request, unsigned status, const char *fault, const char *login, const char *next)
{
    struct text html = { 0 };
    begin(request, &html, choose(request, "Вход", "Sign in"));
    add_fault(&html, fault);
    add_form(request, &html, fault != NULL, login, next);
    add_provider(request, &html, next);
    finish(request, status, &html);
}

void
page_trouble(struct request *request, unsigned status, const char *text, const char *again)
{
    struct text html = { 0 };
    begin(request, &html, choose(request, "Войти не удалось", "Signing in failed"));
    add_fault(&html, text);
    if (again) {
        text_adds(&html, "<p><a class=\"button\" href=\"");
        add_escaped(&html, again);
        text_addf(&html, "\">%s</a></p>\n", choose(request, "Попробовать ещё раз", "Try again"));
    }
    text_addf(&html, "<p><a href=\"/\">%s</a></p>\n", choose(request, "На главную страницу", "To the front page"));
    finish(request, status, &html);
}

void
page_redirect(struct request *request, const char *location)
{
    reply_nothing(request, 303);
    response_header(request, "Location", location);
}
