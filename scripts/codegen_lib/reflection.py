# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text that `okno rpc describe` shows: a service in the form of a .proto, with its comments and rules in words."""
from . import rules


def describe(manifest, service):
    parts = [_comment(service.comment) + f'service {service.full_name} {{\n'
             + '\n'.join(_method(m) for m in service.methods) + '}\n']
    for name in _reachable(manifest, service):
        parts.append(_message(manifest, manifest.messages[name]) if name in manifest.messages
                     else _enum(manifest.enums[name]))
    return '\n'.join(parts)


def _reachable(manifest, service):
    """Names of messages and enums that the methods use, in the order a reader meets them."""
    found, waiting = {}, []
    for method in service.methods:
        waiting += [method.request.full_name, method.reply.full_name]
    while waiting:
        name = waiting.pop(0)
        if name in found or name.startswith('google.'):
            continue
        found[name] = None
        if name in manifest.messages:
            waiting += [f.type_name for f in manifest.messages[name].fields if f.type_name]
    return [n for n in found if n not in manifest.messages or not manifest.messages[n].map_entry]


def _comment(text, indent=''):
    return ''.join(f'{indent}// {line}'.rstrip() + '\n' for line in text.splitlines())


def _method(method):
    facts = [f'{rule.verb} {rule.path}' for rule in method.http]
    facts.append('for ' + (', '.join(method.allow) or 'nobody'))
    facts += [word for word, holds in (('write', method.write), ('personal data', method.personal)) if holds]
    return (_comment(method.comment, '  ') + f'  // [{"; ".join(facts)}]\n'
            f'  rpc {method.name}({method.request.full_name}) returns ({method.reply.full_name});\n')


def _message(manifest, message):
    rows = ''.join(_comment(f.comment, '  ') + f'  {_field(manifest, f)}\n' for f in message.fields)
    return _comment(message.comment) + f'message {message.full_name} {{\n{rows}}}\n'


def _field(manifest, field):
    facts = rule_words(field)
    return f'{_type(manifest, field)} {field.name} = {field.number};' + (f'  // [{facts}]' if facts else '')


def _type(manifest, field):
    if field.is_message and field.type_name in manifest.messages and manifest.messages[field.type_name].map_entry:
        key, value = manifest.messages[field.type_name].fields
        return f'map<{key.kind}, {value.type_name or value.kind}>'
    prefix = 'repeated ' if field.repeated else 'optional ' if field.optional else ''
    return prefix + (field.type_name or field.kind)


def rule_words(field):
    """'required, code, at most 60 characters'; '' for a field that has only the defaults."""
    rule, words = field.rule, []
    if rule.required:
        words.append('required')
    if rule.format != 'TEXT':
        words.append(rule.format)
    if rule.max_length:
        words.append(f'at most {rules.max_length(field)} characters')
    if rule.max_items:
        words.append(f'at most {rules.max_items(field)} items')
    if rule.min or rule.max:
        words.append(f'{rule.min} to {rule.max}')
    if field.oneof:
        words.append(f'one of {field.oneof}')
    return ', '.join(words)


def _enum(enum):
    rows = ''.join(_comment(comment, '  ') + f'  {name} = {number};\n' for name, number, comment in enum.values)
    return _comment(enum.comment) + f'enum {enum.full_name} {{\n{rows}}}\n'
