# SPDX-License-Identifier: AGPL-3.0-or-later
"""X.sql.[ch]: every sql/<name>.sql as a `struct db_statement X_sql_<name>`.

A file begins with its header, the comment lines before the statement:

    -- Application by id, for whoever may see it.        what it is for: always, and first
    -- $1 uuid  application id                           type of every parameter, and a word about it
    -- $2 text  centre of the caller
    -- fills: okno.tracking.v1.Application               message that a row fills, by column name
    -- rows                                              every parameter is an array, one element per row
    -- alone                                             slow by nature: shares no pipeline with others
"""
import os
import re

from . import output
from .output import Stop

_PARAMETER = re.compile(r'\$(\d+)\s+([a-z_][a-z0-9_]*(?:\[\])?)(?:\s|$)')
# What may hide a $1 or a semicolon: comments, texts, quoted names, dollar-quoted bodies.
_OPAQUE = re.compile(r"""--[^\n]*|/\*.*?\*/|[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"[^"]*"|"""
                     r'\$([A-Za-z_]\w*|)\$.*?\$\1\$', re.S)


class Statement:
    def __init__(self, path, shown):
        self.file = shown
        self.name = os.path.basename(path)[:-len('.sql')]
        self.types = {}
        self.fills = None
        self.rows = self.alone = False
        with open(path, encoding='utf-8') as file:
            lines = file.read().splitlines()
        count = next((i for i, line in enumerate(lines) if not line.startswith('--')), len(lines))
        self.purpose = self._purpose(lines[0] if count else '')
        for line in lines[1:count]:
            self._header_line(line[2:].strip())
        self.text = self._statement('\n'.join(lines[count:]))
        self._check_parameters()

    def stop(self, what):
        raise Stop(f'{self.file}: {what}')

    def _purpose(self, line):
        text = line[2:].strip()
        if not text or text.startswith(('$', 'fills:')) or text in ('rows', 'alone'):
            self.stop('the first line must say what the statement is for: "-- Application by id."')
        if not re.fullmatch(r'[a-z][a-z0-9_]*', self.name):
            self.stop('a statement is named in small letters, digits and _')
        return text

    def _header_line(self, text):
        parameter = _PARAMETER.match(text)
        if parameter:
            number = int(parameter.group(1))
            if number in self.types:
                self.stop(f'${number} is documented twice')
            self.types[number] = parameter.group(2)
        elif text.startswith('$'):
            self.stop(f'"-- {text}" is no parameter; write "-- $1 text  what it is"')
        elif text.startswith('fills:'):
            self.fills = text[len('fills:'):].strip()
        elif text in ('rows', 'alone'):
            setattr(self, text, True)

    def _statement(self, text):
        text = text.strip()
        bare = _OPAQUE.sub(' ', text)
        if not bare.strip():
            self.stop('holds no statement')
        if ';' in bare.rstrip()[:-1]:
            self.stop('holds more than one statement; a file is one')
        self.used = {int(n) for n in re.findall(r'\$(\d+)', bare)}
        return text[:-1].rstrip() if text.endswith(';') else text

    def _check_parameters(self):
        undocumented = sorted(self.used - set(self.types))
        if undocumented:
            number = undocumented[0]
            self.stop(f'${number} is not documented; add "-- ${number} <type>  what it is" to the header')
        unused = sorted(set(self.types) - self.used)
        if unused:
            self.stop(f'${unused[0]} is documented but not used')
        if self.used != set(range(1, len(self.used) + 1)):
            self.stop(f'parameters must be $1 to ${len(self.used)} without a gap')
        if self.rows and not all(kind.endswith('[]') for kind in self.types.values()):
            self.stop('"-- rows" needs every parameter to be an array')
        if self.rows and not self.types:
            self.stop('"-- rows" needs parameters')


def generate(name, folder, shown, out, manifest):
    """
    @name    prefix of everything: 'tracking'
    @shown   the folder as a person calls it: 'services/tracking/sql'
    Returns the paths of what was read.
    """
    files = sorted(f for f in os.listdir(folder) if f.endswith('.sql')) if os.path.isdir(folder) else []
    statements = [Statement(os.path.join(folder, f), f'{shown}/{f}') for f in files]
    for statement in statements:
        if statement.fills and statement.fills not in manifest.messages:
            statement.stop(f'fills {statement.fills}, which no .proto declares')
    body = ''.join(f'/** {s.purpose} */\nextern const struct db_statement {name}_sql_{s.name};\n' for s in statements)
    body += ('\n/** All of them, for the test that prepares every one. */\n'
             f'extern const struct db_statement *const {name}_sql[];\nextern const size_t {name}_sql_count;\n')
    output.header(os.path.join(out, f'{name}.sql.h'), shown, ['okno/db.h'], body)
    output.source(os.path.join(out, f'{name}.sql.c'), shown, [f'okno/{name}.sql.h'],
                  _source(name, statements))
    return [os.path.join(folder, f) for f in files]


def _source(name, statements):
    rows = ''.join(f'    &{name}_sql_{s.name},\n' for s in statements)
    return '\n'.join([_definition(name, s) for s in statements] +
                     [f'const struct db_statement *const {name}_sql[] = {{\n{rows}    NULL,\n}};\n'
                      f'const size_t {name}_sql_count = {len(statements)};\n'])


def _definition(name, s):
    types, table = 'NULL', ''
    if s.types:
        types = f'types_of_{s.name}'
        listed = ', '.join(output.quoted(s.types[n]) for n in sorted(s.types))
        table = f'static const char *const {types}[] = {{ {listed} }};\n'
    return (f'{table}const struct db_statement {name}_sql_{s.name} = {{\n'
            f'    .name = "{name}_{s.name}",\n'
            f'    .file = {output.quoted(s.file)},\n'
            f'    .n_params = {len(s.types)},\n'
            f'    .types = {types},\n'
            f'    .fills = {output.quoted_or_null(s.fills)},\n'
            f'    .rows = {"true" if s.rows else "false"},\n'
            f'    .alone = {"true" if s.alone else "false"},\n'
            f'    .text =\n{output.quoted_lines(s.text, "        ")},\n}};\n')
