# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing generated files. An unchanged file keeps its time, so that nothing is compiled again for nothing."""
import os

LICENCE = '/* SPDX-License-Identifier: AGPL-3.0-or-later */'


class Stop(Exception):
    """Ends the build with a text for the person who wrote the input."""


def write(path, text):
    data = text if isinstance(text, bytes) else text.encode()
    try:
        with open(path, 'rb') as old:
            if old.read() == data:
                return
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    with open(path, 'wb') as new:
        new.write(data)


def head(origin):
    return f'{LICENCE}\n/* Generated from {origin}. Change that. */\n'


def header(path, origin, includes, body):
    """Writes a C header with a guard."""
    guard = 'OKNO_' + ''.join(c.upper() if c.isalnum() else '_' for c in os.path.basename(path))
    lines = ''.join(f'#include <{name}>\n' for name in includes)
    write(path, f'{head(origin)}#ifndef {guard}\n#define {guard}\n\n{lines}\n{body}\n#endif\n')


def source(path, origin, includes, body):
    lines = ''.join(f'#include <{name}>\n' for name in includes)
    write(path, f'{head(origin)}{lines}\n{body}')


_ESCAPES = {'\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t', '\r': '\\r'}


def quoted(text):
    """A C string literal on one line. UTF-8 stays readable; other control characters become octal."""
    plain = ''.join(_ESCAPES.get(c, c if c >= ' ' else f'\\{ord(c):03o}') for c in text)
    return '"' + plain.replace('??', '?\\?') + '"'


def quoted_or_null(text):
    return 'NULL' if text is None else quoted(text)


def quoted_lines(text, indent='    '):
    """A C string literal with one line of source for each line of text."""
    lines = text.splitlines(keepends=True) or ['']
    return '\n'.join(indent + quoted(line) for line in lines)


def comment(text, indent=''):
    """A doc comment, or nothing when there is no text."""
    if not text:
        return ''
    lines = text.replace('*/', '* /').replace('/*', '/ *').splitlines()
    if len(lines) == 1:
        return f'{indent}/** {lines[0]} */\n'
    return f'{indent}/**\n' + ''.join(f'{indent} * {line}'.rstrip() + '\n' for line in lines) + f'{indent} */\n'


def prototype(name, arguments):
    """A function's head, arguments broken over lines as we would by hand."""
    start = name + '('
    lines, line = [], start
    for i, argument in enumerate(arguments):
        piece = argument + (', ' if i + 1 < len(arguments) else ')')
        if len(line) + len(piece.rstrip()) > 112 and line.strip():
            lines.append(line.rstrip())
            line = ' ' * len(start)
        line += piece
    return '\n'.join(lines + [line])
