# SPDX-License-Identifier: AGPL-3.0-or-later
"""The manifest as plain objects: what proto/okno/*.proto says, comments and annotations included."""
import os
import subprocess
from dataclasses import dataclass, field

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from . import names
from .output import Stop

HTTP_VERBS = ('get', 'put', 'post', 'delete', 'patch')
# Extends descriptor.proto and is read here; no C is made of it.
OPTIONS_FILE = 'okno/options.proto'
# libs/rpc makes its C: nothing else knows it.
WIRE_FILE = 'okno/wire.proto'
# What protos may use of google.protobuf: libs/proto makes C of these.
WELL_KNOWN = tuple(f'google/protobuf/{name}.proto' for name in
                   ('any', 'duration', 'empty', 'field_mask', 'struct', 'timestamp', 'wrappers'))

_F = descriptor_pb2.FieldDescriptorProto


@dataclass
class FieldRule:
    required: bool = False
    max_length: int = 0
    max_items: int = 0
    format: str = 'TEXT'
    min: int = 0
    max: int = 0


@dataclass
class Field:
    name: str
    json_name: str
    number: int
    kind: str              # 'string', 'int64', 'message', 'enum', ...
    type_name: str         # of a message or enum: 'okno.tracking.v1.Task'
    repeated: bool
    optional: bool         # declared with the word `optional`
    oneof: str             # name of the oneof it is in, or ''
    comment: str
    rule: FieldRule

    @property
    def is_message(self):
        return self.kind == 'message'


@dataclass
class Message:
    name: str              # within the package: 'RequiredDocument.Supplier'
    full_name: str
    path: list             # ['reference', 'RequiredDocument']: names in C are made of it
    comment: str
    map_entry: bool = False
    fields: list = field(default_factory=list)   # by number
    reserved_numbers: list = field(default_factory=list)   # of (first, last)

    @property
    def c_type(self):
        return names.c_type(self.path)

    @property
    def c_symbol(self):
        return names.c_symbol(self.path)

    def field(self, name):
        return next((f for f in self.fields if f.name == name), None)


@dataclass
class Enum:
    name: str
    full_name: str
    path: list
    comment: str
    values: list = field(default_factory=list)   # of (name, number, comment)
    reserved_numbers: list = field(default_factory=list)


@dataclass
class HttpRule:
    verb: str              # 'GET'
    path: str
    body: str


@dataclass
class Method:
    name: str
    snake: str
    service: 'Service'
    comment: str
    request: Message
    reply: Message
    allow: list            # names of roles
    personal: bool
    write: bool
    http: list             # of HttpRule

    @property
    def path(self):
        return f'{self.service.full_name}/{self.name}'

    @property
    def label(self):
        return f'{self.service.stem}_{self.snake}'


@dataclass
class Service:
    name: str
    full_name: str
    stem: str              # 'tracking': the daemon and the prefix of everything
    comment: str
    methods: list = field(default_factory=list)


@dataclass
class File:
    name: str              # 'okno/tracking.proto'
    stem: str
    package: str
    comment: str
    imports: list
    messages: list = field(default_factory=list)   # nested ones too, in order of declaration
    enums: list = field(default_factory=list)
    service: Service = None


@dataclass
class Manifest:
    files: list            # ours, options.proto left out
    messages: dict         # by full name, those of google.protobuf too
    enums: dict
    roles: dict            # name -> number
    formats: dict
    descriptors: object    # the FileDescriptorSet everything came from

    @property
    def services(self):
        return [f.service for f in self.files if f.service]

    def file(self, stem):
        for candidate in self.files:
            if candidate.stem == stem:
                return candidate
        raise Stop(f'proto/okno/{stem}.proto is not among the files of proto/meson.build')


def compile_protos(root, files):
    """Runs protoc; returns a serialized FileDescriptorSet with comments and imports."""
    command = ['protoc', f'-I{root}', '--include_imports', '--include_source_info',
               '--descriptor_set_out=/dev/stdout', OPTIONS_FILE, *WELL_KNOWN, *files]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise Stop(done.stderr.decode().strip())
    return done.stdout


