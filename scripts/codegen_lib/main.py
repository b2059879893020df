# SPDX-License-Identifier: AGPL-3.0-or-later
"""Command line of scripts/codegen, as proto/meson.build uses it."""
import argparse
import json
import os
import sys

from . import access, golden, manifest, messages, methods, openapi, output, routes, rpc, rules, schema, sql, tests

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def main(arguments):
    options = _parser().parse_args(arguments)
    try:
        return options.run(options) or 0
    except output.Stop as stop:
        print(stop, file=sys.stderr)
        return 1


def _parser():
    parser = argparse.ArgumentParser(prog='scripts/codegen', description=__doc__)
    commands = parser.add_subparsers(required=True, metavar='command')

    command = _command(commands, 'descriptors', _descriptors, 'compile the protos; the other commands read the result')
    command.add_argument('out')
    command.add_argument('files', nargs='+', help='okno/x.proto')

    command = _command(commands, 'messages', _messages, 'X.pb-c.[ch]')
    command.add_argument('descriptors')
    command.add_argument('out')

    command = _command(commands, 'service', _service, 'X.rpc.[ch] and X.methods.[ch] of one service')
    command.add_argument('descriptors')
    command.add_argument('out')
    command.add_argument('name')
    command.add_argument('--everywhere', action='store_true', help='every daemon serves it; callers name the peer')

    command = _command(commands, 'suite', _suite, 'what concerns all services: rules, routes, OpenAPI, lists')
    command.add_argument('descriptors')
    command.add_argument('out')
    command.add_argument('version', help='of the project, for OpenAPI')

    command = _command(commands, 'methods', _methods, 'list the method files of a daemon; stop when one is missing')
    command.add_argument('file', help='proto/okno/NAME.proto')
    command.add_argument('--folder', help='of the daemon, default services/NAME')

    command = _command(commands, 'tests', _tests, 'list the test files of a folder')
    command.add_argument('folder')
    command.add_argument('taken', nargs='*', help='with --stamp: what was listed; stop when there are more by now')
    command.add_argument('--stamp', help='file to write when all is well; FILE.d beside it for the build')

    command = _command(commands, 'sql', _sql, 'X.sql.[ch] from a folder of statements')
    command.add_argument('descriptors')
    command.add_argument('out')
    command.add_argument('name')
    command.add_argument('folder')

    command = _command(commands, 'schema', _schema, 'X.schema.[ch] from folders of schema files')
    command.add_argument('out')
    command.add_argument('name')
    command.add_argument('folders', nargs='+', help='OWNER=FOLDER in the order they are run')

    command = _command(commands, 'schemas', _schemas, 'schemas.[ch]: the schemas of all services')
    command.add_argument('out')
    command.add_argument('names', nargs='*')

    command = _command(commands, 'golden', _golden, 'compare the protos with proto/golden.json')
    command.add_argument('--update', action='store_true', help='write what was added')
    command.add_argument('--forget', action='store_true',
                         help='with --update: accept incompatible changes too; for what nobody uses yet')
    command.add_argument('--complete', action='store_true', help='additions not yet written down are a failure')
    command.add_argument('--stamp', help='file to write when all is well')
    command.add_argument('--check', action='store_true', help='compare only, the default')
    return parser


def _command(commands, name, run, text):
    command = commands.add_parser(name, help=text, description=text)
    command.set_defaults(run=run)
    command.add_argument('--proto', default=os.path.join(ROOT, 'proto'), help='folder of the protos')
    return command


def _load(path):
    with open(path, 'rb') as file:
        return manifest.load(file.read())


def _descriptors(options):
    listed = set(options.files) | {manifest.WIRE_FILE}
    for name in manifest.proto_files(options.proto):
        if name not in listed:
            raise output.Stop(f'proto/{name} is in none of the lists at the top of proto/meson.build')
    output.write(options.out, manifest.compile_protos(options.proto, options.files))


def _messages(options):
    messages.generate(_load(options.descriptors).descriptors, options.out)


def _service(options):
    loaded = _load(options.descriptors)
    file = loaded.file(options.name)
    if file.service is None:
        raise output.Stop(f'proto/{file.name} declares no service')
    rpc.generate(loaded, file, options.out, options.everywhere)
    methods.generate(loaded, file, options.out)


def _suite(options):
    loaded = _load(options.descriptors)
    for file in loaded.files:
        rules.generate(loaded, file, options.out)
    rpc.generate_services(loaded, options.out)
    routes.generate(loaded, options.out)
    openapi.generate(loaded, options.version, options.out, options.proto)
    access.generate(loaded, options.out)


def _methods(options):
    name = os.path.basename(options.file)[:-len('.proto')]
    compiled = manifest.compile_protos(options.proto, [f'okno/{name}.proto'])
    folder = options.folder or os.path.join(ROOT, 'services', name)
    print('\n'.join(methods.files(manifest.load(compiled).file(name), folder, _shown(folder))))


def _tests(options):
    if not options.stamp:
        print('\n'.join(tests.files(options.folder)))
        return
    tests.check(options.folder, _shown(options.folder), options.taken)
    output.write(options.stamp, '')
    output.write(f'{options.stamp}.d', f'{options.stamp}: {options.folder}\n')


def _shown(path):
    """A path as a person calls it: from the root of the project when it is inside."""
    relative = os.path.relpath(path, ROOT)
    return path if relative.startswith('..') else relative


def _sql(options):
    read = sql.generate(options.name, options.folder, _shown(options.folder), options.out, _load(options.descriptors))
    _depfile(os.path.join(options.out, f'{options.name}.sql'), [options.folder], read)


def _schema(options):
    folders = [(owner, folder, _shown(folder)) for owner, _, folder in (f.partition('=') for f in options.folders)]
    read = schema.generate(options.name, folders, options.out)
    _depfile(os.path.join(options.out, f'{options.name}.schema'), [folder for _, folder, _ in folders], read)


def _depfile(stem, folders, files):
    """Names folders too: their time changes when a file is added or removed."""
    existing = [f if os.path.isdir(f) else os.path.dirname(f) for f in folders]
    paths = ' '.join(path.replace(' ', '\\ ') for path in existing + files)
    output.write(f'{stem}.d', f'{stem}.h: {paths}\n')


def _schemas(options):
    schema.generate_all(options.names, options.out)


def _golden(options):
    new = golden.picture(manifest.load(manifest.compile_protos(options.proto, manifest.proto_files(options.proto))))
    path = os.path.join(options.proto, 'golden.json')
    old = {'messages': {}, 'enums': {}, 'methods': {}}
    if os.path.exists(path):
        with open(path, encoding='utf-8') as file:
            old = json.load(file)
    broken, added = golden.compare(old, new)
    if broken and not options.forget:
        raise output.Stop('The protos break what others may rely on:\n' + '\n'.join(f'  {text}' for text in broken)
                          + f'\nIf nothing uses it yet: {golden.UPDATE} --forget')
    if options.update:
        output.write(path, golden.text(new))
    elif added:
        _tell_additions(added, options.complete)
    if options.stamp:
        output.write(options.stamp, '')


def _tell_additions(added, fatal):
    text = (f'proto/golden.json does not know yet: {added[0]}{f" and {len(added) - 1} more" if added[1:] else ""}; '
            f'run {golden.UPDATE}')
    if fatal:
        raise output.Stop(text)
    print(text)
