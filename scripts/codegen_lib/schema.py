# SPDX-License-Identifier: AGPL-3.0-or-later
"""X.schema.[ch]: numbered, forward-only schema files, those of libraries first; schemas.[ch]: all services."""
import hashlib
import os
import re

from . import output
from .output import Stop

_NAME = re.compile(r'(\d{4})_[a-z0-9_]+\.sql')


def generate(name, folders, out):
    """
    @name     service: 'tracking'
    @folders  of (owner, folder, shown): ('db', '/src/libs/db/schema', 'libs/db/schema'), in the order they are run
    Returns the paths of what was read.
    """
    rows, paths = [], []
    for owner, folder, shown in folders:
        for path in _files(folder, shown):
            rows.append(_row(owner, path))
            paths.append(path)
    origin = ', '.join(shown for _, _, shown in folders)
    body = (f'/** Files that make the schema of {name}, in the order they are run. */\n'
            f'extern const struct db_migration {name}_schema[];\nextern const size_t {name}_schema_count;\n')
    output.header(os.path.join(out, f'{name}.schema.h'), origin, ['okno/db.h'], body)
    # An array of nothing is no C; the count leaves the empty row out.
    table = ''.join(rows) or '    { .name = NULL },\n'
    output.source(os.path.join(out, f'{name}.schema.c'), origin, [f'okno/{name}.schema.h'],
                  f'const struct db_migration {name}_schema[] = {{\n{table}}};\n'
                  f'const size_t {name}_schema_count = {len(rows)};\n')
    return paths


def _files(folder, shown):
    found = []
    for file in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if not file.endswith('.sql'):
            continue
        match = _NAME.fullmatch(file)
        if not match:
            raise Stop(f'{shown}/{file}: schema files are named 0001_what_it_does.sql')
        if int(match.group(1)) != len(found) + 1:
            raise Stop(f'{shown}: schema files are numbered from 0001 without gap or repetition; '
                       f'{file} should have {len(found) + 1:04}')
        found.append(os.path.join(folder, file))
    return found


def _row(owner, path):
    with open(path, 'rb') as file:
        data = file.read()
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Stop(f'{path}: not UTF-8: {error}') from error
    return (f'    {{\n        .name = "{owner}/{os.path.basename(path)}",\n'
            f'        .sha256 = "{hashlib.sha256(data).hexdigest()}",\n'
            f'        .text =\n{output.quoted_lines(text, "            ")},\n    }},\n')


def generate_all(names, out):
    """schemas.[ch]: for `okno migrate`, which knows every service's schema."""
    body = ('struct okno_schema {\n    const char *service; /* "tracking": also the name of its schema and role */\n'
            '    const struct db_migration *files;\n    const size_t *n_files;\n};\n\n'
            'extern const struct okno_schema okno_schemas[];\nextern const size_t okno_schemas_count;\n')
    output.header(os.path.join(out, 'schemas.h'), 'services/', ['okno/db.h'], body)
    rows = ''.join(f'    {{ "{n}", {n}_schema, &{n}_schema_count }},\n' for n in names) or '    { NULL, NULL, NULL },\n'
    output.source(os.path.join(out, 'schemas.c'), 'services/',
                  ['okno/schemas.h'] + [f'okno/{n}.schema.h' for n in names],
                  f'const struct okno_schema okno_schemas[] = {{\n{rows}}};\n'
                  f'const size_t okno_schemas_count = {len(names)};\n')