def proto_files(root):
    """Every proto of ours under proto/, as protoc names it."""
    return sorted(f'okno/{name}' for name in os.listdir(os.path.join(root, 'okno'))
                  if name.endswith('.proto') and f'okno/{name}' != OPTIONS_FILE)


def load(serialized):
    return _Reader(descriptor_pb2.FileDescriptorSet.FromString(serialized)).read()


class _Reader:
    """Turns descriptors into a Manifest."""

    def __init__(self, descriptors):
        self.descriptors = descriptors
        self.pool = descriptor_pool.DescriptorPool()
        for file in descriptors.file:
            self.pool.Add(file)
        factory = message_factory.MessageFactory(self.pool)
        # Options parsed by the default classes would keep ours as unknown fields.
        self.method_options = factory.GetPrototype(self.pool.FindMessageTypeByName('google.protobuf.MethodOptions'))
        self.field_options = factory.GetPrototype(self.pool.FindMessageTypeByName('google.protobuf.FieldOptions'))
        self.manifest = Manifest([], {}, {}, self._enum('okno.Role'), self._enum('okno.Format'), descriptors)

    def _enum(self, name):
        return {v.name: v.number for v in self.pool.FindEnumTypeByName(name).values}

    def read(self):
        files = [f for f in self.descriptors.file if f.name.startswith(('okno/', 'google/protobuf/'))
                 and f.name not in (OPTIONS_FILE, 'google/protobuf/descriptor.proto')]
        pairs = [(self._file(f), f) for f in files]
        self.manifest.files = [file for file, _ in pairs if file.name.startswith('okno/')]
        for file, proto in pairs:
            self._service(file, proto)
        return self.manifest

    def _file(self, proto):
        ours = proto.name.startswith('okno/')
        stem = os.path.basename(proto.name)[:-len('.proto')]
        if ours and proto.package not in (f'okno.{stem}', f'okno.{stem}.v1'):
            raise Stop(f'proto/{proto.name}: package is {proto.package}, must be okno.{stem} or okno.{stem}.v1')
        comments = _comments(proto)
        file = File(proto.name, stem, proto.package, comments.get((12,), ''), list(proto.dependency))
        prefix = [stem] if ours else proto.package.split('.')
        self._check_imports(file)
        for i, message in enumerate(proto.message_type):
            self._message(file, message, comments, (4, i), prefix, [])
        for i, enum in enumerate(proto.enum_type):
            self._enum_type(file, enum, comments, (5, i), prefix, [])
        return file

    @staticmethod
    def _check_imports(file):
        for name in file.imports:
            if file.name.startswith('okno/') and name.startswith('google/protobuf/') and name not in WELL_KNOWN:
                raise Stop(f'proto/{file.name}: {name} has no C code here; add it to WELL_KNOWN in '
                           'scripts/codegen_lib/manifest.py and to libs/proto/google/protobuf/meson.build')

    def _message(self, file, proto, comments, where, prefix, outer):
        inner = outer + [proto.name]
        message = Message('.'.join(inner), '.'.join([file.package] + inner), prefix + inner, comments.get(where, ''),
                          proto.options.map_entry)
        message.reserved_numbers = [(r.start, r.end - 1) for r in proto.reserved_range]
        message.fields = sorted((self._field(proto, f, comments.get(where + (2, i), ''))
                                 for i, f in enumerate(proto.field)), key=lambda f: f.number)
        file.messages.append(message)
        self.manifest.messages[message.full_name] = message
        for i, nested in enumerate(proto.nested_type):
            self._message(file, nested, comments, where + (3, i), prefix, inner)
        for i, nested in enumerate(proto.enum_type):
            self._enum_type(file, nested, comments, where + (4, i), prefix, inner)

    def _field(self, owner, proto, comment):
        if proto.json_name != names.lower_camel(proto.name):
            raise Stop(f'{owner.name}.{proto.name}: json_name is not kept in C; name the field '
                       'so that it is not needed')
        in_oneof = proto.HasField('oneof_index') and not proto.proto3_optional
        return Field(proto.name, proto.json_name, proto.number, _F.Type.Name(proto.type)[len('TYPE_'):].lower(),
                     proto.type_name.lstrip('.'), proto.label == _F.LABEL_REPEATED, proto.proto3_optional,
                     owner.oneof_decl[proto.oneof_index].name if in_oneof else '', comment, self._field_rule(proto))

    def _field_rule(self, proto):
        options = self.field_options.FromString(proto.options.SerializeToString())
        rule = options.Extensions[self.pool.FindExtensionByName('okno.field')]
        format_name = next(name for name, number in self.manifest.formats.items() if number == rule.format)
        return FieldRule(rule.required, rule.max_length, rule.max_items, format_name, rule.min, rule.max)

    def _enum_type(self, file, proto, comments, where, prefix, outer):
        inner = outer + [proto.name]
        enum = Enum('.'.join(inner), '.'.join([file.package] + inner), prefix + inner, comments.get(where, ''))
        enum.values = [(v.name, v.number, comments.get(where + (2, i), '')) for i, v in enumerate(proto.value)]
        enum.reserved_numbers = [(r.start, r.end) for r in proto.reserved_range]
        file.enums.append(enum)
        self.manifest.enums[enum.full_name] = enum

    def _service(self, file, proto):
        if len(proto.service) > 1:
            raise Stop(f'proto/{file.name}: one file describes one service, here are {len(proto.service)}')
        comments = _comments(proto)
        for i, described in enumerate(proto.service):
            service = Service(described.name, f'{file.package}.{described.name}', file.stem,
                              comments.get((6, i), '') or file.comment)
            service.methods = [self._method(file, service, m, comments.get((6, i, 2, j), ''))
                               for j, m in enumerate(described.method)]
            file.service = service

    def _method(self, file, service, proto, comment):
        options = self.method_options.FromString(proto.options.SerializeToString())
        rule_option = self.pool.FindExtensionByName('okno.rule')
        where = f'proto/{file.name}: {proto.name}'
        if not options.HasExtension(rule_option):
            raise Stop(f'{where} does not say who may call it; add option (rule) = {{ allow: [...] }}')
        if proto.client_streaming or proto.server_streaming:
            raise Stop(f'{where}: streams do not exist here; subscribers read an event log from a cursor')
        rule = options.Extensions[rule_option]
        role_names = {number: name for name, number in self.manifest.roles.items()}
        method = Method(proto.name, names.snake(proto.name), service, comment,
                        self.manifest.messages[proto.input_type.lstrip('.')],
                        self.manifest.messages[proto.output_type.lstrip('.')],
                        [role_names[r] for r in rule.allow], rule.personal, rule.write, self._http(options, where))
        _check_http(method, where)
        return method

    def _http(self, options, where):
        # Files without routes need not import the annotations, which are then unknown to the pool.
        try:
            extension = self.pool.FindExtensionByName('google.api.http')
        except KeyError:
            return []
        if not options.HasExtension(extension):
            return []
        rule = options.Extensions[extension]
        return [_http_rule(r, where) for r in [rule] + list(rule.additional_bindings)]


def _http_rule(rule, where):
    verb = rule.WhichOneof('pattern')
    if verb is None:
        raise Stop(f'{where}: google.api.http names no HTTP method; one of {", ".join(HTTP_VERBS)} is needed')
    return HttpRule(verb.upper(), getattr(rule, verb), rule.body)


def _check_http(method, where):
    for rule in method.http:
        if rule.verb == 'GET' and method.write:
            raise Stop(f'{where}: a write cannot be a GET')
        if rule.verb in ('PUT', 'PATCH', 'DELETE') and not method.write:
            raise Stop(f'{where}: {rule.verb} changes something; add write: true to its rule')


def _comments(proto):
    """Path in the descriptor -> comment."""
    found = {}
    for location in proto.source_code_info.location:
        parts = [_plain(text) for text in (location.leading_comments, location.trailing_comments) if text.strip()]
        if parts:
            found[tuple(location.path)] = '\n'.join(parts)
    return found


def _plain(text):
    lines = [line[1:] if line.startswith(' ') else line for line in text.rstrip().splitlines()]
    return '\n'.join(line.rstrip() for line in lines).strip('\n')
