# SPDX-License-Identifier: AGPL-3.0-or-later
"""proto/golden.json: everything a peer, a stored event or a client program may already rely on.

What is written there may be added to, never changed: numbers, names (they are the JSON), types, enum values, methods
and their HTTP paths.
"""
import json

UPDATE = 'scripts/codegen golden --update'


def picture(manifest):
    """The manifest reduced to what may not change."""
    files = manifest.files
    return {
        'messages': {m.full_name: _message(m) for f in files for m in f.messages},
        'enums': {e.full_name: _enum(e) for f in files for e in f.enums},
        'methods': {m.path: _method(m) for s in manifest.services for m in s.methods},
    }


def text(pictured):
    return json.dumps(pictured, indent=1, ensure_ascii=False, sort_keys=True) + '\n'


def _message(message):
    return {'fields': {str(f.number): _field(f) for f in message.fields},
            'reserved': [list(r) for r in message.reserved_numbers]}


def _field(field):
    made = {'name': field.name, 'type': field.type_name or field.kind}
    if field.repeated:
        made['repeated'] = True
    if field.oneof:
        made['oneof'] = field.oneof
    return made


def _enum(enum):
    return {'values': {str(number): name for name, number, _ in enum.values},
            'reserved': [list(r) for r in enum.reserved_numbers]}


def _method(method):
    return {'request': method.request.full_name, 'reply': method.reply.full_name,
            'http': sorted(f'{rule.verb} {rule.path}' for rule in method.http)}


def compare(old, new):
    """
    What became of the golden picture.

    Returns (broken, added): texts about what may not be, and about what the golden file does not know yet.
    """
    broken, added = [], []
    for name, message in sorted(old['messages'].items()):
        _compare_message(name, message, new['messages'].get(name), old, broken, added)
    for name, enum in sorted(old['enums'].items()):
        _compare_enum(name, enum, new['enums'].get(name), broken, added)
    for path, method in sorted(old['methods'].items()):
        _compare_method(path, method, new['methods'].get(path), broken, added)
    for kind in ('messages', 'enums', 'methods'):
        added += [f'{kind[:-1]} {name} is new' for name in sorted(set(new[kind]) - set(old[kind]))]
    return broken, added


def _compare_message(name, old, new, golden, broken, added):
    if new is None:
        # A message that fields or methods used is spoken of there.
        if not _used(name, golden):
            broken.append(f'message {name} is gone; what is stored or sent of it could no longer be read')
        return
    for number, field in sorted(old['fields'].items(), key=lambda item: int(item[0])):
        _compare_field(name, number, field, new, broken)
    for number, field in new['fields'].items():
        if number not in old['fields']:
            if _covered(old['reserved'], number):
                broken.append(f'{name}.{field["name"]} takes number {number}, which is reserved for a field that was')
            added.append(f'{name}.{field["name"]} is new')
    if old['reserved'] != new['reserved']:
        _compare_reserved(name, old, new, broken, added)


def _used(name, golden):
    fields = (f for m in golden['messages'].values() for f in m['fields'].values())
    return any(f['type'] == name for f in fields) or any(name in (m['request'], m['reply'])
                                                         for m in golden['methods'].values())


def _covered(reserved, number):
    return any(first <= int(number) <= last for first, last in reserved)


def _compare_field(owner, number, old, new, broken):
    now = new['fields'].get(number)
    where = f'{owner}.{old["name"]}'
    if now is None:
        moved = next((n for n, f in new['fields'].items() if f['name'] == old['name']), None)
        if moved:
            broken.append(f'{where} had number {number}, now it has {moved}')
        elif not _covered(new['reserved'], number):
            broken.append(f'{where} is gone; keep its number from being used again: reserved {number};')
        return
    if now['name'] != old['name']:
        broken.append(f'{where} = {number} is now called {now["name"]}; JSON goes by names')
    if now['type'] != old['type']:
        broken.append(f'{where} was {old["type"]}, now it is {now["type"]}; add a field and reserve {number} instead')
    if now.get('repeated', False) != old.get('repeated', False):
        broken.append(f'{where} {"was" if old.get("repeated") else "became"} repeated')
    if now.get('oneof') != old.get('oneof'):
        broken.append(f'{where} was in {_oneof(old)}, now it is in {_oneof(now)}')


def _oneof(field):
    return f'oneof {field["oneof"]}' if 'oneof' in field else 'no oneof'


def _compare_reserved(name, old, new, broken, added):
    for first, last in old['reserved']:
        if not all(_covered(new['reserved'], number) for number in range(first, min(last, first + 1000) + 1)):
            broken.append(f'{name} no longer reserves {first if first == last else f"{first} to {last}"}')
            return
    added.append(f'{name} reserves more numbers')


def _compare_enum(name, old, new, broken, added):
    if new is None:
        broken.append(f'enum {name} is gone')
        return
    for number, value in sorted(old['values'].items(), key=lambda item: int(item[0])):
        now = new['values'].get(number)
        moved = next((n for n, v in new['values'].items() if v == value), None)
        if now == value:
            continue
        if moved is not None:
            broken.append(f'{name}.{value} had number {number}, now it has {moved}')
        elif now is not None:
            broken.append(f'{name}.{value} = {number} is now called {now}; JSON goes by names')
        elif not _covered(new['reserved'], number):
            broken.append(f'{name}.{value} is gone; keep its number from being used again: reserved {number};')
    added += [f'{name}.{value} is new' for number, value in new['values'].items() if number not in old['values']]
    if old['reserved'] != new['reserved']:
        _compare_reserved(name, old, new, broken, added)


def _compare_method(path, old, new, broken, added):
    if new is None:
        broken.append(f'method {path} is gone')
        return
    for what in ('request', 'reply'):
        if old[what] != new[what]:
            broken.append(f'{path}: its {what} was {old[what]}, now it is {new[what]}')
    broken += [f'{path} is no longer reached by {http}' for http in old['http'] if http not in new['http']]
    added += [f'{path}: {http} is new' for http in new['http'] if http not in old['http']]
