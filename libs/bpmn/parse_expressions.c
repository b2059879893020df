/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Expressions: in which language they are, and whether they compile. */
#include "parse.h"
#include "script.h"

static bool
is_lua(const char *language)
{
    static const char *const names[] = {
        LUA_LANGUAGE, "https://www.lua.org/manual/5.4", "https://www.lua.org/", "http://www.lua.org/manual/5.4/", "lua",
        "Lua"
    };
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(names); i++)
        if (text_equal(language, names[i]))
            return true;
    return false;
}

static void
compile(struct parser *parser, const struct element *element, struct expression expression, bool script)
{
    const char *error;
    if (parser->expressions++ >= MODEL_EXPRESSIONS)
        fault_at(parser, element->shown.id, expression.line, "too-many-elements", "в модели больше 20 000 выражений",
                 "the model has more than 20 000 expressions", NULL);
    else if (!script_compiles(parser->faults.arena, expression, script, &error))
        fault_at(parser, element->shown.id, expression.line, "script-syntax", "выражение не разобрано: %s",
                 "the expression does not compile: %s", error);
}

static bool
language_fits(struct parser *parser, const struct element *element, const char *language, int line)
{
    if (is_lua(language ? language : parser->language))
        return true;
    fault_at(
        parser, element->shown.id, line, "expression-language", "язык выражений «%s» не поддерживается, только Lua 5.4",
        "the expression language \"%s\" is not supported, only Lua 5.4 is", language ? language : parser->language);
    return false;
}

struct expression
parse_expression(struct parser *parser, const struct element *element, const struct xml *xml, bool plain)
{
    if (!xml || *xml->text == '\0')
        return (struct expression){ 0 };
    const char *language = xml_get(xml, "language");
    struct expression expression = { xml->text, xml->line, true };
    if (*expression.text == '=')
        expression.text++;
    else if (plain && !language)
        expression.lua = false;
    if (expression.lua && language_fits(parser, element, language, xml->line))
        compile(parser, element, expression, false);
    return expression;
}

struct expression
parse_script(struct parser *parser, const struct element *element, const struct xml *xml, const char *language)
{
    struct expression expression = { xml->text, xml->line, true };
    static const char *const formats[] = { "text/x-lua", "application/x-lua", "text/lua" };
    bool known = !language || is_lua(language);
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(formats); i++)
        known = known || text_equal(language, formats[i]);
    if (known || language_fits(parser, element, language, xml->line))
        compile(parser, element, expression, true);
    return expression;
}

struct expression
expression_of(const char *text, int line)
{
    bool lua = text && *text == '=';
    return (struct expression){ lua ? text + 1 : text, line, lua };
}

void
check_text(struct parser *parser, const struct element *element, int line, const char *text)
{
    struct expression expression = expression_of(text, line);
    if (expression.lua)
        compile(parser, element, expression, false);
}
