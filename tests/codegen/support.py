# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protos written in a test, read as the build reads them."""
import os
import sys
import tempfile

sys.dont_write_bytecode = True
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, 'scripts'))

from codegen_lib import manifest  # noqa: E402
from codegen_lib.output import Stop  # noqa: E402,F401

HEAD = '''syntax = "proto3";
package okno.{name}.v1;
import "google/api/annotations.proto";
import "okno/options.proto";
'''


def proto_root(**protos):
    """A folder like proto/ with the given files beside our options. Keep the object: the folder goes with it."""
    folder = tempfile.TemporaryDirectory()
    os.symlink(os.path.join(ROOT, 'proto/google'), os.path.join(folder.name, 'google'))
    os.mkdir(os.path.join(folder.name, 'okno'))
    for name in ('options', 'common'):
        os.symlink(os.path.join(ROOT, f'proto/okno/{name}.proto'), os.path.join(folder.name, f'okno/{name}.proto'))
    for name, text in protos.items():
        with open(os.path.join(folder.name, f'okno/{name}.proto'), 'w', encoding='utf-8') as file:
            file.write(text if 'syntax = ' in text else HEAD.format(name=name) + text)
    return folder


def read(**protos):
    """The manifest of protos given by name: read(demo='message A {}')."""
    with proto_root(**protos) as root:
        return manifest.load(manifest.compile_protos(root, [f'okno/{name}.proto' for name in protos]))


def read_real():
    root = os.path.join(ROOT, 'proto')
    return manifest.load(manifest.compile_protos(root, manifest.proto_files(root)))


def service(*methods, messages='message Q { string id = 1; } message A { string id = 1; }'):
    """Text of a service with methods given as 'Get: get: "/v1/things/{id}"' or 'Get: get: "/x" | write: true'."""
    return 'service Demo {\n' + '\n'.join(_method(m) for m in methods) + '\n}\n' + messages


def _method(text):
    name, _, rest = text.partition(':')
    http, _, rule = rest.partition('|')
    return (f'rpc {name}(Q) returns (A) {{ option (google.api.http) = {{ {http} }}; '
            f'option (rule) = {{ allow: [OPERATOR] {rule} }}; }}')


def write_files(folder, **files):
    """Writes files given by name with __ for a dot: write_files(folder, find__sql='...')."""
    os.makedirs(folder, exist_ok=True)
    for name, text in files.items():
        with open(os.path.join(folder, name.replace('__', '.')), 'w', encoding='utf-8') as file:
            file.write(text)
