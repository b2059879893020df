# SPDX-License-Identifier: AGPL-3.0-or-later
"""X.rules.[ch]: (okno.field) of every message as tables, defaults filled in."""
import os

from . import output

DEFAULT_MAX_LENGTH = 1000
DEFAULT_MAX_ITEMS = 100


def max_length(field):
    return (field.rule.max_length or DEFAULT_MAX_LENGTH) if field.kind == 'string' else 0


def max_items(field):
    return (field.rule.max_items or DEFAULT_MAX_ITEMS) if field.repeated else 0


def has_rules(manifest, field):
    """Whether the field is a message of ours, whose own fields have rules in turn."""
    return field.is_message and field.type_name.startswith('okno.') and field.type_name in manifest.messages


def generate(manifest, file, out):
    origin = f'proto/{file.name}'
    _header(file, os.path.join(out, f'{file.stem}.rules.h'), origin)
    body = '\n'.join(_tables(manifest, message) for message in file.messages)
    output.source(os.path.join(out, f'{file.stem}.rules.c'), origin, [f'okno/{file.stem}.rules.h'] +
                  [f'okno/{os.path.basename(name)[:-len(".proto")]}.rules.h' for name in file.imports
                   if name.startswith('okno/') and name != 'okno/options.proto'], body)


def _header(file, path, origin):
    body = ''.join(f'extern const struct rpc_message_rules {m.c_symbol}__rules;\n' for m in file.messages)
    output.header(path, origin, ['okno/rpc.h', f'okno/{file.stem}.pb-c.h'], body)


def _tables(manifest, message):
    symbol, fields = message.c_symbol, 'NULL'
    text = ''
    if message.fields:
        fields = f'{symbol}__field_rules'
        rows = ''.join(f'    {{ {_initializers(manifest, f)} }}, /* {f.name} */\n' for f in message.fields)
        text = f'static const struct rpc_field_rule {fields}[] = {{\n{rows}}};\n'
    return text + (f'const struct rpc_message_rules {symbol}__rules = {{\n'
                   f'    .message = &{symbol}__descriptor,\n    .fields = {fields},\n}};\n')


def _initializers(manifest, field):
    rule = field.rule
    parts = ['.required = true'] if rule.required else []
    for name, value in (('max_length', max_length(field)), ('max_items', max_items(field)),
                        ('min', rule.min), ('max', rule.max)):
        if value:
            parts.append(f'.{name} = {value}')
    parts.append(f'.format = RPC_FORMAT_{rule.format}')
    if has_rules(manifest, field):
        parts.append(f'.message = &{manifest.messages[field.type_name].c_symbol}__rules')
    return ', '.join(parts)
