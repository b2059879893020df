# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shape of reference data, taken from the manifest itself: proto/okno/reference.proto and its field rules."""

import pathlib
import re
import subprocess
import tempfile

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

DEFAULT_MAX_LENGTH = 1000
DEFAULT_MAX_ITEMS = 100

PATTERNS = {
    'DATE': r'\d{4}-\d{2}-\d{2}',
    'INN_ENTITY': r'\d{10}',
    'OGRN': r'\d{13}',
    'OKTMO': r'(?!000)(\d{8}|\d{11})',
    'CODE': r'[a-z0-9.-]+',
}


class Manifest:
    """Messages and field rules of the manifest, compiled by protoc into a pool of their own."""

    def __init__(self, proto_dir):
        self.pool = descriptor_pool.Default()
        for file in compile_manifest(proto_dir).file:
            try:
                self.pool.FindFileByName(file.name)
            except KeyError:
                self.pool.Add(file)
        factory = message_factory.MessageFactory(self.pool)
        self.request = factory.GetPrototype(
            self.pool.FindMessageTypeByName('okno.reference.v1.LoadReferenceRequest'))
        self.rule_type = factory.GetPrototype(self.pool.FindMessageTypeByName('okno.FieldRule'))
        self.rule_extension = self.pool.FindExtensionByName('okno.field')
        self.formats = self.pool.FindEnumTypeByName('okno.Format').values_by_number

    def parse(self, data):
        """The data as a message; ParseError names the field that is unknown or of a wrong type."""
        return json_format.ParseDict(data, self.request())

    def rule(self, field):
        return field.GetOptions().Extensions[self.rule_extension]

    def violations(self, message, path=''):
        """Every field that breaks its rule, as 'path: what is wrong'."""
        for field in message.DESCRIPTOR.fields:
            value = getattr(message, field.name)
            here = f'{path}{field.json_name}'
            yield from self.check_field(field, value, here)

    def check_field(self, field, value, here):
        rule = self.rule(field)
        if field.label == field.LABEL_REPEATED:
            if len(value) > (rule.max_items or DEFAULT_MAX_ITEMS):
                yield f'{here}: {len(value)} elements are too many'
            for i, element in enumerate(value):
                yield from self.check_value(field, rule, element, f'{here}[{i}]')
        elif field.message_type or value or rule.required:
            yield from self.check_value(field, rule, value, here)

    def check_value(self, field, rule, value, here):
        if field.message_type:
            yield from self.violations(value, here + '.')
        elif isinstance(value, str):
            yield from self.check_text(rule, value, here)
        elif rule.required and not value:
            yield f'{here}: missing'
        elif (rule.min or rule.max) and not rule.min <= value <= rule.max:
            yield f'{here}: {value} is not within {rule.min}..{rule.max}'

    def check_text(self, rule, value, here):
        pattern = PATTERNS.get(self.formats[rule.format].name)
        if not value:
            if rule.required:
                yield f'{here}: missing'
        elif len(value) > (rule.max_length or DEFAULT_MAX_LENGTH):
            yield f'{here}: {len(value)} characters are too many'
        elif pattern and not re.fullmatch(pattern, value):
            yield f'{here}: "{value}" is not in the form of {self.formats[rule.format].name}'


def compile_manifest(proto_dir):
    with tempfile.TemporaryDirectory() as folder:
        target = pathlib.Path(folder) / 'manifest.pb'
        subprocess.run(['protoc', f'-I{proto_dir}', '-I/usr/include', '--include_imports',
                        f'--descriptor_set_out={target}', 'okno/reference.proto'], check=True)
        return descriptor_pb2.FileDescriptorSet.FromString(target.read_bytes())
