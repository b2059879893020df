# SPDX-License-Identifier: AGPL-3.0-or-later
"""access.md: who may call what, for people to read."""
import os

from . import output


def generate(manifest, out):
    lines = ['# Who may call what', '',
             'Generated from the (rule) of every method. ● may call; ANYONE needs no token.', '']
    for service in sorted(manifest.services, key=lambda s: s.stem):
        lines += _table(manifest, service) + ['']
    output.write(os.path.join(out, 'access.md'), '\n'.join(lines))


def _table(manifest, service):
    roles = [name for name, number in sorted(manifest.roles.items(), key=lambda item: item[1]) if number]
    used = [role for role in roles if any(role in m.allow for m in service.methods)]
    lines = [f'## {service.full_name}', '',
             '| method | HTTP | ' + ' | '.join(used) + ' | personal | write |',
             '|---|---|' + ':-:|' * (len(used) + 2)]
    for method in service.methods:
        http = '<br>'.join(f'`{rule.verb} {rule.path}`' for rule in method.http) or '–'
        marks = [role in method.allow for role in used] + [method.personal, method.write]
        lines.append(f'| {method.name} | {http} | ' + ' | '.join('●' if mark else '' for mark in marks) + ' |')
    return lines
